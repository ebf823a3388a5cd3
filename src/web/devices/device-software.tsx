// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { useApiPages } from '../api-pages.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { DataTable } from '../ui/data-table.tsx';
import type { Column } from '../ui/data-table.tsx';

type Software = Api['GET /api/v1/org/:orgId/devices/:deviceId/software']['response']['software'][number];

interface DeviceSoftwareProps {
  readonly deviceId: string;
  readonly count: number;
}

/** A PC easily holds 400 programs: the list is fetched when it is wanted. */
export function DeviceSoftware({ deviceId, count }: DeviceSoftwareProps): ReactNode {
  const { t } = useText();
  const [open, setOpen] = useState(false);
  return (
    <Card title={t('devices.software', { count })}>
      {count === 0 && (
        <p>
          {t('devices.softwareNone')} {t('devices.softwareHint')}
        </p>
      )}
      {count > 0 && !open && (
        <Button variant="secondary" size="small" onClick={() => setOpen(true)}>
          {t('devices.softwareShow')}
        </Button>
      )}
      {open && <SoftwareTable deviceId={deviceId} count={count} />}
    </Card>
  );
}

function SoftwareTable({ deviceId, count }: DeviceSoftwareProps): ReactNode {
  const { t } = useText();
  const orgId = useOrgId();
  const { query, more } = useApiPages('GET /api/v1/org/:orgId/devices/:deviceId/software', {
    input: (cursor: string | undefined) => ({
      params: { orgId, deviceId },
      query: cursor === undefined ? {} : { cursor },
    }),
    next: (page) => page.next,
  });
  const columns: readonly Column<Software>[] = [
    { id: 'name', header: t('devices.softwareName'), cell: ({ name }) => name },
    { id: 'version', header: t('devices.softwareVersion'), cell: ({ version }) => version || '–' },
    { id: 'publisher', header: t('devices.softwarePublisher'), cell: ({ publisher }) => publisher ?? '–' },
  ];
  return (
    <Loaded query={query} lines={10}>
      {(pages) => (
        <DataTable
          caption={t('devices.software', { count })}
          columns={columns}
          rows={pages.flatMap(({ software }) => software)}
          rowId={({ name, version, origin, publisher }) => [name, version, origin, publisher].join('\n')}
          total={count}
          more={more}
          empty={t('devices.softwareNone')}
        />
      )}
    </Loaded>
  );
}
