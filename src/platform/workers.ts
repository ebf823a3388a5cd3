// SPDX-License-Identifier: Apache-2.0
/**
 * A small bounded pool of worker threads that run one exported function off the event loop.
 *
 * Threads start with the first job and stop when idle, so that an installation without traffic pays no memory for them.
 * A job that takes too long ends with its thread; the next job gets a new one.
 */
import { Worker } from 'node:worker_threads';
import { SafeError } from '../kernel/errors.ts';
import type { ErrorKind, SafeErrorDetail } from '../kernel/errors.ts';

export interface WorkerPoolOptions {
  /** URL of the module that exports the function, for example `new URL('./decode-worker.ts', import.meta.url)`. */
  readonly module: URL;
  readonly exportName: string;
  /** Threads at most. One leaves the other core of a two-core machine to the event loop and the database. */
  readonly size?: number;
  /** Jobs that may wait; the next one is refused with `unavailable` `work_queue_full`. */
  readonly maxQueued?: number;
  /** Milliseconds of work before the thread is ended and the job fails with `unavailable` `work_timed_out`. */
  readonly jobTimeoutMs?: number;
  /** Milliseconds without a job after which the threads stop. */
  readonly idleMs?: number;
  /** Heap of one thread in MiB; a job that needs more fails with `too_large` `work_too_large`. */
  readonly maxHeapMb?: number;
}

export interface WorkerPool<Input, Output> {
  /**
   * Runs the function with a structured clone of `input`; buffers in `transfer` are moved, not copied.
   * A `SafeError` thrown in the thread arrives as a `SafeError` here.
   */
  run(input: Input, transfer?: readonly ArrayBuffer[]): Promise<Output>;
  /** Threads alive now, jobs running and waiting; for metrics and tests. */
  stats(): { readonly threads: number; readonly running: number; readonly queued: number };
  /** Ends all threads; jobs not finished fail with `unavailable` `shutting_down`. */
  close(): Promise<void>;
}

export interface JobMessage {
  readonly id: number;
  readonly payload: unknown;
}
export type FailedJob =
  | {
      readonly safe: true;
      readonly kind: ErrorKind;
      readonly code: string;
      readonly message: string;
      readonly details: readonly SafeErrorDetail[];
      readonly retryAfterSeconds: number | undefined;
    }
  | { readonly safe: false; readonly message: string };
export type JobOutcome =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly failure: FailedJob };

interface Job<Output> {
  readonly id: number;
  readonly payload: unknown;
  readonly transfer: readonly ArrayBuffer[];
  readonly resolve: (value: Output) => void;
  readonly reject: (error: Error) => void;
}

interface Thread<Output> {
  readonly worker: Worker;
  job: Job<Output> | undefined;
  timer: NodeJS.Timeout | undefined;
}

const DEFAULTS = { size: 1, maxQueued: 256, jobTimeoutMs: 10_000, idleMs: 30_000, maxHeapMb: 192 };

/** Bytes whose buffer belongs to nobody else, so that it may be transferred (Node's small buffers share one pool). */
export function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes;
  const alone = buffer instanceof ArrayBuffer && bytes.byteOffset === 0 && buffer.byteLength === bytes.byteLength;
  return alone ? new Uint8Array(buffer) : new Uint8Array(bytes);
}

const HOST = new URL('./worker-host.ts', import.meta.url);

const unavailable = (code: string, retryAfterSeconds: number): SafeError =>
  new SafeError('unavailable', code, { retryAfterSeconds });

class Pool<Input, Output> implements WorkerPool<Input, Output> {
  readonly #options: Required<WorkerPoolOptions>;
  readonly #threads = new Set<Thread<Output>>();
  readonly #queue: Job<Output>[] = [];
  #lastId = 0;
  #closed = false;
  #idleTimer: NodeJS.Timeout | undefined;

  constructor(options: WorkerPoolOptions) {
    this.#options = { ...DEFAULTS, ...options };
  }

  run(input: Input, transfer: readonly ArrayBuffer[] = []): Promise<Output> {
    if (this.#closed) return Promise.reject(unavailable('shutting_down', 30));
    if (this.#queue.length >= this.#options.maxQueued) return Promise.reject(unavailable('work_queue_full', 30));
    return new Promise<Output>((resolve, reject) => {
      this.#lastId += 1;
      this.#queue.push({ id: this.#lastId, payload: input, transfer, resolve, reject });
      this.#next();
    });
  }

  stats(): { threads: number; running: number; queued: number } {
    const running = [...this.#threads].filter((thread) => thread.job !== undefined).length;
    return { threads: this.#threads.size, running, queued: this.#queue.length };
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#idleTimer);
    for (const job of this.#queue.splice(0)) job.reject(unavailable('shutting_down', 30));
    const threads = [...this.#threads];
    for (const thread of threads) this.#settle(thread)?.reject(unavailable('shutting_down', 30));
    this.#threads.clear();
    await Promise.all(threads.map((thread) => thread.worker.terminate()));
  }

  #next(): void {
    while (this.#queue.length > 0) {
      const thread = this.#freeThread();
      const job = thread === undefined ? undefined : this.#queue.shift();
      if (thread === undefined || job === undefined) return;
      this.#start(thread, job);
    }
  }

  #freeThread(): Thread<Output> | undefined {
    for (const thread of this.#threads) if (thread.job === undefined) return thread;
    return this.#threads.size < this.#options.size ? this.#spawn() : undefined;
  }

  #spawn(): Thread<Output> {
    const { module, exportName, maxHeapMb } = this.#options;
    const worker = new Worker(HOST, {
      workerData: { module: module.href, exportName },
      // Nothing of the parent's environment is needed there, and it holds secrets.
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMb, maxYoungGenerationSizeMb: 16 },
    });
    const thread: Thread<Output> = { worker, job: undefined, timer: undefined };
    worker.on('message', (outcome: JobOutcome) => this.#finish(thread, outcome));
    worker.on('error', (error: unknown) => this.#lose(thread, error));
    worker.on('exit', () => this.#lose(thread, new Error('worker thread ended')));
    this.#threads.add(thread);
    return thread;
  }

  #start(thread: Thread<Output>, job: Job<Output>): void {
    clearTimeout(this.#idleTimer);
    thread.job = job;
    thread.worker.ref();
    thread.timer = setTimeout(() => this.#lose(thread, unavailable('work_timed_out', 60)), this.#options.jobTimeoutMs);
    try {
      thread.worker.postMessage({ id: job.id, payload: job.payload } satisfies JobMessage, [...job.transfer]);
    } catch (error) {
      // The input cannot be cloned: the caller's mistake, the thread is fine.
      this.#settle(thread);
      job.reject(error instanceof Error ? error : new Error(String(error)));
      this.#rest();
    }
  }

  #finish(thread: Thread<Output>, outcome: JobOutcome): void {
    const job = thread.job;
    if (job === undefined || job.id !== outcome.id) return;
    this.#settle(thread);
    if (outcome.ok) {
      // The one place where a value from another thread gets its type: the module named in the options returned it.
      job.resolve(outcome.value as Output);
    } else job.reject(errorOf(outcome.failure));
    this.#next();
    this.#rest();
  }

  /** A thread that failed, ran out of memory or out of time: its job fails, the next job gets a new thread. */
  #lose(thread: Thread<Output>, error: unknown): void {
    if (!this.#threads.delete(thread)) return;
    const job = this.#settle(thread);
    void thread.worker.terminate();
    job?.reject(lossOf(error));
    if (!this.#closed) this.#next();
  }

  #settle(thread: Thread<Output>): Job<Output> | undefined {
    const job = thread.job;
    clearTimeout(thread.timer);
    thread.job = undefined;
    thread.timer = undefined;
    thread.worker.unref();
    return job;
  }

  /** Ends all threads once none has had work for a while. */
  #rest(): void {
    clearTimeout(this.#idleTimer);
    this.#idleTimer = setTimeout(() => {
      for (const thread of this.#threads) {
        if (thread.job !== undefined) continue;
        this.#threads.delete(thread);
        void thread.worker.terminate();
      }
    }, this.#options.idleMs);
    this.#idleTimer.unref();
  }
}

function errorOf(failure: FailedJob): Error {
  if (!failure.safe) return new Error(failure.message);
  const { kind, code, message, details, retryAfterSeconds } = failure;
  return new SafeError(kind, code, {
    message,
    details,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}

function lossOf(error: unknown): Error {
  if (error instanceof SafeError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') return new SafeError('too_large', 'work_too_large', { cause: error });
  return new SafeError('unavailable', 'worker_failed', { retryAfterSeconds: 60, cause: error });
}

export function createWorkerPool<Input, Output>(options: WorkerPoolOptions): WorkerPool<Input, Output> {
  return new Pool<Input, Output>(options);
}
