// SPDX-License-Identifier: Apache-2.0
/**
 * The heavy half of password measuring: zxcvbn with English and Japanese (romaji) dictionaries. It takes about 80 MB
 * and up to a second of CPU, so it is loaded only inside the short-lived process of measure-host.ts.
 */
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import type { MatchExtended } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary as common } from '@zxcvbn-ts/language-common';
import { dictionary as english } from '@zxcvbn-ts/language-en';
import { dictionary as japanese } from '@zxcvbn-ts/language-ja';
import { kanaToRomaji } from './kana.ts';

export type Weakness =
  | 'own_words'
  | 'common_password'
  | 'repeats'
  | 'sequence'
  | 'keyboard_pattern'
  | 'date'
  | 'name'
  | 'dictionary_word';

export interface GuessEstimate {
  /** 0 to 4; 3 begins at 10^9 guesses. */
  readonly score: 0 | 1 | 2 | 3 | 4;
  readonly guesses: number;
  /** What most of the password is made of, when it is something guessable. */
  readonly weakness: Weakness | undefined;
}

/**
 * zxcvbn's own "3" begins at 10^8 guesses, where `sakura2024!` passes: an afternoon for one graphics card against a
 * stolen table. Ours begin at 10^9 (3) and 10^11 (4).
 */
const SCORE_BELOW = { 0: 1e4, 1: 1e6, 2: 1e9, 3: 1e11 };
/** Longer ones are measured by their first part: zxcvbn's time grows steeply (0.9 s at 85 signs of leet). */
export const MEASURED_CHARACTERS = 72;

/** Words that Japanese users choose and the dictionaries lack. Our own list. */
const JAPANESE_HABITS = (
  'pasuwaado pasuwado pasuwa-do himitsu naisho kanri kanrisha kanrisya kanrinin shachou shacho syachou syacho kaisha kaisya soumu keiri ' +
  'eigyou eigyo jimusho jimusyo honsha honsya nihon nippon reiwa heisei shouwa showa syouwa taishou meiji arigatou ohayou konnichiwa ' +
  'aishiteru daisuki ganbaru ganbarou ganbarimasu yoroshiku onegai itadakimasu sakura himawari fujisan tokyo toukyou oosaka osaka kyouto ' +
  'kyoto nagoya fukuoka hanshin kyojin tigers doraemon pikachu pokemon anpanman totoro nyanko wanwan neko inu ' +
  '会社 社長 管理 管理者 秘密 日本 東京 大阪 京都 令和 平成 昭和 桜 総務 経理 営業 事務所 本社'
).split(' ');

/** Builds the dictionaries (about half a second) and gives the estimator. */
export function createEstimator(): (text: string, ownWords: readonly string[]) => GuessEstimate {
  const zxcvbn = new ZxcvbnFactory({
    dictionary: {
      ...common,
      ...english,
      'commonWords-ja': japanese.commonWords,
      'firstnames-ja': japanese.firstnames,
      'lastnames-ja': japanese.lastnames,
      'wikipedia-ja': japanese.wikipedia,
      'habits-ja': JAPANESE_HABITS,
    },
    graphs: adjacencyGraphs,
    // The distance search walks all 260,000 words: 0.3 to 8 seconds a password, for very little.
    useLevenshteinDistance: false,
    maxLength: MEASURED_CHARACTERS,
    timeEstimationValues: {
      scoring: SCORE_BELOW,
      attackTime: {
        onlineThrottlingXPerHour: 100,
        onlineNoThrottlingXPerSecond: 10,
        offlineSlowHashingXPerSecond: 1e4,
        offlineFastHashingXPerSecond: 1e10,
      },
    },
  });
  return (text, ownWords) => {
    // The dictionaries are in romaji: ぱすわーど is no better than pasuwaado.
    const romaji = kanaToRomaji(text);
    const results = [...new Set([text, romaji])].map((one) => zxcvbn.check(one, [...ownWords]));
    const weakest = results.reduce((left, right) => (right.guesses < left.guesses ? right : left));
    return { score: weakest.score, guesses: weakest.guesses, weakness: mainWeakness(weakest.sequence) };
  };
}

function mainWeakness(sequence: readonly MatchExtended[]): Weakness | undefined {
  const share = new Map<Weakness, number>();
  let total = 0;
  for (const match of sequence) {
    total += match.token.length;
    const kind = weaknessOf(match);
    if (kind) share.set(kind, (share.get(kind) ?? 0) + match.token.length);
  }
  // Their own name is what people most want to be told about, even when it is not the longest part.
  if ((share.get('own_words') ?? 0) * 4 >= total) return 'own_words';
  const [largest] = [...share].toSorted((left, right) => right[1] - left[1]);
  return largest && largest[1] * 3 >= total ? largest[0] : undefined;
}

const BY_PATTERN: Readonly<Record<string, Weakness>> = {
  repeat: 'repeats',
  sequence: 'sequence',
  wordSequence: 'sequence',
  spatial: 'keyboard_pattern',
  date: 'date',
  regex: 'date', // the only regular expression kept is the recent year
};

function weaknessOf(match: MatchExtended): Weakness | undefined {
  if (match.pattern !== 'dictionary') return BY_PATTERN[match.pattern];
  const name = 'dictionaryName' in match ? String(match['dictionaryName']) : '';
  if (name === 'userInputs') return 'own_words';
  if (name.startsWith('passwords')) return 'common_password';
  return /^(first|last)names/.test(name) ? 'name' : 'dictionary_word';
}
