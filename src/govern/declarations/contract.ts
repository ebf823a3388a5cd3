// SPDX-License-Identifier: Apache-2.0
/** SECURITY ACTION: how far the organisation is, its basic policy, and the page it may publish. */
import { z } from 'zod';
import { MANAGERS, operation } from '../../kernel/contract.ts';
import { bilingual, isoMoment, localDate, note, orgParams } from '../../kernel/schemas.ts';
import { SHEET_ANSWERS } from '../check-sheets/contract.ts';

const LANGUAGES = ['ja', 'en'] as const;

export const policy = z.object({
  language: z.enum(LANGUAGES),
  company: note(120).min(1, 'name_missing'),
  /** Title and name, as they are to be printed. */
  representative: note(120).min(1, 'name_missing'),
  date: localDate,
  preamble: note(2000).min(1, 'policy_part_missing'),
  /** In the order of the five headings. */
  sections: z.array(note(2000).min(1, 'policy_part_missing')).length(5),
});
export type Policy = z.infer<typeof policy>;

const item = z.object({
  ref: z.string(),
  title: bilingual,
  answer: z.enum(SHEET_ANSWERS),
  /** What it rests on: each control with its own state and evidence. */
  controls: z.array(
    z.object({ controlId: z.string(), title: bilingual, answer: z.enum(SHEET_ANSWERS), evidence: bilingual }),
  ),
});
export type DeclarationItem = z.infer<typeof item>;

const declared = z.object({
  star: z.union([z.literal(1), z.literal(2)]),
  declaredOn: localDate,
  /** The id of the scheme, when the organisation has one: eleven digits. */
  registrationId: z.string(),
});

/** Words and hyphens; what people read in the address. */
const slug = z
  .string()
  .min(3, 'slug_shape')
  .max(60, 'slug_shape')
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'slug_shape');

const publication = z.object({
  slug: z.string(),
  path: z.string(),
  publishedAt: isoMoment,
  version: z.int(),
  noindex: z.boolean(),
});

export const declarationsView = z.object({
  edition: z.object({ id: z.string(), title: bilingual, wording: bilingual }),
  editions: z.array(z.object({ id: z.string(), title: bilingual })),
  articles: z.array(item),
  /** The 25 questions of the self-diagnosis: which have an answer. */
  questions: z.object({
    answered: z.int(),
    all: z.int(),
    missing: z.array(z.object({ ref: z.string(), title: bilingual })),
  }),
  policy: policy.nullable(),
  policyVersion: z.int(),
  policySavedAt: isoMoment.nullable(),
  template: z.object({
    ja: policy.extend({ representative: z.string() }),
    en: policy.extend({ representative: z.string() }),
  }),
  headings: z.object({ ja: z.array(z.string()), en: z.array(z.string()) }),
  declared: z.array(declared),
  publication: publication.nullable(),
});
export type DeclarationsView = z.infer<typeof declarationsView>;

const PATH = '/api/v1/org/:orgId/declarations';

export const declarationOperations = {
  readDeclarations: operation({
    method: 'GET',
    path: PATH,
    summary: 'Progress to SECURITY ACTION ★1 and ★2: articles, diagnosis, basic policy, page',
    access: MANAGERS,
    params: orgParams,
    query: z.object({ edition: z.string().max(80).optional() }),
    response: declarationsView,
  }),
  savePolicy: operation({
    method: 'PUT',
    path: `${PATH}/policy`,
    summary: 'Keeps a new version of the basic policy; earlier ones stay',
    access: MANAGERS,
    params: orgParams,
    body: policy,
    response: z.object({ version: z.int() }),
  }),
  recordDeclaration: operation({
    method: 'PUT',
    path: `${PATH}/stars/:star`,
    summary: 'Notes that the organisation has declared, on which day; null takes it back',
    access: MANAGERS,
    params: orgParams.extend({ star: z.enum(['1', '2']) }),
    body: z.object({
      declaredOn: localDate.nullable(),
      registrationId: z
        .string()
        .regex(/^(?:[45]\d{10})?$/, 'registration_shape')
        .default(''),
    }),
    response: z.object({ declared: z.array(declared) }),
  }),
  publishDeclaration: operation({
    method: 'PUT',
    path: `${PATH}/publication`,
    summary: 'Publishes declaration and basic policy on a signed page that needs no sign-in',
    access: MANAGERS,
    params: orgParams,
    body: z.object({ slug, noindex: z.boolean() }),
    response: z.object({ publication }),
  }),
  unpublishDeclaration: operation({
    method: 'DELETE',
    path: `${PATH}/publication`,
    summary: 'Takes the public page away',
    access: MANAGERS,
    params: orgParams,
    status: 204,
    response: z.null(),
  }),
} as const;
