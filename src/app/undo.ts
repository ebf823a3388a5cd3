// SPDX-License-Identifier: Apache-2.0
/** Things to undo, last made first. Each is undone even when another fails or hangs: a stop always comes to its end. */
import { setTimeout as sleep } from 'node:timers/promises';
import { SECOND_MS } from '../kernel/clock.ts';
import type { Log } from '../platform/log.ts';

interface Step {
  readonly name: string;
  readonly run: () => unknown;
  readonly patienceMs: number;
}

/** Long enough for whatever is in order; a step that needs more is stuck. */
const PATIENCE_MS = 5 * SECOND_MS;

export class Undo {
  readonly #steps: Step[] = [];
  readonly #log: Log;
  #begun = false;

  constructor(log: Log) {
    this.#log = log;
  }

  /** True from the beginning of the end. */
  readonly stopping = (): boolean => this.#begun;

  /** @param patienceMs after which the next step begins all the same */
  add(name: string, run: () => unknown, patienceMs: number = PATIENCE_MS): void {
    this.#steps.push({ name, run, patienceMs });
  }

  /** Never rejects. A second call waits for nothing: the steps are gone. */
  async all(): Promise<void> {
    this.#begun = true;
    for (const step of this.#steps.splice(0).toReversed()) await this.#one(step);
  }

  async #one({ name, run, patienceMs }: Step): Promise<void> {
    const timer = new AbortController();
    const late = sleep(patienceMs, 'late' as const, { signal: timer.signal }).catch(() => 'late' as const);
    const done = (async () => run())().then(
      () => 'done' as const,
      (error: unknown) => {
        this.#log.warn({ step: name, error: String(error) }, 'stopping went on after a failure');
        return 'done' as const;
      },
    );
    if ((await Promise.race([done, late])) === 'late')
      this.#log.warn({ step: name, patienceMs }, 'stopping went on without waiting any longer');
    timer.abort();
  }
}
