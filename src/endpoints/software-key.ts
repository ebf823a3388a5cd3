// SPDX-License-Identifier: Apache-2.0
/** 128-bit keys of software as a machine wrote it, made by the application (DESIGN §7.6). */
import { createHash, hash } from 'node:crypto';
import type { SoftwareItem } from './facts.ts';

export interface KeyedSoftware extends SoftwareItem {
  readonly key: string;
}

/** UUID form of the first 128 bits of SHA-256 over the five fields, separated by NUL. */
export function softwareKey({ name, version, publisher, arch, from }: SoftwareItem): string {
  const hex = hash('sha256', `${name}\0${version}\0${publisher ?? ''}\0${arch ?? ''}\0${from ?? ''}`, 'hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

const keyedOf = new WeakMap<readonly SoftwareItem[], readonly KeyedSoftware[]>();

/**
 * Distinct items sorted by key: one order everywhere, so that writers never wait for each other in a circle.
 * The same list is worked out once: hashing 800 names takes a millisecond.
 */
export function keyedSoftware(items: readonly SoftwareItem[]): readonly KeyedSoftware[] {
  const held = keyedOf.get(items) ?? keyAll(items);
  keyedOf.set(items, held);
  return held;
}

function keyAll(items: readonly SoftwareItem[]): KeyedSoftware[] {
  const byKey = new Map<string, KeyedSoftware>();
  for (const item of items) {
    const key = softwareKey(item);
    if (!byKey.has(key)) byKey.set(key, { ...item, key });
  }
  return [...byKey.values()].toSorted((left, right) => (left.key < right.key ? -1 : 1));
}

/** Same set, same hash. */
export function softwareHash(items: readonly KeyedSoftware[]): Buffer {
  return createHash('sha256')
    .update(items.map(({ key }) => key).join(''))
    .digest();
}
