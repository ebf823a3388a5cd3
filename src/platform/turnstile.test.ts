// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { createTurnstile } from './turnstile.ts';

const turn = async (): Promise<void> => new Promise((done) => setImmediate(done));

test('never more inside than allowed, in the order they came, whoever fails', async () => {
  const turnstile = createTurnstile({ atOnce: 2, maxWaiting: 10 });
  let inside = 0;
  let most = 0;
  const entered: number[] = [];
  const results = await Promise.allSettled(
    Array.from({ length: 8 }, async (_, number) =>
      turnstile.pass(async () => {
        entered.push(number);
        inside += 1;
        most = Math.max(most, inside);
        await turn();
        inside -= 1;
        if (number % 3 === 0) throw new Error('failed');
        return number;
      }),
    ),
  );
  expect(most).toBe(2);
  expect(entered).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(3);
  expect(await turnstile.pass(async () => 'still open')).toBe('still open');
});

test('refuses when too many wait', async () => {
  const turnstile = createTurnstile({ atOnce: 1, maxWaiting: 1 });
  const first = turnstile.pass(turn);
  const second = turnstile.pass(turn);
  await expect(turnstile.pass(turn)).rejects.toMatchObject({ kind: 'unavailable', code: 'work_queue_full' });
  await Promise.all([first, second]);
});
