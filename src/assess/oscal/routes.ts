// SPDX-License-Identifier: Apache-2.0
import { Readable } from 'node:stream';
import { componentDefinition, oscalCatalog } from '../../catalog/index.ts';
import { localDateOf } from '../../platform/calendar.ts';
import type { Answer, Routes } from '../../platform/http/routes.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import type { AssessContext } from '../context.ts';
import { listControls } from '../list-controls.ts';
import { assessmentResults } from './assessment-results.ts';
import { oscalOperations as operations } from './contract.ts';
import { controlsCsv } from './controls-csv.ts';
import { newestMeasurements } from './oscal-store.ts';

interface File {
  readonly name: string;
  readonly type: string;
  readonly text: string;
}

function download(answer: Answer, { name, type, text }: File) {
  answer.header('content-disposition', `attachment; filename="${name}"`);
  answer.header('cache-control', 'no-store');
  return answer.stream(type, Readable.from([text]));
}

const json = (name: string, value: unknown): File => ({
  name,
  type: 'application/json; charset=utf-8',
  text: `${JSON.stringify(value, null, 2)}\n`,
});

const assessedBy = async (tx: ScopedTx, context: AssessContext) => ({
  orgId: tx.orgId,
  organisation: await context.people.organisationName(tx),
  controls: await listControls(tx, context),
  measuredAt: new Map((await newestMeasurements(tx)).map(({ check_id, at }) => [check_id, at])),
});

export function oscalRoutes(routes: Routes, context: AssessContext): void {
  const { catalog, people, platform } = context;
  const { db, clock } = platform;
  routes.member(operations.exportCatalog, async ({ query, answer }) =>
    download(answer, json('sonae-oscal-catalog.json', oscalCatalog(catalog, { ...query, at: clock.now() }))),
  );
  routes.member(operations.exportComponent, async ({ query, answer }) => {
    const component = componentDefinition(catalog, { ...query, at: clock.now(), platforms: context.checkPlatforms });
    return download(answer, json('sonae-oscal-component-definition.json', component));
  });
  routes.member(operations.exportResults, async ({ scope, query, answer }) => {
    const assessed = await db.scoped(scope, async (tx) => assessedBy(tx, context));
    const results = assessmentResults(catalog, assessed, { ...query, at: clock.now() });
    return download(answer, json('sonae-oscal-assessment-results.json', results));
  });
  routes.member(operations.exportControls, async ({ scope, query, answer }) => {
    const { items, zone } = await db.scoped(scope, async (tx) => ({
      items: await listControls(tx, context),
      zone: await people.timeZone(tx),
    }));
    const dayOf = (iso: string): string => localDateOf(new Date(iso), zone);
    const text = controlsCsv(items, catalog, { ...query, dayOf });
    return download(answer, { name: 'sonae-controls.csv', type: 'text/csv; charset=utf-8', text });
  });
}
