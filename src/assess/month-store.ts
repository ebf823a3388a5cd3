// SPDX-License-Identifier: Apache-2.0
/** What happened in a span of time, counted where it lies; lists are bounded by the caller. */
import { sql } from '../platform/postgres/database.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';

/** From (inclusive) until (exclusive). */
export interface Span {
  readonly from: Date;
  readonly until: Date;
}

export interface ProvenRow {
  readonly control_id: string | null;
  readonly kind: string;
  readonly devices: number;
  readonly newest: Date;
}

/** What machines showed to be solved, by control; several devices of one control are one line. */
export async function provenIn(tx: ScopedTx, { from, until }: Span): Promise<ProvenRow[]> {
  return tx.all<ProvenRow>(sql`
    SELECT control_id, kind, count(*) AS devices, max(closed_at) AS newest FROM assess_finding
    WHERE org_id = ${tx.orgId} AND closed_how = 'proven' AND closed_at >= ${from} AND closed_at < ${until}
    GROUP BY control_id, kind ORDER BY devices DESC, newest DESC`);
}

export async function countTasks(
  tx: ScopedTx,
  { from, until }: Span,
  today: string,
): Promise<{ done: number; made: number; open: number; overdue: number }> {
  return tx.one<{ done: number; made: number; open: number; overdue: number }>(sql`
    SELECT
      (SELECT count(*) FROM assess_task WHERE org_id = ${tx.orgId} AND state = 'done'
         AND closed_at >= ${from} AND closed_at < ${until}) AS done,
      (SELECT count(*) FROM assess_task WHERE org_id = ${tx.orgId}
         AND created_at >= ${from} AND created_at < ${until}) AS made,
      count(*) AS open, count(*) FILTER (WHERE due_on < ${today}::date) AS overdue
    FROM assess_task WHERE org_id = ${tx.orgId} AND state = 'open'`);
}

export async function countDevices(
  tx: ScopedTx,
  { from, until }: Span,
): Promise<{ active: number; silent: number; added: number }> {
  return tx.one<{ active: number; silent: number; added: number }>(sql`
    SELECT count(*) FILTER (WHERE state = 'active') AS active, count(*) FILTER (WHERE state = 'silent') AS silent,
      count(*) FILTER (WHERE state <> 'gone' AND first_seen_at >= ${from} AND first_seen_at < ${until}) AS added
    FROM assess_subject WHERE org_id = ${tx.orgId} AND subject_kind = 'device'`);
}

/** Devices by platform and state; `gone` ones are not counted. */
export async function devicesByPlatform(tx: ScopedTx): Promise<{ platform: string; active: number; silent: number }[]> {
  return tx.all<{ platform: string; active: number; silent: number }>(sql`
    SELECT platform, count(*) FILTER (WHERE state = 'active') AS active, count(*) FILTER (WHERE state = 'silent') AS silent
    FROM assess_subject WHERE org_id = ${tx.orgId} AND subject_kind = 'device' AND state <> 'gone'
    GROUP BY platform ORDER BY count(*) DESC, platform`);
}

/** Since when the first failing device of each check has been failing. */
export async function failingSince(
  tx: ScopedTx,
  checkIds: readonly string[],
): Promise<{ check_id: string; since: Date }[]> {
  return tx.all<{ check_id: string; since: Date }>(sql`
    SELECT check_id, min(since) AS since FROM assess_verdict_current
    WHERE org_id = ${tx.orgId} AND verdict = 'fail' AND check_id = ANY(${[...checkIds]}::text[]) GROUP BY check_id`);
}

/** When the source of each check's verdicts last reported about a device that has one. A verdict keeps the time of its change. */
export async function newestEvidence(tx: ScopedTx): Promise<{ check_id: string; newest: Date }[]> {
  return tx.all<{ check_id: string; newest: Date }>(sql`
    SELECT check_id, max(told.observed_at) AS newest
    FROM assess_verdict_current held JOIN assess_subject_source told USING (org_id, subject_kind, subject_id, source)
    WHERE held.org_id = ${tx.orgId} GROUP BY check_id`);
}

export interface AcceptedRow {
  readonly finding_id: string;
  readonly control_id: string | null;
  readonly kind: string;
  readonly label: string | null;
  readonly closed_how: 'accepted_until' | 'attested_until' | 'false_positive';
  readonly closed_by: string;
  readonly closed_reason: string | null;
  readonly closed_until: string;
}

/** What stands on a person's word until a date, those that end first; `total` counts all. */
export async function acceptedUntil(tx: ScopedTx, limit: number): Promise<AcceptedRow[]> {
  return tx.all<AcceptedRow>(sql`
    SELECT finding.finding_id, control_id, kind, subject.label, closed_how, closed_by, closed_reason, closed_until
    FROM assess_finding finding
    LEFT JOIN assess_finding_target target USING (org_id, finding_id)
    LEFT JOIN assess_subject subject
      ON subject.org_id = target.org_id AND subject.subject_kind = target.subject_kind AND subject.subject_id = target.subject_id
    WHERE finding.org_id = ${tx.orgId} AND finding.state = 'closed' AND closed_until IS NOT NULL
      AND closed_how IN ('accepted_until', 'attested_until', 'false_positive')
    ORDER BY closed_until, finding.finding_id LIMIT ${limit}`);
}

export async function countAccepted(tx: ScopedTx, before: string): Promise<{ total: number; ending: number }> {
  return tx.one<{ total: number; ending: number }>(sql`
    SELECT count(*) AS total, count(*) FILTER (WHERE closed_until < ${before}::date) AS ending FROM assess_finding
    WHERE org_id = ${tx.orgId} AND state = 'closed' AND closed_until IS NOT NULL
      AND closed_how IN ('accepted_until', 'attested_until', 'false_positive')`);
}

/** The last seal made before a moment, of whatever epoch stood then. */
export async function sealBefore(
  tx: ScopedTx,
  until: Date,
): Promise<
  { epoch: number; seal_no: number; sealed_at: Date; last_position: number; root: Buffer; key_id: string } | undefined
> {
  return tx.maybe(sql`
    SELECT epoch, seal_no, sealed_at, last_position, root, key_id FROM assess_seal
    WHERE org_id = ${tx.orgId} AND sealed_at <= ${until} ORDER BY epoch DESC, seal_no DESC LIMIT 1`);
}
