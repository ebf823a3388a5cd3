// SPDX-License-Identifier: Apache-2.0
import type { ControlFile } from '../catalog/index.ts';
import { notFound } from '../kernel/errors.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import type { AssessContext } from './context.ts';
import type { TaskDetail } from './contract.ts';
import { findingsOfTask } from './finding-store.ts';
import type { FindingRow } from './finding-store.ts';
import { todayOf } from './make-tasks.ts';
import { readTask, taskEvents } from './task-store.ts';
import { NO_TITLE, findingView, taskView } from './views.ts';

/** More devices than this on one task are counted, not listed. */
const MAX_FINDINGS = 200;
const PLATFORMS = ['windows', 'macos', 'linux'] as const;

/** Steps for the platforms that are concerned; the general ones when a platform has none of its own. */
export function fixFor(control: ControlFile, findings: readonly FindingRow[]): TaskDetail['fix'] {
  const concerned = new Set(findings.filter(({ state }) => state === 'open').map(({ platform }) => platform));
  const own = PLATFORMS.flatMap((platform) => {
    const steps = concerned.has(platform) ? control.fix[platform] : undefined;
    return steps ? [{ platform, steps }] : [];
  });
  return own.length > 0 && own.length >= concerned.size
    ? own
    : [...own, { platform: 'general' as const, steps: control.fix.general }];
}

export async function readTaskDetail(tx: ScopedTx, context: AssessContext, taskId: string): Promise<TaskDetail> {
  const row = await readTask(tx, taskId);
  const control = row && context.catalog.controls.get(row.control_id);
  if (!row || !control) throw notFound('task_not_found');
  const findings = await findingsOfTask(tx, taskId, MAX_FINDINGS);
  const people = await context.people.members(tx);
  const names = new Map(people.map((person) => [person.memberId, person.name]));
  const events = await taskEvents(tx, taskId);
  return {
    ...taskView(row, { catalog: context.catalog, names, today: await todayOf(tx, context) }),
    what: control.what,
    why: control.why ?? NO_TITLE,
    fix: fixFor(control, findings),
    findings: findings.map((finding) => findingView(finding, context.catalog)),
    events: events.map(({ at, kind, actor, detail }) => ({
      at: at.toISOString(),
      kind,
      actorName: actor.startsWith('member:') ? (names.get(actor.slice('member:'.length)) ?? null) : null,
      detail,
    })),
  };
}
