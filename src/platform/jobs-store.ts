// SPDX-License-Identifier: Apache-2.0
import type { JobRequest } from './jobs.ts';
import { sql } from './postgres/database.ts';
import type { Queries } from './postgres/database.ts';

/** graphile-worker's own SQL entry (`graphile_worker.add_job`), so that the job commits with its cause. */
export async function enqueueRow(tx: Queries, { name, payload, key, runAt }: JobRequest): Promise<void> {
  await tx.run(sql`
    SELECT graphile_worker.add_job(${name}, ${JSON.stringify(payload)}::json,
      run_at => ${runAt ?? null}::timestamptz, max_attempts => 10, job_key => ${key ?? null}::text)`);
}
