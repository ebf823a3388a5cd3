// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { paths } from '../paths.ts';
import { useApi } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { DataTable } from '../ui/data-table.tsx';
import type { Column } from '../ui/data-table.tsx';
import { Link } from '../ui/link.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Stack } from '../ui/stack.tsx';
import { OwnRanking } from './own-ranking.tsx';
import { TallyLine } from './words.tsx';
import type { ThreatList, ThreatVote } from './words.tsx';

type Threat = ThreatList['threats'][number];
type TroubleCase = ThreatList['cases'][number];

export function Page(): ReactNode {
  const { t } = useText();
  const params = { orgId: useOrgId() };
  const found = useApi('GET /api/v1/org/:orgId/threats', { params });
  const vote = useApi('GET /api/v1/org/:orgId/threat-vote', { params }).data?.vote;
  return (
    <>
      <PageHeader
        title={t('threats.title')}
        lead={t('threats.lead')}
        crumbs={[{ label: t('controls.title'), href: paths.controls() }]}
      />
      <Loaded query={found} lines={20}>
        {(list) => (
          <Stack gap="wide">
            {/* While a vote is open it is what people come for. */}
            {vote?.open && <OwnRanking vote={vote} />}
            <Threats list={list} ranking={vote?.ranking ?? null} />
            {vote && !vote.open && <OwnRanking vote={vote} />}
            <p>
              <Link href={paths.personalThreats()}>{t('threats.personal.link')}</Link>
            </p>
            <Cases cases={list.cases} />
          </Stack>
        )}
      </Loaded>
    </>
  );
}

/** Where a threat stood in the newest list; a dash when it was not among the ten. */
function Rank({ threat, year }: { readonly threat: Threat; readonly year: number | undefined }): ReactNode {
  const { t } = useText();
  const found = threat.ranks.find((one) => one.year === year);
  if (found) return <span className="whitespace-nowrap">{t('threats.rank', { rank: found.rank })}</span>;
  return (
    <>
      <span aria-hidden="true">–</span>
      <span className="sr-only">{t('threats.notListed')}</span>
    </>
  );
}

/** Earlier lists in one line, the newest first: a column for each year would be a page long on a phone. */
function Earlier({ threat, year }: { readonly threat: Threat; readonly year: number | undefined }): ReactNode {
  const { t } = useText();
  return (
    <span className="flex flex-wrap gap-x-3 text-note text-muted max-md:justify-end">
      {threat.ranks
        .toReversed()
        .filter((one) => one.year !== year)
        .map((one) => (
          <span key={one.year} className="whitespace-nowrap">
            {t('threats.rankOf', { year: String(one.year), rank: one.rank })}
          </span>
        ))}
    </span>
  );
}

interface ThreatsProps {
  readonly list: ThreatList;
  /** The organisation's own; null = it has none. */
  readonly ranking: ThreatVote['ranking'];
}

function Threats({ list: { threats, years }, ranking }: ThreatsProps): ReactNode {
  const { t, catalogText } = useText();
  const newest = years.at(-1);
  const own = new Map(ranking?.threats.map(({ threatId, rank }) => [threatId, rank]));
  const rows = ranking
    ? threats.toSorted((a, b) => (own.get(a.threatId) ?? Infinity) - (own.get(b.threatId) ?? Infinity))
    : threats;
  const ownColumn: Column<Threat> = {
    id: 'own',
    header: t('threats.own.column'),
    numeric: true,
    cell: ({ threatId }) => t('threats.rank', { rank: own.get(threatId) ?? '–' }),
  };
  const columns: readonly Column<Threat>[] = [
    {
      id: 'threat',
      header: t('threats.threat'),
      cell: ({ threatId, title }) => <Link href={paths.threat(threatId)}>{catalogText(title)}</Link>,
    },
    { id: 'ours', header: t('threats.ours'), cell: ({ tally }) => <TallyLine tally={tally} /> },
    ...(ranking ? [ownColumn] : []),
    {
      id: 'rank',
      header: String(newest ?? ''),
      numeric: true,
      cell: (threat) => <Rank threat={threat} year={newest} />,
    },
    { id: 'earlier', header: t('threats.earlier'), cell: (threat) => <Earlier threat={threat} year={newest} /> },
  ];
  return (
    <section aria-labelledby="ranks">
      <h2 id="ranks" className="text-h2">
        {t('threats.ranks')}
      </h2>
      <p className="mb-4 max-w-prose text-muted">{t(ranking ? 'threats.own.ranksLead' : 'threats.ranksLead')}</p>
      <DataTable
        caption={t('threats.ranks')}
        columns={columns}
        rows={rows}
        rowId={({ threatId }) => threatId}
        empty={<p>{t('threats.none')}</p>}
      />
    </section>
  );
}

function Cases({ cases }: { readonly cases: readonly TroubleCase[] }): ReactNode {
  const { t, catalogText } = useText();
  return (
    <section aria-labelledby="cases">
      <h2 id="cases" className="text-h2">
        {t('threats.cases')}
      </h2>
      <p className="mb-4 max-w-prose text-muted">{t('threats.casesLead')}</p>
      <ul className="grid grid-cols-1 gap-x-8 md:grid-cols-2">
        {cases.map(({ caseId, title, tally }) => (
          <li key={caseId} className="border-b border-line py-3">
            <Link href={paths.troubleCase(caseId)}>{catalogText(title)}</Link>
            <p className="text-note">
              <TallyLine tally={tally} />
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
