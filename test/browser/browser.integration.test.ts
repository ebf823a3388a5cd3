// SPDX-License-Identifier: Apache-2.0
import { statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from './chromium.ts';
import { axeCheck, openPage, screenshot, visit } from './page.ts';

// The harness itself, on pages made by hand: a harness that finds nothing wrong with a wrong page is worth nothing.
const page = (body: string): string =>
  `<!doctype html><html lang="ja"><head><title>備え</title><meta name="viewport" content="width=device-width"></head>` +
  `<body><main><h1>今日の一つ</h1>${body}</main></body></html>`;
const PAGES: Readonly<Record<string, string>> = {
  '/good': page('<p>パソコンの暗号化を確かめます。</p>'),
  '/unnamed': page('<button></button><p style="color:#bbb;background:#fff">薄い文字</p>'),
  '/wide': page('<div style="width:900px">広い</div>'),
  '/broken': page('<script>throw new Error("planted")</script><img alt="" src="http://stranger.invalid/a.png">'),
};

let browser: Browser;
let server: Server;
let baseUrl = '';

beforeAll(async () => {
  browser = await launchBrowser();
  server = createServer((request, response) => {
    const body = PAGES[request.url ?? ''];
    response.writeHead(body ? 200 : 204, { 'content-type': 'text/html; charset=utf-8' }).end(body ?? '');
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await browser?.close();
  server?.close();
});

test('a good page passes at both widths and leaves pictures', async () => {
  const visitor = await openPage(browser, { baseUrl });
  await visit(visitor.page, '/good', 'harness-good');
  expect(statSync(await screenshot(visitor.page, 'harness-good')).size).toBeGreaterThan(1000);
  expect(await visitor.page.evaluate('navigator.language')).toBe('ja-JP');
  expect(visitor.problems).toEqual([]);
  await visitor.close();
});

test('an unnamed button and pale text are told', async () => {
  const visitor = await openPage(browser, { baseUrl });
  await visitor.page.goto('/unnamed');
  await expect(axeCheck(visitor.page)).rejects.toThrow(/button-name[^]*color-contrast/);
  await visitor.close();
});

test('a page that scrolls sideways on a phone is told', async () => {
  const visitor = await openPage(browser, { baseUrl });
  await expect(visit(visitor.page, '/wide', 'harness-wide')).rejects.toThrow(
    /scrolls sideways by \d+ px at a width of 360/,
  );
  await visitor.close();
});

test('script errors and requests to strangers are noted', async () => {
  const visitor = await openPage(browser, { baseUrl, language: 'en' });
  await visitor.page.goto('/broken', { waitUntil: 'load' });
  expect(visitor.problems).toContain('script error: planted');
  expect(visitor.problems).toContain('request to stranger.invalid');
  await visitor.close();
});
