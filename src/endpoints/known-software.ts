// SPDX-License-Identifier: Apache-2.0
/**
 * Software keys that an organisation is known to have already: a fleet's machines are alike, so nearly every row of an
 * inventory is there before. Filled only after the commit that wrote a key, so what is in here is in the database;
 * rows of endpoints_software are never deleted one by one while the product runs.
 */
import type { KeyedSoftware } from './software-key.ts';

/** About 6 MB of text: the software of a large organisation, or of a hundred small ones. */
const MAX_KEYS = 50_000;

export interface KnownSoftware {
  /** Those of the items that may have to be written. */
  unknown(orgId: string, items: readonly KeyedSoftware[]): readonly KeyedSoftware[];
  remember(orgId: string, items: readonly KeyedSoftware[]): void;
}

export function createKnownSoftware(maxKeys = MAX_KEYS): KnownSoftware {
  /** Organisations in order of their last use, the oldest first. */
  const byOrg = new Map<string, Set<string>>();
  let total = 0;
  const forget = (orgId: string): void => {
    total -= byOrg.get(orgId)?.size ?? 0;
    byOrg.delete(orgId);
  };
  const makeRoom = (): void => {
    for (const orgId of byOrg.keys()) {
      if (total <= maxKeys) return;
      forget(orgId);
    }
  };
  return {
    unknown: (orgId, items) => {
      const held = byOrg.get(orgId);
      return held ? items.filter(({ key }) => !held.has(key)) : items;
    },
    remember: (orgId, items) => {
      const held = byOrg.get(orgId) ?? new Set<string>();
      total -= held.size;
      for (const { key } of items) held.add(key);
      total += held.size;
      byOrg.delete(orgId);
      byOrg.set(orgId, held);
      makeRoom();
    },
  };
}

const ofDatabase = new WeakMap<object, KnownSoftware>();

/** One memory for each database connection pool. */
export function knownSoftwareOf(database: object): KnownSoftware {
  const held = ofDatabase.get(database) ?? createKnownSoftware();
  ofDatabase.set(database, held);
  return held;
}
