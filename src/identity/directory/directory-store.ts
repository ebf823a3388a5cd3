// SPDX-License-Identifier: Apache-2.0
import type { Uuid } from '../../kernel/ids.ts';
import { sql } from '../../platform/postgres/database.ts';
import type { ScopedTx, Sql } from '../../platform/postgres/database.ts';
import type { MemberRole } from '../people/member-store.ts';

export interface TokenRow {
  readonly token_id: Uuid;
  readonly secret_hash: Buffer;
  readonly label: string;
  readonly created_at: Date;
  readonly last_used_at: Date | null;
  readonly revoked_at: Date | null;
}

const TOKEN = sql`token_id, secret_hash, label, created_at, last_used_at, revoked_at`;

export const insertToken = async (
  tx: ScopedTx,
  row: { tokenId: Uuid; hash: Uint8Array; label: string; at: Date },
): Promise<TokenRow> =>
  tx.one<TokenRow>(sql`
    INSERT INTO identity_directory_token (org_id, token_id, secret_hash, label, created_at)
    VALUES (${tx.orgId}, ${row.tokenId}, ${row.hash}, ${row.label}, ${row.at}) RETURNING ${TOKEN}`);

export const readToken = async (tx: ScopedTx, tokenId: string): Promise<TokenRow | undefined> =>
  tx.maybe<TokenRow>(sql`
    SELECT ${TOKEN} FROM identity_directory_token WHERE org_id = ${tx.orgId} AND token_id = ${tokenId}`);

/** In force, oldest first. */
export const openTokens = async (tx: ScopedTx): Promise<TokenRow[]> =>
  tx.all<TokenRow>(sql`
    SELECT ${TOKEN} FROM identity_directory_token WHERE org_id = ${tx.orgId} AND revoked_at IS NULL
    ORDER BY token_id LIMIT 20`);

/** Not on every request: a minute tells enough, and a directory may ask for each person by itself. */
export async function touchToken(tx: ScopedTx, tokenId: Uuid, at: Date): Promise<void> {
  await tx.run(sql`
    UPDATE identity_directory_token SET last_used_at = ${at}
    WHERE org_id = ${tx.orgId} AND token_id = ${tokenId}
      AND (last_used_at IS NULL OR last_used_at < ${at}::timestamptz - interval '1 minute')`);
}

export async function revokeToken(tx: ScopedTx, tokenId: string, at: Date): Promise<boolean> {
  const written = await tx.run(sql`
    UPDATE identity_directory_token SET revoked_at = ${at}
    WHERE org_id = ${tx.orgId} AND token_id = ${tokenId} AND revoked_at IS NULL`);
  return written === 1;
}

/** A person, with what became of them here. */
export interface PersonRow {
  readonly person_id: Uuid;
  readonly user_name: string;
  readonly external_id: string | null;
  readonly given_name: string;
  readonly family_name: string;
  readonly display_name: string;
  readonly email: string | null;
  readonly active: boolean;
  /** A member now or before: given at once, or by the invitation they accepted. */
  readonly member_id: Uuid | null;
  readonly account_id: Uuid | null;
  readonly left_at: Date | null;
  readonly invite_id: Uuid | null;
  readonly invite_expires_at: Date | null;
  readonly invite_revoked_at: Date | null;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly version: number;
  readonly groups: readonly { readonly value: Uuid; readonly display: string }[];
}

const PERSON: Sql = sql`
  SELECT person.person_id, user_name, external_id, given_name, family_name, display_name, person.email, active,
         member.member_id, member.account_id, member.left_at,
         invite.invite_id, invite.expires_at AS invite_expires_at, invite.revoked_at AS invite_revoked_at,
         person.created_at, updated_at, version, coalesce(held.groups, '[]') AS groups
  FROM identity_directory_person person
  LEFT JOIN identity_invite invite ON invite.org_id = person.org_id AND invite.invite_id = person.invite_id
  LEFT JOIN identity_member member
    ON member.org_id = person.org_id AND member.member_id = coalesce(person.member_id, invite.accepted_member_id)
  LEFT JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_object('value', grp.group_id, 'display', grp.display_name) ORDER BY grp.group_id) AS groups
    FROM identity_directory_group_person link JOIN identity_directory_group grp USING (org_id, group_id)
    WHERE link.org_id = person.org_id AND link.person_id = person.person_id) held ON true`;

export const personById = async (tx: ScopedTx, personId: string): Promise<PersonRow | undefined> =>
  tx.maybe<PersonRow>(sql`${PERSON} WHERE person.org_id = ${tx.orgId} AND person.person_id = ${personId}`);

/** What directories look up one by one, hence by an index. */
export interface PersonLookup {
  readonly by: 'user_name' | 'external_id' | 'id';
  readonly value: string;
}

const lookup = ({ by, value }: PersonLookup): Sql => {
  if (by === 'user_name') return sql`person.user_name_key = ${value}`;
  if (by === 'external_id') return sql`person.external_id = ${value}`;
  return sql`person.person_id::text = ${value}`;
};

/** In order of their ids. */
export const persons = async (
  tx: ScopedTx,
  { wanted, limit }: { wanted: PersonLookup | undefined; limit: number },
): Promise<PersonRow[]> =>
  tx.all<PersonRow>(sql`
    ${PERSON} WHERE person.org_id = ${tx.orgId} ${wanted ? sql`AND ${lookup(wanted)}` : sql``}
    ORDER BY person.person_id LIMIT ${limit}`);

export const countPersons = async (tx: ScopedTx): Promise<number> =>
  (
    await tx.one<{ count: number }>(sql`
      SELECT count(*) AS count FROM identity_directory_person WHERE org_id = ${tx.orgId}`)
  ).count;

export interface PersonFields {
  readonly userName: string;
  readonly userNameKey: string;
  readonly externalId: string | null;
  readonly givenName: string;
  readonly familyName: string;
  readonly displayName: string;
  readonly email: string | null;
  readonly emailKey: string | null;
  readonly active: boolean;
}

/** False when the name is taken. */
export async function insertPerson(
  tx: ScopedTx,
  row: PersonFields & { readonly personId: Uuid; readonly at: Date },
): Promise<boolean> {
  const written = await tx.run(sql`
    INSERT INTO identity_directory_person (org_id, person_id, user_name, user_name_key, external_id, given_name, family_name,
      display_name, email, email_key, active, created_at, updated_at)
    VALUES (${tx.orgId}, ${row.personId}, ${row.userName}, ${row.userNameKey}, ${row.externalId}, ${row.givenName},
      ${row.familyName}, ${row.displayName}, ${row.email}, ${row.emailKey}, ${row.active}, ${row.at}, ${row.at})
    ON CONFLICT (org_id, user_name_key) DO NOTHING`);
  return written === 1;
}

export const userNameTaken = async (tx: ScopedTx, userNameKey: string, besides: string): Promise<boolean> =>
  (await tx.maybe(sql`
    SELECT 1 FROM identity_directory_person
    WHERE org_id = ${tx.orgId} AND user_name_key = ${userNameKey} AND person_id <> ${besides}`)) !== undefined;

export async function updatePerson(
  tx: ScopedTx,
  personId: Uuid,
  row: PersonFields & { readonly at: Date },
): Promise<void> {
  await tx.run(sql`
    UPDATE identity_directory_person SET user_name = ${row.userName}, user_name_key = ${row.userNameKey},
      external_id = ${row.externalId}, given_name = ${row.givenName}, family_name = ${row.familyName},
      display_name = ${row.displayName}, email = ${row.email}, email_key = ${row.emailKey}, active = ${row.active},
      updated_at = ${row.at}, version = version + 1
    WHERE org_id = ${tx.orgId} AND person_id = ${personId}`);
}

export async function linkMember(tx: ScopedTx, personId: Uuid, memberId: Uuid): Promise<void> {
  await tx.run(sql`
    UPDATE identity_directory_person SET member_id = ${memberId}
    WHERE org_id = ${tx.orgId} AND person_id = ${personId}`);
}

export async function linkInvitation(tx: ScopedTx, personId: Uuid, inviteId: Uuid): Promise<void> {
  await tx.run(sql`
    UPDATE identity_directory_person SET invite_id = ${inviteId}
    WHERE org_id = ${tx.orgId} AND person_id = ${personId}`);
}

export async function deletePerson(tx: ScopedTx, personId: Uuid): Promise<void> {
  await tx.run(sql`DELETE FROM identity_directory_person WHERE org_id = ${tx.orgId} AND person_id = ${personId}`);
}

/** The member of this organisation whose account has the address; not yet somebody else of the directory. */
export const unlinkedMemberByEmail = async (tx: ScopedTx, emailKey: string): Promise<Uuid | undefined> =>
  (
    await tx.maybe<{ member_id: Uuid }>(sql`
      SELECT member.member_id FROM identity_member member JOIN identity_account account USING (account_id)
      WHERE member.org_id = ${tx.orgId} AND member.left_at IS NULL AND account.email_key = ${emailKey}
        AND NOT EXISTS (SELECT 1 FROM identity_directory_person other
                        WHERE other.org_id = member.org_id AND other.member_id = member.member_id)`)
  )?.member_id;

export interface GroupRow {
  readonly group_id: Uuid;
  readonly display_name: string;
  readonly external_id: string | null;
  readonly role: MemberRole | null;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly version: number;
  readonly people: number;
}

const GROUP: Sql = sql`
  SELECT grp.group_id, display_name, external_id, role, created_at, updated_at, version,
         (SELECT count(*) FROM identity_directory_group_person link
          WHERE link.org_id = grp.org_id AND link.group_id = grp.group_id) AS people
  FROM identity_directory_group grp`;

export const groups = async (tx: ScopedTx, limit: number): Promise<GroupRow[]> =>
  tx.all<GroupRow>(sql`${GROUP} WHERE grp.org_id = ${tx.orgId} ORDER BY grp.group_id LIMIT ${limit}`);

export const groupById = async (tx: ScopedTx, groupId: string): Promise<GroupRow | undefined> =>
  tx.maybe<GroupRow>(sql`${GROUP} WHERE grp.org_id = ${tx.orgId} AND grp.group_id = ${groupId}`);

export async function insertGroup(
  tx: ScopedTx,
  row: { groupId: Uuid; displayName: string; displayKey: string; externalId: string | null; at: Date },
): Promise<boolean> {
  const written = await tx.run(sql`
    INSERT INTO identity_directory_group (org_id, group_id, display_name, display_key, external_id, created_at, updated_at)
    VALUES (${tx.orgId}, ${row.groupId}, ${row.displayName}, ${row.displayKey}, ${row.externalId}, ${row.at}, ${row.at})
    ON CONFLICT (org_id, display_key) DO NOTHING`);
  return written === 1;
}

export async function touchGroup(
  tx: ScopedTx,
  groupId: Uuid,
  row: { displayName: string; displayKey: string; externalId: string | null; at: Date },
): Promise<void> {
  await tx.run(sql`
    UPDATE identity_directory_group SET display_name = ${row.displayName}, display_key = ${row.displayKey},
      external_id = ${row.externalId}, updated_at = ${row.at}, version = version + 1
    WHERE org_id = ${tx.orgId} AND group_id = ${groupId}`);
}

export const groupNameTaken = async (tx: ScopedTx, displayKey: string, besides: string): Promise<boolean> =>
  (await tx.maybe(sql`
    SELECT 1 FROM identity_directory_group
    WHERE org_id = ${tx.orgId} AND display_key = ${displayKey} AND group_id <> ${besides}`)) !== undefined;

export async function setGroupRole(tx: ScopedTx, groupId: string, role: MemberRole | null): Promise<boolean> {
  const written = await tx.run(sql`
    UPDATE identity_directory_group SET role = ${role} WHERE org_id = ${tx.orgId} AND group_id = ${groupId}`);
  return written === 1;
}

export async function deleteGroup(tx: ScopedTx, groupId: Uuid): Promise<void> {
  await tx.run(sql`DELETE FROM identity_directory_group WHERE org_id = ${tx.orgId} AND group_id = ${groupId}`);
}

export const peopleOfGroup = async (tx: ScopedTx, groupId: Uuid): Promise<{ value: Uuid; display: string }[]> =>
  tx.all<{ value: Uuid; display: string }>(sql`
    SELECT person.person_id AS value, coalesce(nullif(display_name, ''), user_name) AS display
    FROM identity_directory_group_person link JOIN identity_directory_person person USING (org_id, person_id)
    WHERE link.org_id = ${tx.orgId} AND link.group_id = ${groupId} ORDER BY person.person_id`);

/** Ids that are nobody of this organisation are left out: they name no row here. */
export async function addToGroup(tx: ScopedTx, groupId: Uuid, ids: readonly string[]): Promise<void> {
  await tx.run(sql`
    INSERT INTO identity_directory_group_person (org_id, group_id, person_id)
    SELECT org_id, ${groupId}::uuid, person_id FROM identity_directory_person
    WHERE org_id = ${tx.orgId} AND person_id = ANY(${[...ids]}::uuid[])
    ON CONFLICT DO NOTHING`);
}

export async function removeFromGroup(tx: ScopedTx, groupId: Uuid, ids: readonly string[]): Promise<void> {
  await tx.run(sql`
    DELETE FROM identity_directory_group_person
    WHERE org_id = ${tx.orgId} AND group_id = ${groupId} AND person_id = ANY(${[...ids]}::uuid[])`);
}

/** Roles that at least one group gives: these the directory decides, the others people here do. */
export const rolesByGroups = async (tx: ScopedTx): Promise<MemberRole[]> =>
  (
    await tx.all<{ role: MemberRole }>(sql`
      SELECT DISTINCT role FROM identity_directory_group WHERE org_id = ${tx.orgId} AND role IS NOT NULL`)
  ).map(({ role }) => role);

export const rolesOfPerson = async (tx: ScopedTx, personId: Uuid): Promise<MemberRole[]> =>
  (
    await tx.all<{ role: MemberRole }>(sql`
      SELECT DISTINCT role FROM identity_directory_group_person link
      JOIN identity_directory_group grp USING (org_id, group_id)
      WHERE link.org_id = ${tx.orgId} AND link.person_id = ${personId} AND role IS NOT NULL`)
  ).map(({ role }) => role);
