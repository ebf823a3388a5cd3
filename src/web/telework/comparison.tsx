// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { paths } from '../paths.ts';
import { Badge } from '../ui/badge.tsx';
import { DataTable } from '../ui/data-table.tsx';
import type { Column } from '../ui/data-table.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { Link } from '../ui/link.tsx';
import { Select } from '../ui/select.tsx';
import { Backing } from './backing.tsx';
import { nextOrder, sortMethods } from './sort-methods.ts';
import type { CriterionId, Method, MethodOrder, Telework } from './sort-methods.ts';

/** The guideline's comparison table: sorted by any column, cards on a phone. Grades are letters with a word. */
export function Comparison({ telework }: { readonly telework: Telework }): ReactNode {
  const { t, catalogText } = useText();
  const { methods, criteria, grades, backing } = telework;
  const [order, setOrder] = useState<MethodOrder>({ by: 'number', direction: 'ascending' });
  const words = new Map(grades.map(({ grade, title }) => [grade, catalogText(title)]));
  const rated = (criterion: CriterionId) => (method: Method) => {
    const { grade, reason } = method.ratings[criterion];
    return (
      <>
        <span className="whitespace-nowrap">
          <strong className="text-h3">{grade}</strong> {words.get(grade)}
        </span>
        <span className="block text-note text-muted">{catalogText(reason)}</span>
      </>
    );
  };
  const columns: readonly Column<Method>[] = [
    {
      id: 'number',
      header: t('telework.method'),
      sortable: true,
      cell: (method) => (
        <>
          <Link href={paths.teleworkMethod(method.id)}>{catalogText(method.title)}</Link>
          {method.use && (
            <span className="mt-1 block">
              <Badge tone="positive" icon="check">
                {t('telework.inUse')}
              </Badge>
            </span>
          )}
        </>
      ),
    },
    ...criteria.map(({ id, title }): Column<Method> => ({
      id,
      header: catalogText(title),
      sortable: true,
      cell: rated(id),
    })),
  ];
  const choices = [
    { value: 'number' as const, label: t('telework.sort.number') },
    ...criteria.map(({ id, title }) => ({
      value: id,
      label: t('telework.sort.by', { criterion: catalogText(title) }),
    })),
  ];
  return (
    <section aria-labelledby="telework-comparison">
      <h2 id="telework-comparison" className="mb-2 text-h2">
        {t('telework.comparison')}
      </h2>
      <p className="mb-2 max-w-prose text-muted">{t('telework.comparisonLead')}</p>
      <Grades telework={telework} />
      <div className="no-print my-4 md:hidden">
        <Select
          name="sort"
          label={t('telework.sort')}
          value={order.by}
          choices={choices}
          onChange={(by) => setOrder({ by, direction: 'ascending' })}
        />
      </div>
      <DataTable
        caption={t('telework.comparison')}
        columns={columns}
        rows={sortMethods(methods, order)}
        rowId={({ id }) => id}
        empty={null}
        sorting={{
          column: order.by,
          direction: order.direction,
          onSort: (column) => {
            const by = choices.find(({ value }) => value === column)?.value;
            if (by) setOrder(nextOrder(order, by));
          },
        }}
      />
      <Backing backing={backing} lead={t('telework.comparisonSource')} />
    </section>
  );
}

function Grades({ telework: { grades, criteria } }: { readonly telework: Telework }): ReactNode {
  const { t, catalogText } = useText();
  return (
    <Disclosure summary={t('telework.gradesTitle')}>
      <dl className="flex flex-wrap gap-x-6">
        {grades.map(({ grade, title }) => (
          <div key={grade} className="flex gap-2">
            <dt className="font-bold">{grade}</dt>
            <dd>{catalogText(title)}</dd>
          </div>
        ))}
      </dl>
      <dl className="mt-3">
        {criteria.map(({ id, title, about }) => (
          <div key={id} className="mt-1">
            <dt className="inline font-bold">{catalogText(title)}</dt>
            <dd className="inline">
              {t('words.colon')}
              {catalogText(about)}
            </dd>
          </div>
        ))}
      </dl>
    </Disclosure>
  );
}
