// SPDX-License-Identifier: Apache-2.0
import type { Uuid } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import { sql } from '../../platform/postgres/database.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import type { MemberRole } from './member-store.ts';

export interface InviteRow {
  readonly invite_id: Uuid;
  readonly token_hash: Buffer;
  readonly roles: MemberRole[];
  readonly name: string;
  readonly name_kana: string;
  readonly email: string | null;
  readonly language: Language;
  readonly created_at: Date;
  readonly expires_at: Date;
  readonly accepted_at: Date | null;
  readonly revoked_at: Date | null;
}

const COLUMNS = sql`invite_id, token_hash, roles, name, name_kana, email, language, created_at, expires_at, accepted_at,
  revoked_at`;

export interface NewInvite {
  readonly inviteId: Uuid;
  readonly tokenHash: Uint8Array;
  readonly roles: readonly MemberRole[];
  readonly name: string;
  readonly kana: string;
  readonly email: string | undefined;
  readonly language: Language;
  readonly at: Date;
  readonly expiresAt: Date;
}

export const insertInvite = async (tx: ScopedTx, row: NewInvite): Promise<InviteRow> =>
  tx.one<InviteRow>(sql`
    INSERT INTO identity_invite (org_id, invite_id, token_hash, roles, name, name_kana, email, language, created_at,
                                 expires_at)
    VALUES (${tx.orgId}, ${row.inviteId}, ${row.tokenHash}, ${[...row.roles]}, ${row.name}, ${row.kana},
            ${row.email ?? null}, ${row.language}, ${row.at}, ${row.expiresAt})
    RETURNING ${COLUMNS}`);

export const invitesSince = async (tx: ScopedTx, since: Date): Promise<InviteRow[]> =>
  tx.all<InviteRow>(sql`
    SELECT ${COLUMNS} FROM identity_invite WHERE org_id = ${tx.orgId} AND created_at > ${since}
    ORDER BY invite_id DESC LIMIT 200`);

export const openInviteCount = async (tx: ScopedTx, now: Date): Promise<number> =>
  (
    await tx.one<{ count: number }>(sql`
      SELECT count(*) AS count FROM identity_invite
      WHERE org_id = ${tx.orgId} AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > ${now}`)
  ).count;

/** `lock`: held until the transaction ends, so that one invitation is accepted once. */
export const inviteById = async (tx: ScopedTx, inviteId: string, lock: boolean): Promise<InviteRow | undefined> =>
  tx.maybe<InviteRow>(sql`
    SELECT ${COLUMNS} FROM identity_invite WHERE org_id = ${tx.orgId} AND invite_id = ${inviteId}
    ${lock ? sql`FOR UPDATE` : sql``}`);

export async function markAccepted(tx: ScopedTx, inviteId: Uuid, by: { memberId: Uuid; at: Date }): Promise<void> {
  await tx.run(sql`
    UPDATE identity_invite SET accepted_at = ${by.at}, accepted_member_id = ${by.memberId}
    WHERE org_id = ${tx.orgId} AND invite_id = ${inviteId}`);
}

/** False when there is none that could still be accepted. */
export async function markRevoked(tx: ScopedTx, inviteId: string, at: Date): Promise<boolean> {
  const written = await tx.run(sql`
    UPDATE identity_invite SET revoked_at = ${at}
    WHERE org_id = ${tx.orgId} AND invite_id = ${inviteId} AND accepted_at IS NULL AND revoked_at IS NULL`);
  return written === 1;
}

/** Invitations that can be accepted and name an address, newest first; locked until the transaction ends. */
export const lockOpenInvites = async (tx: ScopedTx, now: Date): Promise<InviteRow[]> =>
  tx.all<InviteRow>(sql`
    SELECT ${COLUMNS} FROM identity_invite
    WHERE org_id = ${tx.orgId} AND email IS NOT NULL AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > ${now}
    ORDER BY invite_id DESC LIMIT 1000 FOR UPDATE`);
