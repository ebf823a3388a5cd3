// SPDX-License-Identifier: Apache-2.0
import type { ControlFile } from '../../catalog/index.ts';
import { TELEWORK_THREATS } from './contract.ts';

/** Its four threats are the ones a telework measure is said to stand against. */
const HANDBOOK = 'mic-handbook-1';

export const threatsOf = (mappings: ControlFile['mappings']): (typeof TELEWORK_THREATS)[number][] =>
  TELEWORK_THREATS.filter((threat) =>
    mappings.some(({ edition, ref }) => edition === HANDBOOK && ref === `threat.${threat}`),
  );
