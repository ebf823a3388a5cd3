// SPDX-License-Identifier: Apache-2.0
import { fail, listed, pass, reading, unknownBecause } from './check.ts';
import type { Check } from './check.ts';

/**
 * Such a program may be there for good reason, or because a caller from "support" had it installed. A machine cannot
 * tell which: each one is worth a question, and whoever uses it accepts it until a date.
 */
export const remoteControlTools: Check = {
  id: 'remote_control_tools',
  reads: ['remoteControl'],
  evaluate: (facts) => {
    const tools = reading(facts.remoteControl);
    if (tools.state === 'unknown') return unknownBecause(tools);
    const names = [...new Set(tools.value.map(({ name }) => name))];
    return names.length === 0 ? pass('none') : fail('found', { names: listed(names), count: names.length });
  },
};
