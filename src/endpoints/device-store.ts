// SPDX-License-Identifier: Apache-2.0
import { sql } from '../platform/postgres/database.ts';
import type { ScopedTx, Sql } from '../platform/postgres/database.ts';
import { afterPrefix } from './search-key.ts';
import type { IdentityKey, IdentityKind, KnownDevice } from './match-device.ts';

/** Two first reports of one machine run one after the other. */
export async function lockIdentity(tx: ScopedTx, key: string): Promise<void> {
  await tx.run(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`device:${tx.orgId}:${key}`}, 0))`);
}

interface CandidateRow {
  readonly device_id: string;
  readonly hostname: string;
  readonly kind: IdentityKind;
  readonly value: string;
}

/** Devices that share a key with the report, with all their keys. */
export async function findCandidates(tx: ScopedTx, keys: readonly IdentityKey[]): Promise<KnownDevice[]> {
  const finding = keys.filter(({ kind }) => kind !== 'mac');
  if (finding.length === 0) return [];
  const rows = await tx.all<CandidateRow>(sql`
    SELECT device.device_id, device.hostname, every.kind, every.value
    FROM endpoints_device device
    JOIN endpoints_identity every USING (org_id, device_id)
    WHERE device.org_id = ${tx.orgId} AND device.device_id IN (
      SELECT device_id FROM endpoints_identity found
      JOIN unnest(${finding.map(({ kind }) => kind)}::text[], ${finding.map(({ value }) => value)}::text[])
        AS asked (kind, value) USING (kind, value)
      WHERE found.org_id = ${tx.orgId})
    ORDER BY device.created_at, device.device_id LIMIT 500`);
  const byId = new Map<string, { deviceId: string; hostname: string; keys: IdentityKey[] }>();
  for (const { device_id, hostname, kind, value } of rows) {
    const device = byId.get(device_id) ?? { deviceId: device_id, hostname, keys: [] };
    device.keys.push({ kind, value });
    byId.set(device_id, device);
  }
  return [...byId.values()];
}

/**
 * A key that another device holds stays that one's (network cards move, so a MAC may be known of several): a machine
 * that names a colleague's serial number must not be taken for it the next time.
 */
export async function insertIdentities(
  tx: ScopedTx,
  deviceId: string,
  { keys, at }: { keys: readonly IdentityKey[]; at: Date },
): Promise<void> {
  if (keys.length === 0) return;
  await tx.run(sql`
    INSERT INTO endpoints_identity (org_id, kind, value, device_id, first_seen_at)
    SELECT ${tx.orgId}, kind, value, ${deviceId}, ${at}
    FROM unnest(${keys.map(({ kind }) => kind)}::text[], ${keys.map(({ value }) => value)}::text[]) AS new (kind, value)
    WHERE kind = 'mac' OR NOT EXISTS (
      SELECT 1 FROM endpoints_identity held
      WHERE held.org_id = ${tx.orgId} AND held.kind = new.kind AND held.value = new.value AND held.device_id <> ${deviceId})
    ON CONFLICT (org_id, kind, value, device_id) DO NOTHING`);
}

export interface DeviceWrite {
  readonly deviceId: string;
  readonly hostname: string;
  readonly searchKey: string;
  readonly platform: string;
  readonly osName: string | null;
  readonly osVersion: string | null;
  readonly ownerMemberId: string | null;
  readonly observedAt: Date;
  readonly receivedAt: Date;
}

export interface DeviceState {
  readonly label: string;
  readonly owner_member_id: string | null;
  readonly state: 'active' | 'silent' | 'gone';
}

export async function insertDevice(tx: ScopedTx, device: DeviceWrite): Promise<void> {
  await tx.run(sql`
    INSERT INTO endpoints_device
      (org_id, device_id, hostname, search_key, platform, os_name, os_version, owner_member_id, created_at,
       last_observed_at, last_received_at)
    VALUES (${tx.orgId}, ${device.deviceId}, ${device.hostname}, ${device.searchKey}, ${device.platform}, ${device.osName},
            ${device.osVersion}, ${device.ownerMemberId}, ${device.receivedAt}, ${device.observedAt}, ${device.receivedAt})`);
}

/** Refreshes what a report says; names and owners given by people stay. Returns the state before. */
export async function touchDevice(tx: ScopedTx, device: DeviceWrite): Promise<DeviceState> {
  return tx.one<DeviceState>(sql`
    WITH before AS (
      SELECT state FROM endpoints_device WHERE org_id = ${tx.orgId} AND device_id = ${device.deviceId} FOR UPDATE)
    UPDATE endpoints_device held SET
      hostname = ${device.hostname}, platform = CASE WHEN ${device.platform} = 'other' THEN platform ELSE ${device.platform} END,
      search_key = CASE WHEN label IS NULL THEN ${device.searchKey} ELSE search_key END,
      os_name = coalesce(${device.osName}, os_name), os_version = coalesce(${device.osVersion}, os_version),
      owner_member_id = coalesce(held.owner_member_id, ${device.ownerMemberId}::uuid),
      last_observed_at = greatest(last_observed_at, ${device.observedAt}), last_received_at = ${device.receivedAt},
      state = CASE WHEN held.state = 'silent' THEN 'active' ELSE held.state END
    FROM before
    WHERE held.org_id = ${tx.orgId} AND held.device_id = ${device.deviceId}
    RETURNING coalesce(label, hostname) AS label, owner_member_id, before.state`);
}

export interface DeviceRow extends DeviceState {
  readonly device_id: string;
  readonly hostname: string;
  readonly platform: 'windows' | 'macos' | 'linux' | 'other';
  readonly os_name: string | null;
  readonly os_version: string | null;
  readonly search_key: string;
  readonly created_at: Date;
  readonly last_observed_at: Date;
  readonly last_received_at: Date;
}

/** Last heard: the newer of the last report and osquery's last poll. */
const DEVICE: Sql = sql`
  SELECT device_id, coalesce(label, hostname) AS label, hostname, platform, os_name, os_version, owner_member_id, state,
         search_key, created_at, last_observed_at,
         greatest(last_received_at, (
           SELECT seen.seen_at FROM endpoints_osquery_seen seen
           WHERE seen.org_id = endpoints_device.org_id AND seen.device_id = endpoints_device.device_id)) AS last_received_at
  FROM endpoints_device`;

export async function readDevice(tx: ScopedTx, deviceId: string): Promise<DeviceRow | undefined> {
  return tx.maybe<DeviceRow>(sql`${DEVICE} WHERE org_id = ${tx.orgId} AND device_id = ${deviceId}`);
}

export interface DeviceFilter {
  readonly search: string;
  readonly state: 'active' | 'silent' | 'gone' | 'all';
  /** Devices that this source tells about. */
  readonly source?: string | undefined;
  /** Only these devices. */
  readonly only?: readonly string[] | undefined;
}

export interface DevicePage extends DeviceFilter {
  readonly after: { readonly key: string; readonly id: string } | undefined;
  readonly limit: number;
}

function deviceFilter(tx: ScopedTx, { search, state, source, only }: DeviceFilter): Sql {
  // Retired devices are shown only when asked for.
  const inState = state === 'all' ? sql`state <> 'gone'` : sql`state = ${state}`;
  const named = search === '' ? sql`` : sql`AND search_key >= ${search} AND search_key < ${afterPrefix(search)}`;
  const among = only === undefined ? sql`` : sql`AND device_id = ANY(${[...only]}::uuid[])`;
  const told =
    source === undefined
      ? sql``
      : sql`AND device_id IN (
          SELECT report.device_id FROM endpoints_report report
          WHERE report.org_id = ${tx.orgId} AND report.source = ${source})`;
  return sql`org_id = ${tx.orgId} AND ${inState} ${named} ${among} ${told}`;
}

/** By name; keyset by (search_key, device_id) in code-point order (collation "C"). */
export async function listDevices(tx: ScopedTx, page: DevicePage): Promise<DeviceRow[]> {
  const from = page.after ? sql`AND (search_key, device_id) > (${page.after.key}, ${page.after.id}::uuid)` : sql``;
  return tx.all<DeviceRow>(sql`
    ${DEVICE} WHERE ${deviceFilter(tx, page)} ${from} ORDER BY search_key, device_id LIMIT ${page.limit}`);
}

export async function countDevices(tx: ScopedTx, filter: DeviceFilter): Promise<number> {
  const row = await tx.one<{ total: number }>(
    sql`SELECT count(*) AS total FROM endpoints_device WHERE ${deviceFilter(tx, filter)}`,
  );
  return row.total;
}

export interface DeviceEdit {
  readonly label: string | null;
  readonly ownerMemberId: string | null;
  readonly state: DeviceState['state'];
  readonly searchKey: string;
}

export async function editDevice(tx: ScopedTx, deviceId: string, edit: DeviceEdit): Promise<void> {
  await tx.run(sql`
    UPDATE endpoints_device SET label = ${edit.label}, owner_member_id = ${edit.ownerMemberId}, state = ${edit.state},
      search_key = ${edit.searchKey}
    WHERE org_id = ${tx.orgId} AND device_id = ${deviceId}`);
}

export async function readLabel(tx: ScopedTx, deviceId: string): Promise<string | null> {
  const row = await tx.one<{ label: string | null }>(
    sql`SELECT label FROM endpoints_device WHERE org_id = ${tx.orgId} AND device_id = ${deviceId}`,
  );
  return row.label;
}

export async function markSilent(tx: ScopedTx, deviceIds: readonly string[]): Promise<void> {
  await tx.run(sql`
    UPDATE endpoints_device SET state = 'silent'
    WHERE org_id = ${tx.orgId} AND device_id = ANY(${[...deviceIds]}::uuid[]) AND state = 'active'`);
}

/** Devices of one person that are still with us. */
export const devicesOf = async (
  tx: ScopedTx,
  memberId: string,
  limit: number,
): Promise<{ device_id: string; label: string; platform: string }[]> =>
  tx.all<{ device_id: string; label: string; platform: string }>(sql`
    SELECT device_id, coalesce(label, hostname) AS label, platform FROM endpoints_device
    WHERE org_id = ${tx.orgId} AND owner_member_id = ${memberId} AND state <> 'gone' ORDER BY device_id LIMIT ${limit}`);
