// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addDays } from '../../platform/calendar.ts';
import { MAX_DAYS, reminderDay, stateOn } from './exception-days.ts';

it.each([
  ['2026-11-20', '2027-05-20', '2027-05-06'],
  ['2026-11-20', '2026-11-30', '2026-11-25'],
  ['2026-11-20', '2026-11-21', '2026-11-21'],
  ['2026-11-20', '2026-11-20', '2026-11-20'],
])('from %s until %s the owner is reminded on %s', (startsOn, endsOn, day) => {
  expect(reminderDay(startsOn, endsOn)).toBe(day);
});

it('the reminder is never before the beginning nor after the end, and the states follow each other', () => {
  fc.assert(
    fc.property(fc.nat(400), fc.nat(MAX_DAYS), (offset, length) => {
      const startsOn = addDays('2026-01-01', offset);
      const endsOn = addDays(startsOn, length);
      const remindOn = reminderDay(startsOn, endsOn);
      expect(remindOn >= startsOn && remindOn <= endsOn).toBe(true);
      const days = { ends_on: endsOn, remind_on: remindOn, closed_at: null };
      expect(stateOn(remindOn, days)).toBe('ending');
      expect(stateOn(endsOn, days)).toBe('ending');
      expect(stateOn(addDays(endsOn, 1), days)).toBe('expired');
      expect(stateOn(addDays(remindOn, -1), days)).toBe('active');
      expect(stateOn(addDays(endsOn, 1), { ...days, closed_at: new Date(0) })).toBe('closed');
    }),
  );
});
