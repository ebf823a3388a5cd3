// SPDX-License-Identifier: Apache-2.0
// An administrator gives the organisation two channels in a real browser; a person makes, renews and loses a feed address.
// The receiver is a real HTTPS server on loopback that stands for Slack and for a program of their own.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../browser/chromium.ts';
import { inspect, openPage } from '../browser/page.ts';
import type { Visitor } from '../browser/page.ts';
import { collectorReport } from '../support/collector-report.ts';
import type { Installation } from '../support/people.ts';
import { startChatReceiver } from '../support/chat-receiver.ts';
import type { ChatReceiver } from '../support/chat-receiver.ts';
import { PASSWORD, SETUP, setUp } from '../support/people.ts';
import { startProduct } from '../support/product.ts';
import type { Product } from '../support/product.ts';
import { ensureWeb } from '../support/sonae.ts';
import { collect, must } from '../tenancy/fill.ts';

let receiver: ChatReceiver;
let product: Product;
let owner: Installation;
let browser: Browser;
let visitor: Visitor;
let page: Page;

beforeAll(async () => {
  await ensureWeb();
  receiver = await startChatReceiver(['hooks.slack.com', 'hook.example.jp']);
  [product, browser] = await Promise.all([
    startProduct({ start: new Date('2026-11-20T00:00:00Z'), outbound: receiver.outbound }),
    launchBrowser(),
  ]);
  owner = await setUp(product);
  visitor = await openPage(browser, { baseUrl: product.origin });
  ({ page } = visitor);
  await page.goto('/sign-in', { waitUntil: 'networkidle' });
  await page.getByLabel('メールアドレス').fill(SETUP.administrator.email);
  await page.getByLabel('パスワード', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'ログイン', exact: true }).click();
  await page.getByRole('button', { name: SETUP.administrator.name }).first().waitFor({ timeout: 30_000 });
});

afterAll(async () => {
  await browser?.close();
  await product?.stop();
  await receiver?.stop();
});

const press = async (name: string | RegExp): Promise<void> => page.getByRole('button', { name }).first().click();
const says = async (text: string | RegExp): Promise<void> => page.getByText(text).first().waitFor({ timeout: 30_000 });

const paused = async (): Promise<unknown[]> =>
  must(await owner.browser.get(`/api/v1/org/${owner.orgId}/notices/channels`)).channels.filter(
    (channel: { paused: unknown }) => channel.paused !== null,
  );
async function speak(language: 'ja' | 'en'): Promise<void> {
  await page.evaluate(`localStorage.setItem('sonae.language', '${language}')`);
  await page.reload({ waitUntil: 'networkidle' });
}

async function add(kind: string, label: string, url: string): Promise<void> {
  await page.getByLabel('種類').selectOption({ label: kind });
  await page.getByRole('textbox', { name: '名前' }).fill(label);
  await page.getByRole('textbox', { name: 'アドレス（URL）' }).fill(url);
  await press('追加する');
}

test('a Slack channel is added; a wrong address is explained at its field', async () => {
  await page.goto('/settings', { waitUntil: 'networkidle' });
  await page.getByRole('main').getByRole('link', { name: 'お知らせ', exact: true }).click();
  await says('まだありません。');
  await page.getByText('お知らせ先を追加する').first().click();
  await press('追加する');
  await says('アドレスを入力してください');
  await add('Slack', '総務のチャンネル', 'https://example.jp/hook');
  await says('SlackのIncoming Webhookのアドレス（https://hooks.slack.com/ で始まります）を入力してください');
  await add('Slack', '総務のチャンネル', 'https://hooks.slack.com/services/T0/B0/XXXX');
  await says('hooks.slack.com');
  await press(/^テストを送る/);
  await says('「総務のチャンネル」にテストを送りました。');
  expect(JSON.parse(receiver.posts[0]?.body ?? '').text).toBe('【備え】みどり商店：届くかどうかのテストです');
});

test('a signed webhook shows its secret once; a failure says what to do', async () => {
  await add('自分たちのプログラム（署名つきWebhook）', '自社のプログラム', 'https://hook.example.jp/sonae');
  await says('署名を確かめるための秘密（いまだけ表示します）');
  await page.getByRole('button', { name: /^表示/ }).click();
  expect(await page.getByLabel('署名を確かめるための秘密（いまだけ表示します）').inputValue()).toMatch(/^whsec_/);
  receiver.answer(410);
  await page.getByRole('button', { name: /^テストを送る.*自社のプログラム/ }).click();
  await says(/「自社のプログラム」に送れませんでした。/);
  const row = page.getByRole('row').filter({ hasText: '自社のプログラム' });
  await row.getByText('送れませんでした').waitFor({ timeout: 30_000 });
  await row.getByText(/相手が受け付けませんでした/).waitFor();
  expect(await page.getByRole('row').filter({ hasText: '総務のチャンネル' }).getByText('送りました').count()).toBe(1);
  await page.reload({ waitUntil: 'networkidle' });
  expect(await page.getByLabel('署名を確かめるための秘密（いまだけ表示します）').count()).toBe(0);
});

test('a channel that refuses is shown as stopped and switched on again', async () => {
  receiver.usually(404);
  const look = must(await owner.browser.post(`/api/v1/org/${owner.orgId}/first-looks`, { kind: 'sh' }), 201);
  const antivirus = { state: 'known' as const, value: [{ name: 'Defender', enabled: false, upToDate: false }] };
  const observedAt = product.clock.now().toISOString();
  const report = collectorReport({ hostname: 'pc-1', observedAt, biosUuid: 'bios-1', facts: { antivirus } });
  must(await collect(product, look.code, report), 201);
  await product.runJob('notify.look');
  await expect.poll(async () => (await paused()).length, { timeout: 30_000 }).toBe(2);
  await page.reload({ waitUntil: 'networkidle' });
  await says(/から止めています/);
  await inspect(page, 'notices-paused-ja');
  await speak('en');
  await says(/Stopped since/);
  await page.getByText('Add a place for notices').first().click();
  await inspect(page, 'notices-paused-en');
  await speak('ja');
  receiver.usually(200);
  await page.getByRole('button', { name: /^もう一度始める.*総務のチャンネル/ }).click();
  await says('「総務のチャンネル」へのお知らせを始めました。');
  expect(await paused()).toHaveLength(1);
  await page.getByRole('button', { name: /^外す.*自社のプログラム/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('アドレスと秘密を消します。').waitFor();
  await dialog.getByRole('button', { name: '外す' }).click();
  await page.getByRole('button', { name: /^外す.*自社のプログラム/ }).waitFor({ state: 'hidden' });
  // The record keeps its name.
  expect(await page.getByRole('row').filter({ hasText: '自社のプログラム' }).count()).toBe(2);
});

const shownAddress = async (): Promise<string> => {
  await page.getByRole('button', { name: /^表示/ }).click();
  return page.getByLabel('配信のアドレス（いまだけ表示します）').inputValue();
};

test('a person makes a feed address, reads it, renews it, and the old one is gone', async () => {
  await page.goto('/account', { waitUntil: 'networkidle' });
  await press('アドレスを作る');
  const first = await shownAddress();
  const read = await fetch(first);
  expect([read.status, read.headers.get('content-type')]).toEqual([200, 'application/atom+xml; charset=utf-8']);
  expect(await read.text()).toContain('備え：みどり商店のやること');
  await press('新しいアドレスに替える');
  await page.getByRole('dialog').getByRole('button', { name: '新しいアドレスに替える' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  const field = page.getByLabel('配信のアドレス（いまだけ表示します）');
  await expect.poll(async () => field.inputValue(), { timeout: 30_000 }).not.toBe(first);
  const second = await field.inputValue();
  expect([(await fetch(first)).status, (await fetch(second)).status]).toEqual([404, 200]);
  await inspect(page, 'feed-ja');
  await speak('en');
  await says('Feed (RSS)');
  await inspect(page, 'feed-en');
  await speak('ja');
  await press('配信を止める');
  await page.getByRole('dialog').getByRole('button', { name: '配信を止める' }).click();
  await says('まだアドレスを作っていません。');
  expect((await fetch(second)).status).toBe(404);
});
