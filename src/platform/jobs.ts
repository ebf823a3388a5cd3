// SPDX-License-Identifier: Apache-2.0
/** Work off the request: graphile-worker in our own database; an enqueue joins the caller's transaction. */
import { Logger as WorkerLogger, parseCronItems, run } from 'graphile-worker';
import type { Runner, TaskList } from 'graphile-worker';
import type pg from 'pg';
import type { z } from 'zod';
import { DAY_MS } from '../kernel/clock.ts';
import { enqueueRow } from './jobs-store.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { Queries } from './postgres/database.ts';

export interface JobDefinition<Payload extends z.ZodType = z.ZodType> {
  /** `assess.seal_ledger` */
  readonly name: string;
  readonly payload: Payload;
  /** Cron pattern in UTC (09:00 in Japan is 00:00). */
  readonly cron?: string;
  run(payload: z.output<Payload>): Promise<void>;
}

export interface JobRequest {
  readonly name: string;
  readonly payload: unknown;
  /** The same key again replaces the waiting job instead of adding one. */
  readonly key?: string;
  readonly runAt?: Date;
}

export interface JobQueue {
  /** Part of the given transaction: no commit, no job. */
  enqueue(tx: Queries, request: JobRequest): Promise<void>;
}

export const jobQueue: JobQueue = { enqueue: enqueueRow };

export interface JobRunnerOptions {
  readonly pool: pg.Pool;
  readonly jobs: readonly JobDefinition[];
  readonly log: Log;
  readonly metrics: Metrics;
  readonly concurrency: number;
}

/** Starts the worker; cron jobs that were missed while stopped run once (fill of one day). */
export async function startJobs(options: JobRunnerOptions): Promise<Runner> {
  const taskList: TaskList = Object.fromEntries(
    options.jobs.map((job) => [
      job.name,
      async (payload: unknown) => {
        try {
          // graphile-worker adds `_cron` to the payload of scheduled jobs; schemas strip what they do not name.
          await job.run(job.payload.parse(payload ?? {}));
          options.metrics.jobs.inc({ job: job.name, outcome: 'done' });
        } catch (error) {
          options.metrics.jobs.inc({ job: job.name, outcome: 'failed' });
          options.log.error({ job: job.name, error: error instanceof Error ? error.stack : String(error) }, 'job failed');
          throw error;
        }
      },
    ]),
  );
  const schedule = options.jobs.flatMap(({ name, cron }) =>
    cron === undefined ? [] : [{ task: name, match: cron, options: { backfillPeriod: DAY_MS, maxAttempts: 5 } }],
  );
  return run({
    pgPool: options.pool,
    taskList,
    parsedCronItems: parseCronItems(schedule),
    concurrency: options.concurrency,
    noHandleSignals: true,
    noPreparedStatements: false,
    pollInterval: 10_000,
    logger: quietLogger(options.log),
  });
}

function quietLogger(log: Log): NonNullable<Parameters<typeof run>[0]['logger']> {
  return new WorkerLogger(() => (level, message) => {
    if (level === 'error' || level === 'warning') log.warn({ part: 'jobs' }, message);
  });
}
