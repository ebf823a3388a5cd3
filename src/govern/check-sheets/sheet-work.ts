// SPDX-License-Identifier: Apache-2.0
/** What a worker thread does with a questionnaire: read it, or write answers into it. No file is read on the event loop. */
import type { Book, SheetChanges } from './book.ts';
import { patchCsv, readCsv } from './csv-file.ts';
import { patchWorksheet } from './patch-worksheet.ts';
import { MAX_FILE_BYTES, sheetProblem } from './problem.ts';
import { readWorkbook, workbookParts } from './read-workbook.ts';
import { readZip } from './zip-file.ts';

export type SheetWork =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'write'; readonly bytes: Uint8Array; readonly changes: readonly SheetChanges[] };

/** Compound files (MS-CFB 2.2): Excel before 2007, and every workbook with a password. */
const COMPOUND = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
/** Name of the stream that holds an encrypted workbook (MS-OFFCRYPTO 2.3.4.4). */
const ENCRYPTED_STREAM = Buffer.from('EncryptedPackage', 'utf16le');
const ZIP = Buffer.from('PK');

function kindOf(bytes: Buffer): 'xlsx' | 'csv' {
  if (bytes.length === 0) throw sheetProblem('sheet_empty');
  if (bytes.length > MAX_FILE_BYTES) throw sheetProblem('sheet_too_large');
  if (bytes.subarray(0, COMPOUND.length).equals(COMPOUND))
    throw sheetProblem(bytes.includes(ENCRYPTED_STREAM) ? 'sheet_encrypted' : 'sheet_old_excel');
  if (!bytes.subarray(0, 2).equals(ZIP)) return 'csv';
  // "PK" could begin a CSV as well; the third and fourth byte of a zip are control characters.
  return (bytes[2] ?? 0) < 9 ? 'xlsx' : 'csv';
}

function read(bytes: Buffer): Book {
  const book = kindOf(bytes) === 'xlsx' ? readWorkbook(bytes) : readCsv(bytes);
  if (book.worksheets.every(({ rows }) => rows.length === 0)) throw sheetProblem('sheet_empty');
  return book;
}

function writeWorkbook(bytes: Buffer, changes: readonly SheetChanges[]): Buffer {
  const zip = readZip(bytes);
  const { sheets } = workbookParts(zip);
  const changed = new Map<string, Buffer>();
  for (const { sheet, cells } of changes) {
    const part = sheets[sheet]?.part ?? '';
    const before = zip.part(part);
    if (!before) throw sheetProblem('sheet_broken');
    if (cells.length > 0) changed.set(part, Buffer.from(patchWorksheet(before.toString('utf8'), cells), 'utf8'));
  }
  return zip.withParts(changed);
}

function write(bytes: Buffer, changes: readonly SheetChanges[]): Uint8Array {
  if (kindOf(bytes) === 'xlsx') return writeWorkbook(bytes, changes);
  return patchCsv(
    bytes,
    changes.flatMap(({ cells }) => cells),
  );
}

export function workOnSheet(work: SheetWork): Book | Uint8Array {
  const bytes = Buffer.from(work.bytes.buffer, work.bytes.byteOffset, work.bytes.byteLength);
  return work.kind === 'read' ? read(bytes) : write(bytes, work.changes);
}
