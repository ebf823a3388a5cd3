// SPDX-License-Identifier: Apache-2.0
import { sql } from '../platform/postgres/database.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';

/**
 * Keeps the list equal to what stands now: what has recovered is forgotten, what is new begins now. Gives back since
 * when each stands. Under `lockNotices`.
 */
export async function keepStanding(
  tx: ScopedTx,
  keys: readonly string[],
  at: Date,
): Promise<ReadonlyMap<string, Date>> {
  const now = sql`${[...keys]}::text[]`;
  await tx.run(sql`DELETE FROM notify_standing WHERE org_id = ${tx.orgId} AND standing_key <> ALL(${now})`);
  await tx.run(sql`
    INSERT INTO notify_standing (org_id, standing_key, since)
    SELECT ${tx.orgId}, standing_key, ${at}::timestamptz FROM unnest(${now}) AS given (standing_key)
    ON CONFLICT DO NOTHING`);
  return standingSince(tx);
}

export async function standingSince(tx: ScopedTx): Promise<ReadonlyMap<string, Date>> {
  const rows = await tx.all<{ standing_key: string; since: Date }>(sql`
    SELECT standing_key, since FROM notify_standing WHERE org_id = ${tx.orgId}`);
  return new Map(rows.map(({ standing_key, since }) => [standing_key, since]));
}
