// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { cellName } from './book.ts';
import type { Book } from './book.ts';
import { dateText, readDateStyles } from './date-styles.ts';
import { changesFor } from './export-sheet.ts';
import { findQuestions } from './find-questions.ts';
import { previewOf } from './preview-sheet.ts';
import { workOnSheet } from './sheet-work.ts';

/** Where it comes from: fixtures/README.md. */
const FILE = readFileSync(new URL('fixtures/libreoffice-7.4.xlsx', import.meta.url));

function read(bytes: Uint8Array): Book {
  const book = workOnSheet({ kind: 'read', bytes });
  if (book instanceof Uint8Array) throw new Error('no book');
  return book;
}

const cellsOf = (book: Book, sheet: number): Record<string, string> =>
  Object.fromEntries(
    (book.worksheets[sheet]?.rows ?? []).flatMap(({ row, cells }) =>
      cells.map(({ column, text }) => [cellName(row, column), text]),
    ),
  );

test('a workbook saved by LibreOffice: days are days, questions and answers are found', () => {
  const book = read(FILE);
  expect(cellsOf(book, 0)).toMatchObject({ B2: '2026-12-18' });
  expect(cellsOf(book, 1)).toMatchObject({ B2: '2026-11-02', E6: '2025-12-01', A7: '2', E7: '2025-12-02' });
  const { worksheets } = previewOf(book);
  expect(worksheets.map(({ proposed }) => proposed?.answerColumn ?? null)).toEqual([null, 2, 2, null]);
  const questions = findQuestions(
    book,
    worksheets.flatMap(({ proposed }) => proposed ?? []),
  );
  expect(questions.map(({ place, locked }) => [place, locked])).toEqual([
    ['質問票!B6', false],
    ['質問票!B7', false],
    ['質問票!B8', false],
    ['質問票!B11', false],
    ['質問票!B15', true],
    ['クラウド!B3', false],
    ['クラウド!B4', false],
  ]);
});

test('an answer is said in the words of its own cell, and everything else comes back', () => {
  const book = read(FILE);
  const preview = previewOf(book);
  const layout = preview.worksheets.flatMap(({ proposed }) => proposed ?? []);
  const questions = findQuestions(book, layout).map((one, at) => ({
    question_no: at + 1,
    sheet_index: one.sheet,
    row_index: one.row,
    place: one.place,
    worksheet: one.worksheet,
    question: one.text,
    proposals: [],
    control_ids: null,
    answer: at === 1 ? ('partly' as const) : ('yes' as const),
    note: '',
    answered_by: null,
    locked: one.locked,
  }));
  const changes = changesFor(book, { layout, words: preview.words }, questions);
  const bytes = workOnSheet({ kind: 'write', bytes: FILE, changes });
  if (!(bytes instanceof Uint8Array)) throw new Error('no file');
  const back = read(bytes);
  expect(cellsOf(back, 1)).toEqual({ ...cellsOf(book, 1), C6: '○', C7: '△', C8: '○', C11: '○' });
  expect(cellsOf(back, 2)).toEqual({ ...cellsOf(book, 2), C3: 'はい', C4: 'はい' });
  expect(strFromU8(unzipSync(bytes)['xl/styles.xml'] ?? new Uint8Array())).toBe(
    strFromU8(unzipSync(FILE)['xl/styles.xml'] ?? new Uint8Array()),
  );
});

test('a format tells a day from a number', () => {
  const codes = ['ggge"年"m"月"d"日"', '[$-411]yyyy/mm/dd', '[h]:mm', '#,##0"day"', '[Red]0.00', '0.00E+00', 'General'];
  const formats = codes.map((code, at) => `<numFmt numFmtId="${200 + at}" formatCode='${code}'/>`).join('');
  const used = [...codes.keys()].map((at) => `<xf numFmtId="${200 + at}"/>`).join('');
  const xml = `<styleSheet><numFmts>${formats}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${used}<xf numFmtId="14"/><xf/></cellXfs></styleSheet>`;
  expect([...readDateStyles(xml, false).styles]).toEqual([0, 1, 7]);
});

test('days of both calendars, times, and what is none', () => {
  const styles = new Set<number>();
  const from1900 = { styles, from1904: false };
  expect([61, 46_374, 46_374.5, 0.395_833_3, 2_958_465].map((days) => dateText(days, from1900))).toEqual([
    '1900-03-01',
    '2026-12-18',
    '2026-12-18 12:00',
    '09:30',
    '9999-12-31',
  ]);
  expect(dateText(44_912, { styles, from1904: true })).toBe('2026-12-18');
  for (const no of [-1, Number.NaN, 2_958_466, Infinity]) expect(dateText(no, from1900)).toBeUndefined();
});
