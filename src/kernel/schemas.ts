// SPDX-License-Identifier: Apache-2.0
/** Small shapes that every contract needs. Pure zod; the web imports their types only. */
import { z } from 'zod';

export const uuid = z.uuid().transform((text) => text.toLowerCase());
export const orgParams = z.object({ orgId: uuid });
export const isoMoment = z.iso.datetime({ offset: true });
export const localDate = z.iso.date();
/** Opaque place in a list; given back unchanged to get the next page. */
export const cursor = z
  .string()
  .max(200)
  .regex(/^[\w.:-]+$/);
export const pageQuery = z.object({
  cursor: cursor.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const bilingual = z.object({ ja: z.string(), en: z.string() });
/** Free text by a person: bounded, no control characters but line breaks. */
export const note = (max: number) =>
  z
    .string()
    .max(max, 'too_long')
    // Half a surrogate pair is no text; PostgreSQL refuses it inside of JSON.
    .refine((text) => text.isWellFormed(), 'control_characters')
    .refine((text) => !/[\u0000-\u0009\u000b-\u001f\u007f]/.test(text.replaceAll('\r\n', '\n')), 'control_characters');
