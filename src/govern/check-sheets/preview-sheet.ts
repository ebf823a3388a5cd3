// SPDX-License-Identifier: Apache-2.0
import type { Book, Worksheet } from './book.ts';
import { proposeWords } from './answer-words.ts';
import { offeredWords, proposeLayout } from './propose-layout.ts';
import { languageOf } from './take-sheet.ts';

const SHOWN_ROWS = 30;
const SHOWN_COLUMNS = 30;
const SHOWN_LETTERS = 120;

function shownRows({ rows }: Worksheet) {
  return rows.slice(0, SHOWN_ROWS).map(({ row, cells }) => ({
    row,
    cells: cells
      .filter(({ column }) => column < SHOWN_COLUMNS)
      .map(({ column, text }) => ({ column, text: text.slice(0, SHOWN_LETTERS) })),
  }));
}

/** What a person needs to see to say where the questions are. */
export function previewOf(book: Book) {
  const worksheets = book.worksheets.map((sheet, index) => {
    const proposed = sheet.hidden ? undefined : proposeLayout(sheet, index);
    return {
      sheet: index,
      name: sheet.name,
      hidden: sheet.hidden,
      filledRows: sheet.rows.length,
      columns: Math.max(0, ...sheet.rows.map(({ cells }) => (cells.at(-1)?.column ?? -1) + 1)),
      rows: shownRows(sheet),
      proposed: proposed ?? null,
      offered: proposed ? [...offeredWords(sheet, proposed)] : [],
    };
  });
  const language = languageOf(book);
  const offered = worksheets.find((sheet) => sheet.offered.length > 0)?.offered ?? [];
  return { worksheets, words: proposeWords(offered, language === 'ja'), language };
}
