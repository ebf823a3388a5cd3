// SPDX-License-Identifier: Apache-2.0
import { sql } from '../platform/postgres/database.ts';
import type { ScopedTx, Sql } from '../platform/postgres/database.ts';

export interface NewTask {
  readonly taskId: string;
  readonly taskKey: string;
  readonly controlId: string;
  readonly checkId: string | null;
  readonly assignee: string | null;
  readonly dueOn: string;
  readonly findingId: string;
}

/**
 * One transaction of an organisation at a time changes findings and tasks. Without it a finding could join a task
 * that another round is just closing, or that is being handed on, and two rounds could wait for each other's tasks.
 * Taken after the lock on a subject and before any finding or task is written. Rounds that change nothing take none.
 */
export async function lockTasks(tx: ScopedTx): Promise<void> {
  await tx.run(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`assess-tasks:${tx.orgId}`}, 0))`);
}

const givenTasks = (tasks: readonly NewTask[]): Sql => {
  const rows = tasks.map((task) => ({
    task_id: task.taskId,
    task_key: task.taskKey,
    control_id: task.controlId,
    check_id: task.checkId,
    assignee: task.assignee,
    due_on: task.dueOn,
    finding_id: task.findingId,
  }));
  return sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS given (
    task_id uuid, task_key text, control_id text, check_id text, assignee uuid, due_on date, finding_id uuid)`;
};

/** Links findings to the open tasks of their keys; returns the keys that have one. */
async function linkFindings(tx: ScopedTx, tasks: readonly NewTask[]): Promise<ReadonlySet<string>> {
  const rows = await tx.all<{ task_key: string }>(sql`
    WITH found AS (
      SELECT task.task_id, given.task_key, given.finding_id FROM ${givenTasks(tasks)}
      JOIN assess_task task ON task.org_id = ${tx.orgId} AND task.task_key = given.task_key AND task.state = 'open'),
    linked AS (
      INSERT INTO assess_task_finding AS held (org_id, task_id, finding_id)
      SELECT ${tx.orgId}, task_id, finding_id FROM found
      ON CONFLICT (org_id, task_id, finding_id) DO UPDATE SET open = true WHERE NOT held.open
      RETURNING task_id, xmax = 0 AS fresh),
    counted AS (
      UPDATE assess_task task
      SET findings_open = findings_open + more.joined, findings_total = findings_total + more.fresh
      FROM (SELECT task_id, count(*) AS joined, count(*) FILTER (WHERE fresh) AS fresh FROM linked GROUP BY task_id) more
      WHERE task.org_id = ${tx.orgId} AND task.task_id = more.task_id)
    SELECT DISTINCT task_key FROM found`);
  return new Set(rows.map((row) => row.task_key));
}

/**
 * Links each finding to the open task of its key, makes the task where there is none, and tells which tasks are new.
 * Under `lockTasks`, so no other task of the key appears between the two; most tasks of a fleet are there already.
 */
export async function openTasks(tx: ScopedTx, now: Date, tasks: readonly NewTask[]): Promise<string[]> {
  const held = await linkFindings(tx, tasks);
  const missing = tasks.filter(({ taskKey }) => !held.has(taskKey));
  if (missing.length === 0) return [];
  const made = await tx.all<{ task_id: string }>(sql`
    INSERT INTO assess_task (org_id, task_id, task_key, control_id, check_id, assignee_member_id, state, due_on, created_at)
    SELECT DISTINCT ON (task_key) ${tx.orgId}, task_id, task_key, control_id, check_id, assignee, 'open', due_on, ${now}
    FROM ${givenTasks(missing)} ORDER BY task_key, due_on
    ON CONFLICT (org_id, task_key) WHERE state = 'open' DO NOTHING
    RETURNING task_id`);
  await linkFindings(tx, missing);
  return made.map((row) => row.task_id);
}

/**
 * Closes open tasks none of whose findings is open any more. `findingIds`: the findings just closed.
 * Under `lockTasks`: two rounds that close the last two findings at once cannot both miss it.
 */
export async function closeFinishedTasks(
  tx: ScopedTx,
  findingIds: readonly string[],
  { at, how }: { at: Date; how: string },
): Promise<string[]> {
  const counted = await tx.all<{ task_id: string; state: TaskRow['state'] }>(sql`
    WITH shut AS (
      UPDATE assess_task_finding SET open = false
      WHERE org_id = ${tx.orgId} AND finding_id = ANY(${[...findingIds]}::uuid[]) AND open
      RETURNING task_id)
    UPDATE assess_task task SET findings_open = findings_open - fewer.shut,
      state = CASE WHEN state = 'open' AND findings_open = fewer.shut THEN 'done' ELSE state END,
      closed_at = CASE WHEN state = 'open' AND findings_open = fewer.shut THEN ${at} ELSE closed_at END,
      closed_how = CASE WHEN state = 'open' AND findings_open = fewer.shut THEN ${how} ELSE closed_how END
    FROM (SELECT task_id, count(*) AS shut FROM shut GROUP BY task_id) fewer
    WHERE task.org_id = ${tx.orgId} AND task.task_id = fewer.task_id
    RETURNING task.task_id, task.state`);
  // A task that was done before has no open link left, so it is not among these.
  return counted.filter(({ state }) => state === 'done').map((row) => row.task_id);
}

export interface NewTaskEvent {
  readonly eventId: string;
  readonly taskId: string;
  readonly actor: string;
  readonly kind: 'created' | 'finding_added' | 'handed_on' | 'done' | 'dropped' | 'reopened';
  readonly detail: Readonly<Record<string, string>>;
}

export async function insertTaskEvents(tx: ScopedTx, at: Date, events: readonly NewTaskEvent[]): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map(({ eventId, taskId, actor, kind, detail }) => ({
    event_id: eventId,
    task_id: taskId,
    actor,
    kind,
    detail,
  }));
  await tx.run(sql`
    INSERT INTO assess_task_event (org_id, event_id, task_id, at, actor, kind, detail)
    SELECT ${tx.orgId}, event_id, task_id, ${at}, actor, kind, detail
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS new (event_id uuid, task_id uuid, actor text, kind text, detail jsonb)`);
}

export interface TaskRow {
  readonly task_id: string;
  readonly task_key: string;
  readonly control_id: string;
  readonly check_id: string | null;
  readonly assignee_member_id: string | null;
  readonly state: 'open' | 'done' | 'dropped';
  readonly due_on: string;
  readonly created_at: Date;
  readonly closed_at: Date | null;
  readonly closed_how: string | null;
  readonly findings_done: number;
  readonly findings_total: number;
}

const TASK: Sql = sql`
  SELECT task_id, task_key, control_id, check_id, assignee_member_id, state, due_on, created_at, closed_at, closed_how,
         findings_total - findings_open AS findings_done, findings_total
  FROM assess_task task`;

export async function readTask(tx: ScopedTx, id: string): Promise<TaskRow | undefined> {
  return tx.maybe<TaskRow>(sql`${TASK} WHERE task.org_id = ${tx.orgId} AND task.task_id = ${id}`);
}

/** One person's open tasks, bounded: nobody is served by choosing among more. */
export async function openTasksOf(tx: ScopedTx, memberId: string, limit: number): Promise<TaskRow[]> {
  return tx.all<TaskRow>(sql`
    ${TASK} WHERE task.org_id = ${tx.orgId} AND assignee_member_id = ${memberId} AND task.state = 'open'
    ORDER BY due_on, task.task_id LIMIT ${limit}`);
}

export interface TaskPage {
  readonly state: 'open' | 'done';
  readonly memberId: string | null;
  /** (due_on, id) for open tasks, (closed_at, id) for done ones. */
  readonly after: { readonly at: string; readonly id: string } | undefined;
  readonly limit: number;
}

export async function listTasks(tx: ScopedTx, { state, memberId, after, limit }: TaskPage): Promise<TaskRow[]> {
  const whose = memberId === null ? sql`` : sql`AND assignee_member_id = ${memberId}`;
  if (state === 'open') {
    const from = after ? sql`AND (due_on, task.task_id) > (${after.at}::date, ${after.id}::uuid)` : sql``;
    return tx.all<TaskRow>(sql`
      ${TASK} WHERE task.org_id = ${tx.orgId} AND task.state = 'open' ${whose} ${from}
      ORDER BY due_on, task.task_id LIMIT ${limit}`);
  }
  const from = after ? sql`AND (task.closed_at, task.task_id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql``;
  return tx.all<TaskRow>(sql`
    ${TASK} WHERE task.org_id = ${tx.orgId} AND task.state <> 'open' ${whose} ${from}
    ORDER BY task.closed_at DESC, task.task_id DESC LIMIT ${limit}`);
}

export interface TaskEventRow {
  readonly at: Date;
  readonly actor: string;
  readonly kind: NewTaskEvent['kind'];
  readonly detail: Record<string, string>;
}

export async function taskEvents(tx: ScopedTx, taskId: string): Promise<TaskEventRow[]> {
  return tx.all<TaskEventRow>(sql`
    SELECT at, actor, kind, detail FROM assess_task_event
    WHERE org_id = ${tx.orgId} AND task_id = ${taskId} ORDER BY at DESC, event_id DESC LIMIT 100`);
}

export async function reassignTask(
  tx: ScopedTx,
  taskId: string,
  { memberId, taskKey }: { memberId: string; taskKey: string },
): Promise<void> {
  await tx.run(sql`
    UPDATE assess_task SET assignee_member_id = ${memberId}, task_key = ${taskKey}
    WHERE org_id = ${tx.orgId} AND task_id = ${taskId} AND state = 'open'`);
}

/** Moves a task's findings into the task the new person already has for the same check; the earlier due date counts. */
export async function mergeTask(tx: ScopedTx, from: string, { into, at }: { into: string; at: Date }): Promise<void> {
  await tx.run(sql`
    INSERT INTO assess_task_finding AS held (org_id, task_id, finding_id, open)
    SELECT org_id, ${into}::uuid, finding_id, open FROM assess_task_finding WHERE org_id = ${tx.orgId} AND task_id = ${from}
    ON CONFLICT (org_id, task_id, finding_id) DO UPDATE SET open = true WHERE excluded.open AND NOT held.open`);
  await tx.run(sql`
    UPDATE assess_task kept SET due_on = least(kept.due_on, merged.due_on), findings_open = now.open, findings_total = now.total
    FROM assess_task merged,
      (SELECT count(*) FILTER (WHERE open) AS open, count(*) AS total FROM assess_task_finding
       WHERE org_id = ${tx.orgId} AND task_id = ${into}) now
    WHERE kept.org_id = ${tx.orgId} AND kept.task_id = ${into} AND merged.org_id = ${tx.orgId} AND merged.task_id = ${from}`);
  await tx.run(sql`
    UPDATE assess_task SET state = 'dropped', closed_at = ${at}, closed_how = 'merged'
    WHERE org_id = ${tx.orgId} AND task_id = ${from} AND state = 'open'`);
}

export async function openTaskByKey(tx: ScopedTx, taskKey: string): Promise<string | undefined> {
  const row = await tx.maybe<{ task_id: string }>(sql`
    SELECT task_id FROM assess_task WHERE org_id = ${tx.orgId} AND task_key = ${taskKey} AND state = 'open'`);
  return row?.task_id;
}

export async function todaysChoice(
  tx: ScopedTx,
  memberId: string,
  day: string,
): Promise<{ task_id: string | null } | undefined> {
  return tx.maybe<{ task_id: string | null }>(sql`
    SELECT task_id FROM assess_today WHERE org_id = ${tx.orgId} AND member_id = ${memberId} AND day = ${day}::date`);
}

/**
 * Keeps today's choice unless another request was quicker: `before` is what the caller saw. Returns what is kept,
 * so that two windows opened at once show the same task.
 */
export async function keepTodaysChoice(
  tx: ScopedTx,
  {
    memberId,
    day,
    taskId,
    before,
    at,
  }: { memberId: string; day: string; taskId: string; before: string | null; at: Date },
): Promise<string | null> {
  const kept = await tx.maybe<{ task_id: string | null }>(sql`
    INSERT INTO assess_today AS held (org_id, member_id, day, task_id, chosen_at)
    VALUES (${tx.orgId}, ${memberId}, ${day}::date, ${taskId}, ${at})
    ON CONFLICT (org_id, member_id, day) DO UPDATE SET task_id = excluded.task_id, chosen_at = excluded.chosen_at
    WHERE held.task_id IS NOT DISTINCT FROM ${before}::uuid
    RETURNING task_id`);
  return (kept ?? (await todaysChoice(tx, memberId, day)))?.task_id ?? null;
}
