// SPDX-License-Identifier: Apache-2.0
import { DAY_MS, systemClock } from '../../kernel/clock.ts';
import { useApi } from '../queries.ts';
import { useOrgId } from '../session.ts';

/** Today's date where the organisation is: `2026-11-20`. */
export function useToday(): string {
  const { data } = useApi('GET /api/v1/org/:orgId/organisation', { params: { orgId: useOrgId() } });
  // Sweden writes dates the way of ISO 8601.
  return new Intl.DateTimeFormat('sv-SE', { timeZone: data?.timeZone ?? 'Asia/Tokyo' }).format(systemClock.now());
}

/** Whole days from one local date to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}
