// SPDX-License-Identifier: Apache-2.0
// The whole self-diagnosis in a real browser: by the keyboard alone in both languages, against a real inventory, split
// between two people, and from two sites.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../browser/chromium.ts';
import { inspect, openPage } from '../browser/page.ts';
import type { Visitor } from '../browser/page.ts';
import { openBrowser } from '../support/browser.ts';
import type { TestBrowser } from '../support/browser.ts';
import { OTHER_PASSWORD, PASSWORD, SETUP, linkToken } from '../support/people.ts';
import { startSonae } from '../support/sonae.ts';
import type { Sonae } from '../support/sonae.ts';

const REPORT = join(import.meta.dirname, '../../src/endpoints/sources/collector/fixtures/windows-11.report.json');
const COLLEAGUE = { name: '佐藤 次郎', email: 'jiro@example.jp' };

let sonae: Sonae;
let browser: Browser;
let visitor: Visitor;
let page: Page;
let api: TestBrowser;
let org = '';

async function signIn(at: Page, email: string, password: string): Promise<void> {
  await at.goto('/sign-in', { waitUntil: 'networkidle' });
  await at.getByLabel('メールアドレス').fill(email);
  await at.getByLabel('パスワード', { exact: true }).fill(password);
  await at.getByRole('button', { name: 'ログイン', exact: true }).click();
  await at.getByRole('navigation').first().waitFor({ timeout: 30_000 });
}
const heading = async (name: string | RegExp, at: Page = page): Promise<void> =>
  at.getByRole('heading', { name }).first().waitFor({ timeout: 30_000 });
const open = async (path: string, at: Page = page): Promise<void> => {
  await at.goto(path, { waitUntil: 'networkidle' });
};
const press = async (name: string | RegExp, at: Page = page): Promise<void> =>
  at.getByRole('button', { name }).first().click();
/** The number of the question that is shown, by its address. */
const atQuestion = async (no: number, at: Page = page): Promise<void> =>
  at.waitForURL((url) => url.pathname.endsWith(`/${no}`), { timeout: 30_000 });
/** The title has the focus once the question is there: only then do keys mean anything. */
async function typeAnswer(key: string, no: number, at: Page = page): Promise<void> {
  await at.locator(`[data-question="${no}"] h1:focus`).waitFor({ timeout: 30_000 });
  await at.keyboard.press(key);
}
const scoreShown = async (score: string): Promise<void> =>
  page.getByRole('main').getByText(score, { exact: true }).first().waitFor({ timeout: 30_000 });

/** A PC without security software: a report of a real collector's form, through the real door. */
async function reportPc(): Promise<void> {
  const { _note, ...report } = JSON.parse(await readFile(REPORT, 'utf8'));
  report.facts.antivirus.value = [{ name: 'Microsoft Defender', enabled: false, upToDate: false }];
  const body = { report: { ...report, observedAt: new Date().toISOString() } };
  expect((await api.post(`${org}/reports`, body)).status).toBe(201);
}

beforeAll(async () => {
  [sonae, browser] = await Promise.all([startSonae(), launchBrowser()]);
  api = openBrowser(sonae.url);
  const token = sonae.setupUrl.slice(sonae.setupUrl.indexOf('#') + 1);
  const { orgId } = (await api.post('/api/v1/setup/complete', { token, ...SETUP })).body;
  await api.refresh();
  org = `/api/v1/org/${orgId}`;
  visitor = await openPage(browser, { baseUrl: sonae.url });
  ({ page } = visitor);
  await signIn(page, SETUP.administrator.email, PASSWORD);
});
afterAll(async () => {
  await browser?.close();
  await sonae?.stop();
});

test('a new organisation is led to it, and all 25 are answered by the keyboard', async () => {
  await open('/');
  await heading('まず、5分の自社診断から');
  await inspect(page, 'diagnosis-home-new');
  await page.getByRole('link', { name: '自社診断を始める' }).first().press('Enter');
  await heading('自社診断');
  await inspect(page, 'diagnosis-start');
  await page.getByRole('button', { name: '診断を始める' }).press('Enter');
  await page.locator('[data-question="1"] h1:focus').waitFor();
  await inspect(page, 'diagnosis-question');
  await typeAnswer('1', 1);
  // Arrows and Enter instead of numbers; then back, and the answer is there.
  await typeAnswer('ArrowDown', 2);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await typeAnswer('ArrowLeft', 3);
  await atQuestion(2);
  expect(await page.getByRole('button', { name: /一部実施している/ }).getAttribute('aria-pressed')).toBe('true');
  await page.keyboard.press('ArrowRight');
  // Another browser goes on where this one stopped.
  const phone = await openPage(browser, { baseUrl: sonae.url });
  await signIn(phone.page, SETUP.administrator.email, PASSWORD);
  await phone.page.setViewportSize({ width: 360, height: 800 });
  await open('/', phone.page);
  await heading('自社診断の続き', phone.page);
  await phone.page.getByRole('link', { name: '続きから答える' }).click();
  await phone.page.getByRole('link', { name: '続きから答える' }).click();
  await atQuestion(3, phone.page);
  await inspect(phone.page, 'diagnosis-question-phone');
  await phone.close();
  for (let no = 3; no <= 25; no += 1) await typeAnswer(no === 9 ? '5' : no > 20 ? '3' : '2', no);
  await heading('診断を終える');
  await page.getByRole('button', { name: '診断を終えて結果を見る' }).waitFor();
  await inspect(page, 'diagnosis-finish');
  await page.getByRole('button', { name: '診断を終えて結果を見る' }).press('Enter');
  await heading('自社診断の結果');
  // 4 + 2 + 17 × 2 + 4 (no wireless LAN) + 5 × 0
  await scoreShown('44');
  expect(await page.getByRole('link', { name: /^やり方を見る: / }).count()).toBe(6);
  await inspect(page, 'diagnosis-result');
  await page.getByText('25問の答えと点数を見る').click();
  expect(await page.getByRole('table', { name: '答えの一覧' }).getByRole('row').count()).toBe(26);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: '表計算用に保存（CSV）' }).click(),
  ]);
  expect((await readFile(await download.path(), 'utf8')).split('\r\n')).toHaveLength(29);
  await open('/');
  await page.getByText('自社診断：44 / 100点').waitFor();
  expect(await page.getByText('まず、5分の自社診断から').count()).toBe(0);
  expect(visitor.problems).toEqual([]);
});

test('what a real inventory says stands beside the question and contradicts a yes at once; in English', async () => {
  await reportPc();
  await page.evaluate(`localStorage.setItem('sonae.language', 'en')`);
  await open('/controls/diagnosis');
  await press(/^Start (a new|the) diagnosis/);
  await typeAnswer('2', 1);
  await atQuestion(2);
  await page.getByText('What the checks of devices know').waitFor();
  await typeAnswer('1', 2);
  await page.getByText('"Yes, fully" is saved, but the checks say otherwise').waitFor();
  expect(page.url()).toMatch(/\/2$/);
  await inspect(page, 'diagnosis-contradiction-en');
  await page.reload({ waitUntil: 'networkidle' });
  expect(await page.getByRole('button', { name: /Yes, fully/ }).getAttribute('aria-pressed')).toBe('true');
  await press('Keep it and go on');
  for (let no = 3; no <= 25; no += 1) await typeAnswer('2', no);
  await heading('Finish the diagnosis');
  await press('Finish and see the result');
  await heading('Result of the self-diagnosis');
  await scoreShown('52');
  await page.getByText('1 answer does not agree with what machines see').waitFor();
  await page
    .getByText(/Measured as not in place on 1 of 1 device/)
    .first()
    .waitFor();
  await inspect(page, 'diagnosis-result-en');
  await page.evaluate(`localStorage.setItem('sonae.language', 'ja')`);
  expect(visitor.problems).toEqual([]);
});

test('a part is given to a colleague, who sees that part and nothing else', async () => {
  const path = `${org}/invitations`;
  const made = (await api.post(path, { name: COLLEAGUE.name, kana: '', roles: ['teleworker'] })).body;
  const accept = { token: linkToken(made.link), ...COLLEAGUE, kana: '', password: OTHER_PASSWORD, language: 'ja' };
  expect((await openBrowser(sonae.url).post('/api/v1/invitation/accept', accept)).status).toBe(201);
  await open('/controls/diagnosis');
  await press('新しい診断を始める');
  await atQuestion(1);
  await open('/controls/diagnosis');
  await page.getByRole('button', { name: 'ほかの人に頼む: 組織の対策' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('頼む人').selectOption({ label: COLLEAGUE.name });
  await dialog.getByRole('button', { name: '決定' }).click();
  await page.getByText(`${COLLEAGUE.name}さんに頼んでいます`).waitFor();
  await inspect(page, 'diagnosis-open');
  const guest = await openPage(browser, { baseUrl: sonae.url });
  await signIn(guest.page, COLLEAGUE.email, OTHER_PASSWORD);
  await open('/', guest.page);
  await heading(/頼まれています：自社診断「組織の対策」/, guest.page);
  await inspect(guest.page, 'diagnosis-asked');
  await guest.page.getByRole('link', { name: '答える', exact: true }).click();
  for (let no = 19; no <= 25; no += 1) await typeAnswer('1', no, guest.page);
  await guest.page.getByText('ありがとうございました。頼んだ人に届いています。').waitFor();
  expect(await guest.page.getByText('基本の対策').count()).toBe(0);
  expect(guest.problems).toEqual([]);
  await guest.close();
  await open('/controls/diagnosis');
  await page.getByText('25問中7問').first().waitFor();
});

test('two sites answer for themselves; the lowest counts, and another choice needs a reason', async () => {
  await page.getByText('場所ごとに答える・取りやめる').click();
  await page.getByLabel('今ある答えの場所の名前').fill('本店');
  await page.getByLabel('追加する場所の名前').fill('支店');
  await press('場所を追加する');
  await heading('支店');
  const { open: held } = (await api.get(`${org}/diagnoses`)).body;
  for (const [index, site] of held.sites.entries()) {
    for (let no = 1; no <= 25; no += 1) {
      const answer = `${org}/diagnoses/${held.diagnosisId}/sites/${site.siteId}/answers/${no}`;
      expect((await api.put(answer, { value: index === 1 && no === 3 ? 0 : 4 })).status).toBe(200);
    }
  }
  await open('/controls/diagnosis');
  await page.getByText('場所によって答えの違う質問が1問あります').waitFor();
  await page.getByRole('link', { name: '答えの違いを見る' }).click();
  await heading('場所ごとの答えをまとめる');
  await page.getByText('数える答え：実施していない').waitFor();
  await page.getByText('別の答えにする').first().click();
  await page.getByLabel('数える答え').selectOption({ label: '実施している' });
  await press('この答えにする');
  expect(await page.getByRole('alert').innerText()).toContain('理由を書いてください');
  await page.getByLabel('理由').fill('支店は来月閉める');
  await press('この答えにする');
  await page.getByText('数える答え：実施している').waitFor();
  await inspect(page, 'diagnosis-merge');
  await page.getByRole('link', { name: 'まとめ終わった' }).click();
  await page.getByRole('link', { name: '結果を見る' }).click();
  await press('診断を終えて結果を見る');
  await scoreShown('100');
  await heading('点数の移り変わり');
  await inspect(page, 'diagnosis-result-trend');
  expect(visitor.problems).toEqual([]);
});
