// SPDX-License-Identifier: Apache-2.0
/** What osquery agents send, brought into one form: everything a bounded text. Pure. */
import { OSQUERY_LIMITS } from './limits.ts';

export type Loose = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** No NUL and no half characters: PostgreSQL takes neither (exchange a: `cpu_brand` ends in seven NULs). */
export const cleanText = (text: string, length: number): string =>
  text.slice(0, length).replaceAll('\0', '').toWellFormed();

/** Values are texts unless `--logger_numerics` is set; null is what old agents send for an empty column. */
export function valueText(value: unknown, length: number = OSQUERY_LIMITS.valueLength): string {
  if (typeof value === 'string') return cleanText(value, length);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return '';
}

export function rowOf(value: unknown): Readonly<Record<string, string>> {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, OSQUERY_LIMITS.columns)
      .flatMap(([name, one]) => (name.length <= 100 ? [[name, valueText(one)] as const] : [])),
  );
}

/** Integers that come as numbers today and came as texts before osquery 3.0. */
export function integerOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined;
  return typeof value === 'string' && /^-?\d{1,15}$/.test(value.trim()) ? Number(value) : undefined;
}
