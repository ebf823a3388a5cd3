// SPDX-License-Identifier: Apache-2.0
import { SafeError } from '../kernel/errors.ts';

/** Lets a few through at a time, the others wait in the order they came. */
export interface Turnstile {
  /** @throws SafeError `unavailable` `work_queue_full` when too many wait already. */
  pass<T>(work: () => Promise<T>): Promise<T>;
}

export function createTurnstile({ atOnce, maxWaiting }: { atOnce: number; maxWaiting: number }): Turnstile {
  const waiting: (() => void)[] = [];
  let inside = 0;
  return {
    pass: async (work) => {
      if (inside >= atOnce) {
        if (waiting.length >= maxWaiting)
          throw new SafeError('unavailable', 'work_queue_full', { retryAfterSeconds: 30 });
        // Whoever leaves hands over the place, so that nobody can slip in between.
        await new Promise<void>((enter) => waiting.push(enter));
      } else inside += 1;
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next) next();
        else inside -= 1;
      }
    },
  };
}
