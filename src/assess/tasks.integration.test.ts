// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../kernel/clock.ts';
import { inspector } from './assess-inspect.fake.ts';
import { device, openWorld, report, uuid, verdict } from './assess-world.fake.ts';
import type { Organisation, World } from './assess-world.fake.ts';
import { handOnTask } from './hand-on-task.ts';
import { readHome } from './read-home.ts';

let world: World;
let org: Organisation;

beforeAll(async () => {
  world = await openWorld({ maxConnections: 14 });
});
afterAll(async () => world.stop());
beforeEach(() => {
  world.clock.set(new Date('2026-11-20T03:00:00Z'));
  org = world.organisation();
});

const { findings, tasks, events, leaves } = inspector(
  () => world,
  () => org,
);

const FAIL = [verdict('firewall_on', 'fail', { profiles: ['public'] })];
const PASS = [verdict('firewall_on', 'pass')];

describe('handing a task on', () => {
  const handOn = async (taskId: string, from = org.administrator, to: string | null = org.teleworker.memberId) =>
    world.runAs(org.as(from), async (tx) =>
      handOnTask(tx, world.context, { taskId, reason: 'no_permission', note: '', toMemberId: to }),
    );

  it('moves it, and a new finding of the old person is a new task', async () => {
    await report(world, org, { subject: device(), verdicts: FAIL });
    const [task] = await tasks();
    world.clock.advance(HOUR_MS);
    expect(await handOn(task?.task_id ?? '')).toBe(task?.task_id);
    expect(await tasks()).toMatchObject([{ assignee_member_id: org.teleworker.memberId, state: 'open' }]);
    world.clock.advance(HOUR_MS);
    await report(world, org, { subject: device('PC-2'), verdicts: FAIL });
    expect((await tasks()).map(({ assignee_member_id }) => assignee_member_id)).toEqual([
      org.teleworker.memberId,
      org.administrator.memberId,
    ]);
    expect(await events()).toEqual(['created', 'handed_on', 'created']);
  });

  it('joins the task the other already has, keeps the earlier day, and both devices close it', async () => {
    const first = device();
    const second = device('PC-2');
    await report(world, org, { subject: first, verdicts: FAIL });
    const [one] = await tasks();
    await handOn(one?.task_id ?? '');
    world.clock.advance(7 * DAY_MS);
    await report(world, org, { subject: second, verdicts: FAIL });
    const two = (await tasks())[1];
    await handOn(one?.task_id ?? '', org.teleworker, org.administrator.memberId);
    const [dropped, kept] = await tasks();
    expect(dropped).toMatchObject({ task_id: one?.task_id, state: 'dropped', closed_how: 'merged' });
    expect(kept).toMatchObject({ task_id: two?.task_id, state: 'open', findings: 2, due_on: one?.due_on });
    world.clock.advance(HOUR_MS);
    await report(world, org, { subject: first, verdicts: PASS });
    expect((await tasks())[1]).toMatchObject({ state: 'open' });
    await report(world, org, { subject: second, verdicts: PASS });
    expect((await tasks())[1]).toMatchObject({ state: 'done', closed_how: 'proven' });
  });

  it('is only for one’s own task, or for those who run security; and not for a closed one', async () => {
    const pc = device();
    await report(world, org, { subject: pc, verdicts: FAIL });
    const [task] = await tasks();
    await expect(handOn(task?.task_id ?? '', org.teleworker)).rejects.toMatchObject({ code: 'task_not_open' });
    await expect(handOn(task?.task_id ?? '', org.administrator, uuid())).rejects.toMatchObject({
      code: 'receiver_not_possible',
    });
    world.clock.advance(HOUR_MS);
    await report(world, org, { subject: pc, verdicts: PASS });
    await expect(handOn(task?.task_id ?? '')).rejects.toMatchObject({ code: 'task_not_open' });
  });
});

describe('at the same time', () => {
  it('twenty first rounds join one task, without a deadlock', async () => {
    const all = Array.from({ length: 20 }, (_, index) => device(`PC-${index}`));
    const results = await Promise.all(
      all.map((subject) => report(world, org, { subject, verdicts: [...FAIL, verdict('antivirus_on', 'fail')] })),
    );
    expect(results.every(({ opened }) => opened === 2)).toBe(true);
    expect((await tasks()).map(({ findings: joined }) => joined)).toEqual([20, 20]);
    expect(await events()).toEqual(['created', 'created']);
  });

  it('the last two findings of a task: it is closed, once', async () => {
    const all = [device('PC-1'), device('PC-2')];
    for (let turn = 0; turn < 5; turn += 1) {
      for (const subject of all) await report(world, org, { subject, verdicts: FAIL });
      world.clock.advance(HOUR_MS);
      await Promise.all(all.map((subject) => report(world, org, { subject, verdicts: PASS })));
      world.clock.advance(HOUR_MS);
    }
    expect((await tasks()).map(({ state }) => state)).toEqual(Array(5).fill('done'));
    expect((await events()).filter((kind) => kind === 'done')).toHaveLength(5);
  });

  it('one opens what the other closes, crosswise, while tasks are handed on: every open finding has an open task', async () => {
    const all = Array.from({ length: 8 }, (_, index) => device(`PC-${index}`));
    const words = (odd: boolean) => [
      verdict('firewall_on', odd ? 'fail' : 'pass'),
      verdict('antivirus_on', odd ? 'pass' : 'fail'),
    ];
    for (let turn = 0; turn < 6; turn += 1) {
      world.clock.advance(HOUR_MS);
      const open = (await tasks()).filter(({ state }) => state === 'open');
      const moves = open.map(async ({ task_id }) =>
        world
          .runAs(org.as(org.administrator), async (tx) =>
            handOnTask(tx, world.context, { taskId: task_id, reason: 'other', note: '', toMemberId: null }),
          )
          .catch((error: unknown) => expect(error).toMatchObject({ code: 'task_not_open' })),
      );
      await Promise.all([
        ...all.map((subject, index) => report(world, org, { subject, verdicts: words((index + turn) % 2 === 0) })),
        ...moves,
      ]);
      const orphans = await world.rows(
        `SELECT 1 FROM assess_finding finding WHERE org_id = $1 AND state = 'open' AND NOT EXISTS (
           SELECT FROM assess_task_finding JOIN assess_task task USING (org_id, task_id)
           WHERE assess_task_finding.finding_id = finding.finding_id AND task.state = 'open')`,
        [org.orgId],
      );
      expect(orphans).toEqual([]);
      const idle = await world.rows(
        `SELECT 1 FROM assess_task task WHERE org_id = $1 AND state = 'open' AND NOT EXISTS (
           SELECT FROM assess_task_finding JOIN assess_finding finding USING (org_id, finding_id)
           WHERE assess_task_finding.task_id = task.task_id AND finding.state = 'open')`,
        [org.orgId],
      );
      expect(idle).toEqual([]);
      const miscounted = await world.rows(
        `SELECT 1 FROM assess_task task WHERE org_id = $1 AND (findings_open, findings_total) <> (
           SELECT count(*) FILTER (WHERE open), count(*) FROM assess_task_finding link WHERE link.task_id = task.task_id)`,
        [org.orgId],
      );
      expect(miscounted).toEqual([]);
    }
    expect(await findings()).toHaveLength(16);
  });

  it('two first rounds of one device from two sources: one subject, one finding', async () => {
    const pc = device();
    await Promise.all([
      report(world, org, { subject: pc, verdicts: FAIL }),
      report(world, org, { subject: pc, verdicts: FAIL, source: 'glpi' }),
    ]);
    expect(await findings()).toHaveLength(1);
    expect((await leaves()).length).toBe(2);
  });
});

describe('two organisations', () => {
  it('see nothing of each other, even when the other one is asked for by name', async () => {
    const other = world.organisation();
    const pc = device();
    await report(world, org, { subject: pc, verdicts: FAIL });
    const tables = await world.rows<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relname LIKE 'assess\\_%' AND relkind = 'r' ORDER BY 1`,
    );
    expect(tables.length).toBeGreaterThan(10);
    for (const { name } of tables) {
      const seen = await world.run(other, async (tx) =>
        tx.all({ text: `SELECT 1 FROM ${name} WHERE org_id = $1`, values: [org.orgId] } as never),
      );
      expect([name, seen.length]).toEqual([name, 0]);
    }
    const home = await world.runAs(other.as(other.administrator), async (tx) => readHome(tx, world.context));
    expect(home).toMatchObject({ devices: { active: 0, silent: 0 }, today: { task: null } });
    const [task] = await tasks();
    const stranger = world.runAs(other.as(other.administrator), async (tx) =>
      handOnTask(tx, world.context, { taskId: task?.task_id ?? '', reason: 'other', note: '', toMemberId: null }),
    );
    await expect(stranger).rejects.toMatchObject({ code: 'task_not_open' });
    const forged = world.run(other, async (tx) =>
      tx.run({
        text: `INSERT INTO assess_epoch (org_id, epoch, started_at, reason) VALUES ($1, 7, now(), 'x')`,
        values: [org.orgId],
      } as never),
    );
    await expect(forged).rejects.toThrow(/row-level security/);
  });

  it('the same device id in both is two devices', async () => {
    const other = world.organisation();
    const pc = device();
    await report(world, org, { subject: pc, verdicts: FAIL });
    await report(world, other, { subject: pc, verdicts: PASS });
    expect(
      await world.rows('SELECT verdict FROM assess_verdict_current WHERE subject_id = $1 ORDER BY 1', [pc.id]),
    ).toEqual([{ verdict: 'fail' }, { verdict: 'pass' }]);
  });
});

describe('today’s task', () => {
  const home = async () => world.runAs(org.as(org.administrator), async (tx) => readHome(tx, world.context));

  it('stays through the day, is done when done, and another comes tomorrow', async () => {
    const pc = device();
    await report(world, org, { subject: pc, verdicts: [verdict('local_administrators', 'fail')] });
    const first = (await home()).today.task;
    expect(first).toMatchObject({ checkId: 'local_administrators', subjects: ['PC-1'] });
    world.clock.advance(HOUR_MS);
    await report(world, org, {
      subject: pc,
      verdicts: [verdict('local_administrators', 'fail'), verdict('antivirus_on', 'fail')],
    });
    expect((await home()).today).toMatchObject({ task: { taskId: first?.taskId }, waiting: 1 });
    world.clock.advance(HOUR_MS);
    await report(world, org, {
      subject: pc,
      verdicts: [verdict('local_administrators', 'pass'), verdict('antivirus_on', 'fail')],
    });
    expect((await home()).today).toMatchObject({ task: { taskId: first?.taskId, state: 'done' }, waiting: 1 });
    world.clock.advance(DAY_MS);
    expect((await home()).today).toMatchObject({ task: { checkId: 'antivirus_on' }, waiting: 0 });
  });

  it('two windows opened at once show the same one', async () => {
    await report(world, org, { subject: device(), verdicts: [...FAIL, verdict('antivirus_on', 'fail')] });
    const both = await Promise.all([home(), home(), home()]);
    expect(new Set(both.map(({ today }) => today.task?.taskId)).size).toBe(1);
  });
});
