// SPDX-License-Identifier: Apache-2.0
import type { Clock } from '../../kernel/clock.ts';
import { newUuid } from '../../kernel/ids.ts';
import type { RandomBytes, Uuid } from '../../kernel/ids.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import { SALT_BYTES, canonicalJson, leafHash } from './leaf.ts';
import type { Json } from './leaf.ts';
import { currentEpoch, insertLeaves } from './store.ts';

export const LEAF_KINDS = [
  'verdict',
  'confirmation',
  'declaration',
  'closure',
  'quarantine',
  'restore',
  'drill',
] as const;

/** What is written into the ledger; the payload never holds secrets, and names people by id only. */
export interface Entry {
  readonly kind: (typeof LEAF_KINDS)[number];
  readonly payload: { readonly [key: string]: Json };
}

export interface LedgerTools {
  readonly clock: Clock;
  readonly random: RandomBytes;
}

/** Records entries in the caller's transaction and returns their leaf ids, in order. */
export async function recordEntries(tx: ScopedTx, tools: LedgerTools, entries: readonly Entry[]): Promise<Uuid[]> {
  if (entries.length === 0) return [];
  const at = tools.clock.now();
  const leaves = entries.map(({ kind, payload }) => {
    const salt = Buffer.from(tools.random(SALT_BYTES));
    const text = canonicalJson({ ...payload, kind });
    return { leafId: newUuid(tools.clock, tools.random), kind, salt, payload: text, leafHash: leafHash(salt, text) };
  });
  await insertLeaves(tx, { epoch: await currentEpoch(tx, at), at, leaves });
  return leaves.map(({ leafId }) => leafId);
}
