// SPDX-License-Identifier: Apache-2.0
/**
 * Bounded decompression of request bodies: zlib (RFC 1950), gzip (RFC 1952), raw deflate (RFC 1951), identity.
 *
 * zlib stops writing at `maxOutputLength`, so a bomb costs at most the limit in memory and never its full size.
 */
import { promisify } from 'node:util';
import { constants, gunzip, gunzipSync, inflate, inflateRaw, inflateRawSync, inflateSync } from 'node:zlib';
import type { ZlibOptions } from 'node:zlib';
import { SafeError } from '../kernel/errors.ts';

export type BodyEncoding = 'identity' | 'zlib' | 'gzip' | 'deflate-raw';

export interface InflateLimits {
  /** Bytes accepted before inflation. */
  readonly maxWireBytes: number;
  /** Bytes accepted after inflation. */
  readonly maxBytes: number;
  /** Inflated ÷ wire. Deflate can reach 1032; text that people or agents write stays below 30. */
  readonly maxRatio: number;
}

/** Below this many inflated bytes the ratio is not looked at: tiny repetitive bodies are harmless. */
export const RATIO_FREE_BYTES = 1024 * 1024;
/** Wire bytes above which inflation leaves the event loop (about 1 ms of inflation on one core). */
const SYNC_WIRE_BYTES = 32 * 1024;

const inflateZlib = promisify<Uint8Array, ZlibOptions, Buffer>(inflate);
const inflateGzip = promisify<Uint8Array, ZlibOptions, Buffer>(gunzip);
const inflateDeflate = promisify<Uint8Array, ZlibOptions, Buffer>(inflateRaw);

/**
 * How a body is packed, by its first bytes, then by what the headers say.
 * The bytes go first because agents keep `application/x-compress-zlib` on bodies they did not compress.
 * Throws `invalid` `body_encoding_unknown` for a Content-Encoding that is not ours.
 */
export function detectEncoding(bytes: Uint8Array, headers: PackingHeaders): BodyEncoding {
  const coding = (headers.contentEncoding ?? 'identity').trim().toLowerCase();
  if (!KNOWN_CODINGS.has(coding)) throw new SafeError('invalid', 'body_encoding_unknown');
  const first = bytes[0] ?? 0;
  const second = bytes[1] ?? 0;
  if (first === 0x1f && second === 0x8b) return 'gzip';
  if (isZlibHeader(first, second)) return 'zlib';
  const declared = coding === 'deflate' || /x-compress|x-deflate|x-gzip|zlib/i.test(headers.contentType ?? '');
  return declared && !looksLikeText(first) ? 'deflate-raw' : 'identity';
}

export interface PackingHeaders {
  readonly contentType?: string | undefined;
  readonly contentEncoding?: string | undefined;
}

const KNOWN_CODINGS: ReadonlySet<string> = new Set(['identity', '', 'gzip', 'x-gzip', 'deflate']);

/** RFC 1950 §2.2: method 8, a window of at most 32 kB, and the two bytes together a multiple of 31. */
const isZlibHeader = (first: number, second: number): boolean =>
  (first & 0x0f) === 8 && first >> 4 <= 7 && ((first << 8) | second) % 31 === 0;

/** `<`, `{`, `[`, white space, or the first byte of a byte order mark. */
const looksLikeText = (first: number): boolean =>
  first === 0x3c ||
  first === 0x7b ||
  first === 0x5b ||
  first === 0xef ||
  first === 0xfe ||
  first === 0xff ||
  first === 0x20 ||
  (first >= 0x09 && first <= 0x0d);

/** Small bodies at once, large ones on the thread pool. Errors: see `inflateSyncBounded`. */
export async function inflateBounded(
  bytes: Uint8Array,
  encoding: BodyEncoding,
  limits: InflateLimits,
): Promise<Uint8Array> {
  if (encoding === 'identity' || bytes.length <= SYNC_WIRE_BYTES) return inflateSyncBounded(bytes, encoding, limits);
  const options = optionsFor(bytes, limits);
  try {
    if (encoding === 'zlib') return await inflateZlib(bytes, options);
    if (encoding === 'gzip') return await inflateGzip(bytes, options);
    return await inflateDeflate(bytes, options);
  } catch (error) {
    throw safeErrorOf(error);
  }
}

/**
 * Errors: `too_large` `body_too_large` (before, after, or by ratio), `invalid` `body_truncated`,
 * `invalid` `body_not_compressed_right`, `invalid` `body_empty`.
 */
export function inflateSyncBounded(bytes: Uint8Array, encoding: BodyEncoding, limits: InflateLimits): Uint8Array {
  const options = optionsFor(bytes, limits);
  if (encoding === 'identity') {
    if (bytes.length > limits.maxBytes) throw tooLarge();
    return bytes;
  }
  try {
    if (encoding === 'zlib') return inflateSync(bytes, options);
    if (encoding === 'gzip') return gunzipSync(bytes, options);
    return inflateRawSync(bytes, options);
  } catch (error) {
    throw safeErrorOf(error);
  }
}

function optionsFor(bytes: Uint8Array, limits: InflateLimits): ZlibOptions {
  if (bytes.length === 0) throw new SafeError('invalid', 'body_empty');
  if (bytes.length > limits.maxWireBytes) throw tooLarge();
  const byRatio = Math.max(RATIO_FREE_BYTES, bytes.length * limits.maxRatio);
  return { maxOutputLength: Math.min(limits.maxBytes, byRatio), finishFlush: constants.Z_FINISH };
}

const tooLarge = (cause?: unknown): SafeError => new SafeError('too_large', 'body_too_large', { cause });

function safeErrorOf(error: unknown): SafeError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ERR_BUFFER_TOO_LARGE') return tooLarge(error);
  if (code === 'Z_BUF_ERROR') return new SafeError('invalid', 'body_truncated', { cause: error });
  return new SafeError('invalid', 'body_not_compressed_right', { cause: error });
}
