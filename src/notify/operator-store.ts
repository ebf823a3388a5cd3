// SPDX-License-Identifier: Apache-2.0
import { sql } from '../platform/postgres/database.ts';
import type { GlobalTx } from '../platform/postgres/database.ts';

export async function lockOperatorNotices(tx: GlobalTx): Promise<void> {
  await tx.run(sql`SELECT pg_advisory_xact_lock(hashtextextended('notify:operators', 0))`);
}

/** One row for each operator and thing while it stands; what has recovered, and who is no operator any more, is forgotten. */
export async function keepOperatorNotices(
  tx: GlobalTx,
  {
    accountIds,
    keys,
    at,
  }: { readonly accountIds: readonly string[]; readonly keys: readonly string[]; readonly at: Date },
): Promise<void> {
  const accounts = sql`${[...accountIds]}::uuid[]`;
  const standing = sql`${[...keys]}::text[]`;
  await tx.run(sql`
    DELETE FROM notify_operator_notice WHERE account_id <> ALL(${accounts}) OR standing_key <> ALL(${standing})`);
  await tx.run(sql`
    INSERT INTO notify_operator_notice (account_id, standing_key, since, next_at)
    SELECT account_id, standing_key, ${at}::timestamptz, ${at}::timestamptz
    FROM unnest(${accounts}) AS account (account_id) CROSS JOIN unnest(${standing}) AS stands (standing_key)
    ON CONFLICT DO NOTHING`);
}

export interface OperatorNotice {
  readonly account_id: string;
  readonly standing_key: string;
  readonly since: Date;
  readonly attempts: number;
}

/** Whose next try has come. */
export const dueOperatorNotices = async (tx: GlobalTx, at: Date): Promise<OperatorNotice[]> =>
  tx.all<OperatorNotice>(sql`
    SELECT account_id, standing_key, since, attempts FROM notify_operator_notice
    WHERE next_at <= ${at} ORDER BY next_at, account_id, standing_key LIMIT 100`);

/** `nextAt` null = no more tries: it was told, or all of them failed. */
export async function writeTry(
  tx: GlobalTx,
  { account_id, standing_key }: OperatorNotice,
  given: { readonly attempts: number; readonly nextAt: Date | null },
): Promise<void> {
  await tx.run(sql`
    UPDATE notify_operator_notice SET attempts = ${given.attempts}, next_at = ${given.nextAt}
    WHERE account_id = ${account_id} AND standing_key = ${standing_key}`);
}
