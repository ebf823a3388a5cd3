// SPDX-License-Identifier: Apache-2.0
/** Passkeys and answered challenges: global tables, as accounts are. */
import type { Uuid } from '../../kernel/ids.ts';
import { sql } from '../../platform/postgres/database.ts';
import type { Queries } from '../../platform/postgres/database.ts';

export interface PasskeyRow {
  readonly account_id: Uuid;
  readonly passkey_id: Uuid;
  readonly credential_id: Buffer;
  readonly public_key: Buffer;
  readonly rp_id: string;
  readonly counter: number;
  readonly multi_device: boolean;
  readonly backed_up: boolean;
  readonly transports: readonly string[];
  readonly name: string;
  readonly created_at: Date;
  readonly last_used_at: Date | null;
}

const COLUMNS = sql`account_id, passkey_id, credential_id, public_key, rp_id, counter, multi_device, backed_up, transports,
  name, created_at, last_used_at`;

/** Oldest first. */
export const passkeysOf = async (tx: Queries, accountId: Uuid): Promise<PasskeyRow[]> =>
  tx.all<PasskeyRow>(sql`
    SELECT ${COLUMNS} FROM identity_passkey WHERE account_id = ${accountId} ORDER BY passkey_id LIMIT 100`);

/** Locked until the transaction ends: of two uses with one counter, one finds the other's. */
export const lockPasskey = async (
  tx: Queries,
  { credentialId, rpId }: { readonly credentialId: Uint8Array; readonly rpId: string },
): Promise<PasskeyRow | undefined> =>
  tx.maybe<PasskeyRow>(sql`
    SELECT ${COLUMNS} FROM identity_passkey WHERE credential_id = ${credentialId} AND rp_id = ${rpId} FOR UPDATE`);

export interface NewPasskey {
  readonly accountId: Uuid;
  readonly passkeyId: Uuid;
  readonly credentialId: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly rpId: string;
  readonly counter: number;
  readonly multiDevice: boolean;
  readonly backedUp: boolean;
  readonly transports: readonly string[];
  readonly name: string;
  readonly at: Date;
}

/** False when this passkey is known already, for whomever. */
export async function insertPasskey(tx: Queries, row: NewPasskey): Promise<boolean> {
  const written = await tx.run(sql`
    INSERT INTO identity_passkey (account_id, passkey_id, credential_id, public_key, rp_id, counter, multi_device,
                                  backed_up, transports, name, created_at)
    VALUES (${row.accountId}, ${row.passkeyId}, ${row.credentialId}, ${row.publicKey}, ${row.rpId}, ${row.counter},
            ${row.multiDevice}, ${row.backedUp}, ${row.transports}, ${row.name}, ${row.at})
    ON CONFLICT (credential_id) DO NOTHING`);
  return written === 1;
}

export async function markPasskeyUsed(
  tx: Queries,
  row: Pick<PasskeyRow, 'account_id' | 'passkey_id'>,
  use: { readonly counter: number; readonly backedUp: boolean; readonly at: Date },
): Promise<void> {
  await tx.run(sql`
    UPDATE identity_passkey SET counter = ${use.counter}, backed_up = ${use.backedUp}, last_used_at = ${use.at}
    WHERE account_id = ${row.account_id} AND passkey_id = ${row.passkey_id}`);
}

/** The account is named too: nobody changes a passkey of somebody else. */
export async function renamePasskey(
  tx: Queries,
  accountId: Uuid,
  { passkeyId, name }: { readonly passkeyId: Uuid; readonly name: string },
): Promise<boolean> {
  const written = await tx.run(sql`
    UPDATE identity_passkey SET name = ${name} WHERE account_id = ${accountId} AND passkey_id = ${passkeyId}`);
  return written === 1;
}

export async function deletePasskey(tx: Queries, accountId: Uuid, passkeyId: Uuid): Promise<boolean> {
  const written = await tx.run(sql`
    DELETE FROM identity_passkey WHERE account_id = ${accountId} AND passkey_id = ${passkeyId}`);
  return written === 1;
}

export async function deletePasskeysOf(tx: Queries, accountId: Uuid): Promise<number> {
  return tx.run(sql`DELETE FROM identity_passkey WHERE account_id = ${accountId}`);
}

/** True for the one caller who answered it first. */
export async function markAnswered(tx: Queries, hash: Uint8Array, expiresAt: Date): Promise<boolean> {
  const written = await tx.run(sql`
    INSERT INTO identity_passkey_answered (challenge_hash, expires_at) VALUES (${hash}, ${expiresAt})
    ON CONFLICT (challenge_hash) DO NOTHING`);
  return written === 1;
}

export async function deleteOldAnswered(tx: Queries, now: Date): Promise<number> {
  return tx.run(sql`DELETE FROM identity_passkey_answered WHERE expires_at <= ${now}`);
}
