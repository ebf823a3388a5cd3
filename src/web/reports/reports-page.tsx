// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { apiAddress } from '../api.ts';
import type { Api } from '../api-types.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { OnlyFor } from '../only-for.tsx';
import { paths } from '../paths.ts';
import { useApi } from '../queries.ts';
import { MANAGERS, REPORT_READERS, useMay } from '../roles.ts';
import { useOrgId } from '../session.ts';
import { Badge } from '../ui/badge.tsx';
import { DataTable } from '../ui/data-table.tsx';
import type { Column } from '../ui/data-table.tsx';
import { Link } from '../ui/link.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Stack } from '../ui/stack.tsx';
import { MailCard } from './mail-card.tsx';
import { monthName } from './month-name.ts';
import { WeatherMark } from './weather-mark.tsx';

type Months = Api['GET /api/v1/org/:orgId/reports']['response']['months'];
type Month = Months[number];

export function Page(): ReactNode {
  const { t } = useText();
  return (
    <>
      <PageHeader title={t('reports.title')} lead={t('reports.lead')} />
      <OnlyFor roles={REPORT_READERS}>
        <List />
      </OnlyFor>
    </>
  );
}

function List(): ReactNode {
  const orgId = useOrgId();
  const mayChoose = useMay(MANAGERS);
  const query = useApi('GET /api/v1/org/:orgId/reports', { params: { orgId } });
  return (
    <Stack gap="wide">
      <Loaded query={query} lines={6}>
        {({ months }) => <MonthTable months={months} orgId={orgId} />}
      </Loaded>
      {mayChoose && <MailCard />}
    </Stack>
  );
}

function MonthTable({ months, orgId }: { readonly months: Months; readonly orgId: string }): ReactNode {
  const { t, language, dateTime, number } = useText();
  const columns: readonly Column<Month>[] = [
    {
      id: 'month',
      header: t('reports.month'),
      cell: ({ month, soFar }) => (
        <>
          <Link href={paths.report(month)}>{monthName(month, language)}</Link>
          {soFar && (
            <span className="ml-2">
              <Badge tone="info">{t('reports.soFar')}</Badge>
            </span>
          )}
        </>
      ),
    },
    {
      id: 'mark',
      header: t('reports.mark'),
      cell: ({ mark }) => (
        <span className="inline-flex items-center gap-2">
          <WeatherMark mark={mark} />
          {t(`reports.mark.${mark}`)}
        </span>
      ),
    },
    {
      id: 'contradictions',
      header: t('reports.contradictions'),
      numeric: true,
      cell: ({ contradictions }) => number(contradictions),
    },
    { id: 'taken', header: t('reports.taken'), cell: ({ takenAt }) => dateTime(takenAt) },
    {
      id: 'paper',
      header: t('reports.paper'),
      cell: ({ month }) => (
        <span className="inline-flex flex-wrap gap-x-4">
          <Link
            href={apiAddress('/api/v1/org/:orgId/reports/:month.pdf', {
              params: { orgId, month },
              query: { language },
            })}
            download
          >
            {t('reports.onePagePdf')}
          </Link>
          <Link href={paths.fullReport(month)}>{t('reports.full')}</Link>
        </span>
      ),
    },
  ];
  return (
    <DataTable
      caption={t('reports.title')}
      columns={columns}
      rows={months}
      rowId={({ month }) => month}
      empty={<p>{t('reports.none')}</p>}
    />
  );
}
