// SPDX-License-Identifier: Apache-2.0
/**
 * CSV as people send it (RFC 4180 and its relatives): UTF-8 with or without mark, UTF-16, Shift_JIS as Windows writes it
 * (CP932); comma, semicolon or tab. Cells are changed in place; every other byte stays.
 *
 * One-byte encodings are read as bytes: in UTF-8 and in CP932 no second byte of a character can be a separator, a quote or
 * a line end (second bytes of CP932 begin at 0x40).
 */
import iconv from 'iconv-lite';
import { cellName } from './book.ts';
import type { Book, CellChange, CsvEncoding, Row } from './book.ts';
import { MAX_CELLS, MAX_CELL_TEXT, MAX_COLUMNS, MAX_ROWS, sheetProblem } from './problem.ts';

interface CsvCell {
  /** Place in `units`, quotes included. */
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
}

interface CsvLine {
  readonly cells: readonly CsvCell[];
  /** Line of the file it begins at, from 1. */
  readonly line: number;
}

interface CsvText {
  readonly encoding: CsvEncoding;
  readonly separator: string;
  /** One character for each byte (UTF-8, CP932) or for each code unit (UTF-16); without the mark. */
  readonly units: string;
}

const MARKS: readonly (readonly [CsvEncoding, Buffer])[] = [
  ['utf-8-bom', Buffer.from([0xef, 0xbb, 0xbf])],
  ['utf-16le', Buffer.from([0xff, 0xfe])],
  ['utf-16be', Buffer.from([0xfe, 0xff])],
];
const markOf = (encoding: CsvEncoding): Buffer => MARKS.find(([name]) => name === encoding)?.[1] ?? Buffer.alloc(0);
const isWide = (encoding: CsvEncoding): boolean => encoding === 'utf-16le' || encoding === 'utf-16be';
const codec = (encoding: CsvEncoding): string => (encoding === 'utf-8-bom' ? 'utf-8' : encoding);

const lineOf = (bytes: Buffer, at: number): string =>
  String(bytes.subarray(0, at).toString('latin1').split('\n').length);

/** First byte that is no character of the encoding. */
function firstWrong(bytes: Buffer, encoding: 'utf-8' | 'cp932'): number | undefined {
  const text = iconv.decode(bytes, encoding, { stripBOM: false });
  const at = text.indexOf('\u{fffd}');
  if (at < 0) return undefined;
  const before = text.slice(0, at);
  return Math.min(bytes.length, iconv.encode(before, encoding).length);
}

function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Refuses what is no text of this encoding, naming the line. */
function refuseWrongBytes(body: Buffer, encoding: CsvEncoding): void {
  const zero = body.indexOf(0);
  if (zero >= 0) throw sheetProblem('sheet_not_a_sheet', lineOf(body, zero));
  const wrong = isUtf8(body) ? undefined : firstWrong(body, encoding === 'cp932' ? 'cp932' : 'utf-8');
  if (wrong !== undefined) throw sheetProblem('sheet_wrong_encoding', lineOf(body, wrong));
}

function decodeWide(body: Buffer, encoding: CsvEncoding): string {
  const units = iconv.decode(body, encoding, { stripBOM: false });
  if (body.length % 2 !== 0 || !units.isWellFormed()) throw sheetProblem('sheet_wrong_encoding');
  return units;
}

function decodeUnits(bytes: Buffer): Omit<CsvText, 'separator'> {
  const marked = MARKS.find(([, mark]) => bytes.subarray(0, mark.length).equals(mark));
  const encoding = marked?.[0] ?? (isUtf8(bytes) ? 'utf-8' : 'cp932');
  const body = bytes.subarray(marked?.[1].length ?? 0);
  if (isWide(encoding)) return { encoding, units: decodeWide(body, encoding) };
  refuseWrongBytes(body, encoding);
  return { encoding, units: body.toString('latin1') };
}

/** The candidate that stands most evenly in the first lines, outside of quotes. */
function separatorOf(units: string): string {
  const sample = units.slice(0, 20_000).replaceAll(/"(?:[^"]|"")*"/g, '');
  const lines = sample.split(/\r\n|\r|\n/).slice(0, 30);
  const scored = [',', '\t', ';'].map((sign) => ({
    sign,
    score: lines.filter((line) => line.includes(sign)).length,
  }));
  return scored.toSorted((a, b) => b.score - a.score)[0]?.sign ?? ',';
}

/** End of a quoted cell that begins at `start`; the line is named when the quote never ends. */
function endOfQuoted(units: string, start: number, line: number): number {
  for (let at = start + 1; ; at += 1) {
    at = units.indexOf('"', at);
    if (at < 0) throw sheetProblem('sheet_quote_open', String(line));
    if (units.charAt(at + 1) !== '"') return at + 1;
    at += 1;
  }
}

function endOfPlain(units: string, start: number, separator: string): number {
  let at = start;
  for (; at < units.length; at += 1) {
    const sign = units.charAt(at);
    if (sign === separator || sign === '\r' || sign === '\n') break;
  }
  return at;
}

const newlinesIn = (text: string): number => text.split('\n').length - 1;

function* linesOf({ units, separator }: CsvText): Generator<CsvLine> {
  let at = 0;
  let line = 1;
  while (at < units.length) {
    const cells: CsvCell[] = [];
    const first = line;
    for (;;) {
      const quoted = units.charAt(at) === '"';
      const end = quoted ? endOfQuoted(units, at, line) : endOfPlain(units, at, separator);
      if (quoted) line += newlinesIn(units.slice(at, end));
      cells.push({ start: at, end, quoted });
      at = end;
      if (units.charAt(at) !== separator) break;
      at += 1;
    }
    const breaks = /^(?:\r\n|\r|\n)/.exec(units.slice(at, at + 2))?.[0] ?? '';
    if (breaks === '' && at < units.length) throw sheetProblem('sheet_quote_wrong', String(line));
    at += breaks.length;
    line += 1;
    yield { cells, line: first };
  }
}

const decodeUnit = (units: string, encoding: CsvEncoding): string =>
  isWide(encoding) ? units : iconv.decode(Buffer.from(units, 'latin1'), codec(encoding), { stripBOM: false });

function textOf({ units, encoding }: CsvText, { start, end, quoted }: CsvCell): string {
  const raw = quoted ? units.slice(start + 1, end - 1).replaceAll('""', '"') : units.slice(start, end);
  return decodeUnit(raw, encoding);
}

function open(bytes: Uint8Array): CsvText {
  const text = decodeUnits(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  return { ...text, separator: separatorOf(text.units) };
}

function rowOf(csv: CsvText, { cells, line }: CsvLine, row: number): Row {
  const filled = cells.flatMap((cell, column) => {
    const text = textOf(csv, cell);
    if (text.trim() === '') return [];
    if (column >= MAX_COLUMNS) throw sheetProblem('sheet_too_many_columns', String(line));
    if (text.length > MAX_CELL_TEXT) throw sheetProblem('sheet_cell_too_long', String(line));
    return [{ column, text, formula: false }];
  });
  return { row, cells: filled };
}

/**
 * Errors name the line: `sheet_quote_open`, `sheet_quote_wrong`, `sheet_wrong_encoding`, `sheet_too_many_rows`, …
 */
export function readCsv(bytes: Uint8Array): Book {
  const csv = open(bytes);
  const rows: Row[] = [];
  let index = 0;
  let cells = 0;
  for (const line of linesOf(csv)) {
    const row = rowOf(csv, line, index);
    index += 1;
    if (row.cells.length === 0) continue;
    rows.push(row);
    cells += row.cells.length;
    if (rows.length > MAX_ROWS) throw sheetProblem('sheet_too_many_rows', String(line.line));
    if (cells > MAX_CELLS) throw sheetProblem('sheet_too_many_cells', String(line.line));
  }
  return {
    kind: 'csv',
    macro: false,
    formulas: false,
    text: { encoding: csv.encoding, separator: csv.separator },
    worksheets: [{ name: 'CSV', hidden: false, rows, merges: [], lists: [] }],
  };
}

/** Letters that look the same and that CP932 has only once (JIS X 0208 and Microsoft's table differ in them). */
const FOR_CP932: Readonly<Record<string, string>> = {
  '\u301c': '\uff5e',
  '\u2212': '\uff0d',
  '\u2014': '\u2015',
  '\u2016': '\u2225',
};

function encodeUnit(text: string, encoding: CsvEncoding, place: string): string {
  if (isWide(encoding)) return text;
  const fitting =
    encoding === 'cp932' ? text.replaceAll(/[\u301c\u2212\u2014\u2016]/g, (sign) => FOR_CP932[sign] ?? sign) : text;
  const bytes = iconv.encode(fitting, codec(encoding));
  if (iconv.decode(bytes, codec(encoding), { stripBOM: false }) !== fitting)
    throw sheetProblem('sheet_letter_not_in_encoding', place);
  return bytes.toString('latin1');
}

/** A number stays one; anything else that a spreadsheet would take for a formula gets an apostrophe (OWASP, CSV injection). */
function csvCell(text: string, separator: string): string {
  const clean = text.replaceAll(/[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f]/g, ' ');
  const isFormula = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(clean) && !/^-?\d{1,9}$/.test(clean);
  const safe = isFormula ? `'${clean}` : clean;
  return /["\r\n]/.test(safe) || safe.includes(separator) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function changedLine(csv: CsvText, cells: readonly CsvCell[], changes: readonly CellChange[]): Map<number, string> {
  const edits = new Map<number, string>();
  let missing = '';
  let columns = cells.length;
  for (const { row, column, text } of changes.toSorted((a, b) => a.column - b.column)) {
    const written = encodeUnit(csvCell(text, csv.separator), csv.encoding, cellName(row, column));
    if (column < cells.length) edits.set(column, written);
    else {
      missing += csv.separator.repeat(column - columns + 1) + written;
      columns = column + 1;
    }
  }
  const last = cells.at(-1);
  if (missing !== '' && last) {
    const index = cells.length - 1;
    edits.set(index, (edits.get(index) ?? csv.units.slice(last.start, last.end)) + missing);
  }
  return edits;
}

/** The file with these cells changed. Errors: `sheet_letter_not_in_encoding`, naming the cell. */
export function patchCsv(bytes: Uint8Array, changes: readonly CellChange[]): Buffer {
  const csv = open(bytes);
  const byRow = Map.groupBy(changes, ({ row }) => row);
  let at = 0;
  let units = '';
  let index = 0;
  for (const { cells } of linesOf(csv)) {
    const wanted = byRow.get(index);
    index += 1;
    for (const [column, text] of wanted ? [...changedLine(csv, cells, wanted)].toSorted((a, b) => a[0] - b[0]) : []) {
      const cell = cells[column];
      if (!cell) continue;
      units += csv.units.slice(at, cell.start) + text;
      at = cell.end;
    }
  }
  units += csv.units.slice(at);
  const body = isWide(csv.encoding)
    ? iconv.encode(units, csv.encoding, { addBOM: false })
    : Buffer.from(units, 'latin1');
  return Buffer.concat([markOf(csv.encoding), body]);
}
