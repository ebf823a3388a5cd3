// SPDX-License-Identifier: Apache-2.0
/** What cannot be true of a well-formed report. Such a report is accepted, set aside and shown (DESIGN §4). */
import { DAY_MS, HOUR_MS } from '../kernel/clock.ts';

/** Beyond the uncertainty of an unknown time zone: clocks drift, people set them by hand. */
export const CLOCK_AHEAD_MS = 34 * HOUR_MS;
/** A machine that comes back from a drawer may be behind, its clock with an empty battery far behind. */
export const CLOCK_BEHIND_MS = 400 * DAY_MS;

export interface MachineClock {
  readonly at: Date;
  /** How far the reading may be off by its form alone: 14 hours for local time without a zone, else 0. */
  readonly toleranceMs: number;
}

/** Days the machine's clock is off when that cannot be true, else undefined. Positive: ahead. */
export function implausibleClockDays(clock: MachineClock, receivedAt: Date): number | undefined {
  const off = clock.at.getTime() - receivedAt.getTime();
  if (off <= CLOCK_AHEAD_MS + clock.toleranceMs && off >= -CLOCK_BEHIND_MS - clock.toleranceMs) return undefined;
  return Math.round(off / DAY_MS);
}
