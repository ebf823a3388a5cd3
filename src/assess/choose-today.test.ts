// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../platform/calendar.ts';
import { chooseToday, score, urgency } from './choose-today.ts';
import type { Candidate } from './choose-today.ts';

const TODAY = '2026-11-20';
const task = (taskId: string, more: Partial<Candidate> = {}): Candidate => ({
  taskId,
  harm: 3,
  likelihood: 2,
  dueOn: addDays(TODAY, 30),
  openFindings: 1,
  effortMinutes: 30,
  ...more,
});

describe('urgency', () => {
  it.each([
    [30, 1],
    [14, 1],
    [7, 1.5],
    [0, 2],
    [-10, 3],
    [-30, 5],
    [-3000, 5],
  ])('due in %i days: %f', (days, expected) => {
    expect(urgency(addDays(TODAY, days), TODAY)).toBeCloseTo(expected);
  });

  it('never falls as the due date comes nearer', () => {
    fc.assert(
      fc.property(fc.integer({ min: -60, max: 60 }), (days) => {
        expect(urgency(addDays(TODAY, days), TODAY)).toBeGreaterThanOrEqual(urgency(addDays(TODAY, days + 1), TODAY));
      }),
    );
  });
});

describe('the one task of the day', () => {
  it.each<[string, Candidate[], string | undefined]>([
    ['a day without a task', [], undefined],
    ['the greater harm', [task('a'), task('b', { harm: 5 })], 'b'],
    ['an overdue one before an equal one', [task('a'), task('b', { dueOn: addDays(TODAY, -5) })], 'b'],
    ['one that protects many', [task('a'), task('b', { openFindings: 8 })], 'b'],
    ['the quick one of two alike', [task('a', { effortMinutes: 480 }), task('b', { effortMinutes: 5 })], 'b'],
    ['among equals the lower id', [task('b'), task('a')], 'a'],
    [
      'a mortal danger before an old trifle',
      [task('a', { harm: 1, likelihood: 1, dueOn: addDays(TODAY, -400) }), task('b', { harm: 5, likelihood: 3 })],
      'b',
    ],
  ])('%s', (_, candidates, chosen) => {
    expect(chooseToday(candidates, TODAY)?.taskId).toBe(chosen);
  });

  const candidates = fc.uniqueArray(
    fc.record({
      taskId: fc.uuid(),
      harm: fc.integer({ min: 1, max: 5 }),
      likelihood: fc.integer({ min: 1, max: 3 }),
      dueOn: fc.integer({ min: -40, max: 40 }).map((days) => addDays(TODAY, days)),
      openFindings: fc.integer({ min: 0, max: 10_000 }),
      effortMinutes: fc.integer({ min: 0, max: 2000 }),
    }),
    { selector: ({ taskId }) => taskId, maxLength: 8 },
  );

  it('is the same whatever the order, and nobody scores higher', () => {
    fc.assert(
      fc.property(candidates, (list) => {
        const chosen = chooseToday(list, TODAY);
        expect(chooseToday(list.toReversed(), TODAY)).toEqual(chosen);
        for (const other of list) expect(score(other, TODAY)).toBeLessThanOrEqual(chosen ? score(chosen, TODAY) : 0);
      }),
    );
  });

  it('every score is a positive, finite number', () => {
    fc.assert(
      fc.property(candidates, (list) => {
        for (const one of list) {
          expect(score(one, TODAY)).toBeGreaterThan(0);
          expect(Number.isFinite(score(one, TODAY))).toBe(true);
        }
      }),
    );
  });
});
