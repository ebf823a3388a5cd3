// SPDX-License-Identifier: Apache-2.0
import { sql } from './postgres/database.ts';
import type { GlobalTx } from './postgres/database.ts';

export interface StoredSecret {
  readonly sealed: Buffer;
  readonly public_part: Buffer | null;
}

export async function readSecret(tx: GlobalTx, name: string): Promise<StoredSecret | undefined> {
  return tx.maybe<StoredSecret>(sql`SELECT sealed, public_part FROM platform_secret WHERE name = ${name}`);
}

export interface NewSecret {
  readonly name: string;
  readonly sealed: Uint8Array;
  readonly publicPart: Uint8Array | null;
  readonly createdAt: Date;
}

/** Two processes may start at once: the first one's secret stays. */
export async function insertSecretOnce(tx: GlobalTx, secret: NewSecret): Promise<void> {
  await tx.run(sql`
    INSERT INTO platform_secret (name, sealed, public_part, created_at)
    VALUES (${secret.name}, ${secret.sealed}, ${secret.publicPart}, ${secret.createdAt})
    ON CONFLICT (name) DO NOTHING`);
}
