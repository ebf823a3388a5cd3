// SPDX-License-Identifier: Apache-2.0
/** The words that mail, posts and feeds have in common. */
import { LOCALES, fillTemplate } from '../kernel/language.ts';
import type { Bilingual, Language } from '../kernel/language.ts';
import en from './en.json' with { type: 'json' };
import ja from './ja.json' with { type: 'json' };
import type { Told } from './plan-notices.ts';

export const TEXTS: Readonly<Record<Language, typeof ja & typeof en>> = { ja, en };

export interface Parts {
  readonly language: Language;
  readonly organisation: string;
  /** In the order to be shown. */
  readonly told: readonly Told[];
  /** `https://sonae.example.jp`; undefined = no links. */
  readonly origin: string | undefined;
}

/** A mail or post with more is not read. */
const MAX_SHOWN = 10;
/** Well under what any receiver takes for one text. */
const MAX_TITLE = 300;

export interface Item {
  readonly id: string;
  readonly kind: string;
  readonly label: string;
  readonly title: string;
  /** With its words: "Due 20 December". */
  readonly due: string | undefined;
  readonly dueOn: string | null;
  readonly link: string | undefined;
}

function dateWords(date: string, language: Language): string {
  const format = new Intl.DateTimeFormat(LOCALES[language], {
    timeZone: 'UTC',
    month: 'long',
    day: 'numeric',
    weekday: 'short',
  });
  return format.format(new Date(`${date}T00:00:00Z`));
}

/** Line breaks in a name would add lines that look like ours. */
export const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();

const short = (text: string): string => {
  const signs = [...oneLine(text)];
  return signs.length > MAX_TITLE ? `${signs.slice(0, MAX_TITLE).join('')}…` : signs.join('');
};

export const dueWords = (dueOn: string, language: Language): string =>
  fillTemplate(TEXTS[language]['mail.due'], { date: dateWords(dueOn, language) });

export function itemsOf({ told, language, origin }: Parts): Item[] {
  const texts = TEXTS[language];
  return told.slice(0, MAX_SHOWN).map(({ id, kind, title, dueOn, path, isToday }) => ({
    id,
    kind,
    label: isToday ? texts['mail.today'] : texts[`mail.${kind}`],
    title: short(title[language]),
    due: dueOn === null ? undefined : dueWords(dueOn, language),
    dueOn,
    link: origin === undefined ? undefined : new URL(path, origin).href,
  }));
}

export function endsOf({ told, language, origin }: Parts, shown: number): string[] {
  const texts = TEXTS[language];
  const more = told.length - shown;
  return [
    ...(more > 0 ? [fillTemplate(texts['mail.more'], { count: more })] : []),
    ...(origin === undefined ? [texts['mail.no_link']] : []),
  ];
}

/** A text of both languages with its places filled. */
export const bothTexts = (key: keyof typeof ja & keyof typeof en, params: Readonly<Record<string, Bilingual>> = {}) => {
  const fill = (language: Language): string =>
    fillTemplate(
      TEXTS[language][key],
      Object.fromEntries(Object.entries(params).map(([name, value]) => [name, value[language]])),
    );
  return { ja: fill('ja'), en: fill('en') };
};
