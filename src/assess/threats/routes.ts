// SPDX-License-Identifier: Apache-2.0
import type { Routes } from '../../platform/http/routes.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/postgres/scope.ts';
import type { AssessContext } from '../context.ts';
import { threatOperations as operations, voteOperations } from './contract.ts';
import { beginVote, castBallot, countVote, dropVote } from './keep-vote.ts';
import { listThreats, readCase, readPersonal, readThreat } from './read-threats.ts';
import { readVote } from './read-vote.ts';

export function threatRoutes(routes: Routes, context: AssessContext): void {
  const { db } = context.platform;
  routes.member(operations.listThreats, async ({ scope }) => db.scoped(scope, async (tx) => listThreats(tx, context)));
  routes.member(operations.readThreat, async ({ scope, params }) =>
    db.scoped(scope, async (tx) => ({ threat: await readThreat(tx, context, params.threatId) })),
  );
  routes.member(operations.readCase, async ({ scope, params }) =>
    db.scoped(scope, async (tx) => ({ case: await readCase(tx, context, params.caseId) })),
  );
  routes.member(operations.readPersonalThreats, async () => readPersonal(context.catalog));
  voteRoutes(routes, context);
}

function voteRoutes(routes: Routes, context: AssessContext): void {
  /** Each change answers with how the vote stands after it. */
  const voteAfter = async (scope: Scope, change: (tx: ScopedTx) => Promise<void>) =>
    context.platform.db.scoped(scope, async (tx) => {
      await change(tx);
      return { vote: await readVote(tx, context) };
    });
  routes.member(voteOperations.readThreatVote, async ({ scope }) => voteAfter(scope, async () => {}));
  routes.member(voteOperations.openThreatVote, async ({ scope }) =>
    voteAfter(scope, async (tx) => beginVote(tx, context)),
  );
  routes.member(voteOperations.castThreatBallot, async ({ scope, params, body }) =>
    voteAfter(scope, async (tx) => castBallot(tx, context, { voteId: params.voteId, threatIds: body.threatIds })),
  );
  routes.member(voteOperations.countThreatVote, async ({ scope, params }) =>
    voteAfter(scope, async (tx) => countVote(tx, context, params.voteId)),
  );
  routes.member(voteOperations.dropThreatVote, async ({ scope, params }) =>
    voteAfter(scope, async (tx) => dropVote(tx, context, params.voteId)),
  );
}
