// SPDX-License-Identifier: Apache-2.0
/**
 * How many devices have which verdict. Triggers write each change as a row of `assess_verdict_change`
 * (docs/decisions/0028); the sum of the rows is what counting `assess_verdict_current` would give at the same moment.
 */
import { sql } from '../platform/postgres/database.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import type { Verdict } from './settle-verdict.ts';

export interface VerdictCount {
  readonly check_id: string;
  readonly verdict: Verdict;
  readonly reason: string | null;
  readonly devices: number;
}

export async function countVerdicts(tx: ScopedTx): Promise<VerdictCount[]> {
  return tx.all<VerdictCount>(sql`
    SELECT check_id, verdict, reason, sum(devices) AS devices FROM assess_verdict_change
    WHERE org_id = ${tx.orgId} GROUP BY check_id, verdict, reason HAVING sum(devices) > 0`);
}

/** The same for the devices of one person. */
export async function countVerdictsOfOwner(tx: ScopedTx, memberId: string): Promise<VerdictCount[]> {
  return tx.all<VerdictCount>(sql`
    SELECT now.check_id, now.verdict, NULL AS reason, count(*) AS devices
    FROM assess_subject subject
    JOIN assess_verdict_current now USING (org_id, subject_kind, subject_id)
    WHERE subject.org_id = ${tx.orgId} AND subject.subject_kind = 'device' AND subject.owner_member_id = ${memberId}
    GROUP BY now.check_id, now.verdict`);
}

/** Rows that folding would save. */
export async function countFoldable(tx: ScopedTx): Promise<number> {
  const { foldable } = await tx.one<{ foldable: number }>(sql`
    SELECT coalesce(sum(rows - 1), 0)::bigint AS foldable
    FROM (SELECT count(*) AS rows FROM assess_verdict_change
          WHERE org_id = ${tx.orgId} GROUP BY check_id, verdict, reason) sums`);
  return foldable;
}

/**
 * Replaces up to `limit` rows by their sums, in one statement: whoever reads meanwhile sees all of the old rows or all of
 * the new. Only rows that this statement itself removed are added up, and those that another fold holds are left to it.
 * @returns how many rows were replaced
 */
export async function foldChanges(tx: ScopedTx, limit: number): Promise<number> {
  const { folded } = await tx.one<{ folded: number }>(sql`
    WITH chosen AS MATERIALIZED (
      SELECT change_id FROM assess_verdict_change WHERE org_id = ${tx.orgId} LIMIT ${limit} FOR UPDATE SKIP LOCKED),
    removed AS (
      DELETE FROM assess_verdict_change change USING chosen
      WHERE change.org_id = ${tx.orgId} AND change.change_id = chosen.change_id
      RETURNING change.check_id, change.verdict, change.reason, change.devices),
    kept AS (
      INSERT INTO assess_verdict_change (org_id, change_id, check_id, verdict, reason, devices)
      SELECT ${tx.orgId}, gen_random_uuid(), check_id, verdict, reason, sum(devices)
      FROM removed GROUP BY check_id, verdict, reason HAVING sum(devices) <> 0)
    SELECT count(*) AS folded FROM removed`);
  return folded;
}

/**
 * Counts every verdict and adds what the sums lack. One statement sees both sides at the same moment, so rounds that
 * go on meanwhile make no difference; two at once would both add it, hence the lock.
 * @returns how many of the sums were wrong
 */
export async function repairCounts(tx: ScopedTx): Promise<number> {
  await tx.run(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`assess-counts:${tx.orgId}`}, 0))`);
  return tx.run(sql`
    INSERT INTO assess_verdict_change (org_id, change_id, check_id, verdict, reason, devices)
    SELECT ${tx.orgId}, gen_random_uuid(), check_id, verdict, reason, sum(devices)
    FROM (SELECT check_id, verdict, reason, count(*) AS devices FROM assess_verdict_current
          WHERE org_id = ${tx.orgId} GROUP BY check_id, verdict, reason
          UNION ALL
          SELECT check_id, verdict, reason, -devices FROM assess_verdict_change WHERE org_id = ${tx.orgId}) sides
    GROUP BY check_id, verdict, reason HAVING sum(devices) <> 0`);
}
