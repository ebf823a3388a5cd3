// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { apiAddress } from '../api.ts';
import type { Api } from '../api-types.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { OnlyFor } from '../only-for.tsx';
import { paths } from '../paths.ts';
import { useApi } from '../queries.ts';
import { REPORT_READERS } from '../roles.ts';
import { useRouteParam } from '../route-param.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { ButtonLink } from '../ui/link.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Stack } from '../ui/stack.tsx';
import { Bars, Head, LedgerBlock, WeatherBlock } from './report-parts.tsx';

type Full = Api['GET /api/v1/org/:orgId/reports/:month/full']['response']['report'];
type Section = Full['sections'][number];
type Table = Section['tables'][number];

export function Page(): ReactNode {
  return (
    <OnlyFor roles={REPORT_READERS}>
      <Whole />
    </OnlyFor>
  );
}

function Whole(): ReactNode {
  const { t, language } = useText();
  const month = useRouteParam('month');
  const params = { orgId: useOrgId(), month };
  const query = useApi('GET /api/v1/org/:orgId/reports/:month/full', { params, query: { language } });
  const address = apiAddress('/api/v1/org/:orgId/reports/:month/full.pdf', { params, query: { language } });
  return (
    <>
      <PageHeader
        title={query.data?.report.title ?? t('reports.full')}
        lead={query.data && <Head report={query.data.report} />}
        crumbs={[
          { label: t('reports.title'), href: paths.reports() },
          { label: t('reports.onePage'), href: paths.report(month) },
        ]}
      />
      <Loaded query={query} lines={20}>
        {({ report }) => (
          <Stack gap="wide">
            <div className="no-print flex flex-wrap items-center gap-4">
              <ButtonLink href={address} download>
                {t('reports.fullPdf')}
              </ButtonLink>
              <Button variant="secondary" onClick={() => window.print()}>
                {t('reports.print')}
              </Button>
            </div>
            <Contents report={report} />
            <section>
              <h2 className="mb-3 text-h2">{report.overview}</h2>
              <div className="grid grid-cols-1 gap-6 lg:grid-cols-2">
                <WeatherBlock weather={report.weather} />
                <Bars bars={report.bars} />
              </div>
              <p className="mt-3 text-note text-muted">{report.rule}</p>
            </section>
            {report.sections.map((section, place) => (
              <SectionOf key={section.title} section={section} id={anchor(place)} />
            ))}
            <LedgerBlock ledger={report.ledger} />
            <p className="text-note text-muted">{report.foot}</p>
          </Stack>
        )}
      </Loaded>
    </>
  );
}

const anchor = (place: number): string => `part-${place + 1}`;

function Contents({ report }: { readonly report: Full }): ReactNode {
  return (
    <nav aria-label={report.contents} className="no-print">
      <h2 className="text-h3">{report.contents}</h2>
      <ul className="flex flex-wrap gap-x-6">
        {report.sections.map(({ title }, place) => (
          <li key={title}>
            <a className="link" href={`#${anchor(place)}`}>
              {title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function SectionOf({ section, id }: { readonly section: Section; readonly id: string }): ReactNode {
  return (
    // Not a section element: those are kept on one page when printed, and this one is long.
    <div id={id}>
      <h2 className="mb-2 text-h2">{section.title}</h2>
      {section.lead && <p className="mb-3 max-w-prose text-muted">{section.lead}</p>}
      {section.tables.map((table) => (
        <div key={table.title} className="mb-6">
          {table.title !== section.title && <h3 className="mb-1 text-h3">{table.title}</h3>}
          <TableOf table={table} />
          {table.more && <p className="text-note text-muted">{table.more}</p>}
        </div>
      ))}
    </div>
  );
}

interface Line {
  readonly id: string;
  readonly cells: readonly string[];
}

function TableOf({ table }: { readonly table: Table }): ReactNode {
  const rows = table.rows.map((cells, place): Line => ({ id: `${place}`, cells }));
  return (
    <DataTable
      caption={table.title}
      columns={table.columns.map(({ title }, place) => ({
        id: title,
        header: title,
        cell: ({ cells }: Line) => <span className="break-words">{cells[place]}</span>,
      }))}
      rows={rows}
      rowId={({ id }) => id}
      empty={<p>{table.none}</p>}
    />
  );
}
