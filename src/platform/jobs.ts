// SPDX-License-Identifier: Apache-2.0
/** Work off the request: graphile-worker in our own database; an enqueue joins the caller's transaction. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger as WorkerLogger, parseCronItems, run } from 'graphile-worker';
import type { Runner, Task } from 'graphile-worker';
import type pg from 'pg';
import type { z } from 'zod';
import { DAY_MS, SECOND_MS } from '../kernel/clock.ts';
import { enqueueRow, unlockAbandoned, unlockLost } from './jobs-store.ts';
import { maskTokens } from './log.ts';
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
  /** True when nobody else works on this database, so that every lock found at the start is a dead worker's. */
  readonly alone: boolean;
  /** How often, and after how long, locked jobs that nobody runs are given back. */
  readonly lost?: { readonly everyMs: number; readonly afterMs: number };
}

/** Well above what lies between taking a job and beginning it. */
const LOST = { everyMs: 15 * SECOND_MS, afterMs: 20 * SECOND_MS } as const;

export interface JobRunner {
  /** Lets running jobs end (5 s), then gives them back to the queue. */
  stop(): Promise<void>;
}

/** The worker goes away only when something is badly wrong, such as a lost database at a bad moment. */
const RESTART_AFTER_MS = 5 * SECOND_MS;

/**
 * Starts the worker; cron jobs that were missed while stopped run once (fill of one day). A worker that ends without
 * being asked to is started again for as long as we run.
 */
export async function startJobs(options: JobRunnerOptions): Promise<JobRunner> {
  const { pool, log } = options;
  const stopping = new AbortController();
  if (options.alone) await unlockAbandoned(pool);
  const running = new Set<string>();
  const sweep = sweepLost(options, running);
  let runner = await startRunner(options, running);
  const watched = (async () => {
    while (!stopping.signal.aborted) {
      const why = await runner.promise.then(
        () => 'ended',
        (error: unknown) => String(error),
      );
      if (stopping.signal.aborted) return;
      log.warn({ part: 'jobs', error: why }, 'the job worker stopped; starting it again');
      const next = await restarted(options, running, stopping.signal);
      if (next === undefined) return;
      runner = next;
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      clearInterval(sweep);
      // A runner that has just ended by itself says so by throwing.
      await runner.stop().catch(() => {});
      await watched;
    },
  };
}

/** Tries until it runs again; undefined when told to stop meanwhile. */
async function restarted(
  options: JobRunnerOptions,
  running: Set<string>,
  signal: AbortSignal,
): Promise<Runner | undefined> {
  while (!signal.aborted) {
    await sleep(RESTART_AFTER_MS, undefined, { signal, ref: false }).catch(() => {});
    if (signal.aborted) return undefined;
    try {
      // What the worker held when it lost the database would stay locked for hours.
      if (options.alone) await unlockAbandoned(options.pool);
      const runner = await startRunner(options, running);
      if (!signal.aborted) return runner;
      await runner.stop();
    } catch (error) {
      options.log.warn({ part: 'jobs', error: String(error) }, 'the job worker could not be started yet');
    }
  }
  return undefined;
}

function taskOf(job: JobDefinition, { metrics, log }: JobRunnerOptions, running: Set<string>): Task {
  return async (payload, { job: { id } }) => {
    running.add(id);
    try {
      // graphile-worker adds `_cron` to the payload of scheduled jobs; schemas strip what they do not name.
      await job.run(job.payload.parse(payload ?? {}));
      metrics.jobs.inc({ job: job.name, outcome: 'done' });
    } catch (error) {
      metrics.jobs.inc({ job: job.name, outcome: 'failed' });
      const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
      log.error({ job: job.name, error: maskTokens(told) }, 'job failed');
      throw error;
    } finally {
      running.delete(id);
    }
  };
}

/** Also while the worker is healthy: what was lost is not seen by it. */
function sweepLost({ pool, alone, log, lost = LOST }: JobRunnerOptions, running: ReadonlySet<string>): NodeJS.Timeout {
  const sweep = async (): Promise<void> =>
    unlockLost(pool, { running: [...running], afterMs: lost.afterMs }).catch((error: unknown) =>
      log.debug({ part: 'jobs', error: String(error) }, 'lost jobs not looked for'),
    );
  const timer = setInterval(() => void (alone && sweep()), lost.everyMs);
  timer.unref();
  return timer;
}

/**
 * Without batches graphile-worker 0.18 waits for no answer when it writes down how a job ended: a database that is away
 * at that moment would be an unhandled rejection and end the whole program. A batch stops the worker instead.
 */
const BATCHED_AT_ONCE = { completeJobBatchDelay: 0, failJobBatchDelay: 0 } as const;

async function startRunner(options: JobRunnerOptions, running: Set<string>): Promise<Runner> {
  const schedule = options.jobs.flatMap(({ name, cron }) =>
    cron === undefined ? [] : [{ task: name, match: cron, options: { backfillPeriod: DAY_MS, maxAttempts: 5 } }],
  );
  return run({
    pgPool: options.pool,
    taskList: Object.fromEntries(options.jobs.map((job) => [job.name, taskOf(job, options, running)])),
    parsedCronItems: parseCronItems(schedule),
    concurrency: options.concurrency,
    preset: { worker: BATCHED_AT_ONCE },
    noHandleSignals: true,
    noPreparedStatements: false,
    pollInterval: 10_000,
    logger: quietLogger(options.log),
  });
}

function quietLogger(log: Log): NonNullable<Parameters<typeof run>[0]['logger']> {
  return new WorkerLogger(() => (level, message) => {
    if (level === 'error' || level === 'warning') log.warn({ part: 'jobs' }, maskTokens(message));
  });
}
