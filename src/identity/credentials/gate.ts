// SPDX-License-Identifier: Apache-2.0
import { SafeError } from '../../kernel/errors.ts';

/** Runs costly work a few at a time, in order; a bounded number waits. */
export type Gate = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** Beyond `atOnce` running and `waiting` queued, the work is refused with SafeError `unavailable` and `code`. */
export function createGate(limits: { readonly atOnce: number; readonly waiting: number; readonly code: string }): Gate {
  let running = 0;
  const queue: (() => void)[] = [];
  return async (work) => {
    if (running >= limits.atOnce) {
      if (queue.length >= limits.waiting) throw new SafeError('unavailable', limits.code, { retryAfterSeconds: 5 });
      await new Promise<void>((go) => queue.push(go)); // the one who leaves hands over its place
    } else {
      running += 1;
    }
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
