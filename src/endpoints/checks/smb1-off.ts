// SPDX-License-Identifier: Apache-2.0
import { cannotTell, elsewhere, fail, pass, platformOf, reading, unknownBecause } from './check.ts';
import type { Check } from './check.ts';

/**
 * SMBv1 is the way WannaCry spread (MS17-010, 2017); Microsoft no longer installs it. On Windows both sides count, on
 * Linux the sharing side: macOS has had none since 10.13.
 */
export const smb1Off: Check = {
  id: 'smb1_off',
  reads: ['smb1', 'os'],
  evaluate: (facts) => {
    const smb1 = reading(facts.smb1);
    if (smb1.state === 'unknown') return elsewhere(facts, ['windows', 'linux']) ?? unknownBecause(smb1);
    const { server, client } = smb1.value;
    if (server === true || client === true) return fail('on');
    const clientCounts = platformOf(facts) !== 'linux';
    return server === null || (clientCounts && client === null) ? cannotTell('part_unclear') : pass('off');
  },
};
