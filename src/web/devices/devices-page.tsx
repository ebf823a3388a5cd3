// SPDX-License-Identifier: Apache-2.0
import { useDeferredValue, useState } from 'react';
import type { ReactNode } from 'react';
import { isOneOf } from '../../kernel/one-of.ts';
import { apiAddress } from '../api.ts';
import { useApiPages } from '../api-pages.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { paths } from '../paths.ts';
import { useQueryParam } from '../query-param.ts';
import { ADMINISTRATORS, MANAGERS, OWN_PEOPLE, useMay } from '../roles.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { DataTable } from '../ui/data-table.tsx';
import type { Column } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ButtonLink, Link } from '../ui/link.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { SearchField } from '../ui/search-field.tsx';
import { Select } from '../ui/select.tsx';
import { Stack } from '../ui/stack.tsx';
import { ResultBadges, StateBadge, useOsText } from './device-marks.tsx';
import type { DeviceItem } from './device-marks.tsx';

const STATES = ['all', 'active', 'silent', 'gone'] as const;
const SOURCES = ['all', 'osquery', 'glpi', 'fusioninventory', 'collector', 'server'] as const;
const RESULTS = ['all', 'failing', 'unknown'] as const;

/** One choice of the address, `all` when it says nothing known. */
function useChoice<V extends string>(name: string, choices: readonly V[], none: V): [V, (value: V) => void] {
  const [chosen, setChosen] = useQueryParam(name);
  return [isOneOf(choices, chosen) ? chosen : none, (value) => setChosen(value === none ? '' : value)];
}

export function Page(): ReactNode {
  const { t } = useText();
  const orgId = useOrgId();
  const mayLook = useMay(OWN_PEOPLE);
  const isAdministrator = useMay(ADMINISTRATORS);
  const isManager = useMay(MANAGERS);
  const [entered, setSearch] = useState('');
  // While one types fast, only what stands still is asked for.
  const search = useDeferredValue(entered.trim());
  const [state, setState] = useChoice('state', STATES, 'all');
  const [source, setSource] = useChoice('source', SOURCES, 'all');
  const [result, setResult] = useChoice('result', RESULTS, 'all');
  const filter = { search, state, source, result };
  const { query, more } = useApiPages('GET /api/v1/org/:orgId/devices', {
    input: (cursor: string | undefined) => ({
      params: { orgId },
      query: { ...filter, ...(cursor === undefined ? {} : { cursor }) },
    }),
    next: (page) => page.next,
  });
  const showAll = (): void => {
    setSearch('');
    setState('all');
    setSource('all');
    setResult('all');
  };
  const filtered = search !== '' || [state, source, result].some((one) => one !== 'all');
  return (
    <>
      <PageHeader
        title={t('devices.title')}
        lead={t('devices.lead')}
        action={mayLook && <ButtonLink href={paths.look()}>{t('devices.add')}</ButtonLink>}
      />
      <Stack>
        <div className="no-print grid grid-cols-1 gap-x-6 gap-y-3 sm:flex sm:flex-wrap">
          <SearchField name="search" label={t('devices.search')} value={entered} onChange={setSearch} />
          <Select
            name="state"
            label={t('devices.state')}
            value={state}
            onChange={setState}
            choices={STATES.map((value) => ({ value, label: t(`devices.state.${value}`) }))}
          />
          <Select
            name="source"
            label={t('devices.filterSource')}
            value={source}
            onChange={setSource}
            choices={SOURCES.map((value) => ({
              value,
              label: value === 'all' ? t('devices.filterSource.all') : t(`words.source.${value}`),
            }))}
          />
          <Select
            name="result"
            label={t('devices.filterResult')}
            value={result}
            onChange={setResult}
            choices={RESULTS.map((value) => ({ value, label: t(`devices.filterResult.${value}`) }))}
          />
        </div>
        <Loaded query={query} lines={12}>
          {(pages) => (
            <DeviceTable
              devices={pages.flatMap(({ devices }) => devices)}
              total={pages[0]?.total ?? 0}
              more={more}
              empty={filtered ? <NoMatch onShowAll={showAll} /> : <NoDevices />}
            />
          )}
        </Loaded>
        {isManager && <Export filter={filter} />}
        {isAdministrator && (
          <p className="flex flex-wrap gap-x-6">
            <Link href={paths.agents()}>{t('devices.agents')}</Link>
            <Link href={paths.quarantine()}>{t('devices.quarantine')}</Link>
          </p>
        )}
      </Stack>
    </>
  );
}

/** What the list shows, as a file. */
function Export({ filter }: { readonly filter: Readonly<Record<string, string>> }): ReactNode {
  const { t, language } = useText();
  const orgId = useOrgId();
  const href = apiAddress('/api/v1/org/:orgId/devices.csv', { params: { orgId }, query: { ...filter, language } });
  return (
    <p className="no-print">
      <ButtonLink href={href} download variant="secondary" size="small">
        {t('devices.export')}
      </ButtonLink>
    </p>
  );
}

function NoMatch({ onShowAll }: { readonly onShowAll: () => void }): ReactNode {
  const { t } = useText();
  return (
    <EmptyState
      icon="device"
      title={t('devices.emptySearch')}
      action={
        <Button variant="secondary" size="small" onClick={onShowAll}>
          {t('devices.showAll')}
        </Button>
      }
    >
      {t('devices.emptySearchHint')}
    </EmptyState>
  );
}

function NoDevices(): ReactNode {
  const { t } = useText();
  const mayLook = useMay(OWN_PEOPLE);
  const isAdministrator = useMay(ADMINISTRATORS);
  return (
    <EmptyState
      icon="device"
      title={t('devices.empty')}
      action={
        <>
          {mayLook && <ButtonLink href={paths.look()}>{t('devices.add')}</ButtonLink>}
          {isAdministrator && (
            <ButtonLink href={paths.agents()} variant="secondary">
              {t('devices.agents')}
            </ButtonLink>
          )}
        </>
      }
    >
      {t('devices.emptyHint')}
    </EmptyState>
  );
}

interface DeviceTableProps {
  readonly devices: readonly DeviceItem[];
  readonly total: number;
  readonly more: { readonly onMore: () => void; readonly busy: boolean } | undefined;
  readonly empty: ReactNode;
}

function DeviceTable({ devices, ...rest }: DeviceTableProps): ReactNode {
  const { t, relative, dateTime } = useText();
  const osText = useOsText();
  const columns: readonly Column<DeviceItem>[] = [
    {
      id: 'name',
      header: t('devices.name'),
      cell: ({ deviceId, label }) => <Link href={paths.device(deviceId)}>{label}</Link>,
    },
    { id: 'os', header: t('devices.os'), cell: osText },
    {
      id: 'owner',
      header: t('devices.owner'),
      cell: ({ ownerName }) => ownerName ?? <span className="text-muted">{t('devices.ownerNone')}</span>,
    },
    {
      id: 'seen',
      header: t('devices.seen'),
      cell: ({ lastReceivedAt, state }) => (
        <>
          <time dateTime={lastReceivedAt} title={dateTime(lastReceivedAt)} className="mr-2 whitespace-nowrap">
            {relative(lastReceivedAt)}
          </time>
          {state !== 'active' && <StateBadge state={state} />}
        </>
      ),
    },
    { id: 'result', header: t('devices.result'), cell: (device) => <ResultBadges {...device} /> },
  ];
  return (
    <DataTable
      caption={t('devices.title')}
      columns={columns}
      rows={devices}
      rowId={({ deviceId }) => deviceId}
      {...rest}
    />
  );
}
