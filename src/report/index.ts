// SPDX-License-Identifier: Apache-2.0
/** What an executive reads once a month, and what others want to see in full. */
import { z } from 'zod';
import { asUuid } from '../kernel/ids.ts';
import type { JobDefinition } from '../platform/jobs.ts';
import type { SonaeModule } from '../platform/module.ts';
import { makeScope } from '../platform/postgres/scope.ts';
import type { ReportContext } from './context.ts';
import { month } from './contract.ts';
import { freezeLastMonth } from './months.ts';
import { reportRoutes } from './routes.ts';
import { DELIVER_JOB, deliver, openMails } from './send.ts';

export type { ReportContext } from './context.ts';

const MONTHS_JOB = 'report.months';
const deliverPayload = z.object({ orgId: z.uuid(), month, memberId: z.uuid() });

async function keepMonths(context: ReportContext): Promise<void> {
  const { db, mail } = context.platform;
  for (const scope of await context.allScopes(MONTHS_JOB)) {
    await db.scoped(scope, async (tx) => freezeLastMonth(tx, context));
    if (mail.available) await db.scoped(scope, async (tx) => openMails(tx, context));
  }
}

const jobsOf = (context: ReportContext): JobDefinition[] => [
  // Months end at another time in each time zone; most zones are whole hours or halves from UTC.
  { name: MONTHS_JOB, payload: z.object({}), cron: '2,32 * * * *', run: async () => keepMonths(context) },
  {
    name: DELIVER_JOB,
    payload: deliverPayload,
    run: async (payload) => {
      const { orgId, ...key } = deliverPayload.parse(payload);
      await deliver(context, makeScope(asUuid(orgId), { kind: 'system', job: DELIVER_JOB }), key);
    },
  },
];

export function createReport(context: ReportContext): SonaeModule {
  return {
    name: 'report',
    routes: (routes) => reportRoutes(routes, context),
    jobs: jobsOf(context),
    start: () => async () => context.press.close(),
  };
}
