// SPDX-License-Identifier: Apache-2.0
import { sql } from '../../platform/postgres/database.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';

/** Newest moment at which anything that counts now was observed, for each check. */
export async function newestMeasurements(tx: ScopedTx): Promise<{ check_id: string; at: Date }[]> {
  return tx.all<{ check_id: string; at: Date }>(sql`
    SELECT check_id, max(observed_at) AS at FROM assess_verdict_current
    WHERE org_id = ${tx.orgId} GROUP BY check_id`);
}
