// SPDX-License-Identifier: Apache-2.0
import { known, unknown } from '../../facts.ts';
import type { DeviceIdentity, HardwareFact, NetworkFact, Platform, Reading } from '../../facts.ts';
import { isPlaceholderName, isPlaceholderSerial, isPlaceholderUuid, usableMac } from '../glpi/placeholders.ts';
import { byName, countOf, textOf } from './rows.ts';
import type { AnswerRow, Tale } from './rows.ts';

const MAX_CARDS = 64;
const MAX_ADDRESSES = 16;

const nameOf = (text: string | undefined): string | undefined => {
  const name = textOf(text);
  return name === undefined || isPlaceholderName(name) ? undefined : name;
};
const serialOf = (row: AnswerRow): string | undefined => {
  const serial = textOf(row['hardware_serial']);
  return serial === undefined || isPlaceholderSerial(serial) ? undefined : serial;
};
const uuidOf = (row: AnswerRow): string | undefined => {
  const uuid = textOf(row['uuid'], 64)?.toLowerCase().replaceAll(/[{}]/g, '');
  return uuid === undefined || isPlaceholderUuid(uuid) ? undefined : uuid;
};

const filled = <T extends object>(values: T): Partial<T> =>
  // Entries of the same object without those that have no value.
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;

/** One row of `system_info`. */
export function hardwareReading(rows: readonly AnswerRow[]): Reading<HardwareFact> {
  const [row] = rows;
  if (row === undefined) return unknown('query_failed', 'no_row');
  if (rows.length > 1 || row['hardware_model'] === undefined) return unknown('unreadable', 'not_the_rows_asked_for');
  const bytes = countOf(row['physical_memory']);
  const facts: { [key in keyof HardwareFact]: HardwareFact[key] | undefined } = {
    manufacturer: nameOf(row['hardware_vendor']),
    model: nameOf(row['hardware_model']),
    serial: serialOf(row),
    biosUuid: uuidOf(row),
    memoryMb: bytes === undefined || bytes === 0 ? undefined : Math.round(bytes / 1_048_576),
    cpu: textOf(row['cpu_brand']),
  };
  const fact: HardwareFact = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
  return Object.keys(fact).length === 0 ? unknown('not_reported_by_source') : known(fact);
}

/** What the same row says of which machine it is. On Linux without a firmware UUID osquery makes one and keeps it. */
export function identityOfHardware(rows: readonly AnswerRow[]): Partial<DeviceIdentity> {
  const [row] = rows;
  if (row === undefined || rows.length > 1) return {};
  const hostname = textOf(row['hostname']) ?? textOf(row['computer_name']);
  return filled({ hostname, serial: serialOf(row), biosUuid: uuidOf(row) }) as Partial<DeviceIdentity>;
}

/** Adapters that programs make; on Windows only physical ones were asked for. */
const VIRTUAL =
  /^(?:lo\d*|docker|br-|bridge|veth|virbr|vmnet|vnic|tun|tap|utun|wg|zt|tailscale|awdl|llw|anpi|ap\d|gif|stf|ipsec|bond|dummy|cni|flannel|cali|lxc|lxd|p2p|XHC)/;

interface Card {
  readonly name: string;
  readonly mac?: string;
  readonly addresses: Set<string>;
}

function cardsOf(told: Tale, platform: Platform): Map<string, Card> {
  const cards = new Map<string, Card>();
  for (const { name, value, more } of told.all('card')) {
    const shown = textOf(platform === 'windows' ? more : name) ?? textOf(name);
    if (shown === undefined || cards.size >= MAX_CARDS) continue;
    if (platform !== 'windows' && VIRTUAL.test(name)) continue;
    const mac = usableMac(value);
    cards.set(name, { name: shown, ...(mac === undefined ? {} : { mac }), addresses: new Set() });
  }
  return cards;
}

/** Link-local addresses say nothing and are left out, and so is the zone behind "%". */
function addressOf(text: string): string | undefined {
  const address = text.trim().toLowerCase().replace(/%.*$/, '');
  return /^[0-9a-f.:]{2,64}$/.test(address) && !/^(?:fe80:|169\.254\.|::1$|127\.)/.test(address) ? address : undefined;
}

/** Every machine that can answer has an adapter: none listed means that the question failed. */
export function networkReading(told: Tale, platform: Platform): Reading<readonly NetworkFact[]> {
  const cards = cardsOf(told, platform);
  for (const { name, value } of told.all('address')) {
    const address = addressOf(value);
    const card = cards.get(name);
    if (address !== undefined && card !== undefined && card.addresses.size < MAX_ADDRESSES) card.addresses.add(address);
  }
  if (cards.size === 0) return unknown('query_failed', 'no_adapter_listed');
  const facts = [...cards.values()].map((card) => ({ ...card, addresses: [...card.addresses].toSorted() }));
  return known(byName(facts));
}

/** Addresses that software gave (the second lowest bit of the first byte is set) identify nothing. */
export function macsOf(told: Tale, platform: Platform): readonly string[] {
  const macs = [...cardsOf(told, platform).values()].flatMap(({ mac }) =>
    mac === undefined || (Number.parseInt(mac.slice(0, 2), 16) & 2) === 2 ? [] : [mac],
  );
  return [...new Set(macs)].toSorted();
}
