// SPDX-License-Identifier: Apache-2.0
import { cannotTell, fail, listed, pass, platformOf, reading, unknownBecause } from './check.ts';
import type { Check } from './check.ts';

/**
 * Windows has one switch for each kind of network, and a laptop moves between them: all must be on.
 * Linux has several firewalls of which one is enough; "all off" is said only by sources that looked at all of them.
 */
export const firewallOn: Check = {
  id: 'firewall_on',
  reads: ['firewall', 'os'],
  evaluate: (facts) => {
    const firewall = reading(facts.firewall);
    if (firewall.state === 'unknown') return unknownBecause(firewall);
    // Our collector lists every tool it knows on Linux: an empty list means that there is none.
    if (firewall.value.length === 0) return platformOf(facts) === 'linux' ? fail('none') : cannotTell('unreadable');
    const off = firewall.value.filter(({ enabled }) => !enabled).map(({ name }) => name);
    const on = firewall.value.filter(({ enabled }) => enabled).map(({ name }) => name);
    const allNeeded = platformOf(facts) === 'windows';
    if (allNeeded ? off.length > 0 : on.length === 0) return fail('off', { names: listed(off) });
    return pass('on', { names: listed(on) });
  },
};
