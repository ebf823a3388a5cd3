// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import type { JobDefinition } from '../platform/jobs.ts';
import type { AssessContext } from './context.ts';
import { MAX_LEAVES_A_SEAL, sealLedger } from './ledger/seal.ts';
import { sendRoot } from './ledger/send-root.ts';
import { expireOverrulings } from './overrule-finding.ts';
import { fadeQuietSubjects } from './retire-subject.ts';

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

export async function fadeAll(context: AssessContext): Promise<void> {
  const { db, events } = context.platform;
  for (const scope of await context.allScopes('assess.fade')) {
    for (;;) {
      const { checked, silent } = await db.scoped(scope, async (tx) => fadeQuietSubjects(tx, context));
      if (silent.length > 0) await events.emit('assess.subjects_silent', scope, { subjectIds: silent });
      if (checked === 0) break;
    }
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
  return [
    { name: 'assess.seal_ledger', payload: nothing, cron: '4 0 * * *', run: async () => sealAll(context) },
    { name: 'assess.fade', payload: nothing, cron: '17 * * * *', run: async () => fadeAll(context) },
    {
      name: 'assess.send_root',
      payload: nothing,
      cron: '20 0 * * 1',
      run: async () => void (await sendRoot(context, 'assess.send_root')),
    },
    { name: 'assess.expire_overrulings', payload: nothing, cron: '34 15 * * *', run: async () => expireAll(context) },
  ];
}
