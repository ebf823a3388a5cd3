// SPDX-License-Identifier: Apache-2.0
import { sql } from '../platform/postgres/database.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import type { IdentityKey, IdentityKind, KnownDevice } from './match-device.ts';

/** Two are enough to know that the name and the cards do not tell machines apart. */
const MAX_TWINS = 2;

/** Everything one device was known by. */
export async function knownDevice(tx: ScopedTx, deviceId: string): Promise<KnownDevice | undefined> {
  const rows = await tx.all<{ hostname: string; kind: IdentityKind; value: string }>(sql`
    SELECT device.hostname, every.kind, every.value
    FROM endpoints_device device
    JOIN endpoints_identity every USING (org_id, device_id)
    WHERE device.org_id = ${tx.orgId} AND device.device_id = ${deviceId} LIMIT 500`);
  const [first] = rows;
  return first && { deviceId, hostname: first.hostname, keys: rows.map(({ kind, value }) => ({ kind, value })) };
}

/** Devices of the same host name that share a network card with the report. */
export async function findTwins(
  tx: ScopedTx,
  { hostname, macs }: { hostname: string; macs: readonly string[] },
): Promise<KnownDevice[]> {
  if (macs.length === 0) return [];
  const rows = await tx.all<{ device_id: string; hostname: string; kinds: IdentityKind[]; key_values: string[] }>(sql`
    SELECT device.device_id, device.hostname, array_agg(every.kind) AS kinds, array_agg(every.value) AS key_values
    FROM endpoints_device device
    JOIN endpoints_identity every USING (org_id, device_id)
    WHERE device.org_id = ${tx.orgId} AND lower(device.hostname) = lower(${hostname}) AND device.device_id IN (
      SELECT device_id FROM endpoints_identity card
      WHERE card.org_id = ${tx.orgId} AND card.kind = 'mac' AND card.value = ANY(${[...macs]}::text[]))
    GROUP BY device.device_id, device.hostname, device.created_at
    ORDER BY device.created_at, device.device_id LIMIT ${MAX_TWINS}`);
  return rows.map(({ device_id, hostname: name, kinds, key_values }) => ({
    deviceId: device_id,
    hostname: name,
    keys: kinds.map((kind, index): IdentityKey => ({ kind, value: key_values[index] ?? '' })),
  }));
}
