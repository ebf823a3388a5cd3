// SPDX-License-Identifier: Apache-2.0
import { sql } from '../platform/postgres/database.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';

export interface FeedRow {
  readonly secret_hash: Buffer;
  readonly created_at: Date;
  readonly last_read_at: Date | null;
}

export const readFeed = async (tx: ScopedTx, memberId: string): Promise<FeedRow | undefined> =>
  tx.maybe<FeedRow>(sql`
    SELECT secret_hash, created_at, last_read_at FROM notify_feed
    WHERE org_id = ${tx.orgId} AND member_id = ${memberId}`);

/** A new address takes the place of the old one, which ends at once. */
export async function keepFeed(
  tx: ScopedTx,
  { memberId, hash, at }: { readonly memberId: string; readonly hash: Uint8Array; readonly at: Date },
): Promise<void> {
  await tx.run(sql`
    INSERT INTO notify_feed (org_id, member_id, secret_hash, created_at) VALUES (${tx.orgId}, ${memberId}, ${hash}, ${at})
    ON CONFLICT (org_id, member_id) DO UPDATE
      SET secret_hash = excluded.secret_hash, created_at = excluded.created_at, last_read_at = NULL`);
}

export const deleteFeed = async (tx: ScopedTx, memberId: string): Promise<boolean> =>
  (await tx.run(sql`DELETE FROM notify_feed WHERE org_id = ${tx.orgId} AND member_id = ${memberId}`)) === 1;

/** Programs read every few minutes; an hour tells enough. */
export async function touchFeed(tx: ScopedTx, memberId: string, at: Date): Promise<void> {
  await tx.run(sql`
    UPDATE notify_feed SET last_read_at = ${at}
    WHERE org_id = ${tx.orgId} AND member_id = ${memberId}
      AND (last_read_at IS NULL OR last_read_at < ${at}::timestamptz - interval '1 hour')`);
}
