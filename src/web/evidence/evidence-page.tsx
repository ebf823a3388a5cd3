// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { describeError } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { useApi, useChange } from '../queries.ts';
import { MANAGERS, useMay } from '../roles.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { DataTable } from '../ui/data-table.tsx';
import type { Column } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Stack } from '../ui/stack.tsx';
import { SummaryList } from '../ui/summary-list.tsx';
import { useToast } from '../ui/toast.tsx';
import { ExportCard } from './export-card.tsx';

type Ledger = Api['GET /api/v1/org/:orgId/ledger']['response'];
type Seal = Ledger['seals'][number];

export function Page(): ReactNode {
  const { t } = useText();
  const ledger = useApi('GET /api/v1/org/:orgId/ledger', { params: { orgId: useOrgId() } });
  return (
    <>
      <PageHeader
        title={t('evidence.title')}
        lead={
          <>
            <p>{t('evidence.what1')}</p>
            <p>{t('evidence.what2')}</p>
            <p>{t('evidence.what3')}</p>
          </>
        }
      />
      <Loaded query={ledger} lines={12}>
        {(data) => (
          <Stack gap="wide">
            <Counts ledger={data} />
            <ExportCard publicKey={data.publicKey} />
            <Seals seals={data.seals} />
          </Stack>
        )}
      </Loaded>
    </>
  );
}

function Counts({ ledger }: { readonly ledger: Ledger }): ReactNode {
  const texts = useText();
  const { t, number } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const maySeal = useMay(MANAGERS);
  const sealNow = useChange('POST /api/v1/org/:orgId/ledger/seal', ['GET /api/v1/org/:orgId/ledger']);
  const { leaves, unsealed, epoch } = ledger;
  const seal = (): void => {
    sealNow.mutate(
      { params: { orgId } },
      {
        onSuccess: ({ seal: made }) =>
          toast({ text: made ? t('evidence.sealed', { count: made.leafCount }) : t('evidence.nothingToSeal') }),
        onError: (error) => toast({ text: describeError(error, texts).title }),
      },
    );
  };
  return (
    <Card title={t('evidence.counts')} main>
      <SummaryList
        items={[
          { term: t('evidence.leaves'), value: number(leaves) },
          { term: t('evidence.unsealed'), value: unsealed === 0 ? t('evidence.unsealedNone') : number(unsealed) },
          {
            term: t('evidence.epoch'),
            value: (
              <>
                {number(epoch)} <span className="text-note text-muted">{t('evidence.epochHint')}</span>
              </>
            ),
          },
        ]}
      />
      <div className="no-print mt-4">
        {maySeal ? (
          <Button busy={sealNow.isPending} onClick={seal}>
            {t('evidence.sealNow')}
          </Button>
        ) : (
          <p className="text-muted">{t('evidence.onlyManagers')}</p>
        )}
      </div>
    </Card>
  );
}

function Seals({ seals }: { readonly seals: readonly Seal[] }): ReactNode {
  const { t, number, dateTime } = useText();
  const columns: readonly Column<Seal>[] = [
    { id: 'at', header: t('evidence.sealedAt'), cell: ({ sealedAt }) => dateTime(sealedAt) },
    { id: 'no', header: t('evidence.sealNo'), numeric: true, cell: ({ epoch, sealNo }) => `${epoch}-${sealNo}` },
    { id: 'count', header: t('evidence.leafCount'), numeric: true, cell: ({ leafCount }) => number(leafCount) },
    {
      id: 'root',
      header: t('evidence.root'),
      cell: ({ root }) => <span className="font-mono text-note break-all">{root}</span>,
    },
  ];
  return (
    <Card title={t('evidence.seals')}>
      <Stack>
        <p className="text-muted">{t('evidence.rootHint')}</p>
        <DataTable
          caption={t('evidence.seals')}
          columns={columns}
          rows={seals}
          rowId={({ epoch, sealNo }) => `${epoch}-${sealNo}`}
          empty={
            <EmptyState icon="proof" title={t('evidence.sealsNone')}>
              {t('evidence.sealsNoneHint')}
            </EmptyState>
          }
        />
        {seals.length === 60 && <p className="text-muted">{t('evidence.sealsLast')}</p>}
      </Stack>
    </Card>
  );
}
