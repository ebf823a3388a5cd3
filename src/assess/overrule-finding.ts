// SPDX-License-Identifier: Apache-2.0
/** A person overrules a machine with a dated reason that expires (DESIGN §5.2), and can take it back. */
import { conflict, invalid, notFound } from '../kernel/errors.ts';
import { addDays } from '../platform/calendar.ts';
import { audit } from '../platform/audit.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import type { AssessContext } from './context.ts';
import type { FindingItem } from './contract.ts';
import { overrulingsPast, readFinding, reopenFinding } from './finding-store.ts';
import type { FindingRow } from './finding-store.ts';
import { makeTasks, todayOf } from './make-tasks.ts';
import { settleFindings } from './reconcile-findings.ts';
import { lockTasks } from './task-store.ts';
import { findingView } from './views.ts';
import { readSubjects, subjectFacts } from './verdict-store.ts';

/** Nobody remembers a reason for longer than a year. */
const MAX_DAYS = 366;

export interface Overruling {
  readonly findingId: string;
  readonly how: 'attested_until' | 'false_positive' | 'accepted_until';
  readonly reason: string;
  readonly until: string;
}

async function existing(tx: ScopedTx, findingId: string): Promise<FindingRow> {
  const finding = await readFinding(tx, findingId);
  if (!finding) throw notFound('finding_not_found');
  return finding;
}

export async function overruleFinding(
  tx: ScopedTx,
  context: AssessContext,
  overruling: Overruling,
): Promise<FindingItem> {
  const finding = await existing(tx, overruling.findingId);
  if (finding.state === 'closed') throw conflict('finding_closed');
  const today = await todayOf(tx, context);
  const { how, reason, until } = overruling;
  if (until <= today || until > addDays(today, MAX_DAYS)) {
    throw invalid('until_out_of_range', [{ field: 'until', reason: 'until_out_of_range' }]);
  }
  // Where a machine can know, a person's word does not prove anything; it can only accept or doubt.
  if (how === 'attested_until' && finding.kind === 'failed_check') {
    throw invalid('machine_can_know', [{ field: 'how', reason: 'machine_can_know' }]);
  }
  // It ends by being renewed or closed, with its own reason and date.
  if (finding.kind === 'exception_ending' || finding.kind === 'exception_expired') throw conflict('decide_exception');
  const keys = [{ dedupeKey: finding.dedupe_key, proofLeafId: null }];
  if ((await settleFindings(tx, context, { keys, how, reason, until })) === 0) throw conflict('finding_closed');
  await audit(tx, context.platform.clock, {
    action: 'assess.finding_overruled',
    subject: finding.finding_id,
    detail: { how, until },
  });
  return findingView(await existing(tx, overruling.findingId), context.catalog);
}

async function reopen(tx: ScopedTx, context: AssessContext, finding: FindingRow): Promise<boolean> {
  if (!(await reopenFinding(tx, finding.finding_id, context.platform.clock.now()))) return false;
  const control = finding.control_id === null ? undefined : context.catalog.controls.get(finding.control_id);
  const [subject] = finding.subject_id === null ? [] : await readSubjects(tx, [finding.subject_id]);
  if (!control || !subject) return true;
  await makeTasks(tx, context, {
    subject: subjectFacts(subject),
    findings: [{ findingId: finding.finding_id, control, checkId: finding.check_id, kind: finding.kind }],
    today: await todayOf(tx, context),
    people: await context.people.members(tx),
  });
  return true;
}

export async function takeBackOverruling(
  tx: ScopedTx,
  context: AssessContext,
  findingId: string,
): Promise<FindingItem> {
  await lockTasks(tx);
  const finding = await existing(tx, findingId);
  if (!(await reopen(tx, context, finding))) throw conflict('finding_not_overruled');
  await audit(tx, context.platform.clock, { action: 'assess.finding_reopened', subject: findingId });
  return findingView(await existing(tx, findingId), context.catalog);
}

/** Overrulings in one transaction; every one was made by hand. */
const BATCH = 200;

/** Daily: overrulings whose date has passed count no longer. One batch; call again until it says 0. */
export async function expireOverrulings(tx: ScopedTx, context: AssessContext): Promise<number> {
  await lockTasks(tx);
  const past = await overrulingsPast(tx, await todayOf(tx, context), BATCH);
  let opened = 0;
  for (const finding of past) if (await reopen(tx, context, finding)) opened += 1;
  return opened;
}
