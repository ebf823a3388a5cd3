// SPDX-License-Identifier: Apache-2.0
// Whether the server can be reached. While it cannot, one small request asks again; pages need not care.
import { useSyncExternalStore } from 'react';

let reachable = true;
let waiting: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();
const returning = new Set<() => void>();

const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 30_000;

const isAway = (status: number): boolean => status >= 502 && status <= 504;

function set(now: boolean): void {
  if (now === reachable) return;
  reachable = now;
  for (const listener of listeners) listener();
  if (now) for (const listener of returning) listener();
}

async function ask(): Promise<boolean> {
  try {
    const response = await fetch('/readyz', { cache: 'no-store', signal: AbortSignal.timeout(5000) });
    return !isAway(response.status);
  } catch {
    return false;
  }
}

function askLater(wait: number): void {
  waiting = setTimeout(async () => {
    waiting = undefined;
    if (await ask()) set(true);
    else askLater(Math.min(wait * 2, LONGEST_WAIT_MS));
  }, wait);
}

/** A request got no answer. */
export function reportSilence(): void {
  set(false);
  if (waiting === undefined) askLater(FIRST_WAIT_MS);
}

/** A request got an answer of this HTTP status. */
export function reportAnswer(status: number): void {
  if (isAway(status)) {
    reportSilence();
    return;
  }
  clearTimeout(waiting);
  waiting = undefined;
  set(true);
}

/** Called each time the server is back after having been away. */
export function onReturn(listener: () => void): () => void {
  returning.add(listener);
  return () => returning.delete(listener);
}

export function useReachable(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => reachable,
  );
}
