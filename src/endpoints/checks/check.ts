// SPDX-License-Identifier: Apache-2.0
/** What a check is: one file, one line in `registry.ts`, its words in `ja.json`/`en.json` here. */
import type { Lifecycle, LifecycleQuery } from '../../catalog/index.ts';
import type { Observed, Verdict } from '../../assess/index.ts';
import type { FactSection, Facts, Platform, Reading, UnknownReason } from '../facts.ts';

export interface CheckContext {
  /** Today in UTC, `2026-11-20`: limits are whole days, so the zone does not matter. */
  readonly today: string;
  readonly lifecycleOf: (os: LifecycleQuery) => Lifecycle | undefined;
}

/**
 * `say` is the key of the sentence, `check.<id>.<say>`, filled with `observed`. For unknown it is one of
 * `UNKNOWN_REASONS` (shared sentences) or a key of the check's own.
 */
export interface Outcome {
  readonly verdict: Verdict;
  readonly say: string;
  readonly observed: Observed;
}

export type CheckFacts = Readonly<Partial<Facts>>;

export interface Check {
  readonly id: string;
  /** Sections the check looks at; a source that knows none of them can only say "unknown". */
  readonly reads: readonly FactSection[];
  evaluate(facts: CheckFacts, context: CheckContext): Outcome;
}

export const pass = (say: string, observed: Observed = {}): Outcome => ({ verdict: 'pass', say, observed });
export const fail = (say: string, observed: Observed = {}): Outcome => ({ verdict: 'fail', say, observed });
export const notApplicable = (say: string, observed: Observed = {}): Outcome => ({
  verdict: 'not_applicable',
  say,
  observed,
});
export const cannotTell = (say: string, observed: Observed = {}): Outcome => ({ verdict: 'unknown', say, observed });

/** A section that is missing altogether reads like one the source has no place for. */
export function reading<T>(given: Reading<T> | undefined): Reading<T> {
  return given ?? { state: 'unknown', reason: 'not_reported_by_source' };
}

export function unknownBecause(given: { readonly reason: UnknownReason; readonly detail?: string }): Outcome {
  return cannotTell(given.reason, given.detail === undefined ? {} : { detail: given.detail });
}

export function platformOf(facts: CheckFacts): Platform | undefined {
  return facts.os?.state === 'known' ? facts.os.value.platform : undefined;
}

/** What only these platforms have asks nothing of the others; undefined where it does, or where nobody knows. */
export function elsewhere(facts: CheckFacts, platforms: readonly Platform[]): Outcome | undefined {
  const platform = platformOf(facts);
  if (platform === undefined || platform === 'other' || platforms.includes(platform)) return undefined;
  return notApplicable('not_on_platform');
}

/** Names for a sentence: at most five, then how many more. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${shown} +${names.length - 5}` : shown;
}
