// SPDX-License-Identifier: Apache-2.0
import { sql } from '../platform/postgres/database.ts';
import type { ScopedTx, Sql } from '../platform/postgres/database.ts';
import type { CLOSED_HOW, FINDING_KINDS } from './contract.ts';
import type { Observed } from './settle-verdict.ts';
import type { SubjectKind, SubjectRef } from './verdict-store.ts';

export type FindingKind = (typeof FINDING_KINDS)[number];
export type ClosedHow = (typeof CLOSED_HOW)[number];

export interface NewFinding {
  readonly findingId: string;
  readonly dedupeKey: string;
  readonly kind: FindingKind;
  readonly controlId: string | null;
  readonly checkId: string | null;
  readonly severity: number;
  readonly params: Observed;
  readonly leafId: string | null;
}

export interface FindingRow {
  readonly finding_id: string;
  readonly dedupe_key: string;
  readonly kind: FindingKind;
  readonly control_id: string | null;
  readonly check_id: string | null;
  readonly subject_kind: SubjectKind | null;
  readonly subject_id: string | null;
  readonly label: string | null;
  readonly platform: string | null;
  readonly severity: number;
  readonly params: Observed;
  readonly state: 'open' | 'closed';
  readonly opened_at: Date;
  readonly closed_at: Date | null;
  readonly closed_how: ClosedHow | null;
  readonly closed_reason: string | null;
  readonly closed_until: string | null;
}

const FINDING: Sql = sql`
  SELECT finding.finding_id, dedupe_key, kind, control_id, check_id, target.subject_kind, target.subject_id, subject.label, subject.platform,
         severity, params, finding.state, opened_at, closed_at, closed_how, closed_reason, closed_until
  FROM assess_finding finding
  LEFT JOIN assess_finding_target target USING (org_id, finding_id)
  LEFT JOIN assess_subject subject
    ON subject.org_id = target.org_id AND subject.subject_kind = target.subject_kind AND subject.subject_id = target.subject_id`;

/**
 * Opens findings, or opens them again. A person's overruling (`accepted_until`, `false_positive`, `attested_until`)
 * holds until its date; only then does the machine's word count again.
 * Returns those that are open now and were not before.
 */
export async function openFindings(
  tx: ScopedTx,
  {
    now,
    today,
    edition,
    subject,
    findings,
  }: {
    now: Date;
    today: string;
    edition: string;
    subject: SubjectRef;
    findings: readonly NewFinding[];
  },
): Promise<{ finding_id: string; dedupe_key: string; check_id: string | null }[]> {
  const rows = findings.map((finding) => ({
    finding_id: finding.findingId,
    dedupe_key: finding.dedupeKey,
    kind: finding.kind,
    control_id: finding.controlId,
    check_id: finding.checkId,
    severity: finding.severity,
    params: finding.params,
    leaf_id: finding.leafId,
  }));
  return tx.all<{ finding_id: string; dedupe_key: string; check_id: string | null }>(sql`
    WITH new AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS given (
        finding_id uuid, dedupe_key text, kind text, control_id text, check_id text, severity smallint, params jsonb, leaf_id uuid)),
    opened AS (
      INSERT INTO assess_finding AS held
        (org_id, finding_id, dedupe_key, kind, control_id, check_id, severity, params, state, opened_at, opened_leaf_id,
         catalog_edition)
      SELECT ${tx.orgId}, finding_id, dedupe_key, kind, control_id, check_id, severity, params, 'open', ${now}, leaf_id, ${edition}
      FROM new ORDER BY dedupe_key
      ON CONFLICT (org_id, dedupe_key) DO UPDATE SET
        state = 'open', opened_at = excluded.opened_at, opened_leaf_id = excluded.opened_leaf_id,
        params = excluded.params, severity = excluded.severity, times_opened = held.times_opened + 1,
        closed_at = NULL, closed_how = NULL, closed_by = NULL, closed_reason = NULL, closed_until = NULL, proof_leaf_id = NULL
      WHERE held.state = 'closed' AND (held.closed_until IS NULL OR held.closed_until < ${today}::date)
      RETURNING finding_id, dedupe_key, check_id),
    -- Still failing, but differently: an open finding shows what is seen now.
    refreshed AS (
      UPDATE assess_finding held SET params = new.params, severity = new.severity
      FROM new WHERE held.org_id = ${tx.orgId} AND held.dedupe_key = new.dedupe_key AND held.state = 'open'
        AND (held.params, held.severity) IS DISTINCT FROM (new.params, new.severity)),
    aimed AS (
      INSERT INTO assess_finding_target (org_id, finding_id, subject_kind, subject_id)
      SELECT ${tx.orgId}, finding_id, ${subject.kind}, ${subject.id} FROM opened
      ON CONFLICT (org_id, finding_id, subject_kind, subject_id) DO NOTHING)
    SELECT finding_id, dedupe_key, check_id FROM opened`);
}

export interface Closing {
  readonly how: ClosedHow;
  readonly by: string;
  readonly reason: string | null;
  readonly until: string | null;
  readonly at: Date;
}

/**
 * Proof outranks a person's word: what was only accepted, attested or doubted becomes proven, so that it is not
 * opened again when the word runs out. The same when its subject is gone.
 */
const closable = (how: ClosedHow): Sql => sql`
  (finding.state = 'open' OR (${how} IN ('proven', 'subject_gone')
    AND finding.closed_how IN ('accepted_until', 'attested_until', 'false_positive')))`;

/** Which of the keys would be closed now; asked before any lock is taken, as most rounds close nothing. */
export async function closableKeys(
  tx: ScopedTx,
  keys: readonly string[],
  how: ClosedHow,
): Promise<ReadonlySet<string>> {
  const rows = await tx.all<{ dedupe_key: string }>(sql`
    SELECT dedupe_key FROM assess_finding finding
    WHERE finding.org_id = ${tx.orgId} AND dedupe_key = ANY(${[...keys]}::text[]) AND ${closable(how)}`);
  return new Set(rows.map((row) => row.dedupe_key));
}

/** Closes open findings by their keys; `proof` names the ledger leaf for each key. */
export async function closeFindings(
  tx: ScopedTx,
  keys: readonly { readonly dedupeKey: string; readonly proofLeafId: string | null }[],
  closing: Closing,
): Promise<{ finding_id: string; dedupe_key: string }[]> {
  return tx.all<{ finding_id: string; dedupe_key: string }>(sql`
    UPDATE assess_finding finding SET state = 'closed', closed_at = ${closing.at}, closed_how = ${closing.how},
      closed_by = ${closing.by}, closed_reason = ${closing.reason}, closed_until = ${closing.until}::date,
      proof_leaf_id = done.proof
    FROM unnest(${keys.map(({ dedupeKey }) => dedupeKey)}::text[], ${keys.map(({ proofLeafId }) => proofLeafId)}::uuid[])
      AS done (dedupe_key, proof)
    WHERE finding.org_id = ${tx.orgId} AND finding.dedupe_key = done.dedupe_key
      AND ${closable(closing.how)}
    RETURNING finding.finding_id, finding.dedupe_key`);
}

/** A closed finding whose overruling rested on a person: opened again by hand or because its date has passed. */
export async function reopenFinding(tx: ScopedTx, id: string, now: Date): Promise<boolean> {
  const count = await tx.run(sql`
    UPDATE assess_finding SET state = 'open', opened_at = ${now}, times_opened = times_opened + 1, closed_at = NULL,
      closed_how = NULL, closed_by = NULL, closed_reason = NULL, closed_until = NULL, proof_leaf_id = NULL
    WHERE org_id = ${tx.orgId} AND finding_id = ${id} AND state = 'closed'
      AND closed_how IN ('attested_until', 'false_positive', 'accepted_until')`);
  return count === 1;
}

export async function overrulingsPast(tx: ScopedTx, today: string, limit: number): Promise<FindingRow[]> {
  return tx.all<FindingRow>(sql`
    ${FINDING} WHERE finding.org_id = ${tx.orgId} AND finding.state = 'closed' AND closed_until < ${today}::date
    ORDER BY closed_until, finding.finding_id LIMIT ${limit}`);
}

/** Keys of a subject's findings that are open, or closed by a person's word only. */
export async function unprovenKeys(tx: ScopedTx, subjectId: string): Promise<string[]> {
  const rows = await tx.all<{ dedupe_key: string }>(sql`
    SELECT dedupe_key FROM assess_finding finding JOIN assess_finding_target target USING (org_id, finding_id)
    WHERE finding.org_id = ${tx.orgId} AND target.subject_kind = 'device' AND target.subject_id = ${subjectId}
      AND (finding.state = 'open' OR closed_how IN ('accepted_until', 'attested_until', 'false_positive'))`);
  return rows.map((row) => row.dedupe_key);
}

export async function readFinding(tx: ScopedTx, id: string): Promise<FindingRow | undefined> {
  return tx.maybe<FindingRow>(sql`${FINDING} WHERE finding.org_id = ${tx.orgId} AND finding.finding_id = ${id}`);
}

export async function findingsOfSubject(tx: ScopedTx, subjectId: string, limit: number): Promise<FindingRow[]> {
  return tx.all<FindingRow>(sql`
    ${FINDING} WHERE finding.org_id = ${tx.orgId} AND target.subject_kind = 'device' AND target.subject_id = ${subjectId}
    ORDER BY finding.state DESC, coalesce(closed_at, opened_at) DESC LIMIT ${limit}`);
}

/** Open ones first; `limit` of them, by name. */
export async function findingsOfTask(tx: ScopedTx, taskId: string, limit: number): Promise<FindingRow[]> {
  return tx.all<FindingRow>(sql`
    ${FINDING} JOIN (
      SELECT finding_id FROM assess_task_finding WHERE org_id = ${tx.orgId} AND task_id = ${taskId}
      ORDER BY open DESC, finding_id LIMIT ${limit}) link ON link.finding_id = finding.finding_id
    WHERE finding.org_id = ${tx.orgId}
    ORDER BY finding.state DESC, subject.label, finding.finding_id`);
}

/** Names of devices a task is about, those that still wait for it first. */
export async function namesOfTask(tx: ScopedTx, taskId: string, limit: number): Promise<string[]> {
  const rows = await tx.all<{ label: string; open: boolean }>(sql`
    SELECT subject.label, link.open FROM (
      SELECT finding_id, open FROM assess_task_finding WHERE org_id = ${tx.orgId} AND task_id = ${taskId}
      ORDER BY open DESC, finding_id LIMIT ${limit}) link
    JOIN assess_finding_target target ON target.org_id = ${tx.orgId} AND target.finding_id = link.finding_id
    JOIN assess_subject subject
      ON subject.org_id = ${tx.orgId} AND subject.subject_kind = target.subject_kind AND subject.subject_id = target.subject_id
    ORDER BY link.open DESC, link.finding_id LIMIT ${limit}`);
  const open = rows.filter((row) => row.open);
  return (open.length > 0 ? open : rows).map(({ label }) => label);
}

/** Newest first; keyset by (time, id). */
export async function listFindings(
  tx: ScopedTx,
  {
    state,
    after,
    limit,
  }: { state: 'open' | 'closed' | 'accepted'; after: { at: Date; id: string } | undefined; limit: number },
): Promise<FindingRow[]> {
  if (state === 'open') {
    const from = after ? sql`AND (opened_at, finding.finding_id) < (${after.at}, ${after.id}::uuid)` : sql``;
    return tx.all<FindingRow>(sql`
      ${FINDING} WHERE finding.org_id = ${tx.orgId} AND finding.state = 'open' ${from}
      ORDER BY opened_at DESC, finding.finding_id DESC LIMIT ${limit}`);
  }
  const from = after ? sql`AND (closed_at, finding.finding_id) < (${after.at}, ${after.id}::uuid)` : sql``;
  // A renewed exception is no finding that somebody accepted: it stands in its own list.
  const which =
    state === 'accepted'
      ? sql`AND closed_how = 'accepted_until' AND kind NOT IN ('exception_ending', 'exception_expired')`
      : sql``;
  return tx.all<FindingRow>(sql`
    ${FINDING} WHERE finding.org_id = ${tx.orgId} AND finding.state = 'closed' ${which} ${from}
    ORDER BY closed_at DESC, finding.finding_id DESC LIMIT ${limit}`);
}

export async function lastProven(tx: ScopedTx, limit: number): Promise<FindingRow[]> {
  return tx.all<FindingRow>(sql`
    ${FINDING} WHERE finding.org_id = ${tx.orgId} AND finding.state = 'closed' AND closed_how = 'proven'
    ORDER BY closed_at DESC, finding.finding_id DESC LIMIT ${limit}`);
}
