// SPDX-License-Identifier: Apache-2.0
import { tellAll } from '../../../platform/postgres/notices.ts';
import { sql } from '../../../platform/postgres/database.ts';
import type { Queries, ScopedTx, Sql } from '../../../platform/postgres/database.ts';
import type { Platform } from '../../facts.ts';

export interface NodeRow {
  readonly node_id: string;
  readonly device_id: string;
  readonly secret_hash: Buffer;
  readonly instance_id: string;
  readonly names: readonly string[];
  readonly hostname: string;
  readonly platform: Platform;
  readonly agent_version: string;
  readonly enrolled_at: Date;
  readonly answered_at: Date | null;
  readonly wanted_at: Date | null;
}

const NODE: Sql = sql`
  SELECT node_id, node.device_id, secret_hash, instance_id, names, node.hostname, node.platform, agent_version,
         enrolled_at, answered_at, wanted_at
  FROM endpoints_osquery_node node`;

/** Keys in force, of devices that are still with us. */
export async function readNodes(tx: ScopedTx, nodeIds: readonly string[]): Promise<readonly NodeRow[]> {
  return tx.all<NodeRow>(sql`
    ${NODE} JOIN endpoints_device device ON device.org_id = node.org_id AND device.device_id = node.device_id
    WHERE node.org_id = ${tx.orgId} AND node_id = ANY(${nodeIds}::uuid[]) AND revoked_at IS NULL
      AND device.state <> 'gone'`);
}

/** The device's agent, and when it was last heard. */
export async function nodeOfDevice(
  tx: ScopedTx,
  deviceId: string,
): Promise<(NodeRow & { readonly seen_at: Date | null }) | undefined> {
  return tx.maybe<NodeRow & { readonly seen_at: Date | null }>(sql`
    SELECT held.*, seen.seen_at FROM (${NODE} WHERE node.org_id = ${tx.orgId} AND node.device_id = ${deviceId}
      AND revoked_at IS NULL) held
    LEFT JOIN endpoints_osquery_seen seen ON seen.org_id = ${tx.orgId} AND seen.device_id = held.device_id
    ORDER BY enrolled_at DESC LIMIT 1`);
}

export interface NewNode {
  readonly nodeId: string;
  readonly deviceId: string;
  readonly hash: Uint8Array;
  readonly instanceId: string;
  readonly names: readonly string[];
  readonly hostname: string;
  readonly platform: Platform;
  readonly version: string;
  readonly at: Date;
}

export async function insertNode(tx: ScopedTx, node: NewNode): Promise<void> {
  await tx.run(sql`
    INSERT INTO endpoints_osquery_node
      (org_id, node_id, device_id, secret_hash, instance_id, names, hostname, platform, agent_version, enrolled_at)
    VALUES (${tx.orgId}, ${node.nodeId}, ${node.deviceId}, ${node.hash}, ${node.instanceId}, ${[...node.names]}::text[],
            ${node.hostname}, ${node.platform}, ${node.version}, ${node.at})`);
}

/** Ends every key of the device, in every process within five seconds. Returns how many there were. */
export async function revokeNodesOf(tx: ScopedTx, deviceId: string, at: Date): Promise<number> {
  const ended = await tx.run(sql`
    UPDATE endpoints_osquery_node SET revoked_at = ${at}
    WHERE org_id = ${tx.orgId} AND device_id = ${deviceId} AND revoked_at IS NULL`);
  await tellForget(tx, deviceId);
  return ended;
}

/** Whatever is remembered of the device's agent is to be looked up again. */
export async function tellForget(tx: Queries, deviceId: string): Promise<void> {
  await tellAll(tx, 'sonae_osquery', `forget:${deviceId}`);
}

/** Also writes the agent's version, which changes without a new enrolment. */
export async function markAnswered(
  tx: ScopedTx,
  node: { nodeId: string; deviceId: string; version: string; at: Date },
): Promise<void> {
  await tx.run(sql`
    UPDATE endpoints_osquery_node SET answered_at = ${node.at}, wanted_at = NULL, agent_version = ${node.version}
    WHERE org_id = ${tx.orgId} AND node_id = ${node.nodeId}`);
  await tellAll(tx, 'sonae_osquery', `answered:${node.deviceId}:${node.at.getTime()}`);
}

/** False when no agent of this device could be asked. */
export async function wantAnswers(tx: ScopedTx, deviceId: string, at: Date): Promise<boolean> {
  const asked = await tx.run(sql`
    UPDATE endpoints_osquery_node SET wanted_at = ${at}
    WHERE org_id = ${tx.orgId} AND device_id = ${deviceId} AND revoked_at IS NULL`);
  if (asked > 0) await tellAll(tx, 'sonae_osquery', `wanted:${deviceId}`);
  return asked > 0;
}

/** Keys that ended before. Returns how many rows went, at most `limit`. */
export async function deleteEndedNodes(
  tx: ScopedTx,
  { before, limit }: { before: Date; limit: number },
): Promise<number> {
  return tx.run(sql`
    DELETE FROM endpoints_osquery_node WHERE org_id = ${tx.orgId} AND node_id IN (
      SELECT node_id FROM endpoints_osquery_node WHERE org_id = ${tx.orgId} AND revoked_at < ${before} LIMIT ${limit})`);
}
