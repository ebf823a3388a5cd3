// SPDX-License-Identifier: Apache-2.0
/** What cannot be true of a well-formed report. Such a report is accepted, set aside and shown (DESIGN §4). */
import { DAY_MS, HOUR_MS } from '../kernel/clock.ts';

/** Agents send local time without its zone: up to 14 hours either way (UTC+14) are no fault; the rest is patience. */
export const CLOCK_AHEAD_MS = 48 * HOUR_MS;
/** A machine that comes back from a drawer may be behind, its clock with an empty battery far behind. */
export const CLOCK_BEHIND_MS = 400 * DAY_MS;

/** Days the machine's clock is off when that cannot be true, else undefined. Positive: ahead. */
export function implausibleClockDays(machineClock: Date | undefined, receivedAt: Date): number | undefined {
  if (machineClock === undefined) return undefined;
  const off = machineClock.getTime() - receivedAt.getTime();
  if (off <= CLOCK_AHEAD_MS && off >= -CLOCK_BEHIND_MS) return undefined;
  return Math.round(off / DAY_MS);
}
