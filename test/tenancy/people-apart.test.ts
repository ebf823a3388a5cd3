// SPDX-License-Identifier: Apache-2.0
/** People of one organisation against each other: nobody proves, unproves or takes over what is a colleague's. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestBrowser } from '../support/browser.ts';
import { collectorReport } from '../support/collector-report.ts';
import type { CollectorReport } from '../../src/endpoints/sources/collector/report.ts';
import { join, setUp } from '../support/people.ts';
import type { Installation } from '../support/people.ts';
import { startProduct } from '../support/product.ts';
import type { Product } from '../support/product.ts';
import { collect, must } from './fill.ts';

let product: Product;
let owner: Installation;
let mallory: TestBrowser;
let org: string;

beforeAll(async () => {
  product = await startProduct({ start: new Date('2026-11-20T01:00:00Z') });
  owner = await setUp(product);
  org = `/api/v1/org/${owner.orgId}`;
  mallory = (await join(product, owner, { email: 'mallory@example.jp', roles: ['teleworker'] })).browser;
});
afterAll(async () => product?.stop());

const BOSS = { biosUuid: '4c4c4544-0031-4410-8052-b4c04f4d3132', agentId: 'boss-agent-1' };
const MINE = { biosUuid: '4c4c4544-0031-4410-8052-b4c04f4d9999', agentId: 'mallory-agent-1' };

const open = async (by: TestBrowser): Promise<{ code: string; lookId: string }> =>
  must(await by.post(`${org}/first-looks`, { kind: 'sh' }), 201);
const report = (more: Partial<typeof BOSS> & { hostname?: string; observedAt?: string }): CollectorReport =>
  collectorReport({ hostname: 'boss-pc', observedAt: product.clock.now().toISOString(), ...more });
const deviceOf = async (deviceId: string) => must(await owner.browser.get(`${org}/devices/${deviceId}`)).device;

test('a teleworker cannot report for a colleague’s computer, neither by code nor by file', async () => {
  const { deviceId } = must(await collect(product, (await open(owner.browser)).code, report(BOSS)), 201);
  const before = await deviceOf(deviceId);
  product.clock.advance(60_000);
  const { code } = await open(mallory);
  // one key is enough to be recognised, and serial numbers are no secret
  const byCode = await collect(product, code, report({ biosUuid: BOSS.biosUuid, hostname: 'taken' }));
  expect([byCode.status, byCode.body.error?.code]).toEqual([409, 'device_of_someone_else']);
  // another machine under the same agent id is set aside; that too is about the colleague's
  const clone = await collect(
    product,
    code,
    report({ agentId: BOSS.agentId, biosUuid: 'other-board-1', hostname: 'x' }),
  );
  expect([clone.status, clone.body.deviceKey]).toEqual([409, undefined]);
  const byFile = await mallory.post(`${org}/reports`, {
    report: report({ biosUuid: BOSS.biosUuid, hostname: 'taken' }),
  });
  expect([byFile.status, byFile.body.error?.code]).toEqual([409, 'device_of_someone_else']);
  expect(await deviceOf(deviceId)).toEqual(before);
});

test('a teleworker sees what is on the own computer, not on a colleague’s', async () => {
  const boss = must(await collect(product, (await open(owner.browser)).code, report(BOSS)), 201);
  const mine = must(await collect(product, (await open(mallory)).code, report({ ...MINE, hostname: 'm-pc' })), 201);
  const theirs = must(await mallory.get(`${org}/devices/${boss.deviceId}`)).device;
  expect(theirs).toMatchObject({ inside: false, facts: [], softwareCount: 0 });
  expect((await mallory.get(`${org}/devices/${boss.deviceId}/software`)).status).toBe(404);
  const own = must(await mallory.get(`${org}/devices/${mine.deviceId}`)).device;
  expect(own).toMatchObject({ inside: true, softwareCount: 1 });
  expect(own.facts).not.toEqual([]);
  expect(must(await mallory.get(`${org}/devices/${mine.deviceId}/software`)).software).toHaveLength(1);
  product.clock.advance(60_000);
});

test('managers may: they look at everybody’s computer', async () => {
  const mine = must(await collect(product, (await open(mallory)).code, report({ ...MINE, hostname: 'm-pc' })), 201);
  product.clock.advance(60_000);
  const again = await collect(product, (await open(owner.browser)).code, report({ ...MINE, hostname: 'm-pc' }));
  expect(must(again, 201).deviceId).toBe(mine.deviceId);
  product.clock.advance(60_000);
  const file = { report: report({ ...BOSS, hostname: 'boss-pc' }) };
  expect((await owner.browser.post(`${org}/reports`, file)).status).toBe(201);
});

test('a file that a teleworker brings is of their own computer from then on', async () => {
  const board = { biosUuid: 'private-board-1', hostname: 'byod' };
  const { deviceId } = must(await mallory.post(`${org}/reports`, { report: report(board) }), 201);
  expect(await deviceOf(deviceId)).toMatchObject({ ownerName: '新人 二' });
  product.clock.advance(60_000);
  expect((await mallory.post(`${org}/reports`, { report: report(board) })).status).toBe(201);
});

test('a machine that names a colleague’s serial number is not taken for theirs the next time', async () => {
  // the older device would be found first
  const older = must(await collect(product, (await open(mallory)).code, report({ ...MINE, hostname: 'm-pc' })), 201);
  product.clock.advance(60_000);
  const board = { biosUuid: 'newer-board-1', hostname: 'newer' };
  const newer = must(await collect(product, (await open(owner.browser)).code, report(board)), 201);
  product.clock.advance(60_000);
  // under its own key it may say what it likes of itself
  const lie = report({ agentId: MINE.agentId, biosUuid: board.biosUuid, hostname: 'm-pc' });
  expect(must(await collect(product, older.deviceKey, lie), 201).deviceId).toBe(older.deviceId);
  product.clock.advance(60_000);
  const next = must(await collect(product, (await open(owner.browser)).code, report(board)), 201);
  expect(next.deviceId).toBe(newer.deviceId);
});

test('what is set aside as another machine earns no key', async () => {
  const { code } = await open(owner.browser);
  const clone = report({ agentId: BOSS.agentId, biosUuid: 'other-board-2', hostname: 'x' });
  expect(must(await collect(product, code, clone), 201).deviceKey).toBeNull();
});

test('codes of somebody who has left are refused, and one person cannot pile them up', async () => {
  const { browser } = await join(product, owner, { email: 'leaving@example.jp', roles: ['teleworker'] });
  const { code } = await open(browser);
  for (let made = 1; made < 100; made += 1) await open(browser);
  const over = await browser.post(`${org}/first-looks`, { kind: 'sh' });
  expect([over.status, over.body.error?.code]).toEqual([409, 'too_many_codes']);
  const { members } = must(await owner.browser.get(`${org}/members`));
  const { memberId } = members.find(({ email }: { email: string }) => email === 'leaving@example.jp');
  must(await owner.browser.delete(`${org}/members/${memberId}`), 204);
  const late = await collect(product, code, report({ biosUuid: 'left-board-1', hostname: 'left' }));
  expect([late.status, late.body.error?.code]).toEqual([401, 'token_wrong']);
});

test('a teleworker cannot hand on a colleague’s task, invite, name devices or end keys', async () => {
  const facts = { disks: { state: 'known' as const, value: [{ name: 'C:', system: true, encrypted: 'no' as const }] } };
  product.clock.advance(60_000);
  const failing = collectorReport({
    hostname: 'boss-pc',
    observedAt: product.clock.now().toISOString(),
    ...BOSS,
    facts,
  });
  const { deviceId } = must(await collect(product, (await open(owner.browser)).code, failing), 201);
  const [task] = must(await owner.browser.get(`${org}/tasks`)).tasks;
  expect((await mallory.post(`${org}/tasks/${task.taskId}/hand-on`, { reason: 'other' })).status).toBe(404);
  const invitation = { name: 'x', kana: '', roles: ['administrator'] };
  expect((await mallory.post(`${org}/invitations`, invitation)).status).toBe(403);
  expect((await mallory.call('PATCH', `${org}/devices/${deviceId}`, { body: { label: 'mine' } })).status).toBe(403);
  expect((await mallory.delete(`${org}/devices/${deviceId}/keys`)).status).toBe(403);
  const { findings } = must(await mallory.get(`${org}/findings`));
  const close = { how: 'false_positive', reason: 'x', until: '2026-12-01' };
  expect((await mallory.post(`${org}/findings/${findings[0].findingId}/close`, close)).status).toBe(403);
});

test('a note with half a character is refused, not stumbled over', async () => {
  const [task] = must(await owner.browser.get(`${org}/tasks`)).tasks;
  const reply = await owner.browser.post(`${org}/tasks/${task.taskId}/hand-on`, { reason: 'other', note: 'a\ud800' });
  expect([reply.status, reply.body.error?.code]).toEqual([400, 'invalid_input']);
});
