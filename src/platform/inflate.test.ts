// SPDX-License-Identifier: Apache-2.0
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectEncoding, inflateBounded, inflateSyncBounded } from './inflate.ts';
import type { BodyEncoding } from './inflate.ts';

const LIMITS = { maxWireBytes: 2 * 1024 * 1024, maxBytes: 8 * 1024 * 1024, maxRatio: 100 };
const PACKERS: [BodyEncoding, (bytes: Uint8Array) => Uint8Array][] = [
  ['zlib', (bytes) => deflateSync(bytes)],
  ['gzip', (bytes) => gzipSync(bytes)],
  ['deflate-raw', (bytes) => deflateRawSync(bytes)],
  ['identity', (bytes) => bytes],
];
const refusal = (kind: string, code: string): unknown => expect.objectContaining({ kind, code });

describe('inflating request bodies', () => {
  it.each(PACKERS)('gives back what was packed with %s, on the loop and off it', async (encoding, pack) => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 500 }), async (bytes) => {
        const packed = pack(bytes);
        expect(Buffer.from(inflateSyncBounded(packed, encoding, LIMITS))).toEqual(Buffer.from(bytes));
        expect(Buffer.from(await inflateBounded(packed, encoding, LIMITS))).toEqual(Buffer.from(bytes));
      }),
      { numRuns: 30 },
    );
    // Noise does not shrink, so this one is large on the wire too and goes through the thread pool.
    const noise = Buffer.from(Array.from({ length: 90_000 }, (_, index) => (index * 7919 * (index % 251)) & 0xff));
    expect(Buffer.from(await inflateBounded(pack(noise), encoding, LIMITS))).toEqual(noise);
  });

  it.each(PACKERS.slice(0, 3))('refuses a %s bomb by size and by ratio', async (encoding, pack) => {
    const bomb = pack(Buffer.alloc(64 * 1024 * 1024));
    const small = pack(Buffer.alloc(4 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(80 * 1024);
    expect(() => inflateSyncBounded(bomb, encoding, LIMITS)).toThrow(refusal('too_large', 'body_too_large'));
    await expect(inflateBounded(bomb, encoding, LIMITS)).rejects.toEqual(refusal('too_large', 'body_too_large'));
    expect(() => inflateSyncBounded(small, encoding, LIMITS)).toThrow(refusal('too_large', 'body_too_large'));
    expect(inflateSyncBounded(small, encoding, { ...LIMITS, maxRatio: 2000 })).toHaveLength(4 * 1024 * 1024);
  });

  it('refuses what is too large before inflation, empty, cut off or damaged', () => {
    const packed = deflateSync(Buffer.from('hello hello hello hello, how are you'));
    const damaged = Buffer.from(packed);
    damaged[5] = (damaged[5] ?? 0) ^ 0xff;
    const tail = Buffer.from(packed);
    tail[tail.length - 1] = (tail.at(-1) ?? 0) ^ 0xff;
    expect(() => inflateSyncBounded(Buffer.alloc(11), 'identity', { ...LIMITS, maxWireBytes: 10 })).toThrow(
      refusal('too_large', 'body_too_large'),
    );
    expect(() => inflateSyncBounded(Buffer.alloc(11), 'identity', { ...LIMITS, maxBytes: 10 })).toThrow(
      refusal('too_large', 'body_too_large'),
    );
    expect(() => inflateSyncBounded(Buffer.alloc(0), 'zlib', LIMITS)).toThrow(refusal('invalid', 'body_empty'));
    expect(() => inflateSyncBounded(packed.subarray(0, 12), 'zlib', LIMITS)).toThrow(
      refusal('invalid', 'body_truncated'),
    );
    expect(() => inflateSyncBounded(gzipSync('x').subarray(0, 8), 'gzip', LIMITS)).toThrow(
      refusal('invalid', 'body_truncated'),
    );
    expect(() => inflateSyncBounded(damaged, 'zlib', LIMITS)).toThrow(refusal('invalid', 'body_not_compressed_right'));
    expect(() => inflateSyncBounded(tail, 'zlib', LIMITS)).toThrow(refusal('invalid', 'body_not_compressed_right'));
  });
});

describe('telling how a body is packed', () => {
  it('believes the bytes first', () => {
    const bytes = Buffer.from('<REQUEST/>');
    expect(detectEncoding(deflateSync(bytes), {})).toBe('zlib');
    expect(detectEncoding(gzipSync(bytes), { contentType: 'application/xml' })).toBe('gzip');
    expect(detectEncoding(bytes, { contentType: 'application/x-compress-zlib' })).toBe('identity');
    expect(detectEncoding(deflateRawSync(bytes), { contentEncoding: 'deflate' })).toBe('deflate-raw');
    expect(detectEncoding(deflateRawSync(bytes), { contentType: 'application/x-compress' })).toBe('deflate-raw');
    expect(() => detectEncoding(bytes, { contentEncoding: 'br' })).toThrow(refusal('invalid', 'body_encoding_unknown'));
  });
});
