// SPDX-License-Identifier: Apache-2.0
import { SafeError } from '../../kernel/errors.ts';
import { newUuid } from '../../kernel/ids.ts';
import { audit } from '../../platform/audit.ts';
import type { Scope } from '../../platform/postgres/scope.ts';
import type { Book } from './book.ts';
import { MAX_FILE_BYTES, sheetProblem } from './problem.ts';
import type { CheckSheetContext } from './sheet-context.ts';
import { countSheets, insertSheet } from './sheet-store.ts';

/** More than a small organisation is asked in years; old ones can be deleted. */
const MAX_SHEETS = 200;

export interface ComingSheet {
  readonly title: string;
  readonly customer: string;
  readonly fileName: string;
  /** base64 */
  readonly file: string;
  readonly memberId: string;
}

/** Which language most of its sentences are in. */
export function languageOf({ worksheets }: Book): 'ja' | 'en' {
  const sample = worksheets
    .flatMap(({ rows }) => rows.slice(0, 200))
    .flatMap(({ cells }) => cells.map(({ text }) => text.slice(0, 200)))
    .join('')
    .slice(0, 20_000);
  const japanese = sample.match(/[\u3040-\u30ff\u4e00-\u9fff]/g)?.length ?? 0;
  return japanese * 4 > sample.length ? 'ja' : 'en';
}

/** Reads the whole file before a row is written: what cannot be read leaves nothing behind. */
export async function takeSheet(context: CheckSheetContext, scope: Scope, sheet: ComingSheet): Promise<string> {
  const { clock, random, db } = context.govern.platform;
  const content = Buffer.from(sheet.file, 'base64');
  if (content.length > MAX_FILE_BYTES) throw sheetProblem('sheet_too_large');
  const book = await context.tools.read(content);
  const sheetId = newUuid(clock, random);
  await db.scoped(scope, async (tx) => {
    if ((await countSheets(tx)) >= MAX_SHEETS) throw new SafeError('conflict', 'too_many_check_sheets');
    await insertSheet(tx, {
      ...sheet,
      sheetId,
      kind: book.kind,
      macro: book.macro,
      formulas: book.formulas,
      encoding: book.text?.encoding ?? null,
      language: languageOf(book),
      at: clock.now(),
      content,
    });
    await audit(tx, clock, { action: 'govern.check_sheet_taken', subject: sheetId });
  });
  return sheetId;
}
