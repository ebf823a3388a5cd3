// SPDX-License-Identifier: Apache-2.0
import { cannotTell, fail, listed, pass, platformOf, reading, unknownBecause } from './check.ts';
import type { Check } from './check.ts';

/** On, and with current definitions (IPA article 2; MIC guideline category 6, rows 1 and 6). One good product is enough. */
export const antivirusOn: Check = {
  id: 'antivirus_on',
  reads: ['antivirus', 'os'],
  evaluate: (facts) => {
    const antivirus = reading(facts.antivirus);
    if (antivirus.state === 'unknown') return unknownBecause(antivirus);
    const products = antivirus.value;
    const names = (list: typeof products): string => listed(list.map(({ name }) => name));
    // Only Windows keeps a register of such products: elsewhere an empty list proves nothing.
    if (products.length === 0) {
      return platformOf(facts) === 'windows' ? fail('none') : cannotTell('none_recognised');
    }
    const good = products.filter(({ enabled, upToDate }) => enabled === true && upToDate === true);
    if (good.length > 0) return pass('current', { names: names(good) });
    const maybe = products.filter(({ enabled, upToDate }) => enabled !== false && upToDate !== false);
    if (maybe.length > 0) return cannotTell('state_unclear', { names: names(maybe) });
    const running = products.filter(({ enabled }) => enabled !== false);
    return running.length > 0 ? fail('outdated', { names: names(running) }) : fail('off', { names: names(products) });
  },
};
