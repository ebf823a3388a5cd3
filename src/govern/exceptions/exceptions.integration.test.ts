// SPDX-License-Identifier: Apache-2.0
// The whole product: an exception near its end is its owner's task, past its end a finding; renewing and ending settle both.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY_MS } from '../../kernel/clock.ts';
import type { Loose, TestBrowser } from '../../../test/support/browser.ts';
import { PASSWORD, SETUP, setUp } from '../../../test/support/people.ts';
import type { Installation } from '../../../test/support/people.ts';
import { startProduct } from '../../../test/support/product.ts';
import type { Product } from '../../../test/support/product.ts';
import { invite, must } from '../../../test/tenancy/fill.ts';

let product: Product;
let owner: Installation;
let worker: TestBrowser;
let other: TestBrowser;
let org = '';
let ids: Record<string, string> = {};

beforeAll(async () => {
  // Friday, 09:00 in Japan.
  product = await startProduct({ start: new Date('2026-11-20T00:00:00Z') });
  owner = await setUp(product);
  org = `/api/v1/org/${owner.orgId}`;
  worker = await invite(product, owner, { name: 'worker', email: 'w@example.jp', roles: ['teleworker'] });
  other = await invite(product, owner, { name: 'other', email: 'o@example.jp', roles: ['teleworker'] });
  const { members } = must(await owner.browser.get(`${org}/members`));
  ids = Object.fromEntries(
    members.map((one: Loose) => [one.roles.includes('administrator') ? 'administrator' : one.name, one.memberId]),
  );
});
afterAll(async () => product?.stop());

const body = (more: Loose = {}) => ({
  kind: 'private_device',
  title: 'own tablet',
  reason: 'the new one is ordered',
  meanwhile: 'mail only',
  ownerId: ids['worker'],
  approvedById: ids['administrator'],
  controls: ['private-devices-ruled', 'devices-known'],
  endsOn: '2026-12-20',
  ...more,
});
const enter = async (more: Loose = {}): Promise<Loose> =>
  must(await owner.browser.post(`${org}/exceptions`, body(more)), 201).exception;
const read = async (id: string, by = owner.browser): Promise<Loose> =>
  must(await by.get(`${org}/exceptions/${id}`)).exception;
const look = async (): Promise<void> => product.runJob('govern.tell_exceptions');
const openTasks = async (by: TestBrowser): Promise<Loose[]> => must(await by.get(`${org}/tasks?mine=yes`)).tasks;
const findings = async (state: string): Promise<Loose[]> =>
  must(await owner.browser.get(`${org}/findings?state=${state}`)).findings;
/** Sessions end when nobody comes for two weeks: everyone signs in again. */
const later = async (days: number): Promise<void> => {
  product.clock.advance(days * DAY_MS);
  for (const [browser, email] of [
    [owner.browser, SETUP.administrator.email],
    [worker, 'w@example.jp'],
    [other, 'o@example.jp'],
  ] as const) {
    must(await browser.signIn(email, PASSWORD));
  }
};

test.each([
  { name: 'title', more: { title: '  ' }, field: 'title', reason: 'title_missing' },
  { name: 'reason', more: { reason: '' }, field: 'reason', reason: 'reason_missing' },
  { name: 'what is done meanwhile', more: { meanwhile: '' }, field: 'meanwhile', reason: 'meanwhile_missing' },
  { name: 'controls', more: { controls: [] }, field: 'controls', reason: 'controls_missing' },
  { name: 'known controls', more: { controls: ['no-such-control'] }, field: 'controls', reason: 'control_unknown' },
  { name: 'an end that is not past', more: { endsOn: '2026-11-19' }, field: 'endsOn', reason: 'end_out_of_range' },
  { name: 'an end within twelve months', more: { endsOn: '2027-11-22' }, field: 'endsOn', reason: 'end_out_of_range' },
  {
    name: 'a beginning that is not ahead',
    more: { startsOn: '2026-11-21' },
    field: 'startsOn',
    reason: 'start_in_future',
  },
])('without $name nothing is entered', async ({ more, field, reason }) => {
  const refused = await owner.browser.post(`${org}/exceptions`, body(more));
  expect(refused.status).toBe(400);
  expect(refused.body.error.details).toContainEqual({ field, reason });
  expect(must(await owner.browser.get(`${org}/exceptions`)).exceptions).toEqual([]);
});

test('only an executive or an administrator can have approved it, and only a member can own it', async () => {
  const refused = async (more: Loose) => (await owner.browser.post(`${org}/exceptions`, body(more))).body.error.code;
  expect(await refused({ approvedById: ids['worker'] })).toBe('approver_not_possible');
  expect(await refused({ ownerId: owner.orgId })).toBe('owner_unknown');
  expect((await worker.post(`${org}/exceptions`, body())).status).toBe(403);
});

let id = '';

test('near its end it becomes one task of its owner, due on the last day; told once', async () => {
  ({ exceptionId: id } = await enter());
  expect(await read(id)).toMatchObject({ state: 'active', startsOn: '2026-11-20', renewals: 0, mayClose: true });
  await later(15);
  await look();
  expect(await openTasks(worker)).toEqual([]);
  await later(1);
  await look();
  await look();
  expect(await read(id)).toMatchObject({ state: 'ending' });
  const [task, ...more] = await openTasks(worker);
  expect(more).toEqual([]);
  expect(task).toMatchObject({ dueOn: '2026-12-20', overdue: false, controlId: 'private-devices-ruled' });
  expect(task.title.en).toBe('Decide whether a temporary exception goes on or ends');
  expect(await findings('open')).toMatchObject([
    { kind: 'exception_ending', subjectKind: 'exception', subjectLabel: 'own tablet' },
  ]);
});

test('a finding of an exception is not overruled: the exception itself is decided', async () => {
  const [{ findingId }] = (await findings('open')) as [Loose];
  const close = { how: 'accepted_until', reason: 'later', until: '2027-01-20' };
  const refused = await owner.browser.post(`${org}/findings/${findingId}/close`, close);
  expect([refused.status, refused.body.error.code]).toEqual([409, 'decide_exception']);
});

test('the day after its last day it is a finding, in the same task', async () => {
  await later(14);
  await look();
  expect(await read(id), 'the last day still belongs to it').toMatchObject({ state: 'ending' });
  expect(await findings('open')).toMatchObject([{ kind: 'exception_ending' }]);
  await later(1);
  await look();
  await look();
  expect(await read(id)).toMatchObject({ state: 'expired' });
  expect(await findings('open')).toMatchObject([
    { kind: 'exception_expired', params: { exception: 'own tablet', ended: '2026-12-20' } },
  ]);
  expect(await openTasks(worker)).toMatchObject([{ overdue: true, findingsDone: 1, findingsTotal: 2 }]);
});

test('another owner: the task is theirs', async () => {
  const { reason: _reason, approvedById: _approved, endsOn: _ends, ...words } = body({ ownerId: ids['other'] });
  must(await owner.browser.put(`${org}/exceptions/${id}`, { ...words, title: 'tablet of sales' }));
  expect(await openTasks(worker)).toEqual([]);
  expect(await openTasks(other)).toHaveLength(1);
  expect(await findings('open')).toMatchObject([{ kind: 'exception_expired', subjectLabel: 'tablet of sales' }]);
  expect((await worker.get(`${org}/exceptions/${id}`)).status, 'the former owner').toBe(404);
});

test('renewed with a reason, finding and task close, and the next end is told anew', async () => {
  const path = `${org}/exceptions/${id}/renew`;
  const renew = { reason: 'delivery is late', endsOn: '2027-01-15', approvedById: ids['administrator'] };
  expect((await owner.browser.post(path, { ...renew, endsOn: '2026-12-20' })).body.error.code).toBe('end_out_of_range');
  expect((await other.post(path, renew)).status).toBe(403);
  must(await owner.browser.post(path, renew));
  expect(await read(id)).toMatchObject({ state: 'active', renewals: 1, reason: 'delivery is late' });
  expect(await findings('open')).toEqual([]);
  expect(await openTasks(other)).toEqual([]);
  expect(await findings('accepted'), 'it stands in the register, not twice').toEqual([]);
  // What assess does each night with overrulings that have run out must not bring the old finding back.
  await later(20);
  await product.runJob('assess.expire_overrulings');
  expect(await findings('open')).toEqual([]);
  await look();
  expect(await openTasks(other)).toMatchObject([{ dueOn: '2027-01-15' }]);
});

test('its owner ends it; what happened stays', async () => {
  const path = `${org}/exceptions/${id}/close`;
  expect((await worker.post(path, { reason: 'x' })).status).toBe(404);
  expect((await other.post(path, { reason: ' ' })).status).toBe(400);
  must(await other.post(path, { reason: 'a tablet of ours is there' }));
  expect(await openTasks(other)).toEqual([]);
  const { events, state, closeReason } = await read(id);
  expect([state, closeReason]).toEqual(['closed', 'a tablet of ours is there']);
  expect(events.map(({ kind }: Loose) => kind).toReversed()).toEqual([
    'created',
    'reminded',
    'expired',
    'changed',
    'renewed',
    'reminded',
    'closed',
  ]);
  expect((await other.post(path, { reason: 'again' })).body.error.code).toBe('exception_closed');
  const { entries } = must(await owner.browser.get(`${org}/audit`));
  const actions = entries.map(({ action }: Loose) => action).filter((action: string) => action.startsWith('govern.'));
  expect(new Set(actions)).toEqual(
    new Set(['created', 'changed', 'renewed', 'closed'].map((deed) => `govern.exception_${deed}`)),
  );
});

test('lists: the first to end first, by state, page by page; a teleworker sees their own', async () => {
  for (const [title, endsOn, ownerId] of [
    ['c', '2027-03-31', ids['worker']],
    ['a', '2027-01-31', ids['other']],
    ['b', '2027-02-28', ids['worker']],
  ]) {
    await enter({ title, endsOn, ownerId });
  }
  const titles = async (by: TestBrowser, query = ''): Promise<string[]> =>
    must(await by.get(`${org}/exceptions?${query}`)).exceptions.map((one: Loose) => one.title);
  expect(await titles(owner.browser)).toEqual(['a', 'b', 'c']);
  expect(await titles(worker)).toEqual(['b', 'c']);
  expect(await titles(owner.browser, 'state=closed')).toEqual(['tablet of sales']);
  const first = must(await owner.browser.get(`${org}/exceptions?limit=2`));
  expect(first.counts).toEqual({ current: 3, ending: 0, expired: 0 });
  expect(await titles(owner.browser, `limit=2&cursor=${first.next}`)).toEqual(['c']);
  expect((await owner.browser.get(`${org}/exceptions?cursor=2027-02-31_x`)).status).toBe(400);
});

test('as a file for spreadsheets, in both languages, without formulas', async () => {
  await enter({ title: '=1+1', endsOn: '2027-04-30' });
  const file = async (query: string): Promise<string[]> => {
    const response = await fetch(`${product.origin}${org}/exceptions.csv?${query}`, {
      headers: { cookie: [...owner.browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    expect(response.headers.get('content-type')).toContain('text/csv');
    return (await response.text()).trimEnd().split('\r\n');
  };
  const [head, ...lines] = await file('language=en');
  expect(head?.split(',')).toHaveLength(13);
  expect(lines).toHaveLength(5);
  expect(lines.find((line) => line.startsWith("'=1+1"))).toContain('A private device is used,Running,worker');
  expect((await file('language=ja&state=closed'))[1]).toContain('tablet of sales,私物の端末を使う,終了,other');
});
