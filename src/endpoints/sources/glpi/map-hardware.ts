// SPDX-License-Identifier: Apache-2.0
import { known, unknown } from '../../facts.ts';
import type { DeviceIdentity, HardwareFact, NetworkFact, Reading } from '../../facts.ts';
import { KEPT_LENGTH, KEPT_ROWS } from './limits.ts';
import { isPlaceholderName, isPlaceholderSerial, isPlaceholderUuid, usableMac } from './placeholders.ts';
import { firstOf, flagOf, hasSection, numberOf, rowsOf, textOf } from './raw-inventory.ts';
import type { RawInventory, Row } from './raw-inventory.ts';

function serialOf(raw: RawInventory): string | undefined {
  const serial = textOf(firstOf(raw, 'bios'), 'ssn', KEPT_LENGTH.id);
  return serial === undefined || isPlaceholderSerial(serial) ? undefined : serial;
}

function biosUuidOf(raw: RawInventory): string | undefined {
  const uuid = textOf(firstOf(raw, 'hardware'), 'uuid', KEPT_LENGTH.short)?.toLowerCase().replace(/[{}]/g, '');
  return uuid === undefined || isPlaceholderUuid(uuid) ? undefined : uuid;
}

function nameOf(row: Row | undefined, field: string): string | undefined {
  const name = textOf(row, field, KEPT_LENGTH.name);
  return name === undefined || isPlaceholderName(name) ? undefined : name;
}

export function hardwareReading(raw: RawInventory): Reading<HardwareFact> {
  const bios = firstOf(raw, 'bios');
  const hardware = firstOf(raw, 'hardware');
  const found: { [key in keyof HardwareFact]: HardwareFact[key] | undefined } = {
    manufacturer: nameOf(bios, 'smanufacturer'),
    model: nameOf(bios, 'smodel'),
    serial: serialOf(raw),
    biosUuid: biosUuidOf(raw),
    memoryMb: numberOf(hardware, 'memory'),
    cpu: textOf(firstOf(raw, 'cpus'), 'name', KEPT_LENGTH.name) ?? textOf(hardware, 'processort', KEPT_LENGTH.name),
  };
  const fact: HardwareFact = Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
  return Object.keys(fact).length === 0 ? unknown('not_reported_by_source') : known(fact);
}

/** A wired or wireless adapter of the machine itself. XML marks virtual ones with 1, JSON with true. */
const isPhysical = (row: Row): boolean =>
  flagOf(row, 'virtualdev') !== true &&
  !/^(?:loopback|alias|bridge|aggregate|dialup)$/i.test(textOf(row, 'type', 32) ?? '');

/** Link-local addresses say nothing and are left out. */
const addressOf = (row: Row, field: string): string | undefined => {
  const address = textOf(row, field, KEPT_LENGTH.address)?.toLowerCase();
  return address !== undefined && /^[0-9a-f.:]+$/.test(address) && !/^(?:fe80:|169\.254\.)/.test(address)
    ? address
    : undefined;
};

const macOf = (row: Row): string | undefined => usableMac(textOf(row, 'mac', 32) ?? '');

interface Adapter {
  readonly name: string;
  readonly mac?: string;
  readonly addresses: Set<string>;
}

function adapterOf(row: Row): Adapter | undefined {
  const name = textOf(row, 'description', KEPT_LENGTH.name);
  if (name === undefined || !isPhysical(row)) return undefined;
  const mac = macOf(row);
  const addresses = [addressOf(row, 'ipaddress'), addressOf(row, 'ipaddress6')].filter(
    (address) => address !== undefined,
  );
  return { name, ...(mac === undefined ? {} : { mac }), addresses: new Set(addresses) };
}

/** Agents write one entry for each address; here they become one for each adapter. */
export function networkReading(raw: RawInventory): Reading<readonly NetworkFact[]> {
  if (!hasSection(raw, 'networks')) return unknown('not_reported_by_source', 'section_absent');
  const adapters = new Map<string, Adapter>();
  for (const row of rowsOf(raw, 'networks')) {
    const adapter = adapterOf(row);
    if (adapter === undefined) continue;
    const key = `${adapter.name}\n${adapter.mac ?? ''}`;
    const before = adapters.get(key);
    if (before !== undefined) for (const address of adapter.addresses) before.addresses.add(address);
    else if (adapters.size < KEPT_ROWS.networks) adapters.set(key, adapter);
  }
  const facts = [...adapters]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, adapter]) => ({ ...adapter, addresses: [...adapter.addresses].toSorted().slice(0, KEPT_ROWS.addresses) }));
  return known(facts);
}

/** "vm-2026-11-20-21-35-01" → "vm": an agent's DEVICEID is the host name and the time of its first run. */
const hostOfDeviceId = (deviceId: string): string => deviceId.replace(/-\d{4}(?:-\d\d){5}$/, '');

export function identityOf(raw: RawInventory, agentId: string | undefined): DeviceIdentity {
  const biosUuid = biosUuidOf(raw);
  const serial = serialOf(raw);
  const macs = new Set<string>();
  for (const row of rowsOf(raw, 'networks')) {
    const mac = isPhysical(row) ? macOf(row) : undefined;
    if (mac !== undefined && macs.size < KEPT_ROWS.networks) macs.add(mac);
  }
  return {
    ...(agentId === undefined ? {} : { agentId }),
    ...(biosUuid === undefined ? {} : { biosUuid }),
    ...(serial === undefined ? {} : { serial }),
    deviceId: raw.deviceId,
    macs: [...macs].toSorted(),
    hostname:
      textOf(firstOf(raw, 'hardware'), 'name', KEPT_LENGTH.name) ??
      textOf(firstOf(raw, 'operatingsystem'), 'fqdn', KEPT_LENGTH.name) ??
      hostOfDeviceId(raw.deviceId),
  };
}
