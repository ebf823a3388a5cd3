// SPDX-License-Identifier: Apache-2.0
import { cannotTell, fail, listed, pass, reading, unknownBecause } from './check.ts';
import type { Check } from './check.ts';

/** Nobody comes in without a name and a password (MIC guideline, category of accounts and authentication). */
export const guestAccounts: Check = {
  id: 'guest_accounts',
  reads: ['localAccounts'],
  evaluate: (facts) => {
    const accounts = reading(facts.localAccounts);
    if (accounts.state === 'unknown') return unknownBecause(accounts);
    const usable = accounts.value.filter(({ enabled }) => enabled !== false);
    const guests = usable.filter(({ kind }) => kind === 'guest');
    const names = (list: typeof usable): string => listed(list.map(({ name }) => name));
    const openGuests = guests.filter(({ enabled }) => enabled === true);
    if (openGuests.length > 0) return fail('guest_on', { names: names(openGuests) });
    const people = usable.filter(({ kind }) => kind === 'ordinary');
    const open = people.filter(({ enabled, emptyPassword }) => enabled === true && emptyPassword === true);
    if (open.length > 0) return fail('empty_password', { names: names(open) });
    const unclear = [...guests, ...people.filter(({ emptyPassword }) => emptyPassword !== false)];
    return unclear.length > 0 ? cannotTell('password_unclear', { names: names(unclear) }) : pass('none');
  },
};
