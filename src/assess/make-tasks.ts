// SPDX-License-Identifier: Apache-2.0
/** Gives a finding to one person, with a due date on a working day. */
import type { ControlFile } from '../catalog/index.ts';
import { newUuid } from '../kernel/ids.ts';
import { localDateOf, workingDayAfter } from '../platform/calendar.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import type { AssessContext, Person } from './context.ts';
import { insertTaskEvents, openTasks } from './task-store.ts';
import type { NewTask } from './task-store.ts';
import type { SubjectFacts } from './verdict-store.ts';

export interface OwnTask {
  /** Somebody who is no member any more is passed over. */
  readonly assigneeId: string;
  /** Local date. */
  readonly dueOn: string;
}

export interface OpenedFinding {
  readonly findingId: string;
  readonly control: ControlFile;
  readonly checkId: string | null;
  readonly kind: string;
  readonly together?: string | undefined;
  readonly task?: OwnTask | undefined;
}

export async function todayOf(tx: ScopedTx, context: AssessContext): Promise<string> {
  return localDateOf(context.platform.clock.now(), await context.people.timeZone(tx));
}

/**
 * Who can do it: the person whose device it is when the control is theirs to keep, the executive for what
 * only an executive can decide, else the administrator. Nobody when the organisation has no such person yet.
 */
export function assigneeFor(
  control: ControlFile,
  ownerId: string | null,
  people: readonly Person[],
): Person | undefined {
  const owner = people.find(({ memberId }) => memberId === ownerId);
  if (control.role === 'teleworker' && owner) return owner;
  const holder = (role: Person['roles'][number]): Person | undefined =>
    people.find(({ roles }) => roles.includes(role));
  if (control.role === 'executive') return holder('executive') ?? holder('administrator');
  return holder('administrator') ?? holder('executive') ?? owner;
}

/** Findings of one kind and check for one person are one task: "3 PCs: turn on …". */
export const taskKey = (what: string, assignee: string | null): string => `${what}:${assignee ?? 'nobody'}`;

type DueClass = keyof ControlFile['due_days'];

/** Days a control allows, by how bad its absence is (harm 5 is critical, 4 high, 3 medium). */
export function dueDays(control: ControlFile): number {
  const byHarm: Readonly<Record<number, DueClass>> = { 5: 'critical', 4: 'high', 3: 'medium' };
  return control.due_days[byHarm[control.harm] ?? 'low'];
}

export interface FindingsToGive {
  readonly subject: SubjectFacts;
  readonly findings: readonly OpenedFinding[];
  /** Local date of the organisation. */
  readonly today: string;
  readonly people: readonly Person[];
}

export async function makeTasks(
  tx: ScopedTx,
  context: AssessContext,
  { subject, findings, today, people }: FindingsToGive,
): Promise<void> {
  const { clock, random, events } = context.platform;
  const now = clock.now();
  const tasks: NewTask[] = findings.map(({ findingId, control, checkId, kind, together, task }) => {
    const named = people.find(({ memberId }) => memberId === task?.assigneeId);
    const assignee = (named ?? assigneeFor(control, subject.ownerMemberId, people))?.memberId ?? null;
    const what = together ?? (checkId === null ? `${kind}:${control.id}` : `check:${checkId}`);
    return {
      taskId: newUuid(clock, random),
      taskKey: taskKey(what, assignee),
      controlId: control.id,
      checkId,
      assignee,
      dueOn: task?.dueOn ?? workingDayAfter(today, dueDays(control)),
      findingId,
    };
  });
  const made = await openTasks(tx, now, tasks);
  await insertTaskEvents(
    tx,
    now,
    made.map((taskId) => ({
      eventId: newUuid(clock, random),
      taskId,
      actor: 'system:sonae',
      kind: 'created' as const,
      detail: {},
    })),
  );
  if (made.length === 0) return;
  const { scope } = tx;
  tx.afterCommit(async () => events.emit('assess.task_created', scope, { taskIds: made }));
}
