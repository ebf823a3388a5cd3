// SPDX-License-Identifier: Apache-2.0
import { fillTemplate } from '../kernel/language.ts';
import type { Language } from '../kernel/language.ts';
import en from './en.json' with { type: 'json' };
import ja from './ja.json' with { type: 'json' };

export type TextKey = keyof typeof ja & keyof typeof en;

const TEXTS: Readonly<Record<Language, Readonly<Record<TextKey, string>>>> = { ja, en };

export const text = (
  language: Language,
  key: TextKey,
  params: Readonly<Record<string, string | number>> = {},
): string => fillTemplate(TEXTS[language][key], params);
