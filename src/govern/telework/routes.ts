// SPDX-License-Identifier: Apache-2.0
import { Readable } from 'node:stream';
import type { MethodFinder } from '../../catalog/index.ts';
import { invalid, notFound } from '../../kernel/errors.ts';
import { audit } from '../../platform/audit.ts';
import { localDateOf } from '../../platform/calendar.ts';
import type { Routes } from '../../platform/http/routes.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import { memberOf } from '../../platform/postgres/scope.ts';
import type { GovernContext } from '../context.ts';
import { checklistCsv } from './checklist-csv.ts';
import { CRITERIA, GRADES, teleworkOperations as operations } from './contract.ts';
import type { FinderStep, TeleworkMethod } from './contract.ts';
import { findMethod } from './find-method.ts';
import { dropMethod, keepMethod } from './method-store.ts';
import { readChecklist } from './read-checklist.ts';
import type { AskedChecklist } from './read-checklist.ts';
import { backingOf, methodFileOf, methodViews } from './views.ts';

/** The shipped catalogue has one; a catalogue of somebody's own may have no methods at all. */
function finderOf({ catalog }: GovernContext): MethodFinder {
  if (!catalog.finder) throw notFound('method_not_found');
  return catalog.finder;
}

function stepFor(finder: MethodFinder, answers: string): FinderStep {
  const walk = findMethod(finder, answers);
  if (!walk) throw invalid('answers_too_many', [{ field: 'answers', reason: 'answers_too_many' }]);
  const { answered, ask, left, result } = walk;
  return {
    answered: answered.map(({ question: { id, question, help }, answer }) => ({ id, question, help, answer })),
    ask: ask ? { id: ask.id, question: ask.question, help: ask.help } : null,
    left,
    result: result
      ? {
          methodId: result.method,
          because: result.because,
          runnerUpId: result.runner_up,
          runnerUpBecause: result.runner_up_because,
        }
      : null,
    label: finder.label,
  };
}

async function oneMethod(tx: ScopedTx, context: GovernContext, methodId: string): Promise<TeleworkMethod> {
  const [method] = await methodViews(tx, context, [methodFileOf(context.catalog, methodId)]);
  if (!method) throw notFound('method_not_found');
  return method;
}

function methodRoutes(routes: Routes, context: GovernContext): void {
  const { catalog, platform } = context;
  const { db, clock } = platform;
  routes.member(operations.readTelework, async ({ scope }) => {
    const { criteria, grades } = finderOf(context);
    return {
      methods: await db.scoped(scope, async (tx) => methodViews(tx, context, catalog.methods)),
      criteria: CRITERIA.flatMap((id) => criteria.list.filter((one) => one.id === id)),
      grades: GRADES.map((grade) => ({ grade, title: grades.list[grade] })),
      backing: backingOf(catalog, criteria),
    };
  });
  routes.member(operations.findTeleworkMethod, async ({ query }) => stepFor(finderOf(context), query.answers));
  routes.member(operations.useTeleworkMethod, async ({ scope, params, body }) =>
    db.scoped(scope, async (tx) => {
      const { id: methodId } = methodFileOf(catalog, params.methodId);
      // Answers that lead elsewhere did not lead here.
      const led = body.answers !== null && findMethod(finderOf(context), body.answers)?.result?.method === methodId;
      await keepMethod(tx, {
        methodId,
        memberId: memberOf(scope) ?? '',
        at: clock.now(),
        note: body.note,
        answers: led ? body.answers : null,
        edition: catalog.edition.id,
      });
      await audit(tx, clock, { action: 'govern.method_used', subject: methodId });
      return { method: await oneMethod(tx, context, methodId) };
    }),
  );
  routes.member(operations.stopTeleworkMethod, async ({ scope, params }) =>
    db.scoped(scope, async (tx) => {
      if (!(await dropMethod(tx, params.methodId))) throw notFound('method_not_found');
      await audit(tx, clock, { action: 'govern.method_stopped', subject: params.methodId });
      return null;
    }),
  );
}

export function teleworkRoutes(routes: Routes, context: GovernContext): void {
  const { catalog, people, platform } = context;
  const { db } = platform;
  methodRoutes(routes, context);
  const asked = (methodId: string, role: AskedChecklist['role']): AskedChecklist => ({
    method: methodFileOf(catalog, methodId),
    role,
  });
  routes.member(operations.readTeleworkChecklist, async ({ scope, params, query }) =>
    db.scoped(scope, async (tx) => {
      const wanted = asked(params.methodId, query.role);
      return {
        ...(await readChecklist(tx, context, wanted)),
        method: await oneMethod(tx, context, params.methodId),
        backing: backingOf(catalog, wanted.method.applies),
      };
    }),
  );
  routes.member(operations.exportTeleworkChecklist, async ({ scope, params, query, answer }) => {
    const wanted = asked(params.methodId, query.role);
    const { items, zone } = await db.scoped(scope, async (tx) => ({
      ...(await readChecklist(tx, context, wanted)),
      zone: await people.timeZone(tx),
    }));
    const dayOf = (iso: string): string => localDateOf(new Date(iso), zone);
    answer.header('content-disposition', `attachment; filename="sonae-telework-${wanted.method.id}.csv"`);
    answer.header('cache-control', 'no-store');
    return answer.stream(
      'text/csv; charset=utf-8',
      Readable.from([checklistCsv(items, { language: query.language, dayOf })]),
    );
  });
}
