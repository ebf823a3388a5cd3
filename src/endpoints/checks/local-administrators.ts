// SPDX-License-Identifier: Apache-2.0
import { cannotTell, fail, listed, pass, reading, unknownBecause } from './check.ts';
import type { Check } from './check.ts';

/**
 * Our own figure: one administrator account for the work and one to spare. What the system itself made (root, the
 * built-in Administrator) and groups from a domain are not counted, nor accounts that are switched off.
 * MIC guideline category 4 (privileges): as few administrators as possible.
 */
export const MAX_ADMINISTRATORS = 2;

export const localAdministrators: Check = {
  id: 'local_administrators',
  reads: ['administrators'],
  evaluate: (facts) => {
    const administrators = reading(facts.administrators);
    if (administrators.state === 'unknown') return unknownBecause(administrators);
    const people = administrators.value.filter(({ kind, builtin }) => kind === 'user' && !builtin);
    const sure = people.filter(({ enabled }) => enabled === true);
    const possible = people.filter(({ enabled }) => enabled !== false);
    const names = listed(possible.map(({ name }) => name));
    const observed = { count: possible.length, names, limit: MAX_ADMINISTRATORS };
    if (sure.length > MAX_ADMINISTRATORS) return fail('too_many', observed);
    if (possible.length > MAX_ADMINISTRATORS) return cannotTell('some_unknown', observed);
    return possible.length === 0 ? pass('none', observed) : pass('few', observed);
  },
};
