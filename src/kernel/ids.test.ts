// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { manualClock } from './clock.ts';
import { asUuid, isUuid, newUuid } from './ids.ts';

describe('UUIDv7', () => {
  it('has the form of RFC 9562 and carries the millisecond', () => {
    const id = newUuid(manualClock(new Date('2026-11-20T00:00:00.123Z')));
    expect(isUuid(id)).toBe(true);
    expect(id[14]).toBe('7');
    expect('89ab').toContain(id[19]);
    expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(Date.parse('2026-11-20T00:00:00.123Z'));
  });

  it('sorts in the order of making, within a millisecond too', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 100 }), (steps) => {
        const clock = manualClock(new Date(fc.sample(fc.integer({ min: 1, max: 2 ** 40 }), 1)[0] ?? 1));
        const ids = steps.map((step) => {
          clock.advance(step);
          return newUuid(clock);
        });
        expect(ids.toSorted()).toEqual(ids);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });

  it('refuses what is no UUID', () => {
    expect(() => asUuid("'; DROP TABLE x; --")).toThrow(TypeError);
  });
});
