// SPDX-License-Identifier: Apache-2.0
/**
 * What is left when somebody leaves, as one task for one administrator: each of their devices (closed by proof, when it
 * has a new owner or is retired) and each thing they were given (closed by a person's word, since no machine can know).
 */
import type { AboutFinding } from '../assess/index.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import type { Scope } from '../platform/postgres/scope.ts';
import type { EndpointsContext } from './context.ts';
import { devicesOf } from './device-store.ts';

export interface Leaver {
  readonly memberId: string;
  readonly name: string;
  readonly back: boolean;
}

/** Asks for what is to be done within days of the last one. */
const CONTROL = 'leaver-accounts-removed';
/** Nobody carries more; the rest would still be the leaver's in the list of devices. */
const MAX_DEVICES = 200;
const OWN_ACCOUNT = 'Sonae';

const keyOf = (memberId: string, what: string): string => `leaver:${memberId}:${what}`;

const about = (
  { memberId, name }: Leaver,
  finding: Pick<AboutFinding, 'kind' | 'dedupeKey' | 'params'>,
): AboutFinding => ({
  ...finding,
  params: { person: name, ...finding.params },
  controlId: CONTROL,
  checkId: null,
  leafId: null,
  together: `leaver:${memberId}`,
});

async function open(tx: ScopedTx, context: EndpointsContext, leaver: Leaver): Promise<void> {
  const { assess, thingsGiven } = context;
  const { memberId, name } = leaver;
  for (const device of await devicesOf(tx, memberId, MAX_DEVICES)) {
    await assess.raiseAbout(
      tx,
      { kind: 'device', id: device.device_id, label: device.label, platform: device.platform, ownerMemberId: memberId },
      [about(leaver, { kind: 'leaver_device', dedupeKey: keyOf(memberId, device.device_id), params: {} })],
    );
  }
  const things = [OWN_ACCOUNT, ...(await thingsGiven(tx))];
  await assess.raiseAbout(
    tx,
    { kind: 'person', id: memberId, label: name, platform: 'other', ownerMemberId: null },
    things.map((thing) =>
      about(leaver, { kind: 'leaver_account', dedupeKey: keyOf(memberId, thing), params: { thing } }),
    ),
  );
  // The membership ended in the transaction that made this job: that is the proof.
  await settle(tx, context, { keys: [keyOf(memberId, OWN_ACCOUNT)], how: 'proven' });
}

type How = 'proven' | 'superseded';

async function settle(tx: ScopedTx, { assess }: EndpointsContext, done: { keys: readonly string[]; how: How }) {
  const keys = done.keys.map((dedupeKey) => ({ dedupeKey, proofLeafId: null }));
  await assess.settle(tx, { keys, how: done.how, reason: null, until: null });
}

export async function settleLeaver(context: EndpointsContext, scope: Scope, leaver: Leaver): Promise<void> {
  await context.platform.db.scoped(scope, async (tx) => {
    if (!leaver.back) return open(tx, context, leaver);
    const devices = await devicesOf(tx, leaver.memberId, MAX_DEVICES);
    const things = [...devices.map(({ device_id: id }) => id), ...(await context.thingsGiven(tx))];
    return settle(tx, context, { keys: things.map((thing) => keyOf(leaver.memberId, thing)), how: 'superseded' });
  });
}

/** A device that has a new owner, or none any more, is settled for the old one. */
export async function settleHandedOver(
  tx: ScopedTx,
  context: EndpointsContext,
  { deviceId, from }: { readonly deviceId: string; readonly from: string },
): Promise<void> {
  await settle(tx, context, { keys: [keyOf(from, deviceId)], how: 'proven' });
}
