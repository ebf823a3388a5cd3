// SPDX-License-Identifier: Apache-2.0
/** `--name value`, `--name=value`; everything else is a word; after `--` everything is. */
import type { Bilingual } from '../kernel/language.ts';
import { say } from './texts.ts';
import type { TextKey } from './texts.ts';

export interface Arguments {
  readonly words: readonly string[];
  readonly flags: Readonly<Record<string, string>>;
}

/** Wrongly called: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly text: Bilingual;

  constructor(key: TextKey, params: Readonly<Record<string, string>> = {}) {
    const text = { ja: say('ja', key, params), en: say('en', key, params) };
    super(text.en);
    this.text = text;
  }
}

export interface Accepted {
  /** Flags with a value. */
  readonly values: ReadonlySet<string>;
  /** Flags without one; given, they are `yes`. */
  readonly switches: ReadonlySet<string>;
  readonly maxWords: number;
}

function readFlag(text: string, next: string | undefined, accepted: Accepted): { value: string; taken: boolean } {
  const [flag = '', inline] = text.split(/=(.*)/s);
  const name = flag.slice(2);
  if (accepted.switches.has(name)) {
    if (inline !== undefined) throw new UsageError('switch_with_value', { flag });
    return { value: 'yes', taken: false };
  }
  if (!accepted.values.has(name)) throw new UsageError('unknown_flag', { flag });
  if (inline !== undefined) return { value: inline, taken: false };
  if (next === undefined || next.startsWith('--')) throw new UsageError('flag_without_value', { flag });
  return { value: next, taken: true };
}

/** @throws UsageError for a flag that is not accepted, lacks its value or has one too many, and for too many words. */
export function readArguments(given: readonly string[], accepted: Accepted): Arguments {
  const words: string[] = [];
  const flags = new Map<string, string>();
  for (let index = 0; index < given.length; index += 1) {
    const text = given[index] ?? '';
    if (text === '--') {
      words.push(...given.slice(index + 1));
      break;
    }
    if (!text.startsWith('-') || text === '-') {
      words.push(text);
      continue;
    }
    const { value, taken } = readFlag(text, given[index + 1], accepted);
    flags.set(text.slice(2).split('=')[0] ?? '', value);
    if (taken) index += 1;
  }
  const extra = words[accepted.maxWords];
  if (extra !== undefined) throw new UsageError('unknown_word', { word: extra });
  return { words, flags: Object.fromEntries(flags) };
}
