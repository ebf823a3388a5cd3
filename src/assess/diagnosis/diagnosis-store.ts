// SPDX-License-Identifier: Apache-2.0
import { sql } from '../../platform/postgres/database.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import type { AnswerValue } from './contract.ts';

export interface DiagnosisRow {
  readonly diagnosis_id: string;
  readonly form_id: string;
  readonly state: 'open' | 'finished';
  readonly started_at: Date;
  readonly finished_at: Date | null;
  readonly score: number | null;
  readonly part_scores: readonly number[] | null;
}

export interface SiteRow {
  readonly site_id: string;
  readonly name: string;
}

export interface AnswerRow {
  readonly site_id: string;
  readonly question: number;
  readonly value: AnswerValue;
  readonly member_id: string;
  readonly answered_at: Date;
}

export interface PartRow {
  readonly site_id: string;
  readonly part: number;
  readonly member_id: string;
  readonly asked_by: string;
  readonly asked_at: Date;
}

export interface ChoiceRow {
  readonly question: number;
  readonly value: AnswerValue;
  readonly reason: string;
  readonly member_id: string;
}

const COLUMNS = sql`diagnosis_id, form_id, state, started_at, finished_at, score, part_scores`;

export async function openDiagnosis(tx: ScopedTx): Promise<DiagnosisRow | undefined> {
  return tx.maybe<DiagnosisRow>(sql`
    SELECT ${COLUMNS} FROM assess_diagnosis WHERE org_id = ${tx.orgId} AND state = 'open'`);
}

export async function readDiagnosis(tx: ScopedTx, diagnosisId: string): Promise<DiagnosisRow | undefined> {
  return tx.maybe<DiagnosisRow>(sql`
    SELECT ${COLUMNS} FROM assess_diagnosis WHERE org_id = ${tx.orgId} AND diagnosis_id = ${diagnosisId}`);
}

/**
 * Until the end of the transaction nobody finishes it (`answer`), or nobody answers it either (`change`).
 * Answers of several people come at the same time and do not wait for each other.
 */
export async function holdDiagnosis(
  tx: ScopedTx,
  diagnosisId: string,
  purpose: 'answer' | 'change',
): Promise<DiagnosisRow | undefined> {
  const lock = purpose === 'answer' ? sql`FOR SHARE` : sql`FOR UPDATE`;
  return tx.maybe<DiagnosisRow>(sql`
    SELECT ${COLUMNS} FROM assess_diagnosis WHERE org_id = ${tx.orgId} AND diagnosis_id = ${diagnosisId} ${lock}`);
}

/** Newest first. */
export async function finishedDiagnoses(tx: ScopedTx, limit: number): Promise<DiagnosisRow[]> {
  return tx.all<DiagnosisRow>(sql`
    SELECT ${COLUMNS} FROM assess_diagnosis WHERE org_id = ${tx.orgId} AND state = 'finished'
    ORDER BY finished_at DESC, diagnosis_id DESC LIMIT ${limit}`);
}

export interface NewDiagnosis {
  readonly diagnosisId: string;
  readonly siteId: string;
  readonly formId: string;
  readonly catalogEdition: string;
  readonly at: Date;
  readonly by: string;
}

/** false when another one is open: there is only one at a time. */
export async function insertDiagnosis(tx: ScopedTx, row: NewDiagnosis): Promise<boolean> {
  const made = await tx.run(sql`
    INSERT INTO assess_diagnosis (org_id, diagnosis_id, form_id, catalog_edition, state, started_at, started_by)
    VALUES (${tx.orgId}, ${row.diagnosisId}, ${row.formId}, ${row.catalogEdition}, 'open', ${row.at}, ${row.by})
    ON CONFLICT (org_id) WHERE state = 'open' DO NOTHING`);
  if (made === 0) return false;
  await insertSite(tx, row.diagnosisId, { siteId: row.siteId, name: '' });
  return true;
}

/** false when a site of this name is there. */
export async function insertSite(
  tx: ScopedTx,
  diagnosisId: string,
  { siteId, name }: { siteId: string; name: string },
): Promise<boolean> {
  const made = await tx.run(sql`
    INSERT INTO assess_diagnosis_site (org_id, diagnosis_id, site_id, name)
    VALUES (${tx.orgId}, ${diagnosisId}, ${siteId}, ${name}) ON CONFLICT (org_id, diagnosis_id, name) DO NOTHING`);
  return made === 1;
}

export async function nameUnnamedSite(tx: ScopedTx, diagnosisId: string, name: string): Promise<void> {
  await tx.run(sql`
    UPDATE assess_diagnosis_site SET name = ${name}
    WHERE org_id = ${tx.orgId} AND diagnosis_id = ${diagnosisId} AND name = ''`);
}

export async function deleteSite(tx: ScopedTx, diagnosisId: string, siteId: string): Promise<void> {
  await tx.run(sql`
    DELETE FROM assess_diagnosis_site
    WHERE org_id = ${tx.orgId} AND diagnosis_id = ${diagnosisId} AND site_id = ${siteId}`);
}

export async function deleteDiagnosis(tx: ScopedTx, diagnosisId: string): Promise<void> {
  await tx.run(sql`
    DELETE FROM assess_diagnosis
    WHERE org_id = ${tx.orgId} AND diagnosis_id = ${diagnosisId} AND state = 'open'`);
}

/** In the order they were added. */
export async function sitesOf(tx: ScopedTx, diagnosisId: string): Promise<SiteRow[]> {
  return tx.all<SiteRow>(sql`
    SELECT site_id, name FROM assess_diagnosis_site
    WHERE org_id = ${tx.orgId} AND diagnosis_id = ${diagnosisId} ORDER BY site_id`);
}

export async function answersOf(tx: ScopedTx, diagnosisId: string): Promise<AnswerRow[]> {
  return tx.all<AnswerRow>(sql`
    SELECT site_id, question, value, member_id, answered_at FROM assess_diagnosis_answer
    WHERE org_id = ${tx.orgId} AND diagnosis_id = ${diagnosisId} ORDER BY site_id, question`);
}

export async function partsOf(tx: ScopedTx, diagnosisId: string): Promise<PartRow[]> {
  return tx.all<PartRow>(sql`
    SELECT site_id, part, member_id, asked_by, asked_at FROM assess_diagnosis_part
    WHERE org_id = ${tx.orgId} AND diagnosis_id = ${diagnosisId}`);
}

export async function choicesOf(tx: ScopedTx, diagnosisId: string): Promise<ChoiceRow[]> {
  return tx.all<ChoiceRow>(sql`
    SELECT question, value, reason, member_id FROM assess_diagnosis_choice
    WHERE org_id = ${tx.orgId} AND diagnosis_id = ${diagnosisId} ORDER BY question`);
}

export interface NewAnswer {
  readonly siteId: string;
  readonly question: number;
  readonly value: AnswerValue;
  readonly memberId: string;
  readonly at: Date;
}

export async function keepAnswer(tx: ScopedTx, diagnosisId: string, answer: NewAnswer): Promise<void> {
  await tx.run(sql`
    INSERT INTO assess_diagnosis_answer (org_id, diagnosis_id, site_id, question, value, member_id, answered_at)
    VALUES (${tx.orgId}, ${diagnosisId}, ${answer.siteId}, ${answer.question}, ${answer.value}, ${answer.memberId},
            ${answer.at})
    ON CONFLICT (org_id, diagnosis_id, site_id, question)
    DO UPDATE SET value = excluded.value, member_id = excluded.member_id, answered_at = excluded.answered_at`);
}

export interface AskedPart {
  readonly siteId: string;
  readonly part: number;
  readonly memberId: string | null;
  readonly by: string;
  readonly at: Date;
}

/** Asking the same person once more is no new asking. */
export async function keepPart(tx: ScopedTx, diagnosisId: string, asked: AskedPart): Promise<void> {
  if (asked.memberId === null) {
    await tx.run(sql`
      DELETE FROM assess_diagnosis_part
      WHERE org_id = ${tx.orgId} AND diagnosis_id = ${diagnosisId} AND site_id = ${asked.siteId} AND part = ${asked.part}`);
    return;
  }
  await tx.run(sql`
    INSERT INTO assess_diagnosis_part (org_id, diagnosis_id, site_id, part, member_id, asked_by, asked_at)
    VALUES (${tx.orgId}, ${diagnosisId}, ${asked.siteId}, ${asked.part}, ${asked.memberId}, ${asked.by}, ${asked.at})
    ON CONFLICT (org_id, diagnosis_id, site_id, part)
    DO UPDATE SET member_id = excluded.member_id, asked_by = excluded.asked_by, asked_at = excluded.asked_at
    WHERE assess_diagnosis_part.member_id <> excluded.member_id`);
}

export async function keepChoice(
  tx: ScopedTx,
  diagnosisId: string,
  choice: ChoiceRow & { readonly at: Date },
): Promise<void> {
  await tx.run(sql`
    INSERT INTO assess_diagnosis_choice (org_id, diagnosis_id, question, value, reason, member_id, chosen_at)
    VALUES (${tx.orgId}, ${diagnosisId}, ${choice.question}, ${choice.value}, ${choice.reason}, ${choice.member_id},
            ${choice.at})
    ON CONFLICT (org_id, diagnosis_id, question)
    DO UPDATE SET value = excluded.value, reason = excluded.reason, member_id = excluded.member_id,
      chosen_at = excluded.chosen_at`);
}

export async function deleteChoice(tx: ScopedTx, diagnosisId: string, question: number): Promise<void> {
  await tx.run(sql`
    DELETE FROM assess_diagnosis_choice
    WHERE org_id = ${tx.orgId} AND diagnosis_id = ${diagnosisId} AND question = ${question}`);
}

export interface Finish {
  readonly diagnosisId: string;
  readonly at: Date;
  readonly by: string;
  readonly score: number;
  readonly parts: readonly number[];
}

export async function finishRow(tx: ScopedTx, finish: Finish): Promise<void> {
  await tx.run(sql`
    UPDATE assess_diagnosis SET state = 'finished', finished_at = ${finish.at}, finished_by = ${finish.by},
      score = ${finish.score}, part_scores = ${[...finish.parts]}::smallint[]
    WHERE org_id = ${tx.orgId} AND diagnosis_id = ${finish.diagnosisId} AND state = 'open'`);
}

export interface DeclaredControl {
  readonly declarationId: string;
  readonly controlId: string;
  readonly value: AnswerValue;
  readonly note: string;
  readonly leafId: string;
}

/** All controls of a finished diagnosis in one statement. */
export async function insertDeclarations(
  tx: ScopedTx,
  given: { readonly memberId: string; readonly at: Date; readonly edition: string },
  controls: readonly DeclaredControl[],
): Promise<void> {
  if (controls.length === 0) return;
  const rows = controls.map(({ declarationId, controlId, value, note, leafId }) => ({
    declaration_id: declarationId,
    control_id: controlId,
    value,
    note,
    leaf_id: leafId,
  }));
  await tx.run(sql`
    INSERT INTO assess_declaration
      (org_id, declaration_id, control_id, value, note, member_id, declared_at, catalog_edition, leaf_id)
    SELECT ${tx.orgId}, declaration_id, control_id, value, note, ${given.memberId}::uuid, ${given.at}::timestamptz,
      ${given.edition}::text, leaf_id
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS new (declaration_id uuid, control_id text, value smallint, note text, leaf_id uuid)`);
}
