// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../kernel/clock.ts';
import { isWorkingDay } from '../platform/calendar.ts';
import { device, openWorld, report, uuid, verdict } from './assess-world.fake.ts';
import type { Organisation, World } from './assess-world.fake.ts';
import { handOnTask } from './hand-on-task.ts';
import { fadeAll } from './jobs.ts';
import { expireOverrulings, overruleFinding, takeBackOverruling } from './overrule-finding.ts';
import { readHome } from './read-home.ts';
import { retireSubject, reviveSubject } from './retire-subject.ts';
import { STRENGTH } from './settle-verdict.ts';

let world: World;
let org: Organisation;

beforeAll(async () => {
  world = await openWorld({ maxConnections: 24 });
});
afterAll(async () => world.stop());
beforeEach(() => {
  world.clock.set(new Date('2026-11-20T03:00:00Z'));
  org = world.organisation();
});

interface FindingState {
  finding_id: string;
  kind: string;
  check_id: string | null;
  state: string;
  closed_how: string | null;
  proof_leaf_id: string | null;
  times_opened: number;
  params: Record<string, unknown>;
}
const findings = async (): Promise<FindingState[]> =>
  world.rows('SELECT * FROM assess_finding WHERE org_id = $1 ORDER BY kind, check_id, finding_id', [org.orgId]);
const finding = async (): Promise<FindingState> => {
  const [first] = await findings();
  if (!first) throw new Error('no finding');
  return first;
};
interface TaskState {
  task_id: string;
  task_key: string;
  check_id: string | null;
  assignee_member_id: string;
  state: string;
  due_on: string;
  closed_how: string | null;
  findings: number;
}
const tasks = async (): Promise<TaskState[]> =>
  world.rows(
    `SELECT task.*, due_on::text, (SELECT count(*)::int FROM assess_task_finding link WHERE link.task_id = task.task_id) AS findings
     FROM assess_task task WHERE org_id = $1 ORDER BY created_at, task_id`,
    [org.orgId],
  );
const events = async (): Promise<string[]> =>
  (await world.rows<{ kind: string }>('SELECT kind FROM assess_task_event WHERE org_id = $1 ORDER BY at, event_id', [org.orgId])).map(({ kind }) => kind);
const leaves = async (): Promise<{ leaf_id: string; kind: string }[]> =>
  world.rows('SELECT leaf_id, kind FROM assess_leaf WHERE org_id = $1 ORDER BY recorded_at, leaf_id', [org.orgId]);
const current = async (subjectId: string, checkId = 'firewall_on'): Promise<{ verdict: string; reason: string | null; source: string; leaf_id: string } | undefined> =>
  (await world.rows<{ verdict: string; reason: string | null; source: string; leaf_id: string }>('SELECT * FROM assess_verdict_current WHERE subject_id = $1 AND check_id = $2', [subjectId, checkId]))[0];
const subjectState = async (subjectId: string): Promise<string | undefined> =>
  (await world.rows<{ state: string }>('SELECT state FROM assess_subject WHERE subject_id = $1', [subjectId]))[0]?.state;

const FAIL = [verdict('firewall_on', 'fail', { profiles: ['public'] })];
const PASS = [verdict('firewall_on', 'pass')];
const UNKNOWN = [verdict('firewall_on', 'unknown')];

describe('a round of evidence', () => {
  it('opens findings and tasks for the right person, due on a working day', async () => {
    const pc = device('PC-1', { ownerMemberId: org.teleworker.memberId });
    const result = await report(world, org, { subject: pc, verdicts: [...FAIL, verdict('antivirus_on', 'fail'), verdict('disk_encryption', 'pass'), verdict('os_patched', 'unknown')] });
    expect(result).toEqual({ changed: 4, opened: 2, closed: 0 });
    expect((await findings()).map(({ check_id, state }) => [check_id, state])).toEqual([['antivirus_on', 'open'], ['firewall_on', 'open']]);
    const made = await tasks();
    expect(made.map(({ check_id, assignee_member_id }) => [check_id, assignee_member_id]).toSorted()).toEqual([
      ['antivirus_on', org.administrator.memberId],
      ['firewall_on', org.administrator.memberId],
    ]);
    for (const { due_on } of made) expect(isWorkingDay(due_on)).toBe(true);
    // 20 November 2026 is a Friday, Monday is a holiday: one day later is Tuesday.
    expect(made.find(({ check_id }) => check_id === 'antivirus_on')?.due_on).toBe('2026-11-24');
    expect(await events()).toEqual(['created', 'created']);
    expect((await leaves()).map(({ kind }) => kind)).toEqual(['verdict', 'verdict', 'verdict', 'verdict']);
  });

  it('the same again writes one confirmation and nothing else', async () => {
    const pc = device();
    await report(world, org, { subject: pc, verdicts: FAIL });
    world.clock.advance(DAY_MS);
    expect(await report(world, org, { subject: pc, verdicts: FAIL })).toEqual({ changed: 0, opened: 0, closed: 0 });
    expect((await leaves()).map(({ kind }) => kind)).toEqual(['verdict', 'confirmation']);
    expect(await tasks()).toHaveLength(1);
  });

  it('a fix closes finding and task as proven, and the proof is the leaf that showed it', async () => {
    const pc = device();
    await report(world, org, { subject: pc, verdicts: FAIL });
    world.clock.advance(HOUR_MS);
    expect(await report(world, org, { subject: pc, verdicts: PASS })).toEqual({ changed: 1, opened: 0, closed: 1 });
    const closed = await finding();
    expect(closed).toMatchObject({ state: 'closed', closed_how: 'proven', proof_leaf_id: (await current(pc.id))?.leaf_id });
    expect(await tasks()).toMatchObject([{ state: 'done', closed_how: 'proven' }]);
    expect(await events()).toEqual(['created', 'done']);
    expect((await leaves()).map(({ kind }) => kind).toSorted()).toEqual(['closure', 'verdict', 'verdict']);
    world.clock.advance(HOUR_MS);
    await report(world, org, { subject: pc, verdicts: FAIL });
    expect(await finding()).toMatchObject({ state: 'open', times_opened: 2, closed_how: null, proof_leaf_id: null });
    expect((await tasks()).map(({ state }) => state)).toEqual(['done', 'open']);
  });

  it('unknown closes nothing and is no second failure', async () => {
    const pc = device();
    await report(world, org, { subject: pc, verdicts: FAIL });
    world.clock.advance(HOUR_MS);
    await report(world, org, { subject: pc, verdicts: UNKNOWN });
    expect(await finding()).toMatchObject({ state: 'open' });
    expect(await current(pc.id)).toMatchObject({ verdict: 'unknown', reason: 'not_told' });
    world.clock.advance(HOUR_MS);
    await report(world, org, { subject: pc, verdicts: FAIL });
    expect(await finding()).toMatchObject({ state: 'open', times_opened: 1 });
  });

  it('an open finding shows what is seen now', async () => {
    const pc = device();
    await report(world, org, { subject: pc, verdicts: FAIL });
    world.clock.advance(HOUR_MS);
    await report(world, org, { subject: pc, verdicts: [verdict('firewall_on', 'fail', { profiles: ['domain'] })] });
    expect(await finding()).toMatchObject({ times_opened: 1, params: { profiles: ['domain'] } });
  });

  it('of two machines the newer word counts, and a repeated word is a word of today', async () => {
    const pc = device();
    const a = { source: 'glpi', strength: STRENGTH.inventory_agent };
    await report(world, org, { subject: pc, verdicts: PASS, ...a });
    world.clock.advance(DAY_MS);
    await report(world, org, { subject: pc, verdicts: FAIL });
    expect(await current(pc.id)).toMatchObject({ verdict: 'fail', source: 'collector' });
    world.clock.advance(DAY_MS);
    expect(await report(world, org, { subject: pc, verdicts: PASS, ...a })).toMatchObject({ changed: 0, closed: 1 });
    const now = await current(pc.id);
    expect(now).toMatchObject({ verdict: 'pass', source: 'glpi' });
    // The word is two days old, its proof is of today: the finding was not yet there when it was first said.
    const confirmation = (await leaves()).find(({ kind }) => kind === 'confirmation');
    expect(now?.leaf_id).toBe(confirmation?.leaf_id);
    expect(await finding()).toMatchObject({ closed_how: 'proven', proof_leaf_id: confirmation?.leaf_id });
    // A file that knows nothing newer settles everything again: the repeated word still is the newest.
    await report(world, org, { subject: pc, verdicts: FAIL, source: 'file', strength: STRENGTH.import });
    expect(await current(pc.id)).toMatchObject({ verdict: 'pass', source: 'glpi' });
  });

  it('a source that does not know leaves the word of the one that does', async () => {
    const pc = device();
    await report(world, org, { subject: pc, verdicts: FAIL });
    world.clock.advance(HOUR_MS);
    await report(world, org, { subject: pc, verdicts: UNKNOWN, source: 'glpi', strength: STRENGTH.inventory_agent });
    expect(await current(pc.id)).toMatchObject({ verdict: 'fail', source: 'collector' });
  });

  it('a report older than the last one of its source changes nothing', async () => {
    const pc = device();
    const old = world.clock.now();
    world.clock.advance(DAY_MS);
    await report(world, org, { subject: pc, verdicts: PASS });
    expect(await report(world, org, { subject: pc, verdicts: FAIL, observedAt: old })).toEqual({ changed: 0, opened: 0, closed: 0 });
    expect(await current(pc.id)).toMatchObject({ verdict: 'pass' });
    expect(await findings()).toEqual([]);
    // From another source it is a word of its own, and an older one.
    await report(world, org, { subject: pc, verdicts: FAIL, observedAt: old, source: 'glpi' });
    expect(await current(pc.id)).toMatchObject({ verdict: 'pass', source: 'collector' });
  });

  it('takes odd text, the same check twice, and no check at all', async () => {
    const pc = device('名前');
    await report(world, org, { subject: pc, verdicts: [...PASS, verdict('firewall_on', 'fail', { name: 'a\u0000b\ud800' })] });
    expect(await finding()).toMatchObject({ params: { name: 'a\ufffdb\ufffd' } });
    await report(world, org, { subject: pc, verdicts: [] });
    expect(await current(pc.id)).toMatchObject({ verdict: 'fail' });
  });
});

describe('silence', () => {
  it('fades to unknown, raises one finding, and a report proves that the device is there', async () => {
    const pc = device();
    const awake = device('PC-2');
    await report(world, org, { subject: pc, verdicts: FAIL });
    world.clock.advance(10 * DAY_MS);
    await report(world, org, { subject: awake, verdicts: PASS });
    await fadeAll(world.context);
    expect(await current(pc.id)).toMatchObject({ verdict: 'fail' });
    world.clock.advance(5 * DAY_MS);
    await fadeAll(world.context);
    await fadeAll(world.context);
    expect(await current(pc.id)).toMatchObject({ verdict: 'unknown', reason: 'stale', source: 'collector' });
    expect(await current(awake.id)).toMatchObject({ verdict: 'pass' });
    expect([await subjectState(pc.id), await subjectState(awake.id)]).toEqual(['silent', 'active']);
    expect((await findings()).map(({ kind, state }) => [kind, state])).toEqual([['device_silent', 'open'], ['failed_check', 'open']]);
    expect(await report(world, org, { subject: pc, verdicts: PASS })).toMatchObject({ closed: 2 });
    expect((await findings()).map(({ kind, closed_how, proof_leaf_id }) => [kind, closed_how, proof_leaf_id !== null])).toEqual([
      ['device_silent', 'proven', true],
      ['failed_check', 'proven', true],
    ]);
    expect(await subjectState(pc.id)).toBe('active');
    expect((await tasks()).map(({ state }) => state)).toEqual(['done', 'done']);
  });

  it('comes back with the very same words: the state counts again', async () => {
    const pc = device();
    await report(world, org, { subject: pc, verdicts: PASS });
    world.clock.advance(20 * DAY_MS);
    await fadeAll(world.context);
    expect(await report(world, org, { subject: pc, verdicts: PASS })).toEqual({ changed: 0, opened: 0, closed: 1 });
    expect(await current(pc.id)).toMatchObject({ verdict: 'pass', reason: null });
  });

  it('of one source of two leaves the other one’s word', async () => {
    const pc = device();
    await report(world, org, { subject: pc, verdicts: PASS, source: 'glpi' });
    world.clock.advance(8 * DAY_MS);
    await report(world, org, { subject: pc, verdicts: FAIL });
    world.clock.advance(8 * DAY_MS);
    await fadeAll(world.context);
    expect(await current(pc.id)).toMatchObject({ verdict: 'fail', source: 'collector' });
    expect(await subjectState(pc.id)).toBe('active');
  });

  it('of more devices than one batch ends, and leaves those in the middle of a round alone', async () => {
    const all = Array.from({ length: 105 }, (_, index) => device(`PC-${index}`));
    for (const pc of all) await report(world, org, { subject: pc, verdicts: PASS });
    world.clock.advance(20 * DAY_MS);
    const [busy] = all;
    await world.run(org, async (tx) => {
      await tx.run({ text: `SELECT 1 FROM assess_subject WHERE org_id = $1 AND subject_id = $2 FOR UPDATE`, values: [org.orgId, busy?.id] } as never);
      await fadeAll(world.context);
    });
    expect((await world.rows(`SELECT 1 FROM assess_subject WHERE org_id = $1 AND state = 'silent'`, [org.orgId])).length).toBe(104);
    expect(await subjectState(busy?.id ?? '')).toBe('active');
    expect((await tasks()).map(({ findings: joined, state }) => [joined, state])).toEqual([[104, 'open']]);
  });
});

describe('a person’s word', () => {
  const overrule = async (how: 'accepted_until' | 'false_positive' | 'attested_until', until: string) =>
    world.runAs(org.as(org.administrator), async (tx) => overruleFinding(tx, world.context, { findingId: (await finding()).finding_id, how, reason: '理由', until }));

  it('closes until its day, then the machine counts again', async () => {
    const pc = device();
    await report(world, org, { subject: pc, verdicts: FAIL });
    await overrule('accepted_until', '2026-12-01');
    expect(await finding()).toMatchObject({ state: 'closed', closed_how: 'accepted_until' });
    expect(await tasks()).toMatchObject([{ state: 'done', closed_how: 'accepted_until' }]);
    world.clock.advance(DAY_MS);
    await report(world, org, { subject: pc, verdicts: UNKNOWN });
    world.clock.advance(DAY_MS);
    expect(await report(world, org, { subject: pc, verdicts: FAIL })).toMatchObject({ opened: 0 });
    const expire = async () => world.run(org, async (tx) => expireOverrulings(tx, world.context));
    world.clock.set(new Date('2026-12-01T14:59:00Z'));
    expect(await expire()).toBe(0);
    world.clock.set(new Date('2026-12-01T15:01:00Z'));
    expect(await expire()).toBe(1);
    expect(await expire()).toBe(0);
    expect(await finding()).toMatchObject({ state: 'open', times_opened: 2 });
    expect((await tasks()).map(({ state }) => state)).toEqual(['done', 'open']);
  });

  it.each(['accepted_until', 'false_positive'] as const)('%s becomes proven when a machine shows the fix, and does not come back', async (how) => {
    const pc = device();
    await report(world, org, { subject: pc, verdicts: FAIL });
    await overrule(how, '2026-12-01');
    world.clock.advance(DAY_MS);
    expect(await report(world, org, { subject: pc, verdicts: PASS })).toMatchObject({ closed: 1 });
    expect(await finding()).toMatchObject({ closed_how: 'proven' });
    world.clock.advance(30 * DAY_MS);
    expect(await world.run(org, async (tx) => expireOverrulings(tx, world.context))).toBe(0);
  });

  it('can be taken back, but a proof cannot', async () => {
    const pc = device();
    await report(world, org, { subject: pc, verdicts: FAIL });
    await overrule('false_positive', '2026-12-01');
    const back = async () => world.runAs(org.as(org.administrator), async (tx) => takeBackOverruling(tx, world.context, (await finding()).finding_id));
    expect(await back()).toMatchObject({ state: 'open', closedHow: null });
    world.clock.advance(DAY_MS);
    await report(world, org, { subject: pc, verdicts: PASS });
    await expect(back()).rejects.toMatchObject({ code: 'finding_not_overruled' });
    await expect(overrule('accepted_until', '2026-12-01')).rejects.toMatchObject({ code: 'finding_closed' });
  });

  it.each([
    ['accepted_until', '2026-11-20', 'until_out_of_range'],
    ['accepted_until', '2027-11-22', 'until_out_of_range'],
    ['attested_until', '2026-12-01', 'machine_can_know'],
  ] as const)('%s until %s is refused: %s', async (how, until, code) => {
    await report(world, org, { subject: device(), verdicts: FAIL });
    await expect(overrule(how, until)).rejects.toMatchObject({ code });
    expect(await finding()).toMatchObject({ state: 'open' });
  });

  it('ends with a device that leaves; the device counts nowhere and comes back whole', async () => {
    const pc = device();
    await report(world, org, { subject: pc, verdicts: [...FAIL, verdict('antivirus_on', 'fail')] });
    const [, second] = await findings();
    await world.runAs(org.as(org.administrator), async (tx) => overruleFinding(tx, world.context, { findingId: second?.finding_id ?? '', how: 'accepted_until', reason: '理由', until: '2026-12-01' }));
    await world.run(org, async (tx) => retireSubject(tx, world.context, pc.id));
    expect((await findings()).map(({ closed_how }) => closed_how)).toEqual(['subject_gone', 'subject_gone']);
    world.clock.advance(DAY_MS);
    expect(await report(world, org, { subject: pc, verdicts: FAIL })).toEqual({ changed: 0, opened: 0, closed: 0 });
    expect(await current(pc.id)).toBeUndefined();
    world.clock.advance(20 * DAY_MS);
    expect(await world.run(org, async (tx) => expireOverrulings(tx, world.context))).toBe(0);
    await world.run(org, async (tx) => reviveSubject(tx, pc.id));
    expect(await report(world, org, { subject: pc, verdicts: FAIL })).toMatchObject({ opened: 1 });
    expect(await current(pc.id)).toMatchObject({ verdict: 'fail' });
  });
});

describe('handing a task on', () => {
  const handOn = async (taskId: string, from = org.administrator, to: string | null = org.teleworker.memberId) =>
    world.runAs(org.as(from), async (tx) => handOnTask(tx, world.context, { taskId, reason: 'no_permission', note: '', toMemberId: to }));

  it('moves it, and a new finding of the old person is a new task', async () => {
    await report(world, org, { subject: device(), verdicts: FAIL });
    const [task] = await tasks();
    world.clock.advance(HOUR_MS);
    expect(await handOn(task?.task_id ?? '')).toBe(task?.task_id);
    expect(await tasks()).toMatchObject([{ assignee_member_id: org.teleworker.memberId, state: 'open' }]);
    world.clock.advance(HOUR_MS);
    await report(world, org, { subject: device('PC-2'), verdicts: FAIL });
    expect((await tasks()).map(({ assignee_member_id }) => assignee_member_id)).toEqual([org.teleworker.memberId, org.administrator.memberId]);
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
    await expect(handOn(task?.task_id ?? '', org.administrator, uuid())).rejects.toMatchObject({ code: 'receiver_not_possible' });
    world.clock.advance(HOUR_MS);
    await report(world, org, { subject: pc, verdicts: PASS });
    await expect(handOn(task?.task_id ?? '')).rejects.toMatchObject({ code: 'task_not_open' });
  });
});

describe('at the same time', () => {
  it('twenty first rounds join one task, without a deadlock', async () => {
    const all = Array.from({ length: 20 }, (_, index) => device(`PC-${index}`));
    const results = await Promise.all(all.map((subject) => report(world, org, { subject, verdicts: [...FAIL, verdict('antivirus_on', 'fail')] })));
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
    const words = (odd: boolean) => [verdict('firewall_on', odd ? 'fail' : 'pass'), verdict('antivirus_on', odd ? 'pass' : 'fail')];
    for (let turn = 0; turn < 6; turn += 1) {
      world.clock.advance(HOUR_MS);
      const open = (await tasks()).filter(({ state }) => state === 'open');
      const moves = open.map(async ({ task_id }) =>
        world
          .runAs(org.as(org.administrator), async (tx) => handOnTask(tx, world.context, { taskId: task_id, reason: 'other', note: '', toMemberId: null }))
          .catch((error: unknown) => expect(error).toMatchObject({ code: 'task_not_open' })),
      );
      await Promise.all([...all.map((subject, index) => report(world, org, { subject, verdicts: words((index + turn) % 2 === 0) })), ...moves]);
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
        `SELECT 1 FROM assess_task task WHERE org_id = $1 AND (findings_open, findings_total) IS DISTINCT FROM (
           SELECT count(*) FILTER (WHERE open), count(*) FROM assess_task_finding link WHERE link.task_id = task.task_id)`,
        [org.orgId],
      );
      expect(miscounted).toEqual([]);
    }
    expect(await findings()).toHaveLength(16);
  });

  it('two first rounds of one device from two sources: one subject, one finding', async () => {
    const pc = device();
    await Promise.all([report(world, org, { subject: pc, verdicts: FAIL }), report(world, org, { subject: pc, verdicts: FAIL, source: 'glpi' })]);
    expect(await findings()).toHaveLength(1);
    expect((await leaves()).length).toBe(2);
  });
});

describe('two organisations', () => {
  it('see nothing of each other, even when the other one is asked for by name', async () => {
    const other = world.organisation();
    const pc = device();
    await report(world, org, { subject: pc, verdicts: FAIL });
    const tables = await world.rows<{ name: string }>(`SELECT relname AS name FROM pg_class WHERE relname LIKE 'assess\\_%' AND relkind = 'r' ORDER BY 1`);
    expect(tables.length).toBeGreaterThan(10);
    for (const { name } of tables) {
      const seen = await world.run(other, async (tx) => tx.all({ text: `SELECT 1 FROM ${name} WHERE org_id = $1`, values: [org.orgId] } as never));
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
      tx.run({ text: `INSERT INTO assess_epoch (org_id, epoch, started_at, reason) VALUES ($1, 7, now(), 'x')`, values: [org.orgId] } as never),
    );
    await expect(forged).rejects.toThrow(/row-level security/);
  });

  it('the same device id in both is two devices', async () => {
    const other = world.organisation();
    const pc = device();
    await report(world, org, { subject: pc, verdicts: FAIL });
    await report(world, other, { subject: pc, verdicts: PASS });
    expect((await world.rows('SELECT verdict FROM assess_verdict_current WHERE subject_id = $1 ORDER BY 1', [pc.id]))).toEqual([{ verdict: 'fail' }, { verdict: 'pass' }]);
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
    await report(world, org, { subject: pc, verdicts: [verdict('local_administrators', 'fail'), verdict('antivirus_on', 'fail')] });
    expect((await home()).today).toMatchObject({ task: { taskId: first?.taskId }, waiting: 1 });
    world.clock.advance(HOUR_MS);
    await report(world, org, { subject: pc, verdicts: [verdict('local_administrators', 'pass'), verdict('antivirus_on', 'fail')] });
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
