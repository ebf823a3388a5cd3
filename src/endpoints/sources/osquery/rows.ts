// SPDX-License-Identifier: Apache-2.0
/** Reading rows (what, name, value, more), as `ask.ts` describes them. */
import { unknown } from '../../facts.ts';
import type { Reading } from '../../facts.ts';
import type { AskedSection } from './ask.ts';

/** A row as it came: any columns, values are strings. */
export type AnswerRow = Readonly<Record<string, string>>;

export interface Told {
  readonly name: string;
  readonly value: string;
  readonly more: string;
}

/** Everything longer is cut: a program's name decides nothing after 255 characters. */
export const KEPT_LENGTH = 255;

const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/g;

/** Trimmed, without control characters, well-formed Unicode, at most `max` units. */
export function clean(text: string | undefined, max = KEPT_LENGTH): string {
  const plain = (text ?? '')
    .slice(0, 4 * max)
    .replace(CONTROLS, '')
    .toWellFormed()
    .trim();
  return plain.length > max ? plain.slice(0, max).toWellFormed().trim() : plain;
}

/** The text, or nothing when nothing is left of it. */
export const textOf = (text: string | undefined, max = KEPT_LENGTH): string | undefined =>
  clean(text, max) || undefined;

/** A whole number from 0; undefined for anything else. */
export function countOf(text: string | undefined): number | undefined {
  const plain = (text ?? '').trim();
  if (!/^\d{1,15}(?:\.0+)?$/.test(plain)) return undefined;
  return Math.trunc(Number(plain));
}

/** "1", "true" and "0", "false" as osquery and property lists write them. */
export function flagOf(text: string | undefined): boolean | undefined {
  const plain = (text ?? '').trim().toLowerCase();
  if (/^(?:1|true|yes)(?:\.0)?$/.test(plain)) return true;
  return /^(?:0|false|no)(?:\.0)?$/.test(plain) ? false : undefined;
}

export interface Tale {
  /** Rows of one kind; empty when there are none. */
  all(what: string): readonly Told[];
  /** The value of the first row of this kind, and of this name when one is given (compared without case). */
  value(what: string, name?: string): string | undefined;
  /** A registry value by key and name; undefined when it is not set. */
  registry(key: string, name: string): string | undefined;
  /** The same as a number: REG_DWORD comes as decimal text. */
  dword(key: string, name: string): number | undefined;
}

/**
 * The rows by their kind; undefined when they are not the answer to our query: a column is missing, or the row is
 * missing that our query always gives. A value that was NULL may be left out by other clients: it reads as empty.
 */
export function taleOf(section: AskedSection, rows: readonly AnswerRow[]): Tale | undefined {
  const kinds = new Map<string, Told[]>();
  for (const row of rows) {
    const { what, name, value = '', more = '' } = row;
    if (what === undefined || name === undefined) return undefined;
    const kind = kinds.get(what) ?? [];
    kind.push({ name, value, more });
    kinds.set(what, kind);
  }
  return wasAsked(section, kinds.get('asked') ?? []) ? tale(kinds) : undefined;
}

const wasAsked = (section: AskedSection, [row, ...others]: readonly Told[]): boolean =>
  row?.name === section && row.value === '1' && others.length === 0;

function tale(kinds: ReadonlyMap<string, readonly Told[]>): Tale {
  const all = (what: string): readonly Told[] => kinds.get(what) ?? [];
  const value = (what: string, name?: string): string | undefined =>
    all(what).find((row) => name === undefined || row.name.toLowerCase() === name.toLowerCase())?.value;
  const registry = (key: string, name: string): string | undefined => value('registry', `${key}\\${name}`);
  return { all, value, registry, dword: (key, name) => countOf(registry(key, name)) };
}

export type Reader<T> = (told: Tale) => Reading<T>;

/** What came is not the answer to what was asked. */
export const FOREIGN_ROWS: Reading<never> = unknown('unreadable', 'not_the_rows_asked_for');

/** Moments on the machine are told in seconds since 1970. Undefined for clocks that were never set, and beyond 2100. */
export function dayOf(seconds: string | number | undefined): string | undefined {
  return instantOf(seconds)?.slice(0, 10);
}

const FIRST_SECOND = Date.parse('2001-01-01T00:00:00Z') / 1000;
const LAST_SECOND = Date.parse('2100-01-01T00:00:00Z') / 1000;

export function instantOf(seconds: string | number | undefined): string | undefined {
  const count = typeof seconds === 'number' ? seconds : countOf(seconds);
  if (count === undefined || count < FIRST_SECOND || count > LAST_SECOND) return undefined;
  return new Date(count * 1000).toISOString().replace('.000Z', 'Z');
}

/** The newest day that is not after the machine's own today; two days allow for zones. */
export function newestDay(days: readonly (string | undefined)[], now: string | undefined): string | undefined {
  const seconds = countOf(now);
  const last = seconds === undefined ? undefined : dayOf(seconds + 2 * 86_400);
  let newest: string | undefined;
  for (const day of days) {
    if (day === undefined || (last !== undefined && day > last)) continue;
    if (newest === undefined || day > newest) newest = day;
  }
  return newest;
}

export const byName = <T extends { readonly name: string }>(facts: readonly T[]): readonly T[] =>
  facts.toSorted((a, b) => (a.name < b.name ? -1 : 1));
