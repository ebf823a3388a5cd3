// SPDX-License-Identifier: Apache-2.0
/** Dated proof that Sonae's own records came back from a backup; nothing is said of the organisation's own files. */
import type { Database, ScopedTx } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/postgres/scope.ts';
import type { Signer } from '../../platform/signing.ts';
import { exportLedger } from './export.ts';
import { recordEntries } from './record.ts';
import type { LedgerTools } from './record.ts';
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

/** The ledger as it is stored, checked as an export of it would be. */
export const verifyStoredLedger = async (db: Database, scope: Scope, signer: Signer): Promise<LedgerReport> =>
  verifyLedger(exportLedger(db, scope, signer), signer.publicKeyPem);
