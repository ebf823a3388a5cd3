// SPDX-License-Identifier: Apache-2.0
/**
 * What there is to tell one person, seen from the open tasks themselves and not from messages about them: a server that
 * was off misses nothing, and the key makes each thing be told once.
 */
import type { OpenTask } from '../assess/index.ts';
import { addDays } from '../platform/calendar.ts';
import type { NOTICE_KINDS } from './contract.ts';

export interface PlannedNotice {
  readonly taskId: string;
  readonly kind: (typeof NOTICE_KINDS)[number];
  readonly urgent: boolean;
  readonly dedupKey: string;
}

const SOON_DAYS = 3;
/** Findings and controls go from 1 to 4; 4 is what the organisation may not recover from. */
const URGENT_SEVERITY = 4;

function kindOf({ dueOn }: OpenTask, day: string): PlannedNotice['kind'] {
  if (dueOn < day) return 'task_overdue';
  return dueOn <= addDays(day, SOON_DAYS) ? 'task_due_soon' : 'task_new';
}

export function planNotices(tasks: readonly OpenTask[], who: { memberId: string; day: string }): PlannedNotice[] {
  return tasks.flatMap((task): PlannedNotice[] => {
    const { taskId, severity, dueOn } = task;
    // The person is in the key: what was handed on is new to the one who has it now.
    const fresh: PlannedNotice = {
      taskId,
      kind: 'task_new',
      urgent: severity >= URGENT_SEVERITY,
      dedupKey: `task_new:${taskId}:${who.memberId}`,
    };
    const kind = kindOf(task, who.day);
    if (kind === 'task_new') return [fresh];
    return [fresh, { taskId, kind, urgent: false, dedupKey: `${kind}:${taskId}:${dueOn}:${who.memberId}` }];
  });
}
