// SPDX-License-Identifier: Apache-2.0
import { Readable } from 'node:stream';
import { audit } from '../../platform/audit.ts';
import type { Routes } from '../../platform/http/routes.ts';
import type { SheetTools } from '../check-sheets/sheet-tools.ts';
import type { GovernContext } from '../context.ts';
import { scsOperations as operations } from './contract.ts';
import { readCriteria } from './read-criteria.ts';
import { readScs } from './read-scs.ts';
import { dropCriteria, keepCriteria } from './scs-store.ts';
import { selfAssessmentCsv, selfAssessmentXlsx } from './self-assessment.ts';

const TYPES = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
} as const;

export function scsRoutes(routes: Routes, context: GovernContext, tools: SheetTools): void {
  const { db, clock } = context.platform;
  routes.member(operations.readScs, async ({ scope }) => db.scoped(scope, async (tx) => readScs(tx, context)));
  routes.member(operations.exportScs, async ({ scope, query, answer }) => {
    const { requirements } = await db.scoped(scope, async (tx) => readScs(tx, context));
    const wish = { star: query.star === '3' ? 3 : 4, language: query.language } as const;
    const content =
      query.format === 'csv'
        ? Buffer.from(selfAssessmentCsv(requirements, wish))
        : await selfAssessmentXlsx(requirements, wish);
    answer.header('content-disposition', `attachment; filename="scs-${query.star}-self-assessment.${query.format}"`);
    return answer.stream(TYPES[query.format], Readable.from([content]));
  });
  routes.member(operations.importScsCriteria, async ({ scope, body }) => {
    const criteria = readCriteria(await tools.read(Buffer.from(body.file, 'base64')));
    await db.scoped(scope, async (tx) => {
      await keepCriteria(tx, criteria, { at: clock.now(), fileName: body.fileName });
      await audit(tx, clock, { action: 'govern.scs_criteria_imported', subject: String(criteria.length) });
    });
    return { rows: criteria.length };
  });
  routes.member(operations.dropScsCriteria, async ({ scope }) =>
    db.scoped(scope, async (tx) => {
      await dropCriteria(tx);
      await audit(tx, clock, { action: 'govern.scs_criteria_removed', subject: 'scs' });
      return null;
    }),
  );
}
