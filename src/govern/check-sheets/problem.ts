// SPDX-License-Identifier: Apache-2.0
import { SafeError } from '../../kernel/errors.ts';

/** What is wrong with a questionnaire, and where: `place` is what a person finds in the file, `Sheet1!D12` or `12` (line). */
export function sheetProblem(code: string, place?: string): SafeError {
  return new SafeError('invalid', code, place === undefined ? {} : { details: [{ field: place, reason: code }] });
}

/** 5 MB: a questionnaire with its logo is some 100 kB. */
export const MAX_FILE_BYTES = 5 * 1024 * 1024;
/** Rows with something in them; what formats further down leave empty does not count. */
export const MAX_ROWS = 5000;
export const MAX_COLUMNS = 200;
/** Cells with something in them, all worksheets together. */
export const MAX_CELLS = 100_000;
/** What Excel itself holds in one cell (Excel specifications and limits, Microsoft). */
export const MAX_CELL_TEXT = 32_767;
