// SPDX-License-Identifier: Apache-2.0
import { sql } from '../platform/postgres/database.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';

export interface CredentialRow {
  readonly credential_id: string;
  readonly kind: 'enrol' | 'code';
  readonly label: string;
  readonly secret_hash: Buffer;
  readonly sealed_secret: Buffer | null;
  readonly created_at: Date;
  readonly expires_at: Date | null;
  readonly revoked_at: Date | null;
  readonly last_used_at: Date | null;
  readonly device_id: string | null;
  readonly owner_member_id: string | null;
}

export async function readCredential(tx: ScopedTx, id: string): Promise<CredentialRow | undefined> {
  return tx.maybe<CredentialRow>(sql`
    SELECT credential_id, kind, label, secret_hash, sealed_secret, created_at, expires_at, revoked_at, last_used_at,
           device_id, owner_member_id
    FROM endpoints_credential WHERE org_id = ${tx.orgId} AND credential_id = ${id}`);
}

export interface NewCredential {
  readonly credentialId: string;
  readonly kind: CredentialRow['kind'];
  readonly label: string;
  readonly hash: Uint8Array;
  readonly sealed: Uint8Array | null;
  readonly at: Date;
  readonly by: string;
  readonly expiresAt: Date | null;
  readonly ownerMemberId: string | null;
}

export async function insertCredential(tx: ScopedTx, row: NewCredential): Promise<void> {
  await tx.run(sql`
    INSERT INTO endpoints_credential
      (org_id, credential_id, kind, label, secret_hash, sealed_secret, created_at, created_by, expires_at, owner_member_id)
    VALUES (${tx.orgId}, ${row.credentialId}, ${row.kind}, ${row.label}, ${row.hash}, ${row.sealed}, ${row.at}, ${row.by},
            ${row.expiresAt}, ${row.ownerMemberId})`);
}

/** Credentials of inventory agents that still work. */
export async function listEnrolCredentials(tx: ScopedTx): Promise<CredentialRow[]> {
  return tx.all<CredentialRow>(sql`
    SELECT credential_id, kind, label, secret_hash, sealed_secret, created_at, expires_at, revoked_at, last_used_at,
           device_id, owner_member_id
    FROM endpoints_credential WHERE org_id = ${tx.orgId} AND kind = 'enrol' AND revoked_at IS NULL
    ORDER BY created_at LIMIT 100`);
}

export async function revokeCredential(tx: ScopedTx, id: string, at: Date): Promise<boolean> {
  const count = await tx.run(sql`
    UPDATE endpoints_credential SET revoked_at = ${at}, sealed_secret = NULL
    WHERE org_id = ${tx.orgId} AND credential_id = ${id} AND kind = 'enrol' AND revoked_at IS NULL`);
  return count === 1;
}

/** Not on every request: once an hour tells enough. */
export async function touchCredential(tx: ScopedTx, id: string, at: Date): Promise<void> {
  await tx.run(sql`
    UPDATE endpoints_credential SET last_used_at = ${at}
    WHERE org_id = ${tx.orgId} AND credential_id = ${id}
      AND (last_used_at IS NULL OR last_used_at < ${at}::timestamptz - interval '1 hour')`);
}

export async function bindCode(tx: ScopedTx, id: string, deviceId: string): Promise<void> {
  await tx.run(sql`
    UPDATE endpoints_credential SET device_id = ${deviceId}
    WHERE org_id = ${tx.orgId} AND credential_id = ${id} AND kind = 'code'`);
}

/** Removes the organisation's codes that ended before; `owner`'s that are still in force are counted. */
export async function tidyCodes(
  tx: ScopedTx,
  { owner, now, endedBefore }: { owner: string | null; now: Date; endedBefore: Date },
): Promise<number> {
  await tx.run(sql`
    DELETE FROM endpoints_credential WHERE org_id = ${tx.orgId} AND kind = 'code' AND expires_at < ${endedBefore}`);
  const { open } = await tx.one<{ open: number }>(sql`
    SELECT count(*) AS open FROM endpoints_credential
    WHERE org_id = ${tx.orgId} AND kind = 'code' AND expires_at > ${now} AND owner_member_id IS NOT DISTINCT FROM ${owner}::uuid`);
  return open;
}

/** One-hour codes that this device has used. */
export async function revokeCodesOf(tx: ScopedTx, deviceId: string, at: Date): Promise<void> {
  await tx.run(sql`
    UPDATE endpoints_credential SET revoked_at = ${at}
    WHERE org_id = ${tx.orgId} AND device_id = ${deviceId} AND kind = 'code' AND revoked_at IS NULL`);
}

/** One code at a time: the second report under it waits and then sees the bound device. */
export async function lockCode(tx: ScopedTx, id: string): Promise<CredentialRow | undefined> {
  await tx.run(sql`
    SELECT 1 FROM endpoints_credential WHERE org_id = ${tx.orgId} AND credential_id = ${id} FOR UPDATE`);
  return readCredential(tx, id);
}

export async function insertDeviceKey(
  tx: ScopedTx,
  row: { keyId: string; deviceId: string; hash: Uint8Array; at: Date },
): Promise<void> {
  await tx.run(sql`
    INSERT INTO endpoints_device_key (org_id, key_id, device_id, secret_hash, created_at)
    VALUES (${tx.orgId}, ${row.keyId}, ${row.deviceId}, ${row.hash}, ${row.at})`);
}

/** A key of its own, not revoked, of a device that is still with us. */
export async function readDeviceKey(
  tx: ScopedTx,
  keyId: string,
): Promise<{ device_id: string; secret_hash: Buffer } | undefined> {
  return tx.maybe<{ device_id: string; secret_hash: Buffer }>(sql`
    SELECT held.device_id, held.secret_hash FROM endpoints_device_key held
    JOIN endpoints_device device USING (org_id, device_id)
    WHERE held.org_id = ${tx.orgId} AND key_id = ${keyId} AND revoked_at IS NULL AND device.state <> 'gone'`);
}

export interface KeyRow {
  readonly key_id: string;
  readonly holder: 'collector' | 'osquery';
  readonly created_at: Date;
}

/** Keys in force, newest first. */
export async function listDeviceKeys(tx: ScopedTx, deviceId: string): Promise<KeyRow[]> {
  return tx.all<KeyRow>(sql`
    SELECT key_id, 'collector' AS holder, created_at FROM endpoints_device_key
    WHERE org_id = ${tx.orgId} AND device_id = ${deviceId} AND revoked_at IS NULL
    UNION ALL
    SELECT node_id, 'osquery', enrolled_at FROM endpoints_osquery_node
    WHERE org_id = ${tx.orgId} AND device_id = ${deviceId} AND revoked_at IS NULL
    ORDER BY 3 DESC, 1 LIMIT 100`);
}

/** At most this many live keys a device: a collector that is run again and again by code makes new ones. */
export async function revokeOldKeys(
  tx: ScopedTx,
  deviceId: string,
  { keep, at }: { keep: number; at: Date },
): Promise<number> {
  return tx.run(sql`
    UPDATE endpoints_device_key SET revoked_at = ${at}
    WHERE org_id = ${tx.orgId} AND device_id = ${deviceId} AND revoked_at IS NULL AND key_id NOT IN (
      SELECT key_id FROM endpoints_device_key WHERE org_id = ${tx.orgId} AND device_id = ${deviceId} AND revoked_at IS NULL
      ORDER BY created_at DESC, key_id DESC LIMIT ${keep})`);
}
