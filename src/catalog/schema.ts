// SPDX-License-Identifier: Apache-2.0
/** Shape of the YAML files under `catalog/`. Every object is strict: a misspelt key is an error, not silence. */
import { z } from 'zod';
import { controlId, PROTECTS, ROLES, SEVERITIES, SOURCE_KINDS, VERIFIER_KINDS, WEIGHTS } from './contract.ts';
import { howSure, httpsUrl, isoDate, key, ref, text } from './schema-parts.ts';

const step = text(600);
const steps = z.array(step).min(1).max(12);

export const controlFile = z.strictObject({
  id: controlId,
  theme: key,
  role: z.enum(ROLES),
  importance: z.enum(WEIGHTS),
  difficulty: z.enum(WEIGHTS),
  harm: z.int().min(1).max(5),
  effort: z.int().min(1).max(10_000),
  protects: z.enum(PROTECTS),
  due_days: z.strictObject(
    Object.fromEntries(SEVERITIES.map((s) => [s, z.int().min(0).max(366)])) as Record<
      (typeof SEVERITIES)[number],
      z.ZodInt
    >,
  ),
  /** What should be true. */
  title: text(60),
  /** The same as something to do: the title of a task. */
  action: text(60),
  what: text(),
  why: text(),
  question: text(300),
  verified_by: z
    .array(z.strictObject({ kind: z.enum(VERIFIER_KINDS), checks: z.array(z.string().max(60)).max(10).optional() }))
    .min(1)
    .max(6),
  fix: z.strictObject({
    windows: steps.optional(),
    macos: steps.optional(),
    linux: steps.optional(),
    general: steps,
  }),
  mappings: z.array(z.strictObject({ edition: key, ref, how_sure: howSure, source: key })).max(60),
  references: z.array(z.strictObject({ title: text(200), url: httpsUrl })).max(10),
});
export type ControlFile = z.infer<typeof controlFile>;

export const editionFile = z.strictObject({
  id: key,
  /** What stays the same from edition to edition, for example `ipa-articles`. */
  framework: key,
  title: text(200),
  issuer: text(120),
  date: isoDate,
  /** Best address of the document itself; the places we read are in `source`. */
  url: httpsUrl.optional(),
  source: key,
  how_sure: howSure,
  wording: text(300),
  note: text(600).optional(),
  supersedes: key.optional(),
  /** The places of this edition in our own words; a mapping may only name one of these. */
  refs: z
    .record(
      z.string().min(1).max(60),
      z.strictObject({
        ...text(200).shape,
        how_sure: howSure.optional(),
        source: key.optional(),
        stars: z.array(z.int().min(3).max(5)).optional(),
      }),
    )
    .refine((value) => Object.keys(value).length > 0, 'has no entries'),
});
export type EditionFile = z.infer<typeof editionFile>;

export const sourcesFile = z.record(
  key,
  z.strictObject({ title: text(300), url: httpsUrl.optional(), read: z.enum(SOURCE_KINDS) }),
);
export type SourceEntry = z.infer<typeof sourcesFile>[string];

export const themesFile = z.array(z.strictObject({ id: key, title: text(60) })).min(1);
export type ThemeEntry = z.infer<typeof themesFile>[number];

export const catalogFile = z.strictObject({
  /** Raised by hand with every change of meaning; the hash tells the rest. */
  version: z.string().regex(/^\d{4}\.\d{1,2}\.\d{1,3}$/, 'must look like 2026.11.1'),
  licence: text(300),
});
