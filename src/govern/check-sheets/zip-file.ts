// SPDX-License-Identifier: Apache-2.0
/**
 * The zip file that an .xlsx is (APPNOTE.TXT 6.3, PKWARE). Reads the directory, inflates one part at a time within bounds,
 * and writes the file again with some parts changed: every other part keeps its packed bytes.
 */
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { sheetProblem } from './problem.ts';

const MAX_ENTRIES = 2000;
/** What all parts together may claim to hold, and what one part may: a worksheet of 5,000 long rows has 10 MB. */
const MAX_TOTAL_BYTES = 200 * 1024 * 1024;
const MAX_PART_BYTES = 40 * 1024 * 1024;

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;
const ENCRYPTED = 1;
const SIZES_AFTER = 8;
const STORED = 0;
const DEFLATED = 8;

interface Entry {
  readonly name: string;
  /** The entry in the directory, as it stands. */
  readonly central: Buffer;
  /** Header of the entry itself with its name and extra field. */
  readonly local: Buffer;
  readonly packed: Buffer;
  readonly method: number;
  readonly crc: number;
  readonly size: number;
}

export interface ZipFile {
  readonly names: readonly string[];
  /** Unpacked part; undefined when there is none of this name. */
  part(name: string): Buffer | undefined;
  /** The same file with these parts in the place of the old ones. */
  withParts(changed: ReadonlyMap<string, Buffer>): Buffer;
}

const broken = (): Error => sheetProblem('sheet_broken');

/** The end record is the last thing of the file, before a comment of at most 65,535 bytes (4.3.16). */
function findEnd(file: Buffer): number {
  const first = Math.max(0, file.length - END_BYTES - 0xffff);
  for (let at = file.length - END_BYTES; at >= first; at -= 1) {
    if (file.readUInt32LE(at) === END && at + END_BYTES + file.readUInt16LE(at + 20) === file.length) return at;
  }
  throw broken();
}

function slice(file: Buffer, from: number, length: number): Buffer {
  if (from < 0 || length < 0 || from + length > file.length) throw broken();
  return file.subarray(from, from + length);
}

function readEntry(file: Buffer, at: number): Entry {
  const head = slice(file, at, CENTRAL_BYTES);
  if (head.readUInt32LE(0) !== CENTRAL) throw broken();
  const flags = head.readUInt16LE(8);
  const method = head.readUInt16LE(10);
  if ((flags & ENCRYPTED) !== 0) throw sheetProblem('sheet_encrypted');
  const packedSize = head.readUInt32LE(20);
  const nameLength = head.readUInt16LE(28);
  const central = slice(file, at, CENTRAL_BYTES + nameLength + head.readUInt16LE(30) + head.readUInt16LE(32));
  const offset = head.readUInt32LE(42);
  const localHead = slice(file, offset, LOCAL_BYTES);
  if (localHead.readUInt32LE(0) !== LOCAL || (method !== STORED && method !== DEFLATED)) throw broken();
  const local = slice(file, offset, LOCAL_BYTES + localHead.readUInt16LE(26) + localHead.readUInt16LE(28));
  return {
    name: central.toString('utf8', CENTRAL_BYTES, CENTRAL_BYTES + nameLength),
    central,
    local,
    packed: slice(file, offset + local.length, packedSize),
    method,
    crc: head.readUInt32LE(16),
    size: head.readUInt32LE(24),
  };
}

/** Parts that lie on top of each other are how a few bytes are made to look like terabytes (D. Fifield, 2019). */
function refuseOverlaps(entries: readonly Entry[], file: Buffer): void {
  const spans = entries
    .map(({ local, packed }) => ({ from: local.byteOffset - file.byteOffset, length: local.length + packed.length }))
    .toSorted((a, b) => a.from - b.from);
  let end = 0;
  for (const { from, length } of spans) {
    if (from < end) throw sheetProblem('sheet_too_large_inside');
    end = from + length;
  }
}

function readEntries(file: Buffer): readonly Entry[] {
  if (file.length < END_BYTES) throw broken();
  const end = findEnd(file);
  const count = file.readUInt16LE(end + 10);
  if (count > MAX_ENTRIES) throw sheetProblem('sheet_too_large_inside');
  const entries: Entry[] = [];
  let at = file.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    const entry = readEntry(file, at);
    entries.push(entry);
    at += entry.central.length;
  }
  if (at > end || new Set(entries.map(({ name }) => name)).size !== entries.length) throw broken();
  if (entries.reduce((sum, { size }) => sum + size, 0) > MAX_TOTAL_BYTES) throw sheetProblem('sheet_too_large_inside');
  refuseOverlaps(entries, file);
  return entries;
}

function unpack({ name, method, packed, size, crc }: Entry): Buffer {
  if (size > MAX_PART_BYTES) throw sheetProblem('sheet_too_large_inside', name);
  let bytes: Buffer;
  try {
    // zlib stops at what the directory promised, so a part that lies about its size costs no more than it said.
    bytes = method === STORED ? packed : inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    throw sheetProblem(code === 'ERR_BUFFER_TOO_LARGE' ? 'sheet_too_large_inside' : 'sheet_broken', name);
  }
  if (bytes.length !== size || crc32(bytes) !== crc) throw sheetProblem('sheet_broken', name);
  return bytes;
}

function replaced(entry: Entry, content: Buffer): Entry {
  const central = Buffer.from(entry.central);
  const packed = deflateRawSync(content);
  const crc = crc32(content);
  central.writeUInt16LE(DEFLATED, 10);
  central.writeUInt32LE(crc, 16);
  central.writeUInt32LE(packed.length, 20);
  central.writeUInt32LE(content.length, 24);
  return { ...entry, central, packed, method: DEFLATED, crc, size: content.length };
}

/** Both headers of one entry; sizes stand in front, so that nothing has to follow the data. */
function headersAt({ local, central, method, crc, packed, size }: Entry, offset: number): [Buffer, Buffer] {
  const front = Buffer.from(local);
  const directory = Buffer.from(central);
  front.writeUInt16LE(front.readUInt16LE(6) & ~SIZES_AFTER, 6);
  front.writeUInt16LE(method, 8);
  front.writeUInt32LE(crc, 14);
  front.writeUInt32LE(packed.length, 18);
  front.writeUInt32LE(size, 22);
  directory.writeUInt16LE(directory.readUInt16LE(8) & ~SIZES_AFTER, 8);
  directory.writeUInt32LE(offset, 42);
  return [front, directory];
}

function write(entries: readonly Entry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const [front, central] = headersAt(entry, offset);
    parts.push(front, entry.packed);
    directory.push(central);
    offset += front.length + entry.packed.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(END_BYTES);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listed, end]);
}

/** Errors: `sheet_broken`, `sheet_encrypted`, `sheet_too_large_inside`, naming the part where one is at fault. */
export function readZip(bytes: Uint8Array): ZipFile {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = readEntries(file);
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  return {
    names: entries.map(({ name }) => name),
    part: (name) => {
      const entry = byName.get(name);
      return entry && unpack(entry);
    },
    withParts: (changed) =>
      write(
        entries.map((entry) => {
          const content = changed.get(entry.name);
          return content === undefined ? entry : replaced(entry, content);
        }),
      ),
  };
}
