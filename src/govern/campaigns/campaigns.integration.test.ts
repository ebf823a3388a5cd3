// SPDX-License-Identifier: Apache-2.0
// The whole product: everyone is asked, gets a task, answers; machines stand beside the claims; what is left ends by itself.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY_MS } from '../../kernel/clock.ts';
import type { Loose, TestBrowser } from '../../../test/support/browser.ts';
import { collectorReport } from '../../../test/support/collector-report.ts';
import { PASSWORD, SETUP, setUp } from '../../../test/support/people.ts';
import type { Installation } from '../../../test/support/people.ts';
import { startProduct } from '../../../test/support/product.ts';
import type { Product } from '../../../test/support/product.ts';
import { invite, must } from '../../../test/tenancy/fill.ts';

let product: Product;
let owner: Installation;
let worker: TestBrowser;
let other: TestBrowser;
let late: TestBrowser;
let org = '';
let id = '';

beforeAll(async () => {
  product = await startProduct({ start: new Date('2026-11-20T00:00:00Z') });
  owner = await setUp(product);
  org = `/api/v1/org/${owner.orgId}`;
  worker = await invite(product, owner, { name: 'worker', email: 'w@example.jp', roles: ['teleworker'] });
  other = await invite(product, owner, { name: 'other', email: 'o@example.jp', roles: ['teleworker'] });
});
afterAll(async () => product?.stop());

const CONTROLS = ['screen-locked', 'os-patched'];
const body = (more: Loose = {}) => ({ title: 'rules', closesOn: '2026-11-30', controls: CONTROLS, ...more });
const read = async (by: TestBrowser): Promise<Loose> => must(await by.get(`${org}/campaigns/${id}`)).campaign;
const run = async (): Promise<void> => product.runJob('govern.run_campaigns');
const tasks = async (by: TestBrowser): Promise<Loose[]> => must(await by.get(`${org}/tasks?mine=yes`)).tasks;
const asked = async (by: TestBrowser): Promise<Loose[]> =>
  (await tasks(by)).filter(({ title }) => title.en === 'Answer some short questions about rules');
const answer = async (by: TestBrowser, answers: Loose[]) =>
  by.put(`${org}/campaigns/${id}/answers`, {
    answers: answers.map(([controlId, one, reason = '']) => ({ controlId, answer: one, reason })),
  });

/** Sessions end when nobody comes: everyone signs in again. */
const later = async (days: number): Promise<void> => {
  product.clock.advance(days * DAY_MS);
  must(await owner.browser.signIn(SETUP.administrator.email, PASSWORD));
  must(await late.signIn('l@example.jp', PASSWORD));
};

test.each([
  { name: 'a title', more: { title: ' ' }, field: 'title' },
  { name: 'questions', more: { controls: [] }, field: 'controls' },
  { name: 'questions that one person can answer', more: { controls: ['disk-encrypted'] }, field: 'controls' },
  { name: 'a day to come', more: { closesOn: '2026-11-20' }, field: 'closesOn' },
  { name: 'a near day', more: { closesOn: '2027-01-20' }, field: 'closesOn' },
])('without $name nobody is asked', async ({ more, field }) => {
  const refused = await owner.browser.post(`${org}/campaigns`, body(more));
  expect(refused.status).toBe(400);
  expect(refused.body.error.details[0].field).toBe(field);
  expect(must(await owner.browser.get(`${org}/campaigns`)).campaigns).toEqual([]);
});

test('everyone of that day is asked, and has one task about it', async () => {
  id = must(await owner.browser.post(`${org}/campaigns`, body()), 201).campaign.campaignId;
  await run();
  await run();
  for (const by of [owner.browser, worker, other]) {
    expect(await asked(by)).toMatchObject([{ dueOn: '2026-11-30', findingsTotal: 1 }]);
  }
  late = await invite(product, owner, { name: 'late', email: 'l@example.jp', roles: ['teleworker'] });
  expect((await late.get(`${org}/campaigns/${id}`)).status).toBe(404);
  expect((await answer(late, [])).body.error.code).toBe('not_asked');
  expect(await read(owner.browser)).toMatchObject({ asked: 3, answered: 0, mine: 'waiting', open: true });
});

test('all questions are answered, and “I cannot” says why; the task closes, answers can be changed', async () => {
  expect((await answer(worker, [['screen-locked', 'yes']])).body.error.code).toBe('answers_missing');
  const silent = await answer(worker, [
    ['screen-locked', 'cannot', ' '],
    ['os-patched', 'yes'],
  ]);
  expect(silent.body.error.details).toEqual([{ field: 'reason-screen-locked', reason: 'reason_missing' }]);
  must(
    await answer(worker, [
      ['screen-locked', 'no'],
      ['os-patched', 'yes'],
    ]),
  );
  expect(await asked(worker)).toEqual([]);
  must(
    await answer(worker, [
      ['screen-locked', 'cannot', 'shared PC'],
      ['os-patched', 'yes'],
    ]),
  );
  expect(await read(worker)).toMatchObject({ mine: 'answered', waiting: null, answered: 1 });
});

test('a teleworker sees their own answers; those who run security see all, beside what machines say', async () => {
  const observedAt = product.clock.now().toISOString();
  const facts = { updates: { state: 'known' as const, value: { lastInstalledOn: '2026-01-10' } } };
  const report = collectorReport({ hostname: 'old', observedAt, biosUuid: 'bios-of-old', facts });
  must(await worker.post(`${org}/reports`, { report }), 201);
  const own = (await read(worker)).questions.find(({ controlId }: Loose) => controlId === 'os-patched');
  expect(own).toMatchObject({ own: { answer: 'yes', counts: { fail: 1 } }, all: null });
  must(
    await answer(other, [
      ['screen-locked', 'yes'],
      ['os-patched', 'yes'],
    ]),
  );
  const { questions, waiting } = await read(owner.browser);
  expect(questions.map(({ controlId }: Loose) => controlId)).toEqual(CONTROLS);
  expect(questions[0].all).toMatchObject({
    yes: 1,
    no: 0,
    cannot: 1,
    reasons: [{ name: 'worker', reason: 'shared PC' }],
  });
  expect(questions[1].all).toMatchObject({ yes: 2, counts: { fail: 1 }, contradicted: ['worker'] });
  expect(waiting).toHaveLength(1);
});

test('after its last day it ends by itself, and nobody is asked any more', async () => {
  await later(10);
  await run();
  expect(await read(owner.browser), 'the last day still counts').toMatchObject({ open: true });
  await later(1);
  await run();
  expect(await read(owner.browser)).toMatchObject({ open: false, answered: 2 });
  expect(await asked(owner.browser)).toEqual([]);
  const refused = await answer(
    owner.browser,
    CONTROLS.map((control) => [control, 'yes']),
  );
  expect(refused.body.error.code).toBe('campaign_ended');
});

test('it can be ended by hand, once', async () => {
  const made = must(await owner.browser.post(`${org}/campaigns`, body({ closesOn: '2026-12-18' })), 201);
  const path = `${org}/campaigns/${made.campaign.campaignId}/end`;
  await run();
  expect(await asked(late)).toHaveLength(1);
  must(await owner.browser.post(path, {}));
  expect(await asked(late)).toEqual([]);
  expect((await owner.browser.post(path, {})).body.error.code).toBe('campaign_ended');
});
