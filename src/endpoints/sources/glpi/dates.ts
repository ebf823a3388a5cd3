// SPDX-License-Identifier: Apache-2.0
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../kernel/clock.ts';

/** A time in the machine's words. Zones reach from −12 to +14 hours, so without one it is that far from certain. */
export interface MachineClock {
  readonly at: Date;
  /** Milliseconds by which `at` may be off because the agent names no time zone; 0 when it does. */
  readonly toleranceMs: number;
}

const ZONE_TOLERANCE_MS = 14 * HOUR_MS;

/**
 * Agents write local time without zone ("2026-11-20 21:35:47", AccessLog.pm); `offset` is OPERATINGSYSTEM/TIMEZONE,
 * "+0900". Undefined for anything that is not a date that exists, or is from 1970 (a clock that was never set).
 */
export function machineClockOf(text: string | undefined, offset: string | undefined): MachineClock | undefined {
  const match = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:?\d\d(?::\d\d)?)?$/.exec(text ?? '');
  if (match === null) return undefined;
  const day = match[1] ?? '';
  const local = Date.parse(`${day}T${match[2] ?? ''}Z`);
  if (isoDate(day) === undefined || Number.isNaN(local)) return undefined;
  const offsetMs = offsetMsOf(match[3] ?? offset);
  if (offsetMs === undefined) return { at: new Date(local), toleranceMs: ZONE_TOLERANCE_MS };
  return { at: new Date(local - offsetMs), toleranceMs: 0 };
}

function offsetMsOf(offset: string | undefined): number | undefined {
  if (offset === 'Z') return 0;
  const match = /^([+-])(\d\d):?(\d\d)(?::\d\d)?$/.exec(offset ?? '');
  if (match === null) return undefined;
  const size = Number(match[2]) * HOUR_MS + Number(match[3]) * MINUTE_MS;
  if (size > ZONE_TOLERANCE_MS) return undefined;
  return match[1] === '-' ? -size : size;
}

/**
 * `2026-11-20` from "20/11/2026" (XML: day first, Win32/Softwares.pm) or from "2026-11-20[ 00:00:00]" (JSON).
 * Undefined for dates that do not exist and for 1970-01-01, which agents write for "not known".
 */
export function isoDate(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const dayFirst = /^(\d\d)\/(\d\d)\/(\d{4})$/.exec(text);
  const date = dayFirst === null ? text.slice(0, 10) : `${dayFirst[3] ?? ''}-${dayFirst[2] ?? ''}-${dayFirst[1] ?? ''}`;
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || date === '1970-01-01') return undefined;
  const at = Date.parse(`${date}T00:00:00Z`);
  // A day that does not exist (31 February) comes back as another one.
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(date) ? date : undefined;
}

/** The newest date that is not after the day of arrival; two days allow for zones and a slow clock. */
export function newestUntil(dates: readonly string[], receivedAt: Date): string | undefined {
  const last = new Date(receivedAt.getTime() + 2 * DAY_MS).toISOString().slice(0, 10);
  let newest: string | undefined;
  for (const date of dates) if (date <= last && (newest === undefined || date > newest)) newest = date;
  return newest;
}
