// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useApiPages } from '../api-pages.ts';
import type { Api } from '../api-types.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { paths } from '../paths.ts';
import { useOrgId } from '../session.ts';
import { DueDate } from '../tasks/due-date.tsx';
import { DataTable } from '../ui/data-table.tsx';
import type { Column } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Link } from '../ui/link.tsx';

type Finding = Api['GET /api/v1/org/:orgId/findings']['response']['findings'][number];

/** Findings somebody accepted until a date: they live where they were accepted, and are listed here too. */
export function Accepted(): ReactNode {
  const { t, catalogText } = useText();
  const orgId = useOrgId();
  const { query, more } = useApiPages('GET /api/v1/org/:orgId/findings', {
    input: (cursor: string | undefined) => ({
      params: { orgId },
      query: { state: 'accepted' as const, ...(cursor === undefined ? {} : { cursor }) },
    }),
    next: (page) => page.next,
  });
  const columns: readonly Column<Finding>[] = [
    {
      id: 'control',
      header: t('exceptions.accepted.what'),
      cell: ({ controlId, controlTitle }) =>
        controlId !== null &&
        controlTitle !== null && <Link href={paths.control(controlId)}>{catalogText(controlTitle)}</Link>,
    },
    {
      id: 'device',
      header: t('exceptions.accepted.where'),
      cell: ({ subjectId, subjectKind, subjectLabel }) =>
        subjectKind === 'device' && subjectId !== null ? (
          <Link href={paths.device(subjectId)}>{subjectLabel}</Link>
        ) : (
          subjectLabel
        ),
    },
    { id: 'reason', header: t('exceptions.reason'), cell: ({ closedReason }) => closedReason },
    {
      id: 'until',
      header: t('exceptions.ends'),
      cell: ({ closedUntil }) => closedUntil !== null && <DueDate dueOn={closedUntil} open />,
    },
  ];
  return (
    <section aria-labelledby="exceptions-accepted">
      <h2 id="exceptions-accepted" className="mb-2 text-h2">
        {t('exceptions.accepted')}
      </h2>
      <p className="mb-3 max-w-prose text-muted">{t('exceptions.acceptedLead')}</p>
      <Loaded query={query} lines={4}>
        {(pages) => (
          <DataTable
            caption={t('exceptions.accepted')}
            columns={columns}
            rows={pages.flatMap(({ findings }) => findings)}
            rowId={({ findingId }) => findingId}
            more={more}
            empty={
              <EmptyState icon="check" title={t('exceptions.accepted.none')}>
                {t('exceptions.accepted.noneHint')}
              </EmptyState>
            }
          />
        )}
      </Loaded>
    </section>
  );
}
