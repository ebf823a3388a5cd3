// SPDX-License-Identifier: Apache-2.0
/**
 * Reads a request's body within bounds. A body that is too long is still read to its end, without being kept: its
 * first and last bytes tell whose it is, and an agent whose batch is refused would send it again for ever (DESIGN §4).
 */
import type { Readable } from 'node:stream';
import { SafeError } from '../../../kernel/errors.ts';

/** The node key stands within so many bytes from either end: osqueryd writes it first in logs, last in answers. */
const END_BYTES = 16 * 1024;
/** Bodies beyond this are few, and so must they stay. */
const BULKY_BYTES = 1024 * 1024;
const BULKY_AT_ONCE = 12;

export interface Body {
  readonly bytes: Buffer;
  /** True when `bytes` are only the beginning and the end of a longer body. */
  readonly cut: boolean;
}

export interface BodyBounds {
  readonly maxBytes: number;
  /** Read and thrown away up to here; beyond it the body is refused. */
  readonly skimBytes: number;
}

/** How many large bodies are in memory, of all requests. */
export interface Bulk {
  inUse: number;
}

const tooLarge = (): SafeError => new SafeError('too_large', 'body_too_large');

class Reader {
  readonly #bounds: BodyBounds;
  readonly #bulk: Bulk;
  #chunks: Buffer[] = [];
  #kept = 0;
  #total = 0;
  #head: Buffer | undefined;
  #tail = Buffer.alloc(0);
  bulky = false;

  constructor(bounds: BodyBounds, bulk: Bulk) {
    this.#bounds = bounds;
    this.#bulk = bulk;
  }

  add(chunk: Buffer): void {
    this.#total += chunk.length;
    if (this.#total > Math.max(this.#bounds.skimBytes, this.#bounds.maxBytes)) throw tooLarge();
    if (this.#head) {
      this.#tail = Buffer.concat([this.#tail, chunk]).subarray(-END_BYTES);
      return;
    }
    this.#chunks.push(chunk);
    this.#kept += chunk.length;
    if (this.#kept > this.#bounds.maxBytes) this.#skim();
    else if (!this.bulky && this.#kept > BULKY_BYTES) this.#takeRoom();
  }

  #takeRoom(): void {
    if (this.#bulk.inUse >= BULKY_AT_ONCE)
      throw new SafeError('unavailable', 'work_queue_full', { retryAfterSeconds: 30 });
    this.#bulk.inUse += 1;
    this.bulky = true;
  }

  #skim(): void {
    if (this.#bounds.skimBytes <= this.#bounds.maxBytes) throw tooLarge();
    const all = Buffer.concat(this.#chunks);
    this.#head = Buffer.from(all.subarray(0, END_BYTES));
    this.#tail = Buffer.from(all.subarray(-END_BYTES));
    this.#chunks = [];
  }

  body(): Body {
    if (this.#head) return { bytes: Buffer.concat([this.#head, this.#tail]), cut: true };
    const [only] = this.#chunks;
    return { bytes: only && this.#chunks.length === 1 ? only : Buffer.concat(this.#chunks), cut: false };
  }
}

/**
 * `done` when the memory may be given up (the answer has been sent).
 * Errors: `too_large` `body_too_large`, `unavailable` `work_queue_full`, `invalid` `body_truncated`.
 */
export function readBody(
  stream: Readable,
  bounds: BodyBounds,
  { bulk, done }: { bulk: Bulk; done: (release: () => void) => void },
): Promise<Body> {
  return new Promise((resolve, reject) => {
    const reader = new Reader(bounds, bulk);
    const fail = (error: unknown): void => {
      stream.off('data', take);
      // What still comes is thrown away, so that the answer can be read on the other side.
      stream.resume();
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    const take = (chunk: Buffer): void => {
      try {
        const before = reader.bulky;
        reader.add(chunk);
        if (reader.bulky && !before) done(() => void (bulk.inUse -= 1));
      } catch (error) {
        fail(error);
      }
    };
    stream.on('data', take);
    stream.once('end', () => resolve(reader.body()));
    stream.once('error', (cause) => fail(new SafeError('invalid', 'body_truncated', { cause })));
    stream.once('close', () => {
      if (!stream.readableEnded) fail(new SafeError('invalid', 'body_truncated'));
    });
  });
}

/** Each may cost a question to the database. */
const MAX_KEYS = 4;
const NODE_KEY = /"node_key"\s*:\s*"([^"\\]{0,200})"/g;

/** The name, its quotes and a key. */
const KEY_BYTES = 300;

/** The ends of a body, and where the name stands elsewhere: some client may write its keys in another order. */
function placesOfKey(bytes: Buffer): string[] {
  if (bytes.length <= 2 * END_BYTES) return [bytes.toString('latin1')];
  const ends = [bytes.toString('latin1', 0, END_BYTES), bytes.toString('latin1', bytes.length - END_BYTES)];
  const elsewhere = [bytes.indexOf('"node_key"'), bytes.lastIndexOf('"node_key"')].filter((at) => at >= 0);
  return [...ends, ...elsewhere.map((at) => bytes.toString('latin1', at, at + KEY_BYTES))];
}

/**
 * What may be the node key of a body that has not been parsed. A row may hold something of that name too, which does not
 * matter: whoever parses the body afterwards compares.
 */
export function keysNear(bytes: Buffer): string[] {
  const found = placesOfKey(bytes).flatMap((text) => [...text.matchAll(NODE_KEY)].map((match) => match[1] ?? ''));
  return [...new Set(found)].slice(0, MAX_KEYS);
}
