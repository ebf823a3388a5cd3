// SPDX-License-Identifier: Apache-2.0
/** The filled cells of one worksheet (ECMA-376 part 1, 18.3). */
import { cellName, parseArea, parseCellName } from './book.ts';
import type { Area, Cell, Row } from './book.ts';
import { dateText } from './date-styles.ts';
import type { DateStyles } from './date-styles.ts';
import { MAX_CELLS, MAX_CELL_TEXT, MAX_COLUMNS, MAX_ROWS, sheetProblem } from './problem.ts';
import { attribute, xmlTokens } from './xml-tokens.ts';
import type { XmlToken } from './xml-tokens.ts';

/** A list is either written out or a range that has to be looked up in the workbook. */
export interface RawList {
  readonly areas: readonly Area[];
  readonly formula: string;
}

export interface RawWorksheet {
  readonly rows: readonly Row[];
  readonly merges: readonly Area[];
  readonly lists: readonly RawList[];
}

export interface ReadingNeeds {
  readonly name: string;
  readonly shared: readonly string[];
  readonly dates: DateStyles;
  /** Cells read so far in the whole workbook. */
  readonly counted: { cells: number };
}

/** Excel writes control characters as _x000D_ (ECMA-376 part 1, 22.4.2.4, ST_Xstring). */
export const unescapeXstring = (text: string): string =>
  text.includes('_x')
    ? text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text;

interface OpenCell {
  readonly row: number;
  readonly column: number;
  readonly type: string;
  /** Index of its format. */
  readonly style: number;
  text: string;
  formula: boolean;
}

const MAX_LISTS = 500;
const MAX_MERGES = 20_000;
const MAX_AREAS = 200;

class Reader {
  readonly rows: Row[] = [];
  readonly merges: Area[] = [];
  readonly lists: RawList[] = [];
  readonly #needs: ReadingNeeds;
  /** Names of the open elements. */
  readonly #path: string[] = [];
  #row = -1;
  #column = -1;
  #cells: Cell[] = [];
  #cell: OpenCell | undefined;
  #list: { areas: string; formula: string; wanted: boolean } | undefined;

  constructor(needs: ReadingNeeds) {
    this.#needs = needs;
  }

  take(token: XmlToken): void {
    if (token.kind === 'text') return this.#text(token.source);
    if (token.kind === 'close') {
      this.#path.pop();
      return this.#end(token.name);
    }
    this.#begin(token);
    if (token.kind === 'open') this.#path.push(token.name);
    else this.#end(token.name);
  }

  #problem(code: string, row: number, column: number): Error {
    return sheetProblem(code, `${this.#needs.name}!${cellName(row, Math.max(0, column))}`);
  }

  #begin(token: XmlToken): void {
    if (token.name === 'row') this.#beginRow(token);
    else if (token.name === 'c') this.#beginCell(token);
    else if (token.name === 'f' && this.#cell) this.#cell.formula = true;
    else if (token.name === 'mergeCell') this.#merge(token);
    else if (token.name === 'dataValidation') {
      this.#list = {
        areas: attribute(token, 'sqref') ?? '',
        formula: '',
        wanted: attribute(token, 'type') === 'list',
      };
    }
  }

  #beginRow(token: XmlToken): void {
    const given = attribute(token, 'r');
    const row = given === undefined ? this.#row + 1 : Number(given) - 1;
    // Rows stand in order, each once (18.3.1.73); a file that says otherwise would be written back wrong.
    if (!Number.isSafeInteger(row) || row <= this.#row) throw this.#problem('sheet_broken', this.#row + 1, 0);
    this.#row = row;
    this.#column = -1;
    this.#cells = [];
  }

  #beginCell(token: XmlToken): void {
    const given = attribute(token, 'r');
    const place = given === undefined ? { row: this.#row, column: this.#column + 1 } : parseCellName(given);
    if (!place || place.row !== this.#row || place.column <= this.#column) {
      throw this.#problem('sheet_broken', Math.max(0, this.#row), this.#column + 1);
    }
    this.#column = place.column;
    const style = Number(attribute(token, 's') ?? 0);
    this.#cell = { ...place, type: attribute(token, 't') ?? 'n', style, text: '', formula: false };
  }

  #merge(token: XmlToken): void {
    const area = parseArea(attribute(token, 'ref') ?? '');
    if (area && this.merges.length < MAX_MERGES) this.merges.push(area);
  }

  #text(text: string): void {
    const inside = this.#path.at(-1);
    if (this.#list) {
      if (inside === 'formula1' || (inside === 'f' && this.#path.at(-2) === 'formula1')) this.#list.formula += text;
      else if (inside === 'sqref') this.#list.areas += text;
    } else if (this.#cell && (inside === 'v' || (inside === 't' && !this.#path.includes('rPh')))) {
      // Readings (rPh) of Japanese words stand beside the text and are none of it.
      this.#cell.text += text;
    }
  }

  #end(name: string): void {
    if (name === 'c') this.#endCell();
    else if (name === 'row' && this.#cells.length > 0) {
      this.rows.push({ row: this.#row, cells: this.#cells });
      if (this.rows.length > MAX_ROWS) throw this.#problem('sheet_too_many_rows', this.#row, 0);
    } else if (name === 'dataValidation') this.#endList();
  }

  #numberOf({ text, style }: OpenCell): string {
    if (text.trim() === '') return '';
    const { dates } = this.#needs;
    const date = dates.styles.has(style) ? dateText(Number(text), dates) : undefined;
    // 0.1 + 0.2 is stored with all its digits; people see 0.3.
    return date ?? String(Number(Number(text).toPrecision(15)));
  }

  #valueOf(cell: OpenCell): string {
    const { type, text, row, column } = cell;
    if (type === 's') {
      const found = /^\s*\d{1,7}\s*$/.test(text) ? this.#needs.shared[Number(text)] : undefined;
      if (found === undefined) throw this.#problem('sheet_broken', row, column);
      return found;
    }
    if (type === 'b') return text.trim() === '1' ? 'TRUE' : 'FALSE';
    if (type === 'n') return this.#numberOf(cell);
    // As some programs write a day (18.18.11): 2026-12-18T00:00:00.
    if (type === 'd') return text.trim().replace(/T00:00(:00(\.0+)?)?Z?$/, '');
    return unescapeXstring(text);
  }

  #endCell(): void {
    const cell = this.#cell;
    this.#cell = undefined;
    if (!cell || (cell.type === 's' && cell.text === '')) return;
    const text = cell.text === '' ? '' : this.#valueOf(cell);
    if (text.trim() === '' && !cell.formula) return;
    if (text.length > MAX_CELL_TEXT) throw this.#problem('sheet_cell_too_long', cell.row, cell.column);
    if (cell.column >= MAX_COLUMNS) throw this.#problem('sheet_too_many_columns', cell.row, cell.column);
    this.#needs.counted.cells += 1;
    if (this.#needs.counted.cells > MAX_CELLS) throw this.#problem('sheet_too_many_cells', cell.row, cell.column);
    this.#cells.push({ column: cell.column, text, formula: cell.formula });
  }

  #endList(): void {
    const list = this.#list;
    this.#list = undefined;
    if (!list?.wanted || list.formula.trim() === '' || this.lists.length >= MAX_LISTS) return;
    const areas = list.areas
      .trim()
      .split(/\s+/)
      .slice(0, MAX_AREAS)
      .flatMap((one) => parseArea(one) ?? []);
    this.lists.push({ areas, formula: list.formula.trim() });
  }
}

/** Errors name the cell: `sheet_broken`, `sheet_too_many_rows`, `sheet_too_many_columns`, `sheet_too_many_cells`, … */
export function readWorksheet(xml: string, needs: ReadingNeeds): RawWorksheet {
  const reader = new Reader(needs);
  try {
    for (const token of xmlTokens(xml)) reader.take(token);
  } catch (error) {
    if (error instanceof Error && 'details' in error && Array.isArray(error.details) && error.details.length === 0)
      throw sheetProblem('sheet_broken', needs.name);
    throw error;
  }
  return { rows: reader.rows, merges: reader.merges, lists: reader.lists };
}
