// SPDX-License-Identifier: Apache-2.0
/** "I can't do this": keeps the reason and gives the task to someone who can. */
import { conflict, invalid, notFound } from '../kernel/errors.ts';
import { newUuid } from '../kernel/ids.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import { actorLabel } from '../platform/postgres/scope.ts';
import type { AssessContext, Person } from './context.ts';
import type { CANT_DO_REASONS } from './contract.ts';
import { taskKey } from './make-tasks.ts';
import { insertTaskEvents, lockTasks, mergeTask, openTaskByKey, readTask, reassignTask } from './task-store.ts';
import type { NewTaskEvent } from './task-store.ts';

export interface HandOn {
  readonly taskId: string;
  readonly reason: (typeof CANT_DO_REASONS)[number];
  readonly note: string;
  /** null = let the product choose: an administrator, else an executive, but not the same person. */
  readonly toMemberId: string | null;
}

function receiver(people: readonly Person[], from: string | null, wanted: string | null): Person {
  const others = people.filter(({ memberId }) => memberId !== from);
  if (wanted !== null) {
    const person = others.find(({ memberId }) => memberId === wanted);
    if (!person) throw invalid('receiver_not_possible', [{ field: 'toMemberId', reason: 'receiver_not_possible' }]);
    return person;
  }
  const holder = (role: Person['roles'][number]): Person | undefined =>
    others.find(({ roles }) => roles.includes(role));
  const person = holder('administrator') ?? holder('executive') ?? others[0];
  if (!person) throw conflict('nobody_to_hand_on_to');
  return person;
}

/** Returns the id of the task that holds the findings now: the same one, or the receiver's own for this check. */
export async function handOnTask(tx: ScopedTx, context: AssessContext, handOn: HandOn): Promise<string> {
  const { clock, random } = context.platform;
  await lockTasks(tx);
  const task = await readTask(tx, handOn.taskId);
  if (task?.state !== 'open') throw notFound('task_not_open');
  const mine = tx.scope.actor.kind === 'member' ? tx.scope.actor : undefined;
  const manager = mine?.roles.some((role) => role !== 'teleworker') ?? false;
  if (!manager && task.assignee_member_id !== mine?.memberId) throw notFound('task_not_open');
  const person = receiver(await context.people.members(tx), task.assignee_member_id, handOn.toMemberId);
  const what = task.task_key.slice(0, task.task_key.lastIndexOf(':'));
  const key = taskKey(what, person.memberId);
  const at = clock.now();
  const existing = await openTaskByKey(tx, key);
  const taskId = existing ?? task.task_id;
  if (existing) await mergeTask(tx, task.task_id, { into: existing, at });
  else await reassignTask(tx, task.task_id, { memberId: person.memberId, taskKey: key });
  const detail = { reason: handOn.reason, note: handOn.note, to: person.name };
  const actor = actorLabel(tx.scope.actor);
  const event = (id: string, kind: NewTaskEvent['kind']): NewTaskEvent => ({
    eventId: newUuid(clock, random),
    taskId: id,
    actor,
    kind,
    detail,
  });
  await insertTaskEvents(tx, at, [event(taskId, 'handed_on'), ...(existing ? [event(task.task_id, 'dropped')] : [])]);
  return taskId;
}
