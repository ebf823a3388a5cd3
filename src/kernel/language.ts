// SPDX-License-Identifier: Apache-2.0
export const LANGUAGES = ['ja', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** A text that exists in every language of the product. */
export type Bilingual = Readonly<Record<Language, string>>;

/**
 * What is stored instead of a rendered sentence: a text key and its parameters.
 * The catalogue edition that gave the words is kept by whoever stores it.
 */
export interface Message {
  readonly key: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

/** Fills `{name}` places of a template; a name without a value stays visible as `{name}`. */
export function fillTemplate(template: string, params: Readonly<Record<string, string | number>> = {}): string {
  return template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    return value === undefined ? whole : String(value);
  });
}

/** How numbers and dates are written in each language; English the international way, day before month. */
export const LOCALES: Readonly<Record<Language, string>> = { ja: 'ja-JP', en: 'en-GB' };
