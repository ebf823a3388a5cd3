// SPDX-License-Identifier: Apache-2.0
import { useCallback, useState } from 'react';
import type { ReactNode } from 'react';
import { api } from '../api.ts';
import { formProblems } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import type { Localised } from '../i18n.tsx';
import { NewPasswordField } from '../password/new-password-field.tsx';
import type { Measure } from '../password/new-password-field.tsx';
import { paths } from '../paths.ts';
import { useChange } from '../queries.ts';
import { Button } from '../ui/button.tsx';
import { Form, FormActions } from '../ui/form.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { Link } from '../ui/link.tsx';
import { TextField } from '../ui/text-field.tsx';
import type { Invitation } from './invite-page.tsx';

interface JoinProps {
  readonly invitation: Invitation;
  readonly token: string;
  readonly onJoined: (orgId: string) => void;
}

interface Draft {
  readonly name: string;
  readonly kana: string;
  readonly email: string;
  readonly password: string;
}

function missing(draft: Draft, t: Localised['t']): readonly FieldProblem[] {
  const needed = [
    { field: 'name', value: draft.name, message: t('setup.you.nameMissing') },
    { field: 'email', value: draft.email, message: t('setup.you.emailMissing') },
    { field: 'password', value: draft.password, message: t('password.missing') },
  ];
  return needed.filter(({ value }) => value.trim() === '');
}

function useJoinNew({ invitation, token, onJoined }: JoinProps) {
  const texts = useText();
  const { t, language } = texts;
  const accept = useChange('POST /api/v1/invitation/accept', ['GET /api/v1/session']);
  const { name, kana } = invitation;
  const [draft, setDraft] = useState<Draft>({ name, kana, email: invitation.email ?? '', password: '' });
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const submit = (): void => {
    const found = missing(draft, t);
    setProblems(found);
    if (found.length > 0) return;
    accept.mutate(
      { body: { token, ...draft, email: draft.email.trim(), language } },
      {
        onSuccess: ({ orgId }) => onJoined(orgId),
        onError: (error) => setProblems(formProblems(error, texts)),
      },
    );
  };
  const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }));
  return { draft, change, problems, submit, busy: accept.isPending };
}

export function JoinNew(props: JoinProps): ReactNode {
  const { t, language } = useText();
  const { draft, change, problems, submit, busy } = useJoinNew(props);
  const { token, invitation } = props;
  const measure = useCallback<Measure>(
    async (password, signal) =>
      api('POST /api/v1/invitation/measure-password', { body: { token, password, words: [] } }, signal),
    [token],
  );
  return (
    <section aria-labelledby="join-new">
      <h2 id="join-new" className="mb-3 text-h2">
        {t('entry.invite.newTitle')}
      </h2>
      <p className="mb-5">
        {t('entry.invite.haveAccount')} <Link href={paths.signIn('/invite')}>{t('entry.invite.signIn')}</Link>
      </p>
      <Form onSubmit={submit} errors={problems} label={t('entry.invite.newTitle')}>
        <TextField
          name="name"
          label={t('entry.invite.name')}
          autoComplete="name"
          value={draft.name}
          onChange={(name) => change({ name })}
        />
        {(language === 'ja' || draft.kana !== '') && (
          <TextField
            name="kana"
            label={t('entry.invite.kana')}
            optional
            value={draft.kana}
            onChange={(kana) => change({ kana })}
          />
        )}
        <TextField
          name="email"
          label={t('entry.invite.email')}
          hint={t(invitation.email === null ? 'entry.invite.emailHint' : 'entry.invite.emailFixed')}
          type="email"
          autoComplete="username"
          disabled={invitation.email !== null}
          value={draft.email}
          onChange={(email) => change({ email })}
        />
        <NewPasswordField
          name="password"
          label={t('password.label')}
          value={draft.password}
          onChange={(password) => change({ password })}
          measure={measure}
        />
        <FormActions>
          <Button type="submit" busy={busy} wide>
            {t('entry.invite.submit')}
          </Button>
        </FormActions>
      </Form>
    </section>
  );
}

export function JoinSignedIn(props: JoinProps & { readonly signedInAs: string }): ReactNode {
  const texts = useText();
  const { t } = texts;
  const { invitation, token, onJoined, signedInAs } = props;
  const accept = useChange('POST /api/v1/invitation/accept-signed-in', ['GET /api/v1/session']);
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const submit = (): void =>
    accept.mutate(
      { body: { token, name: invitation.name, kana: invitation.kana } },
      {
        onSuccess: ({ orgId }) => onJoined(orgId),
        onError: (error) => setProblems(formProblems(error, texts)),
      },
    );
  return (
    <section aria-labelledby="join-signed-in">
      <h2 id="join-signed-in" className="text-h2">
        {t('entry.invite.signedInTitle', { email: signedInAs })}
      </h2>
      <p className="mb-4">{t('entry.invite.signedInText')}</p>
      <Form onSubmit={submit} errors={problems} label={t('entry.invite.join')}>
        <FormActions>
          <Button type="submit" busy={accept.isPending} wide>
            {t('entry.invite.join')}
          </Button>
        </FormActions>
      </Form>
      <p className="mt-4 text-muted">{t('entry.invite.otherAccount')}</p>
    </section>
  );
}
