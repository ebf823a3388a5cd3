// SPDX-License-Identifier: Apache-2.0
import { sql } from '../../platform/postgres/database.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import type { AnswerWords, SheetAnswer, SheetLayout } from './contract.ts';

export interface SheetRow {
  readonly sheet_id: string;
  readonly title: string;
  readonly customer: string;
  readonly file_name: string;
  readonly kind: 'xlsx' | 'csv';
  readonly macro: boolean;
  readonly formulas: boolean;
  readonly encoding: string | null;
  readonly language: 'ja' | 'en';
  readonly layout: readonly SheetLayout[] | null;
  readonly words: AnswerWords | null;
  readonly created_at: Date;
  readonly created_by: string;
  readonly exported_at: Date | null;
  readonly questions: number;
  readonly mapped: number;
  readonly answered: number;
}

const WITH_COUNTS = sql`
  SELECT sheet.*, counted.questions, counted.mapped, counted.answered
  FROM govern_check_sheet sheet, LATERAL (
    SELECT count(*) AS questions, count(question.control_ids) AS mapped, count(question.answer) AS answered
    FROM govern_sheet_question question
    WHERE question.org_id = sheet.org_id AND question.sheet_id = sheet.sheet_id) counted`;

export async function listSheets(tx: ScopedTx, limit: number): Promise<SheetRow[]> {
  return tx.all<SheetRow>(sql`
    ${WITH_COUNTS} WHERE sheet.org_id = ${tx.orgId} ORDER BY sheet.created_at DESC, sheet.sheet_id DESC LIMIT ${limit}`);
}

export async function readSheet(tx: ScopedTx, sheetId: string): Promise<SheetRow | undefined> {
  return tx.maybe<SheetRow>(sql`${WITH_COUNTS} WHERE sheet.org_id = ${tx.orgId} AND sheet.sheet_id = ${sheetId}`);
}

/** Two who change one sheet wait for each other. False when there is none. */
export async function lockSheet(tx: ScopedTx, sheetId: string): Promise<boolean> {
  const row = await tx.maybe(sql`
    SELECT sheet_id FROM govern_check_sheet WHERE org_id = ${tx.orgId} AND sheet_id = ${sheetId} FOR UPDATE`);
  return row !== undefined;
}

export async function countSheets(tx: ScopedTx): Promise<number> {
  return (await tx.one<{ count: number }>(sql`SELECT count(*) FROM govern_check_sheet WHERE org_id = ${tx.orgId}`))
    .count;
}

export interface NewSheet {
  readonly sheetId: string;
  readonly title: string;
  readonly customer: string;
  readonly fileName: string;
  readonly kind: 'xlsx' | 'csv';
  readonly macro: boolean;
  readonly formulas: boolean;
  readonly encoding: string | null;
  readonly language: 'ja' | 'en';
  readonly at: Date;
  readonly memberId: string;
  readonly content: Uint8Array;
}

export async function insertSheet(tx: ScopedTx, sheet: NewSheet): Promise<void> {
  await tx.run(sql`
    INSERT INTO govern_check_sheet
      (org_id, sheet_id, title, customer, file_name, kind, macro, formulas, encoding, language, created_at, created_by)
    VALUES (${tx.orgId}, ${sheet.sheetId}, ${sheet.title}, ${sheet.customer}, ${sheet.fileName}, ${sheet.kind},
            ${sheet.macro}, ${sheet.formulas}, ${sheet.encoding}, ${sheet.language}, ${sheet.at}, ${sheet.memberId})`);
  await tx.run(sql`
    INSERT INTO govern_check_sheet_file (org_id, sheet_id, content)
    VALUES (${tx.orgId}, ${sheet.sheetId}, ${Buffer.from(sheet.content)})`);
}

export async function readFileOf(tx: ScopedTx, sheetId: string): Promise<Buffer | undefined> {
  const row = await tx.maybe<{ content: Buffer }>(sql`
    SELECT content FROM govern_check_sheet_file WHERE org_id = ${tx.orgId} AND sheet_id = ${sheetId}`);
  return row?.content;
}

export async function deleteSheet(tx: ScopedTx, sheetId: string): Promise<boolean> {
  return (await tx.run(sql`DELETE FROM govern_check_sheet WHERE org_id = ${tx.orgId} AND sheet_id = ${sheetId}`)) > 0;
}

export interface LayoutChoice {
  readonly layout: readonly SheetLayout[];
  readonly words: AnswerWords;
  readonly language: 'ja' | 'en';
}

export async function keepLayout(tx: ScopedTx, sheetId: string, choice: LayoutChoice): Promise<void> {
  await tx.run(sql`
    UPDATE govern_check_sheet SET layout = ${JSON.stringify(choice.layout)}::jsonb,
      words = ${JSON.stringify(choice.words)}::jsonb, language = ${choice.language}
    WHERE org_id = ${tx.orgId} AND sheet_id = ${sheetId}`);
}

export async function markExported(tx: ScopedTx, sheetId: string, at: Date): Promise<void> {
  await tx.run(sql`
    UPDATE govern_check_sheet SET exported_at = ${at} WHERE org_id = ${tx.orgId} AND sheet_id = ${sheetId}`);
}

export interface StoredProposal {
  readonly controlId: string;
  readonly score: number;
  readonly how: 'memory' | 'text';
}

export interface QuestionRow {
  readonly question_no: number;
  readonly sheet_index: number;
  readonly row_index: number;
  readonly place: string;
  readonly worksheet: string;
  readonly question: string;
  readonly proposals: readonly StoredProposal[];
  readonly control_ids: readonly string[] | null;
  readonly answer: SheetAnswer | null;
  readonly note: string;
  readonly answered_by: 'state' | 'person' | null;
  readonly locked: boolean;
}

export async function questionsOf(tx: ScopedTx, sheetId: string): Promise<QuestionRow[]> {
  return tx.all<QuestionRow>(sql`
    SELECT question_no, sheet_index, row_index, place, worksheet, question, proposals, control_ids, answer, note,
      answered_by, locked
    FROM govern_sheet_question WHERE org_id = ${tx.orgId} AND sheet_id = ${sheetId} ORDER BY question_no`);
}

/** Puts these questions in the place of all earlier ones. */
export async function replaceQuestions(tx: ScopedTx, sheetId: string, rows: readonly QuestionRow[]): Promise<void> {
  await tx.run(sql`DELETE FROM govern_sheet_question WHERE org_id = ${tx.orgId} AND sheet_id = ${sheetId}`);
  await tx.run(sql`
    INSERT INTO govern_sheet_question
      (org_id, sheet_id, question_no, sheet_index, row_index, place, worksheet, question, proposals, control_ids,
       answer, note, answered_by, locked)
    SELECT ${tx.orgId}, ${sheetId}::uuid, question_no, sheet_index, row_index, place, worksheet, question, proposals,
      CASE WHEN jsonb_typeof(control_ids) = 'array'
        THEN ARRAY(SELECT jsonb_array_elements_text(control_ids)) END,
      answer, note, answered_by, locked
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS new
      (question_no smallint, sheet_index smallint, row_index integer, place text, worksheet text, question text,
       proposals jsonb, control_ids jsonb, answer text, note text, answered_by text, locked boolean)`);
}

export type ChangedQuestion = Pick<QuestionRow, 'question_no' | 'control_ids' | 'answer' | 'note' | 'answered_by'>;

export async function changeQuestions(
  tx: ScopedTx,
  sheetId: string,
  changed: readonly ChangedQuestion[],
): Promise<void> {
  if (changed.length === 0) return;
  await tx.run(sql`
    UPDATE govern_sheet_question question SET
      control_ids = CASE WHEN jsonb_typeof(new.control_ids) = 'array'
        THEN ARRAY(SELECT jsonb_array_elements_text(new.control_ids)) END,
      answer = new.answer, note = new.note, answered_by = new.answered_by
    FROM jsonb_to_recordset(${JSON.stringify(changed)}::jsonb) AS new
      (question_no smallint, control_ids jsonb, answer text, note text, answered_by text)
    WHERE question.org_id = ${tx.orgId} AND question.sheet_id = ${sheetId}
      AND question.question_no = new.question_no`);
}

export interface Remembered {
  readonly question_key: string;
  readonly control_ids: readonly string[];
}

export async function rememberedQuestions(tx: ScopedTx, limit: number): Promise<Remembered[]> {
  return tx.all<Remembered>(sql`
    SELECT question_key, control_ids FROM govern_question_memory
    WHERE org_id = ${tx.orgId} ORDER BY used_at DESC LIMIT ${limit}`);
}

export async function remember(
  tx: ScopedTx,
  { key, controlIds, at }: { key: string; controlIds: readonly string[]; at: Date },
): Promise<void> {
  await tx.run(sql`
    INSERT INTO govern_question_memory (org_id, question_key, control_ids, used_at)
    VALUES (${tx.orgId}, ${key}, ${[...controlIds]}::text[], ${at})
    ON CONFLICT (org_id, question_key) DO UPDATE SET control_ids = excluded.control_ids, used_at = excluded.used_at`);
}
