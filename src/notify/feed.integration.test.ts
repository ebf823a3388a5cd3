// SPDX-License-Identifier: Apache-2.0
// A person's own feed, read over HTTP as feed readers do: without cookies, again and again.
import { XMLParser } from 'fast-xml-parser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY_MS, MINUTE_MS } from '../kernel/clock.ts';
import { collectorReport } from '../../test/support/collector-report.ts';
import { PASSWORD, linkToken, setUp } from '../../test/support/people.ts';
import type { Installation } from '../../test/support/people.ts';
import { startProduct } from '../../test/support/product.ts';
import type { Product } from '../../test/support/product.ts';
import type { TestBrowser } from '../../test/support/browser.ts';
import { collect, invite, must } from '../../test/tenancy/fill.ts';

let product: Product;
let owner: Installation;
let org = '';
let address = '';

beforeAll(async () => {
  product = await startProduct({ start: new Date('2026-11-20T00:00:00Z') });
  owner = await setUp(product);
  org = `/api/v1/org/${owner.orgId}`;
});
afterAll(async () => product?.stop());

const made = async (browser: TestBrowser): Promise<string> =>
  must(await browser.post(`${org}/notices/feed`, {}), 201).address;
const read = async (url: string, headers: Record<string, string> = {}) => fetch(url, { headers });
const state = async () => must(await owner.browser.get(`${org}/notices/feed`)).feed;
const entriesOf = async (url: string): Promise<{ title: string; summary: string; link: { '@href': string } }[]> => {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    isArray: (name) => name === 'entry',
  });
  return parser.parse(await (await read(url)).text()).feed.entry ?? [];
};

/** Security software is off: urgent. */
async function tellOf(hostname: string): Promise<void> {
  const look = must(await owner.browser.post(`${org}/first-looks`, { kind: 'sh' }), 201);
  const antivirus = { state: 'known' as const, value: [{ name: 'Defender', enabled: false, upToDate: false }] };
  const observedAt = product.clock.now().toISOString();
  const report = collectorReport({ hostname, observedAt, biosUuid: `bios-of-${hostname}`, facts: { antivirus } });
  must(await collect(product, look.code, report), 201);
}

test('an address is made once, shown once, and kept as a hash only', async () => {
  expect(await state()).toBeNull();
  address = await made(owner.browser);
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/feed\/sonae_feed_/);
  expect(await state()).toMatchObject({ lastReadAt: null });
  const token = address.split('/').at(-1) ?? '';
  const { rows } = await product.sonae.platform.db.pool.query<{ hex: string }>(
    `SELECT coalesce(string_agg(feed::text, ' '), '') AS hex FROM notify_feed feed`,
  );
  expect(rows[0]?.hex).not.toContain(token.slice(-40));
});

test('it holds what is open, is not sent again unchanged, and says nothing of devices', async () => {
  expect(await entriesOf(address)).toEqual([]);
  await tellOf('feed-1');
  const first = await read(address);
  expect([first.status, first.headers.get('content-type')]).toEqual([200, 'application/atom+xml; charset=utf-8']);
  expect(first.headers.get('set-cookie')).toBeNull();
  expect(first.headers.get('cache-control')).toBe('private, no-cache');
  const body = await first.text();
  expect(body).not.toContain('feed-1');
  const etag = first.headers.get('etag') ?? '';
  for (const asked of [etag, `W/${etag}`, `"other", ${etag}`]) {
    const again = await read(address, { 'if-none-match': asked });
    expect([again.status, await again.text()]).toEqual([304, '']);
  }
  expect((await read(address, { 'if-none-match': '"other"' })).status).toBe(200);
  const entries = await entriesOf(address);
  expect(entries.length).toBeGreaterThan(0);
  for (const { link } of entries) expect(link['@href']).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/tasks\//);
  expect((await state()).lastReadAt).not.toBeNull();
});

test('a teleworker sees the urgent ones of the organisation, marked as such', async () => {
  const sato = { name: '佐藤', email: 'sato@example.jp', roles: ['teleworker'] as const };
  const teleworker = await invite(product, owner, sato);
  const theirs = await made(teleworker);
  const entries = await entriesOf(theirs);
  expect(entries.map(({ summary }) => summary)).not.toEqual([]);
  for (const { summary } of entries) expect(summary).toContain('組織の急ぎのやること');
  const { members } = must(await owner.browser.get(`${org}/members`));
  const { memberId } = members.find(({ email }: { email: string }) => email === 'sato@example.jp');
  must(await owner.browser.delete(`${org}/members/${memberId}`), 204);
  expect((await read(theirs)).status).toBe(404);
  // Who comes back makes a new one.
  product.clock.advance(MINUTE_MS);
  const again = must(await owner.browser.post(`${org}/invitations`, { ...sato, email: undefined, kana: '' }), 201);
  const back = product.browser();
  must(await back.post('/api/v1/session', { email: sato.email, password: PASSWORD }));
  await back.refresh();
  const body = { token: linkToken(again.link), name: sato.name, kana: '' };
  must(await back.post('/api/v1/invitation/accept-signed-in', body), 201);
  expect((await read(theirs)).status).toBe(404);
  expect((await read(await made(back))).status).toBe(200);
});

test('a new address ends the old one, and ending ends both', async () => {
  const renewed = await made(owner.browser);
  expect((await read(address)).status).toBe(404);
  expect((await read(renewed)).status).toBe(200);
  must(await owner.browser.delete(`${org}/notices/feed`), 204);
  must(await owner.browser.delete(`${org}/notices/feed`), 204);
  expect([(await read(renewed)).status, await state()]).toEqual([404, null]);
  const { entries } = must(await owner.browser.get(`${org}/audit`));
  const actions = entries.map(({ action }: { action: string }) => action);
  expect(actions.filter((action: string) => action === 'notify.feed_revoked')).toHaveLength(1);
  expect(JSON.stringify(entries)).not.toContain('sonae_feed_');
  for (const line of product.log) expect(line).not.toContain(renewed.slice(-30));
});

test('readings are bounded, and so are wrong addresses', async () => {
  product.clock.advance(DAY_MS);
  must(await owner.browser.post('/api/v1/session', { email: owner.email, password: PASSWORD }));
  await owner.browser.refresh();
  const mine = await made(owner.browser);
  const statuses: number[] = [];
  for (let index = 0; index < 61; index += 1) statuses.push((await read(mine)).status);
  expect(statuses.slice(0, 60).every((status) => status === 200)).toBe(true);
  const refused = await read(mine);
  expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
  product.clock.advance(10 * MINUTE_MS);
  expect((await read(mine)).status).toBe(200);
  const { origin } = new URL(mine);
  for (const wrong of ['x', mine.split('/').at(-1)?.slice(0, -1) ?? '', '%00', `${'a'.repeat(290)}`]) {
    expect((await read(`${origin}/feed/${wrong}`)).status).toBe(404);
  }
  for (let index = 0; index < 20; index += 1) await read(`${origin}/feed/wrong`);
  expect((await read(`${origin}/feed/wrong`)).status).toBe(429);
});
