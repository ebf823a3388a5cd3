// SPDX-License-Identifier: Apache-2.0
import { Readable } from 'node:stream';
import { notFound } from '../kernel/errors.ts';
import type { Routes } from '../platform/http/routes.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import type { Scope } from '../platform/postgres/scope.ts';
import type { AssessContext } from './context.ts';
import { assessOperations as operations } from './contract.ts';
import { contradictionsOf, countsByCheck, countsOf, declarationView } from './control-state.ts';
import { listControls } from './list-controls.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { declare } from './declare.ts';
import { diagnosisRoutes } from './diagnosis/routes.ts';
import { findingsOfSubject, listFindings } from './finding-store.ts';
import { handOnTask } from './hand-on-task.ts';
import { countVerdicts } from './count-store.ts';
import { declarationsOf } from './home-store.ts';
import { exportLedger } from './ledger/export.ts';
import { sealLedger } from './ledger/seal.ts';
import { countLeaves, listSeals, newestEpoch } from './ledger/store.ts';
import { todayOf } from './make-tasks.ts';
import { overruleFinding, takeBackOverruling } from './overrule-finding.ts';
import { readOwnDrill } from './ledger/record-drill.ts';
import { readHome } from './read-home.ts';
import { readTaskDetail } from './read-task.ts';
import { listTasks } from './task-store.ts';
import { oscalRoutes } from './oscal/routes.ts';
import { storiesOf } from './threats/read-threats.ts';
import { threatRoutes } from './threats/routes.ts';
import { readSubjects, verdictsOfChecks, verdictsOfSubject } from './verdict-store.ts';
import { findingView, sealView, taskView, verdictView } from './views.ts';

const memberIdOf = (scope: Scope): string => {
  if (scope.actor.kind !== 'member') throw notFound();
  return scope.actor.memberId;
};

async function namesOf(tx: ScopedTx, context: AssessContext): Promise<ReadonlyMap<string, string>> {
  return new Map((await context.people.members(tx)).map(({ memberId, name }) => [memberId, name]));
}

/** The control that a trial restore of our own backup says something about. */
const TRIAL_RESTORES = 'backup-restore-tested';

async function readControl(tx: ScopedTx, context: AssessContext, controlId: string) {
  const control = context.catalog.detail(controlId);
  if (!control) throw notFound('control_not_found');
  const names = await namesOf(tx, context);
  const history = (await declarationsOf(tx, controlId, 20)).map((row) => declarationView(row, names));
  const counts = countsOf(control, countsByCheck(await countVerdicts(tx)));
  const [declaration = null] = history;
  const [contradiction = null] = await contradictionsOf(tx, [{ control, declared: declaration?.value, counts }]);
  const subjects = control.checks.length > 0 ? await verdictsOfChecks(tx, control.checks, 100) : [];
  const ownDrill = controlId === TRIAL_RESTORES ? await readOwnDrill(tx) : null;
  return {
    control,
    declaration,
    history,
    counts,
    contradiction,
    subjects: subjects.map(verdictView),
    ...storiesOf(context.catalog, controlId),
    ownDrill,
  };
}

function controlRoutes(routes: Routes, context: AssessContext): void {
  const { db } = context.platform;
  routes.member(operations.readHome, async ({ scope }) => db.scoped(scope, async (tx) => readHome(tx, context)));
  routes.member(operations.listControls, async ({ scope }) =>
    db.scoped(scope, async (tx) => ({
      edition: context.catalog.edition.id,
      controls: await listControls(tx, context),
    })),
  );
  routes.member(operations.readControl, async ({ scope, params }) =>
    db.scoped(scope, async (tx) => readControl(tx, context, params.controlId)),
  );
  routes.member(operations.declare, async ({ scope, params, body }) =>
    db.scoped(scope, async (tx) => {
      await declare(tx, context, { controlId: params.controlId, ...body, memberId: memberIdOf(scope) });
      const { declaration, contradiction } = await readControl(tx, context, params.controlId);
      if (!declaration) throw notFound('control_not_found');
      return { declaration, contradiction };
    }),
  );
  routes.member(operations.readSubject, async ({ scope, params }) =>
    db.scoped(scope, async (tx) => {
      if ((await readSubjects(tx, [params.subjectId])).length === 0) throw notFound();
      return {
        verdicts: (await verdictsOfSubject(tx, params.subjectId)).map(verdictView),
        findings: (await findingsOfSubject(tx, params.subjectId, 50)).map((row) => findingView(row, context.catalog)),
      };
    }),
  );
}

function findingRoutes(routes: Routes, context: AssessContext): void {
  const { db } = context.platform;
  routes.member(operations.listFindings, async ({ scope, query }) =>
    db.scoped(scope, async (tx) => {
      const place = readCursor(query.cursor, 'moment');
      const after = place && { at: new Date(place.at), id: place.id };
      const rows = await listFindings(tx, { state: query.state, after, limit: query.limit });
      const last = rows.length === query.limit ? rows.at(-1) : undefined;
      return {
        findings: rows.map((row) => findingView(row, context.catalog)),
        next: last ? writeCursor(last.closed_at ?? last.opened_at, last.finding_id) : null,
      };
    }),
  );
  routes.member(operations.closeFinding, async ({ scope, params, body }) =>
    db.scoped(scope, async (tx) => ({
      finding: await overruleFinding(tx, context, { findingId: params.findingId, ...body }),
    })),
  );
  routes.member(operations.reopenFinding, async ({ scope, params }) =>
    db.scoped(scope, async (tx) => ({ finding: await takeBackOverruling(tx, context, params.findingId) })),
  );
}

function taskRoutes(routes: Routes, context: AssessContext): void {
  const { db } = context.platform;
  routes.member(operations.listTasks, async ({ scope, query }) =>
    db.scoped(scope, async (tx) => {
      const memberId = query.mine === 'yes' ? memberIdOf(scope) : null;
      const after = readCursor(query.cursor, query.state === 'open' ? 'day' : 'moment');
      const rows = await listTasks(tx, { state: query.state, memberId, after, limit: query.limit });
      const last = rows.length === query.limit ? rows.at(-1) : undefined;
      const view = { catalog: context.catalog, names: await namesOf(tx, context), today: await todayOf(tx, context) };
      return {
        tasks: rows.map((row) => taskView(row, view)),
        next: last ? writeCursor(last.closed_at ?? last.due_on, last.task_id) : null,
      };
    }),
  );
  routes.member(operations.readTask, async ({ scope, params }) =>
    db.scoped(scope, async (tx) => ({ task: await readTaskDetail(tx, context, params.taskId) })),
  );
  routes.member(operations.handOnTask, async ({ scope, params, body }) =>
    db.scoped(scope, async (tx) => {
      const taskId = await handOnTask(tx, context, { taskId: params.taskId, ...body });
      return { task: await readTaskDetail(tx, context, taskId) };
    }),
  );
}

function ledgerRoutes(routes: Routes, context: AssessContext): void {
  const { db, clock } = context.platform;
  const { signer } = context;
  routes.member(operations.readLedger, async ({ scope }) =>
    db.scoped(scope, async (tx) => ({
      epoch: (await newestEpoch(tx)) ?? 1,
      ...(await countLeaves(tx)),
      publicKey: signer.publicKeyPem,
      seals: (await listSeals(tx, 60)).map(sealView),
    })),
  );
  routes.member(operations.sealLedger, async ({ scope }) =>
    db.scoped(scope, async (tx) => {
      const seal = await sealLedger(tx, { clock, signer });
      return { seal: seal ? sealView(seal) : null };
    }),
  );
  routes.member(operations.exportLedger, async ({ scope, answer }) => {
    answer.header('content-disposition', 'attachment; filename="sonae-ledger.ndjson"');
    return answer.stream('application/x-ndjson', Readable.from(exportLedger(db, scope, signer)));
  });
}

export function assessRoutes(routes: Routes, context: AssessContext): void {
  controlRoutes(routes, context);
  threatRoutes(routes, context);
  oscalRoutes(routes, context);
  findingRoutes(routes, context);
  taskRoutes(routes, context);
  ledgerRoutes(routes, context);
  diagnosisRoutes(routes, context);
}
