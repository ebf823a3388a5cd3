// SPDX-License-Identifier: Apache-2.0
// An administrator's ordinary days in a real browser with the real server: answers, devices, people, agents, the own
// account. Setting up is done by requests here; first-use.test.ts walks through the wizard.
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyLedger } from '../../src/assess/index.ts';
import { totpCode } from '../../src/identity/credentials/totp.ts';
import { launchBrowser } from '../browser/chromium.ts';
import { axeCheck, inspect, openPage } from '../browser/page.ts';
import type { Visitor } from '../browser/page.ts';
import { openBrowser } from '../support/browser.ts';
import { OTHER_PASSWORD, PASSWORD, SETUP } from '../support/people.ts';
import { startSonae } from '../support/sonae.ts';
import type { Sonae } from '../support/sonae.ts';

const REPORT = join(import.meta.dirname, '../../src/endpoints/sources/collector/fixtures/windows-11.report.json');
const { email: EMAIL } = SETUP.administrator;

let sonae: Sonae;
let browser: Browser;
let visitor: Visitor;
let page: Page;
let deviceId = '';
const closing: Visitor[] = [];

/** A Windows PC whose disk is not encrypted; the report is hand-made, see the fixture's own note. */
async function seed(): Promise<void> {
  const api = openBrowser(sonae.url);
  const token = sonae.setupUrl.slice(sonae.setupUrl.indexOf('#') + 1);
  const { orgId } = (await api.post('/api/v1/setup/complete', { token, ...SETUP })).body;
  await api.refresh();
  const { _note, ...report } = JSON.parse(await readFile(REPORT, 'utf8'));
  report.facts.disks.value = [{ name: 'C:', system: true, encrypted: 'no', method: 'BitLocker' }];
  const send = async (observedAt: Date): Promise<string> => {
    const body = { report: { ...report, observedAt: observedAt.toISOString() } };
    const reply = await api.post(`/api/v1/org/${orgId}/reports`, body);
    expect(reply.status).toBe(201);
    return reply.body.deviceId;
  };
  deviceId = await send(new Date());
  // Two years ahead cannot be true: it is held back.
  await send(new Date(Date.now() + 730 * 86_400_000));
}

async function signIn(at: Page, email: string, password: string): Promise<void> {
  await at.goto('/sign-in', { waitUntil: 'networkidle' });
  await at.getByLabel('メールアドレス').fill(email);
  await at.getByLabel('パスワード', { exact: true }).fill(password);
  await at.getByRole('button', { name: 'ログイン', exact: true }).click();
}

beforeAll(async () => {
  [sonae, browser] = await Promise.all([startSonae(), launchBrowser()]);
  await seed();
  visitor = await openPage(browser, { baseUrl: sonae.url });
  ({ page } = visitor);
  await signIn(page, EMAIL, PASSWORD);
  await signedInAs(SETUP.administrator.name, page);
});

afterAll(async () => {
  await browser?.close();
  await sonae?.stop();
});

/** The account's menu is on every page of those who are signed in. */
const signedInAs = async (name: string, at: Page): Promise<void> =>
  at.getByRole('button', { name }).first().waitFor({ timeout: 30_000 });
const press = async (name: string | RegExp, at: Page = page): Promise<void> =>
  at.getByRole('button', { name }).first().click();
const heading = async (name: string | RegExp, at: Page = page): Promise<void> =>
  at.getByRole('heading', { name }).first().waitFor({ timeout: 30_000 });
const open = async (path: string, at: Page = page): Promise<void> => {
  await at.goto(path, { waitUntil: 'networkidle' });
};
const chooseLanguage = async (language: 'ja' | 'en'): Promise<unknown> =>
  page.evaluate(`localStorage.setItem('sonae.language', '${language}')`);

test('answering: yes against the machine stays and shows the contradiction, others lead on', async () => {
  await open('/controls/disk-encrypted');
  // What holds for every device is not behind a tab.
  await page.getByRole('region', { name: 'あわせてすること' }).getByText('かぎのかかる部屋で使います').waitFor();
  await press('回答を保存する');
  expect(await page.getByRole('alert').innerText()).toContain('答えを選んでください');
  await page.getByLabel('実施している', { exact: true }).check();
  await press('保存して次の未回答へ');
  await page.getByText('「実施している」と回答していますが、できていない端末が1台あります：経理PC').waitFor();
  expect(page.url()).toContain('/controls/disk-encrypted');
  await open('/controls/staff-trained');
  await page.getByLabel('わからない', { exact: true }).check();
  await press('保存して次の未回答へ');
  await page.waitForURL((url) => url.pathname.startsWith('/controls/') && !url.pathname.endsWith('staff-trained'));
  await open('/controls?show=contradicted');
  expect(await page.getByRole('main').getByRole('link', { name: 'パソコンのディスクを暗号化している' }).count()).toBe(
    1,
  );
  expect(await page.getByRole('main').getByRole('link', { name: 'OSの更新を入れている' }).count()).toBe(0);
  await page.getByLabel('表示する対策').selectOption('all');
  await page.getByLabel('言葉で探す').fill('ばっくあっぷ');
  expect(
    await page.getByRole('main').getByRole('link', { name: 'バックアップから戻せることを試している' }).count(),
  ).toBe(1);
});

test('a device gets a name, is retired and taken back by “undo”', async () => {
  await open(`/devices/${deviceId}`);
  await press('名前・使う人を変える');
  await page.getByRole('textbox', { name: '端末の名前' }).fill('受付のパソコン');
  await page.getByRole('combobox', { name: '使う人' }).selectOption({ label: SETUP.administrator.name });
  await press('変更を保存する');
  await heading('受付のパソコン');
  await press('対象外にする');
  const dialog = page.getByRole('dialog');
  await dialog.getByText('これまでの確認記録は残ります').waitFor();
  await dialog.getByRole('button', { name: '対象外にする' }).click();
  await page.getByText('この端末は対象外になっています').waitFor();
  await press('元に戻す');
  await page.getByText('この端末は対象外になっています').waitFor({ state: 'hidden' });
  await page.goto('/devices', { waitUntil: 'networkidle' });
  await page.getByLabel('端末の名前（先頭の文字）').fill('受付');
  await page.getByRole('link', { name: '受付のパソコン' }).waitFor();
  await page.getByLabel('端末の名前（先頭の文字）').fill('経理');
  await page.getByText('当てはまる端末はありません').waitFor();
  expect(await page.getByRole('main').getByRole('table').count()).toBe(0);
});

test('a credential for agents fills the commands and is revoked', async () => {
  await open('/settings/agents');
  await page.getByLabel('使い道のメモ').fill('本店のパソコン');
  await press('接続情報を作る');
  await page.getByText('本店のパソコン', { exact: true }).first().waitFor();
  const command = page.getByText(/^msiexec/);
  expect(await command.innerText()).toContain('••••');
  await press('コマンドの中のパスワードを表示する');
  expect(await command.innerText()).toMatch(
    /PASSWORD="sonae_enrol_\w+" CA_CERT_FILE=.*NO_CATEGORY="process,environment"/,
  );
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: /証明書をダウンロード/ }).click(),
  ]);
  expect(await readFile(await download.path(), 'utf8')).toContain('BEGIN CERTIFICATE');
  await page.getByRole('button', { name: /^取り消す/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: '取り消す' }).click();
  await page.getByText('接続情報を取り消しました').waitFor();
});

test('an invited teleworker joins and finds no button of an administrator', async () => {
  await open('/people/invite');
  await page.getByLabel('名前', { exact: true }).fill('佐藤 次郎');
  await press('招待リンクを作る');
  const link = await page.getByLabel('招待リンク').inputValue();
  await inspect(page, 'daily-invitation');
  const guest = await openPage(browser, { baseUrl: sonae.url });
  closing.push(guest);
  await open(link.replace(/^https?:\/\/[^/]+/, ''), guest.page);
  await guest.page.getByLabel('メールアドレス').fill('jiro@example.jp');
  await guest.page.getByLabel('パスワード', { exact: true }).fill(OTHER_PASSWORD);
  await guest.page.getByText('このパスワードは使えます').waitFor();
  await guest.page.getByLabel('パスワード', { exact: true }).press('Enter');
  await signedInAs('佐藤 次郎', guest.page);
  const notSeen: readonly (readonly [string, string, string])[] = [
    ['/devices', '端末', '保留した報告を見る'],
    [`/devices/${deviceId}`, '受付のパソコン', '対象外にする'],
    ['/people', 'メンバー', 'メンバーを招待する'],
    ['/evidence', '記録台帳', '今すぐ封印する'],
    ['/controls/staff-trained', '全員が年に1回以上学んでいる', '回答を保存する'],
    ['/settings/agents', '常駐プログラムをつなぐ', '接続情報を作る'],
    ['/audit', '操作記録', '続きを表示'],
  ];
  for (const [path, title, hidden] of notSeen) {
    await open(path, guest.page);
    await heading(title, guest.page);
    expect(await guest.page.getByRole('main').getByText(hidden, { exact: true }).count(), `${path}: ${hidden}`).toBe(0);
  }
  expect(guest.problems).toEqual([]);
});

test('the ledger is sealed, exported and verified', async () => {
  await open('/evidence');
  await press('今すぐ封印する');
  await page.getByText(/件の記録を封印しました/).waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'ファイルを書き出す' }).click(),
  ]);
  const report = await verifyLedger(createInterface({ input: createReadStream(await download.path(), 'utf8') }));
  expect(report).toMatchObject({ ok: true, unsealed: 0, faults: [] });
  expect(report.sealed).toBeGreaterThan(5);
  expect(await page.getByLabel('公開かぎの指紋').inputValue()).toBe(report.keyId);
});

const PAGES: readonly (readonly [string, string])[] = [
  ['controls', '/controls'],
  ['control', '/controls/disk-encrypted'],
  ['devices', '/devices'],
  ['device', '/devices/DEVICE'],
  ['quarantine', '/devices/quarantine'],
  ['evidence', '/evidence'],
  ['people', '/people'],
  ['invite', '/people/invite'],
  ['settings', '/settings'],
  ['agents', '/settings/agents'],
  ['notices', '/settings/notices'],
  ['audit', '/audit'],
  ['account', '/account'],
  ['authenticator', '/account/authenticator'],
  ['operate', '/operate'],
  ['new-organisation', '/operate/new'],
];

test.each(PAGES)('the page %s is right on a desk and a phone, in both languages', async (name, path) => {
  const address = path.replace('DEVICE', deviceId);
  await open(address);
  expect(await page.title()).toMatch(/\S \| 備え Sonae$/);
  await inspect(page, `daily-${name}`);
  await chooseLanguage('en');
  await page.setViewportSize({ width: 360, height: 800 });
  await open(address);
  await axeCheck(page);
  const shown = await page.getByRole('main').innerText();
  expect(shown, 'every place of a sentence is filled, every key has its text').not.toMatch(
    /\{\w+\}|\b(controls|devices|words|people|account|settings|audit|operate|evidence)\.[a-z]/,
  );
  expect(await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')).toBe(
    true,
  );
  await page.setViewportSize({ width: 1280, height: 800 });
  await chooseLanguage('ja');
});

/** RFC 4648 base32, as authenticator apps read it. */
function fromBase32(text: string): Uint8Array {
  const bits = [...text].map((letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  );
  const bytes = bits.join('').match(/.{8}/g) ?? [];
  return Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 2));
}

test('two-step sign-in is set up with a code of the app, and asked for at the next sign-in', async () => {
  await open('/account/authenticator');
  await page.getByLabel('今のパスワード', { exact: true }).fill('not the password');
  await press('次へ');
  await page.getByRole('alert').waitFor();
  await page.getByLabel('今のパスワード', { exact: true }).fill(PASSWORD);
  await press('次へ');
  await page.getByRole('img', { name: /QRコード/ }).waitFor();
  await page.getByText('読み取れないときは').click();
  const seedBytes = fromBase32((await page.getByLabel('手で入力するかぎ').inputValue()).replaceAll(' ', ''));
  await inspect(page, 'daily-authenticator-qr');
  const step = Math.floor(Date.now() / 30_000);
  await page.getByLabel('確認コード', { exact: true }).fill(totpCode(seedBytes, step));
  await press('多要素認証を始める');
  await heading('復旧コード');
  const codes = await page
    .getByRole('listitem')
    .filter({ hasText: /^[0-9a-z]{4}-/ })
    .allInnerTexts();
  expect(codes.length).toBeGreaterThanOrEqual(8);
  await inspect(page, 'daily-recovery-codes');
  const [file] = await Promise.all([page.waitForEvent('download'), press('ファイルに保存する')]);
  expect(await readFile(await file.path(), 'utf8')).toContain(codes[0]);
  // A code works once: the one after it is already accepted.
  const later = await openPage(browser, { baseUrl: sonae.url });
  closing.push(later);
  await signIn(later.page, EMAIL, PASSWORD);
  await later.page.getByLabel('確認コード', { exact: true }).fill(totpCode(seedBytes, step + 1));
  await press('ログイン', later.page);
  await signedInAs(SETUP.administrator.name, later.page);
  expect(later.problems).toEqual([]);
});

test('the account page shows the new browser and signs it out', async () => {
  await open('/account');
  await page.getByText('初めてのブラウザー').first().waitFor();
  await page.getByText('パスワードと認証アプリ').first().waitFor();
  await press('ほかの場所をすべてログアウト');
  await page.getByRole('dialog').getByRole('button', { name: 'ほかの場所をすべてログアウト' }).click();
  await page.getByText(/か所でログアウトしました/).waitFor();
  await closing.at(-1)?.page.goto('/devices');
  await closing.at(-1)?.page.waitForURL(/\/sign-in/);
  expect(await page.getByRole('button', { name: 'ログアウトさせる' }).count()).toBe(0);
});

test('the log tells what was done, and no page complained', async () => {
  await open('/audit');
  for (const told of ['対策に回答しました', 'メンバーを招待しました', '常駐プログラムの接続情報を取り消しました']) {
    await page.getByText(told).first().waitFor();
  }
  // The browser itself notes the refused password (403) on its console; nothing else may be there.
  expect(visitor.problems.filter((one) => !one.includes('status of 403'))).toEqual([]);
});
