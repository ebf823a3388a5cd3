// SPDX-License-Identifier: Apache-2.0
/** A person's open tasks for those who tell people about them. */
import type { Bilingual } from '../kernel/language.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import type { AssessContext } from './context.ts';
import { todaysTask } from './read-home.ts';
import { severityOf } from './reconcile-findings.ts';
import { openTasksOf } from './task-store.ts';
import { taskTitle } from './views.ts';

export interface OpenTask {
  readonly taskId: string;
  readonly title: Bilingual;
  /** Local date. */
  readonly dueOn: string;
  /** 1 … 4, of its control. */
  readonly severity: number;
  readonly isToday: boolean;
}

/** More than a person can be told in one go; those due first. */
const MAX_TASKS = 200;

export async function tasksToTell(
  tx: ScopedTx,
  context: AssessContext,
  whose: { readonly memberId: string; readonly day: string },
): Promise<OpenTask[]> {
  const open = await openTasksOf(tx, whose.memberId, MAX_TASKS);
  if (open.length === 0) return [];
  const { task: today } = await todaysTask(tx, context, whose);
  const tasks = open.map((task): OpenTask => {
    const control = context.catalog.controls.get(task.control_id);
    return {
      taskId: task.task_id,
      title: taskTitle(task, control?.action),
      dueOn: task.due_on,
      severity: severityOf(control?.harm ?? 1),
      isToday: task.task_id === today?.task_id,
    };
  });
  return [...tasks.filter(({ isToday }) => isToday), ...tasks.filter(({ isToday }) => !isToday)];
}
