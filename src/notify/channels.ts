// SPDX-License-Identifier: Apache-2.0
/** How an administrator gives the organisation channels, tries them and takes them away. */
import { conflict, notFound } from '../kernel/errors.ts';
import { newUuid } from '../kernel/ids.ts';
import { audit } from '../platform/audit.ts';
import type { AttemptLimit } from '../platform/attempt-limit.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import type { Scope } from '../platform/postgres/scope.ts';
import { sealWay } from './channel-secret.ts';
import type { ChannelWay } from './channel-secret.ts';
import * as store from './channel-store.ts';
import type { ChannelRow } from './channel-store.ts';
import { composePost } from './compose-post.ts';
import type { NotifyContext } from './context.ts';
import type { NewChannel } from './contract.ts';
import { insertAttempt, insertTestDelivery, lockNotices } from './notice-store.ts';
import type { PostError } from './retry.ts';
import { sendPost } from './send-post.ts';
import { newWebhookSecret } from './sign-webhook.ts';
import { localMoment } from './when.ts';

/** More than an organisation reads. */
const MAX_CHANNELS = 10;

export const shownChannel = (row: ChannelRow) => ({
  channelId: row.channel_id,
  kind: row.kind,
  label: row.label,
  language: row.language,
  host: row.host,
  createdAt: row.created_at.toISOString(),
  paused:
    row.paused_at === null || row.paused_reason === null
      ? null
      : { at: row.paused_at.toISOString(), reason: row.paused_reason },
});

function wayOf(given: NewChannel, random: NotifyContext['platform']['random']): ChannelWay {
  if (given.kind === 'chatwork') {
    // developer.chatwork.com/reference/post-rooms-room_id-messages
    return { url: `https://api.chatwork.com/v2/rooms/${given.roomId}/messages`, secret: given.token };
  }
  return given.kind === 'generic' ? { url: given.url, secret: newWebhookSecret(random) } : { url: given.url };
}

/** @throws SafeError `too_many_channels` */
export async function createChannel(tx: ScopedTx, { platform }: NotifyContext, given: NewChannel) {
  const { clock, random, secrets } = platform;
  await lockNotices(tx);
  if ((await store.openChannels(tx)).length >= MAX_CHANNELS) throw conflict('too_many_channels');
  const channelId = newUuid(clock, random);
  const way = wayOf(given, random);
  const { kind, label, language } = given;
  await store.insertChannel(tx, {
    channelId,
    kind,
    label,
    language,
    host: new URL(way.url).host,
    sealed: sealWay(secrets, { orgId: tx.orgId, channelId }, way),
    at: clock.now(),
  });
  await audit(tx, clock, { action: 'notify.channel_created', subject: channelId, detail: { kind, label } });
  return {
    channel: shownChannel(await existing(tx, channelId)),
    secret: kind === 'generic' ? (way.secret ?? null) : null,
  };
}

async function existing(tx: ScopedTx, channelId: string): Promise<ChannelRow> {
  const row = await store.readChannel(tx, channelId);
  if (!row) throw notFound('channel_not_found');
  return row;
}

export async function removeChannel(tx: ScopedTx, { platform }: NotifyContext, channelId: string): Promise<void> {
  const { label, kind } = await existing(tx, channelId);
  await store.removeChannel(tx, channelId, platform.clock.now());
  await audit(tx, platform.clock, { action: 'notify.channel_removed', subject: channelId, detail: { kind, label } });
}

export async function switchChannelOn(tx: ScopedTx, { platform }: NotifyContext, channelId: string) {
  const { label, kind, paused_at: paused } = await existing(tx, channelId);
  if (paused !== null) {
    await store.switchChannelOn(tx, channelId);
    const action = 'notify.channel_switched_on';
    await audit(tx, platform.clock, { action, subject: channelId, detail: { kind, label } });
  }
  return shownChannel(await existing(tx, channelId));
}

/** One try, now. The limit counts by organisation: nobody floods a channel, or uses us to knock elsewhere. */
export async function testChannel(
  context: NotifyContext,
  { scope, channelId, limit }: { readonly scope: Scope; readonly channelId: string; readonly limit: AttemptLimit },
): Promise<PostError | null> {
  const { db, clock, random } = context.platform;
  limit.refuseIfExceeded(scope.orgId);
  limit.count(scope.orgId);
  const { channel, organisation } = await db.scoped(scope, async (tx) => ({
    channel: await existing(tx, channelId),
    organisation: await context.organisation(tx),
  }));
  const deliveryId = newUuid(clock, random);
  const { language, kind, label } = channel;
  const at = clock.now();
  const words = composePost({
    kind: 'test',
    language,
    organisation: organisation.name,
    told: [],
    origin: context.origin(),
    at,
  });
  const error = await sendPost(context.platform, { orgId: scope.orgId, channel, id: deliveryId, words });
  const { day } = localMoment(at, organisation.timeZone);
  await db.scoped(scope, async (tx) => {
    await insertTestDelivery(tx, { deliveryId, channelId, day, at, endedAt: clock.now(), failed: error !== null });
    await insertAttempt(tx, deliveryId, { no: 1, at: clock.now(), error });
    const detail = { kind, label, result: error ?? 'sent' };
    await audit(tx, clock, { action: 'notify.channel_tested', subject: channelId, detail });
  });
  return error;
}
