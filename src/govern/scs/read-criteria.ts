// SPDX-License-Identifier: Apache-2.0
/**
 * The official table of SCS criteria, as the organisation downloads it. Its columns as importers name them (second-hand:
 * 大分類No., …, 要求事項No., 要求事項名, 要求事項, 評価基準No., 評価基準); found by their heads, wherever they stand.
 */
import { cellName, textAt } from '../check-sheets/book.ts';
import type { Book, Row, Worksheet } from '../check-sheets/book.ts';
import { sheetProblem } from '../check-sheets/problem.ts';

export interface Criterion {
  readonly requirementNo: string;
  readonly requirementName: string;
  readonly requirement: string;
  readonly criterionNo: string;
  readonly criterion: string;
}

/** 153 criteria are said to exist (second-hand); more than this is another table. */
const MAX_CRITERIA = 1000;
const MAX_HEAD_ROW = 40;
const MAX_TEXT = 4000;

const fold = (text: string): string =>
  text
    .normalize('NFKC')
    .replaceAll(/[\s.．。:：]/g, '')
    .toLowerCase();

const HEADS = {
  requirementNo: /^要求事項(no|番号)$/,
  requirementName: /^要求事項名$/,
  requirement: /^要求事項$/,
  criterionNo: /^評価基準(no|番号)$/,
  criterion: /^評価基準$/,
} as const;
type Column = keyof typeof HEADS;
type Columns = Readonly<Record<Column, number>>;

function columnsIn(row: Row): Columns | undefined {
  const at = (name: Column): number => row.cells.find(({ text }) => HEADS[name].test(fold(text)))?.column ?? -1;
  const columns = {
    requirementNo: at('requirementNo'),
    requirementName: at('requirementName'),
    requirement: at('requirement'),
    criterionNo: at('criterionNo'),
    criterion: at('criterion'),
  };
  return columns.requirementNo >= 0 && columns.criterionNo >= 0 && columns.criterion >= 0 ? columns : undefined;
}

const requirementShape = /^\d-\d{1,2}-\d{1,2}$/;
const criterionShape = /^\d-\d{1,2}-\d{1,2}-\d{1,2}$/;
const number = (text: string): string =>
  text
    .normalize('NFKC')
    .replaceAll(/\s/g, '')
    .replaceAll(/[‐‑‒–—―−ー]/g, '-');

function criteriaIn(sheet: Worksheet, head: Row, columns: Columns): Criterion[] {
  const found: Criterion[] = [];
  const value = (row: Row, name: Column): string => textAt(row, columns[name]).trim().slice(0, MAX_TEXT);
  let before = { requirementNo: '', requirementName: '', requirement: '' };
  for (const row of sheet.rows) {
    if (row.row <= head.row) continue;
    const requirementNo = number(value(row, 'requirementNo'));
    // A requirement stands once, in merged cells, before all its criteria.
    if (requirementNo !== '') {
      if (!requirementShape.test(requirementNo))
        throw sheetProblem('scs_number_wrong', `${sheet.name}!${cellName(row.row, columns.requirementNo)}`);
      before = {
        requirementNo,
        requirementName: value(row, 'requirementName'),
        requirement: value(row, 'requirement'),
      };
    }
    const criterionNo = number(value(row, 'criterionNo'));
    if (criterionNo === '') continue;
    if (!criterionShape.test(criterionNo) || before.requirementNo === '')
      throw sheetProblem('scs_number_wrong', `${sheet.name}!${cellName(row.row, columns.criterionNo)}`);
    found.push({ ...before, criterionNo, criterion: value(row, 'criterion') });
    if (found.length > MAX_CRITERIA) throw sheetProblem('scs_too_many', `${sheet.name}!${cellName(row.row, 0)}`);
  }
  return found;
}

/** Errors: `scs_no_table` when no sheet has the heads, `scs_no_rows`, `scs_number_wrong` naming the cell, `scs_too_many`. */
export function readCriteria({ worksheets }: Book): Criterion[] {
  let seen: string | undefined;
  for (const sheet of worksheets) {
    for (const row of sheet.rows.filter((one) => one.row < MAX_HEAD_ROW)) {
      const columns = columnsIn(row);
      if (!columns) continue;
      seen ??= sheet.name;
      const found = criteriaIn(sheet, row, columns);
      if (found.length > 0) return found;
    }
  }
  throw seen === undefined ? sheetProblem('scs_no_table') : sheetProblem('scs_no_rows', seen);
}
