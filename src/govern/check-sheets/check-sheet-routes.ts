// SPDX-License-Identifier: Apache-2.0
import { Readable } from 'node:stream';
import { notFound } from '../../kernel/errors.ts';
import { audit } from '../../platform/audit.ts';
import type { Routes } from '../../platform/http/routes.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import { memberOf } from '../../platform/postgres/scope.ts';
import { answerQuestion, fillSheet } from './answer-question.ts';
import { checkSheetOperations as operations } from './contract.ts';
import type { SheetDetail } from './contract.ts';
import { exportSheet } from './export-sheet.ts';
import { layOutSheet } from './lay-out-sheet.ts';
import { previewOf } from './preview-sheet.ts';
import { fileOf, stateNow } from './sheet-context.ts';
import type { CheckSheetContext } from './sheet-context.ts';
import { deleteSheet, listSheets, questionsOf, readSheet } from './sheet-store.ts';
import { takeSheet } from './take-sheet.ts';
import { questionView, summaryView } from './views.ts';

const MAX_LISTED = 200;

async function namesOf(tx: ScopedTx, { govern }: CheckSheetContext): Promise<ReadonlyMap<string, string>> {
  return new Map((await govern.people.members(tx)).map(({ memberId, name }) => [memberId, name]));
}

async function readDetail(tx: ScopedTx, context: CheckSheetContext, sheetId: string): Promise<SheetDetail> {
  const sheet = await readSheet(tx, sheetId);
  if (!sheet) throw notFound('check_sheet_not_found');
  const state = await stateNow(tx, context.govern);
  const world = { state, catalog: context.govern.catalog, language: sheet.language };
  return {
    sheet: summaryView(sheet, await namesOf(tx, context)),
    layout: [...(sheet.layout ?? [])],
    words: sheet.words,
    language: sheet.language,
    questions: (await questionsOf(tx, sheetId)).map((row) => questionView(row, world)),
  };
}

function listRoutes(routes: Routes, context: CheckSheetContext): void {
  const { db, clock } = context.govern.platform;
  routes.member(operations.listCheckSheets, async ({ scope }) =>
    db.scoped(scope, async (tx) => {
      const names = await namesOf(tx, context);
      return { sheets: (await listSheets(tx, MAX_LISTED)).map((row) => summaryView(row, names)) };
    }),
  );
  routes.member(operations.takeCheckSheet, async ({ scope, body }) => {
    const memberId = memberOf(scope);
    if (memberId === undefined) throw notFound();
    return { sheetId: await takeSheet(context, scope, { ...body, memberId }) };
  });
  routes.member(operations.deleteCheckSheet, async ({ scope, params }) =>
    db.scoped(scope, async (tx) => {
      if (!(await deleteSheet(tx, params.sheetId))) throw notFound('check_sheet_not_found');
      await audit(tx, clock, { action: 'govern.check_sheet_deleted', subject: params.sheetId });
      return null;
    }),
  );
}

/** RFC 6266: the plain name for old clients, the true one in UTF-8. */
function disposition(fileName: string): string {
  const plain = fileName.replaceAll(/[^\w.-]+/g, '_');
  const whole = encodeURIComponent(fileName).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`;
}

export function checkSheetRoutes(routes: Routes, context: CheckSheetContext): void {
  const { db } = context.govern.platform;
  listRoutes(routes, context);
  routes.member(operations.readCheckSheet, async ({ scope, params }) =>
    db.scoped(scope, async (tx) => readDetail(tx, context, params.sheetId)),
  );
  routes.member(operations.previewCheckSheet, async ({ scope, params }) => {
    const file = await db.scoped(scope, async (tx) => fileOf(tx, params.sheetId));
    return previewOf(await context.tools.read(file));
  });
  routes.member(operations.layOutCheckSheet, async ({ scope, params, body }) => {
    const { parts, words, language } = body;
    await layOutSheet(context, scope, { sheetId: params.sheetId, choice: { layout: parts, words, language } });
    return db.scoped(scope, async (tx) => readDetail(tx, context, params.sheetId));
  });
  routes.member(operations.fillCheckSheet, async ({ scope, params, body }) =>
    db.scoped(scope, async (tx) => {
      await fillSheet(tx, context, { sheetId: params.sheetId, ...body });
      return readDetail(tx, context, params.sheetId);
    }),
  );
  routes.member(operations.answerSheetQuestion, async ({ scope, params, body }) =>
    db.scoped(scope, async (tx) => {
      await answerQuestion(tx, context, { sheetId: params.sheetId, no: params.no, ...body });
      const { questions } = await readDetail(tx, context, params.sheetId);
      const question = questions.find(({ no }) => no === params.no);
      if (!question) throw notFound('sheet_question_not_found');
      return { question };
    }),
  );
  routes.member(operations.exportCheckSheet, async ({ scope, params, query, answer }) => {
    const accept = query.contradictions === 'accept';
    const { fileName, contentType, content } = await exportSheet(context, scope, { sheetId: params.sheetId, accept });
    answer.header('content-disposition', disposition(fileName));
    return answer.stream(contentType, Readable.from([Buffer.from(content)]));
  });
}
