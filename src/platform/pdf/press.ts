// SPDX-License-Identifier: Apache-2.0
/**
 * Makes PDF papers from typst templates in a process of its own, started on demand and ended when idle.
 *
 * Why a process: a worker thread inside of native code cannot be stopped, and its memory has no limit. Here both hold:
 * a paper that takes too long or too much is ended with its process, and the next one gets a new process.
 * Templates are our own files. What people wrote goes in as data only (docs/decisions/0025-papers-by-typst.md).
 */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { SafeError } from '../../kernel/errors.ts';

export interface PaperOrder {
  /** A `.typ` file of ours; it may import files of its own folder. It reads its data with `json(bytes(sys.inputs.data))`. */
  readonly template: URL;
  /** Anything that JSON can say. */
  readonly data: unknown;
}

export interface Paper {
  /** PDF/UA-1, fonts embedded as subsets. */
  readonly pdf: Uint8Array;
  readonly pages: number;
}

export interface Press {
  /**
   * @throws SafeError `too_large` `paper_too_large` for more than 4 MiB of data; `unavailable` `paper_busy` when too many
   * wait; `unavailable` `paper_failed` when the process ran out of time or memory. Error for a fault of the template.
   */
  print(order: PaperOrder): Promise<Paper>;
  /** Ends the process at once. */
  close(): Promise<void>;
}

export interface PressOptions {
  /** Milliseconds for one paper, the start of the process included. */
  readonly limitMs?: number;
  readonly idleMs?: number;
  /** The process's whole memory in MiB. It begins with about 150: Node, the compiler, two fonts of 4.5 MB. */
  readonly maxRssMb?: number;
  readonly maxWaiting?: number;
}

export interface PressQuestion {
  readonly id: number;
  readonly template: string;
  readonly data: string;
}
export type PressAnswer =
  | { readonly id: number; readonly ok: true; readonly pdf: Uint8Array; readonly pages: number }
  | { readonly id: number; readonly ok: false; readonly message: string };

const DEFAULTS = { limitMs: 20_000, idleMs: 30_000, maxRssMb: 640, maxWaiting: 8 } as const;
const MAX_DATA = 4 * 1024 * 1024;
const CHILD = new URL('./press-worker.ts', import.meta.url);

const isAnswer = (value: unknown): value is PressAnswer =>
  typeof value === 'object' && value !== null && 'id' in value && 'ok' in value;

const failed = (cause: unknown): SafeError =>
  new SafeError('unavailable', 'paper_failed', { retryAfterSeconds: 60, cause });

class ProcessPress implements Press {
  readonly #options: Required<PressOptions>;
  #child: ChildProcess | undefined;
  #idle: NodeJS.Timeout | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #lastId = 0;
  #closed = false;

  constructor(options: PressOptions) {
    this.#options = { ...DEFAULTS, ...options };
  }

  async print({ template, data }: PaperOrder): Promise<Paper> {
    const text = JSON.stringify(data);
    if (text.length > MAX_DATA) throw new SafeError('too_large', 'paper_too_large');
    if (this.#waiting > this.#options.maxWaiting) {
      throw new SafeError('unavailable', 'paper_busy', { retryAfterSeconds: 10 });
    }
    this.#waiting += 1;
    // One paper at a time: a second process would hold the fonts twice.
    const mine = this.#turn.then(async () => this.#make(template.href, text));
    this.#turn = mine.catch(() => undefined);
    return mine.finally(() => {
      this.#waiting -= 1;
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#idle);
    await this.#end();
  }

  async #make(template: string, data: string): Promise<Paper> {
    if (this.#closed) throw new SafeError('unavailable', 'shutting_down', { retryAfterSeconds: 30 });
    clearTimeout(this.#idle);
    this.#child ??= this.#start();
    this.#lastId += 1;
    const asked = this.#child;
    let answer: PressAnswer;
    try {
      answer = await this.#ask(asked, { id: this.#lastId, template, data });
    } catch (error) {
      if (this.#child === asked) this.#child = undefined;
      asked.kill('SIGKILL');
      throw failed(error);
    } finally {
      this.#idle = setTimeout(() => void this.#end(), this.#options.idleMs);
      this.#idle.unref();
    }
    if (!answer.ok) throw new Error(`a paper could not be made: ${answer.message}`);
    return { pdf: answer.pdf, pages: answer.pages };
  }

  #ask(asked: ChildProcess, question: PressQuestion): Promise<PressAnswer> {
    return new Promise((done, fail) => {
      const stop = (): void => {
        clearTimeout(timer);
        asked.off('message', onMessage).off('exit', onEnd).off('error', onEnd);
      };
      const onMessage = (value: unknown): void => {
        if (!isAnswer(value) || value.id !== question.id) return;
        stop();
        done(value);
      };
      const onEnd = (): void => {
        stop();
        fail(new Error('the paper process ended'));
      };
      const timer = setTimeout(() => {
        stop();
        fail(new Error('the paper took too long'));
      }, this.#options.limitMs);
      asked.on('message', onMessage).on('exit', onEnd).on('error', onEnd);
      asked.send(question, (error) => {
        if (error) onEnd();
      });
    });
  }

  /** The environment (which may hold secrets) is not handed on. */
  #start(): ChildProcess {
    const started = fork(CHILD, [String(this.#options.maxRssMb)], {
      env: {},
      execArgv: ['--max-old-space-size=128'],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    started.on('error', () => undefined); // told to whoever is asking
    started.once('exit', () => {
      if (this.#child === started) this.#child = undefined;
    });
    started.unref(); // never keeps the server from ending
    started.channel?.unref();
    return started;
  }

  async #end(): Promise<void> {
    const ending = this.#child;
    this.#child = undefined;
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
    const ended = new Promise<void>((done) => ending.once('exit', () => done()));
    ending.ref();
    ending.kill('SIGKILL'); // it holds nothing that could be lost
    await ended;
  }
}

export const createPress = (options: PressOptions = {}): Press => new ProcessPress(options);
