// SPDX-License-Identifier: Apache-2.0
import type { OfficeMacrosFact } from '../facts.ts';
import { cannotTell, fail, listed, notApplicable, pass, reading, unknownBecause } from './check.ts';
import type { Check } from './check.ts';

const SHOWN = { word: 'Word', excel: 'Excel', powerpoint: 'PowerPoint' } as const;

const isSafe = ({ fromInternetBlocked, level }: OfficeMacrosFact): boolean =>
  level === 'off' || level === 'signed_only' || (fromInternetBlocked === true && level !== 'all_enabled');

/**
 * Macros in files from outside are how Emotet came (IPA's warnings of 2019 to 2023). Enough is: macros off, only signed
 * ones, or blocked in files from the internet.
 */
export const officeMacros: Check = {
  id: 'office_macros',
  reads: ['officeMacros'],
  evaluate: (facts) => {
    const macros = reading(facts.officeMacros);
    if (macros.state === 'unknown') return unknownBecause(macros);
    if (macros.value.length === 0) return notApplicable('no_office');
    const names = (rows: readonly OfficeMacrosFact[]): string =>
      listed([...new Set(rows.map(({ app }) => SHOWN[app]))]);
    const open = macros.value.filter(({ level }) => level === 'all_enabled');
    if (open.length > 0) return fail('all_enabled', { names: names(open) });
    const asking = macros.value.filter(
      ({ fromInternetBlocked, level }) => level === 'ask' && fromInternetBlocked === false,
    );
    if (asking.length > 0) return fail('from_internet', { names: names(asking) });
    const unclear = macros.value.filter((row) => !isSafe(row));
    return unclear.length > 0 ? cannotTell('rule_unclear', { names: names(unclear) }) : pass('limited');
  },
};
