// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY_MS } from '../../kernel/clock.ts';
import { backupName, backupTime, outdated } from './shelf.ts';

const KEEP = { daily: 7, weekly: 4, monthly: 12 };
const START = Date.UTC(2026, 0, 1, 17);
const daily = (days: number) =>
  Array.from({ length: days }, (_, day) => {
    const at = new Date(START + day * DAY_MS);
    return { name: backupName(at), at };
  });

test('a name tells its time, and only such a name', () => {
  const at = new Date('2026-11-21T03:15:09.000Z');
  expect(backupName(at)).toBe('sonae-20261121T031509Z.sonae-backup');
  expect(backupTime(backupName(at))).toEqual(at);
  expect(backupTime(`.${backupName(at)}.unfinished`)).toBeUndefined();
  expect(backupTime('notes.sonae-backup')).toBeUndefined();
});

describe('what may go', () => {
  test('after 400 days: 7 days, 4 weeks, 12 months stay', () => {
    const all = daily(400);
    const gone = new Set(outdated(all, KEEP, all.at(-1)?.name).map(({ name }) => name));
    const left = all.filter(({ name }) => !gone.has(name));
    expect(left.length).toBeGreaterThanOrEqual(7 + 2 + 10);
    expect(left.length).toBeLessThanOrEqual(7 + 4 + 12);
    expect(left.slice(-7)).toEqual(all.slice(-7));
  });

  test('is never the newest, never the last good one or anything after it; nothing when none is known to be good', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 120 }), fc.nat(), (days, pick) => {
        const all = daily(days);
        const good = all[pick % days];
        const gone = outdated(all, KEEP, good?.name);
        expect(gone.every(({ at }) => at < (good?.at ?? new Date(0)))).toBe(true);
        expect(gone).not.toContainEqual(all.at(-1));
        expect(outdated(all, KEEP, undefined)).toEqual([]);
      }),
    );
  });
});
