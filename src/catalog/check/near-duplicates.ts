// SPDX-License-Identifier: Apache-2.0
/**
 * Two controls that say the same with other nouns are one control too many. Texts are compared by the character
 * n-grams they share (Dice's coefficient), each language with itself; no dictionary is needed for either.
 */
import type { ControlFile } from '../schema.ts';

type Language = 'ja' | 'en';
/** A Japanese character carries about as much as two English letters. */
const GRAM: Readonly<Record<Language, number>> = { ja: 2, en: 4 };
export interface NearDuplicate {
  readonly left: string;
  readonly right: string;
  readonly language: Language;
  /** title, question or what; or all three together. */
  readonly part: 'title' | 'question' | 'what' | 'all';
  /** 0 = nothing in common, 1 = the same. */
  readonly alike: number;
}

const plain = (text: string, language: Language): string =>
  text.toLowerCase().replaceAll(/[\s。、，．.,;:!?？！「」『』（）()"'’“”・…→–-]+/gu, language === 'ja' ? '' : ' ');

function grams(text: string, language: Language): ReadonlySet<string> {
  const size = GRAM[language];
  const letters = [...plain(text, language).trim()];
  return new Set(
    letters.slice(0, Math.max(1, letters.length - size + 1)).map((_, at) => letters.slice(at, at + size).join('')),
  );
}

function dice(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let shared = 0;
  for (const gram of small) if (large.has(gram)) shared += 1;
  return (2 * shared) / (a.size + b.size);
}

/** 0 = nothing in common, 1 = the same. */
export const likeness = (a: string, b: string, language: Language): number =>
  dice(grams(a, language), grams(b, language));

type Part = NearDuplicate['part'];
/**
 * Calibrated on the shipped catalogue: the most alike of its different controls stay a good step below (`all`: 0.49 in
 * Japanese, 0.40 in English). Short texts share more by chance, so they must be closer.
 */
const LIMIT: Readonly<Record<Language, Readonly<Record<Part, number>>>> = {
  ja: { title: 0.72, question: 0.72, what: 0.56, all: 0.56 },
  en: { title: 0.72, question: 0.6, what: 0.46, all: 0.48 },
};
const PARTS = ['title', 'question', 'what', 'all'] as const satisfies readonly Part[];

const textOf = ({ title, question, what }: ControlFile, part: Part, language: Language): string =>
  part === 'all'
    ? [title, question, what].map((text) => text[language]).join(' ')
    : { title, question, what }[part][language];

/** Pairs of controls that are too much alike, the closest first; each pair once, with its closest part. */
export function findNearDuplicates(controls: readonly ControlFile[]): NearDuplicate[] {
  const found = new Map<string, NearDuplicate>();
  for (const language of ['ja', 'en'] as const) {
    for (const part of PARTS) {
      const made = controls.map((control) => ({
        id: control.id,
        set: grams(textOf(control, part, language), language),
      }));
      for (const [at, left] of made.entries()) {
        for (const right of made.slice(at + 1)) {
          const alike = dice(left.set, right.set);
          const pair = `${left.id} ${right.id}`;
          if (alike < LIMIT[language][part] || alike <= (found.get(pair)?.alike ?? 0)) continue;
          found.set(pair, { left: left.id, right: right.id, language, part, alike });
        }
      }
    }
  }
  return [...found.values()].toSorted((a, b) => b.alike - a.alike);
}
