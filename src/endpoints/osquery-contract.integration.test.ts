// SPDX-License-Identifier: Apache-2.0
/**
 * osquery's remote API, row by row of the reference's table (endpoints.md §1) and line by line of what other clients need
 * (§2). Requests are made by hand after it; recorded exchanges are in osquery-exchanges.integration.test.ts.
 */
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../kernel/clock.ts';
import { OS_ROW, enrol, enrolment, osqueryAgent, postOsquery } from '../../test/support/osquery-agent.ts';
import type { OsqueryAgent } from '../../test/support/osquery-agent.ts';
import type { Loose } from '../../test/support/browser.ts';
import { setUp } from '../../test/support/people.ts';
import type { Installation } from '../../test/support/people.ts';
import { startProduct } from '../../test/support/product.ts';
import type { Product } from '../../test/support/product.ts';
import { must } from '../../test/tenancy/fill.ts';
import { OSQUERY_PATHS } from './osquery-door.ts';

let product: Product;
let owner: Installation;
let org: string;
let secret: string;

beforeAll(async () => {
  product = await startProduct({ start: new Date('2026-11-20T01:00:00Z') });
  owner = await setUp(product);
  org = `/api/v1/org/${owner.orgId}`;
  must(await owner.browser.post(`${org}/credentials`, { label: '' }), 201);
  secret = must(await owner.browser.get(`${org}/agent-setup`)).credentials[0].secret;
});
afterAll(async () => product?.stop());

let machines = 0;
/** A machine of its own for each test. */
async function machine(
  more: Partial<Parameters<typeof osqueryAgent>[2]> = {},
): Promise<OsqueryAgent & { hostname: string }> {
  machines += 1;
  const hostname = `contract-${machines}`;
  const uuid = `5a3c1d2e-0b4f-4c6d-8e7a-${String(machines).padStart(12, '0')}`;
  const agent = await osqueryAgent(product, secret, { hostname, uuid, instanceId: `instance-${machines}`, ...more });
  return { ...agent, hostname };
}

const deviceNamed = async (hostname: string): Promise<Loose> => {
  const { devices } = must(await owner.browser.get(`${org}/devices?search=${hostname}`));
  const found = devices.find((one: Loose) => one.hostname === hostname);
  if (!found) throw new Error(`no device ${hostname}`);
  return must(await owner.browser.get(`${org}/devices/${found.deviceId}`)).device;
};
const osOf = (device: Loose): Loose =>
  device.facts.find((fact: Loose) => fact.section === 'os' && fact.source === 'osquery')?.reading;
const rounds = (device: Loose): number => device.sources.find((one: Loose) => one.source === 'osquery')?.rounds ?? 0;
const lines = async (): Promise<number> => (await product.rowCounts())['endpoints_osquery_line'] ?? 0;
const snapshot = (hostname: string, more: Loose = {}): Loose => ({
  name: 'pack_sonae_sonae_os',
  hostIdentifier: hostname,
  calendarTime: 'Fri Nov 20 01:00:00 2026 UTC',
  unixTime: Math.floor(product.clock.now().getTime() / 1000),
  epoch: 0,
  counter: 0,
  numerics: false,
  action: 'snapshot',
  snapshot: [OS_ROW],
  ...more,
});

describe('§1 the calls', () => {
  test('enroll: enroll_secret, host_identifier, platform_type, host_details → node_key', async () => {
    const body = enrolment(secret, { hostname: 'first', uuid: '5a3c1d2e-0b4f-4c6d-8e7a-aaaaaaaaaaaa' });
    const reply = await postOsquery(product, '/api/osquery/enroll', { body });
    expect(reply).toMatchObject({ status: 200, body: { node_key: expect.stringMatching(/^sonae_node_/) } });
    expect(await deviceNamed('first')).toMatchObject({ platform: 'linux', osName: 'Ubuntu', state: 'active' });
  });

  test('enroll: a wrong secret gets 401 and no key; from one address not for ever', async () => {
    const body = enrolment(`${secret.slice(0, -1)}x`, { hostname: 'stranger' });
    const reply = await postOsquery(product, '/api/osquery/enroll', { body });
    expect(reply.status).toBe(401);
    expect(reply.body).toEqual({ error: expect.stringContaining('enrolment secret') });
    let last = reply;
    for (let tries = 0; tries < 70; tries += 1) last = await postOsquery(product, '/osq/enroll', { body });
    expect(last.status).toBe(429);
    product.clock.advance(11 * MINUTE_MS);
    expect((await postOsquery(product, '/osq/enroll', { body })).status).toBe(401);
  });

  test('enroll again: the same agent gets a new key and the old one ends', async () => {
    const wishes = { hostname: 'again', uuid: '5a3c1d2e-0b4f-4c6d-8e7a-bbbbbbbbbbbb', instanceId: 'again-1' };
    const old = await enrol(product, secret, wishes);
    const next = await enrol(product, secret, wishes);
    const read = async (key: string) => postOsquery(product, '/osq/read', { body: { node_key: key } });
    expect((await read(next)).status).toBe(200);
    await expect.poll(async () => (await read(old)).status, { timeout: 5000 }).toBe(401);
    expect(must(await owner.browser.get(`${org}/devices?search=again`)).devices).toHaveLength(1);
  });

  test('config: node_key → schedule, packs, options, below 1 MiB', async () => {
    const agent = await machine();
    const { status, body } = await agent.post('config');
    expect(status).toBe(200);
    expect(body.schedule).toEqual({});
    expect(body.packs.sonae.queries.sonae_os).toMatchObject({
      query: expect.stringMatching(/^SELECT/i),
      snapshot: true,
    });
    expect(body.packs.sonae.queries.sonae_os.interval).toEqual(expect.any(Number));
    expect(body.options).toMatchObject({ distributed_interval: 60, config_refresh: 600, logger_tls_period: 60 });
    expect(JSON.stringify(body).length).toBeLessThan(1024 * 1024);
    expect(body).not.toHaveProperty('etag');
  });

  test('config: etag in the body, when asked with one', async () => {
    const agent = await machine();
    const first = await agent.post('config', { etag: '' });
    expect(first.body).toMatchObject({ schedule: {}, etag: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect((await agent.post('config', { etag: first.body.etag })).body).toEqual({ etag: 'ok' });
    expect((await agent.post('config', { etag: 'older' })).body).toEqual(first.body);
  });

  test('log: node_key, log_type result or status, data → {}', async () => {
    const agent = await machine();
    const before = await lines();
    const result = await agent.post('log', { log_type: 'result', data: [snapshot(agent.hostname)] });
    expect(result).toMatchObject({ status: 200, body: {} });
    const line = { hostIdentifier: agent.hostname, unixTime: '1795136400', severity: '0', message: 'hello' };
    expect(await agent.post('log', { log_type: 'status', data: [line] })).toMatchObject({ status: 200, body: {} });
    expect((await lines()) - before).toBe(2);
    expect(osOf(await deviceNamed(agent.hostname))).toMatchObject({ state: 'known' });
  });

  test('distributed/read: queries, discovery for every one, accelerate as an integer while somebody waits', async () => {
    const agent = await machine();
    const { status, body } = await agent.post('distributed/read');
    expect(status).toBe(200);
    expect(Object.keys(body.queries)).toContain('sonae_os');
    expect(Object.keys(body.discovery)).toEqual(Object.keys(body.queries));
    for (const sql of [...Object.values(body.queries), ...Object.values(body.discovery)]) {
      expect(sql).toMatch(/^\s*(?:SELECT|WITH)\b/i);
    }
    expect(body.discovery.sonae_os).toBe('SELECT 1');
    expect(Number.isInteger(body.accelerate)).toBe(true);
    expect((await agent.post('distributed/read')).body).toEqual({ queries: {} });
  });

  test('distributed/write: queries, statuses, messages, stats → {} and one round', async () => {
    const agent = await machine();
    await agent.post('distributed/read');
    const stats = { sonae_os: { wall_time_ms: 1, user_time: 0, system_time: 0, memory: 1024 } };
    const more = { queries: { sonae_os: [OS_ROW] }, statuses: { sonae_os: 0 }, messages: { sonae_os: '' }, stats };
    expect(await agent.post('distributed/write', more)).toMatchObject({ status: 200, body: {} });
    const device = await deviceNamed(agent.hostname);
    expect(osOf(device)).toMatchObject({ state: 'known' });
    expect(rounds(device)).toBe(1);
  });

  test('carve start: refused cleanly, with an error and no session_id', async () => {
    const agent = await machine();
    const start = { block_count: 1, block_size: 2_000_000, carve_size: 5, carve_id: 'c', request_id: 'r' };
    const reply = await agent.post('carve/begin', start);
    expect(reply).toMatchObject({ status: 403, body: { error: expect.any(String) } });
    expect(reply.body).not.toHaveProperty('session_id');
    expect(reply.body).not.toHaveProperty('node_invalid');
  });

  test('carve block: refused without its data being read', async () => {
    const body = { block_id: 0, session_id: 's', request_id: 'r', data: 'A'.repeat(100_000) };
    const reply = await postOsquery(product, '/api/osquery/carve/block', { body });
    expect(reply).toMatchObject({ status: 403, body: { error: expect.any(String) } });
  });
});

describe('§1 what goes with them', () => {
  test('node_invalid: true, a boolean, for a wrong or revoked key on every call that has one', async () => {
    const agent = await machine();
    const wrong = `${agent.nodeKey.slice(0, -1)}${agent.nodeKey.endsWith('0') ? '1' : '0'}`;
    for (const name of ['config', 'log', 'distributed/read', 'distributed/write', 'carve/begin']) {
      for (const key of [wrong, 'something else', '']) {
        const body = { node_key: key, log_type: 'status', data: [], queries: {} };
        const reply = await postOsquery(product, `/api/osquery/${name}`, { body });
        expect({ name, key, ...reply }).toMatchObject({ status: 401, body: { node_invalid: true } });
        expect(reply.body.error).toEqual(expect.any(String));
      }
    }
  });

  test('never node_invalid for what is malformed or too large', async () => {
    const agent = await machine();
    const tries: readonly (readonly [string, unknown, number])[] = [
      ['distributed/read', 'not json', 400],
      ['distributed/read', {}, 400],
      ['distributed/read', { node_key: 1 }, 400],
      ['config', [], 400],
      ['config', '{"node_key":', 400],
      ['log', '[[[[', 400],
      ['log', { node_key: agent.nodeKey, log_type: 'result', data: 'x' }, 400],
      ['distributed/write', '', 400],
      ['enroll', {}, 400],
      ['distributed/read', { node_key: agent.nodeKey, more: 'x'.repeat(70_000) }, 413],
      ['enroll', { enroll_secret: 'x'.repeat(300_000) }, 413],
    ];
    for (const [name, body, status] of tries) {
      const reply = await postOsquery(product, `/api/osquery/${name}`, { body });
      expect({ name, status: reply.status }).toEqual({ name, status });
      expect(reply.body).toEqual({ error: expect.any(String) });
    }
  });

  test('gzip: request bodies of the logger', async () => {
    const agent = await machine();
    const body = gzipSync(
      JSON.stringify({ node_key: agent.nodeKey, log_type: 'result', data: [snapshot(agent.hostname)] }),
    );
    const reply = await postOsquery(product, '/osq/log', { body, headers: { 'content-encoding': 'gzip' } });
    expect(reply).toMatchObject({ status: 200, body: {} });
    expect(osOf(await deviceNamed(agent.hostname))).toMatchObject({ state: 'known' });
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20));
    const refused = await postOsquery(product, '/osq/log', { body: bomb, headers: { 'content-encoding': 'gzip' } });
    expect(refused.status).toBe(413);
    const odd = await postOsquery(product, '/osq/log', { body: '{}', headers: { 'content-encoding': 'br' } });
    expect(odd.status).toBe(400);
  });

  test('Authorization: NodeKey (since 5.23) is looked at before the body', async () => {
    const agent = await machine();
    const header = { authorization: `NodeKey ${agent.nodeKey}` };
    expect((await agent.post('distributed/read', {}, header)).status).toBe(200);
    const wrong = await agent.post('distributed/read', {}, { authorization: 'NodeKey wrong' });
    expect(wrong).toMatchObject({ status: 401, body: { node_invalid: true } });
    const other = await machine();
    const mixed = await agent.post('config', {}, { authorization: `NodeKey ${other.nodeKey}` });
    expect(mixed.status).toBe(400);
  });

  test('denylist: status 1 and its message → unknown, never fail', async () => {
    const agent = await machine();
    await agent.post('distributed/read');
    const message = 'distributed query is denylisted';
    await agent.post('distributed/write', {
      queries: { sonae_os: [] },
      statuses: { sonae_os: 1 },
      messages: { sonae_os: message },
    });
    const device = await deviceNamed(agent.hostname);
    expect(osOf(device)).toMatchObject({ state: 'unknown', reason: 'denylisted' });
    const { verdicts } = must(await owner.browser.get(`${org}/subjects/${device.deviceId}/verdicts`));
    expect(verdicts.filter((one: Loose) => one.verdict === 'fail')).toEqual([]);
  });

  test('a failed query is unknown', async () => {
    const agent = await machine();
    await agent.post('distributed/read');
    await agent.post('distributed/write', { queries: { sonae_os: [] }, statuses: { sonae_os: 1 } });
    expect(osOf(await deviceNamed(agent.hostname))).toMatchObject({ state: 'unknown', reason: 'query_failed' });
  });

  test('result line: event, snapshot and batch shapes are taken; only snapshots are evidence', async () => {
    const agent = await machine();
    const before = await lines();
    const head = { hostIdentifier: agent.hostname, unixTime: 1_795_136_400, epoch: 0, counter: 1, numerics: false };
    const data = [
      { ...head, name: 'pack_sonae_sonae_os', action: 'added', columns: OS_ROW },
      { ...head, name: 'pack_sonae_sonae_os', diffResults: { added: [OS_ROW], removed: [] } },
      { ...head, name: 'their_own_query', action: 'snapshot', snapshot: [{ a: '1' }] },
    ];
    expect((await agent.post('log', { log_type: 'result', data })).status).toBe(200);
    expect((await lines()) - before).toBe(3);
    expect(rounds(await deviceNamed(agent.hostname))).toBe(0);
    await agent.post('log', { log_type: 'result', data: [snapshot(agent.hostname)] });
    expect(rounds(await deviceNamed(agent.hostname))).toBe(1);
  });

  test('result line: hostname instead of hostIdentifier, or none', async () => {
    const agent = await machine();
    const { hostIdentifier, ...bare } = snapshot(agent.hostname);
    await agent.post('log', { log_type: 'result', data: [{ ...bare, hostname: hostIdentifier }] });
    expect(rounds(await deviceNamed(agent.hostname))).toBe(1);
    const other = await machine();
    await other.post('log', { log_type: 'result', data: [bare] });
    expect(rounds(await deviceNamed(other.hostname))).toBe(1);
  });

  test('values that are numbers (--logger_numerics) read like texts', async () => {
    const agent = await machine();
    const rows = [{ ...OS_ROW, build: 24, extra: null, more: true }];
    await agent.post('log', {
      log_type: 'result',
      data: [snapshot(agent.hostname, { snapshot: rows, numerics: true })],
    });
    expect(osOf(await deviceNamed(agent.hostname))).toMatchObject({ state: 'known' });
  });

  test('paths: the documented ones, their alias and the short ones', () => {
    const paths = OSQUERY_PATHS.map(([path]) => path);
    for (const name of [
      'enroll',
      'config',
      'log',
      'distributed/read',
      'distributed/write',
      'carve/begin',
      'carve/block',
    ]) {
      expect(paths).toContain(`/api/osquery/${name}`);
      expect(paths).toContain(`/api/v1/osquery/${name}`);
    }
    expect(paths.filter((path) => path.startsWith('/osq/'))).toEqual(
      ['enroll', 'config', 'log', 'read', 'write'].map((name) => `/osq/${name}`),
    );
  });
});

describe('§2 other clients', () => {
  test('every prefix answers the same', async () => {
    const agent = await machine();
    for (const path of ['/api/osquery/config', '/api/v1/osquery/config', '/osq/config']) {
      const reply = await postOsquery(product, path, { body: { node_key: agent.nodeKey } });
      expect({ path, status: reply.status }).toEqual({ path, status: 200 });
    }
  });

  test('GET /version with 200', async () => {
    const response = await fetch(`${product.origin}/version`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('application/json');
  });

  test.each([0, '0'])('a status %j is a success', async (status) => {
    const agent = await machine();
    await agent.post('distributed/read');
    await agent.post('distributed/write', { queries: { sonae_os: [OS_ROW] }, statuses: { sonae_os: status } });
    expect(osOf(await deviceNamed(agent.hostname))).toMatchObject({ state: 'known' });
  });

  test('unixTime, epoch and counter as numbers or texts', async () => {
    const agent = await machine();
    const at = String(Math.floor(product.clock.now().getTime() / 1000));
    const data = [snapshot(agent.hostname, { unixTime: at, epoch: '0', counter: '0' })];
    await agent.post('log', { log_type: 'result', data });
    expect(rounds(await deviceNamed(agent.hostname))).toBe(1);
  });

  test('extra keys in any body', async () => {
    const agent = await machine();
    const extra = { log_type: 'result', data: [snapshot(agent.hostname)], unheard_of: { of: [1, 2] } };
    expect((await agent.post('config', extra)).body).toHaveProperty('packs');
    expect((await agent.post('distributed/read', extra)).body).toHaveProperty('queries');
    expect((await agent.post('distributed/write', { ...extra, queries: {} })).status).toBe(200);
    expect(rounds(await deviceNamed(agent.hostname))).toBe(0);
  });

  test('answers by name to what was never asked are dropped; rows without the columns are unknown', async () => {
    const agent = await machine();
    await agent.post('distributed/read');
    const foreign = { fleet_detail_query_os_version: [OS_ROW], sonae_never_asked: [{ foo: 'bar' }] };
    await agent.post('distributed/write', { queries: foreign, statuses: { fleet_detail_query_os_version: 0 } });
    expect(rounds(await deviceNamed(agent.hostname))).toBe(0);
    await agent.post('distributed/write', { queries: { sonae_os: [{ foo: 'bar' }] }, statuses: { sonae_os: 0 } });
    expect(osOf(await deviceNamed(agent.hostname))).toMatchObject({ state: 'unknown' });
  });

  test('answers that nobody waits for are dropped', async () => {
    const agent = await machine();
    const answer = { queries: { sonae_os: [OS_ROW] }, statuses: { sonae_os: 0 } };
    await agent.post('distributed/read');
    await agent.post('distributed/write', answer);
    product.clock.advance(MINUTE_MS);
    expect((await agent.post('distributed/write', answer)).status).toBe(200);
    expect(rounds(await deviceNamed(agent.hostname))).toBe(1);
  });

  test.each(['pack_sonae_sonae_os', 'pack/sonae/sonae_os', 'sonae_os'])('a result named %s', async (name) => {
    const agent = await machine();
    await agent.post('log', { log_type: 'result', data: [snapshot(agent.hostname, { name })] });
    expect(rounds(await deviceNamed(agent.hostname))).toBe(1);
  });

  test('right statuses with a body of their own, whatever the content type', async () => {
    const agent = await machine();
    const body = { node_key: agent.nodeKey };
    const plain = await postOsquery(product, '/osq/read', { body, headers: { 'content-type': 'text/plain' } });
    expect(plain.status).toBe(200);
    expect(plain.headers.get('content-type')).toContain('application/json');
  });
});

describe('when questions are asked', () => {
  test('after enrolment at once, then hourly ±10 %, and when a person wants to know', async () => {
    const agent = await machine();
    const asked = async (): Promise<boolean> =>
      Object.keys((await agent.post('distributed/read')).body.queries).length > 0;
    const answer = async () =>
      agent.post('distributed/write', { queries: { sonae_os: [OS_ROW] }, statuses: { sonae_os: 0 } });
    expect(await asked()).toBe(true);
    expect(await asked(), 'not twice while the answer is on its way').toBe(false);
    product.clock.advance(3 * MINUTE_MS);
    expect(await asked(), 'again when no answer came').toBe(true);
    await answer();
    product.clock.advance(0.89 * HOUR_MS);
    expect(await asked()).toBe(false);
    product.clock.advance(0.22 * HOUR_MS);
    expect(await asked()).toBe(true);
    await answer();
    expect(await asked()).toBe(false);
    const { deviceId } = await deviceNamed(agent.hostname);
    expect(must(await owner.browser.post(`${org}/devices/${deviceId}/look-again`, {}))).toEqual({ asked: true });
    await expect.poll(asked, { timeout: 5000 }).toBe(true);
    expect(rounds(await deviceNamed(agent.hostname))).toBe(2);
  });
});
