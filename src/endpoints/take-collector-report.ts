// SPDX-License-Identifier: Apache-2.0
/** What our own collectors deliver: over the wire with a code or key, from a file by hand, or from this very server. */
import { SafeError, notFound } from '../kernel/errors.ts';
import { newUuid } from '../kernel/ids.ts';
import { audit } from '../platform/audit.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import type { Scope } from '../platform/postgres/scope.ts';
import { makeToken } from '../platform/tokens.ts';
import type { EndpointsContext, Owner } from './context.ts';
import * as credentials from './credential-store.ts';
import { readDevice } from './device-store.ts';
import { recordReport } from './record-report.ts';
import type { Recorded } from './record-report.ts';
import { collectThisComputer } from './sources/collector/check-this-computer.ts';
import { parseCollectorReport, toDeviceReport } from './sources/collector/report.ts';

const MAX_KEYS_PER_DEVICE = 5;

export interface Collected {
  readonly recorded: Recorded;
  readonly deviceKey: string | null;
}

async function issueKey(tx: ScopedTx, { platform }: EndpointsContext, deviceId: string): Promise<string> {
  const keyId = newUuid(platform.clock, platform.random);
  const { token, hash } = makeToken('dev', { orgId: tx.orgId, subjectId: keyId }, platform.random);
  const at = platform.clock.now();
  await credentials.insertDeviceKey(tx, { keyId, deviceId, hash, at });
  await credentials.revokeOldKeys(tx, deviceId, { keep: MAX_KEYS_PER_DEVICE, at });
  return token;
}

export interface CollectorDelivery {
  readonly body: unknown;
  /** Whether the collector wants a key for the next reports; a key that nobody holds would push out one in use. */
  readonly keep: boolean;
}

const tokenWrong = (): SafeError => new SafeError('unauthenticated', 'token_wrong');

/**
 * A report says itself which machine it is about, and serial numbers are no secret. So what a teleworker brings counts
 * only for their own device or one that is nobody's; otherwise anybody could prove, or unprove, a colleague's PC.
 * Called after recording: the refusal takes everything back.
 */
async function requireOwnDevice(tx: ScopedTx, owner: Owner, { deviceId }: Recorded): Promise<void> {
  const device = await readDevice(tx, deviceId);
  const holder = device?.owner_member_id ?? owner.memberId;
  if (!owner.manager && holder !== owner.memberId) throw new SafeError('conflict', 'device_of_someone_else');
}

const ownerOf = async (
  tx: ScopedTx,
  { owners }: EndpointsContext,
  memberId: string | null,
): Promise<Owner | undefined> =>
  memberId === null ? undefined : (await owners(tx)).find((owner) => owner.memberId === memberId);

/** Under a code: the first report makes or finds the device and binds the code to it; no other device may follow. */
async function recordUnderCode(
  tx: ScopedTx,
  context: EndpointsContext,
  { body, keep, credentialId }: CollectorDelivery & { credentialId: string },
): Promise<Collected> {
  const code = await credentials.lockCode(tx, credentialId);
  // Looked at again under the lock: an administrator may have ended it since the caller was let in.
  if (!code || code.revoked_at !== null) throw tokenWrong();
  const owner = await ownerOf(tx, context, code.owner_member_id);
  // The code of somebody who has left ends with their rights.
  if (!owner) throw tokenWrong();
  const recorded = await recordReport(tx, context, {
    report: toDeviceReport(parseCollectorReport(body), 'collector'),
    receivedAt: context.platform.clock.now(),
    ownerMemberId: owner.memberId,
  });
  if (code.device_id !== null && code.device_id !== recorded.deviceId)
    throw new SafeError('conflict', 'code_used_elsewhere');
  await requireOwnDevice(tx, owner, recorded);
  if (code.device_id === null) await credentials.bindCode(tx, credentialId, recorded.deviceId);
  // What was set aside may be about another machine than the one that sent it: no key to that one.
  const trusted = keep && recorded.outcome !== 'quarantined';
  return { recorded, deviceKey: trusted ? await issueKey(tx, context, recorded.deviceId) : null };
}

export async function takeCollected(
  context: EndpointsContext,
  scope: Scope,
  { body, keep }: CollectorDelivery,
): Promise<Collected> {
  context.requireSpace();
  const { actor } = scope;
  const collected = await context.platform.db.scoped(scope, async (tx) => {
    if (actor.kind === 'credential')
      return recordUnderCode(tx, context, { body, keep, credentialId: actor.credentialId });
    if (actor.kind !== 'device') throw notFound();
    const recorded = await recordReport(tx, context, {
      report: toDeviceReport(parseCollectorReport(body), 'collector'),
      receivedAt: context.platform.clock.now(),
      deviceId: actor.deviceId,
    });
    return { recorded, deviceKey: null };
  });
  context.platform.metrics.reports.inc({ source: 'collector', outcome: collected.recorded.outcome });
  return collected;
}

export async function importReport(context: EndpointsContext, scope: Scope, body: unknown): Promise<Recorded> {
  context.requireSpace();
  const { db, clock, metrics } = context.platform;
  const report = toDeviceReport(parseCollectorReport(body), 'collector');
  const recorded = await db.scoped(scope, async (tx) => {
    const owner = await ownerOf(tx, context, scope.actor.kind === 'member' ? scope.actor.memberId : null);
    if (!owner) throw notFound();
    // Managers carry files of other people's computers; a teleworker brings the own one's.
    const ownerMemberId = owner.manager ? undefined : owner.memberId;
    const done = await recordReport(tx, context, { report, receivedAt: clock.now(), imported: true, ownerMemberId });
    await requireOwnDevice(tx, owner, done);
    await audit(tx, clock, { action: 'endpoints.report_imported', subject: done.deviceId });
    return done;
  });
  metrics.reports.inc({ source: 'collector', outcome: recorded.outcome });
  return recorded;
}

/** Looks at the computer Sonae runs on; the collector is a child process with a time limit. */
export async function checkThisServer(context: EndpointsContext, scope: Scope): Promise<Recorded> {
  context.requireSpace();
  const { db, clock, metrics } = context.platform;
  const report = toDeviceReport(await collectThisComputer(), 'server');
  const recorded = await db.scoped(scope, async (tx) => {
    const done = await recordReport(tx, context, { report, receivedAt: clock.now() });
    await audit(tx, clock, { action: 'endpoints.server_checked', subject: done.deviceId });
    return done;
  });
  metrics.reports.inc({ source: 'server', outcome: recorded.outcome });
  return recorded;
}
