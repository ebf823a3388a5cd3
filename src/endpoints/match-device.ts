// SPDX-License-Identifier: Apache-2.0
/**
 * Which known device a report is about. Pure.
 *
 * Keys in order of trust: the agent's own id, the mainboard's UUID, the serial number, FusionInventory's DEVICEID
 * (host name and first-run date; new after a reinstall). Network cards move between machines (docks, USB adapters),
 * so a MAC only supports or contradicts, it never finds a device by itself (see `matchTwin`).
 */
import type { DeviceIdentity } from './facts.ts';

export const IDENTITY_KINDS = ['agent_id', 'bios_uuid', 'serial', 'device_id', 'mac'] as const;
export type IdentityKind = (typeof IDENTITY_KINDS)[number];

export interface IdentityKey {
  readonly kind: IdentityKind;
  readonly value: string;
}

export interface KnownDevice {
  readonly deviceId: string;
  readonly hostname: string;
  readonly keys: readonly IdentityKey[];
}

export type Match =
  | { readonly kind: 'new' }
  | { readonly kind: 'known'; readonly deviceId: string }
  /** Two machines use one id (a cloned disk image): `deviceId` is the device that had it first. */
  | { readonly kind: 'conflict'; readonly deviceId: string; readonly over: IdentityKind };

/** A cloned or virtual machine can carry many network cards; more than this are not kept. */
const MAX_MACS = 8;

export function keysOf(identity: DeviceIdentity): IdentityKey[] {
  const single: readonly (readonly [IdentityKind, string | undefined])[] = [
    ['agent_id', identity.agentId?.toLowerCase()],
    ['bios_uuid', identity.biosUuid?.toLowerCase()],
    ['serial', identity.serial?.toLowerCase()],
    ['device_id', identity.deviceId],
  ];
  const keys = single.flatMap(([kind, value]) => (value === undefined || value === '' ? [] : [{ kind, value }]));
  const macs = identity.macs.slice(0, MAX_MACS).map((value) => ({ kind: 'mac' as const, value: value.toLowerCase() }));
  return [...keys, ...macs];
}

const valuesOf = (keys: readonly IdentityKey[], kind: IdentityKind): ReadonlySet<string> =>
  new Set(keys.filter((key) => key.kind === kind).map(({ value }) => value));

type Agreement = 'same' | 'different' | 'not_comparable';

function compare(left: readonly IdentityKey[], right: readonly IdentityKey[], kind: IdentityKind): Agreement {
  const ours = valuesOf(left, kind);
  const theirs = valuesOf(right, kind);
  if (ours.size === 0 || theirs.size === 0) return 'not_comparable';
  return [...ours].some((value) => theirs.has(value)) ? 'same' : 'different';
}

/**
 * The same agent id on other hardware: everything about the hardware that both sides know differs.
 * A new mainboard keeps its network cards or its name; a clone keeps neither.
 */
export function otherHardware(report: readonly IdentityKey[], hostname: string, device: KnownDevice): boolean {
  const hardware = (['bios_uuid', 'serial', 'mac'] as const).map((kind) => compare(report, device.keys, kind));
  if (hardware.includes('same') || !hardware.includes('different')) return false;
  const firmware =
    compare(report, device.keys, 'bios_uuid') === 'different' || compare(report, device.keys, 'serial') === 'different';
  return firmware || hostname.toLowerCase() !== device.hostname.toLowerCase();
}

const FINDING_KINDS = ['agent_id', 'bios_uuid', 'serial', 'device_id'] as const;

/** `candidates`: every device of the organisation that shares at least one key with the report. */
export function matchDevice(identity: DeviceIdentity, candidates: readonly KnownDevice[]): Match {
  const keys = keysOf(identity);
  for (const kind of FINDING_KINDS) {
    const hit = candidates.find((device) => compare(keys, device.keys, kind) === 'same');
    if (!hit) continue;
    const byAgent = kind === 'agent_id' || kind === 'device_id';
    if (byAgent && otherHardware(keys, identity.hostname, hit)) {
      return { kind: 'conflict', deviceId: hit.deviceId, over: kind };
    }
    return { kind: 'known', deviceId: hit.deviceId };
  }
  return { kind: 'new' };
}

/**
 * For a report no known key of which is held by a device: the one device of the same name that shares a network
 * card and whose firmware does not say otherwise. More than one such device decides nothing.
 */
export function matchTwin(identity: DeviceIdentity, twins: readonly KnownDevice[]): Match {
  const keys = keysOf(identity);
  const [twin, another] = twins.filter(
    (device) =>
      device.hostname.toLowerCase() === identity.hostname.toLowerCase() &&
      compare(keys, device.keys, 'mac') === 'same' &&
      compare(keys, device.keys, 'bios_uuid') !== 'different' &&
      compare(keys, device.keys, 'serial') !== 'different',
  );
  return twin && !another ? { kind: 'known', deviceId: twin.deviceId } : { kind: 'new' };
}
