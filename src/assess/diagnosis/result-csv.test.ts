// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { join } from 'node:path';
import { loadCatalog } from '../../catalog/index.ts';
import { CHECKS } from '../assess-world.fake.ts';
import { formOn } from './form-of.ts';
import { resultCsv } from './result-csv.ts';

const catalog = loadCatalog(join(import.meta.dirname, '../../../catalog'), { checkIds: CHECKS });
const form = formOn(catalog, '2026-11-21');
const row = {
  diagnosis_id: 'x',
  form_id: form.id,
  state: 'finished',
  started_at: new Date('2026-11-20T00:00:00Z'),
  finished_at: new Date('2026-11-21T00:00:00Z'),
  score: -3,
  part_scores: [0, 0, -3],
} as const;

it('is read by a spreadsheet as text: names of sites and reasons are no formulas', () => {
  const [first] = form.questions;
  const text = resultCsv({
    row,
    form,
    language: 'ja',
    questions: [
      {
        no: 1,
        part: 1,
        question: first?.question ?? { ja: '', en: '' },
        value: -1,
        points: -1,
        sites: [
          { name: '=HYPERLINK("http://example.jp")', value: 4 },
          { name: '支店,"第二"', value: null },
        ],
        reason: '+cmd|"/c calc"!A0',
      },
    ],
  });
  const [head, line, total, based] = text.split('\r\n');
  expect(head).toBe(
    `\u{feff}パート,番号,質問,回答,点数,"'=HYPERLINK(""http://example.jp"")","支店,""第二""",最も低い答えにしなかった理由`,
  );
  expect(line).toContain(`,わからない,-1,実施している,使っていない,"'+cmd|""/c calc""!A0"`);
  expect(total).toBe('合計,,2026-11-21,,-3');
  expect(based).toBe('もとにした版,,ipa-questions-3.1');
});
