// SPDX-License-Identifier: Apache-2.0
/** The words of reports: filling texts, dates, and shortening what people named themselves. */
import { LOCALES, fillTemplate } from '../kernel/language.ts';
import type { Language } from '../kernel/language.ts';
import en from './en.json' with { type: 'json' };
import ja from './ja.json' with { type: 'json' };

export type TextKey = keyof typeof ja & keyof typeof en;
type Params = Readonly<Record<string, string | number>>;

const TEXTS: Readonly<Record<Language, Readonly<Record<TextKey, string>>>> = { ja, en };

/** `{count|device|devices}` becomes "1 device" or "2 devices"; the values are put in last, and once. */
function inNumber(template: string, params: Params): string {
  return template.replaceAll(/\{(\w+)\|([^{}]*)\}/g, (_whole, name: string, forms: string) => {
    const [one = '', many = ''] = forms.split('|');
    return `{${name}} ${params[name] === 1 ? one : many}`;
  });
}

const clusters = new Intl.Segmenter('ja', { granularity: 'grapheme' });
/** East Asian full width counts two; near enough for everything that is not Latin. */
const widthOf = (cluster: string): number => ((cluster.codePointAt(0) ?? 0) > 0x2_ff ? 2 : 1);

/** A single "character" may carry hundreds of marks; no name needs them. */
const MAX_UNITS = 16;

/** One line of at most `width` half-width columns, "…" where something was left out. */
export function clip(text: string, width: number): string {
  const line = text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  const kept: string[] = [];
  let used = 0;
  // Where the end would be if the text turns out to be too long: room for the mark.
  let cut = 0;
  for (const { segment } of clusters.segment(line.slice(0, width * MAX_UNITS))) {
    used += widthOf(segment);
    if (used > width) return `${kept.slice(0, cut).join('')}…`;
    kept.push(segment.slice(0, MAX_UNITS).toWellFormed());
    if (used <= width - 2) cut = kept.length;
  }
  return kept.join('');
}

export interface Words {
  readonly language: Language;
  say(key: TextKey, params?: Params): string;
  /** For keys made from values; undefined where there is no such text. */
  find(key: string): string | undefined;
  /** Local date: 11月30日 / 30 November. */
  day(date: string): string;
  /** Local date, in figures: 2026/11/30 / 30/11/2026. */
  shortDay(date: string): string;
  /** `2026-11`: 2026年11月 / November 2026. */
  month(month: string): string;
  /** Moment in the organisation's time zone. */
  moment(iso: string, timeZone: string): string;
  /** Local date in figures of a moment. */
  dayOf(iso: string, timeZone: string): string;
  number(value: number): string;
}

const atNoon = (date: string): Date => new Date(`${date}T12:00:00Z`);

export function wordsOf(language: Language): Words {
  const texts = TEXTS[language];
  const locale = LOCALES[language];
  const format = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => new Intl.DateTimeFormat(locale, options);
  const days = format({ timeZone: 'UTC', month: 'long', day: 'numeric' });
  const months = format({ timeZone: 'UTC', year: 'numeric', month: 'long' });
  const figures = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const shortDays = format({ timeZone: 'UTC', ...figures });
  const numbers = new Intl.NumberFormat(locale);
  return {
    language,
    say: (key, params = {}) => fillTemplate(inNumber(texts[key], params), params),
    find: (key) => Object.entries(texts).find(([name]) => name === key)?.[1],
    day: (date) => days.format(atNoon(date)),
    shortDay: (date) => shortDays.format(atNoon(date)),
    month: (month) => months.format(atNoon(`${month}-01`)),
    moment: (iso, timeZone) => format({ timeZone, dateStyle: 'long', timeStyle: 'short' }).format(new Date(iso)),
    dayOf: (iso, timeZone) => format({ timeZone, ...figures }).format(new Date(iso)),
    number: (value) => numbers.format(value),
  };
}
