// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Card } from '../ui/card.tsx';
import { DataTable } from '../ui/data-table.tsx';
import type { Column } from '../ui/data-table.tsx';
import type { Device } from './device-marks.tsx';

type Source = Device['sources'][number];

/** Which programs reported, when and how often. */
export function DeviceSources({ sources }: { readonly sources: Device['sources'] }): ReactNode {
  const { t, number, findText, dateTime } = useText();
  const columns: readonly Column<Source>[] = [
    { id: 'source', header: t('devices.source'), cell: ({ source }) => findText(`words.source.${source}`) ?? source },
    { id: 'client', header: t('devices.client'), cell: ({ client }) => client },
    { id: 'observed', header: t('devices.lastObserved'), cell: ({ observedAt }) => dateTime(observedAt) },
    { id: 'received', header: t('devices.lastReceived'), cell: ({ receivedAt }) => dateTime(receivedAt) },
    { id: 'rounds', header: t('devices.rounds'), numeric: true, cell: ({ rounds }) => number(rounds) },
  ];
  return (
    <Card title={t('devices.sources')}>
      <p className="mb-3 text-muted">{t('devices.sourcesLead')}</p>
      <DataTable
        caption={t('devices.sources')}
        columns={columns}
        rows={sources}
        rowId={({ source, client }) => `${source} ${client}`}
        empty={t('devices.factsNone')}
      />
    </Card>
  );
}
