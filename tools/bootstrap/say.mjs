// SPDX-License-Identifier: Apache-2.0
// What the bootstrap says to the person at the terminal. On stderr, so that the output of commands stays clean.
import { readFileSync } from 'node:fs';

const locale = process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '';
// The same rule as src/platform/config/terminal-language.ts: Japanese where no language is chosen.
const japanese = locale === '' || /^(ja|C$|C\.|POSIX)/.test(locale);
const texts = JSON.parse(readFileSync(new URL(japanese ? 'ja.json' : 'en.json', import.meta.url), 'utf8'));

/** @param {string} key @param {Record<string, string | number>} [params] */
export const text = (key, params = {}) => texts[key].replace(/\{(\w+)\}/g, (whole, name) => params[name] ?? whole);

/** @param {string} key @param {Record<string, string | number>} [params] */
export const say = (key, params) => void process.stderr.write(`${text(key, params)}\n`);

/** Ends the bootstrap with one clear line (and, where it helps, the words of the tool that failed). */
export class Stop extends Error {
  /** @param {string} key @param {Record<string, string | number>} [params] @param {string} [details] */
  constructor(key, params, details) {
    super(text(key, params));
    this.details = details;
  }
}

export const secondsSince = (start) => Math.round((Date.now() - start) / 1000);
