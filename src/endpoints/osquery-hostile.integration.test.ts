// SPDX-License-Identifier: Apache-2.0
/** Agents that lie, flood or replay: nothing outside their own device changes, and what they do becomes a finding. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asUuid } from '../kernel/ids.ts';
import { makeToken, parseToken } from '../platform/tokens.ts';
import { OS_ROW, enrolment, osqueryAgent, postOsquery } from '../../test/support/osquery-agent.ts';
import type { OsqueryAgent } from '../../test/support/osquery-agent.ts';
import type { Loose, TestBrowser } from '../../test/support/browser.ts';
import { secondOrganisation, setUp } from '../../test/support/people.ts';
import { startProduct } from '../../test/support/product.ts';
import type { Product } from '../../test/support/product.ts';
import { must } from '../../test/tenancy/fill.ts';
import { upsertSeen } from './sources/osquery/seen-store.ts';

interface Org {
  readonly browser: TestBrowser;
  readonly path: string;
  readonly secret: string;
}

let product: Product;
let ours: Org;
let theirs: Org;

async function orgOf({ browser, orgId }: { browser: TestBrowser; orgId: string }): Promise<Org> {
  const path = `/api/v1/org/${orgId}`;
  must(await browser.post(`${path}/credentials`, { label: '' }), 201);
  return { browser, path, secret: must(await browser.get(`${path}/agent-setup`)).credentials[0].secret };
}

beforeAll(async () => {
  product = await startProduct({ start: new Date('2026-11-20T01:00:00Z') });
  ours = await orgOf(await setUp(product));
  theirs = await orgOf(await secondOrganisation(product));
});
afterAll(async () => product?.stop());

let machines = 0;
async function machine(org: Org = ours): Promise<OsqueryAgent & { hostname: string; deviceId: string }> {
  machines += 1;
  const hostname = `hostile-${machines}`;
  const uuid = `6a3c1d2e-0b4f-4c6d-8e7a-${String(machines).padStart(12, '0')}`;
  const agent = await osqueryAgent(product, org.secret, { hostname, uuid, instanceId: `hostile-instance-${machines}` });
  const { devices } = must(await org.browser.get(`${org.path}/devices?search=${hostname}`));
  return { ...agent, hostname, deviceId: devices.find((one: Loose) => one.hostname === hostname).deviceId };
}

const detail = async (deviceId: string, org: Org = ours): Promise<Loose> =>
  must(await org.browser.get(`${org.path}/devices/${deviceId}`)).device;
const findings = async (deviceId: string): Promise<string[]> =>
  must(await ours.browser.get(`${ours.path}/findings`))
    .findings.filter((one: Loose) => one.subjectId === deviceId)
    .map((one: Loose) => one.kind);
const lines = async (): Promise<number> => (await product.rowCounts())['endpoints_osquery_line'] ?? 0;
const nowSeconds = (): number => Math.floor(product.clock.now().getTime() / 1000);
const snapshot = (hostIdentifier: string, more: Loose = {}): Loose => ({
  name: 'pack_sonae_sonae_os',
  hostIdentifier,
  unixTime: nowSeconds(),
  action: 'snapshot',
  snapshot: [OS_ROW],
  ...more,
});
const log = async (agent: OsqueryAgent, ...data: unknown[]) => agent.post('log', { log_type: 'result', data });

describe('keys', () => {
  test('another device’s key writes about that device only, whatever the lines say', async () => {
    const [victim, thief] = [await machine(), await machine()];
    const reply = await log(thief, snapshot(victim.hostname));
    expect(reply).toMatchObject({ status: 200, body: {} });
    expect((await detail(victim.deviceId)).sources).toEqual([]);
    expect((await detail(thief.deviceId)).sources).toEqual([]);
    expect(await findings(thief.deviceId)).toContain('agent_claims_other');
    expect(await findings(victim.deviceId)).toEqual([]);
  });

  test('a key forged for another organisation, or for another node, is wrong', async () => {
    const agent = await machine();
    const own = parseToken(agent.nodeKey);
    const foreign = parseToken(theirs.secret);
    if (!own?.orgId || !foreign?.orgId) throw new Error('the tokens cannot be read');
    const forged = [
      makeToken('node', { orgId: foreign.orgId, subjectId: own.subjectId }).token,
      makeToken('node', { orgId: own.orgId, subjectId: own.subjectId }).token,
      makeToken('dev', { orgId: own.orgId, subjectId: own.subjectId }).token,
      makeToken('node', { orgId: own.orgId, subjectId: asUuid('01a1f677-0000-7000-8000-000000000000') }).token,
      ours.secret,
    ];
    for (const key of forged) {
      const reply = await postOsquery(product, '/osq/log', { body: { node_key: key, log_type: 'status', data: [] } });
      expect(reply).toMatchObject({ status: 401, body: { node_invalid: true } });
    }
  });

  test('the same machine in two organisations is two devices', async () => {
    const body = (secret: string) =>
      enrolment(secret, { hostname: 'shared-pc', uuid: '7a3c1d2e-0b4f-4c6d-8e7a-9b1c2d3e4f50' });
    const keys = [];
    for (const { secret } of [ours, theirs]) {
      const reply = await postOsquery(product, '/osq/enroll', { body: body(secret) });
      expect(reply.status).toBe(200);
      keys.push(reply.body.node_key);
    }
    for (const key of keys)
      expect((await postOsquery(product, '/osq/read', { body: { node_key: key } })).status).toBe(200);
    for (const org of [ours, theirs]) {
      expect(must(await org.browser.get(`${org.path}/devices?search=shared-pc`)).devices).toHaveLength(1);
    }
  });

  test('a row called node_key opens nothing', async () => {
    const [agent, other] = [await machine(), await machine()];
    await agent.post('distributed/read');
    const rows = [{ ...OS_ROW, node_key: other.nodeKey }];
    const body = `{"queries":{"sonae_os":${JSON.stringify(rows)}},"statuses":{"sonae_os":0},"node_key":"${agent.nodeKey}"}`;
    const reply = await postOsquery(product, '/osq/write', { body });
    expect([200, 400]).toContain(reply.status);
    expect((await detail(other.deviceId)).sources).toEqual([]);
  });
});

describe('identities', () => {
  test('a copied disk on other hardware is set aside; the first machine keeps its key', async () => {
    const first = await osqueryAgent(product, ours.secret, {
      hostname: 'original',
      uuid: '8a3c1d2e-0b4f-4c6d-8e7a-000000000001',
      serial: 'ORIGINAL1',
      instanceId: 'copied-instance',
    });
    const copy = enrolment(ours.secret, {
      hostname: 'copy',
      uuid: '8a3c1d2e-0b4f-4c6d-8e7a-000000000002',
      serial: 'COPY1',
      instanceId: 'copied-instance',
    });
    const reply = await postOsquery(product, '/osq/enroll', { body: copy });
    expect(reply).toMatchObject({ status: 409, body: { error: expect.any(String) } });
    expect(reply.body).not.toHaveProperty('node_key');
    expect(reply.body).not.toHaveProperty('node_invalid');
    expect((await first.post('distributed/read')).status).toBe(200);
    const { reports } = must(await ours.browser.get(`${ours.path}/quarantine`));
    expect(reports).toContainEqual(expect.objectContaining({ reason: 'identity_conflict', source: 'osquery' }));
  });

  test('a disk that was copied with its key: answers of the other hardware are set aside', async () => {
    const agent = await machine();
    const { body } = await agent.post('distributed/read');
    const name = Object.keys(body.queries).find((one) => /FROM system_info/.test(body.queries[one])) ?? '';
    expect(name).not.toBe('');
    const answer = (uuid: string, serial: string) => ({
      queries: { sonae_os: [OS_ROW], [name]: [{ hostname: 'clone', uuid, hardware_serial: serial }] },
      statuses: { sonae_os: 0, [name]: 0 },
    });
    const own = `6a3c1d2e-0b4f-4c6d-8e7a-${String(machines).padStart(12, '0')}`;
    const write = async (more: Loose) => agent.post('distributed/write', more);
    expect((await write(answer('8a3c1d2e-0b4f-4c6d-8e7a-00000000000f', 'CLONE1'))).status).toBe(200);
    expect((await detail(agent.deviceId)).sources).toEqual([]);
    expect(await findings(agent.deviceId)).toContain('identity_conflict');
    must(await ours.browser.post(`${ours.path}/devices/${agent.deviceId}/look-again`, {}));
    await expect
      .poll(async () => Object.keys((await agent.post('distributed/read')).body.queries).length, { timeout: 5000 })
      .toBeGreaterThan(0);
    await write(answer(own, ''));
    expect((await detail(agent.deviceId)).sources).toHaveLength(1);
  });

  test('a copied virtual machine with the same firmware UUID is told while the first is awake', async () => {
    const wishes = { uuid: '8a3c1d2e-0b4f-4c6d-8e7a-000000000003' };
    const first = await osqueryAgent(product, ours.secret, {
      ...wishes,
      hostname: 'vm-1',
      instanceId: 'vm-instance-1',
    });
    await first.post('distributed/read');
    await product.sonae.platform.db.ingest('osquery_seen', async (queries) => {
      const { devices } = must(await ours.browser.get(`${ours.path}/devices?search=vm-1`));
      const orgId = parseToken(ours.secret)?.orgId ?? '';
      await upsertSeen(queries, [{ orgId, deviceId: devices[0].deviceId, at: product.clock.now() }]);
    });
    const second = enrolment(ours.secret, { ...wishes, hostname: 'vm-2', instanceId: 'vm-instance-2' });
    expect((await postOsquery(product, '/osq/enroll', { body: second })).status).toBe(409);
    expect((await first.post('distributed/read')).status).toBe(200);
  });
});

describe('too much', () => {
  test('a million rows are answered with 200, are no evidence, and become a finding', async () => {
    const agent = await machine();
    await agent.post('distributed/read');
    const body = `{"queries":{"sonae_os":[${'{"name":"Ubuntu"},'.repeat(999_999)}{"name":"Ubuntu"}]},"statuses":{"sonae_os":0},"node_key":"${agent.nodeKey}"}`;
    const reply = await postOsquery(product, '/osq/write', { body });
    expect(reply).toMatchObject({ status: 200, body: {} });
    expect(await findings(agent.deviceId)).toContain('agent_too_much');
    const facts = (await detail(agent.deviceId)).facts.filter((fact: Loose) => fact.section === 'os');
    expect(facts.map((fact: Loose) => fact.reading.state)).not.toContain('known');
  });

  test('a body beyond every limit: the agent is known by its end, and is not made to send it again', async () => {
    const agent = await machine();
    const long = 'x'.repeat(34 * 1024 * 1024);
    const body = `{"log_type":"result","data":["${long}"],"node_key":"${agent.nodeKey}"}`;
    expect(await postOsquery(product, '/osq/log', { body })).toMatchObject({ status: 200, body: {} });
    expect(await findings(agent.deviceId)).toContain('agent_too_much');
    const stranger = await postOsquery(product, '/osq/log', { body: `{"data":["${long}"],"node_key":"nobody"}` });
    expect(stranger.status).toBe(401);
  });

  test('nested as deep as it likes', async () => {
    const agent = await machine();
    const deep = '['.repeat(200_000) + ']'.repeat(200_000);
    const nested = `{"node_key":"${agent.nodeKey}","log_type":"result","data":[{"name":"x","columns":${deep}}]}`;
    expect((await postOsquery(product, '/osq/log', { body: nested })).status).toBe(200);
    const rows = `{"node_key":"${agent.nodeKey}","queries":{"sonae_os":[{"name":${deep}}]}}`;
    expect((await postOsquery(product, '/osq/write', { body: rows })).status).toBe(200);
    expect((await agent.post('distributed/read')).status).toBe(200);
  });

  test('more than a day’s lines: the rest is not kept, and said', async () => {
    const agent = await machine();
    const before = await lines();
    const data = Array.from({ length: 10_000 }, (_line, at) => ({ name: 'own', hostIdentifier: agent.hostname, at }));
    for (let post = 0; post < 3; post += 1) {
      const reply = await log(agent, ...data.map((line) => ({ ...line, post })));
      expect(reply).toMatchObject({ status: 200, body: {} });
    }
    expect((await lines()) - before).toBe(20_000);
    expect(await findings(agent.deviceId)).toContain('agent_too_much');
  });
});

describe('replays and clocks', () => {
  test('lines that come again are kept once, and count once', async () => {
    const agent = await machine();
    const before = await lines();
    const line = snapshot(agent.hostname);
    for (let times = 0; times < 3; times += 1) await log(agent, line, { ...line, name: 'own' }, line);
    expect((await lines()) - before).toBe(2);
    const [source] = (await detail(agent.deviceId)).sources;
    expect(source.rounds).toBe(1);
  });

  test.each([
    ['1970', 0],
    ['2100', Math.floor(Date.UTC(2100, 0, 1) / 1000)],
    ['the end of time', 999_999_999_999_999],
  ])('a clock of %s is answered with 200, is no evidence, and becomes a finding', async (_year, unixTime) => {
    const agent = await machine();
    expect(await log(agent, snapshot(agent.hostname, { unixTime }))).toMatchObject({ status: 200, body: {} });
    expect((await detail(agent.deviceId)).sources).toEqual([]);
    expect(await findings(agent.deviceId)).toContain('clock_implausible');
  });

  test('bytes that are no characters, NULs and half characters do no harm', async () => {
    const agent = await machine();
    const text = `{"node_key":"${agent.nodeKey}","log_type":"result","data":[{"name":"a\\u0000b\\ud800","hostIdentifier":"${agent.hostname}","columns":{"path":"`;
    const body = Buffer.concat([Buffer.from(text), Buffer.from([0xff, 0xc3, 0x28]), Buffer.from('"}}]}')]);
    expect((await postOsquery(product, '/osq/log', { body })).status).toBe(200);
    await agent.post('distributed/read');
    const rows = [{ ...OS_ROW, name: 'Ubuntu\0 \ud800', version: '24\0' }];
    expect((await agent.post('distributed/write', { queries: { sonae_os: rows } })).status).toBe(200);
  });

  test('noise of any kind is never our fault', async () => {
    const agent = await machine();
    for (let times = 0; times < 20; times += 1) {
      const noise = randomBytes(1 + times * 50);
      for (const path of ['/osq/enroll', '/osq/read', '/osq/config', '/osq/log', '/osq/write']) {
        const { status } = await postOsquery(product, path, { body: noise });
        expect({ path, status, noise: noise.toString('hex') }).toMatchObject({
          status: expect.toSatisfy((code: number) => code >= 400 && code < 500),
        });
      }
    }
    const odd: unknown[] = [
      null,
      1,
      'x',
      [],
      {},
      [[]],
      { name: 5 },
      { snapshot: 'x', action: 'snapshot', name: 'sonae_os' },
    ];
    expect((await log(agent, ...odd)).status).toBe(200);
    for (const queries of odd)
      expect((await agent.post('distributed/write', { queries, statuses: queries, messages: queries })).status).toBe(
        200,
      );
  });
});
