// SPDX-License-Identifier: Apache-2.0
/** What our own collectors deliver: over the wire with a code or key, from a file by hand, or from this very server. */
import { SafeError, notFound } from '../kernel/errors.ts';
import { newUuid } from '../kernel/ids.ts';
import { audit } from '../platform/audit.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import type { Scope } from '../platform/postgres/scope.ts';
import { makeToken } from '../platform/tokens.ts';
import type { EndpointsContext } from './context.ts';
import * as credentials from './credential-store.ts';
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

/** Under a code: the first report makes or finds the device and binds the code to it; no other device may follow. */
async function recordUnderCode(
  tx: ScopedTx,
  context: EndpointsContext,
  { body, keep, credentialId }: CollectorDelivery & { credentialId: string },
): Promise<Collected> {
  const code = await credentials.lockCode(tx, credentialId);
  // Looked at again under the lock: an administrator may have ended it since the caller was let in.
  if (!code || code.revoked_at !== null) throw new SafeError('unauthenticated', 'token_wrong');
  const recorded = await recordReport(tx, context, {
    report: toDeviceReport(parseCollectorReport(body), 'collector'),
    receivedAt: context.platform.clock.now(),
    ownerMemberId: code.owner_member_id ?? undefined,
  });
  if (code.device_id !== null && code.device_id !== recorded.deviceId) throw new SafeError('conflict', 'code_used_elsewhere');
  if (code.device_id === null) await credentials.bindCode(tx, credentialId, recorded.deviceId);
  return { recorded, deviceKey: keep ? await issueKey(tx, context, recorded.deviceId) : null };
}

export async function takeCollected(
  context: EndpointsContext,
  scope: Scope,
  { body, keep }: CollectorDelivery,
): Promise<Collected> {
  context.requireSpace();
  const { actor } = scope;
  const collected = await context.platform.db.scoped(scope, async (tx) => {
    if (actor.kind === 'credential') return recordUnderCode(tx, context, { body, keep, credentialId: actor.credentialId });
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
    const done = await recordReport(tx, context, { report, receivedAt: clock.now(), imported: true });
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
