// SPDX-License-Identifier: Apache-2.0
/** 128-bit keys of software as a machine wrote it, made by the application (DESIGN §7.6). */
import { createHash } from 'node:crypto';
import type { SoftwareItem } from './facts.ts';

export interface KeyedSoftware extends SoftwareItem {
  readonly key: string;
}

/** UUID form of the first 128 bits of SHA-256 over the five fields, separated by NUL. */
export function softwareKey({ name, version, publisher, arch, from }: SoftwareItem): string {
  const hex = createHash('sha256')
    .update([name, version, publisher ?? '', arch ?? '', from ?? ''].join('\0'))
    .digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

/** Distinct items sorted by key: one order everywhere, so that writers never wait for each other in a circle. */
export function keyedSoftware(items: readonly SoftwareItem[]): KeyedSoftware[] {
  const byKey = new Map<string, KeyedSoftware>();
  for (const item of items) {
    const key = softwareKey(item);
    if (!byKey.has(key)) byKey.set(key, { ...item, key });
  }
  return [...byKey.values()].toSorted((left, right) => (left.key < right.key ? -1 : 1));
}

/** Same set, same hash. */
export function softwareHash(items: readonly KeyedSoftware[]): Buffer {
  const hash = createHash('sha256');
  for (const { key } of items) hash.update(key);
  return hash.digest();
}
