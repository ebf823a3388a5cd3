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
import { TextField } from '../ui/text-field.tsx';
import { useToast } from '../ui/toast.tsx';
import { OPERATOR_ROLE_NAMES } from './member-roles.ts';
import type { OperatorRole } from './member-roles.ts';
import { RoleBoxes } from './role-boxes.tsx';

interface GrantDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

export function GrantDialog({ open, onClose }: GrantDialogProps): ReactNode {
  const { t } = useText();
  return (
    <Dialog open={open} title={t('people.grantTitle')} onClose={onClose} actions={null}>
      {open && <GrantForm onClose={onClose} />}
    </Dialog>
  );
}

function GrantForm({ onClose }: Pick<GrantDialogProps, 'onClose'>): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const grant = useChange('POST /api/v1/org/:orgId/operators');
  const [email, setEmail] = useState('');
  const [roles, setRoles] = useState<readonly OperatorRole[]>(['watcher']);
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const submit = (): void => {
    const missing = [
      ...(email.trim() === '' ? [{ field: 'email', message: t('people.emailMissing') }] : []),
      ...(roles.length === 0 ? [{ field: 'roles', message: t('people.rolesMissing') }] : []),
    ];
    setProblems(missing);
    if (missing.length > 0) return;
    grant.mutate(
      { params: { orgId }, body: { email: email.trim(), roles: [...roles] } },
      {
        onSuccess: ({ name }) => {
          toast({ text: t('people.grantDone', { name }) });
          onClose();
        },
        onError: (error) => setProblems(formProblems(error, texts)),
      },
    );
  };
  return (
    <Form onSubmit={submit} errors={problems} label={t('people.grantTitle')}>
      <TextField
        name="email"
        label={t('people.grantEmail')}
        hint={t('people.grantEmailHint')}
        type="email"
        autoComplete="off"
        value={email}
        onChange={setEmail}
      />
      <RoleBoxes all={OPERATOR_ROLE_NAMES} chosen={roles} onChange={setRoles} />
      <FormActions>
        <Button type="submit" busy={grant.isPending}>
          {t('people.grantDo')}
        </Button>
        <Button variant="secondary" onClick={onClose}>
          {t('ui.cancel')}
        </Button>
      </FormActions>
    </Form>
  );
}
