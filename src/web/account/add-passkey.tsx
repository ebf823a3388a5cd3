// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { api } from '../api.ts';
import { formProblems } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Form, FormActions } from '../ui/form.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { PasswordField } from '../ui/password-field.tsx';
import { TextField } from '../ui/text-field.tsx';
import { useToast } from '../ui/toast.tsx';
import { usePasskeyWords } from './use-passkey-words.ts';

interface AddPasskeyProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

export function AddPasskey({ open, onClose }: AddPasskeyProps): ReactNode {
  const { t } = useText();
  return (
    <Dialog open={open} title={t('account.passkeyAdd')} onClose={onClose} actions={null}>
      {open && <AddForm onClose={onClose} />}
    </Dialog>
  );
}

interface Given {
  readonly name: string;
  readonly password: string;
}

/** The server is asked first, then the device, then the server takes what the device made. */
async function add({ name, password }: Given): Promise<void> {
  const { makePasskey } = await import('./ask-passkey.ts');
  const options = await api('POST /api/v1/account/passkeys/begin', { body: { password } });
  await api('POST /api/v1/account/passkeys', { body: { name, credential: await makePasskey(options) } });
}

function useAdd(onClose: () => void) {
  const texts = useText();
  const client = useQueryClient();
  const toast = useToast();
  const wordsOf = usePasskeyWords();
  const [busy, setBusy] = useState(false);
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const run = async (given: Given): Promise<void> => {
    try {
      await add(given);
      toast({ text: texts.t('account.passkeyAdded') });
      void client.invalidateQueries();
      onClose();
    } catch (error) {
      const { passkeyProblem } = await import('./ask-passkey.ts');
      const known = passkeyProblem(error);
      setProblems(known === undefined ? formProblems(error, texts) : [{ field: '', message: wordsOf[known] }]);
      setBusy(false);
    }
  };
  const start = (given: Given): void => {
    setBusy(true);
    run(given).catch((error: unknown) => {
      setProblems(formProblems(error, texts));
      setBusy(false);
    });
  };
  return { busy, problems, setProblems, start };
}

function AddForm({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { t } = useText();
  const { busy, problems, setProblems, start } = useAdd(onClose);
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const submit = (): void => {
    const missing = [
      ...(name.trim() === '' ? [{ field: 'name', message: t('account.passkeyNameMissing') }] : []),
      ...(password === '' ? [{ field: 'password', message: t('account.passwordCurrentMissing') }] : []),
    ];
    setProblems(missing);
    if (missing.length === 0) start({ name: name.trim(), password });
  };
  return (
    <Form onSubmit={submit} errors={problems} label={t('account.passkeyAdd')}>
      <p>{t('account.passkeyAddText')}</p>
      <TextField
        name="name"
        label={t('account.passkeyName')}
        hint={t('account.passkeyNameHint')}
        autoComplete="off"
        value={name}
        onChange={setName}
      />
      <PasswordField
        name="password"
        label={t('account.passwordCurrent')}
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
      />
      <FormActions>
        <Button type="submit" busy={busy}>
          {t('account.passkeyNext')}
        </Button>
        <Button variant="secondary" onClick={onClose}>
          {t('ui.cancel')}
        </Button>
      </FormActions>
    </Form>
  );
}
