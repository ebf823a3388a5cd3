// SPDX-License-Identifier: Apache-2.0
/** An agent with the organisation's secret becomes a device with a key of its own. */
import { createHash } from 'node:crypto';
import { MINUTE_MS } from '../../../kernel/clock.ts';
import { SafeError, conflict } from '../../../kernel/errors.ts';
import { newUuid } from '../../../kernel/ids.ts';
import type { ScopedTx } from '../../../platform/postgres/database.ts';
import { makeToken } from '../../../platform/tokens.ts';
import type { EndpointsContext } from '../../context.ts';
import * as devices from '../../device-store.ts';
import { keysOf } from '../../match-device.ts';
import type { IdentityKey, IdentityKind, Match } from '../../match-device.ts';
import { quarantine } from '../../quarantine-report.ts';
import { findDevice } from '../../record-report.ts';
import type { Delivery } from '../../record-report.ts';
import { searchKey } from '../../search-key.ts';
import type { Enrolment } from './enrolment.ts';
import { insertNode, nodeOfDevice, revokeNodesOf } from './node-store.ts';

/** Two agents that are both awake are two machines; one that was installed anew has been quiet for a while. */
const AWAKE_MS = 15 * MINUTE_MS;

export interface Enrolling {
  readonly enrolment: Enrolment;
  readonly client: string;
  readonly receivedAt: Date;
}

const deliveryOf = ({ enrolment, client, receivedAt }: Enrolling): Delivery => ({
  receivedAt,
  report: {
    source: 'osquery',
    client,
    identity: enrolment.identity,
    observedAt: receivedAt,
    partial: true,
    facts: {},
    software: undefined,
  },
});

/**
 * A copied virtual machine keeps even its firmware's UUID. It shows when the other one is awake, goes by another name
 * and has another osquery.
 */
async function isTwin(tx: ScopedTx, deviceId: string, { enrolment, receivedAt }: Enrolling): Promise<boolean> {
  const held = await nodeOfDevice(tx, deviceId);
  if (!held?.seen_at || receivedAt.getTime() - held.seen_at.getTime() > AWAKE_MS) return false;
  const otherName = held.hostname.toLowerCase() !== enrolment.identity.hostname.toLowerCase();
  return otherName && held.instance_id !== '' && held.instance_id !== enrolment.instanceId;
}

async function setAside(
  tx: ScopedTx,
  context: EndpointsContext,
  { enrolling, deviceId, over }: { enrolling: Enrolling; deviceId: string; over: IdentityKind },
): Promise<void> {
  const { identity } = enrolling.enrolment;
  const reportHash = createHash('sha256')
    .update(`osquery\n${JSON.stringify(identity)}`)
    .digest();
  await quarantine(tx, context, {
    round: { delivery: deliveryOf(enrolling), deviceId, reportHash },
    reason: 'identity_conflict',
    detail: { over, hostname: identity.hostname },
  });
}

async function writeDevice(
  tx: ScopedTx,
  { deviceId, enrolling, keys }: { deviceId: string; enrolling: Enrolling; keys: readonly IdentityKey[] },
): Promise<void> {
  const { enrolment, receivedAt } = enrolling;
  const { hostname } = enrolment.identity;
  await devices.insertDevice(tx, {
    deviceId,
    hostname,
    searchKey: searchKey(hostname),
    platform: enrolment.host.platform,
    osName: enrolment.osName,
    osVersion: enrolment.osVersion,
    ownerMemberId: null,
    observedAt: receivedAt,
    receivedAt,
  });
  await devices.insertIdentities(tx, deviceId, { keys, at: receivedAt });
}

/** The device, or undefined when the enrolment was set aside. */
async function deviceFor(
  tx: ScopedTx,
  context: EndpointsContext,
  { enrolling, match, keys }: { enrolling: Enrolling; match: Match; keys: readonly IdentityKey[] },
): Promise<string | undefined> {
  const { clock, random } = context.platform;
  if (match.kind === 'new') {
    const deviceId = newUuid(clock, random);
    await writeDevice(tx, { deviceId, enrolling, keys });
    return deviceId;
  }
  const { deviceId } = match;
  const twin = match.kind === 'known' && (await isTwin(tx, deviceId, enrolling));
  if (match.kind === 'conflict' || twin) {
    await setAside(tx, context, { enrolling, deviceId, over: match.kind === 'conflict' ? match.over : 'bios_uuid' });
    return undefined;
  }
  const device = await devices.readDevice(tx, deviceId);
  if (device?.state === 'gone') throw new SafeError('forbidden', 'device_retired');
  await devices.insertIdentities(tx, deviceId, { keys, at: enrolling.receivedAt });
  return deviceId;
}

/**
 * The key for all further calls; whatever key the same agent had before ends. undefined: set aside as another machine
 * that uses this one's identity. Errors: `forbidden` `device_retired`.
 */
async function enrolIn(tx: ScopedTx, context: EndpointsContext, enrolling: Enrolling): Promise<string | undefined> {
  const { enrolment, receivedAt } = enrolling;
  const keys = keysOf(enrolment.identity);
  const match = await findDevice(tx, deliveryOf(enrolling), keys);
  const deviceId = await deviceFor(tx, context, { enrolling, match, keys });
  if (deviceId === undefined) return undefined;
  await revokeNodesOf(tx, deviceId, receivedAt);
  const nodeId = newUuid(context.platform.clock, context.platform.random);
  const { token, hash } = makeToken('node', { orgId: tx.orgId, subjectId: nodeId }, context.platform.random);
  await insertNode(tx, {
    nodeId,
    deviceId,
    hash,
    instanceId: enrolment.instanceId,
    names: enrolment.names,
    hostname: enrolment.identity.hostname,
    platform: enrolment.host.platform,
    version: enrolment.host.version,
    at: receivedAt,
  });
  return token;
}

/** Errors: `conflict` `identity_in_use` (set aside and shown), `forbidden` `device_retired`. */
export async function enrolAgent(
  context: EndpointsContext,
  scope: ScopedTx['scope'],
  enrolling: Enrolling,
): Promise<string> {
  const token = await context.platform.db.scoped(scope, async (tx) => enrolIn(tx, context, enrolling));
  if (token === undefined) throw conflict('identity_in_use');
  return token;
}
