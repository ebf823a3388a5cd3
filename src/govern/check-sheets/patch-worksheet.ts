// SPDX-License-Identifier: Apache-2.0
/**
 * Writes texts into cells of a worksheet and leaves every other character of it as it was: formats, pictures, lists,
 * conditions and formulas stay. New texts stand in the cell itself (`inlineStr`, ECMA-376 part 1, 18.18.11), so that the
 * table of shared texts needs no change; such a text is never taken for a formula.
 */
import { cellName, parseCellName } from './book.ts';
import type { CellChange } from './book.ts';
import { attribute, encodeXml, xmlTokens } from './xml-tokens.ts';
import type { XmlToken } from './xml-tokens.ts';
import { sheetProblem } from './problem.ts';

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Underscores that would be read as an escape (22.4.2.4) are escaped themselves. */
const escapeXstring = (text: string): string => text.replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_');

/** `4` goes in as a number, so that sums of the sheet count it; `012` and everything else as text. */
const isNumber = (text: string): boolean => /^-?(?:0|[1-9]\d{0,8})$/.test(text);

interface CellPlace {
  readonly row: number;
  readonly column: number;
  readonly prefix: string;
  readonly style: string | undefined;
}

function cellXml({ row, column, prefix, style }: CellPlace, text: string): string {
  const head = `<${prefix}c r="${cellName(row, column)}"${style === undefined ? '' : ` s="${encodeXml(style)}"`}`;
  if (text === '') return `${head}/>`;
  if (isNumber(text)) return `${head}><${prefix}v>${text}</${prefix}v></${prefix}c>`;
  const inner = encodeXml(escapeXstring(text.replaceAll('\r\n', '\n')));
  const string = `<${prefix}is><${prefix}t xml:space="preserve">${inner}</${prefix}t></${prefix}is>`;
  return `${head} t="inlineStr">${string}</${prefix}c>`;
}

class Patcher {
  readonly edits: Edit[] = [];
  /** Row → its changes by column, in order; what is written is taken out. */
  readonly #rows: Map<number, Map<number, string>>;
  #row = -1;
  #column = -1;
  #prefix = '';
  #rowTag: XmlToken | undefined;
  #cell: { readonly token: XmlToken; readonly text: string; formula: boolean } | undefined;
  #inserted = false;

  constructor(changes: readonly CellChange[]) {
    const byRow = Map.groupBy(
      changes.toSorted((a, b) => a.row - b.row || a.column - b.column),
      ({ row }) => row,
    );
    this.#rows = new Map([...byRow].map(([row, cells]) => [row, new Map(cells.map((c) => [c.column, c.text]))]));
  }

  take(token: XmlToken): void {
    if (token.name === 'row') this.#takeRow(token);
    else if (token.name === 'c') this.#takeCell(token);
    else if (token.name === 'f' && this.#cell) this.#cell.formula = true;
    else if (token.name === 'sheetData') this.#takeData(token);
  }

  #takeData(token: XmlToken): void {
    if (token.kind === 'open') this.#prefix = token.prefix;
    if (token.kind === 'close') this.#insertRows(Number.POSITIVE_INFINITY, token.start);
    if (token.kind === 'empty' && this.#rows.size > 0) {
      this.#prefix = token.prefix;
      const name = `${token.prefix}sheetData`;
      this.edits.push({ start: token.start, end: token.end, text: `<${name}>${this.#rowsBefore(Infinity)}</${name}>` });
    }
  }

  #takeRow(token: XmlToken): void {
    if (token.kind === 'close') return this.#endRow(token.start);
    const given = attribute(token, 'r');
    const row = given === undefined ? this.#row + 1 : Number(given) - 1;
    this.#prefix = token.prefix;
    this.#insertRows(row, token.start);
    this.#row = row;
    this.#column = -1;
    this.#rowTag = token;
    this.#inserted = false;
    const wanted = this.#rows.get(row);
    if (token.kind !== 'empty' || !wanted) return;
    this.#rows.delete(row);
    const open = `${withoutSpans(token.source).slice(0, -2)}>`;
    const cells = [...wanted]
      .map(([column, text]) => cellXml({ ...this.#at(column), style: undefined }, text))
      .join('');
    this.edits.push({ start: token.start, end: token.end, text: `${open}${cells}</${token.prefix}row>` });
  }

  #at(column: number): Omit<CellPlace, 'style'> {
    return { row: this.#row, column, prefix: this.#prefix };
  }

  #takeCell(token: XmlToken): void {
    if (token.kind === 'close') return this.#endCell(token.end);
    const given = attribute(token, 'r');
    const column = given === undefined ? this.#column + 1 : (parseCellName(given)?.column ?? -1);
    const wanted = this.#rows.get(this.#row);
    for (const [before, text] of wanted ?? []) {
      if (before >= column) break;
      this.#insertCell(before, text, token.start);
    }
    this.#column = column;
    const text = wanted?.get(column);
    if (text === undefined) return;
    wanted?.delete(column);
    this.#cell = { token, text, formula: false };
    if (token.kind === 'empty') this.#endCell(token.end);
  }

  #endCell(end: number): void {
    const cell = this.#cell;
    this.#cell = undefined;
    if (!cell) return;
    if (cell.formula) throw sheetProblem('sheet_cell_is_formula', cellName(this.#row, this.#column));
    const place = { ...this.#at(this.#column), style: attribute(cell.token, 's') };
    this.edits.push({ start: cell.token.start, end, text: cellXml(place, cell.text) });
  }

  #insertCell(column: number, text: string, at: number): void {
    this.#rows.get(this.#row)?.delete(column);
    this.#inserted = true;
    this.edits.push({ start: at, end: at, text: cellXml({ ...this.#at(column), style: undefined }, text) });
  }

  #endRow(at: number): void {
    for (const [column, text] of this.#rows.get(this.#row) ?? []) this.#insertCell(column, text, at);
    this.#rows.delete(this.#row);
    const tag = this.#rowTag;
    if (!this.#inserted || !tag) return;
    // `spans` promises which columns the row uses; after a new cell it may be wrong, and it may be left out (18.3.1.73).
    const text = withoutSpans(tag.source);
    if (text !== tag.source) this.edits.push({ start: tag.start, end: tag.end, text });
  }

  #rowsBefore(row: number): string {
    let xml = '';
    for (const [missing, cells] of this.#rows) {
      if (missing >= row) break;
      this.#rows.delete(missing);
      const written = [...cells].map(([column, text]) =>
        cellXml({ row: missing, column, prefix: this.#prefix, style: undefined }, text),
      );
      xml += `<${this.#prefix}row r="${missing + 1}">${written.join('')}</${this.#prefix}row>`;
    }
    return xml;
  }

  #insertRows(row: number, at: number): void {
    const text = this.#rowsBefore(row);
    if (text !== '') this.edits.push({ start: at, end: at, text });
  }
}

const withoutSpans = (tag: string): string => tag.replace(/\sspans\s*=\s*(?:"[^"]*"|'[^']*')/, '');

/** Throws `sheet_cell_is_formula` for a cell that is calculated, `sheet_broken` for XML that is none. */
export function patchWorksheet(xml: string, changes: readonly CellChange[]): string {
  const patcher = new Patcher(changes);
  for (const token of xmlTokens(xml)) patcher.take(token);
  const edits = patcher.edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
  let at = 0;
  let patched = '';
  for (const { start, end, text } of edits) {
    patched += xml.slice(at, start) + text;
    at = end;
  }
  return patched + xml.slice(at);
}
