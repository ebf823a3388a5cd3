// SPDX-License-Identifier: Apache-2.0
/** Words a shop owner may not know, and whether they are explained where they are first used. */
import { z } from 'zod';
import { text } from '../schema-parts.ts';
import type { CatalogText } from './all-texts.ts';

/** `catalog/jargon.yaml`: a word in both languages with the plain explanation that must stand beside it. */
export const jargonFile = z.array(
  z.strictObject({
    term: text(40),
    /** What to write; any explanation in brackets beside the word counts. */
    explain: text(120),
    /** Words that explain it as well, for example a sentence that says what it does. */
    also: z
      .strictObject({ ja: z.array(z.string().max(60)), en: z.array(z.string().max(60)) })
      .partial()
      .optional(),
  }),
);
export type Jargon = z.infer<typeof jargonFile>;
type Language = 'ja' | 'en';

export interface Unexplained {
  readonly file: string;
  readonly part: string;
  readonly language: Language;
  readonly term: string;
  /** What could stand beside it. */
  readonly explain: string;
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** An abbreviation inside a longer one, or ポート inside サポート, is another word. */
function finderOf(term: string, language: Language): RegExp {
  const core = escaped(term);
  if (/^[ァ-ヶー]+$/.test(term)) return new RegExp(`(?<![ァ-ヶー])${core}(?![ァ-ヶー])`);
  if (!/^[\x20-\x7e]+$/.test(term)) return new RegExp(core);
  const plural = language === 'en' ? '(?:s|es)?' : '';
  // An abbreviation is written in capitals; other words may begin a sentence.
  const isWord = /[a-z]{3}/.test(term);
  return new RegExp(`(?<![A-Za-z0-9])${core}${plural}(?![A-Za-z0-9])`, isWord ? 'i' : '');
}

/** Menu names are the maker's words: what stands in quotes is not judged. */
const QUOTED: Readonly<Record<Language, RegExp>> = { ja: /「[^」]*」/g, en: /"[^"]*"/g };
const blank = (quoted: string): string => ' '.repeat(quoted.length);

/** Explained: a bracket opens right after the word, or the word itself stands in one after its explanation. */
const isExplained = (words: string, at: number, term: string): boolean =>
  /^[^\s、。,.]{0,6}(?:\s[a-z]{1,8})?\s?[（(]/u.test(words.slice(at + term.length)) ||
  /[（(][^（()）]{0,12}$/u.test(words.slice(0, at));

/** The first use of each hard word in one thing that is read as a whole, where it is not explained. */
export function findUnexplained(texts: readonly CatalogText[], jargon: Jargon): Unexplained[] {
  const found: Unexplained[] = [];
  for (const language of ['ja', 'en'] as const) {
    const whole = texts.map((one) => one[language]).join('\n');
    for (const { term, explain, also } of jargon) {
      if (also?.[language]?.some((words) => whole.includes(words))) continue;
      const finder = finderOf(term[language], language);
      for (const { file, part, ...words } of texts) {
        const shown = words[language].replaceAll(QUOTED[language], blank);
        const at = shown.search(finder);
        if (at < 0) continue;
        if (!isExplained(shown, at, term[language]))
          found.push({ file, part, language, term: term[language], explain: explain[language] });
        break;
      }
    }
  }
  return found;
}
