// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { useApiPages } from '../api-pages.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { useApi } from '../queries.ts';
import { Badge } from '../ui/badge.tsx';
import { Card } from '../ui/card.tsx';
import { DataTable } from '../ui/data-table.tsx';
import type { Column } from '../ui/data-table.tsx';
import { Stack } from '../ui/stack.tsx';
import type { Tone } from '../ui/tone.ts';
import { useBrowserText } from './browser-text.ts';

type SignIn = Api['GET /api/v1/account/sign-ins']['response']['signIns'][number];

const TONES: Readonly<Record<SignIn['outcome'], Tone>> = {
  signed_in: 'positive',
  wrong_password: 'caution',
  wrong_code: 'caution',
  passkey_refused: 'caution',
  password_reset: 'info',
};

/** Attempts on this account, the failed ones too. */
export function SignInsCard(): ReactNode {
  const { t } = useText();
  const { data: security } = useApi('GET /api/v1/account/security');
  const { query, more } = useApiPages('GET /api/v1/account/sign-ins', {
    input: (before: string | undefined) => ({ query: { limit: 10, ...(before === undefined ? {} : { before }) } }),
    next: (page) => page.next,
  });
  return (
    <Card title={t('account.signIns')}>
      <Stack>
        <p className="text-muted">
          {t('account.signInsText')}
          {security?.mailNotices && ` ${t('account.mailNotices')}`}
        </p>
        <Loaded query={query} lines={10}>
          {(pages) => <SignInTable signIns={pages.flatMap(({ signIns }) => signIns)} more={more} />}
        </Loaded>
      </Stack>
    </Card>
  );
}

interface SignInTableProps {
  readonly signIns: readonly SignIn[];
  readonly more: { readonly onMore: () => void; readonly busy: boolean } | undefined;
}

function SignInTable({ signIns, more }: SignInTableProps): ReactNode {
  const { t, findText, dateTime } = useText();
  const browserText = useBrowserText();
  const columns: readonly Column<SignIn>[] = [
    { id: 'at', header: t('account.when'), cell: ({ at }) => dateTime(at) },
    {
      id: 'outcome',
      header: t('account.outcome'),
      cell: ({ outcome, method }) => (
        <>
          <Badge tone={TONES[outcome]}>{t(`account.outcome.${outcome}`)}</Badge>
          {method !== null && (
            <span className="block text-note text-muted">{findText(`account.method.${method}`) ?? method}</span>
          )}
        </>
      ),
    },
    {
      id: 'place',
      header: t('account.place'),
      cell: ({ userAgent, newBrowser }) => (
        <>
          {browserText(userAgent)} {newBrowser && <Badge tone="caution">{t('account.newBrowser')}</Badge>}
        </>
      ),
    },
    { id: 'address', header: t('account.address'), cell: ({ address }) => address },
  ];
  return (
    <DataTable
      caption={t('account.signIns')}
      columns={columns}
      rows={signIns}
      rowId={({ signInId }) => signInId}
      empty={null}
      more={more}
    />
  );
}
