// SPDX-License-Identifier: Apache-2.0
import { Readable } from 'node:stream';
import type { Routes } from '../../platform/http/routes.ts';
import type { AssessContext } from '../context.ts';
import { answerQuestion, readSite } from './answer-question.ts';
import { diagnosisOperations as operations } from './contract.ts';
import { finishDiagnosis, previewFinish } from './finish-diagnosis.ts';
import { abandonDiagnosis, addSite, askForPart, removeSite, startDiagnosis } from './keep-diagnosis.ts';
import { chooseAnswer, readMerge } from './merge-answers.ts';
import { readOverview } from './read-overview.ts';
import { loadFinished, readResult } from './read-result.ts';
import { resultCsv } from './result-csv.ts';

function keepingRoutes(routes: Routes, context: AssessContext): void {
  const { db } = context.platform;
  routes.member(operations.readDiagnoses, async ({ scope }) =>
    db.scoped(scope, async (tx) => readOverview(tx, context)),
  );
  routes.member(operations.startDiagnosis, async ({ scope }) =>
    db.scoped(scope, async (tx) => startDiagnosis(tx, context)),
  );
  routes.member(operations.abandonDiagnosis, async ({ scope, params }) => {
    await db.scoped(scope, async (tx) => abandonDiagnosis(tx, context, params.diagnosisId));
    return null;
  });
  routes.member(operations.addDiagnosisSite, async ({ scope, params, body }) =>
    db.scoped(scope, async (tx) =>
      addSite(tx, context, { diagnosisId: params.diagnosisId, name: body.name, firstName: body.firstName }),
    ),
  );
  routes.member(operations.removeDiagnosisSite, async ({ scope, params }) => {
    await db.scoped(scope, async (tx) => removeSite(tx, params));
    return null;
  });
  routes.member(operations.askForDiagnosisPart, async ({ scope, params, body }) => {
    await db.scoped(scope, async (tx) => askForPart(tx, context, { ...params, memberId: body.memberId }));
    return { memberId: body.memberId };
  });
}

function answeringRoutes(routes: Routes, context: AssessContext): void {
  const { db } = context.platform;
  routes.member(operations.readDiagnosisSite, async ({ scope, params }) =>
    db.scoped(scope, async (tx) => readSite(tx, context, params)),
  );
  routes.member(operations.answerDiagnosis, async ({ scope, params, body }) =>
    db.scoped(scope, async (tx) => answerQuestion(tx, context, { ...params, value: body.value })),
  );
  routes.member(operations.readDiagnosisMerge, async ({ scope, params }) =>
    db.scoped(scope, async (tx) => readMerge(tx, context, params.diagnosisId)),
  );
  routes.member(operations.chooseDiagnosisAnswer, async ({ scope, params, body }) =>
    db.scoped(scope, async (tx) => chooseAnswer(tx, context, { ...params, choice: body.choice })),
  );
}

function endingRoutes(routes: Routes, context: AssessContext): void {
  const { db } = context.platform;
  routes.member(operations.previewDiagnosis, async ({ scope, params }) =>
    db.scoped(scope, async (tx) => previewFinish(tx, context, params.diagnosisId)),
  );
  routes.member(operations.finishDiagnosis, async ({ scope, params, body }) =>
    db.scoped(scope, async (tx) => finishDiagnosis(tx, context, { diagnosisId: params.diagnosisId, ...body })),
  );
  routes.member(operations.readDiagnosisResult, async ({ scope, params }) =>
    db.scoped(scope, async (tx) => readResult(tx, context, params.diagnosisId)),
  );
  routes.member(operations.exportDiagnosis, async ({ scope, params, query, answer }) => {
    const text = await db.scoped(scope, async (tx) => {
      const { row, loaded, questions } = await loadFinished(tx, context, params.diagnosisId);
      return resultCsv({ row, form: loaded.form, questions, language: query.language });
    });
    answer.header('content-disposition', 'attachment; filename="sonae-self-diagnosis.csv"');
    return answer.stream('text/csv; charset=utf-8', Readable.from([text]));
  });
}

export function diagnosisRoutes(routes: Routes, context: AssessContext): void {
  keepingRoutes(routes, context);
  answeringRoutes(routes, context);
  endingRoutes(routes, context);
}
