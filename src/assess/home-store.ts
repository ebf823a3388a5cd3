// SPDX-License-Identifier: Apache-2.0
import { sql } from '../platform/postgres/database.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import type { Verdict } from './settle-verdict.ts';

export interface VerdictCount {
  readonly check_id: string;
  readonly verdict: Verdict;
  readonly reason: string | null;
  readonly devices: number;
}

/**
 * Leaps from key to key of the counting index and counts each range by itself: with 10,000 devices half the cost of
 * grouping every row. Each (check, verdict) ends with one row without a reason, which counts those that have none.
 */
export async function countVerdicts(tx: ScopedTx): Promise<VerdictCount[]> {
  const now = sql`assess_verdict_current now WHERE now.org_id = ${tx.orgId}`;
  return tx.all<VerdictCount>(sql`
    WITH RECURSIVE checks AS (
      SELECT (SELECT min(now.check_id) FROM ${now}) AS check_id
      UNION ALL
      SELECT (SELECT min(now.check_id) FROM ${now} AND now.check_id > checks.check_id)
      FROM checks WHERE checks.check_id IS NOT NULL),
    reasons AS (
      SELECT check_id, verdict,
        (SELECT min(now.reason) FROM ${now} AND now.check_id = checks.check_id AND now.verdict = verdicts.verdict) AS reason
      FROM checks CROSS JOIN unnest(ARRAY['pass', 'fail', 'unknown', 'not_applicable']) AS verdicts (verdict)
      WHERE check_id IS NOT NULL
      UNION ALL
      SELECT check_id, verdict,
        (SELECT min(now.reason) FROM ${now} AND now.check_id = reasons.check_id AND now.verdict = reasons.verdict
           AND now.reason > reasons.reason)
      FROM reasons WHERE reasons.reason IS NOT NULL),
    counted AS MATERIALIZED (
      SELECT check_id, verdict, reason,
        (SELECT count(*) FROM ${now} AND now.check_id = reasons.check_id AND now.verdict = reasons.verdict
           AND now.reason = reasons.reason) AS devices
      FROM reasons WHERE reason IS NOT NULL
      UNION ALL
      SELECT check_id, verdict, NULL,
        (SELECT count(*) FROM ${now} AND now.check_id = reasons.check_id AND now.verdict = reasons.verdict
           AND now.reason IS NULL)
      FROM reasons WHERE reason IS NULL)
    SELECT check_id, verdict, reason, devices FROM counted WHERE devices > 0`);
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

/** Who has a device on which one of these checks says no; bounded, for a page. */
export async function failingOwners(
  tx: ScopedTx,
  checkIds: readonly string[],
): Promise<{ check_id: string; owner_member_id: string }[]> {
  return tx.all<{ check_id: string; owner_member_id: string }>(sql`
    SELECT DISTINCT now.check_id, subject.owner_member_id
    FROM assess_verdict_current now
    JOIN assess_subject subject USING (org_id, subject_kind, subject_id)
    WHERE now.org_id = ${tx.orgId} AND now.check_id = ANY(${[...checkIds]}::text[]) AND now.verdict = 'fail'
      AND subject.owner_member_id IS NOT NULL
    LIMIT 10000`);
}

export interface DeclarationRow {
  readonly control_id: string;
  readonly value: 4 | 2 | 0 | -1 | null;
  readonly note: string;
  readonly member_id: string;
  readonly declared_at: Date;
}

export async function newestDeclarations(tx: ScopedTx): Promise<DeclarationRow[]> {
  return tx.all<DeclarationRow>(sql`
    SELECT DISTINCT ON (control_id) control_id, value, note, member_id, declared_at FROM assess_declaration
    WHERE org_id = ${tx.orgId} ORDER BY control_id, declared_at DESC, declaration_id DESC`);
}

export async function declarationsOf(tx: ScopedTx, controlId: string, limit: number): Promise<DeclarationRow[]> {
  return tx.all<DeclarationRow>(sql`
    SELECT control_id, value, note, member_id, declared_at FROM assess_declaration
    WHERE org_id = ${tx.orgId} AND control_id = ${controlId}
    ORDER BY declared_at DESC, declaration_id DESC LIMIT ${limit}`);
}

export interface NewDeclaration {
  readonly declarationId: string;
  readonly controlId: string;
  readonly value: DeclarationRow['value'];
  readonly note: string;
  readonly memberId: string;
  readonly at: Date;
  readonly edition: string;
  readonly leafId: string;
}

export async function insertDeclaration(tx: ScopedTx, row: NewDeclaration): Promise<void> {
  await tx.run(sql`
    INSERT INTO assess_declaration
      (org_id, declaration_id, control_id, value, note, member_id, declared_at, catalog_edition, leaf_id)
    VALUES (${tx.orgId}, ${row.declarationId}, ${row.controlId}, ${row.value}, ${row.note}, ${row.memberId}, ${row.at},
            ${row.edition}, ${row.leafId})`);
}

/** Up to three names of failing devices for each of the given checks. */
export async function failingNames(
  tx: ScopedTx,
  checkIds: readonly string[],
): Promise<{ check_id: string; label: string }[]> {
  return tx.all<{ check_id: string; label: string }>(sql`
    SELECT wanted.check_id, subject.label
    FROM unnest(${[...checkIds]}::text[]) AS wanted (check_id)
    CROSS JOIN LATERAL (
      SELECT subject_kind, subject_id FROM assess_verdict_current
      WHERE org_id = ${tx.orgId} AND check_id = wanted.check_id AND verdict = 'fail'
      ORDER BY subject_kind, subject_id LIMIT 3) failing
    JOIN assess_subject subject
      ON subject.org_id = ${tx.orgId} AND subject.subject_kind = failing.subject_kind AND subject.subject_id = failing.subject_id`);
}

export async function countSubjects(tx: ScopedTx): Promise<{ active: number; silent: number }> {
  return tx.one<{ active: number; silent: number }>(sql`
    SELECT count(*) FILTER (WHERE state = 'active') AS active, count(*) FILTER (WHERE state = 'silent') AS silent
    FROM assess_subject WHERE org_id = ${tx.orgId} AND subject_kind = 'device'`);
}
