// SPDX-License-Identifier: Apache-2.0
import type { Language } from '../../kernel/language.ts';

/** Language of the person at the terminal, by the locale variables (POSIX order). Japanese when nothing is set. */
export function terminalLanguage(environment: Readonly<Record<string, string | undefined>> = process.env): Language {
  const locale = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '';
  return locale === '' || /^(ja|C$|C\.|POSIX)/.test(locale) ? 'ja' : 'en';
}
