// SPDX-License-Identifier: Apache-2.0
/** Dated proof that Sonae's own records came back from a backup; nothing is said of the organisation's own files. */
import { z } from 'zod';
import type { Database, ScopedTx } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/postgres/scope.ts';
import type { Signer } from '../../platform/signing.ts';
import { exportLedger } from './export.ts';
import { recordEntries } from './record.ts';
import type { LedgerTools } from './record.ts';
import { newestDrill } from './store.ts';
import { verifyLedger } from './verify.ts';
import type { LedgerReport } from './verify.ts';

export async function recordDrill(
  tx: ScopedTx,
  tools: LedgerTools,
  { backupAt, rows }: { readonly backupAt: string; readonly rows: number },
): Promise<void> {
  const payload = { what: 'own_backup_restored', backup_at: backupAt, rows, source: 'server' };
  await recordEntries(tx, tools, [{ kind: 'drill', payload }]);
}

const drillPayload = z.object({ backup_at: z.iso.datetime(), rows: z.int() });

export interface OwnDrill {
  readonly at: string;
  readonly backupAt: string;
  readonly rows: number;
}

/** The newest proof that Sonae's own backup came back; null when there is none. */
export async function readOwnDrill(tx: ScopedTx): Promise<OwnDrill | null> {
  const leaf = await newestDrill(tx);
  if (!leaf) return null;
  const { backup_at: backupAt, rows } = drillPayload.parse(JSON.parse(leaf.payload));
  return { at: leaf.recorded_at.toISOString(), backupAt, rows };
}

/** The ledger as it is stored, checked as an export of it would be. */
export const verifyStoredLedger = async (db: Database, scope: Scope, signer: Signer): Promise<LedgerReport> =>
  verifyLedger(exportLedger(db, scope, signer), signer.publicKeyPem);
