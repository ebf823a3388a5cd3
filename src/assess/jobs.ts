// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { DAY_MS } from '../kernel/clock.ts';
import type { JobDefinition } from '../platform/jobs.ts';
import type { Scope } from '../platform/postgres/scope.ts';
import type { AssessContext } from './context.ts';
import { checkCounts, foldAll, foldChanged } from './keep-counts.ts';
import { MAX_LEAVES_A_SEAL, sealLedger } from './ledger/seal.ts';
import { sendRoot } from './ledger/send-root.ts';
import { expireOverrulings } from './overrule-finding.ts';
import { fadeQuietSubjects, silenceAbsent } from './retire-subject.ts';
import { lastHeardBefore } from './verdict-store.ts';

const nothing = z.object({});

async function sealAll(context: AssessContext): Promise<void> {
  const { platform, signer } = context;
  for (const scope of await context.allScopes('assess.seal_ledger')) {
    for (;;) {
      const seal = await platform.db.scoped(scope, async (tx) => sealLedger(tx, { clock: platform.clock, signer }));
      if (!seal || seal.leaf_count < MAX_LEAVES_A_SEAL) break;
    }
  }
}

/**
 * After we were away ourselves, the devices get two days to report again (they do so daily) before their silence
 * counts. We were away when nothing at all arrived in the two days before this start.
 */
const GRACE_MS = 2 * DAY_MS;

async function wasAway(context: AssessContext, scope: Scope, startedAt: Date): Promise<boolean> {
  const { db, clock } = context.platform;
  if (clock.now().getTime() - startedAt.getTime() >= GRACE_MS) return false;
  const heard = await db.scoped(scope, async (tx) => lastHeardBefore(tx, startedAt));
  return heard !== null && startedAt.getTime() - heard.getTime() > GRACE_MS;
}

const FIRST = '00000000-0000-0000-0000-000000000000';

async function silenceAll({ platform, ...context }: AssessContext, scope: Scope): Promise<void> {
  let after: string | undefined = FIRST;
  while (after !== undefined) {
    const from: string = after;
    const { last, silent } = await platform.db.scoped(scope, async (tx) =>
      silenceAbsent(tx, { platform, ...context }, from),
    );
    if (silent.length > 0) await platform.events.emit('assess.subjects_silent', scope, { subjectIds: silent });
    after = last;
  }
}

/** `startedAt`: when this process began; absent = long ago. */
export async function fadeAll(context: AssessContext, startedAt?: Date): Promise<void> {
  const { db, events } = context.platform;
  for (const scope of await context.allScopes('assess.fade')) {
    if (startedAt && (await wasAway(context, scope, startedAt))) continue;
    for (;;) {
      const { checked, silent } = await db.scoped(scope, async (tx) => fadeQuietSubjects(tx, context));
      if (silent.length > 0) await events.emit('assess.subjects_silent', scope, { subjectIds: silent });
      if (checked === 0) break;
    }
    await silenceAll(context, scope);
  }
}

async function expireAll(context: AssessContext): Promise<void> {
  for (const scope of await context.allScopes('assess.expire_overrulings')) {
    let opened: number;
    do opened = await context.platform.db.scoped(scope, async (tx) => expireOverrulings(tx, context));
    while (opened > 0);
  }
}

/** Ledger days are UTC (DESIGN §7.9): the seal is made just after midnight UTC. */
export function assessJobs(context: AssessContext): JobDefinition[] {
  const startedAt = context.platform.clock.now();
  return [
    { name: 'assess.seal_ledger', payload: nothing, cron: '4 0 * * *', run: async () => sealAll(context) },
    { name: 'assess.fade', payload: nothing, cron: '17 * * * *', run: async () => fadeAll(context, startedAt) },
    {
      name: 'assess.send_root',
      payload: nothing,
      cron: '20 0 * * 1',
      run: async () => void (await sendRoot(context, 'assess.send_root')),
    },
    { name: 'assess.expire_overrulings', payload: nothing, cron: '34 15 * * *', run: async () => expireAll(context) },
    { name: 'assess.fold_counts', payload: nothing, cron: '* * * * *', run: async () => foldChanged(context) },
    { name: 'assess.fold_all_counts', payload: nothing, cron: '47 * * * *', run: async () => foldAll(context) },
    { name: 'assess.check_counts', payload: nothing, cron: '12 18 * * *', run: async () => checkCounts(context) },
  ];
}
