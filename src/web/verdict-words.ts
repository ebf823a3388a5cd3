// SPDX-License-Identifier: Apache-2.0
// What a machine observed, in a sentence. The words come with the checks; here they are only filled.
import { LOCALES } from '../kernel/language.ts';
import type { Api } from './api-types.ts';
import type { Localised } from './i18n.tsx';
import { useText } from './i18n.tsx';
import { formatText } from './format-text.ts';
import type { TextParams } from './format-text.ts';
import { useApi } from './queries.ts';

export type CheckInfo = Api['GET /api/v1/checks']['response']['checks'][number];
type Observed = Readonly<Record<string, unknown>>;

const LOCAL_DATE = /^\d{4}-\d{2}-\d{2}$/;

/** `2026-11-20` → the way of the language. A local date has no time zone, so it is read and written in UTC. */
export function localDate(date: string, language: Localised['language']): string {
  return new Intl.DateTimeFormat(LOCALES[language], { dateStyle: 'long', timeZone: 'UTC' }).format(
    new Date(`${date}T00:00:00Z`),
  );
}

function paramsOf(observed: Observed, language: Localised['language']): TextParams {
  const params: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(observed)) {
    if (typeof value === 'number') params[name] = value;
    if (typeof value === 'string') params[name] = LOCAL_DATE.test(value) ? localDate(value, language) : value;
  }
  return params;
}

export interface VerdictWords {
  readonly title: (checkId: string) => string | undefined;
  /** The sentence of a verdict; nothing when its words are not known (yet). */
  readonly sentence: (verdict: {
    readonly checkId: string;
    readonly reason: string | null;
    readonly observed: Observed;
  }) => string | undefined;
  readonly check: (checkId: string) => CheckInfo | undefined;
}

/** The words of all checks; empty until they have been fetched. */
export function useVerdictWords(): VerdictWords {
  const { catalogText, language } = useText();
  const { data } = useApi('GET /api/v1/checks');
  const check = (checkId: string): CheckInfo | undefined => data?.checks.find((one) => one.checkId === checkId);
  return {
    check,
    title: (checkId) => {
      const found = check(checkId);
      return found && catalogText(found.title);
    },
    sentence: ({ checkId, reason, observed }) => {
      const found = reason === null ? undefined : check(checkId)?.sentences[reason];
      return found && formatText(catalogText(found), paramsOf(observed, language), language);
    },
  };
}
