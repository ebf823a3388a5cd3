// SPDX-License-Identifier: Apache-2.0
/** The inner form of a backup: what it is about, its parts one after the other, the manifest, the end. */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import { z } from 'zod';
import { BackupDamage, FRAME } from './frames.ts';
import type { Frame, FrameReader, FrameWriter } from './frames.ts';

/** Raw bytes of a part that go into one frame; bounds the memory of writer and reader. */
export const CHUNK = 1024 * 1024;
const MAX_PARTS = 10_000;
/** 64 MB: half a million organisations. */
const MAX_MANIFEST_FRAMES = 64;
const LINE_END = 0x0a;
const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);
const COMPRESSION = { params: { [constants.ZSTD_c_compressionLevel]: 3 } };

const hash = z.string().regex(/^[0-9a-f]{64}$/);

const aboutSchema = z.object({
  installationId: z.string().nullable(),
  /** Steps of the schema that were applied, in order. */
  migrations: z.array(z.object({ name: z.string().regex(/^\d{4}_[a-z0-9_]+\.sql$/), sha256: hash })).max(10_000),
});
const head = z.object({ epoch: z.int(), sealNo: z.int(), root: hash.nullable(), leaves: z.int() });
const headsSchema = z.array(z.object({ orgId: z.uuid(), ledger: head.nullable() })).max(1_000_000);
/** Where each organisation's ledger stands in the backup. */
export type Heads = z.infer<typeof headsSchema>;
export type About = z.infer<typeof aboutSchema>;

const partSchema = z.object({
  /** `table`: COPY in text form, one line a row. `file`: below the data folder. `key`: the master key's file. */
  kind: z.enum(['table', 'file', 'key']),
  name: z.string().regex(/^[a-z0-9_][a-zA-Z0-9_./-]{0,200}$/),
  columns: z.array(z.string().max(63)).max(1600),
});
export type Part = z.infer<typeof partSchema>;

const totalsSchema = z.object({ rows: z.int().min(0), bytes: z.int().min(0), sha256: hash });
export type Totals = z.infer<typeof totalsSchema>;

const manifestSchema = z.object({
  parts: z.array(partSchema.omit({ columns: true }).extend(totalsSchema.shape)).max(MAX_PARTS),
  organisations: headsSchema,
  /**
   * The master key's seal on the manifest, base64: a backup that is not encrypted can be made anew with other content,
   * but not sealed so. Absent only in a backup made without the key.
   */
  seal: z.string().max(8192).nullable(),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** What the master key seals: everything that the manifest says, and what the backup is about. */
export const manifestDigest = (
  createdAt: string,
  about: About,
  { parts, organisations }: Omit<Manifest, 'seal'>,
): string =>
  createHash('sha256')
    .update(JSON.stringify([createdAt, about, parts, organisations]))
    .digest('hex');

/** Counts and hashes what passes. In COPY's text form a newline inside a value is written `\n` (two signs), so lines are rows. */
class Tally {
  readonly #hash = createHash('sha256');
  #rows = 0;
  #bytes = 0;

  add(piece: Uint8Array): void {
    this.#hash.update(piece);
    this.#bytes += piece.length;
    for (let at = piece.indexOf(LINE_END); at >= 0; at = piece.indexOf(LINE_END, at + 1)) this.#rows += 1;
  }

  totals(kind: Part['kind']): Totals {
    return { rows: kind === 'table' ? this.#rows : 0, bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }
}

const asJson = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

export interface ContentsWriter {
  readonly parts: Manifest['parts'];
  about(about: About): Promise<void>;
  part(part: Part, pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Totals>;
  /** The manifest and the end. */
  finish(organisations: Heads, seal: string | null): Promise<void>;
}

export type PutBytes = (bytes: Buffer) => Promise<void>;

/** Gathers small pieces, so that frames are of one size whatever size the database sends. */
async function* chunksOf(pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Buffer> {
  let held: Uint8Array[] = [];
  let size = 0;
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; at += CHUNK) {
      const part = piece.subarray(at, at + CHUNK);
      if (size + part.length > CHUNK) {
        yield Buffer.concat(held);
        held = [];
        size = 0;
      }
      held.push(part);
      size += part.length;
    }
  }
  if (size > 0) yield Buffer.concat(held);
}

export async function createContentsWriter(frames: FrameWriter, put: PutBytes): Promise<ContentsWriter> {
  const parts: Manifest['parts'] = [];
  await put(frames.opening);
  return {
    parts,
    about: async (about) => put(frames.frame(FRAME.about, asJson(about))),
    part: async (part, pieces) => {
      await put(frames.frame(FRAME.part, asJson(part)));
      const tally = new Tally();
      for await (const chunk of chunksOf(pieces)) {
        tally.add(chunk);
        await put(frames.frame(FRAME.data, await compress(chunk, COMPRESSION)));
      }
      const totals = tally.totals(part.kind);
      await put(frames.frame(FRAME.partEnd, asJson(totals)));
      parts.push({ kind: part.kind, name: part.name, ...totals });
      return totals;
    },
    finish: async (organisations, seal) => {
      const manifest: Manifest = { parts, organisations, seal };
      const text = asJson(manifest);
      // A manifest may be larger than a frame; the frames of one are joined by the reader.
      for (let at = 0; at < text.length; at += CHUNK)
        await put(frames.frame(FRAME.manifest, text.subarray(at, at + CHUNK)));
      await put(frames.frame(FRAME.end, Buffer.alloc(0)));
    },
  };
}

export interface ContentsVisitor {
  about?(about: About): Promise<void>;
  /** Must take all pieces. */
  part(part: Part, pieces: AsyncIterable<Uint8Array>): Promise<void>;
}

export interface ReadBackup {
  readonly about: About;
  readonly manifest: Manifest;
}

function parse<T>(schema: z.ZodType<T>, { content }: Frame, part: string): T {
  try {
    return schema.parse(JSON.parse(Buffer.from(content).toString('utf8')));
  } catch {
    throw new BackupDamage('damaged', part);
  }
}

const label = ({ kind, name }: Pick<Part, 'kind' | 'name'>): string => `${kind} ${name}`;

async function readPart(frames: FrameReader, part: Part, visitor: ContentsVisitor): Promise<Totals> {
  const name = label(part);
  const tally = new Tally();
  let said: Totals | undefined;
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const frame = await frames.next(name);
      if (frame.type === FRAME.partEnd) {
        said = parse(totalsSchema, frame, name);
        return;
      }
      if (frame.type !== FRAME.data) throw new BackupDamage('damaged', name);
      const piece = await decompress(frame.content, { maxOutputLength: CHUNK }).catch(() => {
        throw new BackupDamage('damaged', name);
      });
      tally.add(piece);
      yield piece;
    }
  }
  await visitor.part(part, pieces());
  const found = tally.totals(part.kind);
  if (said === undefined || JSON.stringify(said) !== JSON.stringify(found)) throw new BackupDamage('damaged', name);
  return found;
}

async function readParts(
  frames: FrameReader,
  visitor: ContentsVisitor,
): Promise<{ parts: Manifest['parts']; manifest: Buffer }> {
  const parts: Manifest['parts'] = [];
  const texts: Uint8Array[] = [];
  let place = 'after about';
  for (;;) {
    const frame = await frames.next(place);
    const { type, content } = frame;
    if (type === FRAME.end) return { parts, manifest: Buffer.concat(texts) };
    if (type === FRAME.part && texts.length === 0 && parts.length < MAX_PARTS) {
      const part = parse(partSchema, frame, place);
      parts.push({ kind: part.kind, name: part.name, ...(await readPart(frames, part, visitor)) });
      place = `after ${label(part)}`;
    } else if (type === FRAME.manifest && texts.length < MAX_MANIFEST_FRAMES) {
      texts.push(content);
      place = 'manifest';
    } else throw new BackupDamage('damaged', place);
  }
}

/**
 * Reads a backup from the first byte to the last.
 * @param atEnd true when no byte follows
 * @throws BackupDamage naming the part
 */
export async function readContents(
  frames: FrameReader,
  visitor: ContentsVisitor,
  atEnd: () => Promise<boolean>,
): Promise<ReadBackup> {
  const first = await frames.next('about');
  if (first.type !== FRAME.about) throw new BackupDamage('damaged', 'about');
  const about = parse(aboutSchema, first, 'about');
  await visitor.about?.(about);
  const { parts, manifest: content } = await readParts(frames, visitor);
  const manifest = parse(manifestSchema, { type: FRAME.manifest, content }, 'manifest');
  if (JSON.stringify(manifest.parts) !== JSON.stringify(parts)) throw new BackupDamage('damaged', 'manifest');
  if (!(await atEnd())) throw new BackupDamage('damaged', 'end');
  return { about, manifest };
}
