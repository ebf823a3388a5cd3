// SPDX-License-Identifier: Apache-2.0
/** Dates in workbooks are numbers of days; only the format of the cell tells them from other numbers. */
import { DAY_MS } from '../../kernel/clock.ts';
import { attribute, xmlTokens } from './xml-tokens.ts';

export interface DateStyles {
  /** Indexes into `cellXfs` whose format shows a day or a time. */
  readonly styles: ReadonlySet<number>;
  /** Days count from 1904 (old Excel for Mac) and not from 1900. */
  readonly from1904: boolean;
}

export const NO_DATES: DateStyles = { styles: new Set(), from1904: false };

/** Formats without a code of their own (ECMA-376 part 1, 18.8.30; 27–36 and 50–58 are those of East Asia). */
const BUILT_IN: readonly (readonly [number, number])[] = [
  [14, 22],
  [27, 36],
  [45, 45],
  [47, 47],
  [50, 58],
];
/** A workbook has some hundreds; Excel itself stops at 65,490 (Excel specifications and limits, Microsoft). */
const MAX_STYLES = 65_490;

/** `[h]:mm` is how long something took, and no day. */
const LASTS = /\[(h+|m+|s+)\]/i;
const NO_PART = /"[^"]*"|\\.|_.|\[[^\]]*\]/g;

/** `ggge"年"m"月"d"日"`, `[$-411]yyyy/mm/dd`; not `#,##0"day"`, `[Red]0.00`, `0.00E+00`. */
const showsDate = (code = ''): boolean => !LASTS.test(code) && /[ymdhs]/i.test(code.replaceAll(NO_PART, ''));

const isBuiltIn = (id: number): boolean => BUILT_IN.some(([first, last]) => id >= first && id <= last);

export function readDateStyles(stylesXml: string, from1904: boolean): DateStyles {
  const codes = new Map<number, boolean>();
  const styles = new Set<number>();
  let inside = false;
  let index = 0;
  for (const token of xmlTokens(stylesXml)) {
    if (token.name === 'cellXfs') inside = token.kind === 'open';
    if (token.kind === 'close') continue;
    if (token.name === 'numFmt') {
      codes.set(Number(attribute(token, 'numFmtId')), showsDate(attribute(token, 'formatCode')));
    }
    if (token.name !== 'xf' || !inside || index >= MAX_STYLES) continue;
    const id = Number(attribute(token, 'numFmtId') ?? 0);
    if (codes.get(id) ?? isBuiltIn(id)) styles.add(index);
    index += 1;
  }
  return { styles, from1904 };
}

/** 1899-12-30 makes day 61 the first of March 1900, as in every program; before it Excel counts a day that never was. */
const ORIGIN_1900 = Date.UTC(1899, 11, 30);
const ORIGIN_1904 = Date.UTC(1904, 0, 1);
/** 9999-12-31, the last day of both (18.17.4.1). */
const LAST_MS = Date.UTC(9999, 11, 31) + DAY_MS;
const MINUTE_MS = 60_000;

/** `2026-12-18`, `2026-12-18 09:30`, `09:30`; undefined for what is no day. */
export function dateText(days: number, { from1904 }: DateStyles): string | undefined {
  if (!Number.isFinite(days) || days < 0) return undefined;
  const ms = (from1904 ? ORIGIN_1904 : ORIGIN_1900) + Math.round((days * DAY_MS) / MINUTE_MS) * MINUTE_MS;
  if (ms >= LAST_MS) return undefined;
  const [day = '', time = ''] = new Date(ms).toISOString().split('T');
  const clock = time.slice(0, 5);
  if (days < 1 && !from1904) return clock;
  return clock === '00:00' ? day : `${day} ${clock}`;
}
