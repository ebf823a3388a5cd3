// SPDX-License-Identifier: Apache-2.0
import { addDays, daysBetween } from '../../platform/calendar.ts';

/** Nobody remembers a reason for longer than a year: twelve months, and a day for leap years. */
export const MAX_DAYS = 366;
/** Long enough to buy a PC or to ask the executive. */
const REMIND_DAYS = 14;

/** Two weeks before the end; of a short exception, half of its days before it. */
export function reminderDay(startsOn: string, endsOn: string): string {
  const length = Math.max(0, daysBetween(startsOn, endsOn));
  return addDays(endsOn, -Math.min(REMIND_DAYS, Math.floor(length / 2)));
}

interface Days {
  readonly ends_on: string;
  readonly remind_on: string;
  readonly closed_at: Date | null;
}

/** The last day still belongs to the exception. */
export function stateOn(today: string, { ends_on, remind_on, closed_at }: Days) {
  if (closed_at !== null) return 'closed';
  if (ends_on < today) return 'expired';
  return remind_on <= today ? 'ending' : 'active';
}
