// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SafeError } from '../kernel/errors.ts';
import { createWorkerPool, ownBytes } from './workers.ts';
import type { WorkerPool, WorkerPoolOptions } from './workers.ts';

interface Job {
  readonly say?: string;
  readonly fail?: 'safe' | 'plain';
  readonly hang?: boolean;
  readonly eat?: boolean;
  readonly exit?: boolean;
  readonly env?: boolean;
  readonly bytes?: Uint8Array;
}

// A module of its own, written here so that the test needs no file that ships with the product.
const MODULE = `
import { SafeError } from ${JSON.stringify(new URL('../kernel/errors.ts', import.meta.url).href)};
export function work(job) {
  if (job.fail === 'safe') throw new SafeError('invalid', 'body_truncated', { details: [{ field: 'a', reason: 'b' }] });
  if (job.fail === 'plain') throw new TypeError('secret path');
  if (job.exit) process.exit(3);
  if (job.env) return Object.keys(process.env).join();
  if (job.bytes) return String(job.bytes.length);
  const kept = [];
  while (job.eat) kept.push(new Array(100000).fill({ a: kept.length }));
  while (job.hang) kept.length = 0;
  return 'said ' + job.say;
}`;

let folder = '';
let pool: WorkerPool<Job, string> | undefined;
const open = (options: Partial<WorkerPoolOptions> = {}): WorkerPool<Job, string> => {
  pool = createWorkerPool<Job, string>({
    module: pathToFileURL(join(folder, 'work.mts')),
    exportName: 'work',
    ...options,
  });
  return pool;
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sonae-workers-'));
  writeFileSync(join(folder, 'work.mts'), MODULE);
});
afterEach(async () => pool?.close());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the worker pool', () => {
  it('runs jobs in order on one thread and starts none before the first', async () => {
    const threads = open();
    expect(threads.stats().threads).toBe(0);
    const jobs = ['a', 'b', 'c'].map((say) => threads.run({ say }));
    expect(threads.stats()).toEqual({ threads: 1, running: 1, queued: 2 });
    expect(await Promise.all(jobs)).toEqual(['said a', 'said b', 'said c']);
  });

  it('brings safe errors back whole and keeps the thread after them', async () => {
    const threads = open();
    const error: unknown = await threads.run({ fail: 'safe' }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(SafeError);
    expect(error).toMatchObject({
      kind: 'invalid',
      code: 'body_truncated',
      status: 400,
      details: [{ field: 'a', reason: 'b' }],
    });
    const other: unknown = await threads.run({ fail: 'plain' }).catch((caught: unknown) => caught);
    expect(other).not.toBeInstanceOf(SafeError);
    expect(await threads.run({ say: 'still' })).toBe('said still');
    expect(threads.stats().threads).toBe(1);
  });

  it('refuses more than may wait', async () => {
    const threads = open({ maxQueued: 1 });
    const first = threads.run({ say: '1' });
    const second = threads.run({ say: '2' });
    await expect(threads.run({ say: '3' })).rejects.toMatchObject({
      code: 'work_queue_full',
      status: 503,
      retryAfterSeconds: 30,
    });
    expect(await Promise.all([first, second])).toEqual(['said 1', 'said 2']);
  });

  it('ends a job that takes too long and goes on with the next one', async () => {
    const threads = open({ jobTimeoutMs: 2500 });
    const hanging = threads.run({ hang: true });
    const next = threads.run({ say: 'next' });
    await expect(hanging).rejects.toMatchObject({ code: 'work_timed_out', status: 503 });
    expect(await next).toBe('said next');
  });

  it('survives a job that eats all memory, and one that ends its thread', async () => {
    const threads = open({ maxHeapMb: 16, jobTimeoutMs: 60_000 });
    await expect(threads.run({ eat: true })).rejects.toMatchObject({ code: 'work_too_large', status: 413 });
    await expect(threads.run({ exit: true })).rejects.toMatchObject({ code: 'worker_failed', status: 503 });
    expect(await threads.run({ say: 'alive' })).toBe('said alive');
  });

  it('stops its threads when idle, and starts again', async () => {
    const threads = open({ idleMs: 20 });
    await threads.run({ say: 'x' });
    await expect.poll(() => threads.stats().threads).toBe(0);
    expect(await threads.run({ say: 'y' })).toBe('said y');
  });

  it('gives the thread nothing of the environment', async () => {
    expect(await open().run({ env: true })).toBe('');
  });

  it('moves buffers that are its own and copies those that share memory', async () => {
    const shared = Buffer.from('small buffers share one pool');
    const own = ownBytes(shared);
    expect(own.buffer).not.toBe(shared.buffer);
    expect(await open().run({ bytes: own }, [own.buffer])).toBe('28');
    expect(own.byteLength).toBe(0);
    expect(shared.toString()).toBe('small buffers share one pool');
    const alone = new Uint8Array(8);
    expect(ownBytes(alone).buffer).toBe(alone.buffer);
  });

  it('fails what is unfinished when it closes', async () => {
    const threads = open();
    const running = threads.run({ hang: true });
    const waiting = threads.run({ say: 'never' });
    const outcome = Promise.allSettled([running, waiting, threads.close()]);
    expect((await outcome).map((one) => one.status)).toEqual(['rejected', 'rejected', 'fulfilled']);
    await expect(threads.run({ say: 'late' })).rejects.toMatchObject({ code: 'shutting_down' });
  });

  it('says so when the module is missing', async () => {
    const threads = open({ module: new URL('file:///nowhere/missing.ts') });
    await expect(threads.run({ say: 'x' })).rejects.toMatchObject({ code: 'worker_failed' });
  });
});
