// SPDX-License-Identifier: Apache-2.0
// The staff directory is connected by the page and calls in through SCIM; a person comes, gets a last day, leaves, and what
// has to come back stands on the tasks page in plain words.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../browser/chromium.ts';
import { inspect, openPage } from '../browser/page.ts';
import type { Visitor } from '../browser/page.ts';
import { openBrowser } from '../support/browser.ts';
import type { Loose, TestBrowser } from '../support/browser.ts';
import { PASSWORD, SETUP, linkToken } from '../support/people.ts';
import { startSonae } from '../support/sonae.ts';
import type { Sonae } from '../support/sonae.ts';

let sonae: Sonae;
let browser: Browser;
let visitor: Visitor;
let page: Page;
let api: TestBrowser;
let org = '';
let key = '';

async function scim(method: string, path: string, body?: unknown): Promise<{ status: number; body: Loose }> {
  const response = await fetch(`${sonae.url}/scim/v2${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/scim+json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
}

beforeAll(async () => {
  [sonae, browser] = await Promise.all([startSonae(), launchBrowser()]);
  api = openBrowser(sonae.url);
  const token = sonae.setupUrl.slice(sonae.setupUrl.indexOf('#') + 1);
  const { orgId } = (await api.post('/api/v1/setup/complete', { token, ...SETUP })).body;
  org = `/api/v1/org/${orgId}`;
  await api.refresh();
  visitor = await openPage(browser, { baseUrl: sonae.url });
  ({ page } = visitor);
  await page.context().addCookies([...api.cookies].map(([name, value]) => ({ name, value, url: sonae.url })));
});

afterAll(async () => {
  await browser?.close();
  await sonae?.stop();
});

const open = async (path: string): Promise<void> => {
  await page.goto(path, { waitUntil: 'networkidle' });
};
const press = async (name: string | RegExp): Promise<void> => page.getByRole('button', { name }).first().click();

test('the directory gets an address and a key, shown once', async () => {
  await open('/settings');
  await page.getByRole('link', { name: '社員名簿をつなぐ' }).click();
  await page.getByText('まだつながっていません').waitFor();
  await inspect(page, 'directory-empty');
  await page.getByLabel('使い道のメモ').fill('Entra ID');
  await press('接続用のキーを作る');
  await page.getByText('二度と表示できません').waitFor();
  await press(/^表示/);
  key = await page.getByLabel('接続用のキー（いまだけ表示します）').inputValue();
  expect(key).toMatch(/^sonae_/);
  expect(await page.getByLabel('つなぎ先のアドレス').inputValue()).toContain('/scim/v2');
  await open('/settings/directory');
  expect(await page.getByRole('main').innerText()).not.toContain(key);
});

let personId = '';

test('a person told by the directory is invited, and shown', async () => {
  const made = await scim('POST', '/Users', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: 'taro@example.jp',
    displayName: '見本 太郎',
    active: true,
    emails: [{ value: 'taro@example.jp', primary: true }],
  });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  personId = made.body.id;
  await open('/settings/directory');
  await page.getByText('つながっています').waitFor();
  await page.getByText('見本 太郎').waitFor();
  const { people } = (await api.get(`${org}/directory`)).body;
  const invited = await api.post(`${org}/directory/people/${people[0].personId}/invitation`, {});
  expect(invited.status, JSON.stringify(invited.body)).toBe(201);
  const accepted = await openBrowser(sonae.url).post('/api/v1/invitation/accept', {
    token: linkToken(invited.body.link),
    name: '見本 太郎',
    kana: '',
    email: 'taro@example.jp',
    password: PASSWORD,
    language: 'ja',
  });
  expect(accepted.status, JSON.stringify(accepted.body)).toBe(201);
  await inspect(page, 'directory');
});

test('a last day is planned and taken back; the list of things given changes', async () => {
  await open('/people');
  const row = page.getByRole('row', { name: /見本 太郎/ });
  await row.getByRole('button', { name: /^最後の日/ }).click();
  await page.getByLabel('最後にSonaeに入れる日').fill('2020-01-01');
  await press('最後の日を決める');
  await page.getByRole('alert').waitFor();
  await page.getByLabel('最後にSonaeに入れる日').fill('2099-03-31');
  await inspect(page, 'last-day');
  await press('最後の日を決める');
  await page.getByText('2099年3月31日まで').waitFor();
  await page.getByLabel('渡しているものの名前').fill('本社のかぎ（見本）');
  await press('一覧に加える');
  await page.getByText('本社のかぎ（見本）', { exact: true }).first().waitFor();
  await inspect(page, 'people');
  const { things } = (await api.get(`${org}/given-things`)).body;
  expect(things).toContain('本社のかぎ（見本）');
  await row.getByRole('button', { name: /^最後の日/ }).click();
  await press('予定を取り消す');
  await page.getByText('2099年3月31日まで').waitFor({ state: 'hidden' });
});

test('the directory ends the person: what has to come back stands on a task in plain words', async () => {
  const ended = await scim('PATCH', `/Users/${personId}`, {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'replace', path: 'active', value: false }],
  });
  expect(ended.status, JSON.stringify(ended.body)).toBeLessThan(300);
  let tasks: Loose[] = [];
  for (let tries = 0; tasks.length === 0 && tries < 100; tries += 1) {
    tasks = (await api.get(`${org}/tasks`)).body.tasks;
    if (tasks.length === 0) await page.waitForTimeout(200);
  }
  await open(`/tasks/${tasks[0].taskId}`);
  await page.getByText('見本 太郎さんの「本社のかぎ（見本）」を').waitFor();
  expect(await page.getByRole('main').getByRole('link', { name: '見本 太郎' }).count(), 'a person is no device').toBe(
    0,
  );
  await inspect(page, 'leaver-task');
  await open('/settings/directory');
  await page.getByText('離れた', { exact: true }).waitFor();
});

test('a person changes the own name; others see it, and the audit log', async () => {
  await open('/account');
  await press('名前を変える');
  await page.getByRole('textbox', { name: '名前', exact: true }).fill('管理 はじめ（見本）');
  await inspect(page, 'own-name');
  await press('名前を保存する');
  await page.getByText('名前を変えました').waitFor();
  const { members } = (await api.get(`${org}/members`)).body;
  expect(members.map(({ name, kana }: Loose) => [name, kana])).toContainEqual([
    '管理 はじめ（見本）',
    SETUP.administrator.kana,
  ]);
  await open('/audit');
  await page.getByText('自分の名前を変えました').first().waitFor();
  await open('/settings/directory');
});

test('the key ends: the directory is refused', async () => {
  await press(/^止める/);
  await page.getByRole('dialog').getByRole('button', { name: '止める' }).click();
  await page.getByText('キーを止めました').waitFor();
  expect((await scim('GET', '/Users')).status).toBe(401);
});

test('in English as well, and no page complained', async () => {
  await page.evaluate(`localStorage.setItem('sonae.language', 'en')`);
  for (const [name, path] of [
    ['directory', '/settings/directory'],
    ['people', '/people'],
  ] as const) {
    await open(path);
    const shown = await page.getByRole('main').innerText();
    expect(shown, path).not.toMatch(/\{\w+\}|\b(people|words|directory)\.[a-z]/);
    await inspect(page, `${name}-en`);
  }
  // The refused date (400) is noted on the console by the browser itself.
  expect(visitor.problems.filter((one) => !one.includes('status of 4'))).toEqual([]);
});
