// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { formProblems } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { OnlyFor } from '../only-for.tsx';
import { paths } from '../paths.ts';
import { useChange } from '../queries.ts';
import { ADMINISTRATORS } from '../roles.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Form, FormActions } from '../ui/form.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { PageHeader } from '../ui/page-header.tsx';
import { RadioGroup } from '../ui/radio-group.tsx';
import { TextField } from '../ui/text-field.tsx';
import { InvitationMade } from './invitation-made.tsx';
import { MEMBER_ROLE_NAMES } from './member-roles.ts';
import type { MemberRole } from './member-roles.ts';
import { RoleBoxes } from './role-boxes.tsx';

type Made = Api['POST /api/v1/org/:orgId/invitations']['response'];

export function Page(): ReactNode {
  const { t } = useText();
  const [made, setMade] = useState<Made>();
  return (
    <>
      <PageHeader
        title={t('people.inviteTitle')}
        lead={t('people.inviteLead')}
        crumbs={[{ label: t('people.title'), href: paths.people() }]}
      />
      <OnlyFor roles={ADMINISTRATORS}>
        {made ? (
          <InvitationMade
            name={made.invitation.name}
            email={made.mailed ? made.invitation.email : null}
            link={made.link}
            expiresAt={made.invitation.expiresAt}
            back={{ href: paths.people(), label: t('people.toPeople') }}
            another={{ label: t('people.inviteAnother'), onAnother: () => setMade(undefined) }}
          />
        ) : (
          <InviteForm onMade={setMade} />
        )}
      </OnlyFor>
    </>
  );
}

function InviteForm({ onMade }: { readonly onMade: (made: Made) => void }): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const invite = useChange('POST /api/v1/org/:orgId/invitations', ['GET /api/v1/org/:orgId/invitations']);
  const [name, setName] = useState('');
  const [kana, setKana] = useState('');
  const [email, setEmail] = useState('');
  const [roles, setRoles] = useState<readonly MemberRole[]>(['teleworker']);
  const [language, setLanguage] = useState<'ja' | 'en'>(texts.language);
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const submit = (): void => {
    const missing = [
      ...(name.trim() === '' ? [{ field: 'name', message: t('people.nameMissing') }] : []),
      ...(roles.length === 0 ? [{ field: 'roles', message: t('people.rolesMissing') }] : []),
    ];
    setProblems(missing);
    if (missing.length > 0) return;
    const address = email.trim();
    const body = { name: name.trim(), kana: kana.trim(), roles: [...roles], language };
    invite.mutate(
      { params: { orgId }, body: address === '' ? body : { ...body, email: address } },
      { onSuccess: onMade, onError: (error) => setProblems(formProblems(error, texts)) },
    );
  };
  return (
    <Form onSubmit={submit} errors={problems} label={t('people.inviteTitle')}>
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
      <TextField
        name="email"
        label={t('people.email')}
        hint={t('people.emailHint')}
        optional
        type="email"
        autoComplete="off"
        value={email}
        onChange={setEmail}
      />
      <RoleBoxes all={MEMBER_ROLE_NAMES} chosen={roles} onChange={setRoles} />
      <RadioGroup
        name="language"
        label={t('people.language')}
        inline
        value={language}
        onChange={setLanguage}
        choices={[
          { value: 'ja', label: '日本語' },
          { value: 'en', label: 'English' },
        ]}
      />
      <FormActions>
        <Button type="submit" busy={invite.isPending} wide>
          {t('people.inviteDo')}
        </Button>
      </FormActions>
    </Form>
  );
}
