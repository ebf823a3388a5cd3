// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Button } from './button.tsx';
import { classes } from './class-names.ts';

export interface Column<Row> {
  readonly id: string;
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** Numbers stand at the right edge. */
  readonly numeric?: boolean;
  /** The heading is a button that sorts by this column. Give people on narrow screens another way to choose. */
  readonly sortable?: boolean;
}

export interface Sorting {
  readonly column: string;
  readonly direction: 'ascending' | 'descending';
  readonly onSort: (column: string) => void;
}

interface DataTableProps<Row> {
  readonly caption: string;
  readonly showCaption?: boolean;
  /** The first column names the row; on narrow screens it is the title of the row's card. */
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowId: (row: Row) => string;
  /** Shown instead of the table when there are no rows. */
  readonly empty: ReactNode;
  /** Keyset pages: given while there is more to fetch. */
  readonly more?: { readonly onMore: () => void; readonly busy: boolean } | undefined;
  /** Number of all rows, when it is known. */
  readonly total?: number;
  /** How the rows are sorted now; the caller sorts them. */
  readonly sorting?: Sorting;
}

/** A table that turns into cards on narrow screens. The roles are written out because display: block takes them away. */
export function DataTable<Row>(props: DataTableProps<Row>): ReactNode {
  const { caption, showCaption = false, columns, rows, rowId, empty, sorting } = props;
  if (rows.length === 0) return <>{empty}</>;
  return (
    <div>
      <table role="table" className="w-full max-md:block">
        <caption className={showCaption ? 'mb-2 text-left font-bold max-md:block' : 'sr-only'}>{caption}</caption>
        <thead role="rowgroup" className="border-b-2 border-line-strong max-md:sr-only">
          <tr role="row">
            {columns.map((column) => (
              <HeadCell key={column.id} column={column} sorting={column.sortable ? sorting : undefined} />
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup" className="max-md:grid max-md:grid-cols-1 max-md:gap-3">
          {rows.map((row) => (
            <tr
              key={rowId(row)}
              role="row"
              className="border-b border-line max-md:block max-md:rounded-card max-md:border max-md:p-4 md:hover:bg-hover"
            >
              {columns.map((column, index) => (
                <DataCell key={column.id} column={column} first={index === 0} row={row} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <TableEnd {...props} />
    </div>
  );
}

const MARKS = { ascending: '▲', descending: '▼', none: '△' } as const;

function HeadCell<Row>({
  column,
  sorting,
}: {
  readonly column: Column<Row>;
  readonly sorting: Sorting | undefined;
}): ReactNode {
  const sorted = sorting?.column === column.id ? sorting.direction : 'none';
  return (
    <th
      role="columnheader"
      scope="col"
      {...(sorting ? { 'aria-sort': sorted } : {})}
      className={classes(
        'px-3 py-2 align-bottom text-note font-bold wrap-break-word text-muted',
        column.numeric ? 'text-right' : 'text-left',
      )}
    >
      {sorting && (
        <button
          type="button"
          className="min-h-9 text-left font-bold underline underline-offset-4 hover:text-text max-md:hidden"
          onClick={() => sorting.onSort(column.id)}
        >
          {column.header} <span aria-hidden="true">{MARKS[sorted]}</span>
        </button>
      )}
      <span className={sorting ? 'md:hidden' : undefined}>{column.header}</span>
    </th>
  );
}

function DataCell<Row>({
  column,
  first,
  row,
}: {
  readonly column: Column<Row>;
  readonly first: boolean;
  readonly row: Row;
}): ReactNode {
  if (first) {
    return (
      <th
        role="rowheader"
        scope="row"
        className="px-3 py-3 text-left align-top font-bold max-md:block max-md:p-0 max-md:pb-2"
      >
        {column.cell(row)}
      </th>
    );
  }
  return (
    <td
      role="cell"
      className={classes(
        'px-3 py-3 align-top max-md:flex max-md:justify-between max-md:gap-4 max-md:p-0 max-md:py-1',
        column.numeric && 'tabular-nums md:text-right',
      )}
    >
      <span aria-hidden="true" className="max-w-[55%] shrink-0 text-muted md:hidden">
        {column.header}
      </span>
      <span className="max-md:min-w-0 max-md:text-right">{column.cell(row)}</span>
    </td>
  );
}

function TableEnd<Row>({ rows, total, more }: DataTableProps<Row>): ReactNode {
  const { t } = useText();
  return (
    <div className="mt-4 flex flex-wrap items-center gap-4">
      <p role="status" className="text-muted">
        {total === undefined
          ? t('ui.table.shown', { count: rows.length })
          : t('ui.table.shownOf', { count: rows.length, total })}
      </p>
      {more && (
        <Button variant="secondary" size="small" busy={more.busy} onClick={more.onMore}>
          {t('ui.table.more')}
        </Button>
      )}
    </div>
  );
}
