// SPDX-License-Identifier: Apache-2.0
/**
 * Measures a new password: how many guesses an attacker needs who has word lists, Japanese names and words in romaji,
 * and who knows the organisation (its name, ふりがな, people, mail addresses).
 *
 * Rule: at least 10 characters (IPA's five basic rules ask for ten) and score 3 or more. No classes of characters are
 * demanded: they give `Sakura2024!`, and NIST SP 800-63B-4 §3.1.1.2 forbids asking for them.
 *
 * Passwords known from leaks: the check is offline, against the 49,000 most used ones of public leaks that come with
 * `@zxcvbn-ts/language-common`. A password that leaked but is rare is not in that list; nothing here can know it.
 * The dictionaries know no kanji sentences: a proverb in kanji is rated better than it deserves.
 *
 * The dictionaries live in a process that starts on demand and ends after 20 idle seconds (measure-host.ts).
 */
import type { Weakness } from './guess-estimate.ts';
import { estimateGuesses } from './measure-host.ts';
import { kanaToRomaji } from './kana.ts';
import { collectOwnWords } from './own-words.ts';
import type { OwnWords } from './own-words.ts';
import { normalisePassword, PASSWORD_MAX_CHARACTERS } from './password.ts';

export const PASSWORD_MIN_CHARACTERS = 10;
export const PASSWORD_MIN_SCORE = 3;

/** Each has a sentence `password.reason.<key>` in ja.json and en.json. */
export const PASSWORD_REASONS = [
  'too_short',
  'too_long',
  'unreadable',
  'own_words',
  'common_password',
  'repeats',
  'sequence',
  'keyboard_pattern',
  'date',
  'name',
  'dictionary_word',
  'guessable',
] as const;
export type PasswordReason = (typeof PASSWORD_REASONS)[number];

/** Each has a sentence `password.suggestion.<key>`. */
export const PASSWORD_SUGGESTIONS = ['join_words', 'leave_out_own_words', 'leave_out_years', 'use_manager'] as const;
export type PasswordSuggestion = (typeof PASSWORD_SUGGESTIONS)[number];

/** Time to guess it from a stolen table at 10,000 guesses a second. Each has a text `password.crack_time.<key>`. */
export const CRACK_TIMES = ['seconds', 'minutes', 'hours', 'days', 'months', 'years', 'centuries'] as const;
export type CrackTime = (typeof CRACK_TIMES)[number];

export interface PasswordMeasure {
  readonly ok: boolean;
  readonly score: 0 | 1 | 2 | 3 | 4;
  /** Why it is refused; undefined when ok. */
  readonly reason: PasswordReason | undefined;
  /** At most two, empty when ok. */
  readonly suggestions: readonly PasswordSuggestion[];
  readonly crackTime: CrackTime;
}

/** @throws SafeError `unavailable` (`password_measure_busy`) when too many wait or the measuring process fails. */
export async function measurePassword(password: string, own: OwnWords = {}): Promise<PasswordMeasure> {
  const text = normalisePassword(password);
  if (text === undefined) return refused(unusable(password));
  if ([...text].length < PASSWORD_MIN_CHARACTERS) return refused('too_short');
  const ownWords = collectOwnWords(own);
  const { score, guesses, weakness } = await estimateGuesses(text, ownWords);
  const crackTime = crackTimeOf(guesses);
  if (leansOnOwnWords(text, ownWords)) {
    return {
      ok: false,
      score: lower(score),
      reason: 'own_words',
      suggestions: suggestionsFor('own_words'),
      crackTime: 'minutes',
    };
  }
  if (score >= PASSWORD_MIN_SCORE) return { ok: true, score, reason: undefined, suggestions: [], crackTime };
  return { ok: false, score, reason: weakness ?? 'guessable', suggestions: suggestionsFor(weakness), crackTime };
}

/**
 * Own words with digits and punctuation around them: zxcvbn rates `hanako-sato-1985` well, because it takes the hyphens
 * for chance. Refused when an own word is in it and fewer than four letters remain beside the own words.
 */
function leansOnOwnWords(text: string, ownWords: readonly string[]): boolean {
  const lower = text.toLowerCase();
  const romaji = kanaToRomaji(lower);
  return [lower, romaji].some((spelling) => {
    const longestFirst = ownWords.toSorted((left, right) => right.length - left.length);
    const rest = longestFirst.reduce((left, word) => left.replaceAll(word, ' '), spelling);
    return rest !== spelling && rest.replace(/[^\p{L}]/gu, '').length < 4;
  });
}

const lower = (score: PasswordMeasure['score']): PasswordMeasure['score'] => (score > 2 ? 2 : score);

function unusable(password: string): PasswordReason {
  if (password === '') return 'too_short';
  return password.length > PASSWORD_MAX_CHARACTERS ? 'too_long' : 'unreadable';
}

const refused = (reason: PasswordReason): PasswordMeasure => ({
  ok: false,
  score: 0,
  reason,
  suggestions: reason === 'too_short' ? ['join_words', 'use_manager'] : ['use_manager'],
  crackTime: 'seconds',
});

function suggestionsFor(weakness: Weakness | undefined): PasswordSuggestion[] {
  if (weakness === 'own_words' || weakness === 'name') return ['leave_out_own_words', 'join_words'];
  return weakness === 'date' ? ['leave_out_years', 'join_words'] : ['join_words', 'use_manager'];
}

const GUESSES_PER_SECOND = 1e4;
const CLASS_ENDS: readonly (readonly [CrackTime, number])[] = [
  ['seconds', 60],
  ['minutes', 3600],
  ['hours', 86_400],
  ['days', 31 * 86_400],
  ['months', 365 * 86_400],
  ['years', 100 * 365 * 86_400],
];

const crackTimeOf = (guesses: number): CrackTime =>
  CLASS_ENDS.find(([, end]) => guesses / GUESSES_PER_SECOND < end)?.[0] ?? 'centuries';
