// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { DAY_MS } from '../kernel/clock.ts';
import type { JobDefinition } from '../platform/jobs.ts';
import { asUuid } from '../kernel/ids.ts';
import { makeScope } from '../platform/postgres/scope.ts';
import type { Scope } from '../platform/postgres/scope.ts';
import type { Context } from './context.ts';
import { endPastMembers } from './people/leaving.ts';
import { LEFT_JOB, leftPayload } from './people/left-job.ts';
import type { LeftHandler } from './people/left-job.ts';
import { deleteOldAnswered } from './passkeys/passkey-store.ts';
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
    await deleteOldAnswered(tx, at.now);
    // The longest memory of a limit is a day.
    await deleteOldAttempts(tx, new Date(at.now.getTime() - 2 * DAY_MS));
    await deleteOldSignIns(tx, new Date(at.now.getTime() - HISTORY_MS));
  });
}

/** Every organisation that somebody belongs to. */
type AllScopes = (job: string) => Promise<readonly Scope[]>;

async function endDueMembers(context: Context, allScopes: AllScopes): Promise<void> {
  for (const scope of await allScopes('identity.end_due_members')) {
    await context.db.scoped(scope, async (tx) => endPastMembers(tx, context));
  }
}

export interface JobNeeds {
  readonly context: Context;
  readonly allScopes: AllScopes;
  readonly onLeft: LeftHandler;
}

export const identityJobs = ({ context, allScopes, onLeft }: JobNeeds): JobDefinition[] => [
  {
    name: LEFT_JOB,
    payload: leftPayload,
    run: async (payload) => {
      const { orgId, ...left } = leftPayload.parse(payload);
      await onLeft(makeScope(asUuid(orgId), { kind: 'system', job: LEFT_JOB }), left);
    },
  },
  // Hourly: midnight comes at different times to organisations in different zones.
  {
    name: 'identity.end_due_members',
    cron: '5 * * * *',
    payload: z.object({}),
    run: async () => endDueMembers(context, allScopes),
  },
  // 17:20 UTC is 02:20 in Japan.
  { name: 'identity.tidy', cron: '20 17 * * *', payload: z.object({}), run: async () => tidy(context) },
];
