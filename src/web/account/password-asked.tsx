// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { formProblems } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { Button } from '../ui/button.tsx';
import { Form, FormActions } from '../ui/form.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { PasswordField } from '../ui/password-field.tsx';

interface PasswordAskedProps {
  /** Name of the form. */
  readonly label: string;
  /** The deed in words. */
  readonly confirm: string;
  readonly danger?: boolean;
  readonly busy: boolean;
  readonly onPassword: (password: string, onError: (error: Error) => void) => void;
}

/** The password once more before something that changes how the account is protected. */
export function PasswordAsked({ label, confirm, danger = false, busy, onPassword }: PasswordAskedProps): ReactNode {
  const texts = useText();
  const { t } = texts;
  const [password, setPassword] = useState('');
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const submit = (): void => {
    if (password === '') {
      setProblems([{ field: 'password', message: t('account.passwordCurrentMissing') }]);
      return;
    }
    setProblems([]);
    onPassword(password, (error) => setProblems(formProblems(error, texts)));
  };
  return (
    <Form onSubmit={submit} errors={problems} label={label}>
      <PasswordField
        name="password"
        label={t('account.totpPassword')}
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
      />
      <FormActions>
        <Button type="submit" variant={danger ? 'danger' : 'primary'} busy={busy}>
          {confirm}
        </Button>
      </FormActions>
    </Form>
  );
}
