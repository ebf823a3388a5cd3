// SPDX-License-Identifier: Apache-2.0
/** Devices with osquery keys, made set by set: enrolling 100,000 agents through the door would take an hour and leave the same rows. */
import { systemClock } from '../../src/kernel/clock.ts';
import { asUuid, newUuid } from '../../src/kernel/ids.ts';
import { makeToken } from '../../src/platform/tokens.ts';

type Query = <Row extends Record<string, unknown>>(text: string) => Promise<Row[]>;

const BATCH = 10_000;

export interface PollingDevice {
  readonly deviceId: string;
  readonly nodeKey: string;
}

/**
 * Their last answers are spread over the hour before, so that questions fall due during a run as they do in a fleet.
 * @param orgId an organisation that exists
 */
export async function addPollingDevices(query: Query, orgId: string, count: number): Promise<PollingDevice[]> {
  const devices: PollingDevice[] = [];
  for (let from = 0; from < count; from += BATCH) {
    const some = Array.from({ length: Math.min(BATCH, count - from) }, (_, offset) => {
      const [deviceId, nodeId] = [newUuid(systemClock), newUuid(systemClock)];
      const { token, hash } = makeToken('node', { orgId: asUuid(orgId), subjectId: nodeId });
      return { number: from + offset, deviceId, nodeId, token, hash: Buffer.from(hash).toString('hex') };
    });
    const list = some.map((row) => `(${row.number}, '${row.deviceId}', '${row.nodeId}', '${row.hash}')`).join(',');
    await query(`
      BEGIN;
      CREATE TEMP TABLE given ON COMMIT DROP AS
        SELECT column1 AS number, column2::uuid AS device_id, column3::uuid AS node_id, column4 AS secret_hash
        FROM (VALUES ${list}) AS rows;
      INSERT INTO endpoints_device
        (org_id, device_id, hostname, search_key, platform, created_at, last_observed_at, last_received_at)
      SELECT '${orgId}', device_id, 'bench-' || number, 'bench-' || number, 'windows', now(), now(), now() FROM given;
      INSERT INTO endpoints_osquery_node
        (org_id, node_id, device_id, secret_hash, instance_id, names, hostname, platform, agent_version, enrolled_at,
         answered_at)
      SELECT '${orgId}', node_id, device_id, decode(secret_hash, 'hex'), '', ARRAY['bench-' || number],
             'bench-' || number, 'windows', '5.23.1', now() - interval '1 day', now() - random() * interval '1 hour'
      FROM given;
      COMMIT`);
    devices.push(...some.map(({ deviceId, token }) => ({ deviceId, nodeKey: token })));
  }
  await query('VACUUM ANALYZE endpoints_device, endpoints_osquery_node');
  return devices;
}

/** How many devices were written down as heard since then. */
export async function heardSince(query: Query, orgId: string, since: Date): Promise<number> {
  const [row] = await query<{ heard: number }>(`
    SELECT count(*)::int AS heard FROM endpoints_osquery_seen
    WHERE org_id = '${orgId}' AND seen_at >= '${since.toISOString()}'`);
  return row?.heard ?? 0;
}
