// SPDX-License-Identifier: Apache-2.0
/** Words of this module where the server writes them itself: files for spreadsheets. */
import { fillTemplate } from '../kernel/language.ts';
import type { Language } from '../kernel/language.ts';
import en from './en.json' with { type: 'json' };
import ja from './ja.json' with { type: 'json' };

const WORDS: Readonly<Record<Language, Readonly<Record<string, string>>>> = { ja, en };

export const word = (language: Language, key: string): string => WORDS[language][key] ?? key;

/** A sentence of this module with its places filled. */
export const phrase = (
  language: Language,
  key: string,
  values: Readonly<Record<string, string | number>> = {},
): string => fillTemplate(word(language, key), values);
