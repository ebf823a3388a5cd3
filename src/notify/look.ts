// SPDX-License-Identifier: Apache-2.0
/** Looks what is to be told in one organisation and opens mails for those whose time has come. */
import { newUuid } from '../kernel/ids.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import type { NotifyContext } from './context.ts';
import { DELIVER_JOB } from './deliver.ts';
import { choices, insertNotices, lockNotices, openDelivery, waitingNotices } from './notice-store.ts';
import { planNotices } from './plan-notices.ts';
import { DEFAULT_CHOICE, digestMayGo, localMoment, urgentMayGo } from './when.ts';
import type { Choice, LocalMoment } from './when.ts';

interface Turn {
  readonly memberId: string;
  readonly now: LocalMoment;
  readonly choice: Choice;
}

async function kindDue(tx: ScopedTx, { memberId, now, choice }: Turn): Promise<'digest' | 'urgent' | undefined> {
  const waiting = await waitingNotices(tx, memberId);
  if (waiting.some(({ urgent }) => urgent) && urgentMayGo(now, choice)) return 'urgent';
  return waiting.length > 0 && digestMayGo(now, choice) ? 'digest' : undefined;
}

async function tellOne(tx: ScopedTx, context: NotifyContext, turn: Turn): Promise<void> {
  const { platform, assess } = context;
  const { memberId, now } = turn;
  const at = platform.clock.now();
  const planned = planNotices(await assess.tasksToTell(tx, { memberId, day: now.day }), { memberId, day: now.day });
  const notices = planned.map((notice) => ({ ...notice, noticeId: newUuid(platform.clock, platform.random) }));
  await insertNotices(tx, { memberId, at }, notices);
  // An urgent mail leaves the rest for the digest, which may be due too.
  for (let tries = 0; tries < 2; tries += 1) {
    const kind = await kindDue(tx, turn);
    if (kind === undefined) return;
    const deliveryId = newUuid(platform.clock, platform.random);
    if (!(await openDelivery(tx, { deliveryId, memberId, kind, day: now.day, at }))) return;
    await platform.jobs.enqueue(tx, { name: DELIVER_JOB, payload: { orgId: tx.orgId, deliveryId } });
  }
}

export async function lookAtOrganisation(tx: ScopedTx, context: NotifyContext): Promise<void> {
  await lockNotices(tx);
  const { timeZone } = await context.organisation(tx);
  const now = localMoment(context.platform.clock.now(), timeZone);
  const chosen = await choices(tx);
  for (const { memberId } of await context.members(tx)) {
    const choice = chosen.get(memberId) ?? DEFAULT_CHOICE;
    if (choice.mail) await tellOne(tx, context, { memberId, now, choice });
  }
}
