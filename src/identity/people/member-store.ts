// SPDX-License-Identifier: Apache-2.0
import type { MEMBER_ROLES } from '../../kernel/contract.ts';
import type { Uuid } from '../../kernel/ids.ts';
import { sql } from '../../platform/postgres/database.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';

export type MemberRole = (typeof MEMBER_ROLES)[number];

export interface MemberRow {
  readonly member_id: Uuid;
  readonly account_id: Uuid;
  readonly name: string;
  readonly name_kana: string;
  readonly roles: MemberRole[];
  readonly joined_at: Date;
  readonly email: string;
  readonly language: 'ja' | 'en';
  readonly totp: boolean;
  /** Local date; null = no end is planned. */
  readonly last_day: string | null;
}

const SELECT = sql`
  SELECT m.member_id, m.account_id, m.name, m.name_kana, m.roles, m.joined_at, a.email, a.language,
         a.totp_sealed IS NOT NULL AS totp, m.last_day
  FROM identity_member m JOIN identity_account a ON a.account_id = m.account_id`;

/** In order of joining (member ids are UUIDv7). */
export const membersOf = async (
  tx: ScopedTx,
  page: { readonly after: string | undefined; readonly limit: number },
): Promise<MemberRow[]> =>
  tx.all<MemberRow>(sql`
    ${SELECT} WHERE m.org_id = ${tx.orgId} AND m.left_at IS NULL
      ${page.after === undefined ? sql`` : sql`AND m.member_id > ${page.after}`}
    ORDER BY m.member_id LIMIT ${page.limit}`);

export const memberById = async (tx: ScopedTx, memberId: string): Promise<MemberRow | undefined> =>
  tx.maybe<MemberRow>(sql`
    ${SELECT} WHERE m.org_id = ${tx.orgId} AND m.member_id = ${memberId} AND m.left_at IS NULL`);

export const memberByAccount = async (tx: ScopedTx, accountId: Uuid): Promise<MemberRow | undefined> =>
  tx.maybe<MemberRow>(sql`
    ${SELECT} WHERE m.org_id = ${tx.orgId} AND m.account_id = ${accountId} AND m.left_at IS NULL`);

export interface NewMember {
  readonly memberId: Uuid;
  readonly accountId: Uuid;
  readonly name: string;
  readonly kana: string;
  readonly roles: readonly MemberRole[];
  readonly at: Date;
}

/** A person who comes back keeps the id; nothing is written, and undefined given, for one who is a member already. */
export async function insertMember(tx: ScopedTx, row: NewMember): Promise<Uuid | undefined> {
  const written = await tx.maybe<{ member_id: Uuid }>(sql`
    INSERT INTO identity_member (org_id, member_id, account_id, name, name_kana, roles, joined_at)
    VALUES (${tx.orgId}, ${row.memberId}, ${row.accountId}, ${row.name}, ${row.kana}, ${[...row.roles]}, ${row.at})
    ON CONFLICT (org_id, account_id) DO UPDATE
      SET name = excluded.name, name_kana = excluded.name_kana, roles = excluded.roles, joined_at = excluded.joined_at,
          left_at = NULL, last_day = NULL
      WHERE identity_member.left_at IS NOT NULL
    RETURNING member_id`);
  return written?.member_id;
}

export async function updateMemberRow(
  tx: ScopedTx,
  memberId: Uuid,
  row: { readonly name: string; readonly kana: string; readonly roles: readonly MemberRole[] },
): Promise<void> {
  await tx.run(sql`
    UPDATE identity_member SET name = ${row.name}, name_kana = ${row.kana}, roles = ${[...row.roles]}
    WHERE org_id = ${tx.orgId} AND member_id = ${memberId} AND left_at IS NULL`);
}

export async function endMember(tx: ScopedTx, memberId: Uuid, at: Date): Promise<void> {
  await tx.run(sql`
    UPDATE identity_member SET left_at = ${at}, roles = '{}' WHERE org_id = ${tx.orgId} AND member_id = ${memberId}`);
}

export async function writeLastDay(tx: ScopedTx, memberId: Uuid, day: string | null): Promise<void> {
  await tx.run(sql`
    UPDATE identity_member SET last_day = ${day} WHERE org_id = ${tx.orgId} AND member_id = ${memberId} AND left_at IS NULL`);
}

/** Members whose last day is over. */
export const membersPast = async (tx: ScopedTx, today: string): Promise<Uuid[]> =>
  (
    await tx.all<{ member_id: Uuid }>(sql`
      SELECT member_id FROM identity_member
      WHERE org_id = ${tx.orgId} AND left_at IS NULL AND last_day < ${today}::date ORDER BY member_id LIMIT 100`)
  ).map((row) => row.member_id);

/** What people are given here, in the organisation's own order; none = the list was never changed. */
export const givenThings = async (tx: ScopedTx): Promise<string[]> =>
  (
    await tx.all<{ name: string }>(sql`
      SELECT name FROM identity_given_thing WHERE org_id = ${tx.orgId} ORDER BY position`)
  ).map((row) => row.name);

export async function replaceGivenThings(tx: ScopedTx, names: readonly string[]): Promise<void> {
  await tx.run(sql`DELETE FROM identity_given_thing WHERE org_id = ${tx.orgId}`);
  await tx.run(sql`
    INSERT INTO identity_given_thing (org_id, position, name)
    SELECT ${tx.orgId}, position, name FROM unnest(${[...names]}::text[]) WITH ORDINALITY AS given (name, position)`);
}

export const otherAdministratorExists = async (tx: ScopedTx, besides: Uuid): Promise<boolean> =>
  (await tx.maybe(sql`
    SELECT 1 FROM identity_member
    WHERE org_id = ${tx.orgId} AND member_id <> ${besides} AND left_at IS NULL AND 'administrator' = ANY(roles)
    LIMIT 1`)) !== undefined;

/** Names of members, those who left included. */
export const memberNames = async (tx: ScopedTx, ids: readonly string[]): Promise<{ id: Uuid; name: string }[]> =>
  tx.all<{ id: Uuid; name: string }>(sql`
    SELECT member_id AS id, name FROM identity_member
    WHERE org_id = ${tx.orgId} AND member_id = ANY(${[...ids]}::uuid[])`);

/** A member by the address of the account. */
export const memberByEmail = async (tx: ScopedTx, emailKey: string): Promise<MemberRow | undefined> =>
  tx.maybe<MemberRow>(sql`
    ${SELECT} WHERE m.org_id = ${tx.orgId} AND a.email_key = ${emailKey} AND m.left_at IS NULL`);
