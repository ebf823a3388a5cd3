// SPDX-License-Identifier: Apache-2.0
import type { Routes } from '../../platform/http/routes.ts';
import type { AssessContext } from '../context.ts';
import { threatOperations as operations } from './contract.ts';
import { listThreats, readCase, readThreat } from './read-threats.ts';

export function threatRoutes(routes: Routes, context: AssessContext): void {
  const { db } = context.platform;
  routes.member(operations.listThreats, async ({ scope }) => db.scoped(scope, async (tx) => listThreats(tx, context)));
  routes.member(operations.readThreat, async ({ scope, params }) =>
    db.scoped(scope, async (tx) => ({ threat: await readThreat(tx, context, params.threatId) })),
  );
  routes.member(operations.readCase, async ({ scope, params }) =>
    db.scoped(scope, async (tx) => ({ case: await readCase(tx, context, params.caseId) })),
  );
}
