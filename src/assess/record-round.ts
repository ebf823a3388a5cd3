// SPDX-License-Identifier: Apache-2.0
/** The middle of the thread: evidence → verdict → finding → task → proof, in the caller's transaction. */
import { createHash } from 'node:crypto';
import type { ScopedTx } from '../platform/postgres/database.ts';
import type { AssessContext } from './context.ts';
import { recordEntries } from './ledger/record.ts';
import { canonicalJson } from './ledger/leaf.ts';
import { changedCurrent, changedWords, storable } from './plan-round.ts';
import type { NewVerdict } from './plan-round.ts';
import { reconcileFindings, settleFindings } from './reconcile-findings.ts';
import { silentKey } from './subject-keys.ts';
import type { Strength } from './settle-verdict.ts';
import * as verdicts from './verdict-store.ts';
import type { CurrentVerdict, KeptVerdict, SubjectFacts } from './verdict-store.ts';

export interface EvidenceRound {
  readonly subject: SubjectFacts;
  readonly source: string;
  readonly strength: Strength;
  /** The delivery this rests on; the same id never counts twice. */
  readonly roundId: string;
  /** When the machine looked, by its own clock. */
  readonly observedAt: Date;
  readonly receivedAt: Date;
  readonly verdicts: readonly NewVerdict[];
}

export interface RoundResult {
  readonly changed: number;
  readonly opened: number;
  readonly closed: number;
}

type Common = Readonly<
  Record<'subject_kind' | 'subject_id' | 'source' | 'round' | 'observed_at' | 'received_at', string>
> & {
  readonly strength: number;
};

const common = (round: EvidenceRound): Common => ({
  subject_kind: round.subject.kind,
  subject_id: round.subject.id,
  source: round.source,
  strength: round.strength,
  round: round.roundId,
  observed_at: round.observedAt.toISOString(),
  received_at: round.receivedAt.toISOString(),
});

/** One small leaf says "all as before" for the whole round (DESIGN §7.4). */
async function confirm(tx: ScopedTx, context: AssessContext, round: EvidenceRound): Promise<string> {
  const words = round.verdicts.map(
    ({ checkId, verdict, reason, observed }) => [checkId, verdict, reason, observed] as const,
  );
  const digest = createHash('sha256').update(canonicalJson(words)).digest('hex');
  const payload = { ...common(round), checks: words.length, digest };
  const [leafId = ''] = await recordEntries(tx, context.platform, [{ kind: 'confirmation', payload }]);
  return leafId;
}

async function recordWords(
  tx: ScopedTx,
  context: AssessContext,
  { round, words }: { round: EvidenceRound; words: readonly NewVerdict[] },
): Promise<CurrentVerdict[]> {
  const leafIds = await recordEntries(
    tx,
    context.platform,
    words.map(({ checkId, verdict, reason, observed }) => ({
      kind: 'verdict' as const,
      payload: { ...common(round), check: checkId, verdict, reason, observed },
    })),
  );
  const rows = words.map((word, index) => ({
    ...word,
    source: round.source,
    observedAt: round.observedAt,
    leafId: leafIds[index] ?? '',
  }));
  if (rows.length > 0) await verdicts.upsertSourceVerdicts(tx, round.subject, { source: round.source, rows });
  return rows;
}

/** The source's kept words with this round's changes laid over them. */
function overlay(kept: readonly KeptVerdict[], round: EvidenceRound, rows: readonly CurrentVerdict[]): KeptVerdict[] {
  const fresh = new Map(rows.map((row) => [row.checkId, row]));
  const others = kept
    .filter((word) => word.source !== round.source || !fresh.has(word.checkId))
    .map((word) => (word.source === round.source ? { ...word, stale: false, observedAt: round.observedAt } : word));
  return [...others, ...rows.map((row) => ({ ...row, strength: round.strength, stale: false }))];
}

const UNCHANGED: RoundResult = { changed: 0, opened: 0, closed: 0 };

interface Recorded {
  readonly rows: readonly CurrentVerdict[];
  readonly changed: readonly CurrentVerdict[];
}

/**
 * A verdict that counts again because its source repeated an old word rests on today's round, not on the day the
 * word was new: it gets the round's confirmation as its leaf, and so does a finding it closes.
 */
async function giveProof(
  tx: ScopedTx,
  context: AssessContext,
  { round, rows, changed }: Recorded & { round: EvidenceRound },
): Promise<{ proof: string; changed: CurrentVerdict[] }> {
  const fresh = new Set(rows.map(({ leafId }) => leafId));
  const repeated = new Set(changed.filter(({ source, leafId }) => source === round.source && !fresh.has(leafId)));
  if (rows.length > 0 && repeated.size === 0) return { proof: rows[0]?.leafId ?? '', changed: [...changed] };
  const proof = await confirm(tx, context, round);
  return {
    proof,
    changed: changed.map((verdict) => (repeated.has(verdict) ? { ...verdict, leafId: proof } : verdict)),
  };
}

/**
 * Records one round. Writes leaves only for what changed, one confirmation when nothing did. What is older than
 * the source's last round changes nothing, nor does anything about a subject that is gone.
 * Must run in the transaction that acknowledges the delivery.
 */
export async function recordRound(tx: ScopedTx, context: AssessContext, given: EvidenceRound): Promise<RoundResult> {
  const now = context.platform.clock.now();
  const round: EvidenceRound = { ...given, verdicts: storable(given.verdicts) };
  const { subject } = round;
  const before = await verdicts.lockSubject(tx, subject, now);
  if (before === 'gone') return UNCHANGED;
  // Nothing was said about a subject before there was one: no reads, and no finding to close.
  const isNew = before === 'new';
  const kept = isNew ? [] : await verdicts.sourceVerdicts(tx, subject);
  if (!(await verdicts.touchSource(tx, subject, round))) return UNCHANGED;
  const rows = await recordWords(tx, context, { round, words: changedWords(kept, round.source, round.verdicts) });
  const current = isNew ? [] : await verdicts.currentVerdicts(tx, subject);
  const checkIds = [...new Set([...kept, ...round.verdicts].map(({ checkId }) => checkId))];
  const settled = changedCurrent(current, overlay(kept, round, rows), checkIds);
  const { proof, changed } = await giveProof(tx, context, { round, rows, changed: settled });
  if (changed.length > 0) {
    await verdicts.upsertCurrentVerdicts(tx, subject, { now, rows: changed });
    context.countsChanged.add(tx.orgId);
  }
  const outcome = await reconcileFindings(tx, context, { subject, changed, isNew });
  if (before !== 'silent') return { changed: rows.length, ...outcome };
  // That a silent device speaks again is the proof that it is still with us.
  const keys = [{ dedupeKey: silentKey(subject.id), proofLeafId: proof }];
  const back = await settleFindings(tx, context, { keys, how: 'proven', reason: null, until: null });
  return { changed: rows.length, opened: outcome.opened, closed: outcome.closed + back };
}

/** A subject whose last source fell silent: every verdict that nobody holds up any more fades to unknown. */
export async function fadeSubject(tx: ScopedTx, subject: verdicts.SubjectRef, now: Date): Promise<number> {
  const kept = await verdicts.sourceVerdicts(tx, subject);
  const current = await verdicts.currentVerdicts(tx, subject);
  const changed = changedCurrent(
    current,
    kept,
    current.map(({ checkId }) => checkId),
  );
  if (changed.length > 0) await verdicts.upsertCurrentVerdicts(tx, subject, { now, rows: changed });
  return changed.length;
}
