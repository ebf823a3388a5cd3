// SPDX-License-Identifier: Apache-2.0
// An executive reads the month on one page, takes it along as PDF, and looks at the whole; a teleworker has no such page.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../browser/chromium.ts';
import { axeCheck, inspect, openPage } from '../browser/page.ts';
import type { Visitor } from '../browser/page.ts';
import { openBrowser } from '../support/browser.ts';
import { PASSWORD, SETUP, linkToken } from '../support/people.ts';
import { startSonae } from '../support/sonae.ts';
import type { Sonae } from '../support/sonae.ts';

const REPORT = join(import.meta.dirname, '../../src/endpoints/sources/collector/fixtures/windows-11.report.json');
const TELEWORKER = 'tele@example.jp';

let sonae: Sonae;
let browser: Browser;
let visitor: Visitor;
let page: Page;

/** A Windows PC whose disk is not encrypted (hand-made fixture), an answer that says otherwise, and a teleworker. */
async function seed(): Promise<void> {
  const api = openBrowser(sonae.url);
  const token = sonae.setupUrl.slice(sonae.setupUrl.indexOf('#') + 1);
  const { orgId } = (await api.post('/api/v1/setup/complete', { token, ...SETUP })).body;
  await api.refresh();
  const { _note, ...report } = JSON.parse(await readFile(REPORT, 'utf8'));
  report.facts.disks.value = [{ name: 'C:', system: true, encrypted: 'no', method: 'BitLocker' }];
  const body = { report: { ...report, observedAt: new Date().toISOString() } };
  expect((await api.post(`/api/v1/org/${orgId}/reports`, body)).status).toBe(201);
  await api.put(`/api/v1/org/${orgId}/controls/disk-encrypted/declaration`, { value: 4 });
  const invited = await api.post(`/api/v1/org/${orgId}/invitations`, {
    name: '在宅 二',
    kana: '',
    roles: ['teleworker'],
  });
  const person = { name: '在宅 二', kana: '', email: TELEWORKER, password: PASSWORD, language: 'ja' };
  const joined = await openBrowser(sonae.url).post('/api/v1/invitation/accept', {
    token: linkToken(invited.body.link),
    ...person,
  });
  expect(joined.status).toBe(201);
}

async function signIn(at: Page, email: string): Promise<void> {
  await at.goto('/sign-in', { waitUntil: 'networkidle' });
  await at.getByLabel('メールアドレス').fill(email);
  await at.getByLabel('パスワード', { exact: true }).fill(PASSWORD);
  await at.getByRole('button', { name: 'ログイン', exact: true }).click();
  await at.waitForURL((url) => url.pathname !== '/sign-in');
}

beforeAll(async () => {
  [sonae, browser] = await Promise.all([startSonae(), launchBrowser()]);
  await seed();
  visitor = await openPage(browser, { baseUrl: sonae.url });
  ({ page } = visitor);
  await signIn(page, SETUP.administrator.email);
});
afterAll(async () => {
  await browser?.close();
  await sonae?.stop();
});

test('from the menu to this month, as page and as PDF of one page', async () => {
  await page.getByRole('navigation').getByRole('link', { name: '報告' }).click();
  await page.getByRole('heading', { level: 1, name: '報告' }).waitFor();
  await page.getByText('途中', { exact: true }).waitFor();
  await inspect(page, 'reports-ja');
  await page
    .getByRole('main')
    .getByRole('link', { name: /^\d{4}年\d{1,2}月$/ })
    .click();
  const main = page.getByRole('main');
  await main.getByText('決めていただくこと').waitFor();
  await main.getByText(/「実施している」と回答していますが、1台ではできていません（経理PC）/).waitFor();
  // The mark is said in words too.
  expect(await main.textContent()).toMatch(/晴れ|くもり|雨/);
  await inspect(page, 'report-ja');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: /PDFをダウンロードする/ }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^sonae-\d{4}-\d{2}\.pdf$/);
  const pdf = await readFile(await download.path(), 'latin1');
  expect(pdf.match(/\/Type\s*\/Page\b(?!s)/g)).toHaveLength(1);
});

test('printed from the browser: the report without menu and buttons', async () => {
  await page.emulateMedia({ media: 'print' });
  expect(await page.getByRole('link', { name: /PDFをダウンロードする/ }).isVisible()).toBe(false);
  expect(await page.getByText('決めていただくこと').isVisible()).toBe(true);
  await page.emulateMedia({ media: 'screen' });
});

test('the full report has every theme, and leads back', async () => {
  await page.getByRole('link', { name: '全体の報告' }).click();
  await page.getByRole('heading', { level: 1, name: /^全体の報告/ }).waitFor();
  await page.getByRole('link', { name: '期限つきの判断' }).click();
  await page.getByRole('heading', { level: 2, name: '期限つきの判断' }).waitFor();
  expect(await page.getByRole('main').getByRole('table').count()).toBeGreaterThan(10);
  // Some hundred rows: too long for a picture of the whole page.
  await axeCheck(page);
  await page.getByRole('link', { name: '1枚の報告' }).click();
  await page.getByRole('heading', { level: 1, name: /^月の報告/ }).waitFor();
});

test('the mail is each person’s choice and stays chosen', async () => {
  await page.goto('/reports', { waitUntil: 'networkidle' });
  await page.getByText('このサーバーからは、まだメールを送れません').waitFor();
  const box = page.getByRole('checkbox', { name: /先月の報告をメールで受け取る/ });
  expect(await box.isChecked()).toBe(true);
  await box.uncheck();
  await page.getByText('報告のメールを止めました').waitFor();
  await page.reload({ waitUntil: 'networkidle' });
  expect(await box.isChecked()).toBe(false);
});

test('in English', async () => {
  await page.evaluate(`localStorage.setItem('sonae.language', 'en')`);
  await page.goto('/reports', { waitUntil: 'networkidle' });
  await page.getByRole('heading', { level: 1, name: 'Reports' }).waitFor();
  await inspect(page, 'reports-en');
  await page
    .getByRole('main')
    .getByRole('link', { name: /^[A-Z]\w+ \d{4}$/ })
    .click();
  await page.getByText('For you to decide').waitFor();
  await inspect(page, 'report-en');
  await page.goto('/reports/2020-01', { waitUntil: 'networkidle' });
  await page.getByText('There is no report for that month.').waitFor();
  // The page of a month that is not there makes the one expected line about a 404.
  expect(visitor.problems.filter((problem) => !problem.includes('404'))).toEqual([]);
});

test('a teleworker finds no such entry, and is told who may read', async () => {
  const other = await openPage(browser, { baseUrl: sonae.url });
  await signIn(other.page, TELEWORKER);
  await other.page.getByRole('navigation').getByRole('link', { name: 'やること' }).first().waitFor();
  expect(await other.page.getByRole('navigation').getByRole('link', { name: '報告' }).count()).toBe(0);
  await other.page.goto('/reports', { waitUntil: 'networkidle' });
  await other.page.getByText('経営者・管理者').first().waitFor();
  await other.close();
});
