// SPDX-License-Identifier: Apache-2.0
import { runMigrations } from 'graphile-worker';
import pg from 'pg';
import type { JobRequest } from './jobs.ts';
import { sql } from './postgres/database.ts';
import type { Queries } from './postgres/database.ts';

/** graphile-worker's own SQL entry (`graphile_worker.add_job`), so that the job commits with its cause. */
export async function enqueueRow(tx: Queries, { name, payload, key, runAt }: JobRequest): Promise<void> {
  await tx.run(sql`
    SELECT graphile_worker.add_job(${name}, ${JSON.stringify(payload)}::json,
      run_at => ${runAt ?? null}::timestamptz, max_attempts => 10, job_key => ${key ?? null}::text)`);
}

/**
 * The product's role works with the queue but owns none of it. graphile-worker puts its tables under row-level
 * security without a policy; ours lets this one role in. A no-op where one role is both.
 */
async function grantJobQueue(pool: pg.Pool, role: string): Promise<void> {
  const name = pg.escapeIdentifier(role);
  await pool.query(`
    GRANT USAGE ON SCHEMA graphile_worker TO ${name};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA graphile_worker TO ${name};
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA graphile_worker TO ${name};
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA graphile_worker TO ${name};
    DO $$
    DECLARE found regclass;
    BEGIN
      FOR found IN
        SELECT oid FROM pg_class
        WHERE relnamespace = 'graphile_worker'::regnamespace AND relkind = 'r' AND relrowsecurity
          AND NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid AND polname = 'sonae')
      LOOP
        EXECUTE format('CREATE POLICY sonae ON %s TO ${name} USING (true) WITH CHECK (true)', found);
      END LOOP;
    END $$`);
}

/** A worker killed in the middle of a job keeps it locked, and graphile-worker would wait four hours before giving it away. */
export async function unlockAbandoned(pool: pg.Pool): Promise<void> {
  await pool.query(`
    SELECT graphile_worker.force_unlock_workers(ARRAY(
      SELECT DISTINCT locked_by FROM graphile_worker._private_jobs WHERE locked_by IS NOT NULL))`);
}

/**
 * Gives back jobs that are locked and that nobody runs: the answer to the worker that took one, or wrote down its end,
 * was lost with its connection. Only where no other process works on this database.
 */
export async function unlockLost(
  pool: pg.Pool,
  { running, afterMs }: { readonly running: readonly string[]; readonly afterMs: number },
): Promise<void> {
  await pool.query(
    `UPDATE graphile_worker._private_jobs SET locked_at = NULL, locked_by = NULL
     WHERE locked_at < now() - $1 * interval '1 millisecond' AND id <> ALL($2::bigint[])`,
    [afterMs, running],
  );
}

/** graphile-worker keeps its own schema; the owner makes it, the product's role may use it. */
export async function prepareJobQueue(owner: pg.ClientConfig, appRole: string): Promise<void> {
  const pool = new pg.Pool({ ...owner, max: 2 });
  // Failures show in the queries; the pool only must not fall over them.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  try {
    await runMigrations({ pgPool: pool });
    await grantJobQueue(pool, appRole);
  } finally {
    await pool.end();
  }
}
