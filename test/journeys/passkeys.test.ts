// SPDX-License-Identifier: Apache-2.0
// A person adds a passkey on the account page, signs in with it without address or password, renames and removes it.
// Chromium's own virtual authenticator is the device.
import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../browser/chromium.ts';
import { inspect, openPage } from '../browser/page.ts';
import type { Visitor } from '../browser/page.ts';
import { openBrowser } from '../support/browser.ts';
import { PASSWORD, SETUP } from '../support/people.ts';
import { startSonae } from '../support/sonae.ts';
import type { Sonae } from '../support/sonae.ts';

let sonae: Sonae;
let browser: Browser;
let visitor: Visitor;
let page: Page;
let device: CDPSession;
let authenticatorId = '';

beforeAll(async () => {
  [sonae, browser] = await Promise.all([startSonae(), launchBrowser()]);
  const api = openBrowser(sonae.url);
  const token = sonae.setupUrl.slice(sonae.setupUrl.indexOf('#') + 1);
  expect((await api.post('/api/v1/setup/complete', { token, ...SETUP })).status).toBe(201);
  // Passkeys belong to a name, and an IP address is none.
  visitor = await openPage(browser, { baseUrl: sonae.url.replace('127.0.0.1', 'localhost') });
  ({ page } = visitor);
  device = await page.context().newCDPSession(page);
  await device.send('WebAuthn.enable');
  const options = {
    protocol: 'ctap2',
    transport: 'internal',
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  } as const;
  ({ authenticatorId } = await device.send('WebAuthn.addVirtualAuthenticator', { options }));
});

afterAll(async () => {
  await browser?.close();
  await sonae?.stop();
});

const press = async (name: string | RegExp): Promise<void> => page.getByRole('button', { name }).first().click();
const open = async (path: string): Promise<void> => {
  await page.goto(path, { waitUntil: 'networkidle' });
};
const verified = async (isUserVerified: boolean): Promise<unknown> =>
  device.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified });
const kept = async (): Promise<number> =>
  (await device.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length;
const signedIn = async (): Promise<unknown> =>
  (await page.context().cookies()).some(({ name }) => name.endsWith('sonae_session'));
const signedOut = async (): Promise<void> => {
  await page.context().clearCookies();
  await open('/sign-in');
};

test('a passkey is added with the password, and listed', async () => {
  await open('/sign-in');
  await page.getByLabel('メールアドレス').fill(SETUP.administrator.email);
  await page.getByLabel('パスワード', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'ログイン', exact: true }).click();
  await page.waitForURL((url) => url.pathname === '/');
  await open('/account');
  await page.getByText('まだありません。').waitFor();
  await press('パスキーを追加する');
  await press('次へ');
  await page.getByRole('alert').waitFor();
  await page.getByLabel('名前', { exact: true }).fill('自分のスマートフォン');
  await page.getByLabel('今のパスワード').fill(PASSWORD);
  await inspect(page, 'passkey-add');
  await press('次へ');
  await page.getByText('パスキーを追加しました').waitFor();
  await page.getByRole('row', { name: /自分のスマートフォン/ }).waitFor();
  const { credentials } = await device.send('WebAuthn.getCredentials', { authenticatorId });
  expect(credentials).toHaveLength(1);
  expect(credentials[0]).toMatchObject({ isResidentCredential: true, rpId: 'localhost' });
  await inspect(page, 'passkeys');
});

test('the same device is not added twice', async () => {
  await press('パスキーを追加する');
  await page.getByLabel('名前', { exact: true }).fill('もう一度');
  await page.getByLabel('今のパスワード').fill(PASSWORD);
  await press('次へ');
  await page.getByText('もう追加されています').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'やめる' }).click();
  expect(await kept()).toBe(1);
});

test('who cannot be verified by the device does not come in', async () => {
  await verified(false);
  await signedOut();
  await press('パスキーでログイン');
  await page.getByText('途中でやめたか').waitFor();
  await inspect(page, 'sign-in-passkey-cancelled');
  expect(await signedIn()).toBe(false);
  await verified(true);
});

test('a passkey signs in, without address and password', async () => {
  await signedOut();
  await inspect(page, 'sign-in');
  // Where the browser offers passkeys by itself, this device that always agrees is in before anybody presses.
  await page
    .getByRole('button', { name: 'パスキーでログイン' })
    .click({ timeout: 5000 })
    .catch(() => undefined);
  await page.waitForURL((url) => url.pathname === '/');
  await open('/account');
  await page
    .getByRole('row', { name: /パスキー.*|.*パスキー/ })
    .first()
    .waitFor();
  const history = page.getByRole('table', { name: 'ログイン履歴' });
  await history.getByText('パスキー', { exact: true }).first().waitFor();
  expect(await signedIn()).toBe(true);
});

test('it is renamed and removed; removed, it opens nothing', async () => {
  const before = page.getByRole('row', { name: /自分のスマートフォン/ });
  await before.getByRole('button', { name: /^名前を変える/ }).click();
  await page.getByLabel('名前', { exact: true }).fill('会社のパソコン');
  await page.getByRole('dialog').getByRole('button', { name: '名前を変える' }).click();
  const row = page.getByRole('row', { name: /会社のパソコン/ });
  await row.getByRole('button', { name: /^消す/ }).click();
  await page.getByLabel('今のパスワード').fill('chigau');
  await page.getByRole('dialog').getByRole('button', { name: '消す' }).click();
  await page.getByRole('alert').waitFor();
  await inspect(page, 'passkey-remove');
  await page.getByLabel('今のパスワード').fill(PASSWORD);
  await page.getByRole('dialog').getByRole('button', { name: '消す' }).click();
  await page.getByText('まだありません。').waitFor();
  await open('/audit');
  await page.getByText('自分のパスキーを消しました').first().waitFor();
  await signedOut();
  await press('パスキーでログイン');
  await page.getByText('このパスキーではログインできません').waitFor();
  expect(await signedIn()).toBe(false);
});

test('at an IP address the account page says why not, and the sign-in page offers none', async () => {
  const plain = await openPage(browser, { baseUrl: sonae.url });
  await plain.page.goto('/sign-in', { waitUntil: 'networkidle' });
  expect(await plain.page.getByRole('button', { name: /パスキー/ }).count()).toBe(0);
  await plain.page.getByLabel('メールアドレス').fill(SETUP.administrator.email);
  await plain.page.getByLabel('パスワード', { exact: true }).fill(PASSWORD);
  await plain.page.getByRole('button', { name: 'ログイン', exact: true }).click();
  await plain.page.waitForURL((url) => url.pathname === '/');
  await plain.page.goto('/account', { waitUntil: 'networkidle' });
  await plain.page.getByText('IPアドレスか暗号化されていないアドレス').waitFor();
  await plain.page
    .getByRole('radio', { name: 'English' })
    .or(plain.page.getByRole('button', { name: 'English' }))
    .first()
    .click();
  await plain.page.getByText('opened by an IP address').waitFor();
  await inspect(plain.page, 'passkeys-at-an-address-en');
  expect(plain.problems).toEqual([]);
});
