// SPDX-License-Identifier: Apache-2.0
import type { Language } from '../kernel/language.ts';
import { fillTemplate } from '../kernel/language.ts';
import en from './en.json' with { type: 'json' };
import ja from './ja.json' with { type: 'json' };

export interface Terminal {
  readonly language: Language;
  readonly out: (line: string) => void;
  readonly error: (line: string) => void;
}

export interface Command {
  /** As typed: `serve`, `account reset`. */
  readonly name: string;
  /** Text key of the line in the help. */
  readonly about: TextKey;
  /** Exit code: 0 done, 1 failed or found something, 2 wrongly called. */
  run(given: readonly string[], terminal: Terminal): Promise<number>;
}

export type TextKey = keyof typeof ja & keyof typeof en;

export function say(language: Language, key: TextKey, params: Readonly<Record<string, string | number>> = {}): string {
  return fillTemplate((language === 'ja' ? ja : en)[key], params);
}
