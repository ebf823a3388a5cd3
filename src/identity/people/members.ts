// SPDX-License-Identifier: Apache-2.0
/** Members of an organisation. Rights are read with every request, so a change counts at once. */
import { conflict, invalid, notFound } from '../../kernel/errors.ts';
import { audit } from '../../platform/audit.ts';
import { localDateOf } from '../../platform/calendar.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import type { Context } from '../context.ts';
import { tellLeft } from './left-job.ts';
import { distinct, revokeInvitationsBy } from './invitations.ts';
import {
  endMember,
  memberById,
  membersOf,
  otherAdministratorExists,
  updateMemberRow,
  writeLastDay,
} from './member-store.ts';
import type { MemberRole, MemberRow } from './member-store.ts';
import { lockOrganisation, organisationRow, unindexMembership } from './organisation-store.ts';

export const shownMember = (tx: ScopedTx, row: MemberRow) => ({
  memberId: row.member_id,
  name: row.name,
  kana: row.name_kana,
  email: row.email,
  roles: row.roles,
  joinedAt: row.joined_at.toISOString(),
  totp: row.totp,
  lastDay: row.last_day,
  you: tx.scope.actor.kind === 'member' && tx.scope.actor.memberId === row.member_id,
});

export async function listMembers(tx: ScopedTx, page: { after: string | undefined; limit: number }) {
  const rows = await membersOf(tx, { after: page.after, limit: page.limit + 1 });
  const shown = rows.slice(0, page.limit);
  return {
    members: shown.map((row) => shownMember(tx, row)),
    next: rows.length > page.limit ? (shown.at(-1)?.member_id ?? null) : null,
  };
}

export interface MemberChange {
  readonly memberId: string;
  readonly name: string;
  readonly kana: string;
  readonly roles: readonly MemberRole[];
}

/** @throws SafeError `member_not_found`, `last_administrator`. */
export async function updateMember(tx: ScopedTx, context: Context, change: MemberChange) {
  await lockOrganisation(tx);
  const before = await existing(tx, change.memberId);
  const roles = distinct(change.roles);
  if (!roles.includes('administrator')) await requireOther(tx, before);
  await updateMemberRow(tx, before.member_id, { ...change, roles });
  if (!roles.includes('administrator')) await revokeInvitationsBy(tx, context, before.member_id);
  const sameRoles = roles.toSorted().join(' ') === before.roles.toSorted().join(' ');
  await audit(tx, context.clock, {
    action: sameRoles ? 'identity.member_renamed' : 'identity.member_roles_changed',
    subject: before.member_id,
    ...(sameRoles ? {} : { detail: { from: before.roles.join(' '), to: roles.join(' ') } }),
  });
  return shownMember(tx, await existing(tx, change.memberId));
}

/** @throws SafeError `member_not_found`, `last_administrator`. */
export async function removeMember(tx: ScopedTx, context: Context, memberId: string): Promise<void> {
  await lockOrganisation(tx);
  const row = await existing(tx, memberId);
  await requireOther(tx, row);
  await endMember(tx, row.member_id, context.clock.now());
  await unindexMembership(tx, row.account_id, 'member');
  await revokeInvitationsBy(tx, context, row.member_id);
  await audit(tx, context.clock, { action: 'identity.member_removed', subject: row.member_id });
  await tellLeft(tx, context, { memberId: row.member_id, name: row.name, back: false });
}

/** The last day with access; null takes the plan back. @throws SafeError `member_not_found`, `last_administrator`, `last_day_past`. */
export async function planLeaving(
  tx: ScopedTx,
  context: Context,
  { memberId, lastDay }: { readonly memberId: string; readonly lastDay: string | null },
) {
  await lockOrganisation(tx);
  const row = await existing(tx, memberId);
  if (lastDay !== null) {
    await requireOther(tx, row);
    const { time_zone: zone } = await organisationRow(tx);
    if (lastDay < localDateOf(context.clock.now(), zone)) {
      throw invalid('last_day_past', [{ field: 'lastDay', reason: 'last_day_past' }]);
    }
  }
  await writeLastDay(tx, row.member_id, lastDay);
  await audit(tx, context.clock, {
    action: 'identity.member_last_day_set',
    subject: row.member_id,
    detail: { day: lastDay ?? '' },
  });
  return shownMember(tx, await existing(tx, memberId));
}

async function existing(tx: ScopedTx, memberId: string): Promise<MemberRow> {
  const row = await memberById(tx, memberId);
  if (!row) throw notFound('member_not_found');
  return row;
}

/** Somebody must remain who can let people in. */
async function requireOther(tx: ScopedTx, row: MemberRow): Promise<void> {
  if (row.roles.includes('administrator') && !(await otherAdministratorExists(tx, row.member_id))) {
    throw conflict('last_administrator');
  }
}
