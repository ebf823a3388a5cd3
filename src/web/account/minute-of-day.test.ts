// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clockOf, minuteOf } from './minute-of-day.ts';

test('a minute of the day comes back', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 1439 }), (minute) => minuteOf(clockOf(minute)) === minute));
  expect(clockOf(510)).toBe('08:30');
});

test.each(['', '24:00', '8:30', '08:60', '08:30:00', 'x'])('%j is no time', (text) => {
  expect(minuteOf(text)).toBeUndefined();
});
