// SPDX-License-Identifier: Apache-2.0
/**
 * The outer form of a backup: a head line, then frames, each bound to everything before it (docs/decisions/0015).
 *
 * file  = "SONAE-BACKUP\n" ‖ u32 length ‖ head (JSON) ‖ frame …
 * frame = u8 type ‖ u32 length of the body ‖ body ‖ mark
 * Plain:     mark = SHA-256(mark before ‖ type ‖ length ‖ body), 32 bytes; the first one follows on SHA-256(all before it).
 * Encrypted: body = AES-256-GCM(content), mark = its tag, 16 bytes; nonce = number of the frame (each file has a key of
 *            its own, from a fresh salt); associated data = SHA-256(all before the frames) ‖ type ‖ length.
 */
import { createCipheriv, createDecipheriv, createHash, scrypt, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

export const MAGIC = Buffer.from('SONAE-BACKUP\n');
export const FORMAT = 1;
/** What a frame may carry at most; larger lengths are damage, and are not allocated. */
export const MAX_BODY = 4 * 1024 * 1024;
const MAX_HEAD = 4096;
const SALT_BYTES = 16;
const KEY_BYTES = 32;
/** RFC 7914 §2; N = 2^17, r = 8: 128 MB and about half a second per try. */
const SCRYPT = { N: 131_072, r: 8, p: 1, maxmem: 256 * 1024 * 1024 } as const;

export const FRAME = { about: 1, part: 2, data: 3, partEnd: 4, manifest: 5, end: 6 } as const;
export type FrameType = (typeof FRAME)[keyof typeof FRAME];

const headSchema = z.object({
  format: z.literal(FORMAT),
  product: z.string().max(64),
  createdAt: z.iso.datetime(),
  /** scrypt's salt in hex; null when the backup is not encrypted. */
  salt: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .nullable(),
});
/** In the clear even in an encrypted backup, so that a list of backups needs no passphrase. */
export type Head = z.infer<typeof headSchema>;

/** What is wrong with a file, as a code; the part is named where one was being read. */
export type BackupFault =
  | 'not_a_backup'
  | 'newer_format'
  | 'damaged'
  | 'truncated'
  | 'passphrase_needed'
  | 'passphrase_wrong';

export class BackupDamage extends Error {
  override readonly name = 'BackupDamage';
  readonly fault: BackupFault;
  /** `table assess_leaf`, `head`; where the reader stood. */
  readonly part: string;

  constructor(fault: BackupFault, part = 'head') {
    super(`${fault} (${part})`);
    this.fault = fault;
    this.part = part;
  }
}

const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

const deriveKey = async (passphrase: string, salt: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    // NFKC: the same passphrase typed on another keyboard or system is the same.
    scrypt(passphrase.normalize('NFKC'), salt, KEY_BYTES, SCRYPT, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });

interface Marker {
  readonly markBytes: number;
  seal(frameHead: Buffer, content: Uint8Array): { readonly body: Uint8Array; readonly mark: Buffer };
  /** undefined when the mark does not fit. */
  open(frameHead: Buffer, body: Uint8Array, mark: Buffer): Uint8Array | undefined;
}

function chained(start: Buffer): Marker {
  let before = start;
  return {
    markBytes: 32,
    seal: (frameHead, body) => ({ body, mark: (before = sha256(before, frameHead, body)) }),
    open: (frameHead, body, mark) => {
      before = sha256(before, frameHead, body);
      return timingSafeEqual(before, mark) ? body : undefined;
    },
  };
}

function encrypted(start: Buffer, key: Buffer): Marker {
  let count = 0n;
  const nonce = (): Buffer => {
    const bytes = Buffer.alloc(12);
    bytes.writeBigUInt64BE(count, 4);
    count += 1n;
    return bytes;
  };
  return {
    markBytes: 16,
    seal: (frameHead, content) => {
      const cipher = createCipheriv('aes-256-gcm', key, nonce()).setAAD(Buffer.concat([start, frameHead]));
      const body = Buffer.concat([cipher.update(content), cipher.final()]);
      return { body, mark: cipher.getAuthTag() };
    },
    open: (frameHead, body, mark) => {
      const decipher = createDecipheriv('aes-256-gcm', key, nonce(), { authTagLength: 16 });
      decipher.setAAD(Buffer.concat([start, frameHead])).setAuthTag(mark);
      try {
        return Buffer.concat([decipher.update(body), decipher.final()]);
      } catch {
        return undefined;
      }
    },
  };
}

const frameHeadOf = (type: number, length: number): Buffer => {
  const head = Buffer.alloc(5);
  head.writeUInt8(type);
  head.writeUInt32BE(length, 1);
  return head;
};

/** Turns contents into the bytes of a file, in order. */
export interface FrameWriter {
  /** The bytes before the first frame. */
  readonly opening: Buffer;
  /** @param content at most `MAX_BODY` bytes */
  frame(type: FrameType, content: Uint8Array): Buffer;
}

export async function createFrameWriter(given: {
  readonly product: string;
  readonly createdAt: string;
  readonly passphrase: string | undefined;
  readonly random: (bytes: number) => Uint8Array;
}): Promise<FrameWriter> {
  const salt = given.passphrase === undefined ? null : Buffer.from(given.random(SALT_BYTES));
  const { product, createdAt } = given;
  const head: Head = { format: FORMAT, product, createdAt, salt: salt?.toString('hex') ?? null };
  const text = Buffer.from(JSON.stringify(head));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  const opening = Buffer.concat([MAGIC, length, text]);
  const start = sha256(opening);
  const marker =
    salt === null || given.passphrase === undefined
      ? chained(start)
      : encrypted(start, await deriveKey(given.passphrase, salt));
  return {
    opening,
    frame: (type, content) => {
      if (content.length > MAX_BODY) throw new RangeError('too much for one frame');
      const frameHead = frameHeadOf(type, content.length);
      const { body, mark } = marker.seal(frameHead, content);
      return Buffer.concat([frameHead, body, mark]);
    },
  };
}

/** Exactly `count` bytes, or fewer at the end of the file. */
export type TakeBytes = (count: number) => Promise<Buffer>;

async function readHead(take: TakeBytes): Promise<{ head: Head; opening: Buffer }> {
  const magic = await take(MAGIC.length);
  if (!magic.equals(MAGIC)) throw new BackupDamage('not_a_backup');
  const length = await take(4);
  if (length.length < 4) throw new BackupDamage('truncated');
  const size = length.readUInt32BE();
  if (size > MAX_HEAD) throw new BackupDamage('damaged');
  const text = await take(size);
  if (text.length < size) throw new BackupDamage('truncated');
  return { head: parseHead(text), opening: Buffer.concat([magic, length, text]) };
}

function parseHead(text: Buffer): Head {
  let value: unknown;
  try {
    value = JSON.parse(text.toString('utf8'));
  } catch {
    throw new BackupDamage('damaged');
  }
  const read = headSchema.safeParse(value);
  if (read.success) return read.data;
  const said = z.object({ format: z.int() }).safeParse(value);
  throw new BackupDamage(said.success && said.data.format > FORMAT ? 'newer_format' : 'damaged');
}

export interface Frame {
  readonly type: number;
  readonly content: Uint8Array;
}

export interface FrameReader {
  readonly head: Head;
  /** @param part what is being read, for the fault @throws BackupDamage */
  next(part: string): Promise<Frame>;
}

export const readBackupHead = async (take: TakeBytes): Promise<Head> => (await readHead(take)).head;

/** @throws BackupDamage */
export async function createFrameReader(take: TakeBytes, passphrase: string | undefined): Promise<FrameReader> {
  const { head, opening } = await readHead(take);
  const start = sha256(opening);
  if (head.salt !== null && passphrase === undefined) throw new BackupDamage('passphrase_needed');
  const isEncrypted = head.salt !== null;
  const marker =
    head.salt === null
      ? chained(start)
      : encrypted(start, await deriveKey(passphrase ?? '', Buffer.from(head.salt, 'hex')));
  let frames = 0;
  return {
    head,
    next: async (part) => {
      const frameHead = await take(5);
      if (frameHead.length < 5) throw new BackupDamage('truncated', part);
      const length = frameHead.readUInt32BE(1);
      if (length > MAX_BODY) throw new BackupDamage('damaged', part);
      const rest = await take(length + marker.markBytes);
      if (rest.length < length + marker.markBytes) throw new BackupDamage('truncated', part);
      const content = marker.open(frameHead, rest.subarray(0, length), rest.subarray(length));
      // A wrong passphrase and a changed first frame look alike: the passphrase is the likelier of the two.
      if (content === undefined)
        throw new BackupDamage(isEncrypted && frames === 0 ? 'passphrase_wrong' : 'damaged', part);
      frames += 1;
      return { type: frameHead.readUInt8(), content };
    },
  };
}
