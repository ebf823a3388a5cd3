// SPDX-License-Identifier: Apache-2.0
/**
 * After a restore the chain goes on in a new epoch that says so. The installation the backup was taken from may have
 * sealed more since, and mailed those seals; going on in the same epoch would give one number to two different seals.
 */
import { createHash } from 'node:crypto';
import type { Queries, ScopedTx } from '../../platform/postgres/database.ts';
import { restoredReason } from './restored-reason.ts';
import { recordEntries } from './record.ts';
import type { LedgerTools } from './record.ts';
import { insertEpoch, ledgerHead, lockSealing, unsealedHashes } from './store.ts';

/** Where an organisation's ledger stands: what a backup writes down and a restore compares. */
export interface LedgerHead {
  readonly epoch: number;
  readonly sealNo: number;
  readonly root: string | null;
  readonly leaves: number;
}

export async function readLedgerHead(queries: Queries, orgId: string): Promise<LedgerHead | null> {
  const row = await ledgerHead(queries, orgId);
  if (!row) return null;
  return { epoch: row.epoch, sealNo: row.seal_no, root: row.root?.toString('hex') ?? null, leaves: row.leaves };
}

/**
 * Opens the epoch. Its first leaf binds what the last one had not sealed yet: their number, and the SHA-256 of their
 * hashes in the order of their ids. @param backupAt ISO 8601, UTC
 */
export async function openRestoredEpoch(
  tx: ScopedTx,
  tools: LedgerTools,
  backupAt: string,
): Promise<number | undefined> {
  await lockSealing(tx);
  const head = await readLedgerHead(tx, tx.orgId);
  if (!head) return undefined;
  const waiting = await unsealedHashes(tx, head.epoch);
  const digest = createHash('sha256');
  for (const hash of waiting) digest.update(hash);
  const epoch = head.epoch + 1;
  await insertEpoch(tx, { epoch, at: tools.clock.now(), reason: restoredReason(backupAt) });
  const payload = {
    backup_at: backupAt,
    before: {
      epoch: head.epoch,
      seal: head.sealNo,
      root: head.root,
      unsealed: waiting.length,
      digest: digest.digest('hex'),
    },
  };
  await recordEntries(tx, tools, [{ kind: 'restore', payload }]);
  return epoch;
}
