// SPDX-License-Identifier: Apache-2.0
/**
 * A start in the middle of much other work: the program is kept from its own socket for seconds and takes a healthy
 * database for one that does not answer. Giving up then would leave an office without Sonae until somebody looks.
 */
import { isUnavailable } from '../platform/postgres/database.ts';
import { SafeError } from '../kernel/errors.ts';

const TRIES = 3;

/** The database did not answer in time, after it had been reached: a wrong address or password is told at once. */
const isPassing = (error: unknown): boolean =>
  error instanceof SafeError ? error.code === 'database_unavailable' : isUnavailable(error);

/**
 * @param attempt undoes what it began before it throws
 * @param onAgain told the number of the attempt that failed
 */
export async function startAgain<T>(
  attempt: () => Promise<T>,
  onAgain: (failed: number, error: unknown) => void,
): Promise<T> {
  for (let count = 1; ; count += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (count >= TRIES || !isPassing(error)) throw error;
      onAgain(count, error);
    }
  }
}
