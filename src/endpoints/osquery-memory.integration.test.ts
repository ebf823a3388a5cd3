// SPDX-License-Identifier: Apache-2.0
/**
 * The hot path (docs/decisions/0014): polls of known agents need no database, a revoked key ends in every process, a database
 * that is away makes nobody enrol anew, and what is seen of polls is written for all organisations at once.
 */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { DAY_MS, MINUTE_MS } from '../kernel/clock.ts';
import { asUuid } from '../kernel/ids.ts';
import { makeScope } from '../platform/postgres/scope.ts';
import { sql } from '../platform/postgres/database.ts';
import { parseToken } from '../platform/tokens.ts';
import { databaseSwitch } from '../../test/support/database-switch.ts';
import { OS_ROW, enrol, enrolment, osqueryAgent, postOsquery } from '../../test/support/osquery-agent.ts';
import type { OsqueryAgent, OsqueryReply } from '../../test/support/osquery-agent.ts';
import type { Loose } from '../../test/support/browser.ts';
import { PASSWORD, secondOrganisation, setUp } from '../../test/support/people.ts';
import type { Installation } from '../../test/support/people.ts';
import { startProduct } from '../../test/support/product.ts';
import type { Product } from '../../test/support/product.ts';
import { must } from '../../test/tenancy/fill.ts';
import { Agents } from './sources/osquery/agents.ts';
import { nodeOfDevice, revokeNodesOf } from './sources/osquery/node-store.ts';

const line = databaseSwitch();
let product: Product;
let owner: Installation;
let org: string;
let secret: string;

async function secretOf({ browser, orgId }: Installation): Promise<string> {
  must(await browser.post(`/api/v1/org/${orgId}/credentials`, { label: '' }), 201);
  return must(await browser.get(`/api/v1/org/${orgId}/agent-setup`)).credentials[0].secret;
}

beforeAll(async () => {
  product = await startProduct({ start: new Date('2026-11-20T01:00:00Z'), socketFolder: line.folderFor });
  owner = await setUp(product);
  org = `/api/v1/org/${owner.orgId}`;
  secret = await secretOf(owner);
});
afterAll(async () => {
  await product?.stop();
  await line.remove();
});

let machines = 0;
async function machine(by = secret): Promise<OsqueryAgent & { hostname: string }> {
  machines += 1;
  const hostname = `memory-${machines}`;
  const uuid = `9a3c1d2e-0b4f-4c6d-8e7a-${String(machines).padStart(12, '0')}`;
  return {
    ...(await osqueryAgent(product, by, { hostname, uuid, instanceId: `memory-instance-${machines}` })),
    hostname,
  };
}
const deviceNamed = async (hostname: string): Promise<Loose> =>
  must(await owner.browser.get(`${org}/devices?search=${hostname}`)).devices.find(
    (one: Loose) => one.hostname === hostname,
  );
const scope = () => makeScope(asUuid(owner.orgId), { kind: 'system', job: 'test' });
const status = async (agent: OsqueryAgent): Promise<number> => (await agent.post('distributed/read')).status;
/** Bounded by what is promised: five seconds. */
const within5s = { timeout: 5000, interval: 50 };

describe('a poll', () => {
  test('of a known agent asks the database nothing, and writes nothing', async () => {
    const agent = await machine();
    const { db } = product.sonae.platform;
    const asked = [vi.spyOn(db, 'scoped'), vi.spyOn(db, 'global'), vi.spyOn(db, 'ingest')];
    const calls = (): number => asked.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
    const onePoll = async (): Promise<number> => {
      const before = calls();
      expect(await status(agent)).toBe(200);
      return calls() - before;
    };
    try {
      await expect.poll(onePoll, within5s).toBe(0);
      for (let polls = 0; polls < 20; polls += 1) expect(await onePoll()).toBe(0);
      const config = await agent.post('config', { etag: '' });
      expect(config.status).toBe(200);
      expect(await onePoll()).toBe(0);
    } finally {
      for (const spy of asked) spy.mockRestore();
    }
  });
});

describe('revocation', () => {
  test('by another process ends a remembered key within five seconds', async () => {
    const agent = await machine();
    expect(await status(agent)).toBe(200);
    const { deviceId } = await deviceNamed(agent.hostname);
    // A connection of its own, past the product: what another process would do.
    const at = product.clock.now();
    await product.database.db.scoped(scope(), async (tx) => revokeNodesOf(tx, deviceId, at));
    await expect.poll(async () => status(agent), within5s).toBe(401);
    expect((await agent.post('distributed/read')).body.node_invalid).toBe(true);
  });

  test('by an administrator, who finds it in the audit log; the agent may enrol anew', async () => {
    const agent = await machine();
    expect(await status(agent)).toBe(200);
    const { deviceId } = await deviceNamed(agent.hostname);
    const keys = async () => must(await owner.browser.get(`${org}/devices/${deviceId}/keys`)).keys;
    expect(await keys()).toEqual([expect.objectContaining({ holder: 'osquery' })]);
    must(await owner.browser.delete(`${org}/devices/${deviceId}/keys`), 204);
    expect(await keys()).toEqual([]);
    await expect.poll(async () => status(agent), within5s).toBe(401);
    const { entries } = must(await owner.browser.get(`${org}/audit`));
    expect(entries[0]).toMatchObject({ action: 'endpoints.device_keys_revoked', detail: { keys: 1 } });
  });

  test('of a retired device: its key ends and it cannot enrol; taken back, the key works again', async () => {
    const agent = await machine();
    expect(await status(agent)).toBe(200);
    const { deviceId } = await deviceNamed(agent.hostname);
    const path = `${org}/devices/${deviceId}`;
    must(await owner.browser.call('PATCH', path, { body: { state: 'gone' } }));
    await expect.poll(async () => status(agent), within5s).toBe(401);
    const uuid = `9a3c1d2e-0b4f-4c6d-8e7a-${String(machines).padStart(12, '0')}`;
    const again = await postOsquery(product, '/osq/enroll', { body: enrolment(secret, { hostname: 'gone', uuid }) });
    expect(again.status).toBe(403);
    must(await owner.browser.call('PATCH', path, { body: { state: 'active' } }));
    await expect.poll(async () => status(agent), within5s).toBe(200);
  });

  test('while notices cannot be heard: after the database is back, the key is looked up', async () => {
    const agent = await machine();
    expect(await status(agent)).toBe(200);
    const { deviceId } = await deviceNamed(agent.hostname);
    await line.off();
    const at = product.clock.now();
    await product.database.db.scoped(scope(), async (tx) => revokeNodesOf(tx, deviceId, at));
    await line.on();
    await expect.poll(async () => status(agent), within5s).toBe(401);
  });
});

describe('the database goes away', () => {
  test('polls go on from memory, then 503; nobody is told to enrol anew; afterwards the same key works', async () => {
    const agent = await machine();
    const other = await machine();
    // Twice: once the memory is trusted, a poll needs nobody.
    await expect.poll(async () => status(agent), within5s).toBe(200);
    const rows = await product.rowCounts();
    const replies: OsqueryReply[] = [];
    const call = async (name: string, more: Loose = {}): Promise<number> => {
      const reply = await agent.post(name, more);
      replies.push(reply);
      return reply.status;
    };
    await line.off();
    await expect.poll(async () => call('distributed/read'), { timeout: 20_000, interval: 100 }).toBe(503);
    expect(await call('config')).toBe(503);
    expect(await call('log', { log_type: 'status', data: [{ message: 'x' }] })).toBe(503);
    expect(await call('distributed/write', { queries: { sonae_os: [OS_ROW] } })).toBe(503);
    const wrong = await postOsquery(product, '/osq/read', {
      body: { node_key: `${other.nodeKey.slice(0, -8)}00000000` },
    });
    const enrolling = await postOsquery(product, '/osq/enroll', { body: enrolment(secret, { hostname: 'late' }) });
    expect(enrolling.status).toBe(503);
    for (const reply of [...replies, enrolling]) {
      expect(reply.body).not.toHaveProperty('node_invalid');
      if (reply.status === 503) {
        expect(reply.body.error).toEqual(expect.any(String));
        expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
      }
    }
    // A key with a broken checksum is wrong whatever the database says.
    expect(wrong.status).toBe(401);
    await line.on();
    await expect.poll(async () => status(agent), { timeout: 20_000, interval: 100 }).toBe(200);
    expect(await product.rowCounts(), 'nothing half-written').toEqual(rows);
  });

  test('answers to questions from before a restart are taken: what was due is known again', async () => {
    const agent = await machine();
    // The questions were handed out by a process that is no more.
    const reply = await agent.post('distributed/write', { queries: { sonae_os: [OS_ROW] }, statuses: { sonae_os: 0 } });
    expect(reply.status).toBe(200);
    const device = await deviceNamed(agent.hostname);
    expect(must(await owner.browser.get(`${org}/devices/${device.deviceId}`)).device.sources).toHaveLength(1);
  });
});

describe('what is remembered', () => {
  const trusting = (): Agents => {
    const agents = new Agents({ db: product.database.db, clock: product.clock });
    agents.believe({ live: () => true, epoch: () => 1 });
    return agents;
  };

  test('polls that come together make one query, and the next needs none', async () => {
    const { nodeKey } = await machine();
    const agents = trusting();
    const [first, ...others] = await Promise.all([1, 2, 3, 4].map(async () => agents.find(nodeKey)));
    for (const other of others) expect(other).toBe(first);
    expect(agents.find(nodeKey)).toBe(first);
    expect(agents.size).toBe(1);
  });

  test('a key that a new enrolment ended goes with the notice, also when the new one was used before it came', async () => {
    const wishes = { hostname: 'twice', uuid: '9a3c1d2e-0b4f-4c6d-8e7a-aaaaaaaaaaaa', instanceId: 'twice-1' };
    const old = await enrol(product, secret, wishes);
    const agents = trusting();
    const agent = await agents.find(old);
    const next = await enrol(product, secret, wishes);
    await agents.find(next);
    agents.notice(`forget:${agent?.deviceId}`);
    expect(await agents.find(old)).toBeUndefined();
    expect(await agents.find(next)).toBeDefined();
  });

  test('a notice that comes while a key is looked up is not lost', async () => {
    const { nodeKey, hostname } = await machine();
    const { deviceId } = await deviceNamed(hostname);
    const agents = trusting();
    const looking = agents.find(nodeKey);
    agents.notice(`forget:${deviceId}`);
    await looking;
    expect(agents.find(nodeKey), 'looked up again').toBeInstanceOf(Promise);
  });

  test('times of polls are written for all organisations in one go, and shown', async () => {
    const theirs = await secondOrganisation(product);
    const [ours, other] = [await machine(), await machine(await secretOf(theirs))];
    const agents = trusting();
    product.clock.advance(MINUTE_MS);
    const now = product.clock.now();
    for (const { nodeKey } of [ours, other]) {
      const agent = await agents.find(nodeKey);
      if (!agent) throw new Error('not found');
      agents.heard(agent, now.getTime());
      agents.heard(agent, now.getTime());
    }
    expect(await agents.flush()).toBe(2);
    expect(await agents.flush()).toBe(0);
    expect(await deviceNamed(ours.hostname)).toMatchObject({ lastReceivedAt: now.toISOString() });
    const { devices } = must(await theirs.browser.get(`/api/v1/org/${theirs.orgId}/devices?search=${other.hostname}`));
    expect(devices[0]).toMatchObject({ lastReceivedAt: now.toISOString() });
  });

  test('the way across organisations leads to nothing else', async () => {
    const { db } = product.database;
    const count = async (table: 'device' | 'seen'): Promise<number> =>
      db.ingest('osquery_seen', async (queries) => {
        const rows = await queries.all(
          table === 'seen'
            ? sql`SELECT device_id FROM endpoints_osquery_seen`
            : sql`SELECT device_id FROM endpoints_device`,
        );
        return rows.length;
      });
    expect(await count('device')).toBe(0);
    const seen = await count('seen');
    expect(seen).toBeGreaterThan(0);
    await db.ingest('osquery_seen', async (queries) => queries.run(sql`DELETE FROM endpoints_osquery_seen`));
    expect(await count('seen')).toBe(seen);
    const mine = await db.scoped(scope(), async (tx) => tx.all(sql`SELECT device_id FROM endpoints_osquery_seen`));
    expect(mine.length).toBeLessThan(seen);
    const outside = new pg.Client(product.database.app);
    await outside.connect();
    expect((await outside.query('SELECT device_id FROM endpoints_osquery_seen')).rows).toEqual([]);
    await outside.end();
  });

  test('a key is nowhere stored as it is', async () => {
    const { nodeKey, hostname } = await machine();
    const { deviceId } = await deviceNamed(hostname);
    const held = await product.database.db.scoped(scope(), async (tx) => nodeOfDevice(tx, deviceId));
    expect(held?.secret_hash).toEqual(parseToken(nodeKey)?.hash);
    expect(product.log.join('\n')).not.toContain(nodeKey);
  });
});

describe('silence', () => {
  test('a device that only polls is not silent, but what was known of it fades', async () => {
    const agent = await machine();
    await agent.post('distributed/read');
    await agent.post('distributed/write', { queries: { sonae_os: [OS_ROW] }, statuses: { sonae_os: 0 } });
    const { deviceId } = await deviceNamed(agent.hostname);
    const kinds = async (): Promise<string[]> =>
      must(await owner.browser.get(`${org}/findings`))
        .findings.filter((one: Loose) => one.subjectId === deviceId && one.state === 'open')
        .map((one: Loose) => one.kind);
    product.clock.advance(13 * DAY_MS);
    const agents = new Agents({ db: product.database.db, clock: product.clock });
    const polling = await agents.find(agent.nodeKey);
    if (!polling) throw new Error('not found');
    agents.heard(polling, product.clock.now().getTime());
    await agents.flush();
    product.clock.advance(2 * DAY_MS);
    await product.runJob('assess.fade');
    await owner.browser.signIn(owner.email, PASSWORD);
    expect(await deviceNamed(agent.hostname)).toMatchObject({ state: 'active' });
    const { verdicts } = must(await owner.browser.get(`${org}/subjects/${deviceId}/verdicts`));
    expect(new Set(verdicts.map((one: Loose) => one.verdict))).toEqual(new Set(['unknown']));
    expect(await kinds()).not.toContain('device_silent');
    product.clock.advance(13 * DAY_MS);
    await product.runJob('assess.fade');
    await owner.browser.signIn(owner.email, PASSWORD);
    expect(await deviceNamed(agent.hostname)).toMatchObject({ state: 'silent' });
    expect(await kinds()).toContain('device_silent');
  });

  test('what an agent did wrong is over when it behaves for two days', async () => {
    const agent = await machine();
    const { deviceId } = await deviceNamed(agent.hostname);
    await agent.post('log', { log_type: 'status', data: [{ hostIdentifier: 'somebody-else', message: 'x' }] });
    const state = async (): Promise<string> =>
      must(await owner.browser.get(`${org}/findings`)).findings.find(
        (one: Loose) => one.subjectId === deviceId && one.kind === 'agent_claims_other',
      )?.state;
    await product.runJob('endpoints.tidy_osquery');
    expect(await state()).toBe('open');
    product.clock.advance(3 * DAY_MS);
    await product.runJob('endpoints.tidy_osquery');
    await owner.browser.signIn(owner.email, PASSWORD);
    expect(await state()).not.toBe('open');
  });

  test('log lines go after two weeks', async () => {
    const agent = await machine();
    await agent.post('log', { log_type: 'status', data: [{ message: 'old' }] });
    expect((await product.rowCounts())['endpoints_osquery_line']).toBeGreaterThan(0);
    product.clock.advance(15 * DAY_MS);
    await product.runJob('endpoints.tidy_osquery');
    const rows = await product.rowCounts();
    expect([rows['endpoints_osquery_line'], rows['endpoints_osquery_day']]).toEqual([0, 0]);
  });
});
