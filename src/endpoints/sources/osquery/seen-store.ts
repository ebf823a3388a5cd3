// SPDX-License-Identifier: Apache-2.0
import { sql } from '../../../platform/postgres/database.ts';
import type { Queries, ScopedTx } from '../../../platform/postgres/database.ts';

export interface Seen {
  readonly orgId: string;
  readonly deviceId: string;
  readonly at: Date;
}

/** Of many organisations, in a transaction of `db.ingest('osquery_seen')`; sorted, so that two processes do not block each other. */
export async function upsertSeen(queries: Queries, rows: readonly Seen[]): Promise<void> {
  const sorted = rows.toSorted((a, b) => (a.deviceId < b.deviceId ? -1 : 1));
  await queries.run(sql`
    INSERT INTO endpoints_osquery_seen AS held (org_id, device_id, seen_at)
    SELECT org_id, device_id, seen_at
    FROM unnest(${sorted.map(({ orgId }) => orgId)}::uuid[], ${sorted.map(({ deviceId }) => deviceId)}::uuid[],
                ${sorted.map(({ at }) => at)}::timestamptz[]) AS new (org_id, device_id, seen_at)
    ON CONFLICT (org_id, device_id) DO UPDATE SET seen_at = greatest(held.seen_at, excluded.seen_at)`);
}

/** Which of the devices have polled since. */
export async function seenSince(
  tx: ScopedTx,
  { deviceIds, since }: { deviceIds: readonly string[]; since: Date },
): Promise<ReadonlySet<string>> {
  const rows = await tx.all<{ device_id: string }>(sql`
    SELECT device_id FROM endpoints_osquery_seen
    WHERE org_id = ${tx.orgId} AND device_id = ANY(${[...deviceIds]}::uuid[]) AND seen_at >= ${since}`);
  return new Set(rows.map((row) => row.device_id));
}
