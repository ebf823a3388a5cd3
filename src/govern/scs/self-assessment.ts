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
const WIDTHS = [7, 14, 7, 7, 9, 4, 4, 22, 36, 10, 42, 8, 20, 42, 20];
const FONT = { fontFamily: 'Yu Gothic', fontSize: 10 } as const;
/** Points of a line of 10-point text, as Excel and LibreOffice set it. */
const LINE_POINTS = 15;
/** The most a row can have (Excel specifications and limits, Microsoft). */
const MAX_POINTS = 409;

/** Half-width signs of a line; Japanese ones are twice as wide. */
const widthOf = (line: string): number => [...line].reduce((sum, sign) => sum + (sign > '\u{ff}' ? 2 : 1), 0);

/** No program measures rows that come without a height when it only prints or converts: LibreOffice cuts them off. */
function heightOf(cells: readonly string[]): number {
  const lines = cells.map((text, at) => {
    const room = Math.max(1, (WIDTHS[at] ?? 10) - 1);
    return text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / room)), 0);
  });
  return Math.min(MAX_POINTS, Math.max(1, ...lines) * LINE_POINTS);
}

/** Fifteen columns on one width of A3 landscape: on A4 nobody could read them (ECMA-376 part 1, 18.3.1.63 and 18.3.1.82). */
const FIT_TO_PAGE = {
  files: {
    transform: {
      'xl/worksheets/sheet{id}.xml': {
        transform: (xml: string) =>
          xml
            .replace('<sheetViews>', '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews>')
            .replace(/<page(Margins|Setup)[^>]*\/>/g, '')
            .replace(
              '</worksheet>',
              '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/><pageSetup paperSize="8" orientation="landscape" fitToWidth="1" fitToHeight="0"/></worksheet>',
            ),
      },
    },
  },
};

export async function selfAssessmentXlsx(requirements: readonly ScsRequirement[], wish: SheetWish): Promise<Buffer> {
  const rowOf = (cells: readonly string[], style: { readonly fontWeight?: 'bold' }) => {
    const look = { type: String, wrap: true, alignVertical: 'top', height: heightOf(cells), ...style } as const;
    // Every cell is a text, so that nothing in it can be a formula.
    return cells.map((value) => (value === '' ? null : { value, ...look }));
  };
  const rows = selfAssessmentRows(requirements, wish).map((cells) => rowOf(cells, {}));
  return writeXlsxFile(
    [rowOf(COLUMNS, { fontWeight: 'bold' }), ...rows],
    {
      columns: WIDTHS.map((width) => ({ width })),
      sheet: `SCS ★${wish.star}`,
      orientation: 'landscape',
      stickyRowsCount: 1,
    },
    { ...FONT, features: [FIT_TO_PAGE] },
  ).toBuffer();
}
