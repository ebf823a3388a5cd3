// SPDX-License-Identifier: Apache-2.0
/** How an administrator connects the organisation's directory and sees what it has told us. */
import { conflict, notFound } from '../../kernel/errors.ts';
import { newUuid } from '../../kernel/ids.ts';
import { audit } from '../../platform/audit.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import { makeToken } from '../../platform/tokens.ts';
import type { Context } from '../context.ts';
import { memberById } from '../people/member-store.ts';
import type { MemberRole } from '../people/member-store.ts';
import { lockOrganisation } from '../people/organisation-store.ts';
import * as store from './directory-store.ts';
import type { GroupRow, PersonRow } from './directory-store.ts';
import { MAX_GROUPS, MAX_PERSONS, syncPeople } from './people-of-directory.ts';
import { invitePerson, shownName } from './sync-person.ts';
import type { Syncing } from './sync-person.ts';

/** One in use and one to change over to. */
const MAX_TOKENS = 4;
const SHOWN_PEOPLE = 200;

const shownGroup = (row: GroupRow) => ({
  groupId: row.group_id,
  name: row.display_name,
  people: row.people,
  role: row.role,
});

type PersonState = 'member' | 'invited' | 'no_invitation' | 'left';

export function stateOf(person: PersonRow, now: Date): PersonState {
  if (!person.active) return 'left';
  if (person.member_id !== null && person.left_at === null) return 'member';
  const open = person.invite_id !== null && person.invite_revoked_at === null;
  return open && person.invite_expires_at !== null && person.invite_expires_at > now ? 'invited' : 'no_invitation';
}

const ORDER: readonly PersonState[] = ['no_invitation', 'invited', 'member', 'left'];

export async function readDirectory(tx: ScopedTx, context: Context, address: string) {
  const now = context.clock.now();
  const rows = await store.persons(tx, { wanted: undefined, limit: MAX_PERSONS });
  const withState = rows
    .map((row) => ({ row, state: stateOf(row, now) }))
    .toSorted((left, right) => ORDER.indexOf(left.state) - ORDER.indexOf(right.state));
  const people = [];
  for (const { row, state } of withState.slice(0, SHOWN_PEOPLE)) {
    people.push({
      personId: row.person_id,
      name: shownName(row),
      userName: row.user_name,
      email: row.email,
      state,
      memberId: state === 'member' ? row.member_id : null,
      roles: await store.rolesOfPerson(tx, row.person_id),
    });
  }
  const tokens = (await store.openTokens(tx)).map((row) => ({
    tokenId: row.token_id,
    label: row.label,
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  }));
  return { address, tokens, groups: (await store.groups(tx, MAX_GROUPS)).map(shownGroup), people, total: rows.length };
}

/** @throws SafeError `too_many_directory_tokens` */
export async function createDirectoryToken(tx: ScopedTx, context: Context, label: string) {
  await lockOrganisation(tx);
  if ((await store.openTokens(tx)).length >= MAX_TOKENS) throw conflict('too_many_directory_tokens');
  const tokenId = newUuid(context.clock, context.random);
  const { token, hash } = makeToken('scim', { orgId: tx.orgId, subjectId: tokenId }, context.random);
  await store.insertToken(tx, { tokenId, hash, label, at: context.clock.now() });
  await audit(tx, context.clock, { action: 'identity.directory_token_created', subject: tokenId });
  return { tokenId, token };
}

export async function revokeDirectoryToken(tx: ScopedTx, context: Context, tokenId: string): Promise<void> {
  if (!(await store.revokeToken(tx, tokenId, context.clock.now()))) throw notFound('directory_token_not_found');
  await audit(tx, context.clock, { action: 'identity.directory_token_revoked', subject: tokenId });
}

/** @throws SafeError `directory_group_not_found`, `last_administrator` */
export async function setGroupRole(
  tx: ScopedTx,
  syncing: Syncing,
  { groupId, role }: { readonly groupId: string; readonly role: MemberRole | null },
) {
  await lockOrganisation(tx);
  const before = await store.groupById(tx, groupId);
  if (!before || !(await store.setGroupRole(tx, groupId, role))) throw notFound('directory_group_not_found');
  await audit(tx, syncing.context.clock, {
    action: 'identity.directory_group_role_set',
    subject: groupId,
    detail: { group: before.display_name.slice(0, 100), role: role ?? '' },
  });
  // Whether a role is the directory's to decide may have changed for everybody.
  const everybody = await store.persons(tx, { wanted: undefined, limit: MAX_PERSONS });
  await syncPeople(
    tx,
    syncing,
    everybody.map((row) => row.person_id),
  );
  const after = await store.groupById(tx, groupId);
  return shownGroup(after ?? before);
}

/** @throws SafeError `directory_person_not_found`, `already_member`, `directory_person_without_address` */
export async function inviteDirectoryPerson(tx: ScopedTx, syncing: Syncing, personId: string) {
  await lockOrganisation(tx);
  const person = await store.personById(tx, personId);
  if (!person?.active) throw notFound('directory_person_not_found');
  if (person.member_id !== null && (await memberById(tx, person.member_id))) throw conflict('already_member');
  if (person.email === null) throw conflict('directory_person_without_address');
  const issued = await invitePerson(tx, syncing, person);
  return { link: issued.link, mailed: syncing.context.mail.available };
}
