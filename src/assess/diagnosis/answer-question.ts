// SPDX-License-Identifier: Apache-2.0
/** Questions of a site as the caller may see them, and keeping one answer. */
import type { DiagnosisQuestion } from '../../catalog/index.ts';
import { invalid, notFound } from '../../kernel/errors.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import type { AssessContext } from '../context.ts';
import type { AnswerValue, DiagnosisQuestionView, DiagnosisSiteView } from './contract.ts';
import { keepAnswer } from './diagnosis-store.ts';
import type { AnswerRow } from './diagnosis-store.ts';
import { formView } from './form-of.ts';
import { measuredControls } from './known-evidence.ts';
import { callerOf, loadDiagnosis, mayAnswer, memberIdOf, namesOf, openRow, sitesFor } from './load-diagnosis.ts';
import { contradicts, evidenceOf, proposeAnswer } from './propose-answer.ts';
import type { MeasuredControl } from './propose-answer.ts';

interface Known {
  readonly answers: ReadonlyMap<number, AnswerRow>;
  readonly names: ReadonlyMap<string, string>;
  readonly measured: ReadonlyMap<number, readonly MeasuredControl[]>;
}

const NOTHING: readonly MeasuredControl[] = [];

function questionView(question: DiagnosisQuestion, { answers, names, measured }: Known): DiagnosisQuestionView {
  const row = answers.get(question.no);
  const controls = measured.get(question.no) ?? NOTHING;
  const evidence = evidenceOf(controls);
  const proposal = proposeAnswer(controls);
  return {
    no: question.no,
    part: question.part,
    question: question.question,
    help: question.help,
    why: question.why,
    notUsed: question.not_used ?? null,
    answer: row
      ? { value: row.value, memberName: names.get(row.member_id) ?? null, answeredAt: row.answered_at.toISOString() }
      : null,
    evidence,
    ...(proposal === undefined ? {} : { proposal }),
    contradicted: contradicts(row?.value, evidence),
  };
}

export interface Place {
  readonly diagnosisId: string;
  readonly siteId: string;
}

export async function readSite(tx: ScopedTx, context: AssessContext, place: Place): Promise<DiagnosisSiteView> {
  const caller = callerOf(tx.scope);
  const loaded = await loadDiagnosis(tx, context, await openRow(tx, place.diagnosisId));
  const names = await namesOf(tx, context);
  const site = sitesFor(loaded, caller, names).find(({ siteId }) => siteId === place.siteId);
  if (!site) throw notFound('diagnosis_site_not_found');
  const known: Known = {
    answers: new Map(
      loaded.answers.filter((row) => row.site_id === place.siteId).map((row) => [row.question, row] as const),
    ),
    names,
    measured: await measuredControls(tx, context, loaded.form),
  };
  const parts = new Set(site.parts.map(({ no }) => no));
  return {
    form: formView(context.catalog, loaded.form),
    diagnosisId: place.diagnosisId,
    site,
    onlyAsked: !caller.manager,
    severalSites: loaded.sites.length > 1,
    questions: loaded.form.questions
      .filter(({ part }) => parts.has(part))
      .map((question) => questionView(question, known)),
  };
}

export interface GivenAnswer extends Place {
  readonly question: number;
  readonly value: AnswerValue;
}

/** Kept at once, as it was said: what machines know is shown beside it, never put in its place. */
export async function answerQuestion(tx: ScopedTx, context: AssessContext, given: GivenAnswer) {
  const memberId = memberIdOf(tx.scope);
  const loaded = await loadDiagnosis(tx, context, await openRow(tx, given.diagnosisId, 'answer'));
  const question = loaded.form.questions.find(({ no }) => no === given.question);
  const place = { siteId: given.siteId, part: question?.part ?? 0 };
  const there = loaded.sites.some(({ site_id }) => site_id === given.siteId);
  if (!question || !there || !mayAnswer(loaded, callerOf(tx.scope), place))
    throw notFound('diagnosis_question_not_found');
  if (given.value === null && !question.not_used) {
    throw invalid('not_used_not_possible', [{ field: 'value', reason: 'not_used_not_possible' }]);
  }
  const at = context.platform.clock.now();
  const { siteId, value } = given;
  await keepAnswer(tx, given.diagnosisId, { siteId, question: question.no, value, memberId, at });
  const measured = await measuredControls(tx, context, { ...loaded.form, questions: [question] });
  const names = await namesOf(tx, context);
  return {
    answer: { value, memberName: names.get(memberId) ?? null, answeredAt: at.toISOString() },
    contradicted: contradicts(value, evidenceOf(measured.get(question.no) ?? NOTHING)),
  };
}
