// SPDX-License-Identifier: Apache-2.0
// A customer's questionnaire in a real browser: it comes in, is tied to controls, answered from state, and goes out as it
// came. The questionnaire is made by hand (src/govern/check-sheets/sheets.fake.ts).
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { questionnaire } from '../../src/govern/check-sheets/sheets.fake.ts';
import { launchBrowser } from '../browser/chromium.ts';
import { inspect, openPage } from '../browser/page.ts';
import type { Visitor } from '../browser/page.ts';
import { openBrowser } from '../support/browser.ts';
import { PASSWORD, SETUP } from '../support/people.ts';
import { startSonae } from '../support/sonae.ts';
import type { Sonae } from '../support/sonae.ts';

const REPORT = join(import.meta.dirname, '../../src/endpoints/sources/collector/fixtures/windows-11.report.json');

let sonae: Sonae;
let browser: Browser;
let visitor: Visitor;
let page: Page;
const folder = mkdtempSync(join(tmpdir(), 'sonae-sheets-'));

/** A PC without disk encryption, an answer that says otherwise, and one that no machine can know. */
async function seed(): Promise<void> {
  const api = openBrowser(sonae.url);
  const token = sonae.setupUrl.slice(sonae.setupUrl.indexOf('#') + 1);
  const { orgId } = (await api.post('/api/v1/setup/complete', { token, ...SETUP })).body;
  await api.refresh();
  const { _note, ...report } = JSON.parse(readFileSync(REPORT, 'utf8'));
  report.facts.disks.value = [{ name: 'C:', system: true, encrypted: 'no', method: 'BitLocker' }];
  const org = `/api/v1/org/${orgId}`;
  const body = { report: { ...report, observedAt: new Date().toISOString() } };
  expect((await api.post(`${org}/reports`, body)).status).toBe(201);
  await api.put(`${org}/controls/disk-encrypted/declaration`, { value: 4, note: '' });
  await api.put(`${org}/controls/staff-trained/declaration`, { value: 4, note: '' });
}

beforeAll(async () => {
  [sonae, browser] = await Promise.all([startSonae(), launchBrowser()]);
  await seed();
  writeFileSync(join(folder, '質問票.xlsx'), questionnaire());
  writeFileSync(join(folder, '壊れた.xlsx'), Buffer.from(questionnaire()).subarray(0, 900));
  visitor = await openPage(browser, { baseUrl: sonae.url });
  ({ page } = visitor);
  await page.goto('/sign-in', { waitUntil: 'networkidle' });
  await page.getByLabel('メールアドレス').fill(SETUP.administrator.email);
  await page.getByLabel('パスワード', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'ログイン', exact: true }).click();
  await page.getByRole('button', { name: SETUP.administrator.name }).first().waitFor({ timeout: 30_000 });
});

afterAll(async () => {
  await browser?.close();
  await sonae?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const take = async (name: string): Promise<void> => {
  await page.goto('/papers', { waitUntil: 'networkidle' });
  await page.getByLabel('ファイル').setInputFiles(join(folder, name));
  await page.getByRole('textbox', { name: '取引先' }).fill('みどり商事');
  await page.getByRole('button', { name: '読み込む', exact: true }).click();
};

/** Form of the question with this number. */
const question = (no: number) => page.getByRole('form', { name: `質問${no}`, exact: true });

test('a broken file is refused in words and leaves nothing', async () => {
  await take('壊れた.xlsx');
  await page.getByRole('alert').getByText('ファイルが壊れているようで、読めません').waitFor();
  await page.goto('/papers', { waitUntil: 'networkidle' });
  await page.getByText('まだチェックシートはありません').waitFor();
  expect(await page.getByRole('table').count()).toBe(0);
});

test('a questionnaire is read where it asks, tied to controls, and answered from state', async () => {
  await take('質問票.xlsx');
  await page.getByRole('heading', { name: '質問と答えの場所' }).waitFor();
  expect(await page.getByRole('combobox', { name: '質問の列' }).inputValue()).toBe('1');
  expect(await page.getByRole('combobox', { name: '答えを書く列' }).inputValue()).toBe('2');
  expect(await page.getByRole('textbox', { name: '一部実施している' }).inputValue()).toBe('△');
  await inspect(page, 'check-sheet-layout');
  await page.getByRole('button', { name: 'この場所で質問を読み込む' }).click();
  await question(1).getByLabel('パソコンのディスクを暗号化している').check();
  await question(1).getByRole('button', { name: 'この対策で回答する' }).click();
  const answer = question(1).getByRole('combobox', { name: '回答' });
  await answer.waitFor();
  // Answered yes, measured no: the sheet says no, and why.
  expect(await answer.inputValue()).toBe('no');
  expect(await question(1).getByRole('textbox', { name: '備考' }).inputValue()).toContain('1台中0台で確認');
  await question(3).getByLabel('年に1回', { exact: false }).or(question(3).getByRole('checkbox')).first().check();
  await question(3).getByRole('button', { name: 'この対策で回答する' }).click();
  await question(3).getByRole('combobox', { name: '回答' }).waitFor();
  await question(4).getByRole('button', { name: '当たる対策はない' }).click();
  await question(4).getByRole('combobox', { name: '回答' }).selectOption('not_applicable');
  await question(4).getByRole('button', { name: '保存する' }).click();
  await page.getByText('手で書いた', { exact: true }).waitFor();
  await page.getByText('計算式なので、Sonaeは書き込みません').waitFor();
  await inspect(page, 'check-sheet-questions');
});

test('a yes against the machine is pointed out before the file is written', async () => {
  const answer = question(1).getByRole('combobox', { name: '回答' });
  await answer.selectOption('yes');
  await question(1).getByRole('button', { name: '保存する' }).click();
  await page.getByText('1問で、「実施している」という答えが実測と食い違っています').waitFor();
  expect(await page.getByRole('link', { name: 'ファイルを書き出す' }).count()).toBe(0);
  await question(1).getByRole('button', { name: '状態からの回答に戻す' }).click();
  await page.getByRole('link', { name: 'ファイルを書き出す' }).waitFor();
});

test('the file comes back with answers in their cells and every other part as it was', async () => {
  const coming = page.waitForEvent('download');
  await page.getByRole('link', { name: 'ファイルを書き出す' }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toBe('質問票.xlsx');
  const before = unzipSync(questionnaire());
  const after = unzipSync(readFileSync(await download.path()));
  expect(Object.keys(after)).toEqual(Object.keys(before));
  const changed = Object.keys(before).filter(
    (name) => !Buffer.from(before[name] ?? []).equals(after[name] ?? Buffer.alloc(0)),
  );
  expect(changed).toEqual(['xl/worksheets/sheet1.xml']);
  const xml = Buffer.from(after['xl/worksheets/sheet1.xml'] ?? []).toString();
  expect(xml).toMatch(/<c r="C5" s="1" t="inlineStr"><is><t xml:space="preserve">×</);
  expect(xml).toMatch(/<c r="C9" s="1" t="inlineStr"><is><t xml:space="preserve">対象外|<c r="C9" s="1"\/>/);
  expect(xml).toContain('<f>COUNTIF(C5:C9,"○")</f>');
});

test('the same question in the next sheet is proposed with the earlier choice', async () => {
  await take('質問票.xlsx');
  await page.getByRole('button', { name: 'この場所で質問を読み込む' }).click();
  await page.getByRole('button', { name: /前と同じ質問\d問に、前の選択を使う/ }).click();
  await question(1).getByRole('combobox', { name: '回答' }).waitFor();
  expect(await question(1).getByRole('combobox', { name: '回答' }).inputValue()).toBe('no');
  await page.getByRole('button', { name: 'このシートを削除する' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'このシートを削除する' }).click();
  await page.waitForURL((url) => url.pathname === '/papers');
  const links = page.getByRole('table', { name: '取引先のチェックシート' }).getByRole('link');
  await links.nth(1).waitFor({ state: 'detached' });
  expect(await links.count()).toBe(1);
});

test('the basic policy is saved, published with a declaration, and read by anybody', async () => {
  await page.goto('/papers/security-action', { waitUntil: 'networkidle' });
  const policy = page.getByRole('form', { name: '情報セキュリティ基本方針' });
  await policy.getByLabel('代表者').fill('代表 みどり花子');
  await policy.getByLabel('1. 経営者の責任').fill('SECURITY ACTION の認定を取得しました。');
  await policy.getByRole('button', { name: '新しい版として保存する' }).click();
  await policy.getByRole('alert').getByText('「宣言しました」と書いてください').waitFor();
  await policy.getByLabel('1. 経営者の責任').fill('経営者が先頭に立ちます。');
  await policy.getByRole('button', { name: '新しい版として保存する' }).click();
  await page.getByText(/^第1版/).waitFor();
  const form = page.getByRole('form', { name: '公開ページ' });
  await form.getByLabel('アドレスの名前').fill('midori-shoten');
  await form.getByRole('button', { name: '公開する' }).click();
  await page.getByRole('textbox', { name: '公開ページのアドレス' }).waitFor();
  await inspect(page, 'security-action-ja');
  const stranger = await openPage(browser, { baseUrl: sonae.url });
  await stranger.page.goto('/public/midori-shoten');
  expect(await stranger.page.locator('main').innerText()).toContain('経営者が先頭に立ちます。');
  await inspect(stranger.page, 'public-page');
  expect(stranger.problems).toEqual([]);
  await stranger.close();
});

test('the gap report of SCS, in both languages', async () => {
  await page.goto('/papers/scs', { waitUntil: 'networkidle' });
  await page.getByText(/^26件中\d+件$/).waitFor();
  await inspect(page, 'scs-ja');
  await page.evaluate(`localStorage.setItem('sonae.language', 'en')`);
  for (const [path, name] of [
    ['/papers', 'papers-en'],
    ['/papers/scs', 'scs-en'],
    ['/papers/security-action', 'security-action-en'],
  ] as const) {
    await page.goto(path, { waitUntil: 'networkidle' });
    await inspect(page, name);
  }
  expect(visitor.problems.filter((problem) => !problem.includes('status of 400'))).toEqual([]);
});
