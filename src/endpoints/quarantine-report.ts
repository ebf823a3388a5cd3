// SPDX-License-Identifier: Apache-2.0
/** Sets an impossible report aside and raises a finding about the agent; nothing of it becomes a fact. */
import { DAY_MS } from '../kernel/clock.ts';
import { newUuid } from '../kernel/ids.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import type { EndpointsContext } from './context.ts';
import * as devices from './device-store.ts';
import type { Delivery, Recorded } from './record-report.ts';
import { behavedSince, insertQuarantine } from './report-store.ts';
import type { QuarantineReason } from './report-store.ts';

export interface SetAside {
  readonly round: { readonly delivery: Delivery; readonly deviceId: string; readonly reportHash: Buffer };
  readonly reason: QuarantineReason;
  readonly detail: Readonly<Record<string, string | number>>;
}

const KEY: Readonly<Record<QuarantineReason, string>> = {
  clock_implausible: 'clock',
  identity_conflict: 'conflict',
  agent_claims_other: 'claims',
  agent_too_much: 'much',
};

/** What an agent does no more after so long is over; a clock is proven right by the next report instead. */
const OVER_AFTER_MS = 2 * DAY_MS;
const ASKED_FOR_MS = 30 * DAY_MS;

/** Closes findings about agents that have behaved for two days. */
export async function forgiveAgents(tx: ScopedTx, { assess, platform }: EndpointsContext): Promise<void> {
  const now = platform.clock.now().getTime();
  const over = await behavedSince(tx, {
    reasons: ['agent_claims_other', 'agent_too_much'],
    since: new Date(now - ASKED_FOR_MS),
    before: new Date(now - OVER_AFTER_MS),
  });
  const keys = over.map(({ device_id, reason }) => ({ dedupeKey: `${KEY[reason]}:${device_id}`, proofLeafId: null }));
  if (keys.length > 0) await assess.settle(tx, { keys, how: 'proven', reason: null, until: null });
}

export async function quarantine(tx: ScopedTx, context: EndpointsContext, aside: SetAside): Promise<Recorded> {
  const { round, reason, detail } = aside;
  const { deviceId, delivery } = round;
  const { clock, random } = context.platform;
  const device = await devices.readDevice(tx, deviceId);
  const fresh = await insertQuarantine(tx, {
    quarantineId: newUuid(clock, random),
    deviceId,
    source: delivery.report.source,
    reason,
    detail,
    reportHash: round.reportHash,
    at: delivery.receivedAt,
  });
  if (device && fresh) {
    const subject = {
      kind: 'device' as const,
      id: deviceId,
      label: device.label,
      platform: device.platform,
      ownerMemberId: device.owner_member_id,
    };
    await context.assess.raiseAbout(tx, subject, [
      { checkId: null, kind: reason, dedupeKey: `${KEY[reason]}:${deviceId}`, params: detail, leafId: null },
    ]);
  }
  return { deviceId, outcome: 'quarantined', verdicts: [] };
}
