// SPDX-License-Identifier: Apache-2.0
/** Where a worksheet asks and where it wants its answers: a first guess from the words of its heads; a person decides. */
import { isInside, textAt } from './book.ts';
import type { Row, Worksheet } from './book.ts';
import type { SheetLayout } from './contract.ts';

type Part = 'question' | 'answer' | 'note';

/** Surest first; the place in the list is the weight. Own list, from sheets as customers write them. */
const HEADS: Readonly<Record<Part, readonly RegExp[]>> = {
  question: [
    /質問|設問|question/i,
    /確認(内容|事項|項目)|チェック(内容|項目|事項)|点検(内容|項目|事項)|評価基準|check item/i,
    /要求事項|対策(内容|項目)|実施(内容|項目|事項)|requirement|criteria|control/i,
    /内容|事項|項目|description|item/i,
  ],
  answer: [
    /回答(欄)?$|回答|answer|response/i,
    /自己評価|評価結果|判定|チェック(欄|結果)?$|該当|yes ?[/／] ?no|self.?assessment|result/i,
    /実施(状況|有無)|対応(状況|有無)|遵守|適合|状況|評価|○|〇|status|compli/i,
  ],
  note: [/備考|コメント|補足|note|comment|remark/i, /理由|根拠|証跡|エビデンス|詳細|具体|特記|evidence|reason|detail/i],
};

const MAX_HEAD_ROW = 40;
/** A head names a column; a sentence does not. */
const MAX_HEAD_LENGTH = 40;

function weightOf(text: string, part: Part): number {
  const folded = text.normalize('NFKC').replaceAll(/\s+/g, ' ').trim();
  if (folded === '' || folded.length > MAX_HEAD_LENGTH) return 0;
  const at = HEADS[part].findIndex((pattern) => pattern.test(folded));
  return at < 0 ? 0 : HEADS[part].length - at;
}

const best = (row: Row, part: Part): number => Math.max(0, ...row.cells.map(({ text }) => weightOf(text, part)));

/** The row whose heads say most; undefined when none says anything. */
function headRowOf(rows: readonly Row[]): Row | undefined {
  const scored = rows
    .filter(({ row, cells }) => row < MAX_HEAD_ROW && cells.length > 1)
    .map((row) => ({ row, score: best(row, 'question') * 2 + best(row, 'answer') * 2 + best(row, 'note') }));
  const [first] = scored.toSorted((a, b) => b.score - a.score || a.row.row - b.row.row);
  return first && first.score > 2 ? first.row : undefined;
}

interface ColumnFacts {
  readonly column: number;
  readonly filled: number;
  /** Characters in a filled cell. */
  readonly length: number;
}

function columnsBelow(sheet: Worksheet, headRow: number): ColumnFacts[] {
  const sums = new Map<number, { filled: number; letters: number }>();
  for (const { row, cells } of sheet.rows) {
    if (row <= headRow) continue;
    for (const { column, text } of cells) {
      const sum = sums.get(column) ?? { filled: 0, letters: 0 };
      sums.set(column, { filled: sum.filled + 1, letters: sum.letters + text.length });
    }
  }
  return [...sums].map(([column, { filled, letters }]) => ({ column, filled, length: letters / filled }));
}

const withHead = (head: Row, part: Part, taken: readonly number[]): readonly { column: number; weight: number }[] =>
  head.cells
    .map(({ column, text }) => ({ column, weight: weightOf(text, part) }))
    .filter(({ column, weight }) => weight > 0 && !taken.includes(column));

/** The head that says it best; between equals the column with the longest texts, which is where sentences stand. */
function questionColumn(head: Row, facts: readonly ColumnFacts[]): number | undefined {
  const lengthOf = (column: number): number => facts.find((one) => one.column === column)?.length ?? 0;
  const named = withHead(head, 'question', []).filter(({ column }) => lengthOf(column) > 4);
  const [first] = named.toSorted((a, b) => b.weight - a.weight || lengthOf(b.column) - lengthOf(a.column));
  if (first) return first.column;
  return facts.toSorted((a, b) => b.length * b.filled - a.length * a.filled)[0]?.column;
}

function answerColumn(sheet: Worksheet, head: Row, question: number): number | undefined {
  const [named] = withHead(head, 'answer', [question]).toSorted((a, b) => b.weight - a.weight || a.column - b.column);
  if (named && named.weight > 1) return named.column;
  // A column whose cells offer a list to choose from is where an answer is wanted.
  const listed = sheet.lists
    .flatMap(({ areas }) => areas)
    .find((area) => area.left > question && area.bottom > head.row);
  return listed?.left ?? named?.column;
}

export function proposeLayout(sheet: Worksheet, index: number): SheetLayout | undefined {
  const head = headRowOf(sheet.rows);
  if (!head) return undefined;
  const facts = columnsBelow(sheet, head.row);
  const question = questionColumn(head, facts);
  if (question === undefined) return undefined;
  const answer = answerColumn(sheet, head, question) ?? question + 1;
  const [note] = withHead(head, 'note', [question, answer]).toSorted(
    (a, b) => b.weight - a.weight || a.column - b.column,
  );
  return {
    sheet: index,
    headerRow: head.row,
    questionColumn: question,
    answerColumn: answer,
    noteColumn: note?.column ?? null,
  };
}

/** Words that the answer column's own list offers, else those its head or first rows name. */
export function offeredWords(sheet: Worksheet, { headerRow, answerColumn: column }: SheetLayout): readonly string[] {
  const list = sheet.lists.find(({ areas }) =>
    areas.some((area) => sheet.rows.some(({ row }) => row > headerRow && isInside(area, row, column))),
  );
  if (list) return list.words;
  const head = textAt(
    sheet.rows.find(({ row }) => row === headerRow),
    column,
  );
  const [, inside = ''] = /[（(]([^（()）]+)[)）]/.exec(head) ?? [];
  const named = (inside === '' ? head : inside)
    .split(/[\s/／・、,|｜]+/)
    .filter((word) => word !== '' && word.length <= 12);
  return named.length >= 2 && named.length <= 6 ? named : [];
}
