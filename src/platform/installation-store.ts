// SPDX-License-Identifier: Apache-2.0
/** The one row that stands for this installation, and the one-time setup token it may hold. */
import type { Uuid } from '../kernel/ids.ts';
import { sql } from './postgres/database.ts';
import type { Queries } from './postgres/database.ts';

/** Makes the row at the first start and keeps it afterwards; `setupHash` replaces the setup token. */
export async function writeSetupHash(
  tx: Queries,
  row: { readonly installationId: Uuid; readonly at: Date; readonly setupHash: Uint8Array | null },
): Promise<void> {
  await tx.run(sql`
    INSERT INTO platform_installation (one, installation_id, created_at, setup_hash)
    VALUES (true, ${row.installationId}, ${row.at}, ${row.setupHash})
    ON CONFLICT (one) DO UPDATE SET setup_hash = excluded.setup_hash`);
}

export const hasSetupHash = async (tx: Queries, hash: Uint8Array): Promise<boolean> =>
  (await tx.maybe(sql`SELECT 1 FROM platform_installation WHERE setup_hash = ${hash}`)) !== undefined;

/** Uses the token up; true for exactly one caller, whose transaction holds the row until it ends. */
export async function takeSetupHash(tx: Queries, hash: Uint8Array): Promise<boolean> {
  return (await tx.run(sql`UPDATE platform_installation SET setup_hash = NULL WHERE setup_hash = ${hash}`)) === 1;
}
