// SPDX-License-Identifier: Apache-2.0
/** Starting, answering and ending a round of questions. Who is asked has a task, so the mails about tasks remind them. */
import { conflict, invalid, notFound } from '../../kernel/errors.ts';
import { newUuid } from '../../kernel/ids.ts';
import { audit } from '../../platform/audit.ts';
import { addDays } from '../../platform/calendar.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import { todayOf } from '../context.ts';
import { memberOf } from '../../platform/postgres/scope.ts';
import type { GovernContext } from '../context.ts';
import * as store from './campaign-store.ts';
import type { CampaignRow, GivenAnswer } from './campaign-store.ts';

/** People in one transaction: some ten short queries each. */
const BATCH = 50;
/** Who is asked about ten things at once every month stops answering. */
const MAX_OPEN = 20;
const MAX_DAYS = 60;
/** The control that asks for rules of telework: a missing answer is a question about them. */
const CONTROL = 'telework-rules';

const keyOf = (campaignId: string, memberId: string): string => `campaign:${campaignId}:${memberId}`;
const wrong = (field: string, reason: string) => invalid(reason, [{ field, reason }]);

export async function startCampaign(
  tx: ScopedTx,
  context: GovernContext,
  given: { readonly title: string; readonly closesOn: string; readonly controls: readonly string[] },
): Promise<string> {
  const { platform, catalog, people } = context;
  const { clock, random } = platform;
  const today = await todayOf(tx, context);
  if (given.closesOn <= today || given.closesOn > addDays(today, MAX_DAYS))
    throw wrong('closesOn', 'closes_out_of_range');
  // The others ask what the organisation does, which one person cannot answer.
  if (given.controls.some((id) => catalog.controls.get(id)?.role !== 'teleworker')) {
    throw wrong('controls', 'control_unknown');
  }
  if ((await store.countOpen(tx)) >= MAX_OPEN) throw conflict('too_many_campaigns');
  const campaignId = newUuid(clock, random);
  await store.insertCampaign(tx, {
    campaignId,
    title: given.title,
    startedBy: memberOf(tx.scope) ?? '',
    at: clock.now(),
    closesOn: given.closesOn,
    controls: [...new Set(given.controls)],
    members: (await people.members(tx)).map(({ memberId }) => memberId),
  });
  await audit(tx, clock, {
    action: 'govern.campaign_started',
    subject: campaignId,
    detail: { until: given.closesOn },
  });
  return campaignId;
}

async function openCampaign(tx: ScopedTx, campaignId: string): Promise<CampaignRow> {
  await store.lockCampaign(tx, campaignId);
  const row = await store.readCampaignRow(tx, campaignId, memberOf(tx.scope) ?? null);
  if (!row) throw notFound('campaign_not_found');
  if (row.ended_at !== null) throw conflict('campaign_ended');
  return row;
}

export async function answerCampaign(
  tx: ScopedTx,
  context: GovernContext,
  { campaignId, answers }: { readonly campaignId: string; readonly answers: readonly GivenAnswer[] },
): Promise<void> {
  const row = await openCampaign(tx, campaignId);
  const memberId = memberOf(tx.scope);
  if (memberId === undefined || row.own_answered === null) throw conflict('not_asked');
  const given = new Map(answers.map((one) => [one.controlId, one]));
  const complete = row.controls.length === answers.length && row.controls.every((id) => given.has(id));
  if (!complete) throw wrong('answers', 'answers_missing');
  const silent = answers.find(({ answer, reason }) => answer === 'cannot' && reason.trim() === '');
  if (silent) throw wrong(`reason-${silent.controlId}`, 'reason_missing');
  await store.keepAnswers(tx, { campaignId, memberId, at: context.platform.clock.now(), answers });
  // A person's word is no proof: a report that counts what machines showed must not count it.
  await context.assess.settle(tx, {
    keys: [{ dedupeKey: keyOf(campaignId, memberId), proofLeafId: null }],
    how: 'attested_until',
    reason: null,
    until: null,
  });
}

/** Those who have not answered are not asked any more. */
async function end(tx: ScopedTx, context: GovernContext, campaignId: string): Promise<void> {
  const waiting = await store.waitingFor(tx, campaignId, 10_000);
  await store.markEnded(tx, campaignId, context.platform.clock.now());
  await context.assess.settle(tx, {
    keys: waiting.map((memberId) => ({ dedupeKey: keyOf(campaignId, memberId), proofLeafId: null })),
    how: 'superseded',
    reason: null,
    until: null,
  });
}

export async function endCampaign(tx: ScopedTx, context: GovernContext, campaignId: string): Promise<void> {
  await openCampaign(tx, campaignId);
  await end(tx, context, campaignId);
  await audit(tx, context.platform.clock, { action: 'govern.campaign_ended', subject: campaignId });
}

/** Gives those who were asked their task; one batch, call again until it says 0. */
export async function tellPeople(tx: ScopedTx, context: GovernContext): Promise<number> {
  const untold = await store.untoldPeople(tx, BATCH);
  if (untold.length === 0) return 0;
  const names = new Map((await context.people.members(tx)).map(({ memberId, name }) => [memberId, name]));
  for (const { campaign_id: campaignId, member_id: memberId, title, closes_on: dueOn } of untold) {
    const label = names.get(memberId);
    if (label === undefined) continue;
    await context.assess.raiseAbout(
      tx,
      { kind: 'person', id: memberId, label, platform: 'other', ownerMemberId: memberId },
      [
        {
          kind: 'campaign_waiting',
          controlId: CONTROL,
          checkId: null,
          leafId: null,
          dedupeKey: keyOf(campaignId, memberId),
          params: { campaign: title, campaignId },
          together: `campaign:${campaignId}`,
          task: { assigneeId: memberId, dueOn },
        },
      ],
    );
  }
  await store.markPeopleTold(tx, untold);
  return untold.length;
}

/** Daily: rounds whose last day has passed. */
export async function endPast(tx: ScopedTx, context: GovernContext): Promise<void> {
  for (const campaignId of await store.pastCampaigns(tx, await todayOf(tx, context))) {
    await store.lockCampaign(tx, campaignId);
    await end(tx, context, campaignId);
  }
}
