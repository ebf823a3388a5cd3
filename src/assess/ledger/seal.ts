// SPDX-License-Identifier: Apache-2.0
/** The daily seal: gives what was committed its place in the chain and signs the end of it. */
import type { Clock } from '../../kernel/clock.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import type { Signer } from '../../platform/signing.ts';
import { chainNext, chainStart, sealMessage } from './leaf.ts';
import { currentEpoch, insertSeal, lastSeal, lockSealing, placeLeaves, unsealedLeaves } from './store.ts';
import type { SealRow, SealedLeaf } from './store.ts';

/** Bounds one transaction; what is over waits for the next seal, made right after. */
export const MAX_LEAVES_A_SEAL = 20_000;

/** Undefined when there was nothing to seal. */
export async function sealLedger(
  tx: ScopedTx,
  { clock, signer }: { clock: Clock; signer: Signer },
): Promise<SealRow | undefined> {
  await lockSealing(tx);
  const sealedAt = clock.now();
  const epoch = await currentEpoch(tx, sealedAt);
  const before = await lastSeal(tx, epoch);
  const leaves = await unsealedLeaves(tx, epoch, MAX_LEAVES_A_SEAL);
  if (leaves.length === 0) return undefined;
  const previousRoot = before?.root ?? chainStart(tx.orgId, epoch);
  let chain: Buffer = previousRoot;
  let position = before?.last_position ?? 0;
  const placed: SealedLeaf[] = leaves.map((leaf) => {
    chain = chainNext(chain, { leafId: leaf.leaf_id, kind: leaf.kind, leafHash: leaf.leaf_hash });
    position += 1;
    return { leafId: leaf.leaf_id, position, chainHash: chain };
  });
  const sealNo = (before?.seal_no ?? 0) + 1;
  const written = await placeLeaves(tx, sealNo, placed);
  if (written !== placed.length) throw new Error('leaves changed while they were being sealed');
  const message = sealMessage({
    orgId: tx.orgId,
    epoch,
    sealNo,
    sealedAt: sealedAt.toISOString(),
    leafCount: leaves.length,
    lastPosition: position,
    previousRoot: previousRoot.toString('hex'),
    root: chain.toString('hex'),
  });
  const row: SealRow = {
    epoch,
    seal_no: sealNo,
    sealed_at: sealedAt,
    leaf_count: leaves.length,
    last_position: position,
    previous_root: previousRoot,
    root: chain,
    key_id: signer.keyId,
    signature: signer.sign(message),
  };
  await insertSeal(tx, row);
  return row;
}
