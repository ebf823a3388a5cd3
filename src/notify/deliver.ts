// SPDX-License-Identifier: Apache-2.0
/**
 * One try to send one mail or one post. What went wrong is written down and tried again later by a job of its own: a
 * server that is away is no fault of the job. A crash between sending and writing sends the same id again.
 */
import { audit } from '../platform/audit.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import type { Scope } from '../platform/postgres/scope.ts';
import { pauseChannel, readChannel } from './channel-store.ts';
import type { ChannelRow } from './channel-store.ts';
import { composeMail } from './compose-mail.ts';
import type { MailParts } from './compose-mail.ts';
import { composePost } from './compose-post.ts';
import type { PostParts } from './compose-post.ts';
import type { NotifyContext, Receiver } from './context.ts';
import { endDelivery, insertAttempt, noticesOf, waitingDelivery } from './notice-store.ts';
import type { WaitingDelivery } from './notice-store.ts';
import { stillTold } from './plan-notices.ts';
import type { Told } from './plan-notices.ts';
import { isPermanent, mailErrorOf, waitAfter } from './retry.ts';
import type { DeliveryError } from './retry.ts';
import { sendPost } from './send-post.ts';
import { standingSince } from './standing-store.ts';
import { askedNow, hearsOfStanding, sinceWhen, tasksOf, whatStands } from './what-to-tell.ts';
import { localMoment } from './when.ts';

export const DELIVER_JOB = 'notify.deliver';

type Ready =
  | { readonly way: 'mail'; readonly attempt: number; readonly to: string; readonly parts: MailParts }
  | { readonly way: 'post'; readonly attempt: number; readonly channel: ChannelRow; readonly parts: PostParts };

type Found =
  | { readonly way: 'mail'; readonly memberId: string; readonly member: Receiver }
  | { readonly way: 'post'; readonly memberId: null; readonly channel: ChannelRow };

/** Whoever is to be told, if they are still here. */
async function receiverOf(
  tx: ScopedTx,
  context: NotifyContext,
  { member_id, channel_id }: WaitingDelivery,
): Promise<Found | undefined> {
  if (channel_id !== null) {
    const channel = await readChannel(tx, channel_id);
    return channel && { way: 'post', memberId: null, channel };
  }
  const member = (await context.members(tx)).find(({ memberId }) => memberId === member_id);
  return member && { way: 'mail', memberId: member.memberId, member };
}

async function toldTo(
  tx: ScopedTx,
  context: NotifyContext,
  { found, deliveryId, day }: { readonly found: Found; readonly deliveryId: string; readonly day: string },
): Promise<Told[]> {
  const tasks = await tasksOf(tx, context, { memberId: found.memberId, day });
  const hears = found.way === 'post' || hearsOfStanding(found.member);
  const asked = found.way === 'mail' ? ((await askedNow(tx, context)).get(found.memberId) ?? []) : [];
  const stands = hears ? sinceWhen(await whatStands(tx, context), await standingSince(tx)) : [];
  const standing = [...asked, ...stands];
  return stillTold({ tasks, standing }, await noticesOf(tx, deliveryId));
}

/** Undefined when there is nothing to send: sent before, everything done meanwhile, or the person left. */
async function prepare(tx: ScopedTx, context: NotifyContext, deliveryId: string): Promise<Ready | undefined> {
  const delivery = await waitingDelivery(tx, deliveryId);
  if (!delivery) return undefined;
  const at = context.platform.clock.now();
  const { name: organisation, timeZone } = await context.organisation(tx);
  const { day } = localMoment(at, timeZone);
  const found = await receiverOf(tx, context, delivery);
  const told = found ? await toldTo(tx, context, { found, deliveryId, day }) : [];
  if (told.length === 0 || !found) {
    await endDelivery(tx, deliveryId, { state: 'nothing', at });
    return undefined;
  }
  const attempt = delivery.attempts + 1;
  const shared = { kind: delivery.kind, organisation, told, origin: context.origin() };
  if (found.way === 'post') {
    const { channel } = found;
    return { way: 'post', attempt, channel, parts: { ...shared, language: channel.language, at } };
  }
  const { name, email, language } = found.member;
  return { way: 'mail', attempt, to: email, parts: { ...shared, language, name } };
}

async function trySending(
  { platform }: NotifyContext,
  ready: Ready,
  { orgId, id }: { orgId: string; id: string },
): Promise<DeliveryError | null> {
  if (ready.way === 'post') {
    return sendPost(platform, { orgId, channel: ready.channel, id, words: composePost(ready.parts) });
  }
  return platform.mail.send({ to: ready.to, id, ...composeMail(ready.parts) }).then(() => null, mailErrorOf);
}

export async function deliver(context: NotifyContext, scope: Scope, deliveryId: string): Promise<void> {
  const { platform } = context;
  const ready = await platform.db.scoped(scope, async (tx) => prepare(tx, context, deliveryId));
  if (!ready) return;
  const error = await trySending(context, ready, { orgId: scope.orgId, id: deliveryId });
  const at = platform.clock.now();
  await platform.db.scoped(scope, async (tx) => {
    await insertAttempt(tx, deliveryId, { no: ready.attempt, at, error });
    const wait = error === null || isPermanent(error) ? undefined : waitAfter(ready.attempt);
    if (wait !== undefined) {
      const payload = { orgId: tx.orgId, deliveryId };
      await platform.jobs.enqueue(tx, { name: DELIVER_JOB, payload, runAt: new Date(at.getTime() + wait) });
      return;
    }
    await endDelivery(tx, deliveryId, { state: error === null ? 'sent' : 'failed', at });
    if (error === null || ready.way === 'mail') return;
    const { channel_id: channelId, kind } = ready.channel;
    if (await pauseChannel(tx, channelId, { at, reason: error, deliveryId })) {
      await audit(tx, platform.clock, {
        action: 'notify.channel_paused',
        subject: channelId,
        detail: { kind, reason: error },
      });
    }
  });
}
