// SPDX-License-Identifier: Apache-2.0
import { cannotTell, fail, listed, pass, reading, unknownBecause } from './check.ts';
import type { Check } from './check.ts';

/** A lost laptop must not be a leak (MIC guideline category 5; trouble case 8). Every fixed volume counts. */
export const diskEncryption: Check = {
  id: 'disk_encryption',
  reads: ['disks'],
  evaluate: (facts) => {
    const disks = reading(facts.disks);
    if (disks.state === 'unknown') return unknownBecause(disks);
    const names = (...states: string[]): string[] =>
      disks.value.filter(({ encrypted }) => states.includes(encrypted)).map(({ name }) => name);
    const open = names('no', 'partial');
    if (open.length > 0) return fail('not_encrypted', { disks: listed(open) });
    const unsure = names('unknown');
    if (unsure.length > 0) return cannotTell('some_unknown', { disks: listed(unsure) });
    if (disks.value.length === 0) return cannotTell('unreadable');
    return pass('encrypted', { disks: listed(names('yes')) });
  },
};
