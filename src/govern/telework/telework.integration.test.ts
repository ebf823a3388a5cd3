// SPDX-License-Identifier: Apache-2.0
// Ways of teleworking in use, and what a checklist shows to whom, with a device that contradicts an answer.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shippedCatalog } from '../../catalog/shipped-catalog.fake.ts';
import type { Loose, TestBrowser } from '../../../test/support/browser.ts';
import { collectorReport } from '../../../test/support/collector-report.ts';
import { setUp } from '../../../test/support/people.ts';
import type { Installation } from '../../../test/support/people.ts';
import { startProduct } from '../../../test/support/product.ts';
import type { Product } from '../../../test/support/product.ts';
import { invite, must } from '../../../test/tenancy/fill.ts';

const catalog = shippedCatalog();
let product: Product;
let owner: Installation;
let worker: TestBrowser;
let org = '';

beforeAll(async () => {
  product = await startProduct({ start: new Date('2026-11-20T00:00:00Z') });
  owner = await setUp(product);
  org = `/api/v1/org/${owner.orgId}`;
  worker = await invite(product, owner, { name: 'worker', email: 'w@example.jp', roles: ['teleworker'] });
});
afterAll(async () => product?.stop());

const report = async (by: TestBrowser, hostname: string): Promise<void> => {
  const facts = {
    disks: { state: 'known' as const, value: [{ name: 'C:', system: true, encrypted: 'no' as const }] },
  };
  const observedAt = product.clock.now().toISOString();
  const body = { report: collectorReport({ hostname, observedAt, biosUuid: `bios-of-${hostname}`, facts }) };
  must(await by.post(`${org}/reports`, body), 201);
};
const checklist = async (by: TestBrowser, query = ''): Promise<Loose> =>
  must(await by.get(`${org}/telework/methods/vpn/checklist?${query}`));
const inUse = async (): Promise<Loose[]> =>
  must(await owner.browser.get(`${org}/telework`)).methods.filter(({ use }: Loose) => use !== null);

test('several ways are in use at once; the answers are kept where they led there', async () => {
  expect(await inUse()).toEqual([]);
  const use = async (method: string, body: Loose) =>
    must(await owner.browser.put(`${org}/telework/methods/${method}`, body)).method.use;
  expect(await use('vpn', { note: 'three in the office', answers: 'yyy' })).toMatchObject({ answers: 'yyy' });
  product.clock.advance(1000);
  expect(await use('vpn', { note: 'four in the office' }), 'new words, the same beginning').toMatchObject({
    since: '2026-11-20T00:00:00.000Z',
    note: 'four in the office',
    answers: 'yyy',
  });
  expect(await use('standalone', { note: '', answers: 'yyy' }), 'these led to another way').toMatchObject({
    answers: null,
  });
  expect((await inUse()).map(({ id }) => id)).toEqual(['vpn', 'standalone']);
  expect((await owner.browser.delete(`${org}/telework/methods/standalone`)).status).toBe(204);
  expect((await owner.browser.delete(`${org}/telework/methods/standalone`)).status).toBe(404);
  expect((await owner.browser.put(`${org}/telework/methods/pigeon`, { note: '' })).body.error.code).toBe(
    'method_not_found',
  );
});

test('the questions by the API: too many answers and unreadable ones are refused', async () => {
  const step = async (answers: string) => owner.browser.get(`${org}/telework/finder?answers=${answers}`);
  expect(must(await step('')).ask.id).toBe('change');
  expect(must(await step('yny'))).toMatchObject({ ask: null, left: 0, result: { methodId: 'cloud-services' } });
  expect((await step('ynyy')).body.error.code).toBe('answers_too_many');
  expect((await step('maybe')).status).toBe(400);
  expect((await step('y'.repeat(21))).status).toBe(400);
});

test('a checklist holds what the catalogue lists for the way and has a mark: the named ones first, ◎ before ○', async () => {
  const { items, beyond, role, backing } = await checklist(owner.browser);
  const listed = catalog.controlsOfMethod('vpn');
  expect(items.map(({ control }: Loose) => control.id).toSorted()).toEqual(
    listed.flatMap(({ id, mark }) => (mark === null ? [] : [id])).toSorted(),
  );
  expect(beyond).toBe(listed.filter(({ mark }) => mark === null).length);
  const named = items.filter(({ special }: Loose) => special);
  expect(named.length).toBeGreaterThan(0);
  expect(items.slice(0, named.length)).toEqual(named);
  for (const part of [named, items.slice(named.length)]) {
    const marks = part.map(({ control }: Loose) => control.mark);
    expect(marks.lastIndexOf('first')).toBe(marks.indexOf('next') - 1);
  }
  expect(role).toBeNull();
  expect(backing).toMatchObject({ howSure: 'proposal', source: { read: 'own' } });
});

test('each role has its own list; together they are the whole', async () => {
  const idsOf = async (role: string): Promise<string[]> =>
    (await checklist(owner.browser, `role=${role}`)).items.map(({ control }: Loose) => control.id);
  const parts = [await idsOf('executive'), await idsOf('administrator'), await idsOf('teleworker')];
  expect(parts.every((part) => part.length > 0)).toBe(true);
  expect(parts.flat().toSorted()).toEqual((await idsOf('all')).toSorted());
});

test('beside each answer stands what machines say; a teleworker sees their own devices and duties only', async () => {
  await report(owner.browser, 'office');
  await report(worker, 'own');
  must(await owner.browser.put(`${org}/controls/disk-encrypted/declaration`, { value: 4, note: '' }));
  const of = ({ items }: Loose, id: string): Loose => items.find(({ control }: Loose) => control.id === id)?.control;
  const whole = await checklist(owner.browser);
  expect(of(whole, 'disk-encrypted')).toMatchObject({
    declaration: { value: 4 },
    counts: { fail: 2 },
    contradiction: { failing: 2 },
  });
  const theirs = await checklist(worker, 'role=administrator');
  expect([theirs.role, theirs.wholeOrganisation]).toEqual(['teleworker', false]);
  expect(new Set(theirs.items.map(({ control }: Loose) => control.role))).toEqual(new Set(['teleworker']));
  expect(theirs.items.every(({ control }: Loose) => control.contradiction === null)).toBe(true);
  const measured = theirs.items.filter(({ control }: Loose) => control.checks.length > 0);
  expect(measured.length).toBeGreaterThan(0);
  for (const { control } of measured) {
    const { pass, fail, unknown, notApplicable } = control.counts;
    expect(pass + fail + unknown + notApplicable, control.id).toBe(control.checks.length);
  }
});

test('the checklist as a file: one line for each, the answer in words', async () => {
  const response = await fetch(`${product.origin}${org}/telework/methods/vpn/checklist.csv?language=en`, {
    headers: { cookie: [...owner.browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
  });
  const [head, ...lines] = (await response.text()).trimEnd().split('\r\n');
  expect(head).toContain('Priority,Matters most for this way,Control,Mainly done by');
  expect(lines).toHaveLength((await checklist(owner.browser)).items.length);
  expect(lines.find((line) => line.includes('"Yes, fully",2026-11-20'))).toMatch(/,0,2,0,0,/);
});
