// SPDX-License-Identifier: Apache-2.0
// The table of criteria is made by hand in the shape that importers describe; none of its sentences is official.
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { workOnSheet } from '../check-sheets/sheet-work.ts';
import { makeWorkbook, rowXml, sheetXml } from '../check-sheets/sheets.fake.ts';
import type { ScsRequirement } from './contract.ts';
import { readCriteria } from './read-criteria.ts';
import { tallyOf } from './read-scs.ts';
import { COLUMNS, selfAssessmentCsv, selfAssessmentRows, selfAssessmentXlsx } from './self-assessment.ts';

const HEAD = ['大分類No.', '要求事項No.', '★3', '要求事項名', '要求事項', '評価基準No.', '評価基準', '自己評価'];

function bookOf(rows: readonly (readonly (string | undefined)[])[]) {
  const xml = sheetXml([rowXml(1, ['made by hand']), ...rows.map((cells, at) => rowXml(at + 3, cells))]);
  const book = workOnSheet({
    kind: 'read',
    bytes: makeWorkbook([
      { name: '説明', xml: sheetXml([rowXml(1, ['x'])]) },
      { name: '基準', xml },
    ]),
  });
  if (book instanceof Uint8Array) throw new Error('no book');
  return book;
}

describe('the official table', () => {
  test('is found by its heads; merged requirements count for all their criteria', () => {
    const criteria = readCriteria(
      bookOf([
        HEAD,
        ['1', '1-2-1', '○', 'A', 'needs a', '1-2-1-1', 'first'],
        [undefined, undefined, undefined, undefined, undefined, '1-2-1-2', 'second'],
        ['4', '4‐1‐3', '○', 'B', 'needs b', '４-１-３-１', 'third'],
      ]),
    );
    expect(criteria).toEqual([
      {
        requirementNo: '1-2-1',
        requirementName: 'A',
        requirement: 'needs a',
        criterionNo: '1-2-1-1',
        criterion: 'first',
      },
      {
        requirementNo: '1-2-1',
        requirementName: 'A',
        requirement: 'needs a',
        criterionNo: '1-2-1-2',
        criterion: 'second',
      },
      {
        requirementNo: '4-1-3',
        requirementName: 'B',
        requirement: 'needs b',
        criterionNo: '4-1-3-1',
        criterion: 'third',
      },
    ]);
  });

  test('what is no such table is refused, naming the cell', () => {
    expect(() => readCriteria(bookOf([['a', 'b']]))).toThrow('scs_no_table');
    expect(() => readCriteria(bookOf([HEAD]))).toThrow('scs_no_rows');
    const wrong = bookOf([HEAD, ['1', 'chapter one', '', '', '', '1-1-1-1', 'x']]);
    expect(() => readCriteria(wrong)).toThrow(
      expect.objectContaining({
        code: 'scs_number_wrong',
        details: [{ field: '基準!B4', reason: 'scs_number_wrong' }],
      }),
    );
    const early = bookOf([HEAD, ['', undefined, undefined, undefined, undefined, '1-1-1-1', 'x']]);
    expect(() => readCriteria(early)).toThrow('scs_number_wrong');
  });
});

const requirement = (
  ref: string,
  answer: ScsRequirement['answer'],
  more: Partial<ScsRequirement> = {},
): ScsRequirement => ({
  ref,
  title: { ja: '=題', en: 'title' },
  area: { ja: '分類', en: 'area' },
  stars: [3, 4],
  answer,
  controls: [{ controlId: 'x', title: { ja: '対策', en: 'control' }, answer, evidence: { ja: '証', en: 'proof' } }],
  official: null,
  ...more,
});

describe('the self-assessment sheet', () => {
  const official = {
    name: 'N',
    text: 'T',
    criteria: [
      { no: '1-2-1-1', text: 'one' },
      { no: '1-2-1-2', text: 'two' },
    ],
  };
  const all = [
    requirement('1-2-1', 'yes', { official }),
    requirement('1-1-1', 'no', { stars: [4] }),
    requirement('4-1-1', 'partly'),
    requirement('5-1-1', 'unknown', { controls: [] }),
  ];

  test('has the columns of the reference, a row for each criterion, and marks only what is known', () => {
    const rows = selfAssessmentRows(all, { star: 3, language: 'ja' });
    expect(rows.map((row) => [row[4], row[9], row[11]])).toEqual([
      ['1-2-1', '1-2-1-1', '○'],
      ['1-2-1', '1-2-1-2', '○'],
      ['4-1-1', '', '△'],
      ['5-1-1', '', ''],
    ]);
    for (const row of rows) expect(row).toHaveLength(COLUMNS.length);
    expect(rows[3]?.[12]).toContain('対応する対策がありません');
    expect(rows[0]?.[13]).toBe('対策：証');
    expect(selfAssessmentRows(all, { star: 4, language: 'en' })).toHaveLength(5);
  });

  test('comes as CSV without formulas and as a workbook that reads back the same', async () => {
    const wish = { star: 3, language: 'ja' } as const;
    const csv = selfAssessmentCsv(all, wish);
    expect(csv.startsWith('\u{feff}大分類No.,')).toBe(true);
    expect(csv).toContain("'=題");
    const book = workOnSheet({ kind: 'read', bytes: await selfAssessmentXlsx(all, wish) });
    if (book instanceof Uint8Array) throw new Error('no book');
    const rows = book.worksheets[0]?.rows.map(({ cells }) => cells.map(({ text }) => text)) ?? [];
    expect(rows[0]).toEqual([...COLUMNS]);
    expect(rows.slice(1)).toEqual(selfAssessmentRows(all, wish).map((row) => row.filter((text) => text !== '')));
    expect(book.formulas).toBe(false);
  });

  test('is a sheet that can be printed: landscape, one page wide, no row cut off', async () => {
    const long = [requirement('1-2-1', 'yes', { official: { ...official, text: '要求'.repeat(200) } })];
    const parts = unzipSync(await selfAssessmentXlsx(long, { star: 3, language: 'ja' }));
    const xml = strFromU8(parts['xl/worksheets/sheet1.xml'] ?? new Uint8Array());
    expect(xml).toMatch(/<sheetPr><pageSetUpPr fitToPage="1"\/><\/sheetPr>.*<sheetData>/s);
    expect(xml).toMatch(/<pageSetup [^>]*orientation="landscape" fitToWidth="1" fitToHeight="0"\/><\/worksheet>$/);
    expect(xml.match(/<pageSetup /g)).toHaveLength(1);
    const [head = 0, first = 0] = [...xml.matchAll(/<row r="\d+" ht="(\d+)"/g)].map(([, points]) => Number(points));
    // 800 half-width signs in 35 a line are 23 lines.
    expect([head, first]).toEqual([30, 345]);
  });

  test('is counted by star', () => {
    expect(tallyOf(all, 3)).toEqual({ all: 3, yes: 1, partly: 1, no: 0, open: 1 });
    expect(tallyOf(all, 4)).toEqual({ all: 4, yes: 1, partly: 1, no: 1, open: 1 });
  });
});
