// SPDX-License-Identifier: Apache-2.0
import { LOCALES } from '../../kernel/language.ts';
import type { Language } from '../../kernel/language.ts';

/** `2026-11` → 2026年11月 / November 2026. */
export const monthName = (month: string, language: Language): string =>
  new Intl.DateTimeFormat(LOCALES[language], { timeZone: 'UTC', year: 'numeric', month: 'long' }).format(
    new Date(`${month}-01T12:00:00Z`),
  );
