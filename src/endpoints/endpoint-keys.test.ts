// SPDX-License-Identifier: Apache-2.0
/** Small pure parts: impossible clocks, search keys, software keys. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS } from '../kernel/clock.ts';
import { CLOCK_AHEAD_MS, CLOCK_BEHIND_MS, implausibleClockDays } from './plausible.ts';
import { afterPrefix, searchKey } from './search-key.ts';
import { keyedSoftware, softwareHash, softwareKey } from './software-key.ts';

describe('a clock that cannot be right', () => {
  const NOW = new Date('2026-11-20T00:00:00Z');
  const off = (ms: number, toleranceMs = 0) =>
    implausibleClockDays({ at: new Date(NOW.getTime() + ms), toleranceMs }, NOW);
  test.each([
    ['as far ahead as may be', CLOCK_AHEAD_MS, 0, undefined],
    ['a millisecond further', CLOCK_AHEAD_MS + 1, 0, 1],
    ['further, but its zone is not known', CLOCK_AHEAD_MS + 14 * HOUR_MS, 14 * HOUR_MS, undefined],
    ['from a drawer', -CLOCK_BEHIND_MS, 0, undefined],
    ['with an empty battery', -CLOCK_BEHIND_MS - 1, 0, -400],
    ['years ahead', 1100 * DAY_MS, 0, 1100],
    ['right', 0, 0, undefined],
  ])('%s', (...given) => {
    const [, ms, tolerance, days] = given;
    expect(off(ms, tolerance)).toBe(days);
  });
});

describe('search keys', () => {
  test.each([
    ['PC-01', 'pc-01'],
    ['ＰＣ－０１', 'pc-01'],
    ['ｹｲﾘ', 'けいり'],
    ['ケイリ', 'けいり'],
    ['  経理  PC ', '経理 pc'],
    ['ヴ', 'ゔ'],
  ])('%s is found as %s', (text, key) => {
    expect(searchKey(text)).toBe(key);
  });

  test('folding twice changes nothing, and the beginning of a name finds it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('ア', 'い', 'A', 'ｂ', '1', '－', ' ', '株'), maxLength: 30 }),
        (text) => {
          const key = searchKey(text);
          expect(searchKey(key)).toBe(key);
          const beginning = searchKey(key.slice(0, 3));
          expect(key >= beginning && key < afterPrefix(beginning)).toBe(true);
        },
      ),
    );
  });
});

describe('software keys', () => {
  test('are 128 bits in the form of a UUID, and the same for the same words on every machine', () => {
    expect(softwareKey({ name: 'Example', version: '1.0' })).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(softwareKey({ name: 'Example', version: '1.0', installedOn: '2026-01-01' })).toBe(
      softwareKey({ name: 'Example', version: '1.0' }),
    );
  });

  test('no two fields run into each other', () => {
    const keys = [
      { name: 'ab', version: 'c' },
      { name: 'a', version: 'bc' },
      { name: 'ab', version: '', publisher: 'c' },
      { name: 'ab', version: '', arch: 'c' },
      { name: 'ab', version: '', from: 'c' },
    ].map(softwareKey);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('one hash for one set, in whatever order and however often it is told', () => {
    const item = fc.record({ name: fc.string({ maxLength: 5 }), version: fc.string({ maxLength: 3 }) });
    fc.assert(
      fc.property(fc.array(item, { maxLength: 20 }), (items) => {
        const hash = softwareHash(keyedSoftware(items));
        expect(softwareHash(keyedSoftware([...items, ...items].toReversed()))).toEqual(hash);
        expect(softwareHash(keyedSoftware([...items, { name: 'one more', version: '' }]))).not.toEqual(hash);
      }),
    );
  });
});
