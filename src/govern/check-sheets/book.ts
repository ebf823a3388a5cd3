// SPDX-License-Identifier: Apache-2.0
/** A questionnaire as read: worksheets with their filled cells. Rows and columns count from 0. */

export interface Cell {
  readonly column: number;
  readonly text: string;
  /** The text is what the program that saved the file had calculated; Sonae never calculates. */
  readonly formula: boolean;
}

export interface Row {
  readonly row: number;
  /** By column; empty cells are absent. */
  readonly cells: readonly Cell[];
}

export interface Area {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** Cells that offer a list to choose from. */
export interface ChoiceList {
  readonly areas: readonly Area[];
  readonly words: readonly string[];
}

export interface Worksheet {
  readonly name: string;
  readonly hidden: boolean;
  readonly rows: readonly Row[];
  readonly merges: readonly Area[];
  readonly lists: readonly ChoiceList[];
}

export interface Book {
  readonly kind: 'xlsx' | 'csv';
  /** The file holds a program. It is never run, and stays in the file. */
  readonly macro: boolean;
  /** At least one cell is calculated: numbers made from answers are old until a spreadsheet program opens the file. */
  readonly formulas: boolean;
  /** Of a CSV file: its characters and separator. */
  readonly text: { readonly encoding: CsvEncoding; readonly separator: string } | null;
  readonly worksheets: readonly Worksheet[];
}

export const CSV_ENCODINGS = ['utf-8', 'utf-8-bom', 'utf-16le', 'utf-16be', 'cp932'] as const;
export type CsvEncoding = (typeof CSV_ENCODINGS)[number];

/** What is to be written into one cell. `formula`: whether the cell is calculated, then it is left alone. */
export interface CellChange {
  readonly row: number;
  readonly column: number;
  readonly text: string;
}

export interface SheetChanges {
  /** Index of the worksheet. */
  readonly sheet: number;
  readonly cells: readonly CellChange[];
}

const A = 'A'.charCodeAt(0);

/** 0 → A, 26 → AA. */
export function columnName(column: number): string {
  let name = '';
  for (let rest = column; rest >= 0; rest = Math.floor(rest / 26) - 1) {
    name = String.fromCharCode(A + (rest % 26)) + name;
  }
  return name;
}

export const cellName = (row: number, column: number): string => `${columnName(column)}${row + 1}`;

/** `D12` → row 11, column 3; `$D$12` too. undefined for anything else. */
export function parseCellName(name: string): { readonly row: number; readonly column: number } | undefined {
  const [, letters = '', digits = ''] = /^\$?([A-Z]{1,3})\$?([1-9]\d{0,6})$/.exec(name) ?? [];
  if (letters === '') return undefined;
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - A + 1;
  return { row: Number(digits) - 1, column: column - 1 };
}

/** `A1:C3` or `A1`. */
export function parseArea(name: string): Area | undefined {
  const [from = '', to = from] = name.split(':');
  const first = parseCellName(from);
  const last = parseCellName(to);
  if (!first || !last) return undefined;
  return { top: first.row, left: first.column, bottom: last.row, right: last.column };
}

export const isInside = ({ top, left, bottom, right }: Area, row: number, column: number): boolean =>
  row >= top && row <= bottom && column >= left && column <= right;

export const textAt = (row: Row | undefined, column: number): string =>
  row?.cells.find((cell) => cell.column === column)?.text ?? '';
