// SPDX-License-Identifier: Apache-2.0
/** Shape of `catalog/diagnosis/` (a self-diagnosis as a form) and `catalog/surveys/` (what others answered, with year and n). */
import { z } from 'zod';
import { HOW_SURE } from './contract.ts';

const text = (max: number) => {
  const one = z
    .string()
    .max(max)
    .refine((value) => value.trim() !== '', 'is empty');
  return z.strictObject({ ja: one, en: one });
};
const key = z
  .string()
  .max(80)
  .regex(/^[a-z0-9]+([-._][a-z0-9]+)*$/, 'must be lower-case words joined by "-", "." or "_"');
const howSure = z.enum(HOW_SURE);
const points = z.int().min(-10).max(10);
const cited = { source: key, how_sure: howSure };

const question = z.strictObject({
  no: z.int().min(1).max(99),
  part: z.int().min(1).max(9),
  question: text(200),
  /** What counts as "yes", in one line. */
  help: text(300),
  /** What could happen. */
  why: text(300),
  /** Present = "we have no such thing" is an answer, in these words. */
  not_used: text(120).optional(),
});

export const diagnosisFile = z
  .strictObject({
    id: key,
    edition: key,
    ...cited,
    points: z.strictObject({ '4': points, '2': points, '0': points, '-1': points, not_used: points }),
    not_used: z.strictObject({ ...cited, note: text(300) }),
    /** From the best to the worst; `from`: the lowest score that belongs to it. */
    bands: z
      .array(z.strictObject({ from: z.int().min(-1000).max(1000), id: key, title: text(80), advice: text(200) }))
      .min(1)
      .max(10),
    parts: z
      .array(z.strictObject({ no: z.int().min(1).max(9), title: text(60), about: text(300) }))
      .min(1)
      .max(9),
    questions: z.array(question).min(1).max(99),
  })
  .superRefine((file, context) => {
    const parts = new Set(file.parts.map(({ no }) => no));
    file.questions.forEach(({ no, part }, at) => {
      if (no !== at + 1)
        context.addIssue({ code: 'custom', path: ['questions', at, 'no'], message: `must be ${at + 1}` });
      if (!parts.has(part))
        context.addIssue({ code: 'custom', path: ['questions', at, 'part'], message: 'no such part' });
    });
    file.bands.forEach(({ from }, at) => {
      const above = file.bands[at - 1];
      if (above && above.from <= from) {
        context.addIssue({ code: 'custom', path: ['bands', at, 'from'], message: 'must be lower than the one above' });
      }
    });
    const worst = Math.min(...Object.values(file.points)) * file.questions.length;
    if ((file.bands.at(-1)?.from ?? 0) > worst) {
      context.addIssue({ code: 'custom', path: ['bands'], message: `scores from ${worst} on have no band` });
    }
  });
export type DiagnosisFile = z.infer<typeof diagnosisFile>;
export type DiagnosisQuestion = DiagnosisFile['questions'][number];

export const surveyFile = z.strictObject({
  id: key,
  /** Whose questions the figures lie next to. */
  diagnosis: key,
  title: text(120),
  issuer: text(120),
  year: z.int().min(2000).max(2100),
  /** How many were asked. */
  n: z.int().min(1),
  ...cited,
  note: text(300).optional(),
  figures: z
    .array(
      z.strictObject({
        questions: z.array(z.int()).min(1).max(5),
        percent: z.number().min(0).max(100),
        counts: z.enum(['yes', 'yes_or_partly']),
        label: text(120),
      }),
    )
    .min(1)
    .max(60),
});
export type SurveyFile = z.infer<typeof surveyFile>;
