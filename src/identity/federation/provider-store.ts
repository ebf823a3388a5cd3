// SPDX-License-Identifier: Apache-2.0
import type { Uuid } from '../../kernel/ids.ts';
import { sql } from '../../platform/postgres/database.ts';
import type { GlobalTx, Queries, ScopedTx } from '../../platform/postgres/database.ts';
import type { ProviderKind } from './contract.ts';

export interface ProviderRow {
  readonly provider_id: Uuid;
  readonly kind: ProviderKind;
  readonly issuer: string;
  readonly realm: string | null;
  readonly client_id: string;
  readonly client_secret_sealed: Buffer;
  readonly changed_at: Date;
}

const COLUMNS = sql`provider_id, kind, issuer, realm, client_id, client_secret_sealed, changed_at`;

export const providerOf = async (tx: ScopedTx): Promise<ProviderRow | undefined> =>
  tx.maybe<ProviderRow>(sql`SELECT ${COLUMNS} FROM identity_provider WHERE org_id = ${tx.orgId}`);

export interface NewProvider {
  readonly providerId: Uuid;
  readonly kind: ProviderKind;
  readonly issuer: string;
  readonly realm: string | null;
  readonly clientId: string;
  readonly secretSealed: Uint8Array;
  readonly at: Date;
}

export async function insertProvider(tx: ScopedTx, row: NewProvider): Promise<void> {
  await tx.run(sql`
    INSERT INTO identity_provider (org_id, provider_id, kind, issuer, realm, client_id, client_secret_sealed, created_at,
                                   changed_at)
    VALUES (${tx.orgId}, ${row.providerId}, ${row.kind}, ${row.issuer}, ${row.realm}, ${row.clientId},
            ${row.secretSealed}, ${row.at}, ${row.at})`);
  await tx.run(sql`
    INSERT INTO identity_provider_door (provider_id, org_id, kind) VALUES (${row.providerId}, ${tx.orgId}, ${row.kind})`);
}

export async function updateSecret(
  tx: ScopedTx,
  providerId: Uuid,
  { sealed, at }: { readonly sealed: Uint8Array; readonly at: Date },
): Promise<void> {
  await tx.run(sql`
    UPDATE identity_provider SET client_secret_sealed = ${sealed}, changed_at = ${at}
    WHERE org_id = ${tx.orgId} AND provider_id = ${providerId}`);
}

/** Its people go with it. */
export async function deleteProvider(tx: ScopedTx, providerId: Uuid): Promise<void> {
  await tx.run(sql`DELETE FROM identity_provider_door WHERE provider_id = ${providerId} AND org_id = ${tx.orgId}`);
  await tx.run(sql`DELETE FROM identity_provider WHERE org_id = ${tx.orgId} AND provider_id = ${providerId}`);
}

// --- whom the provider means ---

export interface ConnectedRow {
  readonly member_id: Uuid;
  readonly name: string;
  readonly connected_at: Date;
  readonly last_used_at: Date;
}

export const connectedPeople = async (tx: ScopedTx, limit: number): Promise<ConnectedRow[]> =>
  tx.all<ConnectedRow>(sql`
    SELECT m.member_id, m.name, p.connected_at, p.last_used_at
    FROM identity_provider_person p JOIN identity_member m ON m.org_id = p.org_id AND m.account_id = p.account_id
    WHERE p.org_id = ${tx.orgId} AND m.left_at IS NULL
    ORDER BY p.last_used_at DESC, m.member_id LIMIT ${limit}`);

/** Marks the connection as used; undefined when the provider's person is not known yet. */
export const useConnection = async (
  tx: ScopedTx,
  { providerId, subject }: { readonly providerId: Uuid; readonly subject: string },
  at: Date,
): Promise<Uuid | undefined> =>
  (
    await tx.maybe<{ account_id: Uuid }>(sql`
      UPDATE identity_provider_person SET last_used_at = ${at}
      WHERE org_id = ${tx.orgId} AND provider_id = ${providerId} AND subject = ${subject} RETURNING account_id`)
  )?.account_id;

/** False when the account is connected with another of the provider's people already. */
export async function connectPerson(
  tx: ScopedTx,
  row: { readonly providerId: Uuid; readonly subject: string; readonly accountId: Uuid; readonly at: Date },
): Promise<boolean> {
  const written = await tx.run(sql`
    INSERT INTO identity_provider_person (org_id, provider_id, subject, account_id, connected_at, last_used_at)
    VALUES (${tx.orgId}, ${row.providerId}, ${row.subject}, ${row.accountId}, ${row.at}, ${row.at})
    ON CONFLICT DO NOTHING`);
  return written === 1;
}

/** The account that was connected, or nothing. */
export const disconnectMember = async (tx: ScopedTx, memberId: string): Promise<Uuid | undefined> =>
  (
    await tx.maybe<{ account_id: Uuid }>(sql`
      DELETE FROM identity_provider_person p USING identity_member m
      WHERE p.org_id = ${tx.orgId} AND m.org_id = p.org_id AND m.account_id = p.account_id AND m.member_id = ${memberId}
      RETURNING p.account_id`)
  )?.account_id;

/** Ends what the organisation's provider opened: everything, or one person's. */
export async function deleteVouchedSessions(tx: ScopedTx, accountId?: Uuid): Promise<number> {
  const one = accountId === undefined ? sql`` : sql`AND account_id = ${accountId}`;
  return tx.run(sql`DELETE FROM identity_session WHERE only_org_id = ${tx.orgId} ${one}`);
}

// --- the global index ---

export interface DoorRow {
  readonly provider_id: Uuid;
  readonly org_id: Uuid;
  readonly kind: ProviderKind;
}

export const doorOf = async (tx: GlobalTx, providerId: string): Promise<DoorRow | undefined> =>
  tx.maybe<DoorRow>(sql`
    SELECT provider_id, org_id, kind FROM identity_provider_door WHERE provider_id = ${providerId}`);

export const doorsOf = async (tx: Queries, providerIds: readonly string[]): Promise<DoorRow[]> =>
  tx.all<DoorRow>(sql`
    SELECT provider_id, org_id, kind FROM identity_provider_door WHERE provider_id = ANY(${[...providerIds]}::uuid[])
    ORDER BY provider_id`);

/** The provider of an installation that has exactly one. */
export async function onlyDoor(tx: Queries): Promise<DoorRow | undefined> {
  const rows = await tx.all<DoorRow>(sql`SELECT provider_id, org_id, kind FROM identity_provider_door LIMIT 2`);
  return rows.length === 1 ? rows[0] : undefined;
}
