// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { SafeError } from '../kernel/errors.ts';
import { StartProblem } from '../platform/start-problem.ts';
import { startAgain } from './start-again.ts';

const late = () => new SafeError('unavailable', 'database_unavailable');
const cut = () => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });

async function starting(...failures: Error[]) {
  const again: number[] = [];
  let attempts = 0;
  const ended = await startAgain(
    async () => {
      const failure = failures[attempts];
      attempts += 1;
      if (failure) throw failure;
      return 'runs';
    },
    (failed) => again.push(failed),
  ).catch((error: unknown) => error);
  return { ended, attempts, again };
}

describe('a start that the database keeps waiting', () => {
  it('runs at once when nothing fails', async () => {
    expect(await starting()).toEqual({ ended: 'runs', attempts: 1, again: [] });
  });
  it('is tried again, and says so', async () => {
    expect(await starting(late(), cut())).toEqual({ ended: 'runs', attempts: 3, again: [1, 2] });
  });
  it('gives up after the third time with what it was told last', async () => {
    const last = late();
    expect(await starting(late(), late(), last)).toEqual({ ended: last, attempts: 3, again: [1, 2] });
  });
  it.each([
    [
      'a wrong setting',
      new StartProblem('database_unreachable', { server: 'db', reason: 'ECONNREFUSED', setting: 'X' }),
    ],
    ['a fault of ours', new TypeError('x is undefined')],
    ['another refusal', new SafeError('conflict', 'data_folder_held')],
  ])('%s is told at once', async (_, error) => {
    expect(await starting(error)).toEqual({ ended: error, attempts: 1, again: [] });
  });
});
