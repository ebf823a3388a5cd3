// SPDX-License-Identifier: Apache-2.0
/** Telling people what is theirs to do, by mail and in the organisation's channels. */
import { z } from 'zod';
import { DAY_MS } from '../kernel/clock.ts';
import { notFound } from '../kernel/errors.ts';
import { asUuid } from '../kernel/ids.ts';
import type { Routes } from '../platform/http/routes.ts';
import type { JobDefinition } from '../platform/jobs.ts';
import { audit } from '../platform/audit.ts';
import type { SonaeModule } from '../platform/module.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import { createAttemptLimit } from '../platform/attempt-limit.ts';
import { makeScope } from '../platform/postgres/scope.ts';
import type { Scope } from '../platform/postgres/scope.ts';
import { channelLabels, openChannels } from './channel-store.ts';
import * as channels from './channels.ts';
import type { NotifyContext } from './context.ts';
import { notifyOperations as operations } from './contract.ts';
import { DELIVER_JOB, deliver } from './deliver.ts';
import { endFeed, feedDoor, renewFeed, shownFeed } from './feed.ts';
import { lookAtOrganisation } from './look.ts';
import { choices, deleteOld, keepChoice, lastDeliveries } from './notice-store.ts';
import { tellOperators } from './tell-operators.ts';
import { DEFAULT_CHOICE } from './when.ts';

export { isPermanent, mailErrorOf, waitAfter } from './retry.ts';
export { localMoment } from './when.ts';

const KEEP_MAILS_MS = 90 * DAY_MS;
/** A task that stays open for longer than this is told once more as new. */
const KEEP_NOTICES_MS = 400 * DAY_MS;
const SHOWN = 100;

const LOOK_JOB = 'notify.look';
const lookPayload = z.object({ orgId: z.uuid().optional() });
const deliverPayload = z.object({ orgId: z.uuid(), deliveryId: z.uuid() });

const scopeOf = (orgId: string, job: string): Scope => makeScope(asUuid(orgId), { kind: 'system', job });

async function look(context: NotifyContext, orgId: string | undefined): Promise<void> {
  const { db } = context.platform;
  const scopes = orgId === undefined ? await context.allScopes(LOOK_JOB) : [scopeOf(orgId, LOOK_JOB)];
  const heard = new Set<string>();
  for (const scope of scopes) {
    const accounts = await db.scoped(scope, async (tx) => lookAtOrganisation(tx, context));
    for (const account of accounts) heard.add(account);
  }
  // Who else hears of it is known only after all organisations.
  if (orgId === undefined) await tellOperators(context, heard);
}

async function tidy(context: NotifyContext): Promise<void> {
  const { clock, db } = context.platform;
  const before = (ms: number): Date => new Date(clock.now().getTime() - ms);
  for (const scope of await context.allScopes('notify.tidy')) {
    await db.scoped(scope, async (tx) =>
      deleteOld(tx, { deliveries: before(KEEP_MAILS_MS), notices: before(KEEP_NOTICES_MS) }),
    );
  }
}

const jobsOf = (context: NotifyContext): JobDefinition[] => [
  {
    name: LOOK_JOB,
    payload: lookPayload,
    cron: '*/10 * * * *',
    run: async (payload) => look(context, lookPayload.parse(payload).orgId),
  },
  {
    name: DELIVER_JOB,
    payload: deliverPayload,
    run: async (payload) => {
      const { orgId, deliveryId } = deliverPayload.parse(payload);
      await deliver(context, scopeOf(orgId, DELIVER_JOB), deliveryId);
    },
  },
  // 17:50 UTC is 02:50 in Japan.
  { name: 'notify.tidy', payload: z.object({}), cron: '50 17 * * *', run: async () => tidy(context) },
];

function memberIdOf({ actor }: Scope): string {
  if (actor.kind !== 'member') throw notFound();
  return actor.memberId;
}

function choiceRoutes(routes: Routes, context: NotifyContext): void {
  const { db, clock, mail } = context.platform;
  routes.member(operations.readNoticeChoice, async ({ scope }) => {
    const chosen = await db.scoped(scope, choices);
    return { ...(chosen.get(memberIdOf(scope)) ?? DEFAULT_CHOICE), available: mail.available };
  });
  routes.member(operations.changeNoticeChoice, async ({ scope, body }) => {
    const memberId = memberIdOf(scope);
    await db.scoped(scope, async (tx) => {
      await keepChoice(tx, { ...body, memberId, at: clock.now() });
      await audit(tx, clock, { action: 'notify.choice_changed', subject: memberId, detail: body });
    });
    return { ...body, available: mail.available };
  });
}

/** Tests of channels by one organisation within ten minutes. */
const MAX_TESTS = 10;

function channelRoutes(routes: Routes, context: NotifyContext): void {
  const { db, clock } = context.platform;
  const limit = createAttemptLimit({ clock, max: MAX_TESTS });
  routes.member(operations.listChannels, async ({ scope }) => {
    const rows = await db.scoped(scope, openChannels);
    return { channels: rows.map(channels.shownChannel) };
  });
  routes.member(operations.createChannel, async ({ scope, body }) =>
    db.scoped(scope, async (tx) => channels.createChannel(tx, context, body)),
  );
  routes.member(operations.removeChannel, async ({ scope, params }) => {
    await db.scoped(scope, async (tx) => channels.removeChannel(tx, context, params.channelId));
    return null;
  });
  routes.member(operations.testChannel, async ({ scope, params }) => ({
    error: await channels.testChannel(context, { scope, channelId: params.channelId, limit }),
  }));
  routes.member(operations.switchChannelOn, async ({ scope, params }) => ({
    channel: await db.scoped(scope, async (tx) => channels.switchChannelOn(tx, context, params.channelId)),
  }));
  routes.member(operations.listNoticeDeliveries, async ({ scope }) => db.scoped(scope, async (tx) => log(tx, context)));
}

async function log(tx: ScopedTx, context: NotifyContext) {
  const names = new Map((await context.members(tx)).map(({ memberId, name }) => [memberId, name]));
  const labels = await channelLabels(tx);
  const deliveries = (await lastDeliveries(tx, SHOWN)).map((row) => ({
    deliveryId: row.delivery_id,
    memberId: row.member_id,
    channelId: row.channel_id,
    receiver: names.get(row.member_id ?? '') ?? labels.get(row.channel_id ?? '') ?? '',
    kind: row.kind,
    day: row.day,
    state: row.state,
    createdAt: row.created_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    attempts: row.attempts,
    lastError: row.last_error,
  }));
  return { available: context.platform.mail.available, deliveries };
}

function feedRoutes(routes: Routes, context: NotifyContext): void {
  const { db } = context.platform;
  routes.member(operations.readFeed, async ({ scope }) =>
    db.scoped(scope, async (tx) => shownFeed(tx, memberIdOf(scope))),
  );
  routes.member(operations.renewFeed, async ({ scope, caller }) =>
    db.scoped(scope, async (tx) => renewFeed(tx, context, { memberId: memberIdOf(scope), caller })),
  );
  routes.member(operations.endFeed, async ({ scope }) => {
    await db.scoped(scope, async (tx) => endFeed(tx, context, memberIdOf(scope)));
    return null;
  });
  routes.door(feedDoor(context));
}

function routesOf(routes: Routes, context: NotifyContext): void {
  choiceRoutes(routes, context);
  channelRoutes(routes, context);
  feedRoutes(routes, context);
}

export function createNotify(context: NotifyContext): SonaeModule {
  const { events, db, jobs, mail } = context.platform;
  // So that what is urgent is not told ten minutes later; the regular look finds whatever this misses.
  const lookSoon = async ({ orgId }: Scope): Promise<void> => {
    await db.scoped(scopeOf(orgId, LOOK_JOB), async (tx) => {
      if (!mail.available && (await openChannels(tx)).length === 0) return;
      await jobs.enqueue(tx, { name: LOOK_JOB, payload: { orgId }, key: `${LOOK_JOB}:${orgId}` });
    });
  };
  events.on('assess.task_created', lookSoon);
  events.on('assess.people_asked', lookSoon);
  return { name: 'notify', routes: (routes) => routesOf(routes, context), jobs: jobsOf(context) };
}
