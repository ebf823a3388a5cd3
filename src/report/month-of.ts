// SPDX-License-Identifier: Apache-2.0
/** Months of an organisation's own calendar, `2026-11`, and when they begin and end. */
import { MINUTE_MS } from '../kernel/clock.ts';
import { addDays, localDateOf, workingDayAfter } from '../platform/calendar.ts';

export const monthOf = (day: string): string => day.slice(0, 7);

const firstDayOf = (month: string): string => `${month}-01`;
/** Day 32 of a month is in the next one. */
export const monthAfter = (month: string): string => monthOf(addDays(firstDayOf(month), 31));
export const monthBefore = (month: string): string => monthOf(addDays(firstDayOf(month), -1));

/** How far the zone's clocks are ahead of UTC at a moment, in milliseconds. */
function offsetAt(moment: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(moment);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((one) => one.type === type)?.value ?? '';
  const shown = Date.parse(`${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:00Z`);
  return shown - Math.floor(moment.getTime() / MINUTE_MS) * MINUTE_MS;
}

/** The moment a local day begins. Where clocks change at midnight itself, within the hour of it. */
export function startOfDay(day: string, timeZone: string): Date {
  const utc = Date.parse(`${day}T00:00:00Z`);
  const near = new Date(utc - offsetAt(new Date(utc), timeZone));
  return new Date(utc - offsetAt(near, timeZone));
}

export interface MonthSpan {
  readonly month: string;
  readonly firstDay: string;
  readonly lastDay: string;
  readonly from: Date;
  readonly until: Date;
}

export function spanOf(month: string, timeZone: string): MonthSpan {
  const next = firstDayOf(monthAfter(month));
  return {
    month,
    firstDay: firstDayOf(month),
    lastDay: addDays(next, -1),
    from: startOfDay(firstDayOf(month), timeZone),
    until: startOfDay(next, timeZone),
  };
}

/** Mails go out from the first working day of the month for ten days: a server that was off is not late for ever. */
export function maySendOn(day: string): boolean {
  const first = workingDayAfter(firstDayOf(monthOf(day)), 0);
  return day >= first && day <= addDays(first, 10);
}

export const today = (now: Date, timeZone: string): string => localDateOf(now, timeZone);
