// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS, nextAttempt } from './limits.ts';
import type { AttemptRow } from './attempt-store.ts';

const start = new Date('2026-11-20T03:00:00Z');
const empty: AttemptRow = { failures: 0, last_at: start, blocked_until: null };

describe('counted attempts', () => {
  it('five cost nothing, then waits double up to the longest', () => {
    const waits: number[] = [];
    let row = empty;
    let now = start;
    for (let at = 0; at < 12; at += 1) {
      const next = nextAttempt(LIMITS.account, row, now);
      if (!('row' in next)) throw new Error('blocked though the wait was kept');
      row = next.row;
      const until = row.blocked_until ?? now;
      waits.push((until.getTime() - now.getTime()) / 1000);
      now = until;
    }
    expect(waits).toEqual([0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]);
  });

  it('whoever tries without pause gets few guesses a day, whatever the rhythm', () => {
    const pauses = fc.array(fc.integer({ min: 1, max: 3600 }), { minLength: 50, maxLength: 400 });
    fc.assert(
      fc.property(pauses, (seconds) => {
        let row = empty;
        let now = start.getTime();
        let looked = 0;
        for (const pause of seconds) {
          now += pause * 1000;
          if (now - start.getTime() > 86_400_000) break;
          const next = nextAttempt(LIMITS.account, row, new Date(now));
          if ('waitMs' in next) continue;
          row = next.row;
          looked += 1;
        }
        // 9 until the longest wait is reached, then one every 15 minutes.
        return looked <= 9 + 96 + 1;
      }),
      { numRuns: 50 },
    );
  });

  it('a quiet day starts the count again', () => {
    const row = { failures: 40, last_at: start, blocked_until: new Date(start.getTime() + 900_000) };
    const later = new Date(start.getTime() + LIMITS.account.forgetMs + 1);
    expect(nextAttempt(LIMITS.account, row, later)).toEqual({
      row: { failures: 1, last_at: later, blocked_until: null },
    });
  });
});
