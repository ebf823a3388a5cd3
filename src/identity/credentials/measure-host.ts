// SPDX-License-Identifier: Apache-2.0
/**
 * Keeps the password dictionaries in a process of their own, started on demand and ended after 20 idle seconds.
 *
 * Why not a worker thread: measured on Node 24 (glibc), an ended thread with these dictionaries left 45 MB behind the
 * first time and 8 MB more each time; a process gives everything back. While it lives it takes about 200 MB.
 */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { SafeError } from '../../kernel/errors.ts';
import { createGate } from './gate.ts';
import type { GuessEstimate } from './guess-estimate.ts';

export interface MeasureRequest {
  readonly id: number;
  readonly text: string;
  readonly ownWords: readonly string[];
}
export interface MeasureAnswer {
  readonly id: number;
  readonly estimate: GuessEstimate;
}

const IDLE_MS = 20_000;
/** A measurement takes under two seconds on a slow machine, the start another; one that does not come back is ended. */
const LIMIT_MS = 30_000;
const BUSY = 'password_measure_busy';
/** One question at a time. */
const gate = createGate({ atOnce: 1, waiting: 10, code: BUSY });

let child: ChildProcess | undefined;
let idle: NodeJS.Timeout | undefined;
let lastId = 0;

/** @throws SafeError `unavailable` `password_measure_busy` when too many wait or the process fails. */
export function estimateGuesses(text: string, ownWords: readonly string[]): Promise<GuessEstimate> {
  return gate(async () => {
    clearTimeout(idle);
    child ??= start();
    const asked = child;
    try {
      return await ask(asked, { text, ownWords });
    } catch (cause) {
      if (child === asked) child = undefined;
      asked.kill('SIGKILL');
      throw new SafeError('unavailable', BUSY, { cause, retryAfterSeconds: 5 });
    } finally {
      idle = setTimeout(() => void closePasswordMeasure(), IDLE_MS);
      idle.unref();
    }
  });
}

/** Ends the process at once; for an orderly stop and for tests. */
export async function closePasswordMeasure(): Promise<void> {
  clearTimeout(idle);
  const ending = child;
  child = undefined;
  if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
  const ended = new Promise<void>((done) => ending.once('exit', () => done()));
  ending.ref();
  ending.kill('SIGKILL'); // it holds nothing that could be lost
  await ended;
}

/** Process id while the dictionaries are in memory. */
export const passwordMeasurePid = (): number | undefined => child?.pid;

function ask(asked: ChildProcess, question: Omit<MeasureRequest, 'id'>): Promise<GuessEstimate> {
  lastId += 1;
  const id = lastId;
  return new Promise((done, fail) => {
    const stop = (): void => {
      clearTimeout(timer);
      asked.off('message', onMessage).off('exit', onEnd).off('error', onEnd);
    };
    const onMessage = (value: unknown): void => {
      if (!isAnswer(value) || value.id !== id) return;
      stop();
      done(value.estimate);
    };
    const onEnd = (): void => {
      stop();
      fail(new Error('the password measuring process ended'));
    };
    const timer = setTimeout(() => {
      stop();
      fail(new Error('password measuring took too long'));
    }, LIMIT_MS);
    asked.on('message', onMessage).on('exit', onEnd).on('error', onEnd);
    asked.send({ id, ...question } satisfies MeasureRequest, (error) => {
      if (error) onEnd();
    });
  });
}

const isAnswer = (value: unknown): value is MeasureAnswer =>
  typeof value === 'object' && value !== null && 'id' in value && 'estimate' in value;

/** The question goes through the channel, never by arguments; the environment (which may hold secrets) is not handed on. */
function start(): ChildProcess {
  const started = fork(new URL('./measure-worker.ts', import.meta.url), [], {
    env: {},
    execArgv: ['--max-old-space-size=256'],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  started.on('error', () => undefined); // told to whoever is asking
  started.once('exit', () => {
    if (child === started) child = undefined;
  });
  started.unref(); // never keeps the server from ending
  started.channel?.unref();
  return started;
}
