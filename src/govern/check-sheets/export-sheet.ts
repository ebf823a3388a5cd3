// SPDX-License-Identifier: Apache-2.0
/** The customer's own file with the answers in it. */
import { SafeError, notFound } from '../../kernel/errors.ts';
import { audit } from '../../platform/audit.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/postgres/scope.ts';
import { sortWords } from './answer-words.ts';
import { isInside } from './book.ts';
import type { Book, CellChange, SheetChanges, Worksheet } from './book.ts';
import type { AnswerWords, SheetAnswer, SheetLayout } from './contract.ts';
import { targetCell } from './find-questions.ts';
import { fileOf, stateNow } from './sheet-context.ts';
import type { CheckSheetContext } from './sheet-context.ts';
import { markExported, questionsOf, readSheet } from './sheet-store.ts';
import type { QuestionRow, SheetRow } from './sheet-store.ts';
import { controlsOf } from './views.ts';

const WORD_OF: Readonly<Record<SheetAnswer, keyof AnswerWords>> = {
  yes: 'yes',
  partly: 'partly',
  no: 'no',
  unknown: 'unknown',
  not_applicable: 'notApplicable',
};

/**
 * A cell that offers a list takes only what is in it, and one book may offer ○/△/× here and はい/いいえ there: then the
 * answer is said in the cell's own words.
 */
function wordFor(
  sheet: Worksheet,
  at: { readonly row: number; readonly column: number },
  { answer, words }: { readonly answer: SheetAnswer; readonly words: AnswerWords },
): string {
  const word = words[WORD_OF[answer]];
  const list = sheet.lists.find(({ areas }) => areas.some((area) => isInside(area, at.row, at.column)));
  if (word === '' || !list || list.words.includes(word)) return word;
  return sortWords(list.words)?.[WORD_OF[answer]] ?? word;
}

/** What goes into which cell. Unanswered questions, empty words and calculated cells are left as they are. */
export function changesFor(
  book: Book,
  { layout, words }: { readonly layout: readonly SheetLayout[]; readonly words: AnswerWords },
  questions: readonly QuestionRow[],
): SheetChanges[] {
  return layout.map((part) => {
    const sheet = book.worksheets[part.sheet];
    const cells = questions
      .filter((one) => one.sheet_index === part.sheet)
      .flatMap((one): CellChange[] => {
        if (!sheet) return [];
        const to = targetCell(sheet, one.row_index, part.answerColumn);
        const word = one.answer === null || one.locked ? '' : wordFor(sheet, to, { answer: one.answer, words });
        const answer = word === '' ? [] : [{ ...to, text: word }];
        if (part.noteColumn === null || one.note.trim() === '') return answer;
        const at = targetCell(sheet, one.row_index, part.noteColumn);
        return isCalculated(book, part.sheet, at) ? answer : [...answer, { ...at, text: one.note }];
      });
    return { sheet: part.sheet, cells: joinedByCell(cells) };
  });
}

function isCalculated({ worksheets }: Book, sheet: number, at: { row: number; column: number }): boolean {
  const row = worksheets[sheet]?.rows.find((one) => one.row === at.row);
  return row?.cells.find(({ column }) => column === at.column)?.formula === true;
}

/** Notes of several questions may meet in one merged cell. */
function joinedByCell(cells: readonly CellChange[]): CellChange[] {
  const byCell = new Map<string, CellChange>();
  for (const cell of cells) {
    const key = `${cell.row}:${cell.column}`;
    const before = byCell.get(key);
    byCell.set(key, before ? { ...cell, text: `${before.text}\n${cell.text}` } : cell);
  }
  return [...byCell.values()];
}

interface Ready {
  readonly sheet: SheetRow;
  readonly layout: readonly SheetLayout[];
  readonly words: AnswerWords;
  readonly questions: readonly QuestionRow[];
  readonly file: Buffer;
}

interface Asked {
  readonly sheetId: string;
  /** Answers that contradict a measurement were looked at. */
  readonly accept: boolean;
}

async function readReady(tx: ScopedTx, context: CheckSheetContext, { sheetId, accept }: Asked): Promise<Ready> {
  const sheet = await readSheet(tx, sheetId);
  if (!sheet) throw notFound('check_sheet_not_found');
  if (sheet.layout === null || sheet.words === null) throw new SafeError('conflict', 'check_sheet_not_laid_out');
  const questions = await questionsOf(tx, sheetId);
  const state = await stateNow(tx, context.govern);
  const against = questions.filter(
    (row) => row.answer === 'yes' && controlsOf(row, { state }).some(({ counts }) => (counts?.fail ?? 0) > 0),
  );
  if (against.length > 0 && !accept) {
    const details = against.slice(0, 20).map(({ place }) => ({ field: place, reason: 'answer_contradicted' }));
    throw new SafeError('conflict', 'check_sheet_contradicted', { details });
  }
  return { sheet, layout: sheet.layout, words: sheet.words, questions, file: await fileOf(tx, sheetId) };
}

export interface ExportedSheet {
  readonly fileName: string;
  readonly contentType: string;
  readonly content: Uint8Array;
}

const TYPES = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  xlsm: 'application/vnd.ms-excel.sheet.macroEnabled.12',
  csv: 'text/csv',
} as const;

const typeOf = ({ kind, macro }: SheetRow): string => (kind === 'csv' ? TYPES.csv : macro ? TYPES.xlsm : TYPES.xlsx);

export async function exportSheet(context: CheckSheetContext, scope: Scope, asked: Asked): Promise<ExportedSheet> {
  const { db, clock } = context.govern.platform;
  const ready = await db.scoped(scope, async (tx) => readReady(tx, context, asked));
  const book = await context.tools.read(ready.file);
  const content = await context.tools.write(ready.file, changesFor(book, ready, ready.questions));
  await db.scoped(scope, async (tx) => {
    await markExported(tx, asked.sheetId, clock.now());
    await audit(tx, clock, { action: 'govern.check_sheet_exported', subject: asked.sheetId });
  });
  return { fileName: ready.sheet.file_name, contentType: typeOf(ready.sheet), content };
}
