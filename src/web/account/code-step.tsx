// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { ApiError } from '../api-error.ts';
import { formProblems } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { useChange } from '../queries.ts';
import { Button } from '../ui/button.tsx';
import { Form, FormActions } from '../ui/form.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { PageHeader } from '../ui/page-header.tsx';
import { wantPageFocus } from '../ui/page-focus.ts';
import { TextField } from '../ui/text-field.tsx';

interface CodeStepProps {
  readonly onDone: () => void;
  readonly onStartAgain: () => void;
}

type Kind = 'code' | 'recovery';

export function CodeStep({ onDone, onStartAgain }: CodeStepProps): ReactNode {
  const texts = useText();
  const { t } = texts;
  const second = useChange('POST /api/v1/session/second', []);
  const [kind, setKind] = useState<Kind>('code');
  const [entered, setEntered] = useState('');
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);

  // The step is a page of its own to those who listen.
  useEffect(() => {
    document.querySelector<HTMLElement>('h1')?.focus();
  }, []);

  const startAgain = (): void => {
    wantPageFocus();
    onStartAgain();
  };
  const submit = (): void => {
    const value = entered.trim();
    if (value === '') {
      setProblems([{ field: kind, message: t(`account.signIn.${kind}Missing`) }]);
      return;
    }
    setProblems([]);
    second.mutate(
      { body: kind === 'code' ? { code: value } : { recoveryCode: value } },
      {
        onSuccess: onDone,
        onError: (error) => {
          setProblems(formProblems(error, texts));
          setEntered('');
        },
      },
    );
  };
  const expired = second.error instanceof ApiError && second.error.code === 'second_expired';

  return (
    <>
      <PageHeader title={t('account.signIn.codeTitle')} lead={t('account.signIn.codeLead')} />
      <Form onSubmit={submit} errors={problems} label={t('account.signIn.codeTitle')}>
        <TextField
          key={kind}
          name={kind}
          label={t(`account.signIn.${kind}`)}
          hint={t(`account.signIn.${kind}Hint`)}
          inputMode={kind === 'code' ? 'numeric' : 'text'}
          autoComplete="one-time-code"
          width={kind === 'code' ? 'short' : 'medium'}
          value={entered}
          onChange={setEntered}
        />
        <FormActions>
          <Button type="submit" busy={second.isPending} disabled={expired} wide>
            {t('account.signIn.submit')}
          </Button>
          <Button variant="secondary" onClick={startAgain} wide>
            {t('account.signIn.startAgain')}
          </Button>
        </FormActions>
      </Form>
      <div className="mt-6">
        <Button
          variant="quiet"
          onClick={() => {
            setKind(kind === 'code' ? 'recovery' : 'code');
            setEntered('');
            setProblems([]);
          }}
        >
          {kind === 'code' ? t('account.signIn.useRecovery') : t('account.signIn.useCode')}
        </Button>
      </div>
    </>
  );
}
