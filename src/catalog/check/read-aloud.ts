// SPDX-License-Identifier: Apache-2.0
/** Which texts are hardest to read; they are printed so that somebody reads them aloud and rewrites them. */
import type { CatalogText } from './all-texts.ts';
import type { Jargon } from './jargon.ts';

export interface HardText extends CatalogText {
  /** 0 = easy; about 3 and more stumbles. Only for ordering. */
  readonly score: number;
}

const longest = (parts: readonly string[], size: (part: string) => number): number =>
  Math.max(0, ...parts.map((part) => size(part.trim())));
const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/** Long sentences, many kanji, long runs of kanji. Sixty characters is what a breath takes. */
export function hardnessJa(text: string): number {
  const sentence = longest(text.split(/[。？！]/), (part) => part.length);
  const density = count(text, /\p{Script=Han}/gu) / Math.max(1, text.length);
  const run = longest(text.match(/\p{Script=Han}+/gu) ?? [], (part) => part.length);
  const commas = longest(text.split(/[。？！]/), (part) => count(part, /、/g));
  return sentence / 60 + Math.max(0, density - 0.3) * 5 + Math.max(0, run - 4) / 3 + Math.max(0, commas - 3) / 2;
}

/** Long sentences and long words (plain English keeps below some twenty words). */
export function hardnessEn(text: string): number {
  const words = (part: string): number => count(part, /[\p{L}\p{N}'’-]+/gu);
  const sentence = longest(text.split(/[.?!:;]\s/), words);
  const long = count(text, /\p{L}{12,}/gu) / Math.max(1, words(text));
  return sentence / 20 + long * 6;
}

/** The `limit` hardest texts, hardest first. */
export function hardestTexts(texts: readonly CatalogText[], jargon: Jargon, limit: number): HardText[] {
  return texts
    .map((one) => ({
      ...one,
      score:
        hardnessJa(one.ja) + hardnessEn(one.en) + 0.4 * jargon.filter(({ term }) => one.ja.includes(term.ja)).length,
    }))
    .toSorted((a, b) => b.score - a.score)
    .slice(0, limit);
}
