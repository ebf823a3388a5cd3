// SPDX-License-Identifier: Apache-2.0
/**
 * Makes the pictures of the README from the demo: `npm run screenshots`. The demo is built in a temporary folder through the
 * product's own doors, and says on every picture that it is one.
 */
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { startDemo } from '../src/app/demo/start-demo.ts';
import { readSettings } from '../src/platform/config/settings.ts';
import { launchBrowser } from '../test/browser/chromium.ts';
import { openPage } from '../test/browser/page.ts';
import { freePorts } from '../test/operations/sonae-process.ts';

const FOLDER = join(import.meta.dirname, '..', 'docs', 'images');
/** A picture that is heavier than this slows the page it stands on. */
const MAX_BYTES = 200_000;
const SIZES = [
  { width: 1280, height: 860 },
  { width: 360, height: 740 },
] as const;

type Language = 'ja' | 'en';

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

/** Who stands first on the sign-in page is the administrator, who stands fourth the operator. */
async function enterAs(page: Page, position: number): Promise<void> {
  await page.context().clearCookies();
  await page.goto('/sign-in');
  await page.locator('main ul button').nth(position).click();
  await page.waitForURL((url) => url.pathname !== '/sign-in');
  await page.waitForLoadState('networkidle');
}

async function addressOf(page: Page, list: string, words: RegExp): Promise<string> {
  await page.goto(list, { waitUntil: 'networkidle' });
  const link = page.locator(`main a[href^="${list}/"]`).filter({ hasText: words }).first();
  return (await link.getAttribute('href')) ?? list;
}

async function picturesIn(
  language: Language,
  { origin, chromium }: { origin: string; chromium: Browser },
): Promise<void> {
  const visitor = await openPage(chromium, { baseUrl: origin, language });
  const { page, problems } = visitor;
  await page.addInitScript(`localStorage.setItem('sonae.language', '${language}')`);
  await enterAs(page, 0);
  await shoot(page, '/', `home-${language}`);
  await shoot(page, await addressOf(page, '/tasks', /暗号|ncrypt/), `task-${language}`);
  await shoot(page, '/controls', `controls-${language}`);
  await shoot(page, await addressOf(page, '/devices', /EIGYOU-02/), `device-${language}`);
  await enterAs(page, 3);
  await shoot(page, '/operate', `operate-${language}`);
  await visitor.close();
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

const place = mkdtempSync(join(tmpdir(), 'sonae-pictures-'));
const { port, tlsPort } = await freePorts();
const flags = {
  data: join(place, 'data'),
  'master-key-file': join(place, 'master.key'),
  port: String(port),
  'tls-port': String(tlsPort),
  'disk-reserve-mb': '0',
  'log-level': 'error',
};
mkdirSync(FOLDER, { recursive: true });
const sonae = await startDemo({
  settings: readSettings(flags, {}, { cwd: place, home: place, configHome: place }),
  fresh: true,
  progress: () => {},
  stopped: () => false,
});
const chromium = await launchBrowser();
try {
  if (!sonae) throw new Error('the demo did not start');
  for (const language of ['ja', 'en'] as const) await picturesIn(language, { origin: sonae.httpUrl, chromium });
} finally {
  await chromium.close();
  await sonae?.stop();
  rmSync(place, { recursive: true, force: true });
}
