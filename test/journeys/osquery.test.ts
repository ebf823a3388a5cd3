// SPDX-License-Identifier: Apache-2.0
// An administrator sets up osquery by the page's own files: a client that does what the downloaded flag file says enrols over
// HTTPS, answers our SQL from tables made by hand, is looked at, asked anew, and refused after its key is revoked.
import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WINDOWS_11 } from '../../src/endpoints/sources/osquery/hand-made-hosts.fake.ts';
import { FakeHost } from '../../src/endpoints/sources/osquery/osquery-host.fake.ts';
import { launchBrowser } from '../browser/chromium.ts';
import { inspect, openPage } from '../browser/page.ts';
import type { Visitor } from '../browser/page.ts';
import { openBrowser } from '../support/browser.ts';
import type { Loose, TestBrowser } from '../support/browser.ts';
import { enrolment } from '../support/osquery-agent.ts';
import { SETUP } from '../support/people.ts';
import { startSonae } from '../support/sonae.ts';
import type { Sonae } from '../support/sonae.ts';

// The name and identity of the machine made by hand.
const HOSTNAME = 'PC-01';
const UUID = '4C4C4544-0042-3510-8052-B4C04F564433';
const VERSION = '5.12.1';

let sonae: Sonae;
let browser: Browser;
let visitor: Visitor;
let page: Page;
let api: TestBrowser;
let orgId = '';
let host: FakeHost;

/** What a client knows after the three files are in its folder. */
interface Client {
  readonly flags: ReadonlyMap<string, string>;
  readonly secret: string;
  readonly ca: string;
}
let client: Client;
let nodeKey = '';

const flag = (name: string): string => client.flags.get(name) ?? '';

/** As osquery does: TLS by the given authority only, to the given name; that name need not be known to this machine. */
async function post(endpointFlag: string, body: Loose): Promise<{ status: number; body: Loose }> {
  const [hostname = '', port = ''] = flag('tls_hostname').split(':');
  const options = {
    host: '127.0.0.1',
    servername: hostname,
    port,
    ca: client.ca,
    path: flag(endpointFlag),
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': `osquery/${VERSION}`, host: flag('tls_hostname') },
  };
  return new Promise((answered, failed) => {
    const sending = request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        answered({ status: response.statusCode ?? 0, body: text === '' ? {} : JSON.parse(text) });
      });
    });
    sending.on('error', failed);
    sending.end(JSON.stringify(body));
  });
}

/** One poll: takes the questions, answers each by SQL over the host's tables. Returns how many there were. */
async function poll(): Promise<number> {
  const read = await post('distributed_tls_read_endpoint', { node_key: nodeKey });
  expect(read.status, JSON.stringify(read.body)).toBe(200);
  const asked: readonly (readonly [string, string])[] = Object.entries(read.body.queries ?? {});
  if (asked.length === 0) return 0;
  const queries: Record<string, Loose> = {};
  const statuses: Record<string, number> = {};
  for (const [name, sql] of asked) {
    try {
      queries[name] = host.ask(sql);
      statuses[name] = 0;
    } catch {
      statuses[name] = 1;
    }
  }
  const written = await post('distributed_tls_write_endpoint', { node_key: nodeKey, queries, statuses });
  expect(written.status, JSON.stringify(written.body)).toBe(200);
  return asked.length;
}

beforeAll(async () => {
  [sonae, browser] = await Promise.all([startSonae(), launchBrowser()]);
  host = new FakeHost({ platform: 'windows', version: VERSION }, WINDOWS_11);
  api = openBrowser(sonae.url);
  const token = sonae.setupUrl.slice(sonae.setupUrl.indexOf('#') + 1);
  ({ orgId } = (await api.post('/api/v1/setup/complete', { token, ...SETUP })).body);
  await api.refresh();
  visitor = await openPage(browser, { baseUrl: sonae.url });
  ({ page } = visitor);
  await page.context().addCookies([...api.cookies].map(([name, value]) => ({ name, value, url: sonae.url })));
});

afterAll(async () => {
  host?.close();
  await browser?.close();
  await sonae?.stop();
});

const open = async (path: string): Promise<void> => {
  await page.goto(path, { waitUntil: 'networkidle' });
};
const press = async (name: string | RegExp): Promise<void> => page.getByRole('button', { name }).first().click();

async function downloaded(name: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: `${name} をダウンロードする` }).click(),
  ]);
  expect(download.suggestedFilename()).toBe(name);
  expect(download.url(), 'no secret in an address').not.toContain('sonae_enrol');
  return readFile(await download.path(), 'utf8');
}

test('without a secret the page says what to do first', async () => {
  await open('/settings/agents');
  await page.getByRole('link', { name: 'osqueryをつなぐ' }).click();
  await page.getByText('先に「1.」で接続情報を作ってください').waitFor();
  expect(await page.getByRole('link', { name: /ダウンロードする/ }).count()).toBe(0);
  await inspect(page, 'osquery-without-secret');
});

test('the files for osquery are made for this organisation', async () => {
  await page.getByLabel('使い道のメモ').fill('受付');
  await press('接続情報を作る');
  const text = await downloaded('sonae.flags');
  const flags = new Map(
    text
      .trim()
      .split('\n')
      .map((line) => [line.slice(2, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const),
  );
  client = { flags, secret: await downloaded('sonae-enrol.secret'), ca: await downloaded('sonae-ca.pem') };
  expect(flag('enroll_secret_path')).toBe('C:\\Program Files\\osquery\\sonae-enrol.secret');
  expect(client.secret).toMatch(/^sonae_enrol_\w+$/);
  expect(client.ca).toContain('BEGIN CERTIFICATE');
  expect(await page.getByRole('main').innerText(), 'the secret is not on the screen').not.toContain(client.secret);
  await inspect(page, 'osquery-setup');
  await page.getByRole('tab', { name: 'Ubuntu / Debian' }).click();
  await page.getByText('sudo apt-get install').waitFor();
  const linux = await downloaded('sonae.flags');
  expect(linux).toContain('--enroll_secret_path=/etc/osquery/sonae-enrol.secret');
});

test('a client with those files enrols and answers; the device and its verdicts are there', async () => {
  const wishes = {
    hostname: HOSTNAME,
    uuid: UUID,
    serial: 'BR5RVD3',
    platformType: '2',
    version: VERSION,
  };
  const wrong = await post('enroll_tls_endpoint', enrolment('sonae_enrol_wrong', wishes));
  expect(wrong.status).toBe(401);
  const body = enrolment(client.secret, wishes);
  body.host_details.os_version = { name: 'Microsoft Windows 11 Pro', version: '10.0.22631', platform: 'windows' };
  const enrolled = await post('enroll_tls_endpoint', body);
  expect(enrolled.status, JSON.stringify(enrolled.body)).toBe(200);
  nodeKey = enrolled.body.node_key;
  const config = await post('config_tls_endpoint', { node_key: nodeKey });
  expect(config.body.options.disable_distributed).toBe(false);
  expect(await poll()).toBeGreaterThan(5);
  await open('/devices');
  await page.getByRole('link', { name: HOSTNAME }).click();
  await page.getByRole('heading', { name: '常駐プログラム（osquery）' }).waitFor();
  const shown = await page.getByRole('main').innerText();
  expect(shown).toContain(VERSION);
  expect(shown).toContain('最後に調べた結果');
  await page.getByText('できている', { exact: true }).first().waitFor();
  await inspect(page, 'osquery-device');
});

test('“look again” is told as it is: asked, waiting, answered', async () => {
  await press('いま調べ直す');
  await page.getByText('端末に頼みました').waitFor();
  await inspect(page, 'osquery-look-asked');
  expect(await poll()).toBeGreaterThan(5);
  await page.getByText(/^調べ直しました/).waitFor({ timeout: 30_000 });
  await inspect(page, 'osquery-look-done');
  expect(await poll()).toBe(0);
});

test('the list is filtered by source and carried into a spreadsheet', async () => {
  await open('/devices');
  await page.getByRole('combobox', { name: '情報源' }).selectOption({ label: '点検プログラム' });
  await page.getByText('当てはまる端末はありません').waitFor();
  await page.getByRole('combobox', { name: '情報源' }).selectOption('osquery');
  await page.getByRole('link', { name: HOSTNAME }).waitFor();
  await inspect(page, 'devices-filtered');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: '一覧をExcel用に書き出す（CSV）' }).click(),
  ]);
  const text = await readFile(await download.path(), 'utf8');
  expect(text.codePointAt(0)).toBe(0xfeff);
  const lines = text.slice(1).split('\r\n');
  expect(lines).toHaveLength(3);
  expect(lines[1]).toMatch(/^PC-01,PC-01,windows,Microsoft Windows 11 Pro,/);
  await page.getByRole('link', { name: HOSTNAME }).click();
  await page.getByRole('heading', { name: '端末の鍵' }).waitFor();
});

test('the keys are revoked: the client is refused, and told that its key is wrong', async () => {
  await press('鍵をすべて取り消す');
  const dialog = page.getByRole('dialog');
  await dialog.getByText('数秒のうちに受け取らなくなります').waitFor();
  await inspect(page, 'osquery-revoke');
  await dialog.getByRole('button', { name: '鍵をすべて取り消す' }).click();
  await page.getByText('使える鍵はありません').waitFor();
  let refused = await post('distributed_tls_read_endpoint', { node_key: nodeKey });
  // Revocation is heard within five seconds (DESIGN §7.8).
  for (let tries = 0; refused.status === 200 && tries < 50; tries += 1) {
    await page.waitForTimeout(100);
    refused = await post('distributed_tls_read_endpoint', { node_key: nodeKey });
  }
  expect(refused).toMatchObject({ status: 401, body: { node_invalid: true } });
  await open('/audit');
  await page.getByText('登録用の合言葉をファイルでダウンロードしました').first().waitFor();
});

test('an operator sees that there is no backup, makes one, and sees it', async () => {
  await open('/operate');
  await page.getByRole('link', { name: 'バックアップ' }).click();
  await page.getByText('まだバックアップはありません').waitFor();
  await inspect(page, 'backups-empty');
  await press('いますぐバックアップする');
  await page.getByText('バックアップができました').waitFor({ timeout: 60_000 });
  await page.getByText('画面から').waitFor();
  expect(await page.getByRole('main').innerText()).toContain('まだ決めていません');
  await inspect(page, 'backups');
});

test('in English as well, and no page complained', async () => {
  await page.evaluate(`localStorage.setItem('sonae.language', 'en')`);
  const [device] = (await api.get(`/api/v1/org/${orgId}/devices`)).body.devices;
  const paths = [
    ['osquery-setup', '/settings/agents/osquery'],
    ['osquery-device', `/devices/${device.deviceId}`],
    ['backups', '/operate/backups'],
  ] as const;
  for (const [name, path] of paths) {
    await open(path);
    const shown = await page.getByRole('main').innerText();
    expect(shown, path).not.toMatch(/\{\w+\}|\b(devices|words|settings|operate)\.[a-z]/);
    await inspect(page, `${name}-en`);
  }
  expect(visitor.problems).toEqual([]);
});
