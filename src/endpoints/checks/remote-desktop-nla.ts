// SPDX-License-Identifier: Apache-2.0
import { cannotTell, elsewhere, fail, pass, reading, unknownBecause } from './check.ts';
import type { Check } from './check.ts';

/**
 * Remote Desktop without network-level authentication draws a sign-in screen for anyone who connects, and its
 * weaknesses were used by worms (BlueKeep, CVE-2019-0708). Only Windows has it.
 */
export const remoteDesktopNla: Check = {
  id: 'remote_desktop_nla',
  reads: ['remoteDesktop', 'os'],
  evaluate: (facts) => {
    const desktop = reading(facts.remoteDesktop);
    if (desktop.state === 'unknown') return elsewhere(facts, ['windows']) ?? unknownBecause(desktop);
    const { enabled, networkLevelAuth } = desktop.value;
    if (!enabled) return pass('off');
    if (networkLevelAuth === null) return cannotTell('protection_unclear');
    return networkLevelAuth ? pass('protected') : fail('unprotected');
  },
};
