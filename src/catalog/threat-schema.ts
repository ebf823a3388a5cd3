// SPDX-License-Identifier: Apache-2.0
/** Shape of `catalog/threats/*.yaml`, `catalog/cases/*.yaml`, `catalog/entry-points.yaml` and `catalog/personal-threats.yaml`. */
import { z } from 'zod';
import { controlId, ENTRY_POINTS, MEASURE_ROLES, PHASES } from './contract.ts';
import { howSure, isoDate, key, ref, text } from './schema-parts.ts';

const said = z.strictObject({ ...text(300).shape, how_sure: howSure.optional(), source: key.optional() });
const controls = z.array(controlId).max(40);

export const threatFile = z.strictObject({
  id: key,
  title: text(60),
  /** How sure methods, causes and measures are, unless a line says otherwise. */
  how_sure: howSure,
  source: key,
  /** Its place in the yearly lists; the place is the edition's ref. */
  ranks: z.array(z.strictObject({ edition: key, ref })).max(20),
  /** What it is, in two sentences. */
  plain: text(400),
  /** "What would happen to us": an ordinary week in a small firm. Always our own words. */
  to_us: text(900),
  entry_points: z.array(z.enum(ENTRY_POINTS)).max(5),
  methods: z.array(said).max(12),
  causes: z.array(said).max(12),
  measures: z
    .array(
      z.strictObject({
        role: z.enum(MEASURE_ROLES),
        phase: z.enum(PHASES),
        ...said.shape,
        /** Controls of ours that do this; none = nothing of ours covers it yet. */
        controls: controls.optional(),
      }),
    )
    .min(1)
    .max(40),
  note: text(400).optional(),
});
export type ThreatFile = z.infer<typeof threatFile>;

export const caseFile = z.strictObject({
  id: key,
  /** Its place in `edition`, whose title we use. */
  edition: key,
  ref,
  title: text(60),
  /** Story, signs and controls are ours: nothing of the guideline's own telling has been read. */
  how_sure: howSure,
  source: key,
  categories: z.array(z.int().min(1).max(13)).min(1).max(13),
  threats: z.array(key).max(5),
  /** Invented, with nobody's name. */
  story: z.array(text(400)).min(2).max(6),
  watch_for: z.array(text(200)).min(1).max(6),
  /** Controls that would have stopped it, the strongest first. */
  controls: controls.min(1),
});
export type CaseFile = z.infer<typeof caseFile>;

export const entryPointsFile = z
  .array(
    z.strictObject({
      id: z.enum(ENTRY_POINTS),
      title: text(60),
      measure: text(200),
      how_sure: howSure,
      source: key,
      controls: controls.min(1),
    }),
  )
  .length(ENTRY_POINTS.length);
export type EntryPoint = z.infer<typeof entryPointsFile>[number];

/** The yearly list for individuals: ten without ranks, in the order of the list. */
export const personalThreatsFile = z.strictObject({
  edition: z.string().regex(/^\d{4}$/),
  title: text(100),
  issuer: text(100),
  date: isoDate,
  /** Of the list itself. What it means, what one notices and what to do are always our own words. */
  source: key,
  how_sure: howSure,
  wording: text(300),
  threats: z
    .array(
      z.strictObject({
        id: key,
        title: text(60),
        what: text(300),
        notice: z.array(text(200)).min(1).max(5),
        do: z.array(text(300)).min(1).max(5),
      }),
    )
    .length(10),
});
export type PersonalThreats = z.infer<typeof personalThreatsFile>;
