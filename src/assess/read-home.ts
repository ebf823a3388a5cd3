// SPDX-License-Identifier: Apache-2.0
/** The first screen: today's one task, declared and verified, contradictions, what is unknown and why. */
import type { ControlSummary } from '../catalog/contract.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import { memberOf } from '../platform/postgres/scope.ts';
import { chooseToday } from './choose-today.ts';
import type { AssessContext } from './context.ts';
import type { Contradiction, Counts, Home } from './contract.ts';
import { addCounts, contradictionsOf, countsByCheck, countsOf } from './control-state.ts';
import { readHomeDiagnosis } from './diagnosis/read-overview.ts';
import { lastProven, namesOfTask } from './finding-store.ts';
import { countVerdicts } from './count-store.ts';
import type { VerdictCount } from './count-store.ts';
import { countSubjects, newestDeclarations } from './home-store.ts';
import type { DeclarationRow } from './home-store.ts';
import { todayOf } from './make-tasks.ts';
import { keepTodaysChoice, openTasksOf, readTask, todaysChoice } from './task-store.ts';
import type { TaskRow } from './task-store.ts';
import { readHomeVote } from './threats/read-vote.ts';
import { NO_TITLE, findingView, taskView } from './views.ts';

/** More open tasks than this are not weighed against each other; the earliest due are. */
const MAX_CANDIDATES = 200;
const LIKELIHOOD = { high: 3, middle: 2, low: 1 } as const;

/**
 * Today's task of a person. Chosen once a day; chosen anew only when it was done or handed on,
 * never because something else became more urgent meanwhile.
 */
export async function todaysTask(
  tx: ScopedTx,
  context: AssessContext,
  { memberId, day }: { memberId: string; day: string },
): Promise<{ task: TaskRow | undefined; waiting: number }> {
  const open = await openTasksOf(tx, memberId, MAX_CANDIDATES);
  const kept = await todaysChoice(tx, memberId, day);
  const held = open.find((task) => task.task_id === kept?.task_id);
  if (held) return { task: held, waiting: open.length - 1 };
  // Done today: the person has done their one thing; the rest can wait until tomorrow.
  const done = kept?.task_id ? await readTask(tx, kept.task_id) : undefined;
  if (done?.state === 'done') return { task: done, waiting: open.length };
  const chosen = chooseToday(
    open.map((task) => {
      const control = context.catalog.controls.get(task.control_id);
      return {
        task,
        taskId: task.task_id,
        harm: control?.harm ?? 1,
        likelihood: LIKELIHOOD[control?.importance ?? 'low'],
        dueOn: task.due_on,
        openFindings: task.findings_total - task.findings_done,
        effortMinutes: control?.effort ?? 30,
      };
    }),
    day,
  );
  if (!chosen) return { task: undefined, waiting: 0 };
  const at = context.platform.clock.now();
  const before = kept?.task_id ?? null;
  const today = await keepTodaysChoice(tx, { memberId, day, taskId: chosen.taskId, before, at });
  return { task: open.find((task) => task.task_id === today) ?? chosen.task, waiting: open.length - 1 };
}

export function declaredCounts(total: number, rows: readonly DeclarationRow[]): Home['declared'] {
  const having = (value: DeclarationRow['value']): number => rows.filter((row) => row.value === value).length;
  return {
    yes: having(4),
    partly: having(2),
    no: having(0),
    unknown: having(-1),
    notApplicable: having(null),
    unanswered: Math.max(0, total - rows.length),
  };
}

function unknownsOf(controls: readonly ControlSummary[], rows: readonly VerdictCount[]): Home['unknowns'] {
  return controls.flatMap((control) => {
    const byReason = new Map<string, number>();
    for (const row of rows) {
      if (row.verdict !== 'unknown' || !control.checks.includes(row.check_id)) continue;
      const reason = row.reason ?? 'unreadable';
      byReason.set(reason, (byReason.get(reason) ?? 0) + row.devices);
    }
    return [...byReason].map(([reason, devices]) => ({ controlId: control.id, title: control.title, reason, devices }));
  });
}

async function todayView(tx: ScopedTx, context: AssessContext, day: string): Promise<Home['today']> {
  const memberId = memberOf(tx.scope);
  if (memberId === undefined) return { day, task: null, waiting: 0 };
  const { task, waiting } = await todaysTask(tx, context, { memberId, day });
  if (!task) return { day, task: null, waiting };
  const subjects = await namesOfTask(tx, task.task_id, 3);
  const people = await context.people.members(tx);
  const names = new Map(people.map((person) => [person.memberId, person.name]));
  return {
    day,
    waiting,
    task: {
      ...taskView(task, { catalog: context.catalog, names, today: day }),
      why: context.catalog.controls.get(task.control_id)?.why ?? NO_TITLE,
      subjects,
    },
  };
}

/** What was answered and what is measured, of every control. */
async function readStates(tx: ScopedTx, { catalog }: AssessContext) {
  const counted = await countVerdicts(tx);
  const declarations = (await newestDeclarations(tx)).filter((row) => catalog.controls.has(row.control_id));
  const declared = new Map(declarations.map((row) => [row.control_id, row.value]));
  const byCheck = countsByCheck(counted);
  const states = catalog.summaries.map((control) => ({
    control,
    declared: declared.get(control.id),
    counts: countsOf(control, byCheck),
  }));
  return { counted, declarations, states };
}

export async function contradictionsNow(tx: ScopedTx, context: AssessContext): Promise<Contradiction[]> {
  return contradictionsOf(tx, (await readStates(tx, context)).states);
}

export async function readHome(tx: ScopedTx, context: AssessContext): Promise<Home> {
  const { catalog } = context;
  const day = await todayOf(tx, context);
  const { counted, declarations, states } = await readStates(tx, context);
  const measured = states.flatMap(({ control, counts }) =>
    counts ? [{ controlId: control.id, title: control.title, counts }] : [],
  );
  const nothing: Counts = { pass: 0, fail: 0, unknown: 0, notApplicable: 0 };
  return {
    today: await todayView(tx, context, day),
    declared: declaredCounts(catalog.summaries.length, declarations),
    verified: measured.map(({ counts }) => counts).reduce(addCounts, nothing),
    controls: measured,
    contradictions: await contradictionsOf(tx, states),
    unknowns: unknownsOf(catalog.summaries, counted),
    devices: await countSubjects(tx),
    proven: (await lastProven(tx, 5)).map((row) => findingView(row, catalog)),
    diagnosis: await readHomeDiagnosis(tx, context),
    threatVote: await readHomeVote(tx),
    notices: [...context.notices()],
  };
}
