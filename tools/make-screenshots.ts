// SPDX-License-Identifier: Apache-2.0
/**
 * Makes the pictures of the README: `node tools/make-screenshots.ts` (with the pinned Node). The real product is started in a temporary folder
 * with a clock that stands still; a made-up shop's made-up computers report through the real doors; Chromium looks.
 * Every name is marked as a sample, so that nobody takes a picture for a customer.
 */
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../test/browser/chromium.ts';
import { openPage } from '../test/browser/page.ts';
import type { TestBrowser } from '../test/support/browser.ts';
import { collectorReport } from '../test/support/collector-report.ts';
import type { ReportWishes } from '../test/support/collector-report.ts';
import { PASSWORD, accept } from '../test/support/people.ts';
import { startProduct } from '../test/support/product.ts';
import type { Product } from '../test/support/product.ts';

const FOLDER = join(import.meta.dirname, '..', 'docs', 'images');
const NOW = new Date('2026-11-20T01:00:00Z');
/** A picture that is heavier than this slows the page it stands on. */
const MAX_BYTES = 200_000;
const SIZES = [
  { width: 1280, height: 860 },
  { width: 360, height: 740 },
] as const;

type Language = 'ja' | 'en';

interface Words {
  readonly organisation: { readonly name: string; readonly kana: string };
  readonly administrator: { readonly name: string; readonly kana: string };
  readonly colleague: string;
  readonly hosts: readonly [accounts: string, till: string, laptop: string, store: string];
  readonly note: string;
}

const WORDS: Readonly<Record<Language, Words>> = {
  ja: {
    organisation: { name: 'みどり商店（見本）', kana: 'みどりしょうてん' },
    administrator: { name: '見本 花子', kana: 'みほん はなこ' },
    colleague: '見本 太郎',
    hosts: ['経理-見本1', 'レジ-見本2', '持ち出し-見本3', '倉庫-見本4'],
    note: '店のパソコンは全部設定した。',
  },
  en: {
    organisation: { name: 'Midori Shop (sample)', kana: '' },
    administrator: { name: 'Hanako Sample', kana: '' },
    colleague: 'Taro Sample',
    hosts: ['accounts-sample1', 'till-sample2', 'laptop-sample3', 'store-sample4'],
    note: 'Set up on all PCs of the shop.',
  },
};

const known = <T>(value: T): { state: 'known'; value: T } => ({ state: 'known', value });

/** Four computers as small shops have them: one in order, one without encryption, one old, one that could not tell. */
function computers([accounts, till, laptop, store]: Words['hosts']): readonly ReportWishes[] {
  const observedAt = new Date(NOW.getTime() - 20 * 60_000).toISOString();
  const machine = (number: number, hostname: string): ReportWishes => ({
    hostname,
    observedAt,
    biosUuid: `00000000-0000-4000-8000-00000000000${number}`,
    mac: `02:00:00:00:00:0${number}`,
  });
  const os = { platform: 'windows', arch: 'AMD64' } as const;
  return [
    machine(1, accounts),
    {
      ...machine(2, till),
      facts: {
        os: known({
          ...os,
          name: 'Microsoft Windows 10 Pro',
          version: '22H2',
          build: '10.0.19045.5247',
          edition: 'W' as const,
        }),
        updates: known({ lastInstalledOn: '2025-10-15' }),
      },
    },
    {
      ...machine(3, laptop),
      facts: {
        disks: known([{ name: 'C:', system: true, encrypted: 'no' as const }]),
        firewall: known(['domain', 'private', 'public'].map((name) => ({ name, enabled: name !== 'public' }))),
      },
    },
    {
      ...machine(4, store),
      facts: {
        disks: { state: 'unknown', reason: 'no_permission' },
        antivirus: { state: 'unknown', reason: 'query_failed' },
      },
    },
  ];
}

/** Some of the answers a person would give after an hour; the first is contradicted by a machine. */
const ANSWERS = [
  ['disk-encrypted', 4],
  ['firewall-on', 4],
  ['antivirus-on', 4],
  ['os-patched', 4],
  ['backup-three-copies', 2],
  ['screen-locked', 4],
  ['incident-contact-known', 0],
  ['telework-rules', -1],
] as const;

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

function field(reply: Reply, name: string): string {
  const body = typeof reply.body === 'object' && reply.body !== null ? reply.body : {};
  const found: unknown = new Map(Object.entries(body)).get(name);
  if (reply.status >= 300 || typeof found !== 'string') {
    throw new Error(`expected "${name}", got ${reply.status} ${JSON.stringify(reply.body)}`);
  }
  return found;
}

interface Shop {
  readonly browser: TestBrowser;
  readonly org: string;
}

async function openShop(product: Product, language: Language): Promise<Shop> {
  const { organisation, administrator, colleague } = WORDS[language];
  const token = await product.identity.ensureSetupToken();
  const browser = product.browser();
  const made = await browser.post('/api/v1/setup/complete', {
    token,
    language,
    organisation: { ...organisation, industry: 'wholesale_retail', sizeBand: '6-20' },
    administrator: { ...administrator, email: 'hanako@example.jp', password: PASSWORD },
  });
  await browser.refresh();
  const org = `/api/v1/org/${field(made, 'orgId')}`;
  const invited = await browser.post(`${org}/invitations`, {
    name: colleague,
    kana: '',
    roles: ['teleworker'],
    language,
  });
  await accept(product, { link: field(invited, 'link'), email: 'taro@example.jp', name: colleague });
  return { browser, org };
}

/** @returns the device that has something to show */
async function letThemReport({ browser, org }: Shop, language: Language): Promise<string> {
  const devices: string[] = [];
  for (const wishes of computers(WORDS[language].hosts)) {
    const look = await browser.post(`${org}/first-looks`, { kind: 'ps1' });
    const reply = await browser.call('POST', '/api/v1/collect', {
      body: collectorReport(wishes),
      headers: { authorization: `Bearer ${field(look, 'code')}` },
    });
    devices.push(field(reply, 'deviceId'));
  }
  return devices[2] ?? '';
}

async function answer({ browser, org }: Shop, language: Language): Promise<void> {
  for (const [control, value] of ANSWERS) {
    const reply = await browser.put(`${org}/controls/${control}/declaration`, { value, note: WORDS[language].note });
    if (reply.status !== 200) throw new Error(`${control}: ${reply.status} ${JSON.stringify(reply.body)}`);
  }
}

function firstTask(home: Reply): string {
  const found = /"taskId":"([0-9a-f-]{36})"/.exec(JSON.stringify(home.body))?.[1];
  if (found === undefined) throw new Error('the home page has no task');
  return found;
}

async function shoot(page: Page, path: string, name: string): Promise<void> {
  for (const { width, height } of SIZES) {
    await page.setViewportSize({ width, height });
    await page.goto(path, { waitUntil: 'networkidle' });
    const file = join(FOLDER, `${name}-${width}.png`);
    await page.screenshot({ path: file, animations: 'disabled' });
    const { size } = statSync(file);
    process.stdout.write(`${file} ${Math.round(size / 1000)} kB\n`);
    if (size > MAX_BYTES) throw new Error(`${file} is over ${MAX_BYTES / 1000} kB`);
  }
}

async function picturesIn(language: Language, chromium: Browser): Promise<void> {
  const product = await startProduct({ start: NOW });
  try {
    const shop = await openShop(product, language);
    const device = await letThemReport(shop, language);
    await answer(shop, language);
    const task = firstTask(await shop.browser.get(`${shop.org}/home`));
    const visitor = await openPage(chromium, { baseUrl: product.origin, language });
    const cookies = [...shop.browser.cookies].map(([name, value]) => ({ name, value, url: product.origin }));
    await visitor.page.context().addCookies(cookies);
    await visitor.page.addInitScript(`localStorage.setItem('sonae.language', '${language}')`);
    // The browser's clock stands at the server's, so that "20 minutes ago" stays true.
    await visitor.page.clock.setFixedTime(NOW);
    await shoot(visitor.page, '/', `home-${language}`);
    await shoot(visitor.page, `/tasks/${task}`, `task-${language}`);
    await shoot(visitor.page, '/controls', `controls-${language}`);
    await shoot(visitor.page, `/devices/${device}`, `device-${language}`);
    await visitor.close();
    if (visitor.problems.length > 0) throw new Error(visitor.problems.join('\n'));
  } finally {
    await product.stop();
  }
}

mkdirSync(FOLDER, { recursive: true });
const chromium = await launchBrowser();
try {
  for (const language of ['ja', 'en'] as const) await picturesIn(language, chromium);
} finally {
  await chromium.close();
}
