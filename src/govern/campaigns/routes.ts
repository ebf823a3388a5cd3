// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { asUuid } from '../../kernel/ids.ts';
import type { Routes } from '../../platform/http/routes.ts';
import type { JobDefinition } from '../../platform/jobs.ts';
import { makeScope } from '../../platform/postgres/scope.ts';
import type { Scope } from '../../platform/postgres/scope.ts';
import { seesAll } from '../context.ts';
import { memberOf } from '../../platform/postgres/scope.ts';
import type { GovernContext } from '../context.ts';
import { listCampaignRows } from './campaign-store.ts';
import { campaignOperations as operations } from './contract.ts';
import { answerCampaign, endCampaign, endPast, startCampaign, tellPeople } from './run-campaign.ts';
import { campaignView, namesOf, readCampaign } from './views.ts';

const SHOWN = 50;
const JOB = 'govern.run_campaigns';
const payload = z.object({ orgId: z.uuid().optional() });

export function campaignRoutes(routes: Routes, context: GovernContext): void {
  const { db, jobs } = context.platform;
  routes.member(operations.listCampaigns, async ({ scope }) =>
    db.scoped(scope, async (tx) => {
      const names = await namesOf(tx, context);
      const rows = await listCampaignRows(tx, memberOf(scope) ?? null, SHOWN);
      const seen = seesAll(scope) ? rows : rows.filter(({ own_answered }) => own_answered !== null);
      return { campaigns: seen.map((row) => campaignView(row, names)) };
    }),
  );
  routes.member(operations.startCampaign, async ({ scope, body }) =>
    db.scoped(scope, async (tx) => {
      const campaignId = await startCampaign(tx, context, body);
      const { orgId } = scope;
      await jobs.enqueue(tx, { name: JOB, payload: { orgId }, key: `${JOB}:${orgId}` });
      return { campaign: await readCampaign(tx, context, campaignId) };
    }),
  );
  routes.member(operations.readCampaign, async ({ scope, params }) =>
    db.scoped(scope, async (tx) => ({ campaign: await readCampaign(tx, context, params.campaignId) })),
  );
  routes.member(operations.answerCampaign, async ({ scope, params, body }) =>
    db.scoped(scope, async (tx) => {
      await answerCampaign(tx, context, { campaignId: params.campaignId, answers: body.answers });
      return { campaign: await readCampaign(tx, context, params.campaignId) };
    }),
  );
  routes.member(operations.endCampaign, async ({ scope, params }) =>
    db.scoped(scope, async (tx) => {
      await endCampaign(tx, context, params.campaignId);
      return { campaign: await readCampaign(tx, context, params.campaignId) };
    }),
  );
}

async function runIn(context: GovernContext, scope: Scope): Promise<void> {
  const { db } = context.platform;
  await db.scoped(scope, async (tx) => endPast(tx, context));
  let told: number;
  do told = await db.scoped(scope, async (tx) => tellPeople(tx, context));
  while (told > 0);
}

/** 15:42 UTC is 00:42 in Japan: the day after the last one has begun. */
export const campaignJobs = (context: GovernContext): JobDefinition[] => [
  {
    name: JOB,
    payload,
    cron: '42 15 * * *',
    run: async (given) => {
      const { orgId } = payload.parse(given);
      const scopes =
        orgId === undefined ? await context.allScopes(JOB) : [makeScope(asUuid(orgId), { kind: 'system', job: JOB })];
      for (const scope of scopes) await runIn(context, scope);
    },
  },
];
