// SPDX-License-Identifier: Apache-2.0
import { createWorkerPool } from '../../platform/workers.ts';
import type { Book, SheetChanges } from './book.ts';
import { MAX_FILE_BYTES, sheetProblem } from './problem.ts';
import type { SheetWork } from './sheet-work.ts';

/** Reads and writes questionnaires in a thread of bounded time and memory. Errors: `sheet_…` naming the place, `work_…`. */
export interface SheetTools {
  read(bytes: Uint8Array): Promise<Book>;
  /** The same file with these cells changed. */
  write(bytes: Uint8Array, changes: readonly SheetChanges[]): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Far more than a file within the bounds needs, even on a busy machine. */
const MAX_MS = 30_000;
const MAX_HEAP_MB = 512;
const MAX_WAITING = 8;

export function createSheetTools(): SheetTools {
  const pool = createWorkerPool<SheetWork, Book | Uint8Array>({
    module: new URL('./sheet-work.ts', import.meta.url),
    exportName: 'workOnSheet',
    jobTimeoutMs: MAX_MS,
    maxHeapMb: MAX_HEAP_MB,
    maxQueued: MAX_WAITING,
  });
  const bounded = (bytes: Uint8Array): void => {
    if (bytes.length > MAX_FILE_BYTES) throw sheetProblem('sheet_too_large');
  };
  return {
    read: async (bytes) => {
      bounded(bytes);
      const book = await pool.run({ kind: 'read', bytes });
      if (book instanceof Uint8Array) throw new Error('a book was expected');
      return book;
    },
    write: async (bytes, changes) => {
      bounded(bytes);
      const written = await pool.run({ kind: 'write', bytes, changes });
      if (!(written instanceof Uint8Array)) throw new Error('a file was expected');
      return written;
    },
    close: async () => pool.close(),
  };
}
