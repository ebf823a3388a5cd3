// SPDX-License-Identifier: Apache-2.0
import { cannotTell, fail, pass, reading, unknownBecause } from './check.ts';
import type { Check } from './check.ts';

/**
 * Secure Boot decides: it keeps malware from starting before the system. The key chip (TPM) is told beside it; an older
 * PC may have none, and nobody can add it.
 */
export const secureBoot: Check = {
  id: 'secure_boot',
  reads: ['secureBoot'],
  evaluate: (facts) => {
    const boot = reading(facts.secureBoot);
    if (boot.state === 'unknown') return unknownBecause(boot);
    const { secureBoot: on, tpm } = boot.value;
    if (on === null) return cannotTell('unreadable');
    if (!on) return fail('off');
    return tpm === 'none' ? pass('on_without_tpm') : pass('on');
  },
};
