// SPDX-License-Identifier: Apache-2.0
/**
 * Makes a person of the directory a member here, keeps name and roles in step, and ends the membership when the
 * directory says so. The directory's word is about *membership of its own organisation* and about nothing else: it makes
 * no account, sets no password, changes no address, and a person whose address has an account elsewhere still has to
 * accept the invitation themselves.
 */
import { newUuid } from '../../kernel/ids.ts';
import { MEMBER_ROLES } from '../../kernel/contract.ts';
import { audit } from '../../platform/audit.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import type { Context } from '../context.ts';
import { emailKey } from '../email-address.ts';
import { issueInvitation, mailInvitation } from '../people/invitations.ts';
import type { IssuedInvite } from '../people/invitations.ts';
import { markRevoked } from '../people/invite-store.ts';
import { tellLeft } from '../people/left-job.ts';
import { insertMember, memberById } from '../people/member-store.ts';
import type { MemberRole, MemberRow } from '../people/member-store.ts';
import { removeMember, updateMember } from '../people/members.ts';
import { indexMembership } from '../people/organisation-store.ts';
import { organisationOf } from '../people/organisation.ts';
import * as store from './directory-store.ts';
import type { PersonRow } from './directory-store.ts';

export interface Syncing {
  readonly context: Context;
  /** Where the links of invitations lead. */
  readonly origin: string;
}

/** Japanese order, family name first, as names are written here; Latin names come whole in displayName. */
export function shownName(person: PersonRow): string {
  if (person.display_name !== '') return person.display_name;
  const parts = [person.family_name, person.given_name].filter((part) => part !== '');
  return parts.length > 0 ? parts.join(' ') : person.user_name;
}

const LEAST: readonly MemberRole[] = ['teleworker'];

/** Roles that some group gives are the directory's to decide; the others stay as people here set them. */
async function rolesFor(tx: ScopedTx, person: PersonRow, held: readonly MemberRole[]): Promise<MemberRole[]> {
  const decided = new Set(await store.rolesByGroups(tx));
  const given = await store.rolesOfPerson(tx, person.person_id);
  const roles = new Set([...held.filter((role) => !decided.has(role)), ...given]);
  return roles.size > 0 ? MEMBER_ROLES.filter((role) => roles.has(role)) : [...LEAST];
}

const sameRoles = (left: readonly string[], right: readonly string[]): boolean =>
  left.toSorted().join(' ') === right.toSorted().join(' ');

async function keepInStep(tx: ScopedTx, { context }: Syncing, given: { person: PersonRow; member: MemberRow }) {
  const { person, member } = given;
  const name = shownName(person);
  const roles = await rolesFor(tx, person, member.roles);
  if (member.name === name && sameRoles(member.roles, roles)) return;
  await updateMember(tx, context, { memberId: member.member_id, name, kana: member.name_kana, roles });
}

/** They proved who they are when they first joined; that they are back is the organisation's to say. */
async function takeBack(tx: ScopedTx, { context }: Syncing, person: PersonRow): Promise<void> {
  if (person.account_id === null) return;
  const memberId = await insertMember(tx, {
    memberId: newUuid(context.clock, context.random),
    accountId: person.account_id,
    name: shownName(person),
    kana: '',
    roles: await rolesFor(tx, person, []),
    at: context.clock.now(),
  });
  if (memberId === undefined) return;
  await indexMembership(tx, person.account_id, 'member');
  await audit(tx, context.clock, { action: 'identity.member_returned', subject: memberId });
  await tellLeft(tx, context, { memberId, name: shownName(person), back: true });
}

const invitationOpen = (person: PersonRow, now: Date): boolean =>
  person.invite_id !== null &&
  person.invite_revoked_at === null &&
  person.invite_expires_at !== null &&
  person.invite_expires_at > now;

/** A new invitation; an older one of the same person ends. Mailed after the commit when there is a mail server. */
export async function invitePerson(
  tx: ScopedTx,
  { context, origin }: Syncing,
  person: PersonRow,
): Promise<IssuedInvite> {
  if (person.invite_id !== null) await markRevoked(tx, person.invite_id, context.clock.now());
  const issued = await issueInvitation(tx, context, {
    name: shownName(person).slice(0, 100),
    kana: '',
    email: person.email ?? undefined,
    roles: await rolesFor(tx, person, []),
    language: 'ja',
    origin,
  });
  await store.linkInvitation(tx, person.person_id, issued.row.invite_id);
  const { name } = await organisationOf(tx);
  tx.afterCommit(async () => {
    await mailInvitation(context, issued, name);
  });
  return issued;
}

async function welcome(tx: ScopedTx, syncing: Syncing, person: PersonRow): Promise<void> {
  if (person.member_id !== null) {
    const member = await memberById(tx, person.member_id);
    await (member ? keepInStep(tx, syncing, { person, member }) : takeBack(tx, syncing, person));
    return;
  }
  const known = person.email === null ? undefined : await store.unlinkedMemberByEmail(tx, emailKey(person.email));
  if (known !== undefined) {
    await store.linkMember(tx, person.person_id, known);
    const member = await memberById(tx, known);
    if (member) await keepInStep(tx, syncing, { person, member });
    return;
  }
  // Without an address nobody could prove that the invitation is theirs.
  if (person.email !== null && !invitationOpen(person, syncing.context.clock.now())) {
    await invitePerson(tx, syncing, person);
  }
}

/** @throws SafeError `last_administrator`: somebody must remain who can let people in. */
async function farewell(tx: ScopedTx, { context }: Syncing, person: PersonRow): Promise<void> {
  if (person.invite_id !== null) await markRevoked(tx, person.invite_id, context.clock.now());
  if (person.member_id === null || person.left_at !== null) return;
  await removeMember(tx, context, person.member_id);
}

/** After any change of the person or of a group they are in. @throws SafeError `last_administrator`. */
export async function syncPerson(tx: ScopedTx, syncing: Syncing, person: PersonRow): Promise<void> {
  await (person.active ? welcome(tx, syncing, person) : farewell(tx, syncing, person));
}

/** The person goes from the directory altogether. @throws SafeError `last_administrator`. */
export async function forgetPerson(tx: ScopedTx, syncing: Syncing, person: PersonRow): Promise<void> {
  await farewell(tx, syncing, person);
  await store.deletePerson(tx, person.person_id);
}
