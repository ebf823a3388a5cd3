// SPDX-License-Identifier: Apache-2.0
/** Shape of `catalog/methods/*.yaml` (the seven ways of teleworking) and `catalog/method-finder.yaml`. */
import { z } from 'zod';
import { howSure, key, text } from './schema-parts.ts';

/** From best to worst, as the comparison table of the MIC guideline (5th edition) prints them. */
export const GRADES = ['S', 'A', 'B', 'C', 'D'] as const;
/** The five columns of that table. */
export const CRITERIA = ['office_work', 'busy_lines', 'cost', 'setup', 'control'] as const;
export type Criterion = (typeof CRITERIA)[number];

const rating = z.strictObject({ grade: z.enum(GRADES), ...text(200).shape });
const controlIds = z.array(key).max(60);

export const methodFile = z.strictObject({
  id: key,
  /** Place in the guideline's table, 1–7. */
  number: z.int().min(1).max(7),
  title: text(60),
  how_sure: howSure,
  source: key,
  how: text(300),
  /** When it fits. */
  fits: text(300),
  ratings: z.strictObject({
    office_work: rating,
    busy_lines: rating,
    cost: rating,
    setup: rating,
    control: rating,
  } satisfies Record<Criterion, typeof rating>),
  cautions: z.strictObject({ how_sure: howSure, source: key, list: z.array(text(400)).min(1).max(8) }),
  /** Controls mapped to these categories of the guideline, less `except`, plus `controls`. */
  applies: z.strictObject({
    how_sure: howSure,
    source: key,
    categories: z.array(z.int().min(1).max(13)).min(1).max(13),
    controls: controlIds,
    except: controlIds,
  }),
});
export type MethodFile = z.infer<typeof methodFile>;

/** Where an answer leads: to the next question, or to a method with its reason and the runner-up. */
const answer = z.union([
  z.strictObject({ question: key }),
  z.strictObject({ method: key, because: text(300), runner_up: key, runner_up_because: text(300) }),
]);

export const methodFinder = z.strictObject({
  /** Must stand beside every result. */
  label: text(300),
  how_sure: howSure,
  source: key,
  criteria: z.strictObject({
    source: key,
    how_sure: howSure,
    list: z.array(z.strictObject({ id: z.enum(CRITERIA), title: text(60), about: text(120) })).length(CRITERIA.length),
  }),
  grades: z.strictObject({ source: key, how_sure: howSure, list: z.record(z.enum(GRADES), text(40)) }),
  start: key,
  questions: z
    .array(z.strictObject({ id: key, question: text(200), help: text(200), yes: answer, no: answer }))
    .min(1)
    .max(20),
});
export type MethodFinder = z.infer<typeof methodFinder>;
