// SPDX-License-Identifier: Apache-2.0
import { fail, pass, reading, unknownBecause } from './check.ts';
import type { Check } from './check.ts';

/** Updates that come by themselves need nobody to think of them (IPA article 1). */
export const autoUpdates: Check = {
  id: 'auto_updates',
  reads: ['autoUpdates'],
  evaluate: (facts) => {
    const updates = reading(facts.autoUpdates);
    if (updates.state === 'unknown') return unknownBecause(updates);
    const { enabled, by } = updates.value;
    return enabled ? pass('on', { by }) : fail('off', { by });
  },
};
