// SPDX-License-Identifier: Apache-2.0
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keysNear, readBody } from './read-body.ts';
import type { Bulk } from './read-body.ts';

const BOUNDS = { maxBytes: 1000, skimBytes: 100_000 };
const read = async (chunks: readonly Buffer[], bounds = BOUNDS) =>
  readBody(Readable.from(chunks), bounds, { bulk: { inUse: 0 }, done: () => {} });

describe('reading a body', () => {
  it('hands over what came, however it was cut into pieces', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 100 }), { maxLength: 9 }), async (parts) => {
        const chunks = parts.map((part) => Buffer.from(part)).filter((part) => part.length > 0);
        expect(await read(chunks)).toEqual({ bytes: Buffer.concat(chunks), cut: false });
      }),
    );
  });

  it('keeps the ends of what is too long, and refuses what is far too long', async () => {
    const long = [
      Buffer.from('begin'),
      ...Array.from({ length: 90 }, () => Buffer.alloc(1000, 'x')),
      Buffer.from('end'),
    ];
    const body = await read(long);
    expect(body.cut).toBe(true);
    expect(body.bytes.length).toBeLessThan(40_000);
    expect(body.bytes.toString().startsWith('begin')).toBe(true);
    expect(body.bytes.toString().endsWith('end')).toBe(true);
    await expect(read([...long, ...long])).rejects.toMatchObject({ code: 'body_too_large' });
    await expect(read(long, { maxBytes: 1000, skimBytes: 0 })).rejects.toMatchObject({ code: 'body_too_large' });
  });

  it('has few large bodies at once, and room again when their answers are sent', async () => {
    const bulk: Bulk = { inUse: 0 };
    const releases: (() => void)[] = [];
    const bounds = { maxBytes: 4_000_000, skimBytes: 0 };
    const large = async () =>
      readBody(Readable.from([Buffer.alloc(2_000_000)]), bounds, {
        bulk,
        done: (release) => void releases.push(release),
      });
    for (let taken = 0; taken < 12; taken += 1) await large();
    await expect(large()).rejects.toMatchObject({ code: 'work_queue_full', retryAfterSeconds: 30 });
    releases.pop()?.();
    await expect(large()).resolves.toMatchObject({ cut: false });
  });

  it('says that a body broke off', async () => {
    const stream = new Readable({ read() {} });
    const reading = readBody(stream, BOUNDS, { bulk: { inUse: 0 }, done: () => {} });
    stream.push('{"a":');
    stream.destroy();
    await expect(reading).rejects.toMatchObject({ code: 'body_truncated' });
  });
});

describe('the key of an unread body', () => {
  const long = 'x'.repeat(100_000);
  it.each([
    ['first', `{"node_key":"k","data":"${long}"}`],
    ['last', `{"data":"${long}","node_key" : "k"}`],
    ['in the middle', `{"data":"${long}","node_key":"k","more":"${long}"}`],
    ['of a short one', '{"node_key":"k"}'],
  ])('is found %s', (_where, text) => {
    expect(keysNear(Buffer.from(text))).toEqual(['k']);
  });

  it('is not found where there is none', () => {
    expect(keysNear(Buffer.from(`{"data":"${long}"}`))).toEqual([]);
  });
});
