// SPDX-License-Identifier: Apache-2.0
/** Looks what is to be told in one organisation and opens mails and posts for those whose time has come. */
import { newUuid } from '../kernel/ids.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import { openChannels } from './channel-store.ts';
import type { NotifyContext } from './context.ts';
import { DELIVER_JOB } from './deliver.ts';
import { choices, dropTakenBack, insertNotices, lockNotices, openDelivery, waitingNotices } from './notice-store.ts';
import type { To } from './notice-store.ts';
import { planNotices } from './plan-notices.ts';
import type { Standing } from './plan-notices.ts';
import { keepStanding } from './standing-store.ts';
import { askedNow, hearsOfStanding, sinceWhen, tasksOf, whatStands } from './what-to-tell.ts';
import { DEFAULT_CHOICE, digestMayGo, localMoment, urgentMayGo } from './when.ts';
import type { Choice, LocalMoment } from './when.ts';

interface Turn {
  readonly to: To;
  readonly now: LocalMoment;
  readonly choice: Choice;
  readonly standing: readonly Standing[];
}

async function kindDue(tx: ScopedTx, { to, now, choice }: Turn): Promise<'digest' | 'urgent' | undefined> {
  const waiting = await waitingNotices(tx, to);
  if (waiting.some(({ urgent }) => urgent) && urgentMayGo(now, choice)) return 'urgent';
  return waiting.length > 0 && digestMayGo(now, choice) ? 'digest' : undefined;
}

async function tellOne(tx: ScopedTx, context: NotifyContext, turn: Turn): Promise<void> {
  const { platform } = context;
  const { to, now, standing } = turn;
  const at = platform.clock.now();
  const receiver = to.memberId ?? to.channelId;
  const tasks = await tasksOf(tx, context, { memberId: to.memberId, day: now.day });
  const planned = planNotices({ tasks, standing }, { receiver, day: now.day });
  const notices = planned.map((notice) => ({ ...notice, noticeId: newUuid(platform.clock, platform.random) }));
  const asked = standing.flatMap(({ key, kind }) => (kind === 'asked' ? [key] : []));
  await dropTakenBack(tx, to, asked);
  await insertNotices(tx, { to, at }, notices);
  // An urgent one leaves the rest for the digest, which may be due too.
  for (let tries = 0; tries < 2; tries += 1) {
    const kind = await kindDue(tx, turn);
    if (kind === undefined) return;
    const deliveryId = newUuid(platform.clock, platform.random);
    if (!(await openDelivery(tx, { deliveryId, to, kind, day: now.day, at }))) return;
    await platform.jobs.enqueue(tx, { name: DELIVER_JOB, payload: { orgId: tx.orgId, deliveryId } });
  }
}

/**
 * Mails where the server can send them, posts where there are channels. Gives the accounts that hear by mail of what
 * stands.
 */
export async function lookAtOrganisation(tx: ScopedTx, context: NotifyContext): Promise<string[]> {
  const { mail, clock } = context.platform;
  await lockNotices(tx);
  const channels = (await openChannels(tx)).filter(({ paused_at }) => paused_at === null);
  if (!mail.available && channels.length === 0) return [];
  const { timeZone } = await context.organisation(tx);
  const now = localMoment(clock.now(), timeZone);
  const stands = await whatStands(tx, context);
  const since = await keepStanding(
    tx,
    stands.map(({ key }) => key),
    clock.now(),
  );
  const standing = sinceWhen(stands, since);
  for (const { channel_id: channelId } of channels) {
    await tellOne(tx, context, { to: { memberId: null, channelId }, now, choice: DEFAULT_CHOICE, standing });
  }
  if (!mail.available) return [];
  const heard: string[] = [];
  const asked = await askedNow(tx, context);
  const chosen = await choices(tx);
  for (const member of await context.members(tx)) {
    const choice = chosen.get(member.memberId) ?? DEFAULT_CHOICE;
    if (!choice.mail) continue;
    const to: To = { memberId: member.memberId, channelId: null };
    const hears = hearsOfStanding(member);
    if (hears) heard.push(member.accountId);
    await tellOne(tx, context, {
      to,
      now,
      choice,
      standing: [...(asked.get(member.memberId) ?? []), ...(hears ? standing : [])],
    });
  }
  return heard;
}
