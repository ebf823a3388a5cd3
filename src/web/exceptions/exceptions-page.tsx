// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { isOneOf } from '../../kernel/one-of.ts';
import { apiAddress } from '../api.ts';
import { useApiPages } from '../api-pages.ts';
import { fold } from '../fold.ts';
import { useText } from '../i18n.tsx';
import type { Localised } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { paths } from '../paths.ts';
import { useQueryParam } from '../query-param.ts';
import { MANAGERS, useMay } from '../roles.ts';
import { useOrgId } from '../session.ts';
import { DueDate } from '../tasks/due-date.tsx';
import { Badge } from '../ui/badge.tsx';
import { DataTable } from '../ui/data-table.tsx';
import type { Column } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ButtonLink, Link } from '../ui/link.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { SearchField } from '../ui/search-field.tsx';
import { Select } from '../ui/select.tsx';
import { Stack } from '../ui/stack.tsx';
import { Accepted } from './accepted.tsx';
import { FILTERS, STATE_TONES } from './words.ts';
import type { ExceptionItem } from './words.ts';

type Filter = (typeof FILTERS)[number];
const LIMIT = 100;

/** Everything the organisation lives with for now, in one place: exceptions, and findings accepted until a date. */
export function Page(): ReactNode {
  const { t } = useText();
  const manages = useMay(MANAGERS);
  return (
    <>
      <PageHeader
        title={t('exceptions.title')}
        lead={t('exceptions.lead')}
        crumbs={[{ label: t('telework.title'), href: paths.telework() }]}
        {...(manages && { action: <ButtonLink href={paths.newException()}>{t('exceptions.new')}</ButtonLink> })}
      />
      <Stack gap="wide">
        <Register manages={manages} />
        <Accepted />
      </Stack>
    </>
  );
}

function Register({ manages }: { readonly manages: boolean }): ReactNode {
  const { t, language } = useText();
  const orgId = useOrgId();
  const [chosen, setChosen] = useQueryParam('state');
  const state: Filter = isOneOf(FILTERS, chosen) ? chosen : 'current';
  const [search, setSearch] = useState('');
  const { query, more } = useApiPages('GET /api/v1/org/:orgId/exceptions', {
    input: (cursor: string | undefined) => ({
      params: { orgId },
      query: { state, limit: LIMIT, ...(cursor === undefined ? {} : { cursor }) },
    }),
    next: (page) => page.next,
  });
  const csv = apiAddress('/api/v1/org/:orgId/exceptions.csv', { params: { orgId }, query: { language } });
  return (
    <section aria-labelledby="exceptions-register">
      <h2 id="exceptions-register" className="mb-3 text-h2">
        {t('exceptions.register')}
      </h2>
      <Loaded query={query} lines={8}>
        {(pages) => (
          <>
            <div className="no-print mb-4 grid grid-cols-1 items-end gap-x-6 gap-y-3 sm:flex sm:flex-wrap">
              <Select
                name="state"
                label={t('exceptions.show')}
                value={state}
                onChange={(value) => setChosen(value === 'current' ? '' : value)}
                choices={FILTERS.map((value) => ({
                  value,
                  label:
                    value === 'closed'
                      ? t('exceptions.show.closed')
                      : t(`exceptions.show.${value}`, { count: pages[0]?.counts[value] ?? 0 }),
                }))}
              />
              <SearchField name="search" label={t('exceptions.search')} value={search} onChange={setSearch} />
              {manages && (
                <ButtonLink href={csv} download variant="secondary" size="small">
                  {t('exceptions.csv')}
                </ButtonLink>
              )}
            </div>
            <Rows rows={pages.flatMap(({ exceptions }) => exceptions)} search={search} more={more} state={state} />
          </>
        )}
      </Loaded>
    </section>
  );
}

/** Every word occurs in the title, the owner or a control. */
function matches({ title, ownerName, controls }: ExceptionItem, search: string): boolean {
  const text = fold([title, ownerName ?? '', ...controls.flatMap((one) => [one.title.ja, one.title.en])].join(' '));
  return fold(search)
    .split(/\s+/)
    .every((word) => text.includes(word));
}

interface RowsProps {
  readonly rows: readonly ExceptionItem[];
  readonly search: string;
  readonly state: Filter;
  readonly more: { readonly onMore: () => void; readonly busy: boolean } | undefined;
}

function columnsOf({ t, catalogText, language }: Localised): readonly Column<ExceptionItem>[] {
  return [
    {
      id: 'title',
      header: t('exceptions.what'),
      cell: ({ exceptionId, title, kind }) => (
        <>
          <Link href={paths.exception(exceptionId)}>{title}</Link>
          <span className="block text-note font-normal text-muted">{t(`exceptions.kind.${kind}`)}</span>
        </>
      ),
    },
    {
      id: 'state',
      header: t('exceptions.state'),
      cell: ({ state }) => (
        <span className="whitespace-nowrap">
          <Badge tone={STATE_TONES[state]}>{t(`exceptions.state.${state}`)}</Badge>
        </span>
      ),
    },
    {
      id: 'ends',
      header: t('exceptions.ends'),
      cell: ({ endsOn, state }) => <DueDate dueOn={endsOn} open={state !== 'closed'} />,
    },
    {
      id: 'owner',
      header: t('exceptions.owner'),
      cell: ({ ownerName }) => ownerName ?? t('controls.formerMember'),
    },
    {
      id: 'controls',
      header: t('exceptions.controls'),
      cell: ({ controls }) => controls.map(({ title }) => catalogText(title)).join(language === 'ja' ? '、' : ', '),
    },
  ];
}

function Rows({ rows, search, more, state }: RowsProps): ReactNode {
  const texts = useText();
  const { t } = texts;
  return (
    <DataTable
      caption={t('exceptions.register')}
      columns={columnsOf(texts)}
      rows={rows.filter((row) => matches(row, search))}
      rowId={({ exceptionId }) => exceptionId}
      more={more}
      empty={
        rows.length > 0 ? (
          <EmptyState title={t('exceptions.noMatch')}>{t('exceptions.noMatchHint')}</EmptyState>
        ) : (
          <EmptyState icon="check" title={t(`exceptions.none.${state}`)}>
            {t('exceptions.noneHint')}
          </EmptyState>
        )
      }
    />
  );
}
