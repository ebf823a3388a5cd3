// SPDX-License-Identifier: Apache-2.0
import { LOCALES, fillTemplate } from '../kernel/language.ts';
import type { Language } from '../kernel/language.ts';

export type TextParams = Readonly<Record<string, string | number>>;

const PLURAL = /\{(\w+)\|([^|{}]*)\|([^|{}]*)\}/g;

/**
 * Fills a template: `{name}` takes a value, `{count|computer|computers}` a word form by number.
 * Numbers are written the way of the language (12,345).
 */
export function formatText(template: string, params: TextParams, language: Language): string {
  const plural = new Intl.PluralRules(language);
  const chosen = template.replaceAll(PLURAL, (_whole, ...caught: string[]) => {
    const [name = '', one = '', other = ''] = caught;
    return plural.select(Number(params[name])) === 'one' ? one : other;
  });
  const written = Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      typeof value === 'number' ? new Intl.NumberFormat(LOCALES[language]).format(value) : value,
    ]),
  );
  return fillTemplate(chosen, written);
}

const STEPS = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['week', 7 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** "3 日前", "in 2 hours"; under a minute: "今". Seconds, positive = in the future. */
export function formatRelative(seconds: number, language: Language): string {
  const format = new Intl.RelativeTimeFormat(LOCALES[language], { numeric: 'auto' });
  const step = STEPS.find(([, size]) => Math.abs(seconds) >= size);
  return step ? format.format(Math.trunc(seconds / step[1]), step[0]) : format.format(0, 'second');
}
