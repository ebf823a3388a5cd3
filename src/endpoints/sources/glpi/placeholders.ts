// SPDX-License-Identifier: Apache-2.0
/**
 * Values that makers leave in their firmware and that many machines share. They must never identify one.
 * The lists hold what is seen in the field (GLPI's blacklists name the same ones); a missing entry makes two machines
 * look like one, which shows as "the same id from two machines".
 */
const SERIAL_PLACEHOLDERS: ReadonlySet<string> = new Set([
  'to be filled by o.e.m.',
  'to be filled by o.e.m',
  'to be filled',
  'default string',
  'system serial number',
  'chassis serial number',
  'base board serial number',
  'serial number',
  'serialnumber',
  'sys-1234567890',
  'not specified',
  'not applicable',
  'not available',
  'not defined',
  'no asset information',
  'none',
  'n/a',
  'na',
  'null',
  'unknown',
  'unknow',
  'invalid',
  'empty',
  'oem',
  'o.e.m.',
  'oem default string',
  'o.e.m',
  'eval',
  'standard',
  'type2 - board serial number',
  'type1productconfigid',
  'xxxxxxxx',
  'mb-1234567890',
  'nb-1234567890',
  '0123456789',
  '123456789',
  '1234567890',
  '12345678',
  'test',
  'tbd',
]);

/** True for a serial number that says nothing about this one machine. */
export function isPlaceholderSerial(serial: string): boolean {
  const text = serial.trim().toLowerCase();
  if (text.length < 2 || SERIAL_PLACEHOLDERS.has(text)) return true;
  // "0", "00000000", "ffffffff", "........", "-": one character over and over.
  return /^(.)\1*$/.test(text.replace(/[\s-]/g, '')) || !/[a-z0-9]/.test(text);
}

const UUID_PLACEHOLDERS: ReadonlySet<string> = new Set([
  // AMI and Insyde reference firmware, shipped as it is on many boards.
  '03000200-0400-0500-0006-000700080009',
  '00020003-0004-0005-0006-000700080009',
  '12345678-1234-5678-90ab-cddeefaabbcc',
  '12345678-1234-1234-1234-123456789abc',
  '11111111-2222-3333-4444-555555555555',
  'fefefefe-fefe-fefe-fefe-fefefefefefe',
  'a0000000-0000-0000-0000-000000000000',
]);

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** True for a firmware UUID that is malformed or shared by many machines. */
export function isPlaceholderUuid(uuid: string): boolean {
  const text = uuid.trim().toLowerCase().replace(/[{}]/g, '');
  if (!UUID.test(text) || UUID_PLACEHOLDERS.has(text)) return true;
  return /^(.)\1*$/.test(text.replaceAll('-', ''));
}

/** Adapters that software gives the same address on every machine: never a key. */
const SHARED_MACS: readonly RegExp[] = [
  /^00:00:00:00:00:00$/,
  /^ff:ff:ff:ff:ff:ff$/,
  /^00:50:56:c0:00:0[0-9a-f]$/, // VMware's own adapters on the host
  /^0a:00:27:00:00:/, // VirtualBox host-only
  /^50:50:54:50:30:30$/, // Windows WAN miniport (PPTP)
  /^33:50:6f:45:30:30$/, // Windows WAN miniport (PPPoE)
  /^20:41:53:59:4e:ff$/, // Windows RAS async adapter
  /^00:15:5d:00:00:/, // Hyper-V before an address is given
  /^02:42:/, // Docker bridges
];

const MAC = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/;

/** Lower case with colons, or undefined when it is malformed, a group address, or shared by many machines. */
export function usableMac(mac: string): string | undefined {
  const text = mac.trim().toLowerCase().replaceAll('-', ':');
  if (!MAC.test(text) || SHARED_MACS.some((shared) => shared.test(text))) return undefined;
  // IEEE 802: the lowest bit of the first byte marks a group address.
  return (Number.parseInt(text.slice(0, 2), 16) & 1) === 1 ? undefined : text;
}

/** Firmware strings that stand where a maker's or model's name should be. */
export const isPlaceholderName = (name: string): boolean =>
  SERIAL_PLACEHOLDERS.has(name.trim().toLowerCase()) ||
  /^(?:system (?:manufacturer|product name|version)|oem product)$/i.test(name.trim());
