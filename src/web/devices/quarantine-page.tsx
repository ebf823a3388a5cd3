// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { useApiPages } from '../api-pages.ts';
import { useText } from '../i18n.tsx';
import type { Localised } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { OnlyFor } from '../only-for.tsx';
import { paths } from '../paths.ts';
import { ADMINISTRATORS } from '../roles.ts';
import { useOrgId } from '../session.ts';
import { DataTable } from '../ui/data-table.tsx';
import type { Column } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Link } from '../ui/link.tsx';
import { PageHeader } from '../ui/page-header.tsx';

type Report = Api['GET /api/v1/org/:orgId/quarantine']['response']['reports'][number];

function reasonText({ reason, detail }: Report, { t, findText }: Localised): string {
  if (reason !== 'clock_implausible') return findText(`devices.quarantine.${reason}`) ?? t('devices.quarantine.other');
  const days = detail['days'];
  return typeof days === 'number'
    ? t('devices.quarantine.clock_implausible', { days: Math.abs(days) })
    : t('devices.quarantine.clock_implausible_any');
}

export function Page(): ReactNode {
  const { t } = useText();
  return (
    <>
      <PageHeader
        title={t('devices.quarantineTitle')}
        lead={t('devices.quarantineLead')}
        crumbs={[{ label: t('devices.title'), href: paths.devices() }]}
      />
      <OnlyFor roles={ADMINISTRATORS}>
        <Reports />
      </OnlyFor>
    </>
  );
}

function Reports(): ReactNode {
  const texts = useText();
  const { t, findText, dateTime } = texts;
  const orgId = useOrgId();
  const { query, more } = useApiPages('GET /api/v1/org/:orgId/quarantine', {
    input: (cursor: string | undefined) => ({ params: { orgId }, query: cursor === undefined ? {} : { cursor } }),
    next: (page) => page.next,
  });
  const columns: readonly Column<Report>[] = [
    { id: 'reason', header: t('devices.quarantineReason'), cell: (report) => reasonText(report, texts) },
    {
      id: 'device',
      header: t('devices.quarantineDevice'),
      cell: ({ deviceId, detail }) => {
        const hostname = detail['hostname'];
        const name = typeof hostname === 'string' && hostname !== '' ? hostname : t('devices.quarantineSeeDevice');
        return deviceId === null ? (
          t('devices.quarantineUnknownDevice')
        ) : (
          <span className="wrap-break-word">
            <Link href={paths.device(deviceId)}>{name}</Link>
          </span>
        );
      },
    },
    {
      id: 'source',
      header: t('devices.source'),
      cell: ({ source }) => <span className="wrap-break-word">{findText(`words.source.${source}`) ?? source}</span>,
    },
    { id: 'received', header: t('devices.quarantineReceived'), cell: ({ receivedAt }) => dateTime(receivedAt) },
  ];
  return (
    <Loaded query={query} lines={8}>
      {(pages) => (
        <DataTable
          caption={t('devices.quarantineTitle')}
          columns={columns}
          rows={pages.flatMap(({ reports }) => reports)}
          rowId={({ quarantineId }) => quarantineId}
          more={more}
          empty={<EmptyState title={t('devices.quarantineNone')}>{t('devices.quarantineNoneHint')}</EmptyState>}
        />
      )}
    </Loaded>
  );
}
