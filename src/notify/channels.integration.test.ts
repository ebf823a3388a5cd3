// SPDX-License-Identifier: Apache-2.0
// The whole product and a real HTTPS server on loopback that stands for Slack, Chatwork and a program of one's own.
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { DAY_MS } from '../kernel/clock.ts';
import { startChatReceiver } from '../../test/support/chat-receiver.ts';
import type { ChatReceiver } from '../../test/support/chat-receiver.ts';
import { collectorReport } from '../../test/support/collector-report.ts';
import { PASSWORD, setUp } from '../../test/support/people.ts';
import type { Installation } from '../../test/support/people.ts';
import { startProduct } from '../../test/support/product.ts';
import type { Product } from '../../test/support/product.ts';
import { collect, must } from '../../test/tenancy/fill.ts';

const SLACK_URL = 'https://hooks.slack.com/services/T000/B000/XXXXXXXXXXXX';
const OWN_URL = 'https://hook.example.jp/sonae?from=office';

let receiver: ChatReceiver;
let product: Product;
let owner: Installation;
let org = '';
let slack = '';
let own = '';
let secret = '';

beforeAll(async () => {
  receiver = await startChatReceiver(['hooks.slack.com', 'hook.example.jp', 'api.chatwork.com']);
  // Friday, 09:00 in Japan; no mail server.
  product = await startProduct({ start: new Date('2026-11-20T00:00:00Z'), outbound: receiver.outbound });
  owner = await setUp(product);
  org = `/api/v1/org/${owner.orgId}`;
});
afterAll(async () => {
  await product?.stop();
  await receiver?.stop();
});

const channels = async () => must(await owner.browser.get(`${org}/notices/channels`)).channels;
const log = async () => must(await owner.browser.get(`${org}/notices/deliveries`)).deliveries;
const ended = async (count: number) =>
  vi.waitFor(
    async () => {
      const deliveries = await log();
      expect(deliveries.filter((one: { state: string }) => one.state !== 'waiting')).toHaveLength(count);
      return deliveries;
    },
    { timeout: 30_000, interval: 50 },
  );
const postsTo = (host: string) => receiver.posts.filter((post) => post.host === host);
const send = async (channelId: string) =>
  must(await owner.browser.post(`${org}/notices/channels/${channelId}/test`, {})).error;

/** A device whose disk is not encrypted, with security software as told. */
async function tellOf(hostname: string, virus = { enabled: true, upToDate: true }): Promise<void> {
  const look = must(await owner.browser.post(`${org}/first-looks`, { kind: 'sh' }), 201);
  const disks = { state: 'known' as const, value: [{ name: 'C:', system: true, encrypted: 'no' as const }] };
  const antivirus = { state: 'known' as const, value: [{ name: 'Defender', ...virus }] };
  const observedAt = product.clock.now().toISOString();
  const report = collectorReport({
    hostname,
    observedAt,
    biosUuid: `bios-of-${hostname}`,
    facts: { disks, antivirus },
  });
  must(await collect(product, look.code, report), 201);
}

async function laterOn(days: number): Promise<void> {
  product.clock.advance(days * DAY_MS);
  must(await owner.browser.post('/api/v1/session', { email: owner.email, password: PASSWORD }));
  await owner.browser.refresh();
}

test('a channel is checked, and its secret comes once', async () => {
  const path = `${org}/notices/channels`;
  const named = { label: '総務のチャンネル', language: 'ja' };
  const refused = async (body: object) => {
    const { status, body: answer } = await owner.browser.post(path, { ...named, ...body });
    return [status, answer.error.details[0]?.reason];
  };
  expect(await refused({ kind: 'slack', url: 'https://example.jp/x' })).toEqual([400, 'channel_address_slack']);
  expect(await refused({ kind: 'generic', url: 'http://hook.example.jp/' })).toEqual([400, 'channel_address']);
  expect(await refused({ kind: 'chatwork', roomId: '1/../2', token: 'abcdefgh' })).toEqual([400, 'channel_room']);
  expect(await refused({ kind: 'chatwork', roomId: '12', token: 'a\r\nx: y' })).toEqual([400, 'channel_token']);
  const madeSlack = must(await owner.browser.post(path, { ...named, kind: 'slack', url: SLACK_URL }), 201);
  const madeOwn = must(
    await owner.browser.post(path, { label: '自社のプログラム', language: 'en', kind: 'generic', url: OWN_URL }),
    201,
  );
  expect(madeSlack.secret).toBeNull();
  expect(madeOwn.secret).toMatch(/^whsec_/);
  ({ channelId: slack } = madeSlack.channel);
  ({ channelId: own } = madeOwn.channel);
  ({ secret } = madeOwn);
  const listed = JSON.stringify(await channels());
  expect(listed).toContain('hooks.slack.com');
  for (const hidden of ['XXXXXXXXXXXX', 'from=office', secret]) expect(listed).not.toContain(hidden);
});

test('what the database holds opens nothing by itself', async () => {
  const { rows } = await product.sonae.platform.db.pool.query<{ text: string }>(
    `SELECT coalesce(string_agg(encode(sealed, 'escape'), ''), '') AS text FROM notify_channel`,
  );
  expect(rows[0]?.text).not.toContain('hooks.slack.com/services');
});

test('a test arrives signed, is logged, and does not count as a notice', async () => {
  expect([await send(slack), await send(own)]).toEqual([null, null]);
  const [toSlack] = postsTo('hooks.slack.com');
  expect(toSlack?.path).toBe('/services/T000/B000/XXXXXXXXXXXX');
  expect(JSON.parse(toSlack?.body ?? '').text).toContain('みどり商店：届くかどうかのテスト');
  const [toOwn] = postsTo('hook.example.jp');
  expect(toOwn?.path).toBe('/sonae?from=office');
  if (!toOwn) throw new Error('nothing arrived');
  const { headers, body } = toOwn;
  const content = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(content).digest('base64')}`);
  expect(Number(headers['webhook-timestamp'])).toBe(Math.floor(product.clock.now().getTime() / 1000));
  expect(JSON.parse(body).type).toBe('sonae.notice.test');
  const [last] = await log();
  expect(last).toMatchObject({ kind: 'test', state: 'sent', receiver: '自社のプログラム', channelId: own });
});

test('nothing to say, no post; then one for each channel with what all have to do, and no more that day', async () => {
  await product.runJob('notify.look');
  expect((await log()).filter((one: { kind: string }) => one.kind !== 'test')).toEqual([]);
  await tellOf('notice-1');
  await product.runJob('notify.look');
  await ended(4);
  await product.runJob('notify.look');
  await tellOf('notice-2');
  await product.runJob('notify.look');
  expect(await log()).toHaveLength(4);
  const told = JSON.parse(postsTo('hook.example.jp')[1]?.body ?? '');
  expect(told.type).toBe('sonae.notice.digest');
  expect(told.data.items.length).toBeGreaterThan(0);
  for (const { link } of told.data.items) expect(link).toMatch(/^https:\/\/[^/]+\/tasks\//);
  // Devices are named on the page of the task, not in a chat.
  for (const { body } of receiver.posts) expect(body).not.toMatch(/notice-1|bios-of/);
});

/** Each of what is open was tried so often; jobs that wait run now, for their hour is not the test clock's. */
const tried = async (attempts: number) =>
  vi.waitFor(
    async () => {
      const open = (await log()).filter(({ state }: { state: string }) => state === 'waiting');
      expect(open.map((one: { attempts: number }) => one.attempts)).toEqual(open.map(() => attempts));
      return open.length as number;
    },
    { timeout: 30_000, interval: 50 },
  );
const runWaiting = async () =>
  product.sonae.platform.db.pool.query(
    `SELECT graphile_worker.reschedule_jobs(array_agg(id), run_at := now()) FROM graphile_worker.jobs
     WHERE task_identifier = 'notify.deliver'`,
  );

test('a receiver that is away is tried again with the same id and a new signature, until it is back', async () => {
  await laterOn(4);
  receiver.usually(503);
  const before = postsTo('hook.example.jp').length;
  await tellOf('notice-3', { enabled: false, upToDate: false });
  await product.runJob('notify.look');
  const open = await tried(1);
  expect(open).toBeGreaterThanOrEqual(2);
  product.clock.advance(60_000);
  await runWaiting();
  expect(await tried(2)).toBe(open);
  product.clock.advance(600_000);
  receiver.usually(200);
  await runWaiting();
  const deliveries = await ended(4 + open);
  for (const one of deliveries.slice(0, open))
    expect(one).toMatchObject({ state: 'sent', attempts: 3, lastError: null });
  const tries = postsTo('hook.example.jp').slice(before);
  const ids = new Set(tries.map(({ headers }) => headers['webhook-id']));
  expect(ids.size * 3).toBe(tries.length);
  expect(new Set(tries.map(({ headers }) => headers['webhook-signature'])).size).toBe(tries.length);
});

test('a channel that refuses is paused with the reason, says so, and tells what it missed when it is on again', async () => {
  // By then tasks are overdue.
  await laterOn(20);
  receiver.answer(404);
  must(await owner.browser.delete(`${org}/notices/channels/${own}`), 204);
  await product.runJob('notify.look');
  await vi.waitFor(async () => expect((await channels())[0].paused?.reason).toBe('post_refused'), {
    timeout: 30_000,
    interval: 50,
  });
  const missed = JSON.parse(receiver.posts.at(-1)?.body ?? '').blocks.length;
  const before = receiver.posts.length;
  await product.runJob('notify.look');
  expect(receiver.posts).toHaveLength(before);
  expect(await send(slack)).toBeNull();
  expect((await channels())[0].paused).not.toBeNull();
  const on = must(await owner.browser.post(`${org}/notices/channels/${slack}/on`, {}));
  expect(on.channel.paused).toBeNull();
  await product.runJob('notify.look');
  await vi.waitFor(() => expect(receiver.posts.length).toBeGreaterThan(before + 1), { timeout: 30_000, interval: 50 });
  expect(JSON.parse(receiver.posts[before + 1]?.body ?? '').blocks.length).toBeGreaterThanOrEqual(missed);
  const { entries } = must(await owner.browser.get(`${org}/audit`));
  const actions = new Set(entries.map(({ action }: { action: string }) => action));
  for (const action of ['created', 'tested', 'paused', 'removed', 'switched_on']) {
    expect([action, actions.has(`notify.channel_${action}`)]).toEqual([action, true]);
  }
  expect(JSON.stringify(entries)).not.toMatch(/XXXXXXXXXXXX|whsec_/);
});

test('redirects are refused, addresses inside are not called, and tests are bounded', async () => {
  receiver.answer(302);
  expect(await send(slack)).toBe('post_moved');
  const inside = must(
    await owner.browser.post(`${org}/notices/channels`, {
      kind: 'generic',
      label: '中',
      language: 'ja',
      url: 'https://169.254.169.254/latest/meta-data/',
    }),
    201,
  );
  expect(await send(inside.channel.channelId)).toBe('post_address');
  const statuses: number[] = [];
  for (let index = 0; index < 10; index += 1) {
    statuses.push((await owner.browser.post(`${org}/notices/channels/${slack}/test`, {})).status);
  }
  expect(statuses.at(-1)).toBe(429);
  expect((await owner.browser.post(`${org}/notices/channels/${own}/test`, {})).status).toBe(429);
});

test('a channel that is gone keeps its name in the log', async () => {
  expect((await channels()).map(({ channelId }: { channelId: string }) => channelId)).not.toContain(own);
  const deliveries = await log();
  expect(deliveries.some((one: { receiver: string }) => one.receiver === '自社のプログラム')).toBe(true);
});
