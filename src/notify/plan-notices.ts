// SPDX-License-Identifier: Apache-2.0
/**
 * What there is to tell one receiver, seen from what is open itself and not from messages about it: a server that was
 * off misses nothing, and the key makes each thing be told once.
 */
import type { OpenTask } from '../assess/index.ts';
import type { Bilingual } from '../kernel/language.ts';
import { addDays } from '../platform/calendar.ts';
import type { NOTICE_KINDS } from './contract.ts';

export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** What is no task and stands until it is put right. */
export interface Standing {
  /** `contradiction:disk-encrypted`, `safekeeping:backup_failing`, `asked:vote:…` */
  readonly key: string;
  readonly kind: 'contradiction' | 'safekeeping' | 'asked';
  readonly title: Bilingual;
  /** Where it is put right. */
  readonly path: string;
  readonly since: Date;
}

export interface Tellable {
  readonly tasks: readonly OpenTask[];
  readonly standing: readonly Standing[];
}

export interface PlannedNotice {
  /** One of the two. */
  readonly taskId: string | null;
  readonly standingKey: string | null;
  readonly kind: NoticeKind;
  readonly urgent: boolean;
  readonly dedupKey: string;
}

const SOON_DAYS = 3;
/** Findings and controls go from 1 to 4; 4 is what the organisation may not recover from. */
export const URGENT_SEVERITY = 4;

function kindOf({ dueOn }: OpenTask, day: string): NoticeKind {
  if (dueOn < day) return 'task_overdue';
  return dueOn <= addDays(day, SOON_DAYS) ? 'task_due_soon' : 'task_new';
}

/** The receiver (member or channel) is in each key: what was handed on is new to the one who has it now. */
export function planNotices(
  { tasks, standing }: Tellable,
  { receiver, day }: { readonly receiver: string; readonly day: string },
): PlannedNotice[] {
  const ofTasks = tasks.flatMap((task): PlannedNotice[] => {
    const { taskId, severity, dueOn } = task;
    const about = { taskId, standingKey: null };
    const urgent = severity >= URGENT_SEVERITY;
    const fresh: PlannedNotice = { ...about, kind: 'task_new', urgent, dedupKey: `task_new:${taskId}:${receiver}` };
    const kind = kindOf(task, day);
    if (kind === 'task_new') return [fresh];
    return [fresh, { ...about, kind, urgent: false, dedupKey: `${kind}:${taskId}:${dueOn}:${receiver}` }];
  });
  const ofStanding = standing.map(({ key, kind, since }): PlannedNotice => {
    const dedupKey = `${key}:${since.toISOString()}:${receiver}`;
    return { taskId: null, standingKey: key, kind, urgent: false, dedupKey };
  });
  return [...ofTasks, ...ofStanding];
}

/** One line of a mail or post. */
export interface Told {
  readonly id: string;
  readonly kind: NoticeKind;
  readonly title: Bilingual;
  /** Local date. */
  readonly dueOn: string | null;
  readonly path: string;
  readonly isToday: boolean;
}

/** Of what was noticed, that which is still so, in the order to be shown: today's task, what stands, other tasks. */
export function stillTold(
  { tasks, standing }: Tellable,
  noticed: readonly Pick<PlannedNotice, 'taskId' | 'standingKey' | 'kind'>[],
): Told[] {
  // The last kind of a thing says most: it was new, now it is due.
  const kinds = new Map(noticed.map(({ taskId, standingKey, kind }) => [taskId ?? standingKey, kind]));
  const ofTasks = tasks.flatMap(({ taskId, title, dueOn, isToday }): Told[] => {
    const kind = kinds.get(taskId);
    return kind === undefined
      ? []
      : [{ id: taskId, kind, title, dueOn, isToday, path: `/tasks/${encodeURIComponent(taskId)}` }];
  });
  const ofStanding = standing.flatMap(({ key, kind, title, path }): Told[] =>
    kinds.has(key) ? [{ id: key, kind, title, dueOn: null, isToday: false, path }] : [],
  );
  return [...ofTasks.filter(({ isToday }) => isToday), ...ofStanding, ...ofTasks.filter(({ isToday }) => !isToday)];
}
