// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../kernel/clock.ts';
import { isWorkingDay } from '../platform/calendar.ts';
import { inspector } from './assess-inspect.fake.ts';
import { device, openWorld, report, verdict } from './assess-world.fake.ts';
import type { Organisation, World } from './assess-world.fake.ts';
import { fadeAll } from './jobs.ts';
import { expireOverrulings, overruleFinding, takeBackOverruling } from './overrule-finding.ts';
import { retireSubject, reviveSubject } from './retire-subject.ts';
import { STRENGTH } from './settle-verdict.ts';
import { verdictsOfChecks, verdictsOfSubject } from './verdict-store.ts';

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

const { findings, finding, tasks, events, leaves, current, subjectState } = inspector(
  () => world,
  () => org,
);

const FAIL = [verdict('firewall_on', 'fail', { profiles: ['public'] })];
const PASS = [verdict('firewall_on', 'pass')];
const UNKNOWN = [verdict('firewall_on', 'unknown')];

describe('a round of evidence', () => {
  it('opens findings and tasks for the right person, due on a working day', async () => {
    const pc = device('PC-1', { ownerMemberId: org.teleworker.memberId });
    const result = await report(world, org, {
      subject: pc,
      verdicts: [
        ...FAIL,
        verdict('antivirus_on', 'fail'),
        verdict('disk_encryption', 'pass'),
        verdict('os_patched', 'unknown'),
      ],
    });
    expect(result).toEqual({ changed: 4, opened: 2, closed: 0 });
    expect((await findings()).map(({ check_id, state }) => [check_id, state])).toEqual([
      ['antivirus_on', 'open'],
      ['firewall_on', 'open'],
    ]);
    const made = await tasks();
    expect(new Map(made.map(({ check_id, assignee_member_id }) => [check_id, assignee_member_id]))).toEqual(
      new Map([
        ['antivirus_on', org.administrator.memberId],
        ['firewall_on', org.administrator.memberId],
      ]),
    );
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
    const [shown] = await world.run(org, async (tx) => verdictsOfSubject(tx, pc.id));
    expect(shown?.observed_at, 'when it was looked at').toEqual(world.clock.now());
    const [listed] = await world.run(org, async (tx) => verdictsOfChecks(tx, ['firewall_on'], 10));
    expect(listed?.observed_at).toEqual(world.clock.now());
  });

  it('a fix closes finding and task as proven, and the proof is the leaf that showed it', async () => {
    const pc = device();
    await report(world, org, { subject: pc, verdicts: FAIL });
    world.clock.advance(HOUR_MS);
    expect(await report(world, org, { subject: pc, verdicts: PASS })).toEqual({ changed: 1, opened: 0, closed: 1 });
    const closed = await finding();
    expect(closed).toMatchObject({
      state: 'closed',
      closed_how: 'proven',
      proof_leaf_id: (await current(pc.id))?.leaf_id,
    });
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
    expect(await report(world, org, { subject: pc, verdicts: FAIL, observedAt: old })).toEqual({
      changed: 0,
      opened: 0,
      closed: 0,
    });
    expect(await current(pc.id)).toMatchObject({ verdict: 'pass' });
    expect(await findings()).toEqual([]);
    // From another source it is a word of its own, and an older one.
    await report(world, org, { subject: pc, verdicts: FAIL, observedAt: old, source: 'glpi' });
    expect(await current(pc.id)).toMatchObject({ verdict: 'pass', source: 'collector' });
  });

  it('takes odd text, the same check twice, and no check at all', async () => {
    const pc = device('名前');
    await report(world, org, {
      subject: pc,
      verdicts: [...PASS, verdict('firewall_on', 'fail', { name: 'a\u0000b\ud800' })],
    });
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
    expect((await findings()).map(({ kind, state }) => [kind, state])).toEqual([
      ['device_silent', 'open'],
      ['failed_check', 'open'],
    ]);
    expect(await report(world, org, { subject: pc, verdicts: PASS })).toMatchObject({ closed: 2 });
    expect(
      (await findings()).map(({ kind, closed_how, proof_leaf_id }) => [kind, closed_how, proof_leaf_id !== null]),
    ).toEqual([
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

  it('does not count while we were away ourselves, until the devices had two days to report', async () => {
    const pc = device();
    await report(world, org, { subject: pc, verdicts: FAIL });
    world.clock.advance(20 * DAY_MS);
    const startedAt = world.clock.now();
    await fadeAll(world.context, startedAt);
    expect(await subjectState(pc.id)).toBe('active');
    world.clock.advance(2 * DAY_MS);
    await fadeAll(world.context, startedAt);
    expect(await subjectState(pc.id)).toBe('silent');
  });

  it('counts at once after a restart during which other devices went on reporting', async () => {
    const pc = device();
    await report(world, org, { subject: pc, verdicts: FAIL });
    world.clock.advance(20 * DAY_MS);
    await report(world, org, { subject: device(), verdicts: PASS });
    world.clock.advance(DAY_MS);
    await fadeAll(world.context, world.clock.now());
    expect(await subjectState(pc.id)).toBe('silent');
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
      await tx.run({
        text: `SELECT 1 FROM assess_subject WHERE org_id = $1 AND subject_id = $2 FOR UPDATE`,
        values: [org.orgId, busy?.id],
      } as never);
      await fadeAll(world.context);
    });
    expect(
      (await world.rows(`SELECT 1 FROM assess_subject WHERE org_id = $1 AND state = 'silent'`, [org.orgId])).length,
    ).toBe(104);
    expect(await subjectState(busy?.id ?? '')).toBe('active');
    expect((await tasks()).map(({ findings: joined, state }) => [joined, state])).toEqual([[104, 'open']]);
  });
});

describe('a person’s word', () => {
  const overrule = async (how: 'accepted_until' | 'false_positive' | 'attested_until', until: string) =>
    world.runAs(org.as(org.administrator), async (tx) =>
      overruleFinding(tx, world.context, { findingId: (await finding()).finding_id, how, reason: '理由', until }),
    );

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

  it.each(['accepted_until', 'false_positive'] as const)(
    '%s becomes proven when a machine shows the fix, and does not come back',
    async (how) => {
      const pc = device();
      await report(world, org, { subject: pc, verdicts: FAIL });
      await overrule(how, '2026-12-01');
      world.clock.advance(DAY_MS);
      expect(await report(world, org, { subject: pc, verdicts: PASS })).toMatchObject({ closed: 1 });
      expect(await finding()).toMatchObject({ closed_how: 'proven' });
      world.clock.advance(30 * DAY_MS);
      expect(await world.run(org, async (tx) => expireOverrulings(tx, world.context))).toBe(0);
    },
  );

  it('can be taken back, but a proof cannot', async () => {
    const pc = device();
    await report(world, org, { subject: pc, verdicts: FAIL });
    await overrule('false_positive', '2026-12-01');
    const back = async () =>
      world.runAs(org.as(org.administrator), async (tx) =>
        takeBackOverruling(tx, world.context, (await finding()).finding_id),
      );
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
    await world.runAs(org.as(org.administrator), async (tx) =>
      overruleFinding(tx, world.context, {
        findingId: second?.finding_id ?? '',
        how: 'accepted_until',
        reason: '理由',
        until: '2026-12-01',
      }),
    );
    await world.run(org, async (tx) => retireSubject(tx, world.context, pc.id));
    expect((await findings()).map(({ closed_how }) => closed_how)).toEqual(['subject_gone', 'subject_gone']);
    world.clock.advance(DAY_MS);
    expect(await report(world, org, { subject: pc, verdicts: FAIL })).toEqual({ changed: 0, opened: 0, closed: 0 });
    expect(await current(pc.id)).toBeUndefined();
    world.clock.advance(20 * DAY_MS);
    expect(await world.run(org, async (tx) => expireOverrulings(tx, world.context))).toBe(0);
    await world.run(org, async (tx) => reviveSubject(tx, world.context, pc.id));
    expect(await current(pc.id)).toMatchObject({ verdict: 'fail' });
    expect((await findings()).map(({ state }) => state)).toEqual(['open', 'open']);
    expect(await report(world, org, { subject: pc, verdicts: PASS })).toMatchObject({ closed: 1 });
    expect(await current(pc.id)).toMatchObject({ verdict: 'pass' });
  });
});
