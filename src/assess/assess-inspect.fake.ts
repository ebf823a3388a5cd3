// SPDX-License-Identifier: Apache-2.0
/** What was really written, read past row-level security. */
import type { Organisation, World } from './assess-world.fake.ts';

export interface FindingState {
  finding_id: string;
  kind: string;
  check_id: string | null;
  state: string;
  closed_how: string | null;
  proof_leaf_id: string | null;
  times_opened: number;
  params: Record<string, unknown>;
}

export interface TaskState {
  task_id: string;
  task_key: string;
  check_id: string | null;
  assignee_member_id: string;
  state: string;
  due_on: string;
  closed_how: string | null;
  findings: number;
}

export function inspector(world: () => World, org: () => Organisation) {
  const findings = async (): Promise<FindingState[]> =>
    world().rows('SELECT * FROM assess_finding WHERE org_id = $1 ORDER BY kind, check_id, finding_id', [org().orgId]);
  const finding = async (): Promise<FindingState> => {
    const [first] = await findings();
    if (!first) throw new Error('no finding');
    return first;
  };
  const tasks = async (): Promise<TaskState[]> =>
    world().rows(
      `SELECT task.*, due_on::text, (SELECT count(*)::int FROM assess_task_finding link WHERE link.task_id = task.task_id) AS findings
       FROM assess_task task WHERE org_id = $1 ORDER BY created_at, task_id`,
      [org().orgId],
    );
  const events = async (): Promise<string[]> =>
    (
      await world().rows<{ kind: string }>(
        'SELECT kind FROM assess_task_event WHERE org_id = $1 ORDER BY at, event_id',
        [org().orgId],
      )
    ).map(({ kind }) => kind);
  const leaves = async (): Promise<{ leaf_id: string; kind: string }[]> =>
    world().rows('SELECT leaf_id, kind FROM assess_leaf WHERE org_id = $1 ORDER BY recorded_at, leaf_id', [
      org().orgId,
    ]);
  const current = async (
    subjectId: string,
    checkId = 'firewall_on',
  ): Promise<{ verdict: string; reason: string | null; source: string; leaf_id: string } | undefined> =>
    (
      await world().rows<{ verdict: string; reason: string | null; source: string; leaf_id: string }>(
        'SELECT * FROM assess_verdict_current WHERE subject_id = $1 AND check_id = $2',
        [subjectId, checkId],
      )
    )[0];
  const subjectState = async (subjectId: string): Promise<string | undefined> =>
    (await world().rows<{ state: string }>('SELECT state FROM assess_subject WHERE subject_id = $1', [subjectId]))[0]
      ?.state;
  return { findings, finding, tasks, events, leaves, current, subjectState };
}
