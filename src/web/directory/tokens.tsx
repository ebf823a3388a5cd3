// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { describeError, formProblems } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { useChange } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { CopyField } from '../ui/copy-field.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { Form, FormActions } from '../ui/form.tsx';
import { RowAction } from '../ui/row-action.tsx';
import { SecretField } from '../ui/secret-field.tsx';
import { Notice } from '../ui/notice.tsx';
import { Stack } from '../ui/stack.tsx';
import { TextField } from '../ui/text-field.tsx';
import { useToast } from '../ui/toast.tsx';
import type { Directory } from './directory-page.tsx';

type Token = Directory['tokens'][number];

/** Address and keys; a new key is shown once, while the page stays open. */
export function Tokens({ directory: { address, tokens } }: { readonly directory: Directory }): ReactNode {
  const { t } = useText();
  const [made, setMade] = useState<string>();
  return (
    <Stack>
      <CopyField name="address" label={t('directory.address')} hint={t('directory.addressHint')} value={address} />
      {!address.startsWith('https://') && (
        <Notice tone="caution" title={t('directory.notHttps')}>
          {t('directory.notHttpsText')}
        </Notice>
      )}
      {made !== undefined && (
        <Notice tone="caution" live="status" title={t('directory.madeHint')}>
          <SecretField name="token" label={t('directory.made')} value={made} />
        </Notice>
      )}
      <h3 className="text-h3">{t('directory.tokens')}</h3>
      {tokens.length === 0 ? (
        <p>{t('directory.tokensNone')}</p>
      ) : (
        <ul className="border-t border-line">
          {tokens.map((token) => (
            <TokenItem key={token.tokenId} token={token} />
          ))}
        </ul>
      )}
      <MakeToken onMade={setMade} />
    </Stack>
  );
}

function TokenItem({ token }: { readonly token: Token }): ReactNode {
  const { t, date, relative } = useText();
  const { label, createdAt, lastUsedAt } = token;
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-4 border-b border-line py-3">
      <div>
        <p className="font-bold">{label}</p>
        <p className="text-note text-muted">
          {t('directory.created', { date: date(createdAt) })}
          {' ・ '}
          {lastUsedAt === null ? t('directory.neverUsed') : t('directory.lastUsed', { when: relative(lastUsedAt) })}
        </p>
      </div>
      <Revoke token={token} />
    </li>
  );
}

function Revoke({ token: { tokenId, label } }: { readonly token: Token }): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const revoke = useChange('DELETE /api/v1/org/:orgId/directory/tokens/:tokenId');
  const [asking, setAsking] = useState(false);
  const confirm = (): void => {
    // As a promise: the row is gone with the next list, and callbacks of what is gone are not called.
    void revoke
      .mutateAsync({ params: { orgId, tokenId } })
      .then(
        () => toast({ text: t('directory.revoked') }),
        (error: unknown) => toast({ text: describeError(error, texts).title }),
      )
      .finally(() => setAsking(false));
  };
  return (
    <>
      <RowAction onClick={() => setAsking(true)}>
        {t('directory.revoke')}
        <span className="sr-only">{t('directory.revokeOf', { label })}</span>
      </RowAction>
      <ConfirmDialog
        open={asking}
        title={t('directory.revokeTitle', { label })}
        confirm={t('directory.revoke')}
        danger
        busy={revoke.isPending}
        onConfirm={confirm}
        onClose={() => setAsking(false)}
      >
        <p>{t('directory.revokeWhat')}</p>
        <p>{t('directory.revokeThen')}</p>
      </ConfirmDialog>
    </>
  );
}

function MakeToken({ onMade }: { readonly onMade: (token: string) => void }): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const create = useChange('POST /api/v1/org/:orgId/directory/tokens');
  const [label, setLabel] = useState('');
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const submit = (): void => {
    const missing = label.trim() === '' ? [{ field: 'label', message: t('directory.labelMissing') }] : [];
    setProblems(missing);
    if (missing.length > 0) return;
    create.mutate(
      { params: { orgId }, body: { label: label.trim() } },
      {
        onSuccess: ({ token }) => {
          setLabel('');
          onMade(token);
        },
        onError: (error) => setProblems(formProblems(error, texts)),
      },
    );
  };
  return (
    <Form onSubmit={submit} label={t('directory.make')} errors={problems}>
      <TextField
        name="label"
        label={t('directory.label')}
        hint={t('directory.labelHint')}
        autoComplete="off"
        value={label}
        onChange={setLabel}
      />
      <FormActions>
        <Button type="submit" variant="secondary" busy={create.isPending}>
          {t('directory.make')}
        </Button>
      </FormActions>
    </Form>
  );
}
