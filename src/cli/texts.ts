// SPDX-License-Identifier: Apache-2.0
import type { Language } from '../kernel/language.ts';
import { fillTemplate } from '../kernel/language.ts';
import en from './en.json' with { type: 'json' };
import ja from './ja.json' with { type: 'json' };

export type TextKey = keyof typeof ja & keyof typeof en;

export function say(language: Language, key: TextKey, params: Readonly<Record<string, string | number>> = {}): string {
  return fillTemplate((language === 'ja' ? ja : en)[key], params);
}

export const isTextKey = (key: string): key is TextKey => key in ja && key in en;
