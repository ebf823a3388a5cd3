// SPDX-License-Identifier: Apache-2.0
/** Counts wrong tries by address in a sliding window, in memory and bounded; good tries are never counted. */
import { MINUTE_MS } from '../kernel/clock.ts';
import type { Clock } from '../kernel/clock.ts';
import { SafeError } from '../kernel/errors.ts';
import { networkOf } from './network.ts';

export interface AttemptLimit {
  /** @throws SafeError `rate_limited` while the caller is over the limit. */
  refuseIfExceeded(address: string): void;
  count(address: string): void;
}

interface Window {
  start: number;
  tries: number;
}

/** More callers than this at once: the oldest windows are forgotten. */
const MAX_KEYS = 50_000;

export function createAttemptLimit({
  clock,
  max,
  windowMs = 10 * MINUTE_MS,
}: {
  clock: Clock;
  max: number;
  windowMs?: number;
}): AttemptLimit {
  const windows = new Map<string, Window>();
  const current = (key: string): Window | undefined => {
    const found = windows.get(key);
    return found && clock.now().getTime() - found.start < windowMs ? found : undefined;
  };
  return {
    refuseIfExceeded: (address) => {
      const found = current(networkOf(address));
      if (!found || found.tries < max) return;
      const wait = Math.ceil((found.start + windowMs - clock.now().getTime()) / 1000);
      throw new SafeError('rate_limited', 'too_many_attempts', { retryAfterSeconds: Math.max(1, wait) });
    },
    count: (address) => {
      const key = networkOf(address);
      const found = current(key);
      if (found) {
        found.tries += 1;
        return;
      }
      windows.delete(key);
      const [oldest] = windows.keys();
      if (windows.size >= MAX_KEYS && oldest !== undefined) windows.delete(oldest);
      windows.set(key, { start: clock.now().getTime(), tries: 1 });
    },
  };
}
