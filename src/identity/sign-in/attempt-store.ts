// SPDX-License-Identifier: Apache-2.0
import { sql } from '../../platform/postgres/database.ts';
import type { Queries } from '../../platform/postgres/database.ts';

export interface AttemptRow {
  readonly failures: number;
  readonly last_at: Date;
  readonly blocked_until: Date | null;
}

/** The counter of one bucket, locked until the transaction ends; made when missing. */
export async function lockAttempts(tx: Queries, bucket: Uint8Array, now: Date): Promise<AttemptRow> {
  return tx.one<AttemptRow>(sql`
    INSERT INTO identity_attempt (bucket, failures, last_at) VALUES (${bucket}, 0, ${now})
    ON CONFLICT (bucket) DO UPDATE SET failures = identity_attempt.failures
    RETURNING failures, last_at, blocked_until`);
}

export async function writeAttempts(tx: Queries, bucket: Uint8Array, row: AttemptRow): Promise<void> {
  await tx.run(sql`
    UPDATE identity_attempt SET failures = ${row.failures}, last_at = ${row.last_at}, blocked_until = ${row.blocked_until}
    WHERE bucket = ${bucket}`);
}

export async function forgetAttempts(tx: Queries, bucket: Uint8Array): Promise<void> {
  await tx.run(sql`DELETE FROM identity_attempt WHERE bucket = ${bucket}`);
}

/** Takes one attempt back that turned out well. */
export async function takeBackAttempt(tx: Queries, bucket: Uint8Array): Promise<void> {
  await tx.run(sql`UPDATE identity_attempt SET failures = greatest(failures - 1, 0) WHERE bucket = ${bucket}`);
}

export async function deleteOldAttempts(tx: Queries, before: Date): Promise<number> {
  return tx.run(sql`DELETE FROM identity_attempt WHERE last_at < ${before}`);
}
