// SPDX-License-Identifier: Apache-2.0
/** What the web and other modules see of the catalogue: the words, the weights and who asks for a control. */
import { z } from 'zod';

/** From weakest to surest: from memory, our own judgement, read elsewhere, read at the cited address. */
export const HOW_SURE = ['memory', 'proposal', 'second_hand', 'verified'] as const;
export type HowSure = (typeof HOW_SURE)[number];

export const ROLES = ['executive', 'administrator', 'teleworker'] as const;
export const WEIGHTS = ['high', 'middle', 'low'] as const;
export const PROTECTS = ['device', 'person', 'organisation'] as const;
export const VERIFIER_KINDS = ['machine', 'cloud', 'outside', 'person'] as const;
export const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;

/** Who acts against a threat: the guides speak of these; `everyone` includes the executive and the administrator. */
export const MEASURE_ROLES = ['executive', 'administrator', 'everyone', 'organisation'] as const;
/** Before, at the first signs, after (10 major threats, measures by role and phase). */
export const PHASES = ['prevent', 'detect', 'respond'] as const;
/** How attacks begin: a weakness, malware, a stolen password, a wrong setting, a lure (10 major threats 2021). */
export const ENTRY_POINTS = ['weakness', 'malware', 'password', 'setting', 'lure'] as const;

export const SOURCE_KINDS = ['issuer', 'commentary', 'own'] as const;

/** Answers of a person to a control's question: 4 yes, 2 partly, 0 not yet, −1 don't know (IPA self-diagnosis, 3.1). */
export const ANSWERS = ['4', '2', '0', '-1', 'not_applicable'] as const;
export type Answer = (typeof ANSWERS)[number];

export const controlId = z
  .string()
  .max(60)
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be lower-case words joined by "-"');

const bilingual = z.object({ ja: z.string(), en: z.string() });

export const controlMapping = z.object({
  edition: z.string(),
  /** Title of the edition. */
  editionTitle: bilingual,
  /** One line that says what we may claim, for example "based on …". */
  wording: bilingual,
  ref: z.string(),
  /** The place in the edition in our words; null when the edition has no list of places. */
  refTitle: bilingual.nullable(),
  howSure: z.enum(HOW_SURE),
  /** Whose words we read: the issuing body's, a commentator's, or our own proposal. */
  source: z.object({ title: bilingual, url: z.string().nullable(), read: z.enum(SOURCE_KINDS) }),
});
export type ControlMapping = z.infer<typeof controlMapping>;

export const controlSummary = z.object({
  id: controlId,
  /** What should be true. */
  title: bilingual,
  /** The same as something to do. */
  action: bilingual,
  theme: z.object({ id: z.string(), title: bilingual }),
  role: z.enum(ROLES),
  importance: z.enum(WEIGHTS),
  difficulty: z.enum(WEIGHTS),
  /** ◎ first, ○ next, null = not among the first ones; our weights, the guide's rule. */
  mark: z.enum(['first', 'next']).nullable(),
  /** 1 (small) … 5 (the organisation may not recover). */
  harm: z.int().min(1).max(5),
  effortMinutes: z.int().min(1),
  protects: z.enum(PROTECTS),
  /** Check ids whose result is this control's measured state; empty = a person's word only. */
  checks: z.array(z.string()),
});
export type ControlSummary = z.infer<typeof controlSummary>;

export const controlDetail = controlSummary.extend({
  what: bilingual,
  why: bilingual,
  question: bilingual,
  verifiedBy: z.array(z.object({ kind: z.enum(VERIFIER_KINDS), checks: z.array(z.string()) })),
  fix: z.object({
    windows: z.array(bilingual),
    macos: z.array(bilingual),
    linux: z.array(bilingual),
    general: z.array(bilingual),
  }),
  dueDays: z.object({ critical: z.int(), high: z.int(), medium: z.int(), low: z.int() }),
  mappings: z.array(controlMapping),
  references: z.array(z.object({ title: bilingual, url: z.string() })),
});
export type ControlDetail = z.infer<typeof controlDetail>;
