// SPDX-License-Identifier: Apache-2.0
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';

const RESULTS = join(import.meta.dirname, '..', '..', 'test-results');

/** A desk, and the smallest phone we promise to serve. CSS pixels. */
export const WIDTHS = [1280, 360] as const;
const HEIGHT = 800;

const WCAG_22_AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

export interface OpenOptions {
  /** Where the product listens, such as `http://127.0.0.1:8420`; requests to any other host are noted as problems. */
  readonly baseUrl: string;
  readonly language?: 'ja' | 'en';
  readonly colorScheme?: 'light' | 'dark';
}

export interface Visitor {
  readonly page: Page;
  /** Script errors, console errors (a CSP violation is one) and requests to strangers, since the page was opened. */
  readonly problems: readonly string[];
  close(): Promise<void>;
}

/** A new visitor with own cookies. `problems` is to be empty at the end of a journey. */
export async function openPage(browser: Browser, options: OpenOptions): Promise<Visitor> {
  const context = await browser.newContext({
    baseURL: options.baseUrl,
    locale: options.language === 'en' ? 'en-GB' : 'ja-JP',
    timezoneId: 'Asia/Tokyo',
    colorScheme: options.colorScheme ?? 'light',
    reducedMotion: 'reduce', // a screenshot in the middle of a movement differs every time
    viewport: { width: WIDTHS[0], height: HEIGHT },
    ignoreHTTPSErrors: true, // our own CA is new in every run
  });
  const page = await context.newPage();
  const problems: string[] = [];
  const home = new URL(options.baseUrl).hostname;
  page.on('pageerror', (error) => problems.push(`script error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (/^(https?|wss?):$/.test(protocol) && hostname !== home) problems.push(`request to ${hostname}`);
  });
  return { page, problems, close: () => context.close() };
}

/** Throws with a readable list when the page breaks WCAG 2.2 AA. */
export async function axeCheck(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .options({ resultTypes: ['violations'] }) // what passes is counted, not described: half of the time on a long page
    .withTags(WCAG_22_AA)
    .setLegacyMode() // else a blank page is opened for each result, to join frames of other origins; we have none
    .analyze();
  if (violations.length === 0) return;
  const lines = violations.flatMap(({ id, help, nodes }) => [
    `${id}: ${help}`,
    ...nodes.slice(0, 5).map((node) => `    ${node.target.join(' ')}  ${node.failureSummary?.replaceAll(/\s+/g, ' ')}`),
  ]);
  throw new Error(`${page.url()} has ${violations.length} accessibility violations:\n${lines.join('\n')}`);
}

/** Writes `test-results/<name>.png`, the whole page, and gives the path. */
export async function screenshot(page: Page, name: string): Promise<string> {
  const path = join(RESULTS, `${name.replaceAll(/[^\w.-]+/g, '-')}.png`);
  await mkdir(RESULTS, { recursive: true });
  await page.screenshot({ path, fullPage: true, animations: 'disabled' });
  return path;
}

/**
 * Looks at the current page as a desk and as a phone would: accessibility, no sideways scrolling, and a picture
 * `<name>-<width>.png`. The page keeps its state; only its width changes, and is set back.
 */
export async function inspect(page: Page, name: string): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: HEIGHT });
    await screenshot(page, `${name}-${width}`);
    await axeCheck(page);
    const wide = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    // Less than nothing is the room kept free for a scroll bar.
    if (Number(wide) > 0)
      throw new Error(`${page.url()} scrolls sideways by ${String(wide)} px at a width of ${width}`);
  }
  await page.setViewportSize({ width: WIDTHS[0], height: HEIGHT });
}

/** Goes to a path of the product, waits until the network is quiet, and inspects it. */
export async function visit(page: Page, path: string, name: string): Promise<void> {
  await page.goto(path, { waitUntil: 'networkidle' });
  await inspect(page, name);
}
