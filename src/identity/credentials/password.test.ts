// SPDX-License-Identifier: Apache-2.0
import { argon2Sync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SafeError } from '../../kernel/errors.ts';
import { createGate } from './gate.ts';
import { hashPassword, normalisePassword, PASSWORD_COST, verifyPassword } from './password.ts';

const cheap = { memory: 64, passes: 1, parallelism: 1 };

describe('argon2id of the runtime', () => {
  it('gives the published vector (RFC 9106 §5.3)', () => {
    const tag = argon2Sync('argon2id', {
      message: Buffer.alloc(32, 1),
      nonce: Buffer.alloc(16, 2),
      secret: Buffer.alloc(8, 3),
      associatedData: Buffer.alloc(12, 4),
      parallelism: 4,
      tagLength: 32,
      memory: 32,
      passes: 3,
    });
    expect(tag.toString('hex')).toBe('0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659');
  });
});

describe('password', () => {
  it('is stored in PHC form with OWASP’s cost, and checks', async () => {
    const stored = await hashPassword('himawari-neko-tanpopo');
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(await verifyPassword(stored, 'himawari-neko-tanpopo')).toEqual({ ok: true, rehash: false });
    expect(await verifyPassword(stored, 'himawari-neko-tanpopp')).toEqual({ ok: false, rehash: false });
    expect(await hashPassword('himawari-neko-tanpopo')).not.toBe(stored);
  });

  it('made with a lower cost asks to be stored again, but only when right', async () => {
    const stored = await hashPassword('abc', { cost: cheap });
    expect(await verifyPassword(stored, 'abc')).toEqual({ ok: true, rehash: true });
    expect(await verifyPassword(stored, 'abd')).toEqual({ ok: false, rehash: false });
    const dearer = await hashPassword('abc', { cost: { ...PASSWORD_COST, passes: 3 } });
    expect(await verifyPassword(dearer, 'abc')).toEqual({ ok: true, rehash: false });
  });

  it('typed full-width or half-width, composed or not, is one password', async () => {
    const stored = await hashPassword('ｐａｓｓガギ１２３é', { cost: cheap });
    expect((await verifyPassword(stored, 'passｶﾞｷﾞ123e\u0301')).ok).toBe(true);
    expect((await verifyPassword(stored, 'passガギ123e')).ok).toBe(false);
  });

  it('is never right for an unknown account, a damaged row or an absurd cost', async () => {
    const rows = [
      undefined,
      '',
      'x',
      '$argon2id$v=19$m=9999999,t=99,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
      '$2b$12$abcdefghijklmnopqrstuv',
    ];
    for (const row of rows) expect(await verifyPassword(row, 'anything')).toEqual({ ok: false, rehash: false });
  });

  it('is bounded before it costs anything', async () => {
    expect(normalisePassword('')).toBeUndefined();
    expect(normalisePassword('x'.repeat(256))).toBe('x'.repeat(256));
    expect(normalisePassword('x'.repeat(257))).toBeUndefined();
    expect(normalisePassword('😀'.repeat(256))?.length).toBe(512);
    expect(normalisePassword('ﷺ'.repeat(200))).toBeUndefined(); // grows eighteenfold
    expect(normalisePassword('\ud800x')).toBeUndefined();
    await expect(hashPassword('')).rejects.toThrow(RangeError);
    const stored = await hashPassword('-', { cost: cheap });
    expect((await verifyPassword(stored, '')).ok).toBe(false); // what stands in for unusable input is no password
  });
});

describe('gate', () => {
  it('runs no more than allowed at once, in order, and refuses beyond the queue', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 5 }),
        fc.array(fc.boolean(), { maxLength: 20 }),
        async (atOnce, waiting, jobs) => {
          const gate = createGate({ atOnce, waiting, code: 'busy' });
          let running = 0;
          let most = 0;
          const started: number[] = [];
          const results = await Promise.allSettled(
            jobs.map((fails, index) =>
              gate(async () => {
                started.push(index);
                running += 1;
                most = Math.max(most, running);
                await Promise.resolve();
                running -= 1;
                if (fails) throw new Error('job failed');
              }),
            ),
          );
          expect(most).toBeLessThanOrEqual(atOnce);
          expect(started).toEqual(started.toSorted((left, right) => left - right));
          const refused = results.filter((one) => one.status === 'rejected' && one.reason instanceof SafeError);
          expect(refused.length).toBe(Math.max(0, jobs.length - atOnce - waiting));
          await expect(gate(() => Promise.resolve('free again'))).resolves.toBe('free again');
        },
      ),
      { numRuns: 50 },
    );
  });
});
