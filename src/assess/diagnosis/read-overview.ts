// SPDX-License-Identifier: Apache-2.0
/** Where the self-diagnosis stands: on its own page and, in short, on the home page. */
import type { Catalog } from '../../catalog/index.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import type { AssessContext } from '../context.ts';
import { todayOf } from '../make-tasks.ts';
import type { DiagnosisOverview, FinishedDiagnosis, HomeDiagnosis } from './contract.ts';
import { finishedDiagnoses, openDiagnosis } from './diagnosis-store.ts';
import type { DiagnosisRow } from './diagnosis-store.ts';
import { formById, formOn, formView, maxOf } from './form-of.ts';
import { callerOf, loadDiagnosis, mergedAnswers, namesOf, sitesFor } from './load-diagnosis.ts';
import type { Caller, LoadedDiagnosis } from './load-diagnosis.ts';
import { bandOf } from './score.ts';

export const SHOWN_BEFORE = 20;

export function finishedView(catalog: Catalog, row: DiagnosisRow): FinishedDiagnosis[] {
  const form = catalog.diagnoses.get(row.form_id);
  if (!form || !row.finished_at) return [];
  return [
    {
      diagnosisId: row.diagnosis_id,
      formId: row.form_id,
      finishedAt: row.finished_at.toISOString(),
      score: row.score ?? 0,
      max: maxOf(form),
      parts: form.parts.map(({ no }, at) => ({
        no,
        points: row.part_scores?.[at] ?? 0,
        max: form.questions.filter(({ part }) => part === no).length * form.points['4'],
      })),
    },
  ];
}

const totalOf = (loaded: LoadedDiagnosis): number => loaded.form.questions.length * loaded.sites.length;

export async function readOverview(tx: ScopedTx, context: AssessContext): Promise<DiagnosisOverview> {
  const { catalog } = context;
  const caller = callerOf(tx.scope);
  const row = await openDiagnosis(tx);
  const loaded = row && (await loadDiagnosis(tx, context, row));
  const form = loaded?.form ?? formOn(catalog, await todayOf(tx, context));
  const sites = loaded ? sitesFor(loaded, caller, await namesOf(tx, context)) : [];
  return {
    form: formView(catalog, form),
    open:
      loaded && sites.length > 0
        ? {
            diagnosisId: loaded.row.diagnosis_id,
            startedAt: loaded.row.started_at.toISOString(),
            sites: [...sites],
            answered: sites.flatMap(({ parts }) => parts).reduce((sum, { answered }) => sum + answered, 0),
            total: sites.flatMap(({ parts }) => parts).reduce((sum, { total }) => sum + total, 0),
            differing: caller.manager ? [...mergedAnswers(loaded).values()].filter(({ differs }) => differs).length : 0,
          }
        : null,
    finished: (await finishedDiagnoses(tx, SHOWN_BEFORE)).flatMap((one) => finishedView(catalog, one)),
  };
}

function lastOf(catalog: Catalog, row: DiagnosisRow | undefined): HomeDiagnosis['last'] {
  const [view] = row ? finishedView(catalog, row) : [];
  if (!view) return null;
  const { diagnosisId, finishedAt, score, max } = view;
  const band = bandOf(formById(catalog, view.formId), score)?.title ?? { ja: '', en: '' };
  return { diagnosisId, finishedAt, score, max, band };
}

/** Parts that were given to the caller by name and are not complete. */
async function askedOf(
  tx: ScopedTx,
  context: AssessContext,
  { loaded, caller }: { loaded: LoadedDiagnosis; caller: Caller },
): Promise<HomeDiagnosis['asked']> {
  const given = loaded.parts.filter(({ member_id }) => member_id === caller.memberId);
  if (given.length === 0) return [];
  const names = await namesOf(tx, context);
  return sitesFor(loaded, caller, names).flatMap(({ siteId, name, parts }) =>
    parts.flatMap(({ no, title, answered, total, next }) => {
      const ask = given.find(({ site_id, part }) => site_id === siteId && part === no);
      if (!ask || answered === total) return [];
      const askedBy = names.get(ask.asked_by) ?? null;
      return [{ siteId, siteName: name, part: no, title, left: total - answered, next, askedBy }];
    }),
  );
}

export async function readHomeDiagnosis(tx: ScopedTx, context: AssessContext): Promise<HomeDiagnosis> {
  const caller = callerOf(tx.scope);
  const row = await openDiagnosis(tx);
  const [newest] = await finishedDiagnoses(tx, 1);
  const last = lastOf(context.catalog, newest);
  if (!row) return { state: last ? 'finished' : 'none', answered: 0, total: 0, last, asked: [], diagnosisId: null };
  const loaded = await loadDiagnosis(tx, context, row);
  return {
    state: 'open',
    diagnosisId: row.diagnosis_id,
    answered: loaded.answers.length,
    total: totalOf(loaded),
    last,
    asked: await askedOf(tx, context, { loaded, caller }),
  };
}
