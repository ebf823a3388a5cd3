// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { formProblems } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { useChange } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Form, FormActions } from '../ui/form.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { RadioGroup } from '../ui/radio-group.tsx';
import { TextField } from '../ui/text-field.tsx';
import { useToast } from '../ui/toast.tsx';

export type How = 'false_positive' | 'accepted_until' | 'attested_until';

interface OverruleDialogProps {
  readonly finding: { readonly findingId: string; readonly kind: string };
  readonly open: boolean;
  readonly onClose: () => void;
}

/** A person overrules a machine: how, why, and until when it holds. */
export function OverruleDialog({ finding, open, onClose }: OverruleDialogProps): ReactNode {
  const { t } = useText();
  return (
    <Dialog open={open} title={t('devices.overruleTitle')} onClose={onClose} actions={null}>
      {open && <OverruleForm finding={finding} onClose={onClose} />}
    </Dialog>
  );
}

function OverruleForm({ finding, onClose }: Omit<OverruleDialogProps, 'open'>): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const close = useChange('POST /api/v1/org/:orgId/findings/:findingId/close');
  const [how, setHow] = useState<How>();
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState('');
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  // Where a machine can know, a person's word proves nothing (the server refuses it as well).
  const attest = finding.kind === 'failed_check' ? [] : [{ value: 'attested_until' as const, label: t('devices.overruleAttest') }];

  const submit = (): void => {
    const missing = [
      ...(how === undefined ? [{ field: 'how', message: t('devices.overruleHowMissing') }] : []),
      ...(reason.trim() === '' ? [{ field: 'reason', message: t('devices.overruleReasonMissing') }] : []),
      ...(until === '' ? [{ field: 'until', message: t('devices.overruleUntilMissing') }] : []),
    ];
    setProblems(missing);
    if (how === undefined || missing.length > 0) return;
    close.mutate(
      { params: { orgId, findingId: finding.findingId }, body: { how, reason: reason.trim(), until } },
      {
        onSuccess: () => {
          toast({ text: t('devices.overruled') });
          onClose();
        },
        onError: (error) => setProblems(formProblems(error, texts)),
      },
    );
  };

  return (
    <Form onSubmit={submit} errors={problems} label={t('devices.overruleTitle')}>
      <RadioGroup
        name="how"
        label={t('devices.overruleHow')}
        value={how}
        onChange={setHow}
        choices={[
          { value: 'false_positive', label: t('devices.overruleFalse') },
          { value: 'accepted_until', label: t('devices.overruleAccept') },
          ...attest,
        ]}
      />
      <TextField
        name="reason"
        label={t('devices.overruleReason')}
        hint={t('devices.overruleReasonHint')}
        rows={3}
        countTo={1000}
        value={reason}
        onChange={setReason}
      />
      <TextField
        name="until"
        label={t('devices.overruleUntil')}
        hint={t('devices.overruleUntilHint')}
        type="date"
        width="medium"
        value={until}
        onChange={setUntil}
      />
      <FormActions>
        <Button type="submit" busy={close.isPending}>
          {t('devices.overruleDo')}
        </Button>
        <Button variant="secondary" onClick={onClose}>
          {t('ui.cancel')}
        </Button>
      </FormActions>
    </Form>
  );
}
