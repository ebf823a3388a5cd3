// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_CHOICE, digestMayGo, isQuiet, localMoment, urgentMayGo } from './when.ts';

const tokyo = (text: string) => localMoment(new Date(`${text}+09:00`), 'Asia/Tokyo');

describe('quiet hours', () => {
  it.each([
    ['a working morning before 08:00', '2026-11-20T07:59', true],
    ['08:00', '2026-11-20T08:00', false],
    ['19:59', '2026-11-20T19:59', false],
    ['20:00', '2026-11-20T20:00', true],
    ['midnight', '2026-11-20T00:00', true],
    ['Saturday noon', '2026-11-21T12:00', true],
    ['a holiday (Labour Thanksgiving Day)', '2026-11-23T12:00', true],
    ['the days when offices are closed', '2026-12-30T12:00', true],
  ])('%s', (_what, moment, quiet) => {
    expect(isQuiet(tokyo(moment), DEFAULT_CHOICE)).toBe(quiet);
  });

  it('that do not reach over midnight', () => {
    const noon = { ...DEFAULT_CHOICE, quietFrom: 12 * 60, quietUntil: 13 * 60 };
    expect(isQuiet(tokyo('2026-11-20T12:30'), noon)).toBe(true);
    expect(isQuiet(tokyo('2026-11-20T23:30'), noon)).toBe(false);
  });

  it('never let a digest out; urgent things only for who allowed it', () => {
    const minute = fc.integer({ min: 0, max: 1439 });
    fc.assert(
      fc.property(
        fc.record({
          quietFrom: minute,
          quietUntil: minute,
          digestAt: minute,
          urgentInQuiet: fc.boolean(),
          mail: fc.boolean(),
        }),
        minute,
        fc.constantFrom('2026-11-20', '2026-11-21', '2026-11-23'),
        (choice, at, day) => {
          const now = { day, minute: at };
          const quiet = isQuiet(now, choice);
          if (digestMayGo(now, choice))
            expect([quiet, at >= choice.digestAt, choice.mail]).toEqual([false, true, true]);
          expect(urgentMayGo(now, choice)).toBe(choice.mail && (choice.urgentInQuiet || !quiet));
        },
      ),
    );
  });
});

it('the digest comes at 08:30, and later when the server was off', () => {
  expect(digestMayGo(tokyo('2026-11-20T08:29'), DEFAULT_CHOICE)).toBe(false);
  expect(digestMayGo(tokyo('2026-11-20T08:30'), DEFAULT_CHOICE)).toBe(true);
  expect(digestMayGo(tokyo('2026-11-20T15:00'), DEFAULT_CHOICE)).toBe(true);
});
