// SPDX-License-Identifier: Apache-2.0
/** Score, parts, band, the six measures, trend and what others answered. About ten queries, whatever the number of devices. */
import type { Catalog, ControlFile, DiagnosisFile } from '../../catalog/index.ts';
import { conflict, notFound } from '../../kernel/errors.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import type { AssessContext } from '../context.ts';
import { countsByCheck, countsOf } from '../control-state.ts';
import { countVerdicts } from '../count-store.ts';
import { newestDeclarations } from '../home-store.ts';
import { todayOf } from '../make-tasks.ts';
import type { AnsweredQuestion, AnswerValue, DiagnosisResult, Measure } from './contract.ts';
import { finishedDiagnoses, readDiagnosis } from './diagnosis-store.ts';
import { answersOfControls } from './finish-diagnosis.ts';
import { formView } from './form-of.ts';
import { measuredControls } from './known-evidence.ts';
import { loadDiagnosis, mergedAnswers, valuesOf } from './load-diagnosis.ts';
import type { LoadedDiagnosis } from './load-diagnosis.ts';
import { contradicting, evidenceOf } from './propose-answer.ts';
import { SHOWN_BEFORE, finishedView } from './read-overview.ts';
import { bandOf, pointsOf } from './score.ts';
import { readRanking } from '../threats/read-vote.ts';
import { threatsOfControls } from './threat-of-control.ts';
import type { RankedAgainst } from './threat-of-control.ts';
import { chooseMeasures, costClass, timeClass } from './six-measures.ts';
import type { Ranked } from './six-measures.ts';

const NOTHING = { ja: '', en: '' };

function measureView(ranked: Ranked, control: ControlFile, threat: RankedAgainst | null): Measure[] {
  const { candidate, gap, points } = ranked;
  if (gap === 'none') return [];
  const { counts } = candidate;
  return [
    {
      controlId: control.id,
      title: control.title,
      action: control.action,
      why: control.why,
      importance: control.importance,
      effortMinutes: control.effort,
      time: timeClass(control.effort),
      cost: costClass(control.difficulty),
      gap,
      failing: counts?.fail ?? 0,
      measured: (counts?.pass ?? 0) + (counts?.fail ?? 0),
      threat,
      points: Math.round(points * 100) / 100,
    },
  ];
}

/** What a control's own page says counts before what the diagnosis said of it: it may have been answered since. */
export async function sixMeasures(
  tx: ScopedTx,
  context: AssessContext,
  said: ReadonlyMap<string, { readonly value: AnswerValue }>,
): Promise<Measure[]> {
  const { catalog } = context;
  const day = await todayOf(tx, context);
  const byCheck = countsByCheck(await countVerdicts(tx));
  const declared = new Map((await newestDeclarations(tx)).map((row) => [row.control_id, row.value]));
  const threats = threatsOfControls(catalog, { day, ranking: await readRanking(tx, context) });
  const chosen = chooseMeasures(
    catalog.summaries.map((summary) => ({
      controlId: summary.id,
      theme: summary.theme.id,
      importance: summary.importance,
      difficulty: summary.difficulty,
      harm: summary.harm,
      effortMinutes: summary.effortMinutes,
      threatRank: threats.get(summary.id)?.rank ?? null,
      answer: declared.has(summary.id) ? declared.get(summary.id) : said.get(summary.id)?.value,
      counts: countsOf(summary, byCheck),
    })),
  );
  return chosen.flatMap((ranked) => {
    const control = catalog.controls.get(ranked.candidate.controlId);
    return control ? measureView(ranked, control, threats.get(control.id) ?? null) : [];
  });
}

function questionsOf(loaded: LoadedDiagnosis, values: ReadonlyMap<number, AnswerValue>): AnsweredQuestion[] {
  const several = loaded.sites.length > 1;
  return loaded.form.questions.map(({ no, part, question }) => {
    const value = values.get(no) ?? null;
    const sites = loaded.sites.flatMap(({ site_id, name }) => {
      const given = loaded.answers.find((row) => row.site_id === site_id && row.question === no);
      return several && given ? [{ name, value: given.value }] : [];
    });
    const differs = new Set(sites.map((one) => one.value)).size > 1;
    const reason = differs ? (loaded.choices.find((one) => one.question === no)?.reason ?? null) : null;
    return { no, part, question, value, points: pointsOf(loaded.form.points, value), sites, reason };
  });
}

function surveysOf(catalog: Catalog, formId: string, values: ReadonlyMap<number, AnswerValue>) {
  return catalog.surveys
    .filter(({ diagnosis }) => diagnosis === formId)
    .map((survey) => {
      const source = catalog.sources.get(survey.source);
      return {
        id: survey.id,
        title: survey.title,
        issuer: survey.issuer,
        year: survey.year,
        n: survey.n,
        note: survey.note ?? null,
        source: { title: source?.title ?? NOTHING, url: source?.url ?? null },
        figures: survey.figures.map(({ label, percent, counts, questions }) => ({
          label,
          percent,
          counts,
          questions: questions.map((no) => ({ no, value: values.get(no) ?? null })),
        })),
      };
    });
}

export async function loadFinished(tx: ScopedTx, context: AssessContext, diagnosisId: string) {
  const row = await readDiagnosis(tx, diagnosisId);
  if (!row) throw notFound('diagnosis_not_found');
  if (row.state !== 'finished') throw conflict('diagnosis_not_finished');
  const loaded = await loadDiagnosis(tx, context, row);
  const values = valuesOf(mergedAnswers(loaded));
  return { row, loaded, values, questions: questionsOf(loaded, values) };
}

/** A score rests on answers alone: where a machine sees otherwise today, that is said beside it. */
async function besideMachines(
  tx: ScopedTx,
  context: AssessContext,
  { form, questions }: { readonly form: DiagnosisFile; readonly questions: readonly AnsweredQuestion[] },
): Promise<DiagnosisResult['questions']> {
  const measured = await measuredControls(tx, context, form);
  return questions.map((one) => ({
    ...one,
    contradictedBy: [...contradicting(one.value, evidenceOf(measured.get(one.no) ?? []))],
  }));
}

export async function readResult(tx: ScopedTx, context: AssessContext, diagnosisId: string): Promise<DiagnosisResult> {
  const { catalog } = context;
  const { row, loaded, values, questions } = await loadFinished(tx, context, diagnosisId);
  const { form } = loaded;
  const before = await finishedDiagnoses(tx, SHOWN_BEFORE);
  const [diagnosis] = finishedView(catalog, row);
  const band = bandOf(form, row.score ?? 0);
  if (!diagnosis || !band) throw notFound('diagnosis_not_found');
  const newest = before[0]?.diagnosis_id === diagnosisId;
  const partTitle = new Map(form.parts.map(({ no, title }) => [no, title]));
  return {
    form: formView(catalog, form),
    diagnosis,
    newest,
    band: { id: band.id, title: band.title, advice: band.advice },
    bands: form.bands.map(({ id, from, title }) => ({ id, from, title })),
    parts: diagnosis.parts.map((part) => ({ ...part, title: partTitle.get(part.no) ?? NOTHING })),
    questions: newest
      ? await besideMachines(tx, context, { form, questions })
      : questions.map((one) => ({ ...one, contradictedBy: [] })),
    notUsedNote: form.not_used.note,
    measures: newest ? await sixMeasures(tx, context, answersOfControls(context, loaded, values)) : [],
    trend: before.flatMap((one) => finishedView(catalog, one)).toReversed(),
    surveys: surveysOf(catalog, form.id, values),
  };
}
