// SPDX-License-Identifier: Apache-2.0
// An administrator asks "what would happen to us?": from the controls to the threats, to one threat, whose weakest link is
// what a PC just showed, to a story, and back to the control; ranks the threats; then takes the state away as OSCAL.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { oscalComplaints } from '../../src/catalog/oscal/oscal-schema.fake.ts';
import { launchBrowser } from '../browser/chromium.ts';
import { inspect, openPage } from '../browser/page.ts';
import type { Visitor } from '../browser/page.ts';
import { openBrowser } from '../support/browser.ts';
import type { TestBrowser } from '../support/browser.ts';
import { SETUP } from '../support/people.ts';
import { startSonae } from '../support/sonae.ts';
import type { Sonae } from '../support/sonae.ts';

const REPORT = join(import.meta.dirname, '../../src/endpoints/sources/collector/fixtures/windows-11.report.json');

let sonae: Sonae;
let browser: Browser;
let visitor: Visitor;
let page: Page;
let api: TestBrowser;
let org = '';

/** A Windows PC whose disk is not encrypted; the report is hand-made, see the fixture's own note. */
async function reportPc(): Promise<void> {
  const { _note, ...report } = JSON.parse(await readFile(REPORT, 'utf8'));
  report.facts.disks.value = [{ name: 'C:', system: true, encrypted: 'no', method: 'BitLocker' }];
  const body = { report: { ...report, observedAt: new Date().toISOString() } };
  expect((await api.post(`${org}/reports`, body)).status).toBe(201);
}

beforeAll(async () => {
  [sonae, browser] = await Promise.all([startSonae(), launchBrowser()]);
  api = openBrowser(sonae.url);
  const token = sonae.setupUrl.slice(sonae.setupUrl.indexOf('#') + 1);
  const { orgId } = (await api.post('/api/v1/setup/complete', { token, ...SETUP })).body;
  org = `/api/v1/org/${orgId}`;
  await api.refresh();
  await reportPc();
  for (const [controlId, value] of [
    ['disk-encrypted', 4],
    ['staff-trained', 0],
    ['carried-devices-kept', 2],
  ] as const) {
    const answered = await api.put(`${org}/controls/${controlId}/declaration`, { value, note: '' });
    expect(answered.status, JSON.stringify(answered.body)).toBe(200);
  }
  visitor = await openPage(browser, { baseUrl: sonae.url });
  ({ page } = visitor);
  await page.context().addCookies([...api.cookies].map(([name, value]) => ({ name, value, url: sonae.url })));
});

afterAll(async () => {
  await browser?.close();
  await sonae?.stop();
});

const heading = async (name: string | RegExp): Promise<void> =>
  page.getByRole('heading', { name }).first().waitFor({ timeout: 30_000 });
const follow = async (name: string | RegExp): Promise<void> => page.getByRole('link', { name }).first().click();

test('from the controls to the threats by year', async () => {
  await page.goto('/controls', { waitUntil: 'networkidle' });
  await follow('脅威と事例から見る');
  await heading('脅威と事例');
  const rows = page.getByRole('rowheader');
  expect(await rows.first().innerText()).toBe('ランサムウェア');
  expect(await rows.count()).toBe(15);
  const careless = page.getByRole('row', { name: /不注意による情報もれ/ });
  expect(await careless.innerText()).toMatch(/10位[\s\S]*6位[\s\S]*9位/);
  await inspect(page, 'threats');
});

test('a threat: our controls against it, and the weakest link is what the PC showed', async () => {
  await follow('不注意による情報もれ');
  await heading('うちで起きたら');
  await page.getByText('いちばん弱いところ：パソコンのディスクを暗号化している').waitFor();
  expect(await page.getByRole('main').innerText()).toContain('実測でできていない');
  await heading('だれが、いつ、何をするか');
  await inspect(page, 'threat');
});

test('a story, the controls that would have stopped it, and the way back from a control', async () => {
  await follow('電車に置き忘れたUSBメモリー');
  await heading('防げたはずの対策');
  expect(await page.getByText('作り話です').count()).toBe(1);
  await inspect(page, 'trouble-case');
  await follow('パソコンのディスクを暗号化している');
  await heading('何から守るか');
  await page.getByRole('link', { name: '不注意による情報もれ' }).waitFor();
});

test('the organisation ranks the threats itself: begin, choose by keyboard, count, and go back', async () => {
  await page.goto('/threats', { waitUntil: 'networkidle' });
  await page.getByRole('button', { name: '投票を始める' }).click();
  await page.getByText('1人のうち0人が選びました。').waitFor();
  await page.goto('/', { waitUntil: 'networkidle' });
  await heading('いちばん心配なことを選んでください');
  await page.getByRole('link', { name: '選ぶ', exact: true }).click();
  await heading('心配な脅威を選ぶ');
  const send = page.getByRole('button', { name: 'この順で出す' });
  expect(await send.isDisabled()).toBe(true);
  for (const name of ['不注意による情報もれ', 'ランサムウェア']) {
    await page.getByRole('button', { name }).focus();
    await page.keyboard.press('Space');
  }
  await page.getByText('あと3つ選べます。').waitFor();
  expect(await page.getByRole('button', { name: /不注意による情報もれ.*（1番目）/ }).getAttribute('aria-pressed')).toBe(
    'true',
  );
  await inspect(page, 'threat-vote');
  await send.click();
  await page.getByText('1人のうち1人が選びました。').waitFor();
  await page.getByRole('button', { name: '締め切って順位を決める' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '締め切って順位を決める' }).click();
  await page.getByText(/1人で決めた順位です/).waitFor();
  expect(await page.getByRole('rowheader').first().innerText()).toBe('不注意による情報もれ');
  expect(await page.getByRole('row', { name: /不注意による情報もれ/ }).innerText()).toMatch(/1位[\s\S]*10位/);
  await inspect(page, 'threats-own-ranking');
  await page.goto('/', { waitUntil: 'networkidle' });
  expect(await page.getByText('いちばん心配なことを選んでください').count()).toBe(0);
  await page.goto('/threats', { waitUntil: 'networkidle' });
  await page.getByRole('button', { name: 'IPAの順位に戻す' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'IPAの順位に戻す' }).click();
  await page.getByRole('button', { name: '投票を始める' }).waitFor();
  expect(await page.getByRole('rowheader').first().innerText()).toBe('ランサムウェア');
});

test('in English as well', async () => {
  const english = await openPage(browser, { baseUrl: sonae.url, language: 'en' });
  await english.page.addInitScript(`localStorage.setItem('sonae.language', 'en')`);
  await english.page.context().addCookies([...api.cookies].map(([name, value]) => ({ name, value, url: sonae.url })));
  for (const [path, words, name] of [
    ['/threats', 'Ranks by year', 'threats-en'],
    ['/threats/remote-work', 'If it happened to us', 'threat-en'],
    ['/threats/cases/monday-ransom', 'Signs to watch for', 'trouble-case-en'],
  ] as const) {
    await english.page.goto(path, { waitUntil: 'networkidle' });
    await english.page.getByRole('heading', { name: words }).waitFor({ timeout: 30_000 });
    await inspect(english.page, name);
  }
  await english.page.goto('/threats/no-such-threat', { waitUntil: 'networkidle' });
  await english.page.getByText('This threat is not there.').waitFor();
  // The page that is not there is told by the server too; nothing else went wrong.
  expect(english.problems.filter((problem) => !problem.includes('404'))).toEqual([]);
  await english.close();
});

test('the state as OSCAL, from the page of controls, valid by the schema of NIST', async () => {
  await page.goto('/controls', { waitUntil: 'networkidle' });
  await page.getByText('持ち出す').first().click();
  const [download] = await Promise.all([page.waitForEvent('download'), follow('状態（OSCALの評価結果、JSON）')]);
  const document = JSON.parse(await readFile(await download.path(), 'utf8'));
  expect(oscalComplaints(document)).toEqual([]);
  const [result] = document['assessment-results'].results;
  const states = result.findings.map((finding: { target: { 'target-id': string; status: { state: string } } }) => [
    finding.target['target-id'],
    finding.target.status.state,
  ]);
  expect(states).toContainEqual(['disk-encrypted_smt', 'not-satisfied']);
  expect(states).toContainEqual(['staff-trained_smt', 'not-satisfied']);
  expect(visitor.problems).toEqual([]);
});
