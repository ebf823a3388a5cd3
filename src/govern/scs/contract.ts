// SPDX-License-Identifier: Apache-2.0
/** The SCS scheme: a gap report by requirement, the self-assessment sheet, and the official criteria once imported. */
import { z } from 'zod';
import { MANAGERS, operation } from '../../kernel/contract.ts';
import type { StreamedAnswer } from '../../kernel/contract.ts';
import { bilingual, isoMoment, note, orgParams } from '../../kernel/schemas.ts';
import { MAX_FILE_BYTES, SHEET_ANSWERS } from '../check-sheets/contract.ts';

const stars = z.array(z.int().min(3).max(5));
const tally = z.object({ all: z.int(), yes: z.int(), partly: z.int(), no: z.int(), open: z.int() });

const requirement = z.object({
  /** 1-2-3 */
  ref: z.string(),
  title: bilingual,
  area: bilingual,
  stars,
  answer: z.enum(SHEET_ANSWERS),
  controls: z.array(
    z.object({ controlId: z.string(), title: bilingual, answer: z.enum(SHEET_ANSWERS), evidence: bilingual }),
  ),
  /** From the official table, when the organisation imported it. */
  official: z
    .object({ name: z.string(), text: z.string(), criteria: z.array(z.object({ no: z.string(), text: z.string() })) })
    .nullable(),
});
export type ScsRequirement = z.infer<typeof requirement>;

export const scsView = z.object({
  edition: z.object({ id: z.string(), title: bilingual, wording: bilingual, note: bilingual.nullable() }),
  tallies: z.object({ star3: tally, star4: tally }),
  requirements: z.array(requirement),
  criteria: z.object({ fileName: z.string(), importedAt: isoMoment, rows: z.int() }).nullable(),
});
export type ScsView = z.infer<typeof scsView>;

const PATH = '/api/v1/org/:orgId/scs';
const MAX_BASE64 = Math.ceil(MAX_FILE_BYTES / 3) * 4;

export const scsOperations = {
  readScs: operation({
    method: 'GET',
    path: PATH,
    summary: 'Gap report for SCS ★3 and ★4: the state of each requirement, what it rests on, what is missing',
    access: MANAGERS,
    params: orgParams,
    response: scsView,
  }),
  exportScs: operation({
    method: 'GET',
    path: `${PATH}/self-assessment`,
    summary: 'The self-assessment sheet as XLSX or CSV; a draft that a person has to check',
    access: MANAGERS,
    params: orgParams,
    query: z.object({
      star: z.enum(['3', '4']).default('3'),
      format: z.enum(['xlsx', 'csv']).default('xlsx'),
      language: z.enum(['ja', 'en']).default('ja'),
    }),
    response: z.custom<StreamedAnswer>(),
  }),
  importScsCriteria: operation({
    method: 'PUT',
    path: `${PATH}/criteria`,
    summary: 'Takes in the official table of criteria; its texts stay in this organisation’s data',
    access: MANAGERS,
    params: orgParams,
    body: z.object({
      fileName: note(200).min(1, 'name_missing'),
      file: z.base64().min(1, 'sheet_empty').max(MAX_BASE64, 'sheet_too_large'),
    }),
    bodyLimit: MAX_BASE64 + 16 * 1024,
    response: z.object({ rows: z.int() }),
  }),
  dropScsCriteria: operation({
    method: 'DELETE',
    path: `${PATH}/criteria`,
    summary: 'Removes the imported official table',
    access: MANAGERS,
    params: orgParams,
    status: 204,
    response: z.null(),
  }),
} as const;
