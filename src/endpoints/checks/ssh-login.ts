// SPDX-License-Identifier: Apache-2.0
import { cannotTell, fail, notApplicable, pass, reading, unknownBecause } from './check.ts';
import type { Check } from './check.ts';

/** Passwords over SSH are guessed day and night; the administrator "root" must not come in by one either. */
export const sshLogin: Check = {
  id: 'ssh_login',
  reads: ['sshServer'],
  evaluate: (facts) => {
    const ssh = reading(facts.sshServer);
    if (ssh.state === 'unknown') return unknownBecause(ssh);
    const { running, passwordLogin, rootLogin } = ssh.value;
    if (!running) return notApplicable('not_running');
    if (rootLogin === 'yes') return fail('root');
    if (passwordLogin === true) return fail('password');
    return passwordLogin === null || rootLogin === null ? cannotTell('rule_unclear') : pass('keys_only');
  },
};
