// SPDX-License-Identifier: Apache-2.0
/**
 * The self-assessment sheet. Columns as in the importers of the official table (second-hand). One row for each criterion
 * when the official table was imported, else one for each requirement. A draft: what our controls tell is about the whole
 * requirement, so each row says that a person has to check it.
 */
import writeXlsxFile from 'write-excel-file/node';
import type { Language } from '../../kernel/language.ts';
import { csvHeadLine, csvLine } from '../../platform/csv.ts';
import { phrase } from '../words.ts';
import type { ScsRequirement } from './contract.ts';

/** ○ / △ / ✖, empty where nobody knows (the marks of the official sheet, second-hand). */
const MARKS: Readonly<Record<ScsRequirement['answer'], string>> = {
  yes: '○',
  partly: '△',
  no: '✖',
  unknown: '',
  not_applicable: '',
};

export const COLUMNS = [
  '大分類No.',
  '大分類',
  '中分類No.',
  '中分類',
  '要求事項No.',
  '★3',
  '★4',
  '要求事項名',
  '要求事項',
  '評価基準No.',
  '評価基準',
  '自己評価',
  '理由',
  '根拠および実施する事',
  '補足情報',
] as const;

export interface SheetWish {
  readonly star: 3 | 4;
  readonly language: Language;
}

function evidenceLines({ controls }: ScsRequirement, language: Language): string {
  return controls
    .map(({ title, evidence }) =>
      phrase(language, 'sheet.line', { title: title[language], evidence: evidence[language] }),
    )
    .join('\n');
}

function rowsOf(requirement: ScsRequirement, { language }: SheetWish): string[][] {
  const { ref, title, area, stars, answer, official, controls } = requirement;
  const criteria = official && official.criteria.length > 0 ? official.criteria : [{ no: '', text: '' }];
  const reason = controls.length === 0 ? phrase(language, 'scs.noControl') : phrase(language, `scs.reason.${answer}`);
  return criteria.map(({ no, text }) => [
    ref.slice(0, 1),
    area[language],
    ref.split('-').slice(0, 2).join('-'),
    '',
    ref,
    stars.includes(3) ? '○' : '',
    stars.includes(4) ? '○' : '',
    official?.name === undefined || official.name === '' ? title[language] : official.name,
    official?.text ?? '',
    no,
    text,
    MARKS[answer],
    reason,
    evidenceLines(requirement, language),
    phrase(language, 'scs.draft'),
  ]);
}

export const selfAssessmentRows = (requirements: readonly ScsRequirement[], wish: SheetWish): string[][] =>
  requirements.filter(({ stars }) => stars.includes(wish.star)).flatMap((one) => rowsOf(one, wish));

export const selfAssessmentCsv = (requirements: readonly ScsRequirement[], wish: SheetWish): string =>
  csvHeadLine([...COLUMNS]) + selfAssessmentRows(requirements, wish).map(csvLine).join('');

/** Characters; long texts wrap. */
const WIDTHS = [8, 18, 8, 10, 10, 5, 5, 28, 40, 12, 50, 8, 24, 50, 24];

export async function selfAssessmentXlsx(requirements: readonly ScsRequirement[], wish: SheetWish): Promise<Buffer> {
  const head = COLUMNS.map((value) => ({ value, type: String, fontWeight: 'bold' as const, wrap: true }));
  const rows = selfAssessmentRows(requirements, wish).map((cells) =>
    // Every cell is a text, so that nothing in it can be a formula.
    cells.map((value) => (value === '' ? null : { value, type: String, wrap: true, alignVertical: 'top' as const })),
  );
  return writeXlsxFile([head, ...rows], {
    columns: WIDTHS.map((width) => ({ width })),
    sheet: `SCS ★${wish.star}`,
    stickyRowsCount: 1,
  }).toBuffer();
}
