// SPDX-License-Identifier: Apache-2.0
/** The questions of a worksheet and the cells that want their answers, as somebody said where they are. */
import { cellName, isInside, textAt } from './book.ts';
import type { Area, Book, Row, Worksheet } from './book.ts';
import { MAX_QUESTIONS } from './contract.ts';
import type { SheetLayout } from './contract.ts';
import { sheetProblem } from './problem.ts';

export interface FoundQuestion {
  readonly sheet: number;
  readonly row: number;
  readonly place: string;
  readonly worksheet: string;
  readonly text: string;
  /** The cell for the answer is calculated. */
  readonly locked: boolean;
}

/** What is kept of a question; longer ones are whole manuals. */
const MAX_TEXT = 2000;

const mergeAt = (sheet: Worksheet, row: number, column: number): Area | undefined =>
  sheet.merges.find((area) => isInside(area, row, column));

/** Of merged cells only the first one holds something. */
export function targetCell(sheet: Worksheet, row: number, column: number): { row: number; column: number } {
  const area = mergeAt(sheet, row, column);
  return area ? { row: area.top, column: area.left } : { row, column };
}

/** Heads of sections run across question and answer in one merged cell. */
function isSectionHead(sheet: Worksheet, { row }: Row, { questionColumn, answerColumn }: SheetLayout): boolean {
  const area = mergeAt(sheet, row, questionColumn);
  return area !== undefined && isInside(area, row, answerColumn);
}

function isFormula(sheet: Worksheet, at: { row: number; column: number }): boolean {
  const row = sheet.rows.find((one) => one.row === at.row);
  return row?.cells.find(({ column }) => column === at.column)?.formula === true;
}

function questionsIn(sheet: Worksheet, layout: SheetLayout, kind: Book['kind']): FoundQuestion[] {
  const head = textAt(
    sheet.rows.find(({ row }) => row === layout.headerRow),
    layout.questionColumn,
  ).trim();
  const found: FoundQuestion[] = [];
  const byTarget = new Map<string, number>();
  for (const row of sheet.rows) {
    const text = textAt(row, layout.questionColumn).trim();
    if (row.row <= layout.headerRow || text === '' || text === head || isSectionHead(sheet, row, layout)) continue;
    const target = targetCell(sheet, row.row, layout.answerColumn);
    const cell = cellName(target.row, target.column);
    const before = byTarget.get(cell);
    const earlier = before === undefined ? undefined : found[before];
    if (before !== undefined && earlier) {
      // Several questions before one merged cell want one answer.
      found[before] = { ...earlier, text: `${earlier.text}\n${text}`.slice(0, MAX_TEXT) };
      continue;
    }
    byTarget.set(cell, found.length);
    const place = cellName(row.row, layout.questionColumn);
    found.push({
      sheet: layout.sheet,
      row: row.row,
      place: kind === 'csv' ? place : `${sheet.name}!${place}`,
      worksheet: sheet.name,
      text: text.slice(0, MAX_TEXT),
      locked: isFormula(sheet, target),
    });
  }
  return found;
}

function checkLayout({ worksheets }: Book, layout: readonly SheetLayout[]): void {
  for (const { sheet, questionColumn, answerColumn, noteColumn } of layout) {
    if (!worksheets[sheet]) throw sheetProblem('sheet_layout_wrong');
    const columns = [questionColumn, answerColumn, ...(noteColumn === null ? [] : [noteColumn])];
    if (new Set(columns).size !== columns.length) throw sheetProblem('sheet_columns_same', worksheets[sheet].name);
  }
  if (new Set(layout.map(({ sheet }) => sheet)).size !== layout.length) throw sheetProblem('sheet_layout_wrong');
}

/** Errors: `sheet_layout_wrong`, `sheet_columns_same`, `sheet_no_questions` naming the worksheet, `sheet_too_many_questions`. */
export function findQuestions(book: Book, layout: readonly SheetLayout[]): FoundQuestion[] {
  checkLayout(book, layout);
  const found = layout.flatMap((part) => {
    const sheet = book.worksheets[part.sheet];
    const questions = sheet ? questionsIn(sheet, part, book.kind) : [];
    if (questions.length === 0) throw sheetProblem('sheet_no_questions', sheet?.name ?? '');
    return questions;
  });
  const tooMany = found[MAX_QUESTIONS];
  if (tooMany) throw sheetProblem('sheet_too_many_questions', tooMany.place);
  return found;
}
