// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useApiPages } from '../api-pages.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { OnlyFor } from '../only-for.tsx';
import { paths } from '../paths.ts';
import { MANAGERS } from '../roles.ts';
import { useOrgId } from '../session.ts';
import { DataTable } from '../ui/data-table.tsx';
import type { Column } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Link } from '../ui/link.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { actorText, detailLines } from './describe-entry.ts';
import type { AuditEntry } from './describe-entry.ts';

export function Page(): ReactNode {
  const { t } = useText();
  return (
    <>
      <PageHeader
        title={t('audit.title')}
        lead={t('audit.lead')}
        crumbs={[{ label: t('settings.title'), href: paths.settings() }]}
      />
      <OnlyFor roles={MANAGERS}>
        <Entries />
      </OnlyFor>
    </>
  );
}

interface Place {
  readonly beforeAt: string;
  readonly beforeId: string;
}

function Entries(): ReactNode {
  const texts = useText();
  const { t, dateTime } = texts;
  const orgId = useOrgId();
  const { query, more } = useApiPages('GET /api/v1/org/:orgId/audit', {
    input: (place: Place | undefined) => ({ params: { orgId }, query: place ?? {} }),
    next: (page) => page.next,
  });
  const columns: readonly Column<AuditEntry>[] = [
    { id: 'what', header: t('audit.what'), cell: (entry) => <What entry={entry} /> },
    { id: 'who', header: t('audit.who'), cell: (entry) => actorText(entry, texts) },
    { id: 'when', header: t('audit.when'), cell: ({ at }) => <time dateTime={at}>{dateTime(at)}</time> },
    { id: 'address', header: t('audit.address'), cell: ({ address }) => address ?? '–' },
  ];
  return (
    <Loaded query={query} lines={16}>
      {(pages) => (
        <DataTable
          caption={t('audit.title')}
          columns={columns}
          rows={pages.flatMap(({ entries }) => entries)}
          rowId={({ auditId }) => auditId}
          more={more}
          empty={
            <EmptyState icon="proof" title={t('audit.none')}>
              {t('audit.noneHint')}
            </EmptyState>
          }
        />
      )}
    </Loaded>
  );
}

function What({ entry }: { readonly entry: AuditEntry }): ReactNode {
  const texts = useText();
  const { t, findText } = texts;
  const { action, subject } = entry;
  return (
    <>
      {findText(`audit.action.${action}`) ?? t('audit.action.other')}
      {detailLines(entry, texts).map((line) => (
        <span key={line} className="block text-note font-normal text-muted">
          {line}
        </span>
      ))}
      {subject !== null && action === 'assess.declared' && (
        <span className="block text-note font-normal">
          <Link href={paths.control(subject)}>{t('audit.toControl')}</Link>
        </span>
      )}
      {subject !== null && action === 'endpoints.device_changed' && (
        <span className="block text-note font-normal">
          <Link href={paths.device(subject)}>{t('audit.toDevice')}</Link>
        </span>
      )}
    </>
  );
}
