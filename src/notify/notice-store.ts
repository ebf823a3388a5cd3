// SPDX-License-Identifier: Apache-2.0
import { sql } from '../platform/postgres/database.ts';
import type { ScopedTx, Sql } from '../platform/postgres/database.ts';
import type { PlannedNotice } from './plan-notices.ts';
import type { DeliveryError } from './retry.ts';
import type { Choice } from './when.ts';

/** Who is told: a person by mail, or the organisation in a channel. */
export type To =
  | { readonly memberId: string; readonly channelId: null }
  | { readonly memberId: null; readonly channelId: string };

const isFor = ({ memberId, channelId }: To): Sql =>
  memberId === null ? sql`channel_id = ${channelId}` : sql`member_id = ${memberId}`;

/** One look at an organisation at a time: two would both see that today's mail is missing. */
export async function lockNotices(tx: ScopedTx): Promise<void> {
  await tx.run(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`notify:${tx.orgId}`}, 0))`);
}

interface ChoiceRow {
  readonly member_id: string;
  readonly mail: boolean;
  readonly urgent_in_quiet: boolean;
  readonly quiet_from: number;
  readonly quiet_until: number;
  readonly digest_at: number;
}

/** Of those who chose; everybody else has the defaults. */
export async function choices(tx: ScopedTx): Promise<ReadonlyMap<string, Choice>> {
  const rows = await tx.all<ChoiceRow>(sql`
    SELECT member_id, mail, urgent_in_quiet, quiet_from, quiet_until, digest_at FROM notify_choice
    WHERE org_id = ${tx.orgId}`);
  return new Map(
    rows.map((row) => [
      row.member_id,
      {
        mail: row.mail,
        urgentInQuiet: row.urgent_in_quiet,
        quietFrom: row.quiet_from,
        quietUntil: row.quiet_until,
        digestAt: row.digest_at,
      },
    ]),
  );
}

export async function keepChoice(tx: ScopedTx, choice: Choice & { memberId: string; at: Date }): Promise<void> {
  await tx.run(sql`
    INSERT INTO notify_choice (org_id, member_id, mail, urgent_in_quiet, quiet_from, quiet_until, digest_at, updated_at)
    VALUES (${tx.orgId}, ${choice.memberId}, ${choice.mail}, ${choice.urgentInQuiet}, ${choice.quietFrom},
            ${choice.quietUntil}, ${choice.digestAt}, ${choice.at})
    ON CONFLICT (org_id, member_id) DO UPDATE SET mail = excluded.mail, urgent_in_quiet = excluded.urgent_in_quiet,
      quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until, digest_at = excluded.digest_at,
      updated_at = excluded.updated_at`);
}

/** Adds what was not told yet. */
export async function insertNotices(
  tx: ScopedTx,
  { to, at }: { readonly to: To; readonly at: Date },
  notices: readonly (PlannedNotice & { readonly noticeId: string })[],
): Promise<void> {
  if (notices.length === 0) return;
  const rows = notices.map(({ noticeId, taskId, standingKey, kind, urgent, dedupKey }) => ({
    notice_id: noticeId,
    task_id: taskId,
    standing_key: standingKey,
    kind,
    urgent,
    dedup_key: dedupKey,
  }));
  await tx.run(sql`
    INSERT INTO notify_notice (org_id, notice_id, member_id, channel_id, task_id, standing_key, kind, urgent, dedup_key,
      created_at)
    SELECT ${tx.orgId}, notice_id, ${to.memberId}::uuid, ${to.channelId}::uuid, task_id, standing_key, kind, urgent,
      dedup_key, ${at}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS new (
      notice_id uuid, task_id uuid, standing_key text, kind text, urgent boolean, dedup_key text)
    ON CONFLICT (org_id, dedup_key) DO NOTHING`);
}

/** Whoever answered before the mail went out is not told of it, and what they may be asked later is new. */
export async function dropTakenBack(tx: ScopedTx, to: To, askedNow: readonly string[]): Promise<void> {
  await tx.run(sql`
    DELETE FROM notify_notice WHERE org_id = ${tx.orgId} AND ${isFor(to)} AND delivery_id IS NULL AND kind = 'asked'
      AND standing_key <> ALL(${[...askedNow]}::text[])`);
}

export async function waitingNotices(tx: ScopedTx, to: To): Promise<{ urgent: boolean }[]> {
  return tx.all<{ urgent: boolean }>(sql`
    SELECT urgent FROM notify_notice WHERE org_id = ${tx.orgId} AND ${isFor(to)} AND delivery_id IS NULL`);
}

export interface NewDelivery {
  readonly deliveryId: string;
  readonly to: To;
  readonly kind: 'digest' | 'urgent';
  readonly day: string;
  readonly at: Date;
}

/** Puts what waits into one mail or post; false when this day has its digest already. */
export async function openDelivery(tx: ScopedTx, given: NewDelivery): Promise<boolean> {
  const { to, kind } = given;
  const oneADay =
    to.memberId === null
      ? sql`(org_id, channel_id, day) WHERE kind = 'digest' AND state <> 'failed'`
      : sql`(org_id, member_id, day) WHERE kind = 'digest'`;
  const made = await tx.run(sql`
    INSERT INTO notify_delivery (org_id, delivery_id, member_id, channel_id, kind, day, state, created_at)
    VALUES (${tx.orgId}, ${given.deliveryId}, ${to.memberId}, ${to.channelId}, ${kind}, ${given.day}::date, 'waiting',
            ${given.at})
    ON CONFLICT ${oneADay} DO NOTHING`);
  if (made === 0) return false;
  await tx.run(sql`
    UPDATE notify_notice SET delivery_id = ${given.deliveryId}
    WHERE org_id = ${tx.orgId} AND ${isFor(to)} AND delivery_id IS NULL AND (urgent OR ${kind === 'digest'})`);
  return true;
}

/** A test is written down when it is over. */
export async function insertTestDelivery(
  tx: ScopedTx,
  given: { deliveryId: string; channelId: string; day: string; at: Date; endedAt: Date; failed: boolean },
): Promise<void> {
  await tx.run(sql`
    INSERT INTO notify_delivery (org_id, delivery_id, channel_id, kind, day, state, created_at, ended_at)
    VALUES (${tx.orgId}, ${given.deliveryId}, ${given.channelId}, 'test', ${given.day}::date,
            ${given.failed ? 'failed' : 'sent'}, ${given.at}, ${given.endedAt})`);
}

export interface WaitingDelivery {
  readonly member_id: string | null;
  readonly channel_id: string | null;
  readonly kind: 'digest' | 'urgent';
  readonly attempts: number;
}

export async function waitingDelivery(tx: ScopedTx, deliveryId: string): Promise<WaitingDelivery | undefined> {
  return tx.maybe<WaitingDelivery>(sql`
    SELECT member_id, channel_id, kind, (SELECT count(*) FROM notify_attempt tried
      WHERE tried.org_id = delivery.org_id AND tried.delivery_id = delivery.delivery_id) AS attempts
    FROM notify_delivery delivery
    WHERE org_id = ${tx.orgId} AND delivery_id = ${deliveryId} AND state = 'waiting'`);
}

export async function noticesOf(
  tx: ScopedTx,
  deliveryId: string,
): Promise<Pick<PlannedNotice, 'taskId' | 'standingKey' | 'kind'>[]> {
  return tx.all<Pick<PlannedNotice, 'taskId' | 'standingKey' | 'kind'>>(sql`
    SELECT task_id AS "taskId", standing_key AS "standingKey", kind FROM notify_notice
    WHERE org_id = ${tx.orgId} AND delivery_id = ${deliveryId} ORDER BY created_at, notice_id`);
}

export async function endDelivery(
  tx: ScopedTx,
  deliveryId: string,
  { state, at }: { state: 'sent' | 'nothing' | 'failed'; at: Date },
): Promise<void> {
  await tx.run(sql`
    UPDATE notify_delivery SET state = ${state}, ended_at = ${at}
    WHERE org_id = ${tx.orgId} AND delivery_id = ${deliveryId}`);
}

export async function insertAttempt(
  tx: ScopedTx,
  deliveryId: string,
  { no, at, error }: { no: number; at: Date; error: DeliveryError | null },
): Promise<void> {
  await tx.run(sql`
    INSERT INTO notify_attempt (org_id, delivery_id, attempt_no, at, error)
    VALUES (${tx.orgId}, ${deliveryId}, ${no}, ${at}, ${error}) ON CONFLICT DO NOTHING`);
}

export interface DeliveryRow {
  readonly delivery_id: string;
  readonly member_id: string | null;
  readonly channel_id: string | null;
  readonly kind: 'digest' | 'urgent' | 'test';
  readonly day: string;
  readonly state: 'waiting' | 'sent' | 'nothing' | 'failed';
  readonly created_at: Date;
  readonly ended_at: Date | null;
  readonly attempts: number;
  readonly last_error: DeliveryError | null;
}

export async function lastDeliveries(tx: ScopedTx, limit: number): Promise<DeliveryRow[]> {
  return tx.all<DeliveryRow>(sql`
    SELECT delivery.delivery_id, member_id, channel_id, kind, day, state, created_at, ended_at,
      coalesce(tried.attempt_no, 0) AS attempts, tried.error AS last_error
    FROM notify_delivery delivery LEFT JOIN LATERAL (
      SELECT attempt_no, error FROM notify_attempt
      WHERE org_id = ${tx.orgId} AND delivery_id = delivery.delivery_id ORDER BY attempt_no DESC LIMIT 1) tried ON true
    WHERE delivery.org_id = ${tx.orgId}
    ORDER BY created_at DESC, delivery.delivery_id DESC LIMIT ${limit}`);
}

/** Notices stay longer than mails: they are the memory of what was told already. */
export async function deleteOld(tx: ScopedTx, before: { deliveries: Date; notices: Date }): Promise<void> {
  await tx.run(sql`DELETE FROM notify_delivery WHERE org_id = ${tx.orgId} AND created_at < ${before.deliveries}`);
  await tx.run(sql`DELETE FROM notify_notice WHERE org_id = ${tx.orgId} AND created_at < ${before.notices}`);
}
