// SPDX-License-Identifier: Apache-2.0
/** Small shapes that every file of the catalogue is made of. */
import { z } from 'zod';
import { HOW_SURE } from './contract.ts';

const MAX_TEXT = 1500;

function makeText(max: number) {
  const one = z
    .string()
    .max(max)
    .refine((value) => value.trim() !== '', 'is empty');
  return z.strictObject({ ja: one, en: one });
}
const made = new Map<number, ReturnType<typeof makeText>>();

/** A text in every language of the product; missing or empty ones are errors. One schema for each length: zod compiles each. */
export function text(max = MAX_TEXT): ReturnType<typeof makeText> {
  const found = made.get(max) ?? makeText(max);
  made.set(max, found);
  return found;
}
export const key = z
  .string()
  .max(80)
  .regex(/^[a-z0-9]+([-._][a-z0-9]+)*$/, 'must be lower-case words joined by "-", "." or "_"');
/** Places in a guideline are often plain numbers; YAML reads `ref: 3` as a number, we keep the string. */
export const ref = z.union([z.string().min(1).max(60), z.int()]).transform(String);
/** As much of a date as we have read; a bare year is written in quotes, or YAML makes it a number. */
export const isoDate = z
  .string()
  .regex(/^\d{4}(-\d{2}(-\d{2})?)?$/, 'must be a date such as "2026", 2026-03 or 2026-03-27');
export const httpsUrl = z
  .string()
  .max(400)
  .regex(/^https?:\/\/[^\s]+$/, 'must be an http(s) address');
export const howSure = z.enum(HOW_SURE);
