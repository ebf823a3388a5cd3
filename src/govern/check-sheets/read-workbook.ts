// SPDX-License-Identifier: Apache-2.0
/** An .xlsx or .xlsm as a book (ECMA-376 part 1, 18.2): which worksheets there are, where they lie, what they hold. */
import { posix } from 'node:path';
import { isInside, parseArea } from './book.ts';
import type { Book, ChoiceList, Worksheet } from './book.ts';
import { NO_DATES, readDateStyles } from './date-styles.ts';
import { MAX_CELLS, sheetProblem } from './problem.ts';
import { readWorksheet, unescapeXstring } from './read-worksheet.ts';
import type { RawList, RawWorksheet } from './read-worksheet.ts';
import { attribute, xmlTokens } from './xml-tokens.ts';
import { readZip } from './zip-file.ts';
import type { ZipFile } from './zip-file.ts';

const MAX_WORKSHEETS = 60;
const MAX_LIST_WORDS = 50;

/** UTF-8 is what every program writes (part 2, 8.1.4 allows UTF-16 as well, which none was seen to use). */
function xmlPart(zip: ZipFile, name: string): string | undefined {
  const bytes = zip.part(name);
  if (!bytes) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw sheetProblem('sheet_broken', name);
  }
}

interface Relation {
  readonly id: string;
  readonly type: string;
  readonly target: string;
}

function relationsOf(zip: ZipFile, part: string): readonly Relation[] {
  const xml = xmlPart(zip, posix.join(posix.dirname(part), '_rels', `${posix.basename(part)}.rels`)) ?? '';
  return [...xmlTokens(xml)].flatMap((token) => {
    if (token.name !== 'Relationship' || token.kind === 'close') return [];
    const target = attribute(token, 'Target') ?? '';
    const path = target.startsWith('/') ? target.slice(1) : posix.join(posix.dirname(part), target);
    return [{ id: attribute(token, 'Id') ?? '', type: attribute(token, 'Type') ?? '', target: path }];
  });
}

export interface WorkbookParts {
  readonly sheets: readonly { readonly name: string; readonly hidden: boolean; readonly part: string }[];
  readonly sharedStrings: string | undefined;
  readonly styles: string | undefined;
  readonly from1904: boolean;
}

/** Where the worksheets lie, in the order of their tabs; charts and other sheets without cells are left out. */
export function workbookParts(zip: ZipFile): WorkbookParts {
  const main = relationsOf(zip, '').find(({ type }) => type.endsWith('/officeDocument'))?.target ?? 'xl/workbook.xml';
  const xml = xmlPart(zip, main);
  if (xml === undefined) throw sheetProblem('sheet_not_a_sheet');
  const relations = relationsOf(zip, main);
  const sheets = [...xmlTokens(xml)].flatMap((token) => {
    if (token.name !== 'sheet' || token.kind === 'close') return [];
    const id = attribute(token, 'id');
    const relation = relations.find((one) => one.id === id && one.type.endsWith('/worksheet'));
    if (!relation) return [];
    const state = attribute(token, 'state') ?? 'visible';
    return [{ name: attribute(token, 'name') ?? '', hidden: state !== 'visible', part: relation.target }];
  });
  if (sheets.length === 0) throw sheetProblem('sheet_not_a_sheet');
  if (sheets.length > MAX_WORKSHEETS) throw sheetProblem('sheet_too_many_worksheets');
  const targetOf = (kind: string): string | undefined => relations.find(({ type }) => type.endsWith(kind))?.target;
  const from1904 = [...xmlTokens(xml)].some(
    (token) => token.name === 'workbookPr' && /^(1|true)$/.test(attribute(token, 'date1904') ?? ''),
  );
  return { sheets, sharedStrings: targetOf('/sharedStrings'), styles: targetOf('/styles'), from1904 };
}

function readSharedStrings(xml: string): readonly string[] {
  const strings: string[] = [];
  const path: string[] = [];
  let text = '';
  for (const token of xmlTokens(xml)) {
    if (token.kind === 'text') {
      if (path.at(-1) === 't' && !path.includes('rPh')) text += token.source;
      continue;
    }
    if (token.kind === 'open') path.push(token.name);
    if (token.kind === 'close') path.pop();
    if (token.name === 'si' && token.kind !== 'open') {
      strings.push(unescapeXstring(text));
      if (strings.length > 2 * MAX_CELLS) throw sheetProblem('sheet_too_many_cells');
      text = '';
    }
  }
  return strings;
}

/** `"○,△,×"` or `Lists!$A$1:$A$4`; what has to be calculated is no list for us. */
function wordsOf(
  formula: string,
  home: string,
  sheets: readonly { readonly name: string; readonly raw: RawWorksheet }[],
): readonly string[] {
  const [, written] = /^"((?:[^"]|"")*)"$/.exec(formula) ?? [];
  if (written !== undefined) {
    return written
      .replaceAll('""', '"')
      .split(',')
      .map((word) => word.trim());
  }
  const [, quoted, plain, range = ''] = /^(?:(?:'((?:[^']|'')+)'|([^'!]+))!)?([$A-Z0-9:]+)$/.exec(formula) ?? [];
  const name = quoted?.replaceAll("''", "'") ?? plain ?? home;
  const area = parseArea(range);
  const sheet = sheets.find((one) => one.name === name);
  if (!area || !sheet) return [];
  return sheet.raw.rows.flatMap(({ row, cells }) =>
    cells.filter(({ column }) => isInside(area, row, column)).map(({ text }) => text.trim()),
  );
}

function listsOf(
  raw: readonly RawList[],
  home: string,
  sheets: readonly { readonly name: string; readonly raw: RawWorksheet }[],
): ChoiceList[] {
  return raw.flatMap(({ areas, formula }) => {
    const words = wordsOf(formula, home, sheets).filter((word) => word !== '' && word.length <= 100);
    return areas.length > 0 && words.length > 0 && words.length <= MAX_LIST_WORDS ? [{ areas, words }] : [];
  });
}

export function readWorkbook(bytes: Uint8Array): Book {
  const zip = readZip(bytes);
  const parts = workbookParts(zip);
  const shared = parts.sharedStrings === undefined ? [] : readSharedStrings(xmlPart(zip, parts.sharedStrings) ?? '');
  const styles = parts.styles === undefined ? undefined : xmlPart(zip, parts.styles);
  const dates = styles === undefined ? NO_DATES : readDateStyles(styles, parts.from1904);
  const counted = { cells: 0 };
  const raw = parts.sheets.map(({ name, hidden, part }) => {
    const xml = xmlPart(zip, part);
    if (xml === undefined) throw sheetProblem('sheet_broken', name);
    return { name, hidden, raw: readWorksheet(xml, { name, shared, dates, counted }) };
  });
  const worksheets: Worksheet[] = raw.map(({ name, hidden, raw: { rows, merges, lists } }) => ({
    name,
    hidden,
    rows,
    merges,
    lists: listsOf(lists, name, raw),
  }));
  return {
    kind: 'xlsx',
    macro: zip.names.some((name) => /vbaProject\.bin$|\/macrosheets\//i.test(name)),
    formulas: worksheets.some(({ rows }) => rows.some(({ cells }) => cells.some(({ formula }) => formula))),
    text: null,
    worksheets,
  };
}
