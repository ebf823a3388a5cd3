// SPDX-License-Identifier: Apache-2.0
import { existsSync, readdirSync } from 'node:fs';
import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { request as secureRequest } from 'node:https';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PASSWORD, setUp } from '../support/people.ts';
import { startProduct } from '../support/product.ts';
import type { Product } from '../support/product.ts';

// What both listeners say to anybody, whatever is asked: headers, files, states, figures.
const WEB = join(import.meta.dirname, '..', '..', 'dist', 'web');
let product: Product;

beforeAll(async () => {
  product = await startProduct();
});
afterAll(async () => product?.stop());

interface Heard {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly secure?: boolean;
  readonly body?: string;
}

/** As it is written: `fetch` would tidy the path. */
async function ask(path: string, { method = 'GET', headers = {}, secure = false, body }: Asked = {}): Promise<Heard> {
  const origin = new URL(secure ? product.httpsOrigin : product.origin);
  const options = { host: origin.hostname, port: origin.port, path, method, headers, rejectUnauthorized: false };
  return new Promise((resolve, reject) => {
    const sent = (secure ? secureRequest : request)(options, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const anAsset = (): string => {
  const name = readdirSync(join(WEB, 'assets')).find((file) => file.endsWith('.js'));
  if (name === undefined) throw new Error('the web app has not been built');
  return `/assets/${name}`;
};

const EVERYWHERE = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'content-security-policy': expect.stringMatching(/default-src 'none'.*frame-ancestors 'none'/),
  'x-request-id': expect.stringMatching(/^[2-9a-z]{10}$/),
};

describe('security headers', () => {
  const cases: [path: string, status: number, asked: Asked][] = [
    ['/', 200, {}],
    ['/favicon.svg', 200, {}],
    ['/api/v1/session', 200, {}],
    ['/api/openapi.json', 200, {}],
    ['/api/v1/account/sessions', 401, {}],
    ['/api/v1/nothing', 404, {}],
    ['/assets/nothing.js', 404, {}],
    ['/healthz', 200, {}],
    ['/readyz', 200, {}],
    ['/api/v1/session', 400, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' }],
    ['/agent/glpi', 401, { method: 'POST', headers: { 'content-type': 'application/xml' }, body: '<x/>' }],
    ['/%zz', 400, {}],
  ];

  test.each(cases)('stand on %s (%i)', async (path, status, asked) => {
    const plain = await ask(path, asked);
    expect([plain.status, plain.headers]).toEqual([status, expect.objectContaining(EVERYWHERE)]);
    expect(plain.headers['strict-transport-security']).toBeUndefined();
    const headers = { ...asked.headers, host: `sonae.example:${new URL(product.httpsOrigin).port}` };
    const secure = await ask(path, { ...asked, headers, secure: true });
    expect([secure.status, secure.headers]).toEqual([status, expect.objectContaining(EVERYWHERE)]);
    expect(secure.headers['strict-transport-security']).toMatch(/^max-age=\d{8}/);
  });

  test('do not bind the name localhost to HTTPS: the plain listener has the same name', async () => {
    const headers = { host: `localhost:${new URL(product.httpsOrigin).port}` };
    expect((await ask('/healthz', { headers, secure: true })).headers['strict-transport-security']).toBeUndefined();
  });

  test('name no software', async () => {
    const { headers } = await ask('/');
    expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['server']));
    expect(headers['x-powered-by']).toBeUndefined();
  });
});

describe('the web app', () => {
  test('is compressed as the browser asks, and assets are kept for ever', async () => {
    const path = anAsset();
    const plain = await ask(path);
    expect(plain.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': expect.stringMatching(/javascript/),
    });
    const brotli = await ask(path, { headers: { 'accept-encoding': 'gzip, deflate, br' } });
    expect([brotli.headers['content-encoding'], brotli.headers.vary]).toEqual([
      'br',
      expect.stringMatching(/accept-encoding/i),
    ]);
    expect(brotliDecompressSync(brotli.body).equals(plain.body)).toBe(true);
    const gzip = await ask(path, { headers: { 'accept-encoding': 'gzip' } });
    expect(gzip.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(gzip.body).equals(plain.body)).toBe(true);
    const etag = plain.headers.etag ?? '';
    expect((await ask(path, { headers: { 'if-none-match': etag } })).status).toBe(304);
  });

  test('gives its page for every address of a page, never kept without asking', async () => {
    const index = await ask('/');
    expect(index.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' });
    expect(index.body.toString()).toContain('<!doctype html>');
    for (const path of ['/setup', '/devices/1234', '/controls?x=1']) {
      const page = await ask(path);
      expect([page.status, page.body.equals(index.body)]).toEqual([200, true]);
    }
    const packed = await ask('/setup', { headers: { 'accept-encoding': 'br' } });
    expect(packed.headers['content-encoding']).toBe('br');
  });

  test('answers HEAD like GET, without the body', async () => {
    for (const path of ['/', '/setup', '/favicon.svg', '/healthz', anAsset()]) {
      const [get, head] = [await ask(path), await ask(path, { method: 'HEAD' })];
      expect([path, head.status, head.body.length]).toEqual([path, 200, 0]);
      expect(head.headers['content-type']).toBe(get.headers['content-type']);
    }
  });

  test('has no page where a file or a machine’s address was meant', async () => {
    for (const path of [
      '/assets/old-1234.js',
      '/robots.txt',
      '/wp-login.php',
      '/.env',
      '/.git/config',
      '/api/',
      '/agent/x',
    ]) {
      const { status, headers } = await ask(path);
      expect([path, status, headers['content-type']]).toEqual([path, 404, 'application/json; charset=utf-8']);
    }
    expect((await ask('/setup', { method: 'POST' })).status).toBe(404);
  });

  test.each([
    '/../../../../../../etc/passwd',
    '/..%2f..%2f..%2f..%2fetc/passwd',
    '/%2e%2e/%2e%2e/%2e%2e/etc/passwd',
    '/assets/../../../package.json',
    '/assets/..%2f..%2f..%2fpackage.json',
    '/assets/%2e%2e%2f%2e%2e%2f%2e%2e%2fpackage.json',
    '/..%5c..%5cpackage.json',
    '/assets/..%00/index.html',
    '//etc/passwd',
  ])('does not lead out of its folder: %s', async (path) => {
    const { status, body } = await ask(path);
    expect([200, 400, 404]).toContain(status);
    expect(body.toString()).not.toMatch(/root:|"private": true/);
  });

  test('keeps the builder’s own files to itself', async () => {
    expect(existsSync(join(WEB, '.vite', 'manifest.json'))).toBe(true);
    for (const path of ['/.vite/manifest.json', '/.vite/manifest.json.br', '/index.html.br', '/%2evite/manifest.json'])
      expect([path, (await ask(path)).status]).toEqual([path, 404]);
  });
});

describe('states and figures', () => {
  test('alive and ready', async () => {
    expect(JSON.parse((await ask('/healthz')).body.toString())).toEqual({ status: 'ok' });
    const ready = await ask('/readyz');
    expect([JSON.parse(ready.body.toString()), ready.headers['cache-control']]).toEqual([
      { status: 'ready' },
      'no-store',
    ]);
  });

  test('figures for this machine only, and never through a proxy', async () => {
    const figures = await ask('/metrics');
    expect(figures.body.toString()).toMatch(/^sonae_http_requests_total\{.*route="\/healthz".*\} \d+$/m);
    for (const name of ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip'])
      expect((await ask('/metrics', { headers: { [name]: '127.0.0.1' } })).status).toBe(404);
  });

  test('an unlisted sender of X-Forwarded-For is not believed', async () => {
    await ask('/api/v1/nothing-forwarded', { headers: { 'x-forwarded-for': '203.0.113.9' } });
    const line = product.log.findLast((one) => one.includes('request refused'));
    expect(JSON.parse(line ?? '{}')).toMatchObject({ address: '127.0.0.1' });
    expect(product.log.join('\n')).not.toContain('203.0.113.9');
  });

  test('a listed one is', async () => {
    const behind = await startProduct({ flags: { 'trust-proxy': '127.0.0.0/8' } });
    try {
      const forwarded = { 'x-forwarded-for': '203.0.113.9' };
      const reply = await fetch(`${behind.origin}/api/v1/nothing`, { headers: forwarded });
      expect(reply.status).toBe(404);
      expect(behind.log.some((line) => line.includes('"address":"203.0.113.9"'))).toBe(true);
      // The figures stay closed all the same.
      expect((await fetch(`${behind.origin}/metrics`, { headers: forwarded })).status).toBe(404);
    } finally {
      await behind.stop();
    }
  });
});

describe('the log', () => {
  test('is JSON, names the id that a refusal quotes, and holds no secret', async () => {
    const secrets = new Set<string>([PASSWORD]);
    const admin = await setUp(product);
    const keep = (): void => admin.browser.cookies.forEach((value) => secrets.add(value));
    keep();
    secrets.add(admin.browser.csrf ?? '');
    const org = `/api/v1/org/${admin.orgId}`;
    const invited = await admin.browser.post(`${org}/invitations`, {
      name: '新人 二',
      kana: '',
      email: 'shinjin@example.jp',
      roles: ['teleworker'],
      language: 'ja',
    });
    expect(invited.status).toBe(201);
    secrets.add(String(invited.body.link).split('#')[1] ?? '');
    const stranger = product.browser();
    const wrong = await stranger.signIn('kanri@example.jp', 'wrong horse battery staple 9');
    expect(wrong.status).toBe(401);
    secrets.add('wrong horse battery staple 9');
    const totp = await admin.browser.post('/api/v1/account/totp', { password: PASSWORD });
    expect(totp.status).toBe(200);
    secrets.add(String(totp.body.secret));
    const look = await admin.browser.post(`${org}/first-looks`, { kind: 'sh' });
    expect(look.status).toBe(201);
    secrets.add(String(look.body.code));
    const basic = Buffer.from('sonae:sonae_enrol_guess').toString('base64');
    const door = await ask('/agent/glpi', { method: 'POST', headers: { authorization: `Basic ${basic}` }, body: 'x' });
    expect(door.status).toBeGreaterThanOrEqual(400);
    secrets.add(basic).add('sonae_enrol_guess');
    const bearer = await ask('/api/v1/collect', {
      method: 'POST',
      headers: { authorization: 'Bearer sonae_dev_wrong', 'content-type': 'application/json' },
      body: '{}',
    });
    secrets.add('sonae_dev_wrong');
    expect((await admin.browser.signIn('kanri@example.jp', PASSWORD)).status).toBe(200);
    keep();

    const lines = product.log.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines) expect(line).toMatchObject({ level: expect.any(String), time: expect.any(String) });
    const whole = product.log.join('\n');
    for (const secret of secrets) if (secret.length > 3) expect(whole).not.toContain(secret);
    expect(whole).not.toMatch(/@example\.jp|sonae_(inv|dev|enrol|reset|setup)_\w{20}/);
    for (const id of [wrong.body.error.id, door.headers['x-request-id'], bearer.headers['x-request-id']])
      expect(lines.some((line) => line['id'] === id)).toBe(true);
  });
});
