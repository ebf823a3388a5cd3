// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { classes } from '../ui/class-names.ts';
import { columnName } from './column-name.ts';
import type { Layout, Worksheet } from './sheet-layout-form.tsx';

/** Shown at most; the rest of the first rows is like them. */
const MOST_ROWS = 12;
const MOST_COLUMNS = 12;

/** The first rows as they stand in the file, with the chosen columns marked. */
export function SheetPreview({
  sheet,
  layout,
}: {
  readonly sheet: Worksheet;
  readonly layout: Layout | undefined;
}): ReactNode {
  const { t } = useText();
  const columns = Array.from({ length: Math.min(Math.max(sheet.columns, 1), MOST_COLUMNS) }, (_, column) => column);
  const marks: Readonly<Record<number, string>> = layout
    ? {
        ...(layout.noteColumn === null ? {} : { [layout.noteColumn]: t('papers.markNote') }),
        [layout.answerColumn]: t('papers.markAnswer'),
        [layout.questionColumn]: t('papers.markQuestion'),
      }
    : {};
  return (
    <div
      className="max-h-96 overflow-auto border border-line"
      role="region"
      aria-label={t('papers.preview', { name: sheet.name })}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard (WCAG 2.1.1)
      tabIndex={0}
    >
      <table className="min-w-full border-collapse text-note">
        <thead>
          <tr>
            <th scope="col" className="border border-line bg-sunken px-2 py-1">
              <span className="sr-only">{t('papers.row')}</span>
            </th>
            {columns.map((column) => (
              <th key={column} scope="col" className="border border-line bg-sunken px-2 py-1 whitespace-nowrap">
                {columnName(column)} {marks[column]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sheet.rows.slice(0, MOST_ROWS).map(({ row, cells }) => (
            <tr key={row} className={classes(layout?.headerRow === row && 'bg-sunken font-bold')}>
              <th scope="row" className="border border-line bg-sunken px-2 py-1 tabular-nums">
                {row + 1}
              </th>
              {columns.map((column) => (
                <td key={column} className="min-w-16 border border-line px-2 py-1 align-top">
                  {cells.find((cell) => cell.column === column)?.text ?? ''}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
