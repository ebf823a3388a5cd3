// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import type { ReactNode } from 'react';
import { api } from '../api.ts';
import { formProblems } from '../describe-error.ts';
import { forgetFragmentToken, useFragmentToken } from '../fragment-token.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { NewPasswordField } from '../password/new-password-field.tsx';
import type { Measure } from '../password/new-password-field.tsx';
import { paths } from '../paths.ts';
import { useChange } from '../queries.ts';
import { RESET_COMMAND } from '../setup/reset-command.ts';
import { Button } from '../ui/button.tsx';
import { CopyField } from '../ui/copy-field.tsx';
import { Form, FormActions } from '../ui/form.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { ButtonLink } from '../ui/link.tsx';
import { Notice } from '../ui/notice.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Stack } from '../ui/stack.tsx';
import { TextField } from '../ui/text-field.tsx';
import { NoToken, isDeadLink } from './link-problem.tsx';

interface Found {
  readonly email: string;
  readonly clearsTotp: boolean;
  readonly expiresAt: string;
}

export function Page(): ReactNode {
  const token = useFragmentToken('reset');
  const [used, setUsed] = useState<string>();
  const done = used !== undefined && used === token;
  const look = useQuery({
    queryKey: ['reset', token],
    queryFn: async () => api('POST /api/v1/reset/look', { body: { token } }),
    enabled: token !== '' && !done,
    staleTime: Infinity,
    retry: false,
  });
  if (done) return <Done />;
  if (token === '') return <NoToken kind="reset" />;
  if (isDeadLink('reset', look.error)) return <DeadLink />;
  return (
    <Loaded query={look} lines={8}>
      {(found) => <NewPassword found={found} token={token} onDone={() => setUsed(token)} />}
    </Loaded>
  );
}

function DeadLink(): ReactNode {
  const { t } = useText();
  return (
    <>
      <PageHeader title={t('entry.reset.wrong')} lead={t('entry.reset.wrongText')} />
      <CopyField name="reset-command" label={t('entry.reset.command')} value={RESET_COMMAND} />
    </>
  );
}

function Done(): ReactNode {
  const { t } = useText();
  return (
    <>
      <PageHeader title={t('entry.reset.doneTitle')} lead={t('entry.reset.doneText')} />
      <ButtonLink href={paths.signIn()}>{t('entry.reset.signIn')}</ButtonLink>
    </>
  );
}

interface NewPasswordProps {
  readonly found: Found;
  readonly token: string;
  readonly onDone: () => void;
}

function NewPassword({ found, token, onDone }: NewPasswordProps): ReactNode {
  const texts = useText();
  const { t, dateTime } = texts;
  const complete = useChange('POST /api/v1/reset/complete', ['GET /api/v1/session']);
  const [password, setPassword] = useState('');
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const measure = useCallback<Measure>(
    async (text, signal) =>
      api('POST /api/v1/reset/measure-password', { body: { token, password: text, words: [] } }, signal),
    [token],
  );
  const submit = (): void => {
    if (password === '') return setProblems([{ field: 'password', message: t('password.missing') }]);
    setProblems([]);
    complete.mutate(
      { body: { token, password } },
      {
        onSuccess: () => {
          forgetFragmentToken('reset');
          onDone();
        },
        onError: (error) => setProblems(formProblems(error, texts)),
      },
    );
  };
  return (
    <>
      <PageHeader title={t('entry.reset.title')} lead={t('entry.reset.lead', { email: found.email })} />
      <Stack>
        {found.clearsTotp && <Notice>{t('entry.reset.totp')}</Notice>}
        <Form onSubmit={submit} errors={problems} label={t('entry.reset.title')}>
          <TextField
            name="username"
            label={t('entry.reset.email')}
            type="email"
            autoComplete="username"
            disabled
            value={found.email}
            onChange={() => undefined}
          />
          <NewPasswordField
            name="password"
            label={t('entry.reset.label')}
            value={password}
            onChange={setPassword}
            measure={measure}
          />
          <FormActions>
            <Button type="submit" busy={complete.isPending} wide>
              {t('entry.reset.submit')}
            </Button>
          </FormActions>
        </Form>
        <p className="text-muted">{t('entry.reset.until', { date: dateTime(found.expiresAt) })}</p>
      </Stack>
    </>
  );
}
