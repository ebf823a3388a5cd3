// SPDX-License-Identifier: Apache-2.0
import { fail, pass, reading, unknownBecause } from './check.ts';
import type { Check } from './check.ts';

/** With a wrong clock records cannot be put in order, and certificates and one-time codes fail. */
export const timeSync: Check = {
  id: 'time_sync',
  reads: ['timeSync'],
  evaluate: (facts) => {
    const time = reading(facts.timeSync);
    if (time.state === 'unknown') return unknownBecause(time);
    const { enabled, synchronised } = time.value;
    if (!enabled) return fail('off');
    return synchronised === false ? fail('not_synchronised') : pass('on');
  },
};
