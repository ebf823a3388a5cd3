// SPDX-License-Identifier: Apache-2.0
import { sql } from '../platform/postgres/database.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import type { SUBJECT_KINDS } from './contract.ts';
import type { Observed, SourceVerdict, Verdict } from './settle-verdict.ts';

export type SubjectKind = (typeof SUBJECT_KINDS)[number];

export interface SubjectRef {
  readonly kind: SubjectKind;
  readonly id: string;
}

export interface SubjectFacts extends SubjectRef {
  readonly label: string;
  readonly platform: string;
  readonly ownerMemberId: string | null;
}

export type SubjectState = 'active' | 'silent' | 'gone';

interface HeldSubject {
  readonly label: string;
  readonly platform: string;
  readonly owner_member_id: string | null;
  readonly state: SubjectState;
}

async function holdSubject(tx: ScopedTx, subject: SubjectRef): Promise<HeldSubject | undefined> {
  return tx.maybe<HeldSubject>(sql`
    SELECT label, platform, owner_member_id, state FROM assess_subject
    WHERE org_id = ${tx.orgId} AND subject_kind = ${subject.kind} AND subject_id = ${subject.id} FOR UPDATE`);
}

/** A report that does not tell its platform does not take away what is known. */
const platformOf = (subject: SubjectFacts, held: HeldSubject): string =>
  subject.platform === 'other' ? held.platform : subject.platform;

async function refreshSubject(tx: ScopedTx, subject: SubjectFacts, held: HeldSubject): Promise<void> {
  const platform = platformOf(subject, held);
  const same =
    held.label === subject.label && held.platform === platform && held.owner_member_id === subject.ownerMemberId;
  if (held.state === 'gone' || (same && held.state === 'active')) return;
  await tx.run(sql`
    UPDATE assess_subject
    SET label = ${subject.label}, platform = ${platform}, owner_member_id = ${subject.ownerMemberId}, state = 'active'
    WHERE org_id = ${tx.orgId} AND subject_kind = ${subject.kind} AND subject_id = ${subject.id}`);
}

/**
 * Makes or refreshes the subject and locks it until the transaction ends: rounds of one device run one after another.
 * Returns its state before: a silent one is active from now on, one that is gone stays as it is.
 */
export async function lockSubject(tx: ScopedTx, subject: SubjectFacts, now: Date): Promise<SubjectState | 'new'> {
  const held = await holdSubject(tx, subject);
  if (held) {
    await refreshSubject(tx, subject, held);
    return held.state;
  }
  const made = await tx.run(sql`
    INSERT INTO assess_subject (org_id, subject_kind, subject_id, label, platform, owner_member_id, first_seen_at)
    VALUES (${tx.orgId}, ${subject.kind}, ${subject.id}, ${subject.label}, ${subject.platform},
            ${subject.ownerMemberId}, ${now})
    ON CONFLICT (org_id, subject_kind, subject_id) DO NOTHING`);
  // Nothing made: another round was quicker; it has been committed by now.
  return made === 1 ? 'new' : lockSubject(tx, subject, now);
}

/** Notes that the source spoke; false when it said something newer before, so that this came late. */
export async function touchSource(
  tx: ScopedTx,
  subject: SubjectRef,
  touch: { source: string; strength: number; observedAt: Date; receivedAt: Date },
): Promise<boolean> {
  const written = await tx.run(sql`
    INSERT INTO assess_subject_source AS held
      (org_id, subject_kind, subject_id, source, strength, observed_at, received_at, stale)
    VALUES (${tx.orgId}, ${subject.kind}, ${subject.id}, ${touch.source}, ${touch.strength}, ${touch.observedAt},
            ${touch.receivedAt}, false)
    ON CONFLICT (org_id, subject_kind, subject_id, source) DO UPDATE SET
      strength = excluded.strength, observed_at = excluded.observed_at,
      received_at = greatest(held.received_at, excluded.received_at), stale = false
    WHERE held.observed_at <= excluded.observed_at`);
  return written === 1;
}

interface SourceRow {
  readonly check_id: string;
  readonly source: string;
  readonly strength: number;
  readonly verdict: Verdict;
  readonly reason: string | null;
  readonly observed: Observed;
  readonly observed_at: Date;
  readonly leaf_id: string;
  readonly stale: boolean;
}

export interface KeptVerdict extends SourceVerdict {
  readonly checkId: string;
}

/**
 * What each source says. The time is that of its last round, not of its last change: a source that confirms
 * the same word every day speaks every day.
 */
export async function sourceVerdicts(tx: ScopedTx, subject: SubjectRef): Promise<KeptVerdict[]> {
  const rows = await tx.all<SourceRow>(sql`
    SELECT said.check_id, said.source, heard.strength, said.verdict, said.reason, said.observed, heard.observed_at,
           said.leaf_id, heard.stale
    FROM assess_verdict_source said
    JOIN assess_subject_source heard USING (org_id, subject_kind, subject_id, source)
    WHERE said.org_id = ${tx.orgId} AND said.subject_kind = ${subject.kind} AND said.subject_id = ${subject.id}`);
  return rows.map(({ check_id, observed_at, leaf_id, ...row }) => ({
    ...row,
    checkId: check_id,
    observedAt: observed_at,
    leafId: leaf_id,
  }));
}

export interface CurrentVerdict {
  readonly checkId: string;
  readonly verdict: Verdict;
  readonly reason: string | null;
  readonly source: string;
  readonly observed: Observed;
  readonly observedAt: Date;
  readonly leafId: string;
}

interface CurrentRow extends Omit<CurrentVerdict, 'checkId' | 'observedAt' | 'leafId'> {
  readonly check_id: string;
  readonly observed_at: Date;
  readonly leaf_id: string;
}

export async function currentVerdicts(tx: ScopedTx, subject: SubjectRef): Promise<CurrentVerdict[]> {
  const rows = await tx.all<CurrentRow>(sql`
    SELECT check_id, verdict, reason, source, observed, observed_at, leaf_id FROM assess_verdict_current
    WHERE org_id = ${tx.orgId} AND subject_kind = ${subject.kind} AND subject_id = ${subject.id}`);
  return rows.map(({ check_id, observed_at, leaf_id, ...row }) => ({
    ...row,
    checkId: check_id,
    observedAt: observed_at,
    leafId: leaf_id,
  }));
}

export async function upsertSourceVerdicts(
  tx: ScopedTx,
  subject: SubjectRef,
  { source, rows }: { source: string; rows: readonly CurrentVerdict[] },
): Promise<void> {
  await tx.run(sql`
    INSERT INTO assess_verdict_source
      (org_id, subject_kind, subject_id, check_id, source, verdict, reason, observed, observed_at, leaf_id)
    SELECT ${tx.orgId}, ${subject.kind}, ${subject.id}, check_id, ${source}, verdict, reason, observed, observed_at, leaf_id
    FROM ${asRows(rows)}
    ON CONFLICT (org_id, subject_kind, subject_id, check_id, source) DO UPDATE SET
      verdict = excluded.verdict, reason = excluded.reason, observed = excluded.observed,
      observed_at = excluded.observed_at, leaf_id = excluded.leaf_id`);
}

/** `since` moves only when the verdict itself does: a new definition date is not a new state. */
export async function upsertCurrentVerdicts(
  tx: ScopedTx,
  subject: SubjectRef,
  { now, rows }: { now: Date; rows: readonly CurrentVerdict[] },
): Promise<void> {
  await tx.run(sql`
    INSERT INTO assess_verdict_current AS held
      (org_id, check_id, subject_kind, subject_id, verdict, reason, source, observed, observed_at, since, leaf_id)
    SELECT ${tx.orgId}, check_id, ${subject.kind}, ${subject.id}, verdict, reason, source, observed, observed_at, ${now}, leaf_id
    FROM ${asRows(rows)}
    ON CONFLICT (org_id, check_id, subject_kind, subject_id) DO UPDATE SET
      verdict = excluded.verdict, reason = excluded.reason, source = excluded.source, observed = excluded.observed,
      observed_at = excluded.observed_at, leaf_id = excluded.leaf_id,
      since = CASE WHEN held.verdict = excluded.verdict THEN held.since ELSE excluded.since END`);
}

function asRows(rows: readonly CurrentVerdict[]) {
  const plain = rows.map((row) => ({
    check_id: row.checkId,
    verdict: row.verdict,
    reason: row.reason,
    source: row.source,
    observed: row.observed,
    observed_at: row.observedAt,
    leaf_id: row.leafId,
  }));
  return sql`jsonb_to_recordset(${JSON.stringify(plain)}::jsonb) AS new (
    check_id text, verdict text, reason text, source text, observed jsonb, observed_at timestamptz, leaf_id uuid)`;
}

/**
 * Locks subjects that have a source unheard since `before`. Those in the middle of a round are left for the next
 * time; rounds lock the subject first, then its sources, and so does this, or the two would block each other.
 */
export async function lockQuietSubjects(
  tx: ScopedTx,
  { before, limit }: { before: Date; limit: number },
): Promise<SubjectRow[]> {
  return tx.all<SubjectRow>(sql`
    SELECT subject_kind, subject_id, label, platform, owner_member_id, state FROM assess_subject subject
    WHERE org_id = ${tx.orgId} AND subject_kind = 'device' AND EXISTS (
      SELECT FROM assess_subject_source heard
      WHERE heard.org_id = ${tx.orgId} AND heard.subject_kind = subject.subject_kind
        AND heard.subject_id = subject.subject_id AND NOT heard.stale AND heard.received_at < ${before})
    ORDER BY subject_id LIMIT ${limit} FOR UPDATE OF subject SKIP LOCKED`);
}

/** Subjects that no source holds up any more and that were not called silent: something else told that they are there. */
export async function lockUnheardSubjects(
  tx: ScopedTx,
  { after, limit }: { after: string; limit: number },
): Promise<SubjectRow[]> {
  return tx.all<SubjectRow>(sql`
    SELECT subject_kind, subject_id, label, platform, owner_member_id, state FROM assess_subject subject
    WHERE org_id = ${tx.orgId} AND subject_kind = 'device' AND state = 'active' AND subject_id > ${after}::uuid
      AND (SELECT bool_and(heard.stale) FROM assess_subject_source heard
           WHERE heard.org_id = ${tx.orgId} AND heard.subject_kind = subject.subject_kind
             AND heard.subject_id = subject.subject_id)
    ORDER BY subject_id LIMIT ${limit} FOR UPDATE OF subject SKIP LOCKED`);
}

/** Number of sources that count no longer. */
export async function markStale(tx: ScopedTx, ids: readonly string[], before: Date): Promise<number> {
  return tx.run(sql`
    UPDATE assess_subject_source SET stale = true
    WHERE org_id = ${tx.orgId} AND subject_kind = 'device' AND subject_id = ANY(${[...ids]}::uuid[])
      AND NOT stale AND received_at < ${before}`);
}

/** Which of the subjects still have a source that counts. */
export async function heardSubjects(tx: ScopedTx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.all<{ subject_id: string }>(sql`
    SELECT DISTINCT subject_id FROM assess_subject_source
    WHERE org_id = ${tx.orgId} AND subject_kind = 'device' AND subject_id = ANY(${[...ids]}::uuid[]) AND NOT stale`);
  return new Set(rows.map((row) => row.subject_id));
}

export interface SubjectRow {
  readonly subject_kind: SubjectKind;
  readonly subject_id: string;
  readonly label: string;
  readonly platform: string;
  readonly owner_member_id: string | null;
  readonly state: SubjectState;
}

/** A stored subject in the shape that rounds and findings take. */
export const subjectFacts = (row: SubjectRow): SubjectFacts => ({
  kind: row.subject_kind,
  id: row.subject_id,
  label: row.label,
  platform: row.platform,
  ownerMemberId: row.owner_member_id,
});

export async function readSubjects(tx: ScopedTx, ids: readonly string[]): Promise<SubjectRow[]> {
  return tx.all<SubjectRow>(sql`
    SELECT subject_kind, subject_id, label, platform, owner_member_id, state FROM assess_subject
    WHERE org_id = ${tx.orgId} AND subject_id = ANY(${[...ids]}::uuid[])`);
}

export async function setSubjectState(tx: ScopedTx, id: string, state: SubjectRow['state']): Promise<void> {
  await tx.run(sql`
    UPDATE assess_subject SET state = ${state}
    WHERE org_id = ${tx.orgId} AND subject_kind = 'device' AND subject_id = ${id}`);
}

export async function describeSubject(
  tx: ScopedTx,
  id: string,
  facts: { label: string; ownerMemberId: string | null },
): Promise<void> {
  await tx.run(sql`
    UPDATE assess_subject SET label = ${facts.label}, owner_member_id = ${facts.ownerMemberId}
    WHERE org_id = ${tx.orgId} AND subject_kind IN ('device', 'exception') AND subject_id = ${id}`);
}

/** A subject that left keeps its ledger rows and each source's last word, but has no state that counts. */
export async function deleteVerdicts(tx: ScopedTx, id: string): Promise<void> {
  await tx.run(sql`
    DELETE FROM assess_verdict_current WHERE org_id = ${tx.orgId} AND subject_kind = 'device' AND subject_id = ${id}`);
}

export interface SubjectVerdictRow {
  readonly subject_kind: SubjectKind;
  readonly subject_id: string;
  readonly label: string;
  readonly platform: string;
  readonly check_id: string;
  readonly verdict: Verdict;
  readonly reason: string | null;
  readonly source: string;
  readonly observed: Observed;
  readonly observed_at: Date;
  readonly since: Date;
}

/** As in `sourceVerdicts`: the row keeps the time of the last change, people ask when it was looked at. */
const LOOKED_AT = sql`coalesce(heard.observed_at, now.observed_at) AS observed_at`;
const HEARD = sql`
  LEFT JOIN assess_subject_source heard
    ON heard.org_id = now.org_id AND heard.subject_kind = now.subject_kind AND heard.subject_id = now.subject_id
    AND heard.source = now.source`;
const SUBJECT_VERDICT = sql`
  SELECT now.subject_kind, now.subject_id, label, subject.platform, check_id, verdict, reason, now.source, observed, ${LOOKED_AT}, since
  FROM assess_verdict_current now
  JOIN assess_subject subject USING (org_id, subject_kind, subject_id) ${HEARD}`;

/** The devices behind one control, failing first. */
export async function verdictsOfChecks(
  tx: ScopedTx,
  checkIds: readonly string[],
  limit: number,
): Promise<SubjectVerdictRow[]> {
  return tx.all<SubjectVerdictRow>(sql`
    SELECT now.subject_kind, now.subject_id, subject.label, subject.platform, now.check_id, now.verdict, reason, now.source, observed, ${LOOKED_AT}, since
    FROM unnest(ARRAY['fail', 'unknown', 'pass', 'not_applicable']) WITH ORDINALITY AS wanted (verdict, rank)
    CROSS JOIN LATERAL (
      SELECT * FROM assess_verdict_current
      WHERE org_id = ${tx.orgId} AND check_id = ANY(${[...checkIds]}::text[]) AND verdict = wanted.verdict
      LIMIT ${limit}) now
    JOIN assess_subject subject
      ON subject.org_id = ${tx.orgId} AND subject.subject_kind = now.subject_kind AND subject.subject_id = now.subject_id ${HEARD}
    ORDER BY rank, subject.label, now.subject_id LIMIT ${limit}`);
}

export async function verdictsOfSubject(tx: ScopedTx, id: string): Promise<SubjectVerdictRow[]> {
  return tx.all<SubjectVerdictRow>(sql`
    ${SUBJECT_VERDICT}
    WHERE now.org_id = ${tx.orgId} AND now.subject_kind = 'device' AND now.subject_id = ${id} ORDER BY check_id`);
}

/** A finding may be about a device that has given no evidence yet. */
export async function ensureSubject(tx: ScopedTx, subject: SubjectFacts, now: Date): Promise<void> {
  await tx.run(sql`
    INSERT INTO assess_subject (org_id, subject_kind, subject_id, label, platform, owner_member_id, first_seen_at)
    VALUES (${tx.orgId}, ${subject.kind}, ${subject.id}, ${subject.label}, ${subject.platform},
            ${subject.ownerMemberId}, ${now})
    ON CONFLICT (org_id, subject_kind, subject_id) DO NOTHING`);
}

export interface SubjectCounts {
  readonly subject_id: string;
  readonly failing: number;
  readonly unknown: number;
}

export async function countsOfSubjects(tx: ScopedTx, ids: readonly string[]): Promise<SubjectCounts[]> {
  return tx.all<SubjectCounts>(sql`
    SELECT subject_id, count(*) FILTER (WHERE verdict = 'fail') AS failing,
           count(*) FILTER (WHERE verdict = 'unknown') AS unknown
    FROM assess_verdict_current
    WHERE org_id = ${tx.orgId} AND subject_kind = 'device' AND subject_id = ANY(${[...ids]}::uuid[])
    GROUP BY subject_id`);
}

/** The newest report of any device that arrived before a moment; null when none did. */
export async function lastHeardBefore(tx: ScopedTx, moment: Date): Promise<Date | null> {
  const row = await tx.one<{ at: Date | null }>(sql`
    SELECT max(received_at) AS at FROM assess_subject_source WHERE org_id = ${tx.orgId} AND received_at < ${moment}`);
  return row.at;
}

/** More devices than any organisation of ours has (DESIGN §7.1). */
const MAX_SUBJECTS = 200_000;

/** Devices with at least one check of this result. */
export async function subjectsWith(tx: ScopedTx, verdict: 'fail' | 'unknown'): Promise<string[]> {
  const rows = await tx.all<{ subject_id: string }>(sql`
    SELECT DISTINCT subject_id FROM assess_verdict_current
    WHERE org_id = ${tx.orgId} AND subject_kind = 'device' AND verdict = ${verdict} LIMIT ${MAX_SUBJECTS}`);
  return rows.map((row) => row.subject_id);
}

export interface NotInPlace {
  readonly subject_id: string;
  readonly check_id: string;
  readonly verdict: 'fail' | 'unknown';
}

/** Checks of these devices that say no or cannot tell. */
export async function notInPlace(tx: ScopedTx, ids: readonly string[]): Promise<NotInPlace[]> {
  return tx.all<NotInPlace>(sql`
    SELECT subject_id, check_id, verdict FROM assess_verdict_current
    WHERE org_id = ${tx.orgId} AND subject_kind = 'device' AND subject_id = ANY(${[...ids]}::uuid[])
      AND verdict IN ('fail', 'unknown')
    ORDER BY subject_id, check_id`);
}
