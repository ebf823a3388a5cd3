// SPDX-License-Identifier: Apache-2.0
/**
 * Local dates and Japanese working days. Due dates are local dates (DESIGN §7.9).
 * Public holidays: the Cabinet Office list as packaged by @holiday-jp/holiday_jp (to 2050).
 * 29 December to 3 January count as closed: most offices are (the closing days of public offices
 * are set by Act No. 91 of 1988 on the holidays of administrative organs, Art. 1).
 */
import holidays from '@holiday-jp/holiday_jp';

/** `2026-11-20` in the given IANA time zone. */
export function localDateOf(moment: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    moment,
  );
}

export function addDays(date: string, days: number): string {
  const at = new Date(`${date}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

const YEAR_END = new Set(['12-29', '12-30', '12-31', '01-01', '01-02', '01-03']);

export function isWorkingDay(date: string): boolean {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  if (weekday === 0 || weekday === 6 || YEAR_END.has(date.slice(5))) return false;
  return !Object.hasOwn(holidays.holidays, date);
}

/** The first working day on or after `date` plus `days` calendar days. */
export function workingDayAfter(date: string, days: number): string {
  let day = addDays(date, days);
  // Longest closed run in Japan is around ten days; the bound only guards against a broken calendar.
  for (let tries = 0; tries < 30 && !isWorkingDay(day); tries += 1) day = addDays(day, 1);
  return day;
}
