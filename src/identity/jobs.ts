// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { DAY_MS } from '../kernel/clock.ts';
import type { JobDefinition } from '../platform/jobs.ts';
import type { Context } from './context.ts';
import { deleteExpiredResets } from './sign-in/account-store.ts';
import { deleteOldAttempts } from './sign-in/attempt-store.ts';
import { deleteOldSessions, deleteOldSignIns } from './sign-in/session-store.ts';
import { inForce } from './sign-in/sessions.ts';

/** The sign-in history is personal data: kept for a year and a month, so that a yearly look still finds the year. */
const HISTORY_MS = 396 * DAY_MS;

/** Removes what is no longer valid or needed. */
export async function tidy(context: Context): Promise<void> {
  const at = inForce(context);
  await context.db.global(async (tx) => {
    await deleteOldSessions(tx, at);
    await deleteExpiredResets(tx, at.now);
    // The longest memory of a limit is a day.
    await deleteOldAttempts(tx, new Date(at.now.getTime() - 2 * DAY_MS));
    await deleteOldSignIns(tx, new Date(at.now.getTime() - HISTORY_MS));
  });
}

export const identityJobs = (context: Context): JobDefinition[] => [
  // 17:20 UTC is 02:20 in Japan.
  { name: 'identity.tidy', cron: '20 17 * * *', payload: z.object({}), run: async () => tidy(context) },
];
