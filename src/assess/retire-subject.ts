// SPDX-License-Identifier: Apache-2.0
/** What happens to a subject's state when it falls silent, leaves, or comes back. */
import { HOUR_MS } from '../kernel/clock.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import type { AssessContext } from './context.ts';
import { unprovenKeys } from './finding-store.ts';
import { changedCurrent } from './plan-round.ts';
import { raiseFindings, reconcileFindings, settleFindings } from './reconcile-findings.ts';
import { fadeSubject } from './record-round.ts';
import { silentKey } from './subject-keys.ts';
import * as verdicts from './verdict-store.ts';
import type { SubjectRow } from './verdict-store.ts';

/**
 * Evidence older than this proves nothing. Agents report daily (PROLOG_FREQ 24 h); two weeks leave room for
 * holidays and Golden Week.
 */
export const SILENT_AFTER_MS = 14 * 24 * HOUR_MS;
/** Subjects in one transaction: some fifteen short queries each when they fall silent. */
const BATCH = 100;
/** The control that asks for a ledger of devices; a silent one is a question about that ledger. */
export const LEDGER_CONTROL = 'devices-known';

async function fallSilent(tx: ScopedTx, context: AssessContext, subject: SubjectRow): Promise<void> {
  await fadeSubject(tx, { kind: 'device', id: subject.subject_id }, context.platform.clock.now());
  if (subject.state !== 'active') return;
  await verdicts.setSubjectState(tx, subject.subject_id, 'silent');
  const control = context.catalog.controls.get(LEDGER_CONTROL);
  if (!control) return;
  await raiseFindings(tx, context, {
    subject: verdicts.subjectFacts(subject),
    wanted: [
      {
        control,
        checkId: null,
        kind: 'device_silent',
        dedupeKey: silentKey(subject.subject_id),
        params: { days: Math.round(SILENT_AFTER_MS / (24 * HOUR_MS)) },
        leafId: null,
      },
    ],
  });
}

/** One batch; returns the subjects that are silent on every source now. Call again until it says none were checked. */
export async function fadeQuietSubjects(
  tx: ScopedTx,
  context: AssessContext,
): Promise<{ checked: number; silent: string[] }> {
  const now = context.platform.clock.now();
  const before = new Date(now.getTime() - SILENT_AFTER_MS);
  const quiet = await verdicts.lockQuietSubjects(tx, { before, limit: BATCH });
  const ids = quiet.map((row) => row.subject_id);
  const checked = ids.length > 0 ? await verdicts.markStale(tx, ids, before) : 0;
  if (checked === 0) return { checked, silent: [] };
  const heard = await verdicts.heardSubjects(tx, ids);
  const present = await context.present(tx, { deviceIds: ids, since: before });
  const silent: string[] = [];
  for (const subject of quiet) {
    if (subject.state === 'gone') continue;
    // Who is there without saying anything is not missing; what was known of it fades all the same.
    if (heard.has(subject.subject_id) || present.has(subject.subject_id))
      await fadeSubject(tx, { kind: 'device', id: subject.subject_id }, now);
    else {
      await fallSilent(tx, context, subject);
      silent.push(subject.subject_id);
    }
  }
  return { checked, silent };
}

/** Devices whose verdicts faded while they were still seen, and that are seen no more. `last`: where to go on, if anywhere. */
export async function silenceAbsent(
  tx: ScopedTx,
  context: AssessContext,
  after: string,
): Promise<{ last: string | undefined; silent: string[] }> {
  const since = new Date(context.platform.clock.now().getTime() - SILENT_AFTER_MS);
  const unheard = await verdicts.lockUnheardSubjects(tx, { after, limit: BATCH });
  const present = await context.present(tx, { deviceIds: unheard.map((row) => row.subject_id), since });
  const absent = unheard.filter((row) => !present.has(row.subject_id));
  for (const subject of absent) await fallSilent(tx, context, subject);
  const last = unheard.length === BATCH ? unheard.at(-1)?.subject_id : undefined;
  return { last, silent: absent.map((row) => row.subject_id) };
}

/** Sold, scrapped, handed back: its findings end with it, its history stays. */
export async function retireSubject(tx: ScopedTx, context: AssessContext, subjectId: string): Promise<void> {
  await verdicts.setSubjectState(tx, subjectId, 'gone');
  await verdicts.deleteVerdicts(tx, subjectId);
  const keys = (await unprovenKeys(tx, subjectId)).map((dedupeKey) => ({ dedupeKey, proofLeafId: null }));
  if (keys.length > 0) await settleFindings(tx, context, { keys, how: 'subject_gone', reason: null, until: null });
}

/** Taken back: what its sources said last counts again, and what was wrong is wrong again. */
export async function reviveSubject(tx: ScopedTx, context: AssessContext, subjectId: string): Promise<void> {
  await verdicts.setSubjectState(tx, subjectId, 'active');
  const [row] = await verdicts.readSubjects(tx, [subjectId]);
  if (!row) return;
  const subject = verdicts.subjectFacts(row);
  const kept = await verdicts.sourceVerdicts(tx, subject);
  const changed = changedCurrent([], kept, [...new Set(kept.map(({ checkId }) => checkId))]);
  if (changed.length === 0) return;
  await verdicts.upsertCurrentVerdicts(tx, subject, { now: context.platform.clock.now(), rows: changed });
  await reconcileFindings(tx, context, { subject, changed });
}
