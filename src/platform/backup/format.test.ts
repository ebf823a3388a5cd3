// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { CHUNK, createContentsWriter, readContents } from './contents.ts';
import type { Part } from './contents.ts';
import { BackupDamage, FRAME, createFrameReader, createFrameWriter } from './frames.ts';
import type { TakeBytes } from './frames.ts';

const PASSPHRASE = 'つきよの やまねこ 47';
const ABOUT = { installationId: null, migrations: [{ name: '0001_platform_base.sql', sha256: 'a'.repeat(64) }] };
const HEADS = [{ orgId: '01890000-0000-7000-8000-000000000001', ledger: null }];
const PARTS: readonly (readonly [Part, Buffer])[] = [
  [{ kind: 'file', name: 'master-key.check', columns: [] }, Buffer.from('check')],
  [{ kind: 'table', name: 'assess_leaf', columns: ['org_id', 'leaf_id'] }, Buffer.from('a\tb\nc\td\\ne\n')],
  [{ kind: 'table', name: 'assess_seal', columns: ['org_id'] }, Buffer.alloc(0)],
  [
    { kind: 'table', name: 'endpoints_device', columns: ['org_id'] },
    Buffer.concat([randomBytes(300), Buffer.from('\n')]),
  ],
];

async function write(passphrase?: string, parts = PARTS): Promise<Buffer> {
  const bytes: Buffer[] = [];
  const createdAt = '2026-04-01T00:00:00.000Z';
  const frames = await createFrameWriter({ product: '0.2.0', createdAt, passphrase, random: randomBytes });
  const writer = await createContentsWriter(frames, async (piece) => void bytes.push(piece));
  await writer.about(ABOUT);
  for (const [part, content] of parts) await writer.part(part, [content]);
  await writer.finish(HEADS, null);
  return Buffer.concat(bytes);
}

function taking(file: Buffer): TakeBytes {
  let at = 0;
  return async (count) => file.subarray(at, (at += count));
}

interface Got {
  readonly name: string;
  readonly content: Buffer;
}

async function read(file: Buffer, passphrase?: string): Promise<{ got: Got[]; rows: number[] }> {
  const got: Got[] = [];
  const take = taking(file);
  const part = async ({ name }: Part, pieces: AsyncIterable<Uint8Array>): Promise<void> => {
    const held: Uint8Array[] = [];
    for await (const piece of pieces) held.push(piece);
    got.push({ name, content: Buffer.concat(held) });
  };
  const frames = await createFrameReader(take, passphrase);
  const { manifest } = await readContents(frames, { part }, async () => (await take(1)).length === 0);
  return { got, rows: manifest.parts.map(({ rows }) => rows) };
}

async function faultOf(file: Buffer, passphrase?: string): Promise<BackupDamage> {
  const error = await read(file, passphrase).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof BackupDamage)) throw new Error(`not refused as damaged: ${String(error)}`);
  return error;
}

function flipped(file: Buffer, at: number, bit: number): Buffer {
  const changed = Buffer.from(file);
  changed[at] = (changed[at] ?? 0) ^ (1 << bit);
  return changed;
}

let plain: Buffer;
let sealed: Buffer;
beforeAll(async () => {
  plain = await write();
  sealed = await write(PASSPHRASE);
});

describe('a backup', () => {
  test('comes back as it was written, and counts rows, not newlines inside values', async () => {
    for (const [file, passphrase] of [[plain, undefined] as const, [sealed, PASSPHRASE] as const]) {
      const { got, rows } = await read(file, passphrase);
      expect(got).toEqual(PARTS.map(([{ name }, content]) => ({ name, content })));
      expect(rows.slice(0, 3)).toEqual([0, 2, 0]);
    }
  });

  test('of a part larger than a frame is cut and joined again', async () => {
    const big = randomBytes(2 * CHUNK + 17);
    const [part] = PARTS[1] ?? [];
    if (!part) throw new Error('no part');
    const { got } = await read(await write(undefined, [[part, big]]));
    expect(got[0]?.content.equals(big)).toBe(true);
  });

  test('that is encrypted shows neither names nor content', () => {
    expect(plain.includes('assess_leaf')).toBe(true);
    for (const word of ['assess_leaf', 'master-key.check', '0001_platform']) expect(sealed.includes(word)).toBe(false);
  });
});

describe('refused is', () => {
  test('any byte changed in any bit, without encryption', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(plain.length - 1), fc.nat(7), async (at, bit) => {
        expect(await faultOf(flipped(plain, at, bit))).toBeInstanceOf(BackupDamage);
      }),
      { numRuns: 400 },
    );
  });

  test('each single byte of the encrypted form', async () => {
    // One passphrase check costs 128 MB and half a second: a sample that takes in the head, the first and the last frame.
    const places = [0, 14, 20, 40, sealed.length - 1, sealed.length - 17, Math.floor(sealed.length / 2)];
    for (const at of places) expect(await faultOf(flipped(sealed, at, 3), PASSPHRASE)).toBeInstanceOf(BackupDamage);
  });

  test('any cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(plain.length - 1), async (length) => {
        const { fault } = await faultOf(plain.subarray(0, length));
        expect(['truncated', 'not_a_backup']).toContain(fault);
      }),
      { numRuns: 100 },
    );
  });

  test('anything behind the end', async () => {
    expect((await faultOf(Buffer.concat([plain, Buffer.from('x')]))).part).toBe('end');
  });

  test('frames in another order, or one left out', async () => {
    const frames = framesOf(plain);
    const [opening = Buffer.alloc(0)] = frames;
    expect(opening.length).toBeGreaterThan(0);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: frames.length - 2 }), fc.boolean(), async (at, swap) => {
        const [one = Buffer.alloc(0), other = Buffer.alloc(0)] = frames.slice(at, at + 2);
        const rest = swap ? [other, one] : [other];
        const file = Buffer.concat([...frames.slice(0, at), ...rest, ...frames.slice(at + 2)]);
        expect(await faultOf(file)).toBeInstanceOf(BackupDamage);
      }),
      { numRuns: 40 },
    );
  });

  test('a damaged part, by its name', async () => {
    const at = plain.indexOf(Buffer.from('"endpoints_device"'));
    const inside = plain.indexOf(FRAME.data, at + 60);
    expect((await faultOf(flipped(plain, inside + 40, 0))).part).toBe('table endpoints_device');
  });

  test('what is no backup, what is newer, what is encrypted', async () => {
    expect(await faultOf(Buffer.from('PK\u0003\u0004'))).toMatchObject({ fault: 'not_a_backup' });
    expect(await faultOf(Buffer.alloc(0))).toMatchObject({ fault: 'not_a_backup' });
    const newer = Buffer.from(plain.toString('latin1').replace('"format":1', '"format":2'), 'latin1');
    expect(await faultOf(newer)).toMatchObject({ fault: 'newer_format' });
    expect(await faultOf(sealed)).toMatchObject({ fault: 'passphrase_needed' });
    expect(await faultOf(sealed, 'tsukiyo no yamaneko')).toMatchObject({ fault: 'passphrase_wrong' });
  });
});

/** The opening, then each frame with its mark. */
function framesOf(file: Buffer): Buffer[] {
  const headEnd = 17 + file.readUInt32BE(13);
  const frames = [file.subarray(0, headEnd)];
  for (let at = headEnd; at < file.length;) {
    const end = at + 5 + file.readUInt32BE(at + 1) + 32;
    frames.push(file.subarray(at, end));
    at = end;
  }
  return frames;
}
