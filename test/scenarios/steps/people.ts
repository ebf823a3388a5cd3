// SPDX-License-Identifier: Apache-2.0
import { expect } from 'vitest';
import { DAY_MS, MINUTE_MS } from '../../../src/kernel/clock.ts';
import { MEMBER_ROLES } from '../../../src/kernel/contract.ts';
import { isOneOf } from '../../../src/kernel/one-of.ts';
import type { Loose } from '../../support/browser.ts';
import { PASSWORD } from '../../support/people.ts';
import { invite, must } from '../../tenancy/fill.ts';
import { deviceId, memberOf, read, step } from '../world.ts';
import type { Step, World } from '../world.ts';

async function memberId(world: World, name: string): Promise<string> {
  const { members } = await read(world, 'members');
  const found = members.find((member: Loose) => member.name === memberOf(world, name).name);
  if (!found) throw new Error(`${name} is no member`);
  return found.memberId;
}

/** Sessions end by themselves after days: everybody signs in again. */
async function signInAgain(world: World): Promise<void> {
  for (const { browser, email } of world.people.values()) {
    const reply = await browser.refresh();
    if (!reply.body.signedIn) must(await browser.signIn(email, PASSWORD));
  }
}

async function openTask(world: World, name: string, controlId: string): Promise<Loose> {
  const { tasks } = must(await memberOf(world, name).browser.get(`${world.org}/tasks?mine=yes`));
  const found = tasks.filter((task: Loose) => task.controlId === controlId);
  expect(found, `open tasks of ${name} for ${controlId}`).toHaveLength(1);
  return found[0];
}

const LEAVER_KINDS = ['leaver_device', 'leaver_account'];

async function leavings(world: World, state: 'open' | 'closed'): Promise<Loose[]> {
  const { findings } = await read(world, `findings?state=${state}`);
  return findings.filter(({ kind }: Loose) => LEAVER_KINDS.includes(kind));
}

/** What is left is listed by a job, moments after the answer. */
async function openLeavings(world: World, count: number): Promise<void> {
  await expect.poll(async () => (await leavings(world, 'open')).length, { timeout: 20_000 }).toBe(count);
}

export const PEOPLE_STEPS: readonly Step[] = [
  step(/^(\S+) leaves$/, async (world, name = '') => {
    must(await world.admin.call('DELETE', `${world.org}/members/${await memberId(world, name)}`, {}), 204);
    await expect.poll(async () => (await leavings(world, 'open')).length, { timeout: 20_000 }).toBeGreaterThan(0);
  }),
  step(/^the last day of (\S+) is (\S+)$/, async (world, name = '', lastDay = '') => {
    const path = `${world.org}/members/${await memberId(world, name)}/last-day`;
    expect(must(await world.admin.put(path, { lastDay })).lastDay).toBe(lastDay);
  }),
  step(/^(\S+) is let in no more$/, async (world, name = '') => {
    expect((await memberOf(world, name).browser.get(`${world.org}/organisation`)).status).toBe(404);
  }),
  step(/^(\d+) things of the leaving are open$/, async (world, count = '0') => openLeavings(world, Number(count))),
  step(/^the leaving shows (\S+) as proven$/, async (world, thing = '') => {
    const closed = await leavings(world, 'closed');
    expect(closed.map(({ params, closedHow }) => [params.thing, closedHow])).toContainEqual([thing, 'proven']);
  }),
  step(/^(\S+) settles the rest of the leaving until (\S+)$/, async (world, name = '', until = '') => {
    for (const { findingId } of await leavings(world, 'open')) {
      const body = { how: 'attested_until', reason: 'done by hand', until };
      must(await memberOf(world, name).browser.post(`${world.org}/findings/${findingId}/close`, body));
    }
  }),
  step(/^(\S+) joins as ([a-z, ]+)$/, async (world, name = '', list = '') => {
    const roles = list.split(', ').filter((role) => isOneOf(MEMBER_ROLES, role)) as (typeof MEMBER_ROLES)[number][];
    const email = `${name.toLowerCase()}@example.jp`;
    const browser = await invite(world.product, { browser: world.admin, orgId: world.orgId }, { name, email, roles });
    world.people.set(name, { name, email, browser });
  }),
  step(/^(\S+) belongs to (\S+)$/, async (world, hostname = '', name = '') => {
    const path = `${world.org}/devices/${await deviceId(world, hostname)}`;
    must(await world.admin.call('PATCH', path, { body: { ownerId: await memberId(world, name) } }));
  }),
  step(/^(\d+) (days?|minutes?) pass(?:es)?$/, async (world, count = '0', unit = '') => {
    world.product.clock.advance(Number(count) * (unit.startsWith('day') ? DAY_MS : MINUTE_MS));
    await signInAgain(world);
  }),
  step(/^the job (\S+) runs$/, async (world, name = '') => world.product.runJob(name)),

  step(/^(\S+) has one open task, (\S+), due on (\S+)$/, async (world, ...places) => {
    const [name = '', controlId = '', day = ''] = places;
    expect(await openTask(world, name, controlId)).toMatchObject({
      dueOn: day,
      assigneeName: memberOf(world, name).name,
      state: 'open',
    });
  }),
  step(/^(\S+) has (\d+|no) open tasks?$/, async (world, name = '', count = '') => {
    const { tasks } = must(await memberOf(world, name).browser.get(`${world.org}/tasks?mine=yes`));
    expect(tasks.map((task: Loose) => task.controlId)).toHaveLength(count === 'no' ? 0 : Number(count));
  }),
  step(/^the task (\S+) is done as (\S+)$/, async (world, controlId = '', how = '') => {
    const { tasks } = await read(world, 'tasks?state=done');
    expect(tasks.find((task: Loose) => task.controlId === controlId)).toMatchObject({ state: 'done', closedHow: how });
  }),
  step(/^the home page of (\S+) shows the task (\S+)$/, async (world, name = '', controlId = '') => {
    const home = must(await memberOf(world, name).browser.get(`${world.org}/home`));
    expect(home.today.task).toMatchObject({ controlId });
  }),
  step(/^(\S+) hands the task (\S+) on to (\S+) because of (\S+)$/, async (world, ...places) => {
    const [from = '', controlId = '', to = '', reason = ''] = places;
    const { taskId } = await openTask(world, from, controlId);
    const body = { reason, note: '', toMemberId: await memberId(world, to) };
    const { task } = must(await memberOf(world, from).browser.post(`${world.org}/tasks/${taskId}/hand-on`, body));
    const detail = { reason, to: memberOf(world, to).name };
    const actorName = memberOf(world, from).name;
    expect(task.events).toContainEqual(
      expect.objectContaining({ kind: 'handed_on', actorName, detail: expect.objectContaining(detail) }),
    );
  }),
  step(/^(\S+) cannot hand on the task of (\S+)$/, async (world, name = '', other = '') => {
    const { tasks } = must(await memberOf(world, other).browser.get(`${world.org}/tasks?mine=yes`));
    const path = `${world.org}/tasks/${tasks[0].taskId}/hand-on`;
    expect(await memberOf(world, name).browser.post(path, { reason: 'other' })).toMatchObject({ status: 404 });
  }),

  step(/^the administrator answers (4|2|0|-1) for (\S+)$/, async (world, value = '', controlId = '') => {
    must(await world.admin.put(`${world.org}/controls/${controlId}/declaration`, { value: Number(value), note: '' }));
  }),
  step(/^the home page says: (\S+) was answered (\d), and (.+) says? no$/, async (world, ...places) => {
    const [controlId, declared, names = ''] = places;
    const { contradictions } = await read(world, 'home');
    const found = contradictions.find((one: Loose) => one.controlId === controlId);
    expect(found).toMatchObject({ declared: Number(declared), failing: names.split(', ').length });
    expect(found.names.toSorted()).toEqual(names.split(', ').toSorted());
  }),
  step(/^the home page shows no contradiction$/, async (world) => {
    expect((await read(world, 'home')).contradictions).toEqual([]);
  }),
];
