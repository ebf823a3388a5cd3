// SPDX-License-Identifier: Apache-2.0
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { setTimeout as sleep } from 'node:timers/promises';
import { databaseSwitch } from '../../test/support/database-switch.ts';
import { startTestDatabase } from '../../test/support/database.ts';
import type { TestDatabase } from '../../test/support/database.ts';
import { prepareJobQueue } from './jobs-store.ts';
import { jobQueue, startJobs } from './jobs.ts';
import type { JobDefinition, JobRunner } from './jobs.ts';
import { createLog } from './log.ts';
import { createMetrics } from './metrics.ts';
import { openDatabase } from './postgres/database.ts';
import type { Database } from './postgres/database.ts';
import type { DatabaseSwitch } from '../../test/support/database-switch.ts';
import type { Metrics } from './metrics.ts';

let database: TestDatabase;
let runner: JobRunner | undefined;

beforeAll(async () => {
  database = await startTestDatabase();
  await prepareJobQueue(database.owner, String(database.app.user));
});
afterEach(async () => {
  await runner?.stop();
  runner = undefined;
});
afterAll(async () => database?.stop());

async function asSuperuser<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> {
  const client = new pg.Client(database.superuser);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function start(jobs: readonly JobDefinition[], log: string[] = []): Promise<Metrics> {
  const metrics = createMetrics();
  runner = await startJobs({
    pool: database.db.pool,
    jobs,
    log: createLog('info', { write: (line: string) => void log.push(line) }),
    metrics,
    concurrency: 2,
    alone: true,
  });
  return metrics;
}

function openThrough(line: DatabaseSwitch): { db: Database; stop: () => Promise<void> } {
  const host = line.folderFor(database);
  const db = openDatabase({ connection: { ...database.app, host }, maxConnections: 4, onError: () => {} });
  return { db, stop: async () => db.close() };
}

async function until(done: () => boolean): Promise<void> {
  while (!done()) await sleep(10);
}

const enqueue = async (name: string, payload: unknown = {}): Promise<void> =>
  database.db.global(async (tx) => jobQueue.enqueue(tx, { name, payload }));

/** Resolves with what it was called with. */
function once(): { readonly called: Promise<string>; readonly call: (value: string) => void } {
  let call: (value: string) => void = () => {};
  const called = new Promise<string>((resolve) => {
    call = resolve;
  });
  return { called, call };
}

const job = (name: string, run: (value: string) => Promise<void>): JobDefinition => ({
  name,
  payload: z.object({ value: z.string().default('') }),
  run: async (payload) => run((payload as { value: string }).value),
});

test('a job runs after the commit that asked for it, and never without', async () => {
  const seen = once();
  const metrics = await start([job('test.once', async (value) => seen.call(value))]);
  const refused = database.db.global(async (tx) => {
    await jobQueue.enqueue(tx, { name: 'test.once', payload: { value: 'rolled back' } });
    throw new Error('no');
  });
  await expect(refused).rejects.toThrow('no');
  await enqueue('test.once', { value: 'committed' });
  expect(await seen.called).toBe('committed');
  await runner?.stop();
  expect(await metrics.registry.metrics()).toContain('sonae_jobs_total{job="test.once",outcome="done"} 1');
});

test('a job that fails is counted, told without its tokens, and kept for another try', async () => {
  const log: string[] = [];
  const seen = once();
  const metrics = await start(
    [
      job('test.fails', async () => {
        seen.call('failed');
        throw new Error('could not reach sonae_dev_abcdefghij0123456789');
      }),
    ],
    log,
  );
  await enqueue('test.fails');
  await seen.called;
  await runner?.stop();
  runner = undefined;
  expect(await metrics.registry.metrics()).toContain('sonae_jobs_total{job="test.fails",outcome="failed"} 1');
  expect(log.join('')).toContain('job failed');
  expect(log.join('')).not.toContain('abcdefghij');
  const [left] = await asSuperuser<{ attempts: number; locked: boolean }>(
    `SELECT attempts, locked_at IS NOT NULL AS locked FROM graphile_worker._private_jobs`,
  );
  expect(left).toEqual({ attempts: 1, locked: false });
  await asSuperuser('DELETE FROM graphile_worker._private_jobs');
});

test('what a killed worker had locked is taken up at the next start, not after hours', async () => {
  await enqueue('test.locked', { value: 'left behind' });
  await asSuperuser(
    `UPDATE graphile_worker._private_jobs SET locked_at = now(), locked_by = 'worker-dead', attempts = 1`,
  );
  const seen = once();
  await start([job('test.locked', async (value) => seen.call(value))]);
  expect(await seen.called).toBe('left behind');
});

test('goes on after every connection was cut', async () => {
  const seen = once();
  await start([job('test.after', async (value) => seen.call(value))]);
  await asSuperuser(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '${database.app.user}' AND datname = current_database()`,
  );
  // The pool notices the dead connections on use; the caller of the product tries again as well.
  await enqueue('test.after', { value: 'still here' }).catch(async () =>
    enqueue('test.after', { value: 'still here' }),
  );
  expect(await seen.called).toBe('still here');
});

test('scheduled jobs are known to the schedule', async () => {
  await start([{ name: 'test.daily', payload: z.object({}), cron: '4 0 * * *', run: async () => {} }]);
  // The worker writes it down soon after it has started, not before.
  await vi.waitFor(
    async () => {
      const known = await asSuperuser<{ identifier: string }>(
        'SELECT identifier FROM graphile_worker._private_known_crontabs',
      );
      expect(known.map(({ identifier }) => identifier)).toContain('test.daily');
    },
    { timeout: 30_000, interval: 50 },
  );
});

test('stopping waits for the job that runs', async () => {
  const begun = once();
  const ends = once();
  let finished = false;
  await start([
    job('test.long', async () => {
      begun.call('');
      await ends.called;
      finished = true;
    }),
  ]);
  await enqueue('test.long');
  await begun.called;
  const stopped = runner?.stop();
  ends.call('');
  await stopped;
  runner = undefined;
  expect(finished).toBe(true);
});

test.each([
  ['fails', true],
  ['ends well', false],
])('a job that %s while the database is away: the program lives, and the job runs again', async (_how, fails) => {
  const line = databaseSwitch();
  const { db, stop } = openThrough(line);
  try {
    let runs = 0;
    const again = once();
    const name = `test.away_${String(fails)}`;
    await enqueue(name);
    runner = await startJobs({
      pool: db.pool,
      jobs: [
        job(name, async () => {
          runs += 1;
          if (runs > 1) return again.call('again');
          await line.off();
          if (fails) throw new Error('no database');
        }),
      ],
      log: createLog('silent'),
      metrics: createMetrics(),
      concurrency: 1,
      alone: true,
    });
    await until(() => runs === 1);
    await sleep(300); // the worker finds out that it cannot write down how the job ended
    await line.on();
    expect(await again.called).toBe('again');
    await runner.stop();
    runner = undefined;
  } finally {
    await stop();
    await line.remove();
  }
});

test('a job that is locked and that nobody runs is given back, one that runs is not', async () => {
  const [lost, slow] = [once(), once()];
  let slowRuns = 0;
  runner = await startJobs({
    pool: database.db.pool,
    jobs: [
      job('test.lost', async () => lost.call('ran')),
      job('test.slow', async () => {
        slowRuns += 1;
        await sleep(600);
        slow.call('ended');
      }),
    ],
    log: createLog('silent'),
    metrics: createMetrics(),
    concurrency: 2,
    alone: true,
    lost: { everyMs: 50, afterMs: 100 },
  });
  await enqueue('test.slow');
  await until(() => slowRuns === 1);
  await asSuperuser(
    `SELECT graphile_worker.add_job('test.lost', '{"value":""}'::json, run_at => now() + interval '1 hour')`,
  );
  await asSuperuser(
    `UPDATE graphile_worker._private_jobs SET locked_by = 'a worker whose answer was lost', locked_at = now(), run_at = now()
     WHERE run_at > now() + interval '30 minutes'`,
  );
  expect(await slow.called).toBe('ended');
  expect(await lost.called).toBe('ran');
  expect(slowRuns).toBe(1);
});
