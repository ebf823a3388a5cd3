// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { formProblems } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { useChange } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Form } from '../ui/form.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { RadioGroup } from '../ui/radio-group.tsx';
import { TextField } from '../ui/text-field.tsx';
import { useToast } from '../ui/toast.tsx';
import type { TaskDetail } from './how-section.tsx';
import { addDays, useToday } from './use-today.ts';

export type Finding = TaskDetail['findings'][number];
type How = Api['POST /api/v1/org/:orgId/findings/:findingId/close']['body']['how'];

/** Long enough for a plan, short enough to be looked at again. */
const USUAL_DAYS = 90;
const MAX_REASON = 1000;

interface OverruleDialogProps {
  readonly finding: Finding;
  readonly onClose: () => void;
}

/** A manager overrules the machine: how, why, until when. Rendered only while it is open. */
export function OverruleDialog({ finding, onClose }: OverruleDialogProps): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const today = useToday();
  const close = useChange('POST /api/v1/org/:orgId/findings/:findingId/close');
  // Where a machine can know, a person's word proves nothing (the server refuses it too).
  const choices: readonly How[] =
    finding.kind === 'failed_check' ? ['accepted_until', 'false_positive'] : ['attested_until', 'false_positive'];
  const [how, setHow] = useState<How>(choices[0] ?? 'false_positive');
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState(() => addDays(today, USUAL_DAYS));
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);

  const submit = (): void => {
    const found = [
      ...(reason.trim() === '' ? [{ field: 'reason', message: t('tasks.overrule.reasonMissing') }] : []),
      ...(until === '' ? [{ field: 'until', message: t('tasks.overrule.untilMissing') }] : []),
    ];
    setProblems(found);
    if (found.length > 0) return;
    close.mutate(
      { params: { orgId, findingId: finding.findingId }, body: { how, reason: reason.trim(), until } },
      {
        onSuccess: () => {
          toast({ text: t('tasks.overrule.done') });
          onClose();
        },
        onError: (error) => setProblems(formProblems(error, texts)),
      },
    );
  };
  const device = finding.subjectLabel ?? t('tasks.device.unknown');
  return (
    <ConfirmDialog
      open
      title={t('tasks.overrule.title', { device })}
      confirm={t('tasks.overrule.submit')}
      busy={close.isPending}
      onConfirm={submit}
      onClose={onClose}
    >
      <p className="text-muted">{t('tasks.overrule.lead')}</p>
      <Form onSubmit={submit} errors={problems} label={t('tasks.finding.overrule')}>
        <RadioGroup
          name="how"
          label={t('tasks.overrule.how')}
          value={how}
          onChange={setHow}
          choices={choices.map((value) => ({
            value,
            label: t(`tasks.overrule.${value}`),
            hint: t(`tasks.overrule.${value}Hint`),
          }))}
        />
        <TextField
          name="reason"
          label={t('tasks.overrule.reason')}
          hint={t('tasks.overrule.reasonHint')}
          rows={3}
          countTo={MAX_REASON}
          value={reason}
          onChange={setReason}
        />
        <TextField
          name="until"
          label={t('tasks.overrule.until')}
          hint={t('tasks.overrule.untilHint')}
          type="date"
          width="medium"
          value={until}
          onChange={setUntil}
        />
      </Form>
    </ConfirmDialog>
  );
}
