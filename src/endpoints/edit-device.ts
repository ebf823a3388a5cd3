// SPDX-License-Identifier: Apache-2.0
import { invalid, notFound } from '../kernel/errors.ts';
import { audit } from '../platform/audit.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import type { EndpointsContext } from './context.ts';
import { editDevice, readDevice, readLabel } from './device-store.ts';
import type { DeviceState } from './device-store.ts';
import { searchKey } from './search-key.ts';
import { settleHandedOver } from './settle-leaver.ts';
import { tellForget } from './sources/osquery/node-store.ts';

export interface DeviceChange {
  readonly label?: string | undefined;
  readonly ownerId?: string | null | undefined;
  readonly state?: 'active' | 'gone' | undefined;
}

async function requireOwner(tx: ScopedTx, context: EndpointsContext, ownerId: string): Promise<void> {
  const owners = await context.owners(tx);
  if (owners.some(({ memberId }) => memberId === ownerId)) return;
  throw invalid('owner_unknown', [{ field: 'ownerId', reason: 'owner_unknown' }]);
}

async function comeOrGo(
  tx: ScopedTx,
  { assess }: EndpointsContext,
  { deviceId, before, after }: { deviceId: string; before: DeviceState['state']; after: DeviceState['state'] },
): Promise<void> {
  if ((after === 'gone') === (before === 'gone')) return;
  // Its osquery agent is let in no more, or again.
  await tellForget(tx, deviceId);
  if (after === 'gone') await assess.retire(tx, deviceId);
  else if (after === 'active') await assess.revive(tx, deviceId);
}

/** Names a device, says whose it is, retires it or takes it back. */
export async function changeDevice(
  tx: ScopedTx,
  context: EndpointsContext,
  { deviceId, change }: { deviceId: string; change: DeviceChange },
): Promise<void> {
  const device = await readDevice(tx, deviceId);
  if (!device) throw notFound('device_not_found');
  const owner = change.ownerId === undefined ? device.owner_member_id : change.ownerId;
  if (change.ownerId) await requireOwner(tx, context, change.ownerId);
  const label = change.label === undefined ? await readLabel(tx, deviceId) : change.label.trim() || null;
  const state = change.state ?? device.state;
  const shown = label ?? device.hostname;
  await editDevice(tx, deviceId, { label, ownerMemberId: owner, state, searchKey: searchKey(shown) });
  await context.assess.describe(tx, deviceId, { label: shown, ownerMemberId: owner });
  const from = device.owner_member_id;
  if (from !== null && from !== owner) await settleHandedOver(tx, context, { deviceId, from });
  await comeOrGo(tx, context, { deviceId, before: device.state, after: state });
  await audit(tx, context.platform.clock, { action: 'endpoints.device_changed', subject: deviceId, detail: { state } });
}
