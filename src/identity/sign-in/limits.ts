// SPDX-License-Identifier: Apache-2.0
/**
 * Counted attempts with growing delay (OWASP ASVS 5.0, 6.3.1). An attempt is counted *before* the secret is
 * looked at, so that many at once cannot slip through; a good one is taken back afterwards.
 */
import { createHash } from 'node:crypto';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../kernel/clock.ts';
import type { Clock } from '../../kernel/clock.ts';
import { SafeError } from '../../kernel/errors.ts';
import { networkOf } from '../../platform/network.ts';
import type { Queries } from '../../platform/postgres/database.ts';
import { forgetAttempts, lockAttempts, takeBackAttempt, writeAttempts } from './attempt-store.ts';
import type { AttemptRow } from './attempt-store.ts';

export interface Limit {
  /** Failures that cost nothing. */
  readonly free: number;
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
  /** Quiet time after which the count starts again. */
  readonly forgetMs: number;
}

export const LIMITS = {
  /** One account, tried from browsers it has not signed in with before. */
  account: { free: 5, firstDelayMs: 30 * SECOND_MS, maxDelayMs: 15 * MINUTE_MS, forgetMs: DAY_MS },
  /** One account from a browser it knows: an attacker elsewhere cannot lock the person out. */
  browser: { free: 8, firstDelayMs: 30 * SECOND_MS, maxDelayMs: 15 * MINUTE_MS, forgetMs: DAY_MS },
  /** Verification and recovery codes: 6 digits allow few guesses. */
  second: { free: 5, firstDelayMs: 30 * SECOND_MS, maxDelayMs: 60 * MINUTE_MS, forgetMs: DAY_MS },
  /** The current password, asked again inside a session. */
  recheck: { free: 5, firstDelayMs: 30 * SECOND_MS, maxDelayMs: 15 * MINUTE_MS, forgetMs: DAY_MS },
  /** A whole office may share one address: many tries, and never more than a minute's wait. */
  address: { free: 30, firstDelayMs: 5 * SECOND_MS, maxDelayMs: MINUTE_MS, forgetMs: 15 * MINUTE_MS },
  /** Links and one-time codes have 256 random bits; this only bounds the work. */
  link: { free: 60, firstDelayMs: 5 * SECOND_MS, maxDelayMs: MINUTE_MS, forgetMs: 15 * MINUTE_MS },
} as const satisfies Record<string, Limit>;

export interface Bucket {
  readonly kind: keyof typeof LIMITS;
  readonly key: Buffer;
}

export function bucket(kind: Bucket['kind'], what: string): Bucket {
  return { kind, key: createHash('sha256').update(`${kind}:${what}`, 'utf8').digest() };
}

export function addressBucket(kind: 'address' | 'link', address: string): Bucket {
  return bucket(kind, networkOf(address));
}

/** The count after one more attempt, or how long to wait before one is allowed. */
export function nextAttempt(
  limit: Limit,
  row: AttemptRow,
  now: Date,
): { readonly waitMs: number } | { readonly row: AttemptRow } {
  const blockedFor = (row.blocked_until?.getTime() ?? 0) - now.getTime();
  if (blockedFor > 0) return { waitMs: blockedFor };
  const quiet = now.getTime() - row.last_at.getTime() > limit.forgetMs;
  const failures = Math.min((quiet ? 0 : row.failures) + 1, 1_000_000);
  const over = failures - limit.free;
  // 2^20 is far beyond every longest delay; the bound keeps the number finite.
  const delay = over < 0 ? 0 : Math.min(limit.maxDelayMs, limit.firstDelayMs * 2 ** Math.min(over, 20));
  return { row: { failures, last_at: now, blocked_until: delay === 0 ? null : new Date(now.getTime() + delay) } };
}

const inOrder = (buckets: readonly Bucket[]): Bucket[] =>
  // Always the same order of row locks, so that two requests never wait for each other.
  buckets.toSorted((left, right) => Buffer.compare(left.key, right.key));

/**
 * Counts one attempt in every bucket. Commit before the secret is checked.
 * @throws SafeError `rate_limited` with the seconds to wait; then nothing is counted.
 */
export async function countAttempt(tx: Queries, clock: Clock, buckets: readonly Bucket[]): Promise<void> {
  const now = clock.now();
  let waitMs = 0;
  const rows: { key: Buffer; row: AttemptRow }[] = [];
  for (const { kind, key } of inOrder(buckets)) {
    const next = nextAttempt(LIMITS[kind], await lockAttempts(tx, key, now), now);
    if ('waitMs' in next) waitMs = Math.max(waitMs, next.waitMs);
    else rows.push({ key, row: next.row });
  }
  if (waitMs > 0) {
    throw new SafeError('rate_limited', 'too_many_attempts', { retryAfterSeconds: Math.ceil(waitMs / SECOND_MS) });
  }
  for (const { key, row } of rows) await writeAttempts(tx, key, row);
}

/** The attempt was good: the person's own counters start again, the shared ones lose this attempt. */
export async function settleAttempt(tx: Queries, buckets: readonly Bucket[]): Promise<void> {
  for (const { kind, key } of inOrder(buckets)) {
    if (kind === 'address' || kind === 'link') await takeBackAttempt(tx, key);
    else await forgetAttempts(tx, key);
  }
}
