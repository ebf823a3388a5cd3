// SPDX-License-Identifier: Apache-2.0
/**
 * Every bound of the GLPI / FusionInventory door, in one place.
 *
 * What real machines send: 784 packages = 222 kB, 17 kB on the wire, 7,400 elements (recorded, FusionInventory 2.6);
 * the largest published example has 3,033 programs (GLPI inventory_format, computer_3), which at 18 fields each, the
 * most an agent writes, is 58,000 elements and about 2 MB.
 */
export const GLPI_LIMITS = {
  /** Bytes on the wire: 20 times the largest plausible inventory. */
  maxWireBytes: 2 * 1024 * 1024,
  /** Bytes after inflation: four times the largest plausible inventory; a 10 MB list is refused. */
  maxBytes: 8 * 1024 * 1024,
  /** Inventories inflate 10 to 15 times. */
  maxRatio: 100,
  /** XML elements, or JSON values: 4,000 programs of 18 fields pass, 100,000 fields do not. */
  maxFields: 80_000,
  /** The protocol nests five deep. */
  maxDepth: 20,
  /** UTF-16 units in one value. The longest known are base64 monitor blocks of a few kB. */
  maxTextLength: 256 * 1024,
  /** Units in an element or attribute name; the longest in use has 18. */
  maxNameLength: 64,
} as const;

/** Lengths of what is kept. Longer values are cut: a program's name decides nothing after 255 characters. */
export const KEPT_LENGTH = { name: 255, version: 128, short: 64, id: 255, address: 64 } as const;

/** Rows kept of small sections; software is bounded by `maxFields`. */
export const KEPT_ROWS = {
  networks: 64,
  addresses: 16,
  disks: 64,
  firewall: 16,
  antivirus: 16,
  administrators: 256,
} as const;
