// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerOf, combine, fillFromState } from './answer-from-state.ts';
import type { ControlNow } from './answer-from-state.ts';
import { proposeWords } from './answer-words.ts';
import { SHEET_ANSWERS } from './contract.ts';
import { findQuestions } from './find-questions.ts';
import { offeredWords, proposeLayout } from './propose-layout.ts';
import { readWorkbook } from './read-workbook.ts';
import { makeWorkbook, questionnaire, rowXml, sheetXml } from './sheets.fake.ts';

const control = (declared: ControlNow['declared'], counts: [number, number, number] | null): ControlNow => ({
  controlId: 'x',
  title: { ja: 'ディスクの暗号化', en: 'Disks encrypted' },
  declared,
  declaredOn: declared === undefined ? undefined : '2026-11-01',
  counts: counts && { pass: counts[0], fail: counts[1], unknown: counts[2], notApplicable: 0 },
});

describe('an answer from state', () => {
  test.each([
    // declared, [pass, fail, unknown], answer
    [undefined, null, 'unknown'],
    [4, null, 'yes'],
    [2, null, 'partly'],
    [0, null, 'no'],
    [-1, null, 'unknown'],
    [null, null, 'not_applicable'],
    [undefined, [15, 0, 0], 'yes'],
    [undefined, [12, 3, 0], 'partly'],
    [undefined, [0, 3, 0], 'no'],
    [undefined, [0, 0, 4], 'unknown'],
    [undefined, [12, 0, 3], 'unknown'],
    [4, [12, 0, 3], 'yes'],
    [4, [12, 3, 0], 'partly'],
    [4, [0, 15, 0], 'no'],
    [0, [15, 0, 0], 'no'],
    [2, [15, 0, 0], 'partly'],
    [-1, [15, 0, 0], 'yes'],
    [null, [0, 2, 0], 'no'],
  ] as const)('answered %j, measured %j: %s', (declared, counts, answer) => {
    expect(answerOf(control(declared, counts && [...counts]))).toBe(answer);
  });

  test.each([
    [[], 'unknown'],
    [['yes', 'yes'], 'yes'],
    [['no', 'no'], 'no'],
    [['yes', 'no'], 'partly'],
    [['yes', 'unknown'], 'unknown'],
    [['no', 'unknown'], 'partly'],
    [['yes', 'not_applicable'], 'yes'],
    [['not_applicable'], 'not_applicable'],
  ] as const)('several controls %j: %s', (answers, together) => {
    expect(combine(answers)).toBe(together);
  });

  test('a measured "no" or something unknown never becomes a yes', () => {
    const counts = fc.tuple(fc.nat(20), fc.nat(20), fc.nat(20));
    const declared = fc.constantFrom(4, 2, 0, -1, null, undefined);
    fc.assert(
      fc.property(fc.array(fc.tuple(declared, fc.option(counts)), { minLength: 1, maxLength: 4 }), (all) => {
        const controls = all.map(([said, seen]) => control(said, seen));
        const { answer } = fillFromState(controls, { language: 'ja', today: '2026-11-20' });
        expect(SHEET_ANSWERS).toContain(answer);
        const open = controls.some((one) => (one.counts?.fail ?? 0) > 0 || answerOf(one) === 'unknown');
        if (open) expect(answer).not.toBe('yes');
      }),
    );
  });

  test('says state, date and evidence, in the language of the sheet, and names no device', () => {
    const wording = { language: 'ja', today: '2026-11-20' } as const;
    expect(fillFromState([control(4, [12, 0, 3])], wording).note).toBe(
      'ディスクの暗号化：15台中12台で確認（2026-11-20）、「実施している」と回答（2026-11-01）',
    );
    expect(fillFromState([control(undefined, [12, 3, 0])], { ...wording, language: 'en' }).note).toBe(
      'Disks encrypted: confirmed on 12 of 15 devices (2026-11-20); 3 not in place yet',
    );
    expect(fillFromState([control(undefined, null)], wording).note).toBe('ディスクの暗号化：まだ確認していません');
  });
});

describe('the words of a sheet', () => {
  test.each([
    [['○', '△', '×'], true, { yes: '○', partly: '△', no: '×', unknown: '', notApplicable: '' }],
    [
      ['はい', 'いいえ', '該当なし'],
      true,
      { yes: 'はい', partly: 'いいえ', no: 'いいえ', unknown: '', notApplicable: '該当なし' },
    ],
    [
      ['実施済み', '一部実施', '未実施', '対象外'],
      true,
      { yes: '実施済み', partly: '一部実施', no: '未実施', unknown: '', notApplicable: '対象外' },
    ],
    [['4', '2', '0', '-1'], true, { yes: '4', partly: '2', no: '0', unknown: '-1', notApplicable: '' }],
    [
      ['Yes', 'Partial', 'No', 'N/A'],
      false,
      { yes: 'Yes', partly: 'Partial', no: 'No', unknown: '', notApplicable: 'N/A' },
    ],
    [['赤', '青'], true, { yes: '○', partly: '△', no: '×', unknown: '', notApplicable: '対象外' }],
    [[], false, { yes: 'Yes', partly: 'Partly', no: 'No', unknown: 'Unknown', notApplicable: 'N/A' }],
  ] as const)('%j', (offered, japanese, words) => {
    expect(proposeWords(offered, japanese)).toEqual(words);
  });
});

describe('where the questions are', () => {
  const book = readWorkbook(questionnaire());
  const [sheet] = book.worksheets;
  const layout = { sheet: 0, headerRow: 2, questionColumn: 1, answerColumn: 2, noteColumn: 3 };

  test('is guessed from the heads, and the words from the list to choose from', () => {
    expect(sheet && proposeLayout(sheet, 0)).toEqual(layout);
    expect(sheet && offeredWords(sheet, layout)).toEqual(['○', '△', '×']);
  });

  test.each([
    [
      ['No.', 'チェック項目', '実施状況', 'コメント'],
      [1, 2, 3],
    ],
    [
      ['項番', '分類', '要求事項', '自己評価', '根拠'],
      [2, 3, 4],
    ],
    [
      ['#', 'Question', 'Answer', 'Evidence'],
      [1, 2, 3],
    ],
  ] as const)('heads %j', (heads, columns) => {
    const first = heads.map((_, at) =>
      at === 0 ? '1' : at === columns[0] ? 'パソコンを暗号化していますか' : at < columns[0] ? '分類' : undefined,
    );
    const made = readWorkbook(makeWorkbook([{ name: 'S', xml: sheetXml([rowXml(1, heads), rowXml(2, first)]) }]));
    const found = made.worksheets[0] && proposeLayout(made.worksheets[0], 0);
    expect([found?.questionColumn, found?.answerColumn, found?.noteColumn]).toEqual(columns);
  });

  test('leaves out sections, takes questions before one merged cell together, sees calculated cells', () => {
    expect(findQuestions(book, [layout]).map(({ place, locked }) => [place, locked])).toEqual([
      ['質問票!B5', false],
      ['質問票!B6', false],
      ['質問票!B8', false],
      ['質問票!B9', false],
      ['質問票!B10', true],
    ]);
    const rows = [rowXml(1, ['q', 'a']), rowXml(2, ['one']), rowXml(3, ['two']), rowXml(4, ['three'])];
    const merged = '<mergeCells><mergeCell ref="B2:B3"/></mergeCells>';
    const joined = readWorkbook(makeWorkbook([{ name: 'S', xml: sheetXml(rows, merged) }]));
    const plain = { sheet: 0, headerRow: 0, questionColumn: 0, answerColumn: 1, noteColumn: null };
    expect(findQuestions(joined, [plain]).map(({ text, row }) => [text, row])).toEqual([
      ['one\ntwo', 1],
      ['three', 3],
    ]);
  });

  test.each([
    [{ ...layout, answerColumn: 1 }, 'sheet_columns_same'],
    [{ ...layout, sheet: 7 }, 'sheet_layout_wrong'],
    [{ ...layout, headerRow: 99 }, 'sheet_no_questions'],
  ])('a layout that cannot be is refused: %j', (wrong, code) => {
    expect(() => findQuestions(book, [wrong])).toThrow(code);
    expect(() => findQuestions(book, [layout, layout])).toThrow('sheet_layout_wrong');
  });
});
