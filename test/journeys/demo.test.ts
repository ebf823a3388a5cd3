// SPDX-License-Identifier: Apache-2.0
/** Somebody looks at the demo for two minutes: one click, and on every page it says what it is. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDemo } from '../../src/app/demo/start-demo.ts';
import type { RunningSonae } from '../../src/app/main.ts';
import { readSettings } from '../../src/platform/config/settings.ts';
import { launchBrowser } from '../browser/chromium.ts';
import { inspect, openPage } from '../browser/page.ts';
import { freePorts } from '../operations/sonae-process.ts';

let folder: string;
let sonae: RunningSonae | undefined;
let browser: Browser;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sonae-demo-journey-'));
  const { port, tlsPort } = await freePorts();
  const flags = {
    data: join(folder, 'data'),
    'master-key-file': join(folder, 'master.key'),
    port: String(port),
    'tls-port': String(tlsPort),
    'disk-reserve-mb': '0',
    'log-level': 'silent',
  };
  const settings = readSettings(flags, {}, { cwd: folder, home: folder, configHome: folder });
  sonae = await startDemo({ settings, fresh: false, progress: () => {}, stopped: () => false });
  browser = await launchBrowser();
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await sonae?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const BANNER = { ja: '会社も人も端末も、すべて架空です。', en: 'are fictitious' } as const;
const PAGES = ['/', '/tasks', '/controls', '/devices', '/evidence', '/people', '/settings', '/audit', '/account'];

/** What the product can show, and where: a page of the demo, and words on it that stand there only in that state. */
const STATES = [
  { path: '/controls/diagnosis', words: ['診断の途中です', '卯月 空さんに頼んでいます', '72 / 100点', '51 / 100点'] },
  { path: '/threats', words: ['14人で決めた順位です', '29人のうち6人が選びました'] },
  { path: '/telework', words: ['期限つきの例外が3件あります', '会社のパソコンを持ち帰って使います'] },
  { path: '/telework/exceptions', words: ['期限切れ', 'もうすぐ期限', '期限内'] },
  { path: '/telework/questions', words: ['受付中', '30人のうち19人が回答', '終了'] },
  { path: '/papers', words: ['質問の場所がまだ', '10問中8問に回答'] },
  { path: '/papers/security-action', words: ['に宣言しました', '公開をやめる'] },
  { path: '/settings/notices', words: ['送りました', '送れませんでした', 'から止めています'] },
  { path: '/reports', words: ['途中', '1枚の報告（PDF）'] },
] as const;

test.each(['ja', 'en'] as const)(
  'the administrator of the demo, in one click (%s)',
  { timeout: 180_000 },
  async (language) => {
    const visitor = await openPage(browser, { baseUrl: sonae?.httpUrl ?? '', language });
    const { page, problems } = visitor;
    await page.addInitScript(`localStorage.setItem('sonae.language', '${language}')`);
    await page.goto('/sign-in');
    const banner = page.getByRole('note').filter({ hasText: BANNER[language] });
    await banner.waitFor();
    await inspect(page, `demo-sign-in-${language}`);
    await page.locator('main ul button').first().click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForURL((url) => url.pathname === '/');
    for (const path of PAGES) {
      await page.goto(path, { waitUntil: 'networkidle' });
      expect(await banner.isVisible(), path).toBe(true);
      expect(await page.locator('html').getAttribute('lang'), path).toBe(language);
    }
    await page.goto('/', { waitUntil: 'networkidle' });
    await inspect(page, `demo-home-${language}`);
    expect(problems).toEqual([]);
    await visitor.close();
  },
);

test('every state is somewhere to be seen', { timeout: 180_000 }, async () => {
  const visitor = await openPage(browser, { baseUrl: sonae?.httpUrl ?? '', language: 'ja' });
  const { page, problems } = visitor;
  await page.goto('/sign-in');
  await page.locator('main ul button').first().click();
  await page.waitForURL((url) => url.pathname === '/');
  for (const { path, words } of STATES) {
    await page.goto(path, { waitUntil: 'networkidle' });
    for (const word of words) await page.getByRole('main').getByText(word).filter({ visible: true }).first().waitFor();
    await inspect(page, `demo${path.replaceAll('/', '-')}`);
  }
  expect(problems).toEqual([]);
  await visitor.close();
});

test('the operator begins with the organisations that are watched', { timeout: 60_000 }, async () => {
  const visitor = await openPage(browser, { baseUrl: sonae?.httpUrl ?? '', language: 'ja' });
  const { page } = visitor;
  await page.goto('/sign-in');
  await page.locator('main ul button').nth(3).click();
  await page.waitForURL('**/operate');
  const main = page.getByRole('main');
  await main.getByText('みなと文具（デモ）').first().waitFor();
  expect(await main.textContent()).toContain('こはる歯科（デモ）');
  await visitor.close();
});
