// SPDX-License-Identifier: Apache-2.0
import { daysBetween } from '../../platform/calendar.ts';
import { fail, pass, reading, unknownBecause } from './check.ts';
import type { Check } from './check.ts';

/**
 * An update that waits for a restart protects nobody yet. Our own figure: a restart within a week; who shut the device
 * down in that time is not asked. Nothing tells since when the restart waits, so the time since the last start is taken.
 */
export const RESTART_WITHIN_DAYS = 7;

export const restartPending: Check = {
  id: 'restart_pending',
  reads: ['restart'],
  evaluate: (facts, { today }) => {
    const restart = reading(facts.restart);
    if (restart.state === 'unknown') return unknownBecause(restart);
    const { pending, upSince } = restart.value;
    if (!pending) return pass('none');
    if (upSince === undefined) return fail('waiting');
    const days = Math.max(0, daysBetween(upSince.slice(0, 10), today));
    return days > RESTART_WITHIN_DAYS
      ? fail('waiting_long', { days, limit: RESTART_WITHIN_DAYS })
      : pass('soon', { days });
  },
};
