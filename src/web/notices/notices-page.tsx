// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { useApi } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { AdministratorPage } from '../settings/administrator-page.tsx';
import { Badge } from '../ui/badge.tsx';
import { Card } from '../ui/card.tsx';
import { DataTable } from '../ui/data-table.tsx';
import type { Column } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Notice } from '../ui/notice.tsx';
import { Stack } from '../ui/stack.tsx';
import { Channels } from './channels.tsx';

type Deliveries = Api['GET /api/v1/org/:orgId/notices/deliveries']['response'];
type Delivery = Deliveries['deliveries'][number];

const TONES = { waiting: 'info', sent: 'positive', nothing: 'neutral', failed: 'critical' } as const;

/** The organisation's channels, whether mails and posts arrive, and what to do where they do not. */
export function Page(): ReactNode {
  const { t } = useText();
  return (
    <AdministratorPage title={t('notices.title')} lead={t('notices.lead')}>
      <Found />
    </AdministratorPage>
  );
}

function Found(): ReactNode {
  const { t } = useText();
  const query = useApi('GET /api/v1/org/:orgId/notices/deliveries', { params: { orgId: useOrgId() } });
  return (
    <Loaded query={query} lines={10}>
      {({ available, deliveries }) => (
        <Stack gap="wide">
          <Channels />
          <Card title={t('notices.log')}>
            <Stack>
              {!available && <Notice title={t('notices.none')}>{t('notices.noneText')}</Notice>}
              <p className="text-muted">{t('notices.logLead')}</p>
              <Sent deliveries={deliveries} />
            </Stack>
          </Card>
        </Stack>
      )}
    </Loaded>
  );
}

function Sent({ deliveries }: { readonly deliveries: Deliveries['deliveries'] }): ReactNode {
  const { t, dateTime } = useText();
  const columns: readonly Column<Delivery>[] = [
    {
      id: 'who',
      header: t('notices.who'),
      cell: ({ receiver }) => <span className="wrap-break-word">{receiver}</span>,
    },
    {
      id: 'kind',
      header: t('notices.kind'),
      cell: ({ kind }) => <span className="whitespace-nowrap">{t(`notices.kind.${kind}`)}</span>,
    },
    {
      id: 'when',
      header: t('notices.when'),
      cell: ({ createdAt, endedAt }) => <span className="whitespace-nowrap">{dateTime(endedAt ?? createdAt)}</span>,
    },
    {
      id: 'state',
      header: t('notices.state'),
      cell: ({ state, lastError, attempts }) => (
        <>
          <Badge tone={TONES[state]}>{t(`notices.state.${state}`)}</Badge>
          {lastError && (
            <p className="mt-1">
              {t(`notices.error.${lastError}`)} {t('notices.attempts', { count: attempts })}
            </p>
          )}
        </>
      ),
    },
  ];
  return (
    <DataTable
      caption={t('notices.log')}
      columns={columns}
      rows={deliveries}
      rowId={({ deliveryId }) => deliveryId}
      empty={
        <EmptyState icon="info" title={t('notices.empty')}>
          {t('notices.emptyText')}
        </EmptyState>
      }
    />
  );
}
