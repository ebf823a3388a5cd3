// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { MEMBER_ROLE_NAMES } from './member-roles.ts';
import { formProblems } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { useChange } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Form, FormActions } from '../ui/form.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { Notice } from '../ui/notice.tsx';
import { TextField } from '../ui/text-field.tsx';
import { useToast } from '../ui/toast.tsx';
import type { MemberDialogProps } from './remove-member.tsx';
import { RoleBoxes } from './role-boxes.tsx';

export function MemberDialog(props: MemberDialogProps): ReactNode {
  const { t } = useText();
  return (
    <Dialog
      open={props.open}
      title={t('people.changeOf', { name: props.member.name })}
      onClose={props.onClose}
      actions={null}
    >
      {props.open && <MemberForm {...props} />}
    </Dialog>
  );
}

function MemberForm({ member, last, onClose }: MemberDialogProps): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const update = useChange('PUT /api/v1/org/:orgId/members/:memberId');
  const [name, setName] = useState(member.name);
  const [kana, setKana] = useState(member.kana);
  const [roles, setRoles] = useState<Readonly<typeof member.roles>>(member.roles);
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const submit = (): void => {
    const missing = [
      ...(name.trim() === '' ? [{ field: 'name', message: t('people.nameMissing') }] : []),
      ...(roles.length === 0 ? [{ field: 'roles', message: t('people.rolesMissing') }] : []),
    ];
    setProblems(missing);
    if (missing.length > 0) return;
    update.mutate(
      {
        params: { orgId, memberId: member.memberId },
        body: { name: name.trim(), kana: kana.trim(), roles: [...roles] },
      },
      {
        onSuccess: () => {
          toast({ text: t('people.saved', { name: name.trim() }) });
          onClose();
        },
        onError: (error) => setProblems(formProblems(error, texts)),
      },
    );
  };
  return (
    <Form onSubmit={submit} errors={problems} label={t('people.changeTitle')}>
      <TextField name="name" label={t('people.name')} autoComplete="off" value={name} onChange={setName} />
      <TextField
        name="kana"
        label={t('people.kana')}
        hint={t('people.kanaHint')}
        optional
        autoComplete="off"
        value={kana}
        onChange={setKana}
      />
      <RoleBoxes all={MEMBER_ROLE_NAMES} chosen={roles} onChange={setRoles} />
      {last && !roles.includes('administrator') && (
        <Notice tone="caution" live="status" title={t('people.lastAdministrator')}>
          {t('people.lastAdministratorHint')}
        </Notice>
      )}
      <FormActions>
        <Button type="submit" busy={update.isPending}>
          {t('people.save')}
        </Button>
        <Button variant="secondary" onClick={onClose}>
          {t('ui.cancel')}
        </Button>
      </FormActions>
    </Form>
  );
}
