// SPDX-License-Identifier: Apache-2.0
/** A person's open tasks for those who tell people about them. */
import type { Bilingual } from '../kernel/language.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import type { AssessContext } from './context.ts';
import { todaysTask } from './read-home.ts';
import { severityOf } from './reconcile-findings.ts';
import { listTasks, openTasksOf } from './task-store.ts';
import type { TaskRow } from './task-store.ts';
import { taskTitle } from './views.ts';

export interface OpenTask {
  readonly taskId: string;
  readonly title: Bilingual;
  /** Local date. */
  readonly dueOn: string;
  /** 1 … 4, of its control. */
  readonly severity: number;
  readonly isToday: boolean;
  readonly createdAt: Date;
}

/** More than a person can be told in one go; those due first. */
const MAX_TASKS = 200;

function openTask(task: TaskRow, { catalog }: AssessContext, isToday: boolean): OpenTask {
  const control = catalog.controls.get(task.control_id);
  return {
    taskId: task.task_id,
    title: taskTitle(task, control?.action),
    dueOn: task.due_on,
    severity: severityOf(control?.harm ?? 1),
    isToday,
    createdAt: task.created_at,
  };
}

/** Everybody's open tasks, the earliest due first; `isToday` is nobody's here. */
export async function openTasksOfAll(tx: ScopedTx, context: AssessContext): Promise<OpenTask[]> {
  const open = await listTasks(tx, { state: 'open', memberId: null, after: undefined, limit: MAX_TASKS });
  return open.map((task) => openTask(task, context, false));
}

export async function tasksToTell(
  tx: ScopedTx,
  context: AssessContext,
  whose: { readonly memberId: string; readonly day: string },
): Promise<OpenTask[]> {
  const open = await openTasksOf(tx, whose.memberId, MAX_TASKS);
  if (open.length === 0) return [];
  const { task: today } = await todaysTask(tx, context, whose);
  const tasks = open.map((task) => openTask(task, context, task.task_id === today?.task_id));
  return [...tasks.filter(({ isToday }) => isToday), ...tasks.filter(({ isToday }) => !isToday)];
}
