// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { formProblems } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { useChange } from '../queries.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Form, FormActions } from '../ui/form.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { Stack } from '../ui/stack.tsx';
import { TextField } from '../ui/text-field.tsx';
import { useToast } from '../ui/toast.tsx';
import { PasswordAsked } from './password-asked.tsx';
import type { Passkey } from './passkeys-card.tsx';

interface PasskeyDialogProps {
  readonly passkey: Passkey;
  readonly open: boolean;
  readonly onClose: () => void;
}

export function RenamePasskey(props: PasskeyDialogProps): ReactNode {
  const { t } = useText();
  return (
    <Dialog open={props.open} title={t('account.passkeyRename')} onClose={props.onClose} actions={null}>
      {props.open && <RenameForm {...props} />}
    </Dialog>
  );
}

function RenameForm({ passkey, onClose }: PasskeyDialogProps): ReactNode {
  const texts = useText();
  const { t } = texts;
  const toast = useToast();
  const rename = useChange('PUT /api/v1/account/passkeys/:passkeyId', ['GET /api/v1/account/passkeys']);
  const [name, setName] = useState(passkey.name);
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const submit = (): void => {
    if (name.trim() === '') {
      setProblems([{ field: 'name', message: t('account.passkeyNameMissing') }]);
      return;
    }
    setProblems([]);
    rename.mutate(
      { params: { passkeyId: passkey.passkeyId }, body: { name: name.trim() } },
      {
        onSuccess: () => {
          toast({ text: t('account.passkeyRenamed') });
          onClose();
        },
        onError: (error) => setProblems(formProblems(error, texts)),
      },
    );
  };
  return (
    <Form onSubmit={submit} errors={problems} label={t('account.passkeyRename')}>
      <TextField name="name" label={t('account.passkeyName')} autoComplete="off" value={name} onChange={setName} />
      <FormActions>
        <Button type="submit" busy={rename.isPending}>
          {t('account.passkeyRename')}
        </Button>
        <Button variant="secondary" onClick={onClose}>
          {t('ui.cancel')}
        </Button>
      </FormActions>
    </Form>
  );
}

export function RemovePasskey({ passkey, open, onClose }: PasskeyDialogProps): ReactNode {
  const { t } = useText();
  const toast = useToast();
  const remove = useChange('POST /api/v1/account/passkeys/:passkeyId/remove');
  const { name, passkeyId } = passkey;
  const run = (password: string, onError: (error: Error) => void): void => {
    // As a promise: the row is gone with the next list, and callbacks of what is gone are not called.
    void remove
      .mutateAsync({ params: { passkeyId }, body: { password } })
      .then(() => {
        toast({ text: t('account.passkeyRemoved') });
        onClose();
      })
      .catch(onError);
  };
  return (
    <Dialog
      open={open}
      title={t('account.passkeyRemoveTitle', { name })}
      onClose={onClose}
      actions={
        <Button variant="secondary" onClick={onClose}>
          {t('ui.cancel')}
        </Button>
      }
    >
      {open && (
        <Stack>
          <p>{t('account.passkeyRemoveText')}</p>
          <PasswordAsked
            label={t('account.passkeyRemoveTitle', { name })}
            confirm={t('account.passkeyRemove')}
            danger
            busy={remove.isPending}
            onPassword={run}
          />
        </Stack>
      )}
    </Dialog>
  );
}
