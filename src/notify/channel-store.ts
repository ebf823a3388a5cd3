// SPDX-License-Identifier: Apache-2.0
import type { Language } from '../kernel/language.ts';
import { sql } from '../platform/postgres/database.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import type { ChannelKind } from './contract.ts';
import type { DeliveryError } from './retry.ts';

export interface ChannelRow {
  readonly channel_id: string;
  readonly kind: ChannelKind;
  readonly label: string;
  readonly language: Language;
  readonly host: string;
  readonly sealed: Buffer | null;
  readonly created_at: Date;
  readonly paused_at: Date | null;
  readonly paused_reason: DeliveryError | null;
}

const CHANNEL = sql`channel_id, kind, label, language, host, sealed, created_at, paused_at, paused_reason`;

/** Those that were not taken away, oldest first. */
export const openChannels = async (tx: ScopedTx): Promise<ChannelRow[]> =>
  tx.all<ChannelRow>(sql`
    SELECT ${CHANNEL} FROM notify_channel WHERE org_id = ${tx.orgId} AND removed_at IS NULL
    ORDER BY created_at, channel_id`);

export const readChannel = async (tx: ScopedTx, channelId: string): Promise<ChannelRow | undefined> =>
  tx.maybe<ChannelRow>(sql`
    SELECT ${CHANNEL} FROM notify_channel
    WHERE org_id = ${tx.orgId} AND channel_id = ${channelId} AND removed_at IS NULL`);

/** Labels, with those of channels that are gone: old deliveries name them. */
export const channelLabels = async (tx: ScopedTx): Promise<ReadonlyMap<string, string>> =>
  new Map(
    (
      await tx.all<{ channel_id: string; label: string }>(sql`
        SELECT channel_id, label FROM notify_channel WHERE org_id = ${tx.orgId}`)
    ).map(({ channel_id, label }) => [channel_id, label]),
  );

export interface NewChannel {
  readonly channelId: string;
  readonly kind: ChannelKind;
  readonly label: string;
  readonly language: Language;
  readonly host: string;
  readonly sealed: Uint8Array;
  readonly at: Date;
}

export async function insertChannel(tx: ScopedTx, given: NewChannel): Promise<void> {
  await tx.run(sql`
    INSERT INTO notify_channel (org_id, channel_id, kind, label, language, host, sealed, created_at)
    VALUES (${tx.orgId}, ${given.channelId}, ${given.kind}, ${given.label}, ${given.language}, ${given.host},
            ${given.sealed}, ${given.at})`);
}

/** Forgets address and secret. What was to be sent is not sent any more. */
export async function removeChannel(tx: ScopedTx, channelId: string, at: Date): Promise<boolean> {
  const gone = await tx.run(sql`
    UPDATE notify_channel SET removed_at = ${at}, sealed = NULL
    WHERE org_id = ${tx.orgId} AND channel_id = ${channelId} AND removed_at IS NULL`);
  if (gone === 0) return false;
  await tx.run(sql`
    UPDATE notify_delivery SET state = 'nothing', ended_at = ${at}
    WHERE org_id = ${tx.orgId} AND channel_id = ${channelId} AND state = 'waiting'`);
  await tx.run(sql`DELETE FROM notify_notice WHERE org_id = ${tx.orgId} AND channel_id = ${channelId}`);
  return true;
}

/** False when it is paused already. What the failed delivery held waits for the next one. */
export async function pauseChannel(
  tx: ScopedTx,
  channelId: string,
  { at, reason, deliveryId }: { at: Date; reason: DeliveryError; deliveryId: string },
): Promise<boolean> {
  await tx.run(sql`
    UPDATE notify_notice SET delivery_id = NULL WHERE org_id = ${tx.orgId} AND delivery_id = ${deliveryId}`);
  const paused = await tx.run(sql`
    UPDATE notify_channel SET paused_at = ${at}, paused_reason = ${reason}
    WHERE org_id = ${tx.orgId} AND channel_id = ${channelId} AND paused_at IS NULL AND removed_at IS NULL`);
  return paused === 1;
}

export async function switchChannelOn(tx: ScopedTx, channelId: string): Promise<boolean> {
  const written = await tx.run(sql`
    UPDATE notify_channel SET paused_at = NULL, paused_reason = NULL
    WHERE org_id = ${tx.orgId} AND channel_id = ${channelId} AND removed_at IS NULL`);
  return written === 1;
}
