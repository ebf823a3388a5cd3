// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { apiAddress } from '../api.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { OnlyFor } from '../only-for.tsx';
import { paths } from '../paths.ts';
import { useApi } from '../queries.ts';
import { REPORT_READERS } from '../roles.ts';
import { useRouteParam } from '../route-param.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { ButtonLink, Link } from '../ui/link.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Stack } from '../ui/stack.tsx';
import { Bars, Head, LedgerBlock, WeatherBlock } from './report-parts.tsx';
import type { Report } from './report-parts.tsx';

export function Page(): ReactNode {
  return (
    <OnlyFor roles={REPORT_READERS}>
      <Month />
    </OnlyFor>
  );
}

function Month(): ReactNode {
  const { t, language } = useText();
  const month = useRouteParam('month');
  const orgId = useOrgId();
  const params = { orgId, month };
  const query = useApi('GET /api/v1/org/:orgId/reports/:month', { params, query: { language } });
  const address = apiAddress('/api/v1/org/:orgId/reports/:month.pdf', { params, query: { language } });
  return (
    <>
      <PageHeader
        title={query.data?.report.title ?? t('reports.title')}
        lead={query.data && <Head report={query.data.report} />}
        crumbs={[{ label: t('reports.title'), href: paths.reports() }]}
      />
      <Loaded query={query} lines={16}>
        {({ report }) => (
          <Stack gap="wide">
            <div className="no-print flex flex-wrap items-center gap-4">
              <ButtonLink href={address} download>
                {t('reports.pdf')}
              </ButtonLink>
              <Button variant="secondary" onClick={() => window.print()}>
                {t('reports.print')}
              </Button>
              <Link href={paths.fullReport(month)}>{t('reports.full')}</Link>
            </div>
            <Content report={report} />
          </Stack>
        )}
      </Loaded>
    </>
  );
}

function Content({ report }: { readonly report: Report }): ReactNode {
  return (
    <>
      <div className="grid grid-cols-1 gap-6 lg:grid-cols-2">
        <WeatherBlock weather={report.weather} />
        <Bars bars={report.bars} />
      </div>
      <Card title={report.decide.title} main>
        {report.decide.none ? <p>{report.decide.none}</p> : <Decisions items={report.decide.items} />}
      </Card>
      <section>
        <h2 className="mb-3 text-h2">{report.changes.title}</h2>
        <div className="grid grid-cols-1 gap-x-8 gap-y-5 md:grid-cols-2">
          {report.changes.cells.map((cell) => (
            <section key={cell.title} className="border-t border-line pt-3">
              <h3 className="text-h3">
                {cell.title} <span className="ml-2 tabular-nums">{cell.value}</span>
              </h3>
              {cell.lines.length > 0 && (
                <ul className="mt-1 list-disc pl-5 break-words">
                  {cell.lines.map((line, place) => (
                    // Two devices may have one name, and two lines be the same.
                    <li key={`${place} ${line}`}>{line}</li>
                  ))}
                </ul>
              )}
              {cell.more && <p className="text-note text-muted">{cell.more}</p>}
            </section>
          ))}
        </div>
      </section>
      <LedgerBlock ledger={report.ledger} />
      <p className="text-note text-muted">{report.foot}</p>
    </>
  );
}

function Decisions({ items }: { readonly items: Report['decide']['items'] }): ReactNode {
  return (
    <ol className="grid grid-cols-1 gap-4">
      {items.map(({ title, reason, who }, place) => (
        <li key={title} className="flex gap-4">
          <span className="text-h2 font-bold" aria-hidden="true">
            {place + 1}
          </span>
          <div className="min-w-0 break-words">
            <p className="font-bold">{title}</p>
            <p>{reason}</p>
            <p className="text-muted">{who}</p>
          </div>
        </li>
      ))}
    </ol>
  );
}
