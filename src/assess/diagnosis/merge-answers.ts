// SPDX-License-Identifier: Apache-2.0
/** Several sites answered differently: a responsible person looks, and may choose another answer than the lowest. */
import { conflict, invalid, notFound } from '../../kernel/errors.ts';
import { audit } from '../../platform/audit.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import type { AssessContext } from '../context.ts';
import type { AnswerValue } from './contract.ts';
import { deleteChoice, keepChoice } from './diagnosis-store.ts';
import { loadDiagnosis, memberIdOf, namesOf, openRow } from './load-diagnosis.ts';
import type { LoadedDiagnosis } from './load-diagnosis.ts';
import { lowestAnswer } from './merge-sites.ts';

function differingQuestions(loaded: LoadedDiagnosis, names: ReadonlyMap<string, string>) {
  const byQuestion = Map.groupBy(loaded.answers, ({ question }) => question);
  return loaded.form.questions.flatMap(({ no, question }) => {
    const answers = byQuestion.get(no) ?? [];
    const values = answers.map(({ value }) => value);
    const lowest = lowestAnswer(loaded.form.points, values);
    if (lowest === undefined || new Set(values).size < 2) return [];
    const choice = loaded.choices.find((one) => one.question === no);
    const sites = loaded.sites.map(({ site_id: siteId, name }) => {
      const given = answers.find((one) => one.site_id === siteId);
      return { siteId, name, ...(given ? { value: given.value } : {}) };
    });
    const chosen = choice && {
      value: choice.value,
      reason: choice.reason,
      memberName: names.get(choice.member_id) ?? null,
    };
    return [{ no, question, sites, lowest, chosen: chosen ?? null }];
  });
}

export async function readMerge(tx: ScopedTx, context: AssessContext, diagnosisId: string) {
  const loaded = await loadDiagnosis(tx, context, await openRow(tx, diagnosisId));
  return { questions: differingQuestions(loaded, await namesOf(tx, context)) };
}

export interface Choose {
  readonly diagnosisId: string;
  readonly question: number;
  readonly choice: { readonly value: AnswerValue; readonly reason: string } | null;
}

export async function chooseAnswer(tx: ScopedTx, context: AssessContext, { diagnosisId, question, choice }: Choose) {
  const row = await openRow(tx, diagnosisId, 'change');
  const names = await namesOf(tx, context);
  const before = await loadDiagnosis(tx, context, row);
  if (!before.form.questions.some(({ no }) => no === question)) throw notFound('diagnosis_question_not_found');
  const differing = differingQuestions(before, names).find(({ no }) => no === question);
  if (!differing) throw conflict('diagnosis_sites_agree');
  if (choice === null) {
    await deleteChoice(tx, diagnosisId, question);
  } else {
    // Only what a site has said: a choice between answers, not a new one.
    if (!differing.sites.some(({ value }) => value === choice.value)) {
      throw invalid('choice_not_possible', [{ field: 'choice.value', reason: 'choice_not_possible' }]);
    }
    const at = context.platform.clock.now();
    const kept = { question, value: choice.value, reason: choice.reason.trim(), member_id: memberIdOf(tx.scope), at };
    await keepChoice(tx, diagnosisId, kept);
  }
  const detail = { question, value: choice?.value ?? 'lowest' };
  await audit(tx, context.platform.clock, { action: 'assess.diagnosis_chosen', subject: diagnosisId, detail });
  const after = differingQuestions(await loadDiagnosis(tx, context, row), names).find(({ no }) => no === question);
  if (!after) throw conflict('diagnosis_sites_agree');
  return { question: after };
}
