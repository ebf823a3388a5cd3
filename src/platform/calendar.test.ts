// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, daysBetween, isWorkingDay, localDateOf, workingDayAfter } from './calendar.ts';

describe('local dates', () => {
  it.each([
    ['2026-11-20T14:59:59.999Z', 'Asia/Tokyo', '2026-11-20'],
    ['2026-11-20T15:00:00.000Z', 'Asia/Tokyo', '2026-11-21'],
    ['2026-12-31T15:00:00.000Z', 'Asia/Tokyo', '2027-01-01'],
    ['2026-11-20T15:00:00.000Z', 'UTC', '2026-11-20'],
    ['2026-11-21T07:59:59.000Z', 'America/Los_Angeles', '2026-11-20'],
    ['2026-11-20T10:00:00.000Z', 'Pacific/Kiritimati', '2026-11-21'],
    ['2028-02-29T00:00:00.000Z', 'Asia/Tokyo', '2028-02-29'],
  ])('%s in %s is %s', (moment, zone, date) => {
    expect(localDateOf(new Date(moment), zone)).toBe(date);
  });

  it('counts days as the calendar does', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(daysBetween('2026-11-20', '2026-11-13')).toBe(-7);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: -500, max: 500 }), (start, days) => {
        const from = addDays('2020-01-01', start);
        expect(daysBetween(from, addDays(from, days))).toBe(days);
      }),
    );
  });
});

describe('working days in Japan', () => {
  it.each([
    ['2026-11-20', true, 'a Friday'],
    ['2026-11-21', false, 'a Saturday'],
    ['2026-11-23', false, 'Labour Thanksgiving Day, a Monday'],
    ['2026-05-06', false, 'the substitute day at the end of Golden Week'],
    ['2026-09-22', false, 'the day between two holidays'],
    ['2026-12-29', false, 'offices close on 29 December'],
    ['2026-12-28', true, 'the last Monday of the year'],
    ['2027-01-03', false, 'the third day of the new year'],
    ['2027-01-04', true, 'work begins'],
    ['2049-11-23', false, 'the packaged list still knows holidays far ahead'],
  ])('%s: %s (%s)', (date, works) => {
    expect(isWorkingDay(date)).toBe(works);
  });

  it.each([
    ['2026-11-20', 0, '2026-11-20'],
    ['2026-11-20', 1, '2026-11-24'],
    ['2026-04-28', 1, '2026-04-30'],
    ['2026-05-01', 1, '2026-05-07'],
    ['2026-12-25', 7, '2027-01-04'],
  ])('%s and %i days: %s', (from, days, due) => {
    expect(workingDayAfter(from, days)).toBe(due);
  });

  it('never falls on a closed day, never before the days are over, never two weeks late', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: 90 }), (start, days) => {
        const from = addDays('2024-01-01', start);
        const due = workingDayAfter(from, days);
        expect(isWorkingDay(due)).toBe(true);
        const late = daysBetween(from, due) - days;
        expect(late).toBeGreaterThanOrEqual(0);
        expect(late).toBeLessThan(14);
      }),
    );
  });
});
