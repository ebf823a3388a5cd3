// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { describeError, formProblems } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { useChange } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Form, FormActions } from '../ui/form.tsx';
import { TextField } from '../ui/text-field.tsx';
import { SecretField } from '../ui/secret-field.tsx';
import { Stack } from '../ui/stack.tsx';
import { useToast } from '../ui/toast.tsx';
import type { Setup } from './agents-page.tsx';
import { RowAction } from '../ui/row-action.tsx';

type Credential = Setup['credentials'][number];

/** Credentials for agents: shown again to administrators, who set up the next PC with them. */
export function Credentials({ setup }: { readonly setup: Setup }): ReactNode {
  const { t } = useText();
  return (
    <Stack>
      <h3 className="text-h3">{t('settings.credentials')}</h3>
      {setup.credentials.length === 0 && (
        <p>
          <strong>{t('settings.credentialsNone')}</strong> {t('settings.credentialsNoneHint')}
        </p>
      )}
      <ul className="grid gap-4">
        {setup.credentials.map((credential) => (
          <CredentialItem key={credential.credentialId} credential={credential} />
        ))}
      </ul>
      <MakeCredential />
    </Stack>
  );
}

function CredentialItem({ credential }: { readonly credential: Credential }): ReactNode {
  const { t, date, relative } = useText();
  const { credentialId, label, secret, createdAt, lastUsedAt } = credential;
  return (
    <li className="rounded-control border border-line p-4">
      <div className="flex flex-wrap items-start justify-between gap-x-4">
        <div>
          <p className="font-bold">{label || t('settings.noLabel')}</p>
          <p className="text-note text-muted">
            {t('settings.createdOn', { date: date(createdAt) })}
            {' ・ '}
            {lastUsedAt === null ? t('settings.neverUsed') : t('settings.lastUsed', { when: relative(lastUsedAt) })}
          </p>
        </div>
        <Revoke credential={credential} />
      </div>
      {secret === null ? (
        <p>{t('settings.secretLost')}</p>
      ) : (
        <SecretField name={`secret-${credentialId}`} label={t('settings.password')} value={secret} />
      )}
    </li>
  );
}

function Revoke({ credential: { credentialId, label } }: { readonly credential: Credential }): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const revoke = useChange('DELETE /api/v1/org/:orgId/credentials/:credentialId');
  const [asking, setAsking] = useState(false);
  const confirm = (): void => {
    // As a promise: the row is gone with the next list, and callbacks of what is gone are not called.
    void revoke
      .mutateAsync({ params: { orgId, credentialId } })
      .then(
        () => toast({ text: t('settings.revoked') }),
        (error: unknown) => toast({ text: describeError(error, texts).title }),
      )
      .finally(() => setAsking(false));
  };
  return (
    <>
      <RowAction onClick={() => setAsking(true)}>
        {t('settings.revoke')}
        <span className="sr-only">{t('settings.revokeOf', { label: label || t('settings.noLabel') })}</span>
      </RowAction>
      <ConfirmDialog
        open={asking}
        title={t('settings.revokeTitle')}
        confirm={t('settings.revoke')}
        danger
        busy={revoke.isPending}
        onConfirm={confirm}
        onClose={() => setAsking(false)}
      >
        <p className="font-bold">{label || t('settings.noLabel')}</p>
        <p>{t('settings.revokeWhat')}</p>
        <p>{t('settings.revokeThen')}</p>
      </ConfirmDialog>
    </>
  );
}

function MakeCredential(): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const create = useChange('POST /api/v1/org/:orgId/credentials');
  const [label, setLabel] = useState('');
  const submit = (): void => {
    create.mutate(
      { params: { orgId }, body: { label: label.trim() } },
      {
        onSuccess: () => {
          setLabel('');
          toast({ text: t('settings.made') });
        },
      },
    );
  };
  return (
    <Form
      onSubmit={submit}
      label={t('settings.make')}
      {...(create.error ? { errors: formProblems(create.error, texts) } : {})}
    >
      <TextField
        name="label"
        label={t('settings.label')}
        hint={t('settings.labelHint')}
        optional
        autoComplete="off"
        value={label}
        onChange={setLabel}
      />
      <FormActions>
        <Button type="submit" variant="secondary" busy={create.isPending}>
          {t('settings.make')}
        </Button>
      </FormActions>
    </Form>
  );
}
