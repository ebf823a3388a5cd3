// SPDX-License-Identifier: Apache-2.0
/** Customers' check sheets: a questionnaire comes in, is tied to controls, is answered from state, goes out as it came. */
import { z } from 'zod';
import { MANAGERS, operation } from '../../kernel/contract.ts';
import type { StreamedAnswer } from '../../kernel/contract.ts';
import { bilingual, isoMoment, note, orgParams, uuid } from '../../kernel/schemas.ts';

export const SHEET_ANSWERS = ['yes', 'partly', 'no', 'unknown', 'not_applicable'] as const;
export type SheetAnswer = (typeof SHEET_ANSWERS)[number];

const index = z.int().min(0).max(20_000);
const column = z.int().min(0).max(255);
const word = note(100);

/** Where one worksheet asks and wants its answers. All count from 0. */
export const sheetLayout = z.object({
  sheet: z.int().min(0).max(59),
  headerRow: index,
  questionColumn: column,
  answerColumn: column,
  noteColumn: column.nullable(),
});
export type SheetLayout = z.infer<typeof sheetLayout>;

/** The five answers in the sheet's own words; an empty word leaves the cell empty. */
export const answerWords = z.object({ yes: word, partly: word, no: word, unknown: word, notApplicable: word });
export type AnswerWords = z.infer<typeof answerWords>;

const proposal = z.object({
  controlId: z.string(),
  title: bilingual,
  /** 0 … 1. */
  score: z.number(),
  /** `memory`: what the organisation chose for the same or a very similar question before. */
  how: z.enum(['memory', 'text']),
});

const contradicted = z.object({
  controlId: z.string(),
  title: bilingual,
  failing: z.int(),
  names: z.array(z.string()),
});

export const sheetQuestion = z.object({
  no: z.int(),
  /** Where it stands in the file, as people find it: `Sheet1!B12`, or line 12 of a CSV. */
  place: z.string(),
  worksheet: z.string(),
  text: z.string(),
  proposals: z.array(proposal),
  /** null: nobody has said yet what it is about; empty: about none of our controls. */
  controls: z.array(z.object({ controlId: z.string(), title: bilingual })).nullable(),
  answer: z.enum(SHEET_ANSWERS).nullable(),
  note: z.string(),
  /** `state`: filled from what is answered and measured; `person`: written by hand, never overwritten. */
  answeredBy: z.enum(['state', 'person']).nullable(),
  /** The answer cell is calculated by the sheet: Sonae leaves it alone. */
  locked: z.boolean(),
  /** What the state gives now. */
  now: z.object({ answer: z.enum(SHEET_ANSWERS), note: z.string() }).nullable(),
  /** The answer says yes; these devices say no. */
  contradictions: z.array(contradicted),
});
export type SheetQuestion = z.infer<typeof sheetQuestion>;

export const sheetSummary = z.object({
  sheetId: uuid,
  title: z.string(),
  customer: z.string(),
  fileName: z.string(),
  kind: z.enum(['xlsx', 'csv']),
  /** The file holds a program, which is never run. */
  macro: z.boolean(),
  /** Cells calculated from answers are old until a spreadsheet program opens the exported file. */
  formulas: z.boolean(),
  encoding: z.string().nullable(),
  createdAt: isoMoment,
  createdBy: z.string().nullable(),
  exportedAt: isoMoment.nullable(),
  laidOut: z.boolean(),
  questions: z.int(),
  mapped: z.int(),
  answered: z.int(),
});
export type SheetSummary = z.infer<typeof sheetSummary>;

const LANGUAGES = ['ja', 'en'] as const;

export const sheetDetail = z.object({
  sheet: sheetSummary,
  layout: z.array(sheetLayout),
  words: answerWords.nullable(),
  language: z.enum(LANGUAGES),
  questions: z.array(sheetQuestion),
});
export type SheetDetail = z.infer<typeof sheetDetail>;

const previewRow = z.object({ row: z.int(), cells: z.array(z.object({ column: z.int(), text: z.string() })) });

/** A base64 body grows by a third; its bounds are those of the file. */
export const MAX_FILE_BYTES = 5 * 1024 * 1024;
const MAX_BASE64 = Math.ceil(MAX_FILE_BYTES / 3) * 4;
export const MAX_QUESTIONS = 2000;

const sheetParams = orgParams.extend({ sheetId: uuid });
const questionParams = sheetParams.extend({ no: z.coerce.number().int().min(1).max(MAX_QUESTIONS) });
const PATH = '/api/v1/org/:orgId/check-sheets';

export const checkSheetOperations = {
  listCheckSheets: operation({
    method: 'GET',
    path: PATH,
    summary: 'Questionnaires of customers, newest first, with how far each is',
    access: MANAGERS,
    params: orgParams,
    response: z.object({ sheets: z.array(sheetSummary) }),
  }),
  takeCheckSheet: operation({
    method: 'POST',
    path: PATH,
    summary: 'Takes in a questionnaire (XLSX, XLSM or CSV, at most 5 MB); a program inside is never run',
    access: MANAGERS,
    params: orgParams,
    body: z.object({
      title: note(200).min(1, 'name_missing'),
      customer: note(200).default(''),
      fileName: note(200).min(1, 'name_missing'),
      /** The file, base64. */
      file: z.base64().min(1, 'sheet_empty').max(MAX_BASE64, 'sheet_too_large'),
    }),
    bodyLimit: MAX_BASE64 + 16 * 1024,
    status: 201,
    response: z.object({ sheetId: uuid }),
  }),
  readCheckSheet: operation({
    method: 'GET',
    path: `${PATH}/:sheetId`,
    summary: 'One questionnaire: its questions, what they are about, the answers and contradictions',
    access: MANAGERS,
    params: sheetParams,
    response: sheetDetail,
  }),
  previewCheckSheet: operation({
    method: 'GET',
    path: `${PATH}/:sheetId/preview`,
    summary: 'The first rows of each worksheet, with a guess where it asks and where it wants answers',
    access: MANAGERS,
    params: sheetParams,
    response: z.object({
      worksheets: z.array(
        z.object({
          sheet: z.int(),
          name: z.string(),
          hidden: z.boolean(),
          filledRows: z.int(),
          columns: z.int(),
          rows: z.array(previewRow),
          proposed: sheetLayout.nullable(),
          /** Words the sheet itself offers for an answer. */
          offered: z.array(z.string()),
        }),
      ),
      words: answerWords,
      language: z.enum(LANGUAGES),
    }),
  }),
  layOutCheckSheet: operation({
    method: 'PUT',
    path: `${PATH}/:sheetId/layout`,
    summary: 'Says where the questions and the cells for answers are, and in which words to answer',
    access: MANAGERS,
    params: sheetParams,
    body: z.object({
      parts: z.array(sheetLayout).min(1, 'sheet_no_part').max(20),
      words: answerWords,
      language: z.enum(LANGUAGES),
    }),
    response: sheetDetail,
  }),
  fillCheckSheet: operation({
    method: 'POST',
    path: `${PATH}/:sheetId/fill`,
    summary: 'Fills every question tied to controls from what is answered and measured; answers by hand stay',
    access: MANAGERS,
    params: sheetParams,
    body: z.object({
      /** Ties questions to the controls chosen for the same question before. */
      useMemory: z.boolean().default(false),
    }),
    response: sheetDetail,
  }),
  answerSheetQuestion: operation({
    method: 'PUT',
    path: `${PATH}/:sheetId/questions/:no`,
    summary: 'Says which controls a question is about (remembered for the next sheet) and how it is answered',
    access: MANAGERS,
    params: questionParams,
    body: z.object({
      controlIds: z.array(z.string().max(60)).max(8).nullable(),
      /** Left out: filled from state unless a person wrote it; null: from state again. */
      answer: z.enum(SHEET_ANSWERS).nullable().optional(),
      note: note(2000).optional(),
    }),
    response: z.object({ question: sheetQuestion }),
  }),
  exportCheckSheet: operation({
    method: 'GET',
    path: `${PATH}/:sheetId/export`,
    summary: 'The same file with the answers in it; refused while an answer contradicts a measurement, unless told',
    access: MANAGERS,
    params: sheetParams,
    query: z.object({ contradictions: z.enum(['refuse', 'accept']).default('refuse') }),
    response: z.custom<StreamedAnswer>(),
  }),
  deleteCheckSheet: operation({
    method: 'DELETE',
    path: `${PATH}/:sheetId`,
    summary: 'Deletes a questionnaire with its file and answers; what was learnt about its questions stays',
    access: MANAGERS,
    params: sheetParams,
    status: 204,
    response: z.null(),
  }),
} as const;
