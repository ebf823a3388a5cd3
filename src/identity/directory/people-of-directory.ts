// SPDX-License-Identifier: Apache-2.0
/** What a directory may do with people and groups; each in one transaction of its organisation. */
import { SafeError, conflict, notFound } from '../../kernel/errors.ts';
import { isUuid, newUuid } from '../../kernel/ids.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import { lockOrganisation } from '../people/organisation-store.ts';
import * as store from './directory-store.ts';
import type { GroupRow, PersonRow } from './directory-store.ts';
import { patchedUser } from './patch-user.ts';
import { groupInput, nameKey, personFields, userInput, userResource } from './scim-shapes.ts';
import type { PatchOperation, Place } from './scim-shapes.ts';
import { forgetPerson, syncPerson } from './sync-person.ts';
import type { Syncing } from './sync-person.ts';

/** More people than this use another product; each page of people here is read whole. */
export const MAX_PERSONS = 5000;
export const MAX_GROUPS = 500;

const refused = (issues: readonly { readonly path: readonly PropertyKey[] }[]): SafeError =>
  new SafeError('invalid', 'scim_value_refused', {
    message: `not accepted: ${issues
      .slice(0, 5)
      .map(({ path }) => path.map(String).join('.'))
      .join(', ')}`,
  });

export async function existingPerson(tx: ScopedTx, personId: string): Promise<PersonRow> {
  const person = isUuid(personId) ? await store.personById(tx, personId) : undefined;
  if (!person) throw notFound('scim_not_found');
  return person;
}

export async function createPerson(tx: ScopedTx, syncing: Syncing, given: unknown): Promise<PersonRow> {
  const input = userInput.safeParse(given);
  if (!input.success) throw refused(input.error.issues);
  await lockOrganisation(tx);
  if ((await store.countPersons(tx)) >= MAX_PERSONS) throw conflict('scim_too_many');
  const { clock, random } = syncing.context;
  const personId = newUuid(clock, random);
  if (!(await store.insertPerson(tx, { ...personFields(input.data), personId, at: clock.now() }))) {
    throw conflict('scim_name_taken');
  }
  await syncPerson(tx, syncing, await existingPerson(tx, personId));
  return existingPerson(tx, personId);
}

async function write(tx: ScopedTx, syncing: Syncing, { person, given }: { person: PersonRow; given: unknown }) {
  const input = userInput.safeParse(given);
  if (!input.success) throw refused(input.error.issues);
  const fields = personFields(input.data);
  if (await store.userNameTaken(tx, fields.userNameKey, person.person_id)) throw conflict('scim_name_taken');
  await store.updatePerson(tx, person.person_id, { ...fields, at: syncing.context.clock.now() });
  await syncPerson(tx, syncing, await existingPerson(tx, person.person_id));
  return existingPerson(tx, person.person_id);
}

export interface Change<Given> {
  readonly id: string;
  readonly given: Given;
}

export async function replacePerson(
  tx: ScopedTx,
  syncing: Syncing,
  { id, given }: Change<unknown>,
): Promise<PersonRow> {
  await lockOrganisation(tx);
  return write(tx, syncing, { person: await existingPerson(tx, id), given });
}

export async function patchPerson(
  tx: ScopedTx,
  syncing: Syncing & Place,
  { id, given }: Change<readonly PatchOperation[]>,
): Promise<PersonRow> {
  await lockOrganisation(tx);
  const person = await existingPerson(tx, id);
  return write(tx, syncing, { person, given: await patchedUser(userResource(person, syncing), given) });
}

export async function removePerson(tx: ScopedTx, syncing: Syncing, personId: string): Promise<void> {
  await lockOrganisation(tx);
  await forgetPerson(tx, syncing, await existingPerson(tx, personId));
}

export async function existingGroup(tx: ScopedTx, groupId: string): Promise<GroupRow> {
  const group = isUuid(groupId) ? await store.groupById(tx, groupId) : undefined;
  if (!group) throw notFound('scim_not_found');
  return group;
}

/** Everybody whose roles a changed group may have changed. */
export async function syncPeople(tx: ScopedTx, syncing: Syncing, ids: readonly string[]): Promise<void> {
  for (const personId of new Set(ids)) {
    const person = await store.personById(tx, personId);
    if (person) await syncPerson(tx, syncing, person);
  }
}

const idsOf = (members: readonly { readonly value: string }[] | null | undefined): string[] =>
  (members ?? []).map(({ value }) => value);

export async function createGroup(tx: ScopedTx, syncing: Syncing, given: unknown): Promise<GroupRow> {
  const input = groupInput.safeParse(given);
  if (!input.success) throw refused(input.error.issues);
  await lockOrganisation(tx);
  if ((await store.groups(tx, MAX_GROUPS)).length >= MAX_GROUPS) throw conflict('scim_too_many');
  const { clock, random } = syncing.context;
  const groupId = newUuid(clock, random);
  const { displayName, externalId, members } = input.data;
  const row = {
    groupId,
    displayName,
    displayKey: nameKey(displayName),
    externalId: externalId ?? null,
    at: clock.now(),
  };
  if (!(await store.insertGroup(tx, row))) throw conflict('scim_name_taken');
  await store.addToGroup(tx, groupId, idsOf(members));
  return existingGroup(tx, groupId);
}

interface GroupChange {
  displayName: string;
  externalId: string | null;
  readonly add: Set<string>;
  readonly remove: Set<string>;
  replace: string[] | undefined;
}

const memberList = groupInput.shape.members;
const listed = (value: unknown): string[] => {
  const read = memberList.safeParse(Array.isArray(value) ? value : [value]);
  if (!read.success) throw refused(read.error.issues);
  return idsOf(read.data);
};

/** `members[value eq "…"]`, as Okta and others name one person. */
const ONE_MEMBER = /^members\[\s*value\s+eq\s+"([0-9a-f-]{36})"\s*\]$/i;

function applyToMembers(change: GroupChange, verb: string, value: unknown): void {
  if (verb === 'add') for (const id of listed(value)) change.add.add(id);
  else if (verb === 'replace') change.replace = listed(value);
  else if (value === undefined) change.replace = [];
  else for (const id of listed(value)) change.remove.add(id);
}

function applyToField(change: GroupChange, field: string, value: unknown): void {
  if (typeof value !== 'string') return;
  if (field === 'displayname') change.displayName = value;
  else if (field === 'externalid') change.externalId = value;
}

function applyOperation(change: GroupChange, { op, path, value }: PatchOperation): void {
  const verb = op.toLowerCase();
  if (path === undefined) {
    const fields = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    for (const [key, item] of fields) applyOperation(change, { op, path: key, value: item });
    return;
  }
  const one = ONE_MEMBER.exec(path)?.[1]?.toLowerCase();
  if (one !== undefined) (verb === 'remove' ? change.remove : change.add).add(one);
  else if (/^members$/i.test(path)) applyToMembers(change, verb, value);
  else applyToField(change, path.toLowerCase(), value);
}

async function changeGroup(
  tx: ScopedTx,
  syncing: Syncing,
  { group, change }: { group: GroupRow; change: GroupChange },
): Promise<GroupRow> {
  const input = groupInput.safeParse({ displayName: change.displayName, externalId: change.externalId });
  if (!input.success) throw refused(input.error.issues);
  const { displayName } = input.data;
  const displayKey = nameKey(displayName);
  if (await store.groupNameTaken(tx, displayKey, group.group_id)) throw conflict('scim_name_taken');
  const before = (await store.peopleOfGroup(tx, group.group_id)).map(({ value }) => value);
  const remove = change.replace === undefined ? [...change.remove] : before;
  await store.removeFromGroup(tx, group.group_id, remove);
  await store.addToGroup(tx, group.group_id, [...(change.replace ?? []), ...change.add]);
  const externalId = input.data.externalId ?? null;
  await store.touchGroup(tx, group.group_id, { displayName, displayKey, externalId, at: syncing.context.clock.now() });
  const after = (await store.peopleOfGroup(tx, group.group_id)).map(({ value }) => value);
  // Without a role the group changes nobody's rights.
  if (group.role !== null) await syncPeople(tx, syncing, [...before, ...after]);
  return existingGroup(tx, group.group_id);
}

const unchanged = (group: GroupRow): GroupChange => ({
  displayName: group.display_name,
  externalId: group.external_id,
  add: new Set(),
  remove: new Set(),
  replace: undefined,
});

export async function patchGroup(
  tx: ScopedTx,
  syncing: Syncing,
  { id, given }: Change<readonly PatchOperation[]>,
): Promise<GroupRow> {
  await lockOrganisation(tx);
  const group = await existingGroup(tx, id);
  const change = unchanged(group);
  for (const operation of given) applyOperation(change, operation);
  return changeGroup(tx, syncing, { group, change });
}

export async function replaceGroup(tx: ScopedTx, syncing: Syncing, { id, given }: Change<unknown>): Promise<GroupRow> {
  await lockOrganisation(tx);
  const input = groupInput.safeParse(given);
  if (!input.success) throw refused(input.error.issues);
  const { displayName, externalId, members } = input.data;
  const group = await existingGroup(tx, id);
  const change = { ...unchanged(group), displayName, externalId: externalId ?? null, replace: idsOf(members) };
  return changeGroup(tx, syncing, { group, change });
}

export async function removeGroup(tx: ScopedTx, syncing: Syncing, groupId: string): Promise<void> {
  await lockOrganisation(tx);
  const group = await existingGroup(tx, groupId);
  const people = (await store.peopleOfGroup(tx, group.group_id)).map(({ value }) => value);
  await store.deleteGroup(tx, group.group_id);
  if (group.role !== null) await syncPeople(tx, syncing, people);
}
