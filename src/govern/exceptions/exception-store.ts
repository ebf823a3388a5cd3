// SPDX-License-Identifier: Apache-2.0
import { sql } from '../../platform/postgres/database.ts';
import type { ScopedTx, Sql } from '../../platform/postgres/database.ts';
import type { EXCEPTION_EVENTS, EXCEPTION_FILTERS, EXCEPTION_KINDS } from './contract.ts';

export type ExceptionKind = (typeof EXCEPTION_KINDS)[number];
export type ExceptionFilter = (typeof EXCEPTION_FILTERS)[number];

export interface ExceptionRow {
  readonly exception_id: string;
  readonly kind: ExceptionKind;
  readonly title: string;
  readonly reason: string;
  readonly meanwhile: string;
  readonly owner_member_id: string;
  readonly approved_by_member_id: string;
  readonly approved_on: string;
  readonly starts_on: string;
  readonly ends_on: string;
  readonly remind_on: string;
  readonly renewals: number;
  readonly told: 'ending' | 'expired' | null;
  readonly closed_at: Date | null;
  readonly close_reason: string | null;
  readonly controls: readonly string[];
}

const EXCEPTION: Sql = sql`
  SELECT exception_id, kind, title, reason, meanwhile, owner_member_id, approved_by_member_id, approved_on, starts_on, ends_on,
         remind_on, renewals, told, closed_at, close_reason,
         ARRAY(SELECT control_id FROM govern_exception_control touched
               WHERE touched.org_id = held.org_id AND touched.exception_id = held.exception_id
               ORDER BY position) AS controls
  FROM govern_exception held`;

/** One at a time changes an exception. */
export async function lockException(tx: ScopedTx, id: string): Promise<ExceptionRow | undefined> {
  await tx.run(sql`
    SELECT 1 FROM govern_exception WHERE org_id = ${tx.orgId} AND exception_id = ${id} FOR UPDATE`);
  return readExceptionRow(tx, id);
}

export async function readExceptionRow(tx: ScopedTx, id: string): Promise<ExceptionRow | undefined> {
  return tx.maybe<ExceptionRow>(sql`${EXCEPTION} WHERE held.org_id = ${tx.orgId} AND exception_id = ${id}`);
}

export interface NewException {
  readonly exceptionId: string;
  readonly kind: ExceptionKind;
  readonly title: string;
  readonly reason: string;
  readonly meanwhile: string;
  readonly ownerId: string;
  readonly approvedById: string;
  readonly approvedOn: string;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly remindOn: string;
  readonly at: Date;
}

export async function insertException(tx: ScopedTx, made: NewException): Promise<void> {
  await tx.run(sql`
    INSERT INTO govern_exception
      (org_id, exception_id, kind, title, reason, meanwhile, owner_member_id, approved_by_member_id, approved_on, starts_on,
       ends_on, remind_on, created_at)
    VALUES (${tx.orgId}, ${made.exceptionId}, ${made.kind}, ${made.title}, ${made.reason}, ${made.meanwhile}, ${made.ownerId},
            ${made.approvedById}, ${made.approvedOn}, ${made.startsOn}, ${made.endsOn}, ${made.remindOn}, ${made.at})`);
}

export async function keepControls(tx: ScopedTx, exceptionId: string, controls: readonly string[]): Promise<void> {
  await tx.run(sql`DELETE FROM govern_exception_control WHERE org_id = ${tx.orgId} AND exception_id = ${exceptionId}`);
  await tx.run(sql`
    INSERT INTO govern_exception_control (org_id, exception_id, control_id, position)
    SELECT ${tx.orgId}, ${exceptionId}, control_id, position
    FROM unnest(${[...controls]}::text[]) WITH ORDINALITY AS given (control_id, position)`);
}

export async function changeWords(
  tx: ScopedTx,
  id: string,
  words: Pick<NewException, 'kind' | 'title' | 'meanwhile' | 'ownerId'>,
): Promise<void> {
  await tx.run(sql`
    UPDATE govern_exception SET kind = ${words.kind}, title = ${words.title}, meanwhile = ${words.meanwhile},
      owner_member_id = ${words.ownerId}
    WHERE org_id = ${tx.orgId} AND exception_id = ${id}`);
}

export async function prolong(
  tx: ScopedTx,
  id: string,
  to: Pick<NewException, 'reason' | 'approvedById' | 'approvedOn' | 'endsOn' | 'remindOn'>,
): Promise<void> {
  await tx.run(sql`
    UPDATE govern_exception SET reason = ${to.reason}, approved_by_member_id = ${to.approvedById},
      approved_on = ${to.approvedOn}, ends_on = ${to.endsOn}, remind_on = ${to.remindOn}, renewals = renewals + 1, told = NULL
    WHERE org_id = ${tx.orgId} AND exception_id = ${id}`);
}

export async function endException(tx: ScopedTx, id: string, end: { at: Date; reason: string }): Promise<void> {
  await tx.run(sql`
    UPDATE govern_exception SET closed_at = ${end.at}, close_reason = ${end.reason}
    WHERE org_id = ${tx.orgId} AND exception_id = ${id}`);
}

export async function markTold(tx: ScopedTx, id: string, told: 'ending' | 'expired'): Promise<void> {
  await tx.run(sql`
    UPDATE govern_exception SET told = ${told} WHERE org_id = ${tx.orgId} AND exception_id = ${id}`);
}

/** Not told yet: past their end, or past the day of the reminder. Locked, so that nobody renews one meanwhile. */
export async function lockUntold(
  tx: ScopedTx,
  { today, limit }: { today: string; limit: number },
): Promise<ExceptionRow[]> {
  return tx.all<ExceptionRow>(sql`
    ${EXCEPTION} WHERE held.org_id = ${tx.orgId} AND closed_at IS NULL
      AND ((ends_on < ${today}::date AND told IS DISTINCT FROM 'expired') OR (remind_on <= ${today}::date AND told IS NULL))
    ORDER BY ends_on, exception_id LIMIT ${limit} FOR UPDATE OF held`);
}

const whereState = (filter: ExceptionFilter, today: string): Sql => {
  if (filter === 'closed') return sql`closed_at IS NOT NULL`;
  if (filter === 'expired') return sql`closed_at IS NULL AND ends_on < ${today}::date`;
  if (filter === 'ending') return sql`closed_at IS NULL AND ends_on >= ${today}::date AND remind_on <= ${today}::date`;
  return sql`closed_at IS NULL`;
};

const whereOwner = (ownerId: string | undefined): Sql =>
  ownerId === undefined ? sql`` : sql`AND owner_member_id = ${ownerId}`;

export interface ExceptionPage {
  readonly filter: ExceptionFilter;
  readonly today: string;
  /** Only those of this owner. */
  readonly ownerId: string | undefined;
  /** (ends_on, id), for closed ones (closed_at, id). */
  readonly after: { readonly at: string; readonly id: string } | undefined;
  readonly limit: number;
}

export async function listExceptionRows(tx: ScopedTx, page: ExceptionPage): Promise<ExceptionRow[]> {
  const { after } = page;
  const where = sql`held.org_id = ${tx.orgId} AND ${whereState(page.filter, page.today)} ${whereOwner(page.ownerId)}`;
  if (page.filter === 'closed') {
    const from = after ? sql`AND (closed_at, exception_id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql``;
    return tx.all<ExceptionRow>(sql`
      ${EXCEPTION} WHERE ${where} ${from} ORDER BY closed_at DESC, exception_id DESC LIMIT ${page.limit}`);
  }
  const from = after ? sql`AND (ends_on, exception_id) > (${after.at}::date, ${after.id}::uuid)` : sql``;
  return tx.all<ExceptionRow>(sql`
    ${EXCEPTION} WHERE ${where} ${from} ORDER BY ends_on, exception_id LIMIT ${page.limit}`);
}

export async function countExceptions(
  tx: ScopedTx,
  { today, ownerId }: { today: string; ownerId: string | undefined },
): Promise<{ current: number; ending: number; expired: number }> {
  return tx.one<{ current: number; ending: number; expired: number }>(sql`
    SELECT count(*) AS current, count(*) FILTER (WHERE ${whereState('ending', today)}) AS ending,
           count(*) FILTER (WHERE ${whereState('expired', today)}) AS expired
    FROM govern_exception WHERE org_id = ${tx.orgId} AND closed_at IS NULL ${whereOwner(ownerId)}`);
}

export interface ExceptionEventRow {
  readonly at: Date;
  readonly kind: (typeof EXCEPTION_EVENTS)[number];
  readonly actor: string;
  readonly reason: string | null;
  readonly approved_by_member_id: string | null;
  readonly ends_on: string;
}

export interface NewExceptionEvent extends Pick<ExceptionEventRow, 'at' | 'kind' | 'actor' | 'reason'> {
  readonly eventId: string;
  readonly exceptionId: string;
  readonly approvedById: string | null;
  readonly endsOn: string;
}

export async function insertExceptionEvent(tx: ScopedTx, event: NewExceptionEvent): Promise<void> {
  await tx.run(sql`
    INSERT INTO govern_exception_event
      (org_id, event_id, exception_id, at, kind, actor, reason, approved_by_member_id, ends_on)
    VALUES (${tx.orgId}, ${event.eventId}, ${event.exceptionId}, ${event.at}, ${event.kind}, ${event.actor}, ${event.reason},
            ${event.approvedById}, ${event.endsOn})`);
}

export async function exceptionEvents(tx: ScopedTx, exceptionId: string, limit: number): Promise<ExceptionEventRow[]> {
  return tx.all<ExceptionEventRow>(sql`
    SELECT at, kind, actor, reason, approved_by_member_id, ends_on FROM govern_exception_event
    WHERE org_id = ${tx.orgId} AND exception_id = ${exceptionId} ORDER BY at DESC, event_id DESC LIMIT ${limit}`);
}
