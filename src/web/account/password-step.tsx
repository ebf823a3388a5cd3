// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { formProblems } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import type { Localised } from '../i18n.tsx';
import { useChange } from '../queries.ts';
import { Button } from '../ui/button.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { Form, FormActions } from '../ui/form.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { PageHeader } from '../ui/page-header.tsx';
import { PasswordField } from '../ui/password-field.tsx';
import { TextField } from '../ui/text-field.tsx';
import { ProviderSignIn } from '../provider/provider-sign-in.tsx';
import { PasskeySignIn } from './passkey-sign-in.tsx';

interface PasswordStepProps {
  readonly onDone: () => void;
  readonly onSecond: () => void;
}

function missing(email: string, password: string, { t }: Localised): readonly FieldProblem[] {
  return [
    ...(email.trim() === '' ? [{ field: 'email', message: t('account.signIn.emailMissing') }] : []),
    ...(password === '' ? [{ field: 'password', message: t('account.signIn.passwordMissing') }] : []),
  ];
}

export function PasswordStep({ onDone, onSecond }: PasswordStepProps): ReactNode {
  const texts = useText();
  const { t } = texts;
  const signIn = useChange('POST /api/v1/session', []);
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);

  const submit = (): void => {
    const found = missing(email, password, texts);
    setProblems(found);
    if (found.length > 0) return;
    signIn.mutate(
      { body: { email: email.trim(), password } },
      {
        onSuccess: (answer) => (answer.second === null ? onDone() : onSecond()),
        onError: (error) => setProblems(formProblems(error, texts)),
      },
    );
  };

  return (
    <>
      <PageHeader title={t('account.signIn.title')} lead={t('account.signIn.lead')} />
      <Form onSubmit={submit} errors={problems} label={t('account.signIn.title')}>
        <TextField
          name="email"
          label={t('account.signIn.email')}
          type="email"
          autoComplete="username webauthn"
          value={email}
          onChange={setEmail}
        />
        <PasswordField
          name="password"
          label={t('account.signIn.password')}
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
        />
        <FormActions>
          <Button type="submit" busy={signIn.isPending} wide>
            {t('account.signIn.submit')}
          </Button>
        </FormActions>
      </Form>
      <PasskeySignIn onDone={onDone} />
      <ProviderSignIn />
      <div className="mt-8">
        <Disclosure summary={t('account.signIn.help')}>{t('account.signIn.helpText')}</Disclosure>
      </div>
    </>
  );
}
