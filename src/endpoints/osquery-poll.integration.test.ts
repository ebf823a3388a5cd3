// SPDX-License-Identifier: Apache-2.0
/**
 * The short way of a poll (HTTPS without a proxy) answers as the long way does (here the plain listener, which looks at
 * host names and therefore takes no short way).
 */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request as overTls } from 'node:https';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { osqueryAgent } from '../../test/support/osquery-agent.ts';
import type { OsqueryAgent } from '../../test/support/osquery-agent.ts';
import { setUp } from '../../test/support/people.ts';
import type { Installation } from '../../test/support/people.ts';
import { startProduct } from '../../test/support/product.ts';
import type { Product } from '../../test/support/product.ts';
import { must } from '../../test/tenancy/fill.ts';

let product: Product;
let owner: Installation;
let org: string;
let secret: string;
let ca: string;
let machines = 0;

beforeAll(async () => {
  product = await startProduct({ start: new Date('2026-11-20T01:00:00Z') });
  owner = await setUp(product);
  org = `/api/v1/org/${owner.orgId}`;
  must(await owner.browser.post(`${org}/credentials`, { label: '' }), 201);
  secret = must(await owner.browser.get(`${org}/agent-setup`)).credentials[0].secret;
  ca = must(await owner.browser.get('/api/v1/ca')).pem;
});
afterAll(async () => product?.stop());

async function machine(): Promise<OsqueryAgent> {
  machines += 1;
  const uuid = `6b3c1d2e-0b4f-4c6d-8e7a-${String(machines).padStart(12, '0')}`;
  return osqueryAgent(product, secret, { hostname: `poll-${machines}`, uuid, instanceId: `poll-${machines}` });
}

interface Told {
  readonly status: number | undefined;
  readonly type: string | undefined;
  readonly nosniff: string | string[] | undefined;
  readonly kept: string | undefined;
  readonly body: string;
}

interface Sent {
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  readonly path?: string;
}

/** Ids of requests differ; where they stand does not. */
const withoutId = (body: string): string => body.replace(/\([2-9a-z]{10}\)/, '(id)');

async function shortWay({ body, headers = {}, path = '/api/osquery/distributed/read' }: Sent): Promise<Told> {
  const asking = overTls(product.httpsOrigin + path, {
    method: 'POST',
    ca,
    servername: 'localhost',
    agent: false,
    headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers },
  });
  asking.end(body);
  const [response] = (await once(asking, 'response')) as [IncomingMessage];
  return {
    status: response.statusCode,
    type: response.headers['content-type'],
    nosniff: response.headers['x-content-type-options'],
    kept: response.headers['cache-control'],
    body: withoutId(await text(response)),
  };
}

async function longWay({ body, headers = {}, path = '/api/osquery/distributed/read' }: Sent): Promise<Told> {
  const response = await fetch(product.origin + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
  return {
    status: response.status,
    type: response.headers.get('content-type') ?? undefined,
    nosniff: response.headers.get('x-content-type-options') ?? undefined,
    kept: response.headers.get('cache-control') ?? undefined,
    body: withoutId(await response.text()),
  };
}

const asPoll = (key: string): string => JSON.stringify({ node_key: key });

test.each<[string, (key: string) => Sent]>([
  ['a poll', (key) => ({ body: asPoll(key) })],
  ['by the other prefix', (key) => ({ body: asPoll(key), path: '/api/v1/osquery/distributed/read' })],
  ['by the short path of other clients', (key) => ({ body: asPoll(key), path: '/osq/read' })],
  ['another type of content', (key) => ({ body: asPoll(key), headers: { 'content-type': 'text/plain' } })],
  ['packed', (key) => ({ body: gzipSync(asPoll(key)), headers: { 'content-encoding': 'gzip' } })],
  ['with its key in the header too', (key) => ({ body: asPoll(key), headers: { authorization: `NodeKey ${key}` } })],
  ['unknown members', (key) => ({ body: JSON.stringify({ more: [1], node_key: key, queries: {} }) })],
  ['a wrong key', () => ({ body: asPoll('sonae_node_wrong') })],
  ['no key', () => ({ body: '{}' })],
  ['a key that is no text', () => ({ body: '{"node_key":1}' })],
  ['no object', () => ({ body: '[]' })],
  ['broken JSON', () => ({ body: '{"node_key":' })],
  ['deep JSON', () => ({ body: '['.repeat(3000) })],
  ['too long', (key) => ({ body: JSON.stringify({ node_key: key, padding: 'x'.repeat(1024 * 1024) }) })],
])('both ways answer the same: %s', async (_what, make) => {
  const [one, other] = [await machine(), await machine()];
  const told = await shortWay(make(one.nodeKey));
  expect(told).toEqual(await longWay(make(other.nodeKey)));
  expect(told).toMatchObject({ nosniff: 'nosniff', kept: 'no-store' });
});

test('a poll by the short way is counted and noted as any other, and a revoked key ends', async () => {
  const agent = await machine();
  expect((await shortWay({ body: asPoll(agent.nodeKey) })).body).toContain('"queries":{"');
  const metrics = await (await fetch(`${product.origin}/metrics`)).text();
  expect(metrics).toMatch(/route="\/api\/osquery\/distributed\/read",status="200"/);
  const { devices } = must(await owner.browser.get(`${org}/devices?search=poll-${machines}`));
  must(await owner.browser.delete(`${org}/devices/${devices[0].deviceId}/keys`), 204);
  expect(JSON.parse((await shortWay({ body: asPoll(agent.nodeKey) })).body)).toMatchObject({ node_invalid: true });
});

test('a body that ends too early is dropped, and the door stays open', async () => {
  const agent = await machine();
  const asking = overTls(`${product.httpsOrigin}/api/osquery/distributed/read`, {
    method: 'POST',
    ca,
    servername: 'localhost',
    agent: false,
    headers: { 'content-length': 500 },
  });
  asking.write('{"node_key":"');
  asking.once('socket', (socket) => socket.once('secureConnect', () => setTimeout(() => asking.destroy(), 20)));
  await once(asking, 'close').catch(() => {});
  expect((await shortWay({ body: asPoll(agent.nodeKey) })).status).toBe(200);
});
