// SPDX-License-Identifier: Apache-2.0
/** The end of a diagnosis: its score is kept, and its answers become the declared states of the controls it names. */
import { conflict, invalid } from '../../kernel/errors.ts';
import { newUuid } from '../../kernel/ids.ts';
import { audit } from '../../platform/audit.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import type { AssessContext } from '../context.ts';
import { newestDeclarations } from '../home-store.ts';
import type { DeclarationRow } from '../home-store.ts';
import { recordEntries } from '../ledger/record.ts';
import type { AnswerValue, BecomingDeclared } from './contract.ts';
import { finishRow, insertDeclarations } from './diagnosis-store.ts';
import { controlsByQuestion, maxOf } from './form-of.ts';
import { loadDiagnosis, memberIdOf, mergedAnswers, namesOf, openRow, valuesOf } from './load-diagnosis.ts';
import type { LoadedDiagnosis } from './load-diagnosis.ts';
import { lowestAnswer } from './merge-sites.ts';
import { scoreOf } from './score.ts';

/** What each control would take over: of several questions the lowest answer, as with several sites. */
export function answersOfControls(
  context: Pick<AssessContext, 'catalog'>,
  loaded: Pick<LoadedDiagnosis, 'form'>,
  values: ReadonlyMap<number, AnswerValue>,
): ReadonlyMap<string, { readonly questions: readonly number[]; readonly value: AnswerValue }> {
  const questionsOf = new Map<string, number[]>();
  for (const [no, controls] of controlsByQuestion(context.catalog, loaded.form)) {
    if (!values.has(no)) continue;
    for (const { id } of controls) questionsOf.set(id, [...(questionsOf.get(id) ?? []), no]);
  }
  return new Map(
    [...questionsOf].flatMap(([controlId, questions]) => {
      const given = questions.flatMap((no) => values.get(no) ?? (values.has(no) ? [null] : []));
      const value = lowestAnswer(loaded.form.points, given);
      return value === undefined ? [] : [[controlId, { questions: questions.toSorted((a, b) => a - b), value }]];
    }),
  );
}

interface Becoming {
  readonly view: BecomingDeclared;
  readonly declaredAt: Date | undefined;
}

async function becomingOf(tx: ScopedTx, context: AssessContext, loaded: LoadedDiagnosis): Promise<readonly Becoming[]> {
  const names = await namesOf(tx, context);
  const declared = new Map((await newestDeclarations(tx)).map((row) => [row.control_id, row]));
  const found = answersOfControls(context, loaded, valuesOf(mergedAnswers(loaded)));
  const order = context.catalog.summaries.filter(({ id }) => found.has(id));
  return order.flatMap(({ id: controlId, title }) => {
    const entry = found.get(controlId);
    if (!entry) return [];
    const before = declared.get(controlId);
    const answered = loaded.answers.filter(({ question }) => entry.questions.includes(question));
    const newer =
      before !== undefined &&
      before.value !== entry.value &&
      answered.some(({ answered_at }) => before.declared_at > answered_at);
    const view = { controlId, title, questions: [...entry.questions], value: entry.value, newer };
    return [
      { view: { ...view, before: before ? declaredView(before, names) : null }, declaredAt: before?.declared_at },
    ];
  });
}

const declaredView = (row: DeclarationRow, names: ReadonlyMap<string, string>) => ({
  value: row.value,
  memberName: names.get(row.member_id) ?? null,
  at: row.declared_at.toISOString(),
});

function missingOf({ sites, answers, form }: LoadedDiagnosis) {
  return sites.flatMap(({ site_id: siteId, name }) => {
    const given = new Set(answers.flatMap((row) => (row.site_id === siteId ? [row.question] : [])));
    const questions = form.questions.flatMap(({ no }) => (given.has(no) ? [] : [no]));
    return questions.length > 0 ? [{ siteId, name, questions }] : [];
  });
}

export async function previewFinish(tx: ScopedTx, context: AssessContext, diagnosisId: string) {
  const loaded = await loadDiagnosis(tx, context, await openRow(tx, diagnosisId));
  return {
    missing: missingOf(loaded),
    score: scoreOf(loaded.form, valuesOf(mergedAnswers(loaded))).total,
    max: maxOf(loaded.form),
    controls: (await becomingOf(tx, context, loaded)).map(({ view }) => view),
    seenAt: context.platform.clock.now().toISOString(),
  };
}

export interface FinishRequest {
  readonly diagnosisId: string;
  /** Controls that take over the answers; the others keep what they have. */
  readonly controls: readonly string[];
  readonly seenAt: string;
}

/** Something said after the preview was shown is not overwritten unseen. */
function refuseWhatWasNotSeen(loaded: LoadedDiagnosis, chosen: readonly Becoming[], seenAt: Date): void {
  if (loaded.answers.some(({ answered_at }) => answered_at > seenAt)) throw conflict('diagnosis_answered_meanwhile');
  if (chosen.some(({ declaredAt }) => declaredAt !== undefined && declaredAt > seenAt)) {
    throw conflict('diagnosis_declared_meanwhile');
  }
}

export async function finishDiagnosis(tx: ScopedTx, context: AssessContext, request: FinishRequest) {
  const { clock } = context.platform;
  const { diagnosisId } = request;
  const loaded = await loadDiagnosis(tx, context, await openRow(tx, diagnosisId, 'change'));
  if (missingOf(loaded).length > 0) throw conflict('diagnosis_incomplete');
  const wanted = new Set(request.controls);
  const becoming = await becomingOf(tx, context, loaded);
  const chosen = becoming.filter(({ view }) => wanted.has(view.controlId));
  if (chosen.length < wanted.size) {
    throw invalid('control_not_found', [{ field: 'controls', reason: 'control_not_found' }]);
  }
  refuseWhatWasNotSeen(loaded, chosen, new Date(request.seenAt));
  const memberId = memberIdOf(tx.scope);
  const at = clock.now();
  await declareAll(tx, context, { diagnosisId, memberId, at, chosen: chosen.map(({ view }) => view) });
  const score = scoreOf(loaded.form, valuesOf(mergedAnswers(loaded)));
  const parts = score.parts.map(({ points }) => points);
  await finishRow(tx, { diagnosisId, at, by: memberId, score: score.total, parts });
  const detail = { score: score.total, controls: chosen.length };
  await audit(tx, clock, { action: 'assess.diagnosis_finished', subject: diagnosisId, detail });
  return { diagnosisId, score: score.total, declared: chosen.length };
}

interface Declare {
  readonly diagnosisId: string;
  readonly memberId: string;
  readonly at: Date;
  readonly chosen: readonly BecomingDeclared[];
}

async function declareAll(tx: ScopedTx, context: AssessContext, given: Declare): Promise<void> {
  const { catalog, platform } = context;
  const edition = catalog.edition.id;
  const leaves = await recordEntries(
    tx,
    platform,
    given.chosen.map(({ controlId, value, questions }) => ({
      kind: 'declaration' as const,
      payload: {
        control: controlId,
        value,
        note: '',
        member: given.memberId,
        catalog_edition: edition,
        diagnosis: given.diagnosisId,
        questions,
      },
    })),
  );
  const rows = given.chosen.map(({ controlId, value }, index) => ({
    declarationId: newUuid(platform.clock, platform.random),
    controlId,
    value,
    note: '',
    leafId: leaves[index] ?? '',
  }));
  await insertDeclarations(tx, { memberId: given.memberId, at: given.at, edition }, rows);
}
