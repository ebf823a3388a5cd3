// SPDX-License-Identifier: Apache-2.0
import { createContext, use, useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { systemClock } from '../kernel/clock.ts';
import { LOCALES } from '../kernel/language.ts';
import type { Bilingual, Language } from '../kernel/language.ts';
import { formatRelative, formatText } from './format-text.ts';
import type { TextParams } from './format-text.ts';
import { remember, remembered } from './storage.ts';
import { loadTexts } from './texts.ts';
import type { TextKey, Texts } from './texts.ts';

export type { TextKey } from './texts.ts';

export interface Localised {
  readonly language: Language;
  /** Changes the language of the whole page and keeps the choice. */
  readonly setLanguage: (language: Language) => void;
  readonly t: (key: TextKey, params?: TextParams) => string;
  /** Text of a key that comes from the server; nothing when there is no such text. */
  readonly findText: (key: string, params?: TextParams) => string | undefined;
  /** Words of the catalogue, which carry both languages themselves. */
  readonly catalogText: (text: Bilingual) => string;
  readonly number: (value: number, options?: Intl.NumberFormatOptions) => string;
  /** ISO instant → date in the organisation's time zone: 2026年7月1日(水). */
  readonly date: (iso: string) => string;
  /** ISO instant → date and time in the organisation's time zone. */
  readonly dateTime: (iso: string) => string;
  /** ISO instant → "3 日前". */
  readonly relative: (iso: string) => string;
}

const Context = createContext<Localised | undefined>(undefined);

export function useText(): Localised {
  const localised = use(Context);
  if (!localised) throw new Error('useText outside of TextProvider');
  return localised;
}

/** The language chosen before in this browser, else Japanese. */
export function preferredLanguage(): Language {
  return remembered('sonae.language') === 'en' ? 'en' : 'ja';
}

interface Loaded {
  readonly language: Language;
  readonly texts: Texts;
}

export function localise({ language, texts }: Loaded, timeZone: string): Omit<Localised, 'setLanguage'> {
  const findText = (key: string, params: TextParams = {}): string | undefined => {
    const template = texts[key];
    return template === undefined ? undefined : formatText(template, params, language);
  };
  const dates = new Intl.DateTimeFormat(LOCALES[language], {
    timeZone,
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    weekday: 'short',
  });
  const dateTimes = new Intl.DateTimeFormat(LOCALES[language], { timeZone, dateStyle: 'long', timeStyle: 'short' });
  return {
    language,
    // A key without a text stays visible: better an odd word than an empty button.
    t: (key, params) => findText(key, params) ?? key,
    findText,
    catalogText: (text) => text[language],
    number: (value, options) => new Intl.NumberFormat(LOCALES[language], options).format(value),
    date: (iso) => dates.format(new Date(iso)),
    dateTime: (iso) => dateTimes.format(new Date(iso)),
    relative: (iso) => formatRelative((new Date(iso).getTime() - systemClock.now().getTime()) / 1000, language),
  };
}

interface TextProviderProps {
  /** Texts loaded before the first render, so that no page ever shows without words. */
  readonly initial: Loaded;
  readonly children: ReactNode;
}

export function TextProvider({ initial, children }: TextProviderProps): ReactNode {
  const [loaded, setLoaded] = useState(initial);
  const [timeZone, setTimeZone] = useState('Asia/Tokyo');

  useEffect(() => {
    document.documentElement.lang = loaded.language;
  }, [loaded.language]);

  const value = useMemo(() => {
    const setLanguage = (language: Language): void => {
      remember('sonae.language', language);
      // When the texts cannot be fetched the page keeps the language it has.
      loadTexts(language).then(
        (texts) => setLoaded({ language, texts }),
        () => undefined,
      );
    };
    return { ...localise(loaded, timeZone), setLanguage };
  }, [loaded, timeZone]);

  return (
    <TimeZoneContext value={setTimeZone}>
      <Context value={value}>{children}</Context>
    </TimeZoneContext>
  );
}

const TimeZoneContext = createContext<(timeZone: string) => void>(() => undefined);

/** Dates are written in the organisation's time zone; the shell sets it when it knows the organisation. */
export function useTimeZone(timeZone: string | undefined): void {
  const set = use(TimeZoneContext);
  useEffect(() => {
    if (timeZone) set(timeZone);
  }, [set, timeZone]);
}
