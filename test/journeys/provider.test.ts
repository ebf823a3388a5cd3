// SPDX-License-Identifier: Apache-2.0
// An administrator connects the company's own accounts; somebody invited joins and signs in with theirs.
// The provider is a real one (oidc-provider) on loopback.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../browser/chromium.ts';
import { inspect, openPage } from '../browser/page.ts';
import type { Visitor } from '../browser/page.ts';
import { openBrowser } from '../support/browser.ts';
import type { TestBrowser } from '../support/browser.ts';
import { CLIENT, startProvider } from '../support/identity-provider.ts';
import type { TestProvider } from '../support/identity-provider.ts';
import { PASSWORD, SETUP } from '../support/people.ts';
import { startSonae } from '../support/sonae.ts';
import type { Sonae } from '../support/sonae.ts';

const EMAIL = 'hanako@example.jp';

let sonae: Sonae;
let provider: TestProvider;
let browser: Browser;
let api: TestBrowser;
let orgId = '';
let admin: Visitor;
let worker: Visitor;
let page: Page;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sonae-provider-'));
  provider = await startProvider();
  const ca = join(folder, 'ca.pem');
  await writeFile(ca, provider.ca);
  const env = { NODE_EXTRA_CA_CERTS: ca, SONAE_OUTBOUND_PRIVATE_HOSTS: 'localhost' };
  [sonae, browser] = await Promise.all([startSonae(env), launchBrowser()]);
  const baseUrl = sonae.url.replace('127.0.0.1', 'localhost');
  provider.register({ redirectUri: `${baseUrl}/sign-in/provider` });
  api = openBrowser(baseUrl);
  const token = sonae.setupUrl.slice(sonae.setupUrl.indexOf('#') + 1);
  const made = await api.post('/api/v1/setup/complete', { token, ...SETUP });
  expect(made.status).toBe(201);
  ({ orgId } = made.body);
  await api.refresh();
  admin = await openPage(browser, { baseUrl });
  worker = await openPage(browser, { baseUrl });
});

afterAll(async () => {
  await browser?.close();
  await sonae?.stop();
  await provider?.close();
  await rm(folder, { recursive: true, force: true });
});

const press = async (name: string | RegExp): Promise<void> => page.getByRole('button', { name }).first().click();
const atHome = async (): Promise<void> => page.waitForURL((url) => url.pathname === '/');

test('an administrator connects the company account', async () => {
  ({ page } = admin);
  await page.goto('/sign-in', { waitUntil: 'networkidle' });
  await page.getByLabel('メールアドレス').fill(SETUP.administrator.email);
  await page.getByLabel('パスワード', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'ログイン', exact: true }).click();
  await atHome();
  await page.goto('/settings', { waitUntil: 'networkidle' });
  await page.getByRole('link', { name: '会社のアカウントでログイン' }).click();
  await page.getByRole('heading', { name: 'つなぐ' }).waitFor();
  await inspect(page, 'provider-form');
  await page.getByRole('radio', { name: /そのほか/ }).check({ force: true });
  await press('確かめてつなぐ');
  await page.getByRole('alert').waitFor();
  await page.getByLabel('発行元のアドレス（Issuer）').fill('https://localhost:1');
  await page.getByLabel('クライアントID').fill(CLIENT.clientId);
  await page.getByLabel('クライアントシークレット').fill(CLIENT.clientSecret);
  await press('確かめてつなぐ');
  await page.getByText('会社のアカウントのサーバーにつながりません').first().waitFor();
  await page.getByLabel('発行元のアドレス（Issuer）').fill(provider.issuer);
  await press('確かめてつなぐ');
  await page.getByRole('heading', { name: 'つながっています' }).waitFor();
  expect(await page.getByText('まだいません').count()).toBe(1);
});

test('somebody invited joins with it, without choosing a password', async () => {
  const invited = { name: '会社 花子', kana: '', email: EMAIL, roles: ['teleworker'], language: 'ja' };
  const { link } = (await api.post(`/api/v1/org/${orgId}/invitations`, invited)).body;
  ({ page } = worker);
  provider.person = { sub: 'hanako', email: EMAIL, email_verified: true, name: '会社 花子' };
  await page.goto(link, { waitUntil: 'networkidle' });
  await inspect(page, 'provider-invite');
  await press('会社のアカウントでログイン');
  await atHome();
  await page.goto('/account', { waitUntil: 'networkidle' });
  await page.getByText('会社のアカウントでログインしています').waitFor();
  expect(await page.getByText('今のパスワード').count()).toBe(0);
  await inspect(page, 'provider-account');
});

test('the next time the sign-in page knows the company, and leads to where the person wanted to be', async () => {
  await worker.page.context().clearCookies();
  await page.goto('/tasks', { waitUntil: 'networkidle' });
  await page.waitForURL((url) => url.pathname === '/sign-in');
  await page.getByRole('button', { name: /みどり商店のアカウントでログイン/ }).waitFor();
  await inspect(page, 'provider-sign-in');
  await press(/みどり商店のアカウントでログイン/);
  await page.waitForURL((url) => url.pathname === '/tasks');
  expect(page.url()).not.toContain('code=');
});

test('a link of the company’s portal needs no button', async () => {
  await worker.page.context().clearCookies();
  const { signInLink } = (await api.get(`/api/v1/org/${orgId}/sign-in-provider`)).body.provider;
  await page.goto(signInLink);
  await atHome();
  await page.getByRole('button', { name: '会社 花子' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/');
});

test('whoever cancels is told so, and can begin again', async () => {
  await worker.page.context().clearCookies();
  provider.person = undefined;
  await page.goto('/sign-in', { waitUntil: 'networkidle' });
  await press(/みどり商店のアカウントでログイン/);
  await page.getByRole('heading', { name: 'ログインできませんでした' }).waitFor();
  await page.getByText('ログインが取りやめられました').waitFor();
  await inspect(page, 'provider-cancelled');
  await page.getByRole('link', { name: 'ログインの画面に戻る' }).click();
  await page.waitForURL((url) => url.pathname === '/sign-in');
  expect((await page.context().cookies()).some(({ name }) => name.endsWith('sonae_session'))).toBe(false);
});

test('the administrator sees who came in, and takes it away; also in English', async () => {
  ({ page } = admin);
  await page.reload({ waitUntil: 'networkidle' });
  await page.getByText('会社 花子', { exact: true }).waitFor();
  await inspect(page, 'provider-connected');
  await press('管理 一');
  await press('English');
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { name: 'Connected' }).waitFor();
  await inspect(page, 'provider-connected-en');
  await press('Disconnect');
  await page.getByRole('alertdialog').or(page.getByRole('dialog')).getByRole('button', { name: 'Disconnect' }).click();
  await page.getByRole('heading', { name: 'Connect', exact: true }).waitFor();
  await inspect(page, 'provider-form-en');
  expect((await api.get(`/api/v1/org/${orgId}/sign-in-provider`)).body.provider).toBeNull();
});

test('the browser found nothing to complain about', () => {
  const refused = (line: string): boolean => /status of (400|401|403|503)/.test(line);
  expect([...admin.problems, ...worker.problems].filter((line) => !refused(line))).toEqual([]);
});
