// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { encode } from 'uqr';
import { describe, expect, test } from 'vitest';
import { qrPath } from './qr-code.tsx';
import { passPercent, ringParts } from './ring.tsx';

const count = fc.nat(10_000);
const counts = fc.record({ pass: count, fail: count, unknown: count, not_applicable: count });

describe('ring', () => {
  test('parts follow each other without gap and fill the ring', () => {
    fc.assert(
      fc.property(counts, (given) => {
        const parts = ringParts(given);
        let end = 0;
        for (const part of parts) {
          expect(part.from).toBeCloseTo(end, 9);
          end = part.from + part.share;
        }
        expect(end).toBeCloseTo(parts.length === 0 ? 0 : 1, 9);
      }),
    );
  });
  test('100 % is said only when everything that applies passes', () => {
    fc.assert(
      fc.property(counts, (given) => {
        if (passPercent(given) === 100) expect(given.fail + given.unknown).toBe(0);
      }),
    );
    expect(passPercent({ pass: 999, fail: 1, unknown: 0, not_applicable: 0 })).toBe(99);
    expect(passPercent({ pass: 0, fail: 0, unknown: 0, not_applicable: 4 })).toBeUndefined();
  });
});

test('the drawn path covers exactly the dark modules of the code', () => {
  const { data, size } = encode('https://sonae.example/join/x', { ecc: 'M', border: 4 });
  const drawn = data.map((row) => row.map(() => false));
  for (const [, x, y, width] of qrPath(data).matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let step = 0; step < Number(width); step += 1) {
      const row = drawn[Number(y)];
      if (row) row[Number(x) + step] = true;
    }
  }
  expect(size).toBeGreaterThan(20);
  expect(drawn).toEqual(data);
});
