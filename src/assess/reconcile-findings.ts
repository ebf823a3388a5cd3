// SPDX-License-Identifier: Apache-2.0
/** Turns changed verdicts into findings and tasks, and closes both when a machine shows the fix. */
import type { ControlFile } from '../catalog/index.ts';
import { newUuid } from '../kernel/ids.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import { actorLabel } from '../platform/postgres/scope.ts';
import type { AssessContext } from './context.ts';
import { closableKeys, closeFindings, openFindings } from './finding-store.ts';
import type { FindingKind, NewFinding } from './finding-store.ts';
import { recordEntries } from './ledger/record.ts';
import { closeFinishedTasks, insertTaskEvents, lockTasks } from './task-store.ts';
import { makeTasks, todayOf } from './make-tasks.ts';
import type { OpenedFinding, OwnTask } from './make-tasks.ts';
import type { Observed } from './settle-verdict.ts';
import type { CurrentVerdict, SubjectFacts } from './verdict-store.ts';

/** 4 critical … 1 low, from the harm its control names (1–5). */
export const severityOf = (harm: number): number => Math.min(4, Math.max(1, harm - 1));

export const checkKey = (checkId: string, subjectId: string): string => `check:${checkId}:${subjectId}`;

export interface Outcome {
  readonly opened: number;
  readonly closed: number;
}

export interface Reconciliation {
  readonly subject: SubjectFacts;
  readonly changed: readonly CurrentVerdict[];
  /** No finding can be open on a subject that was made just now. */
  readonly isNew?: boolean;
}

export async function reconcileFindings(tx: ScopedTx, context: AssessContext, round: Reconciliation): Promise<Outcome> {
  const failing = round.changed.filter(({ verdict }) => verdict === 'fail');
  // "unknown" closes nothing: nobody has shown that it was put right.
  const fixed = round.changed.filter(({ verdict }) => verdict === 'pass' || verdict === 'not_applicable');
  const closes = fixed.length > 0 && round.isNew !== true;
  // Opening comes last: whoever opens holds up all others until the commit.
  const closed = closes ? await closeProven(tx, context, { subject: round.subject, fixed }) : 0;
  const opened = failing.length > 0 ? await openFailed(tx, context, { subject: round.subject, failing }) : 0;
  return { opened, closed };
}

async function openFailed(
  tx: ScopedTx,
  context: AssessContext,
  { subject, failing }: { subject: SubjectFacts; failing: readonly CurrentVerdict[] },
): Promise<number> {
  const wanted = failing.flatMap(({ checkId, reason, observed, leafId }) => {
    const [control] = context.catalog.controlsOfCheck(checkId);
    if (!control) return [];
    return [
      {
        control,
        checkId,
        // The key of the sentence goes along, so that the finding can be put into words by itself.
        params: reason === null ? observed : { ...observed, say: reason },
        leafId,
        dedupeKey: checkKey(checkId, subject.id),
        kind: 'failed_check' as const,
      },
    ];
  });
  return raiseFindings(tx, context, { subject, wanted });
}

export interface WantedFinding {
  readonly control: ControlFile;
  readonly checkId: string | null;
  readonly kind: FindingKind;
  readonly dedupeKey: string;
  readonly params: Observed;
  readonly leafId: string | null;
  /** Findings of the same word become one task whatever they are about: `leaver:<member>`. */
  readonly together?: string;
  /** Whose task it is and when it is due, where that does not follow from the control. */
  readonly task?: OwnTask;
}

/** Opens findings on one subject and gives each to the right person as part of a task. */
export async function raiseFindings(
  tx: ScopedTx,
  context: AssessContext,
  { subject, wanted }: { subject: SubjectFacts; wanted: readonly WantedFinding[] },
): Promise<number> {
  if (wanted.length === 0) return 0;
  const { clock, random } = context.platform;
  const now = clock.now();
  const today = await todayOf(tx, context);
  // Read before the lock: what needs no lock is not done under it.
  const people = await context.people.members(tx);
  await lockTasks(tx);
  const findings: NewFinding[] = wanted.map(({ control, together: _together, task: _task, ...finding }) => ({
    ...finding,
    findingId: newUuid(clock, random),
    controlId: control.id,
    severity: severityOf(control.harm),
  }));
  const opened = await openFindings(tx, {
    now,
    today,
    edition: context.catalog.edition.id,
    subject,
    findings,
  });
  const controls = new Map(wanted.map((finding) => [finding.dedupeKey, finding]));
  const forTasks: OpenedFinding[] = opened.flatMap(({ finding_id, dedupe_key }) => {
    const want = controls.get(dedupe_key);
    return want
      ? [
          {
            findingId: finding_id,
            control: want.control,
            checkId: want.checkId,
            kind: want.kind,
            together: want.together,
            task: want.task,
          },
        ]
      : [];
  });
  if (forTasks.length > 0) await makeTasks(tx, context, { subject, findings: forTasks, today, people });
  return opened.length;
}

async function closeProven(
  tx: ScopedTx,
  context: AssessContext,
  { subject, fixed }: { subject: SubjectFacts; fixed: readonly CurrentVerdict[] },
): Promise<number> {
  const keys = fixed.map(({ checkId, leafId }) => ({ dedupeKey: checkKey(checkId, subject.id), proofLeafId: leafId }));
  return settleFindings(tx, context, { keys, how: 'proven', reason: null, until: null });
}

export interface Settlement {
  readonly keys: readonly { readonly dedupeKey: string; readonly proofLeafId: string | null }[];
  readonly how: Parameters<typeof closeFindings>[2]['how'];
  readonly reason: string | null;
  readonly until: string | null;
}

/** Closes findings, writes each closing into the ledger, and closes the tasks that are finished by it. */
export async function settleFindings(tx: ScopedTx, context: AssessContext, settlement: Settlement): Promise<number> {
  const { clock, random } = context.platform;
  const at = clock.now();
  const by = actorLabel(tx.scope.actor);
  const { how, reason, until } = settlement;
  const closable = await closableKeys(
    tx,
    settlement.keys.map(({ dedupeKey }) => dedupeKey),
    how,
  );
  const keys = settlement.keys.filter(({ dedupeKey }) => closable.has(dedupeKey));
  if (keys.length === 0) return 0;
  await lockTasks(tx);
  const closed = await closeFindings(tx, keys, { how, by, reason, until, at });
  if (closed.length === 0) return 0;
  const proofs = new Map(keys.map(({ dedupeKey, proofLeafId }) => [dedupeKey, proofLeafId]));
  await recordEntries(
    tx,
    context.platform,
    closed.map(({ finding_id, dedupe_key }) => ({
      kind: 'closure' as const,
      payload: { finding: finding_id, key: dedupe_key, how, by, reason, until, proof: proofs.get(dedupe_key) ?? null },
    })),
  );
  const done = await closeFinishedTasks(
    tx,
    closed.map((row) => row.finding_id),
    { at, how },
  );
  await insertTaskEvents(
    tx,
    at,
    done.map((taskId) => ({
      eventId: newUuid(clock, random),
      taskId,
      actor: by,
      kind: 'done' as const,
      detail: { how },
    })),
  );
  if (done.length > 0) {
    const { scope } = tx;
    tx.afterCommit(async () => context.platform.events.emit('assess.task_done', scope, { taskIds: done }));
  }
  return closed.length;
}
