// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { useApi } from '../queries.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { DataTable } from '../ui/data-table.tsx';
import type { Column } from '../ui/data-table.tsx';
import { RowAction } from '../ui/row-action.tsx';
import { Stack } from '../ui/stack.tsx';
import { AddPasskey } from './add-passkey.tsx';
import { passkeyHere } from './passkey-here.ts';
import { RemovePasskey, RenamePasskey } from './change-passkey.tsx';

export type Passkey = Api['GET /api/v1/account/passkeys']['response']['passkeys'][number];

export function PasskeysCard(): ReactNode {
  const { t } = useText();
  const found = useApi('GET /api/v1/account/passkeys');
  return (
    <Card title={t('account.passkeyTitle')}>
      <Stack>
        <p>{t('account.passkeyWhat')}</p>
        <Loaded query={found} lines={3}>
          {({ passkeys }) => (
            <Stack>
              <PasskeyTable passkeys={passkeys} />
              {passkeys.some(({ backedUp }) => backedUp) && (
                <p className="text-muted">{t('account.passkeyBackedUpText')}</p>
              )}
            </Stack>
          )}
        </Loaded>
        <Adding />
      </Stack>
    </Card>
  );
}

function Adding(): ReactNode {
  const { t } = useText();
  const [here] = useState(passkeyHere);
  const [adding, setAdding] = useState(false);
  if (here === 'needs_name') return <p className="text-muted">{t('account.passkeyNeedsName')}</p>;
  if (here === 'unsupported') return <p className="text-muted">{t('account.passkeyUnsupported')}</p>;
  return (
    <p>
      <Button variant="secondary" size="small" onClick={() => setAdding(true)}>
        {t('account.passkeyAdd')}
      </Button>
      <AddPasskey open={adding} onClose={() => setAdding(false)} />
    </p>
  );
}

function PasskeyTable({ passkeys }: { readonly passkeys: readonly Passkey[] }): ReactNode {
  const { t, date, relative } = useText();
  const columns: readonly Column<Passkey>[] = [
    {
      id: 'name',
      header: t('account.passkeyName'),
      cell: ({ name, backedUp, worksHere }) => (
        <>
          <span className="break-words">{name}</span>{' '}
          {backedUp && <Badge tone="info">{t('account.passkeyBackedUp')}</Badge>}{' '}
          {!worksHere && <Badge tone="caution">{t('account.passkeyElsewhere')}</Badge>}
        </>
      ),
    },
    { id: 'created', header: t('account.passkeyCreated'), cell: ({ createdAt }) => date(createdAt) },
    {
      id: 'used',
      header: t('account.passkeyUsed'),
      cell: ({ lastUsedAt }) => (lastUsedAt === null ? t('account.passkeyNever') : relative(lastUsedAt)),
    },
    { id: 'change', header: t('account.passkeyActions'), cell: (passkey) => <Actions passkey={passkey} /> },
  ];
  return (
    <DataTable
      caption={t('account.passkeyTitle')}
      columns={columns}
      rows={passkeys}
      rowId={({ passkeyId }) => passkeyId}
      empty={<p className="text-muted">{t('account.passkeyNone')}</p>}
    />
  );
}

function Actions({ passkey }: { readonly passkey: Passkey }): ReactNode {
  const { t } = useText();
  const [open, setOpen] = useState<'rename' | 'remove'>();
  const close = (): void => setOpen(undefined);
  const whose = <span className="sr-only">{t('account.passkeyOf', { name: passkey.name })}</span>;
  return (
    <span className="flex flex-wrap gap-x-8">
      <RowAction onClick={() => setOpen('rename')}>
        {t('account.passkeyRename')}
        {whose}
      </RowAction>
      <RowAction onClick={() => setOpen('remove')}>
        {t('account.passkeyRemove')}
        {whose}
      </RowAction>
      <RenamePasskey passkey={passkey} open={open === 'rename'} onClose={close} />
      <RemovePasskey passkey={passkey} open={open === 'remove'} onClose={close} />
    </span>
  );
}
