// SPDX-License-Identifier: Apache-2.0
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { ApiError } from '../api-error.ts';
import { formProblems } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import type { Localised } from '../i18n.tsx';
import { safeNext } from '../paths.ts';
import { useChange } from '../queries.ts';
import { Button } from '../ui/button.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { Form, FormActions } from '../ui/form.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { PageHeader } from '../ui/page-header.tsx';
import { PasswordField } from '../ui/password-field.tsx';
import { TextField } from '../ui/text-field.tsx';

interface Entered {
  readonly email: string;
  readonly password: string;
  /** Present once the server has asked for it. */
  readonly code?: string;
}

function missing({ email, password, code }: Entered, { t }: Localised): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (email.trim() === '') problems.push({ field: 'email', message: t('account.signIn.emailMissing') });
  if (password === '') problems.push({ field: 'password', message: t('account.signIn.passwordMissing') });
  if (code?.trim() === '') problems.push({ field: 'code', message: t('account.signIn.codeMissing') });
  return problems;
}

const asksForCode = (error: unknown): boolean => error instanceof ApiError && error.code === 'second_factor_required';

export function Page(): ReactNode {
  const texts = useText();
  const { t } = texts;
  const router = useRouter();
  const signIn = useChange('POST /api/v1/session');
  const [entered, setEntered] = useState<Entered>({ email: '', password: '' });
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);

  const submit = (): void => {
    const found = missing(entered, texts);
    setProblems(found);
    if (found.length > 0) return;
    signIn.mutate(
      { body: { ...entered, email: entered.email.trim() } },
      {
        onSuccess: () =>
          void router.navigate({ href: safeNext(new URLSearchParams(location.search).get('next')), replace: true }),
        onError: (error) => {
          if (asksForCode(error) && entered.code === undefined) setEntered({ ...entered, code: '' });
          else setProblems(formProblems(error, texts));
        },
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
          autoComplete="username"
          value={entered.email}
          onChange={(email) => setEntered({ ...entered, email })}
        />
        <PasswordField
          name="password"
          label={t('account.signIn.password')}
          autoComplete="current-password"
          value={entered.password}
          onChange={(password) => setEntered({ ...entered, password })}
        />
        {entered.code !== undefined && (
          <TextField
            name="code"
            label={t('account.signIn.code')}
            hint={t('account.signIn.codeHint')}
            inputMode="numeric"
            autoComplete="one-time-code"
            width="short"
            value={entered.code}
            onChange={(code) => setEntered({ ...entered, code })}
          />
        )}
        <FormActions>
          <Button type="submit" busy={signIn.isPending} wide>
            {t('account.signIn.submit')}
          </Button>
        </FormActions>
      </Form>
      <div className="mt-8">
        <Disclosure summary={t('account.signIn.help')}>{t('account.signIn.helpText')}</Disclosure>
      </div>
    </>
  );
}
