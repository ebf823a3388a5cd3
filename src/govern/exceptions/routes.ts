// SPDX-License-Identifier: Apache-2.0
import { Readable } from 'node:stream';
import { readCursor, writeCursor } from '../../assess/index.ts';
import { notFound } from '../../kernel/errors.ts';
import type { Language } from '../../kernel/language.ts';
import type { Routes } from '../../platform/http/routes.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/postgres/scope.ts';
import { seesAll, todayOf } from '../context.ts';
import { memberOf } from '../../platform/postgres/scope.ts';
import type { GovernContext } from '../context.ts';
import { exceptionOperations as operations } from './contract.ts';
import { changeException, closeException, createException, renewException } from './decide-exception.ts';
import { exceptionCsvHead, exceptionCsvLine } from './exception-csv.ts';
import { countExceptions, listExceptionRows, readExceptionRow } from './exception-store.ts';
import type { ExceptionFilter, ExceptionRow } from './exception-store.ts';
import { exceptionDetailView, exceptionView, mayRead, whatIsKnown } from './views.ts';

/** Rows of one page of the file. */
const CSV_PAGE = 200;

const placeOf = (row: ExceptionRow): { at: string; id: string } => ({
  at: row.closed_at?.toISOString() ?? row.ends_on,
  id: row.exception_id,
});

async function detail(tx: ScopedTx, context: GovernContext, exceptionId: string) {
  const row = await readExceptionRow(tx, exceptionId);
  if (!row || !mayRead(tx.scope, row)) throw notFound('exception_not_found');
  return { exception: await exceptionDetailView(tx, context, row) };
}

const ownOnly = (scope: Scope): string | undefined => (seesAll(scope) ? undefined : memberOf(scope));

/** In pages, each in a short transaction of its own. */
async function* csvOf(
  context: GovernContext,
  scope: Scope,
  { filters, language }: { filters: readonly ExceptionFilter[]; language: Language },
) {
  yield exceptionCsvHead(language);
  for (const filter of filters) {
    for (let after: { at: string; id: string } | undefined, more = true; more;) {
      const from = after;
      const page = await context.platform.db.scoped(scope, async (tx) => {
        const known = await whatIsKnown(tx, context);
        const asked = { filter, today: known.today, ownerId: ownOnly(scope), after: from, limit: CSV_PAGE };
        const rows = await listExceptionRows(tx, asked);
        return { rows, text: rows.map((row) => exceptionCsvLine(exceptionView(row, known), language)).join('') };
      });
      yield page.text;
      const last = page.rows.at(-1);
      more = page.rows.length === CSV_PAGE && last !== undefined;
      if (last) after = placeOf(last);
    }
  }
}

function readingRoutes(routes: Routes, context: GovernContext): void {
  const { db } = context.platform;
  routes.member(operations.listExceptions, async ({ scope, query }) =>
    db.scoped(scope, async (tx) => {
      const after = readCursor(query.cursor, query.state === 'closed' ? 'moment' : 'day');
      const known = await whatIsKnown(tx, context);
      const whose = { today: known.today, ownerId: ownOnly(scope) };
      const rows = await listExceptionRows(tx, { ...whose, filter: query.state, after, limit: query.limit });
      const last = rows.length === query.limit ? rows.at(-1) : undefined;
      const place = last && placeOf(last);
      return {
        exceptions: rows.map((row) => exceptionView(row, known)),
        counts: await countExceptions(tx, whose),
        next: place ? writeCursor(place.at, place.id) : null,
      };
    }),
  );
  routes.member(operations.exportExceptions, async ({ scope, query, answer }) => {
    const day = await db.scoped(scope, async (tx) => todayOf(tx, context));
    answer.header('content-disposition', `attachment; filename="sonae-exceptions-${day}.csv"`);
    answer.header('cache-control', 'no-store');
    const filters = query.state === 'all' ? (['current', 'closed'] as const) : [query.state];
    const lines = csvOf(context, scope, { filters, language: query.language });
    return answer.stream('text/csv; charset=utf-8', Readable.from(lines));
  });
  routes.member(operations.readException, async ({ scope, params }) =>
    db.scoped(scope, async (tx) => detail(tx, context, params.exceptionId)),
  );
}

export function exceptionRoutes(routes: Routes, context: GovernContext): void {
  const { db } = context.platform;
  readingRoutes(routes, context);
  routes.member(operations.createException, async ({ scope, body }) =>
    db.scoped(scope, async (tx) => {
      const made = await createException(tx, context, { ...body, startsOn: body.startsOn });
      return detail(tx, context, made);
    }),
  );
  routes.member(operations.changeException, async ({ scope, params, body }) =>
    db.scoped(scope, async (tx) => {
      await changeException(tx, context, { ...body, exceptionId: params.exceptionId });
      return detail(tx, context, params.exceptionId);
    }),
  );
  routes.member(operations.renewException, async ({ scope, params, body }) =>
    db.scoped(scope, async (tx) => {
      await renewException(tx, context, { ...body, exceptionId: params.exceptionId });
      return detail(tx, context, params.exceptionId);
    }),
  );
  routes.member(operations.closeException, async ({ scope, params, body }) =>
    db.scoped(scope, async (tx) => {
      await closeException(tx, context, { ...body, exceptionId: params.exceptionId });
      return detail(tx, context, params.exceptionId);
    }),
  );
}
