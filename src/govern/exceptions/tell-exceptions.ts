// SPDX-License-Identifier: Apache-2.0
/**
 * What becomes of an exception by itself: a task for its owner some days before the end, and a finding once it is past.
 * Renewing or closing settles both.
 */
import type { AboutFinding } from '../../assess/index.ts';
import { newUuid } from '../../kernel/ids.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import { actorLabel } from '../../platform/postgres/scope.ts';
import { todayOf } from '../context.ts';
import type { GovernContext } from '../context.ts';
import { insertExceptionEvent, lockUntold, markTold } from './exception-store.ts';
import type { ExceptionRow } from './exception-store.ts';

/** Exceptions in one transaction; each was entered by hand. */
const BATCH = 100;

type Told = 'ending' | 'expired';
/** The end is part of the key: after a renewal the next end is a new finding, the old one stays as it was closed. */
const keyOf = ({ exception_id, ends_on }: ExceptionRow, told: Told): string =>
  `exception:${exception_id}:${ends_on}:${told}`;

const subjectOf = (row: ExceptionRow) =>
  ({
    kind: 'exception',
    id: row.exception_id,
    label: row.title,
    platform: 'other',
    ownerMemberId: row.owner_member_id,
  }) as const;

function findingOf(row: ExceptionRow, told: Told): AboutFinding {
  const [controlId] = row.controls;
  return {
    kind: `exception_${told}`,
    ...(controlId === undefined ? {} : { controlId }),
    checkId: null,
    leafId: null,
    dedupeKey: keyOf(row, told),
    params: { exception: row.title, ended: row.ends_on },
    // The reminder and what it comes to are one task.
    together: `exception:${row.exception_id}`,
    task: { assigneeId: row.owner_member_id, dueOn: row.ends_on },
  };
}

async function supersede(tx: ScopedTx, { assess }: GovernContext, dedupeKey: string): Promise<void> {
  await assess.settle(tx, { keys: [{ dedupeKey, proofLeafId: null }], how: 'superseded', reason: null, until: null });
}

interface Telling {
  readonly row: ExceptionRow;
  readonly told: Told;
}

async function tell(tx: ScopedTx, context: GovernContext, { row, told }: Telling): Promise<void> {
  const { clock, random } = context.platform;
  await context.assess.raiseAbout(tx, subjectOf(row), [findingOf(row, told)]);
  if (told === 'expired') await supersede(tx, context, keyOf(row, 'ending'));
  await markTold(tx, row.exception_id, told);
  await insertExceptionEvent(tx, {
    eventId: newUuid(clock, random),
    exceptionId: row.exception_id,
    at: clock.now(),
    kind: told === 'expired' ? 'expired' : 'reminded',
    actor: actorLabel(tx.scope.actor),
    reason: null,
    approvedById: null,
    endsOn: row.ends_on,
  });
}

/** Daily, one batch; call again until it says 0. */
export async function tellExceptions(tx: ScopedTx, context: GovernContext): Promise<number> {
  const today = await todayOf(tx, context);
  const rows = await lockUntold(tx, { today, limit: BATCH });
  for (const row of rows) await tell(tx, context, { row, told: row.ends_on < today ? 'expired' : 'ending' });
  return rows.length;
}

/** The same finding anew after a change: it may be another person's task now. */
export async function tellAgain(tx: ScopedTx, context: GovernContext, { row, told }: Telling): Promise<void> {
  await supersede(tx, context, keyOf(row, told));
  await context.assess.raiseAbout(tx, subjectOf(row), [findingOf(row, told)]);
}

/** A person has decided; `row` is how it stood before. */
export async function settleExceptionFindings(
  tx: ScopedTx,
  { assess }: GovernContext,
  { row, how, reason }: { row: ExceptionRow; how: 'accepted_until' | 'attested_until'; reason: string },
): Promise<void> {
  const keys = (['ending', 'expired'] as const).map((told) => ({ dedupeKey: keyOf(row, told), proofLeafId: null }));
  // No date: the exception has its own, and is told anew when that comes.
  await assess.settle(tx, { keys, how, reason, until: null });
}
