// SPDX-License-Identifier: Apache-2.0
import { cannotTell, fail, pass, reading, unknownBecause } from './check.ts';
import type { Check } from './check.ts';

/**
 * Fifteen minutes without input, then the password is asked for: the figure of PCI DSS 4.0, requirement 8.2.8. No
 * Japanese guideline names one; shops that leave a counter often will want less.
 */
export const LOCK_WITHIN_SECONDS = 15 * 60;

export const screenLock: Check = {
  id: 'screen_lock',
  reads: ['screenLock'],
  evaluate: (facts) => {
    const lock = reading(facts.screenLock);
    if (lock.state === 'unknown') return unknownBecause(lock);
    const { enabled, afterSeconds, asksPassword } = lock.value;
    const limit = LOCK_WITHIN_SECONDS / 60;
    if (!enabled || afterSeconds === 0) return fail('off', { limit });
    if (asksPassword === false) return fail('no_password');
    if (afterSeconds === undefined) return cannotTell('time_unclear', { limit });
    const minutes = Math.ceil(afterSeconds / 60);
    if (afterSeconds > LOCK_WITHIN_SECONDS) return fail('too_late', { minutes, limit });
    return asksPassword === undefined ? cannotTell('password_unclear', { minutes }) : pass('locks', { minutes });
  },
};
