// SPDX-License-Identifier: Apache-2.0
import type { Catalog } from '../../catalog/index.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/postgres/scope.ts';
import { seesAll, todayOf } from '../context.ts';
import { memberOf } from '../../platform/postgres/scope.ts';
import type { GovernContext } from '../context.ts';
import type { ExceptionDetail, ExceptionItem } from './contract.ts';
import { stateOn } from './exception-days.ts';
import { exceptionEvents } from './exception-store.ts';
import type { ExceptionRow } from './exception-store.ts';

const MAX_EVENTS = 100;

interface Known {
  readonly catalog: Catalog;
  readonly names: ReadonlyMap<string, string>;
  readonly today: string;
}

export async function whatIsKnown(tx: ScopedTx, context: GovernContext): Promise<Known> {
  const members = await context.people.members(tx);
  return {
    catalog: context.catalog,
    names: new Map(members.map(({ memberId, name }) => [memberId, name])),
    today: await todayOf(tx, context),
  };
}

export function exceptionView(row: ExceptionRow, { catalog, names, today }: Known): ExceptionItem {
  return {
    exceptionId: row.exception_id,
    kind: row.kind,
    title: row.title,
    reason: row.reason,
    meanwhile: row.meanwhile,
    ownerId: row.owner_member_id,
    ownerName: names.get(row.owner_member_id) ?? null,
    approvedById: row.approved_by_member_id,
    approvedByName: names.get(row.approved_by_member_id) ?? null,
    approvedOn: row.approved_on,
    startsOn: row.starts_on,
    endsOn: row.ends_on,
    state: stateOn(today, row),
    renewals: row.renewals,
    controls: row.controls.map((id) => ({ id, title: catalog.controls.get(id)?.title ?? { ja: id, en: id } })),
    closedAt: row.closed_at?.toISOString() ?? null,
    closeReason: row.close_reason,
  };
}

/** Those who run security, and the operator's staff, see all; a teleworker sees the exceptions they own. */
export const mayRead = (scope: Scope, row: ExceptionRow): boolean =>
  seesAll(scope) || memberOf(scope) === row.owner_member_id;

/** Its owner knows when it is over; a watcher of the operator only looks. */
const mayClose = (scope: Scope, row: ExceptionRow): boolean =>
  row.closed_at === null && scope.actor.kind === 'member' && mayRead(scope, row);

export async function exceptionDetailView(
  tx: ScopedTx,
  context: GovernContext,
  row: ExceptionRow,
): Promise<ExceptionDetail> {
  const known = await whatIsKnown(tx, context);
  const nameOf = (memberId: string | null): string | null => known.names.get(memberId ?? '') ?? null;
  const events = await exceptionEvents(tx, row.exception_id, MAX_EVENTS);
  return {
    ...exceptionView(row, known),
    mayClose: mayClose(tx.scope, row),
    events: events.map((event) => ({
      at: event.at.toISOString(),
      kind: event.kind,
      actorName: event.actor.startsWith('member:') ? nameOf(event.actor.slice('member:'.length)) : null,
      reason: event.reason,
      approvedByName: nameOf(event.approved_by_member_id),
      endsOn: event.ends_on,
    })),
  };
}
