// SPDX-License-Identifier: Apache-2.0
/** People enter, change, renew and close exceptions. */
import type { Person } from '../../assess/index.ts';
import { conflict, invalid, notFound } from '../../kernel/errors.ts';
import { newUuid } from '../../kernel/ids.ts';
import { audit } from '../../platform/audit.ts';
import { addDays } from '../../platform/calendar.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import { actorLabel } from '../../platform/postgres/scope.ts';
import { todayOf } from '../context.ts';
import type { GovernContext } from '../context.ts';
import { MAX_DAYS, reminderDay } from './exception-days.ts';
import * as store from './exception-store.ts';
import type { ExceptionKind, ExceptionRow } from './exception-store.ts';
import { settleExceptionFindings, tellAgain } from './tell-exceptions.ts';
import { mayRead } from './views.ts';

/** A register longer than this is no exception any more. */
const MAX_CURRENT = 500;

export interface Described {
  readonly kind: ExceptionKind;
  readonly title: string;
  readonly meanwhile: string;
  readonly ownerId: string;
  readonly controls: readonly string[];
}

export interface Approved {
  readonly reason: string;
  readonly endsOn: string;
  readonly approvedById: string;
}

const wrong = (field: string, reason: string) => invalid(reason, [{ field, reason }]);

function checkDescribed(context: GovernContext, people: readonly Person[], { ownerId, controls }: Described): void {
  if (!people.some(({ memberId }) => memberId === ownerId)) throw wrong('ownerId', 'owner_unknown');
  if (controls.some((id) => !context.catalog.controls.has(id))) throw wrong('controls', 'control_unknown');
}

/** Only those who run security can let something be other than the rules say. */
function checkApproved(people: readonly Person[], { approvedById, endsOn }: Approved, first: string): void {
  const approver = people.find(({ memberId }) => memberId === approvedById);
  if (!approver?.roles.some((role) => role === 'executive' || role === 'administrator')) {
    throw wrong('approvedById', 'approver_not_possible');
  }
  if (endsOn < first || endsOn > addDays(first, MAX_DAYS)) throw wrong('endsOn', 'end_out_of_range');
}

interface Happened {
  readonly exceptionId: string;
  readonly kind: 'created' | 'changed' | 'renewed' | 'closed';
  readonly reason: string | null;
  readonly approvedById: string | null;
  readonly endsOn: string;
}

async function note(tx: ScopedTx, { platform }: GovernContext, happened: Happened): Promise<void> {
  const { clock, random } = platform;
  await store.insertExceptionEvent(tx, {
    ...happened,
    eventId: newUuid(clock, random),
    at: clock.now(),
    actor: actorLabel(tx.scope.actor),
  });
}

export async function createException(
  tx: ScopedTx,
  context: GovernContext,
  given: Described & Approved & { readonly startsOn: string | undefined },
): Promise<string> {
  const { clock, random } = context.platform;
  const people = await context.people.members(tx);
  const today = await todayOf(tx, context);
  const startsOn = given.startsOn ?? today;
  // Older ones are entered late, but they are entered: their beginning may be long past.
  if (startsOn > today) throw wrong('startsOn', 'start_in_future');
  checkDescribed(context, people, given);
  checkApproved(people, given, today);
  if ((await store.countExceptions(tx, { today, ownerId: undefined })).current >= MAX_CURRENT) {
    throw conflict('too_many_exceptions');
  }
  const exceptionId = newUuid(clock, random);
  const { endsOn, reason, approvedById } = given;
  await store.insertException(tx, {
    ...given,
    exceptionId,
    startsOn,
    approvedOn: today,
    remindOn: reminderDay(today, endsOn),
    at: clock.now(),
  });
  await store.keepControls(tx, exceptionId, [...new Set(given.controls)]);
  await note(tx, context, { exceptionId, kind: 'created', reason, approvedById, endsOn });
  await audit(tx, clock, { action: 'govern.exception_created', subject: exceptionId, detail: { until: endsOn } });
  return exceptionId;
}

async function current(tx: ScopedTx, id: string): Promise<ExceptionRow> {
  const row = await store.lockException(tx, id);
  if (!row || !mayRead(tx.scope, row)) throw notFound('exception_not_found');
  if (row.closed_at !== null) throw conflict('exception_closed');
  return row;
}

export async function changeException(
  tx: ScopedTx,
  context: GovernContext,
  { exceptionId, ...given }: Described & { readonly exceptionId: string },
): Promise<void> {
  const before = await current(tx, exceptionId);
  checkDescribed(context, await context.people.members(tx), given);
  await store.changeWords(tx, exceptionId, given);
  await store.keepControls(tx, exceptionId, [...new Set(given.controls)]);
  await context.assess.describe(tx, exceptionId, { label: given.title, ownerMemberId: given.ownerId });
  const endsOn = before.ends_on;
  await note(tx, context, { exceptionId, kind: 'changed', reason: null, approvedById: null, endsOn });
  // Whose task it is may have changed with it.
  const after = await store.readExceptionRow(tx, exceptionId);
  if (before.told !== null && after) await tellAgain(tx, context, { row: after, told: before.told });
  await audit(tx, context.platform.clock, { action: 'govern.exception_changed', subject: exceptionId });
}

export async function renewException(
  tx: ScopedTx,
  context: GovernContext,
  { exceptionId, ...approved }: Approved & { readonly exceptionId: string },
): Promise<void> {
  const row = await current(tx, exceptionId);
  const today = await todayOf(tx, context);
  checkApproved(await context.people.members(tx), approved, today);
  const { endsOn, reason, approvedById } = approved;
  if (endsOn <= row.ends_on) throw wrong('endsOn', 'end_not_later');
  await settleExceptionFindings(tx, context, { row, how: 'accepted_until', reason });
  await store.prolong(tx, exceptionId, { ...approved, approvedOn: today, remindOn: reminderDay(today, endsOn) });
  await note(tx, context, { exceptionId, kind: 'renewed', reason, approvedById, endsOn });
  await audit(tx, context.platform.clock, {
    action: 'govern.exception_renewed',
    subject: exceptionId,
    detail: { until: endsOn },
  });
}

export async function closeException(
  tx: ScopedTx,
  context: GovernContext,
  { exceptionId, reason }: { readonly exceptionId: string; readonly reason: string },
): Promise<void> {
  const row = await current(tx, exceptionId);
  const { clock } = context.platform;
  await settleExceptionFindings(tx, context, { row, how: 'attested_until', reason });
  await store.endException(tx, exceptionId, { at: clock.now(), reason });
  await note(tx, context, { exceptionId, kind: 'closed', reason, approvedById: null, endsOn: row.ends_on });
  await audit(tx, clock, { action: 'govern.exception_closed', subject: exceptionId });
}
