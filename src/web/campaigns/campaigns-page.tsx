// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { useText } from '../i18n.tsx';
import type { Localised } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { paths } from '../paths.ts';
import { useApi } from '../queries.ts';
import { MANAGERS, useMay } from '../roles.ts';
import { useOrgId } from '../session.ts';
import { DueDate } from '../tasks/due-date.tsx';
import { Badge } from '../ui/badge.tsx';
import { DataTable } from '../ui/data-table.tsx';
import type { Column } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ButtonLink, Link } from '../ui/link.tsx';
import { PageHeader } from '../ui/page-header.tsx';

type Campaign = Api['GET /api/v1/org/:orgId/campaigns']['response']['campaigns'][number];

const MINE = { not_asked: 'neutral', waiting: 'caution', answered: 'positive' } as const;

function columnsOf({ t }: Localised): readonly Column<Campaign>[] {
  return [
    {
      id: 'title',
      header: t('campaigns.what'),
      cell: ({ campaignId, title }) => <Link href={paths.campaign(campaignId)}>{title}</Link>,
    },
    {
      id: 'state',
      header: t('campaigns.state'),
      cell: ({ open }) => <span className="whitespace-nowrap">{t(open ? 'campaigns.open' : 'campaigns.ended')}</span>,
    },
    {
      id: 'closes',
      header: t('campaigns.closes'),
      cell: ({ closesOn, open }) => <DueDate dueOn={closesOn} open={open} />,
    },
    {
      id: 'rate',
      header: t('campaigns.rate'),
      cell: ({ answered, asked }) => t('campaigns.answeredOf', { answered, asked }),
    },
    {
      id: 'mine',
      header: t('campaigns.mine'),
      cell: ({ mine }) => <Badge tone={MINE[mine]}>{t(`campaigns.mine.${mine}`)}</Badge>,
    },
  ];
}

export function Page(): ReactNode {
  const texts = useText();
  const { t } = texts;
  const manages = useMay(MANAGERS);
  const found = useApi('GET /api/v1/org/:orgId/campaigns', { params: { orgId: useOrgId() } });
  return (
    <>
      <PageHeader
        title={t('campaigns.title')}
        lead={t('campaigns.lead')}
        crumbs={[{ label: t('telework.title'), href: paths.telework() }]}
        {...(manages && { action: <ButtonLink href={paths.newCampaign()}>{t('campaigns.new')}</ButtonLink> })}
      />
      <Loaded query={found} lines={8}>
        {({ campaigns }) => (
          <DataTable
            caption={t('campaigns.title')}
            columns={columnsOf(texts)}
            rows={campaigns}
            rowId={({ campaignId }) => campaignId}
            empty={<EmptyState title={t('campaigns.none')}>{t('campaigns.noneHint')}</EmptyState>}
          />
        )}
      </Loaded>
    </>
  );
}
