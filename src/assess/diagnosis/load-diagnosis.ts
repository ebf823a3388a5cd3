// SPDX-License-Identifier: Apache-2.0
/** Everything that was said in one diagnosis, and who may say more. */
import type { DiagnosisFile } from '../../catalog/index.ts';
import { conflict, notFound } from '../../kernel/errors.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/postgres/scope.ts';
import type { AssessContext } from '../context.ts';
import type { AnswerValue, DiagnosisSite, PartProgress } from './contract.ts';
import { answersOf, choicesOf, holdDiagnosis, partsOf, readDiagnosis, sitesOf } from './diagnosis-store.ts';
import type { AnswerRow, ChoiceRow, DiagnosisRow, PartRow, SiteRow } from './diagnosis-store.ts';
import { formById } from './form-of.ts';
import { mergeSites } from './merge-sites.ts';
import type { Merged } from './merge-sites.ts';

export interface LoadedDiagnosis {
  readonly row: DiagnosisRow;
  readonly form: DiagnosisFile;
  readonly sites: readonly SiteRow[];
  readonly answers: readonly AnswerRow[];
  readonly parts: readonly PartRow[];
  readonly choices: readonly ChoiceRow[];
}

export interface Caller {
  /** undefined: not one of the organisation's own people. */
  readonly memberId: string | undefined;
  /** May see and answer every part. */
  readonly manager: boolean;
}

export function callerOf({ actor }: Scope): Caller {
  if (actor.kind === 'operator') return { memberId: undefined, manager: true };
  if (actor.kind !== 'member') return { memberId: undefined, manager: false };
  return { memberId: actor.memberId, manager: actor.roles.some((role) => role !== 'teleworker') };
}

export function memberIdOf(scope: Scope): string {
  const { memberId } = callerOf(scope);
  if (memberId === undefined) throw notFound('diagnosis_not_found');
  return memberId;
}

export async function loadDiagnosis(tx: ScopedTx, context: AssessContext, row: DiagnosisRow): Promise<LoadedDiagnosis> {
  const id = row.diagnosis_id;
  return {
    row,
    form: formById(context.catalog, row.form_id),
    sites: await sitesOf(tx, id),
    answers: await answersOf(tx, id),
    parts: await partsOf(tx, id),
    choices: await choicesOf(tx, id),
  };
}

export async function openRow(tx: ScopedTx, diagnosisId: string, hold?: 'answer' | 'change'): Promise<DiagnosisRow> {
  const row = hold ? await holdDiagnosis(tx, diagnosisId, hold) : await readDiagnosis(tx, diagnosisId);
  if (!row) throw notFound('diagnosis_not_found');
  if (row.state !== 'open') throw conflict('diagnosis_finished');
  return row;
}

/** Managers answer everything; others the parts they were asked for. */
export function mayAnswer(loaded: LoadedDiagnosis, caller: Caller, place: { siteId: string; part: number }): boolean {
  if (caller.manager) return true;
  return loaded.parts.some(
    ({ site_id, part, member_id }) => site_id === place.siteId && part === place.part && member_id === caller.memberId,
  );
}

function progressOf(loaded: LoadedDiagnosis, siteId: string, names: ReadonlyMap<string, string>) {
  const given = new Set(loaded.answers.flatMap((row) => (row.site_id === siteId ? [row.question] : [])));
  return ({ no, title, about }: DiagnosisFile['parts'][number]): PartProgress => {
    const asked = loaded.form.questions.filter(({ part }) => part === no).map((question) => question.no);
    const person = loaded.parts.find(({ site_id, part }) => site_id === siteId && part === no)?.member_id ?? null;
    return {
      no,
      title,
      about,
      answered: asked.filter((question) => given.has(question)).length,
      total: asked.length,
      memberId: person,
      memberName: person === null ? null : (names.get(person) ?? null),
      next: asked.find((question) => !given.has(question)) ?? asked[0] ?? 1,
    };
  };
}

/** Sites with the parts the caller may answer; sites without any are left out. */
export function sitesFor(
  loaded: LoadedDiagnosis,
  caller: Caller,
  names: ReadonlyMap<string, string>,
): readonly DiagnosisSite[] {
  return loaded.sites.flatMap(({ site_id: siteId, name }) => {
    const parts = loaded.form.parts
      .filter(({ no }) => mayAnswer(loaded, caller, { siteId, part: no }))
      .map(progressOf(loaded, siteId, names));
    return parts.length > 0 ? [{ siteId, name, parts }] : [];
  });
}

/** What counts for each question; without those that a site has not answered. */
export function mergedAnswers(loaded: LoadedDiagnosis): ReadonlyMap<number, Merged> {
  const byQuestion = Map.groupBy(loaded.answers, ({ question }) => question);
  const chosen = new Map(loaded.choices.map(({ question, value }) => [question, value]));
  return new Map(
    loaded.form.questions.flatMap(({ no }) => {
      const answers = (byQuestion.get(no) ?? []).map(({ site_id, value }) => ({ siteId: site_id, value }));
      const merged = mergeSites(loaded.form.points, {
        sites: loaded.sites.length,
        answers,
        chosen: chosen.get(no),
      });
      return merged ? [[no, merged] as const] : [];
    }),
  );
}

export const valuesOf = (merged: ReadonlyMap<number, Merged>): ReadonlyMap<number, AnswerValue> =>
  new Map([...merged].map(([no, { value }]) => [no, value]));

export async function namesOf(tx: ScopedTx, context: AssessContext): Promise<ReadonlyMap<string, string>> {
  return new Map((await context.people.members(tx)).map(({ memberId, name }) => [memberId, name]));
}
