// SPDX-License-Identifier: Apache-2.0
/** What machines carry: codes, device keys and enrolment credentials work for their own organisation, and end. */
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../src/kernel/clock.ts';
import { asUuid } from '../../src/kernel/ids.ts';
import { makeToken, parseToken } from '../../src/platform/tokens.ts';
import type { ScopedTokenKind } from '../../src/platform/tokens.ts';
import { collectorReport } from '../support/collector-report.ts';
import { enrol, postOsquery } from '../support/osquery-agent.ts';
import { secondOrganisation, setUp } from '../support/people.ts';
import { startProduct } from '../support/product.ts';
import type { Product } from '../support/product.ts';
import { collect, fill, must } from './fill.ts';
import type { Filled } from './fill.ts';

const INVENTORY = readFileSync(
  join(import.meta.dirname, '../../src/endpoints/sources/glpi/fixtures/windows-fusioninventory-2.6.xml'),
);

let product: Product;
let ours: Filled;
let theirs: Filled;

beforeAll(async () => {
  product = await startProduct({ start: new Date('2026-11-20T01:00:00Z') });
  ours = await fill(product, await setUp(product), 'OURS');
  theirs = await fill(product, await secondOrganisation(product), 'KOMAKUSA');
});

afterAll(async () => product?.stop());

const devicesOf = async (org: Filled): Promise<{ deviceId: string; label: string; lastReceivedAt: string }[]> =>
  must(await org.administrator.get(`/api/v1/org/${org.orgId}/devices`)).devices;

async function inventory(password: string): Promise<number> {
  const response = await fetch(`${product.origin}/agent/glpi`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`sonae:${password}`).toString('base64')}`,
      'content-type': 'application/xml',
    },
    body: INVENTORY,
  });
  await response.arrayBuffer();
  return response.status;
}

const report = (more: { biosUuid: string; hostname?: string }) =>
  collectorReport({ hostname: 'new', observedAt: product.clock.now().toISOString(), ...more });

test('a report that claims the identity of their machine makes a machine of ours', async () => {
  const before = await devicesOf(theirs);
  const look = must(await ours.administrator.post(`/api/v1/org/${ours.orgId}/first-looks`, { kind: 'sh' }), 201);
  const taken = must(await collect(product, look.code, report({ biosUuid: theirs.biosUuid })), 201);
  expect(taken.deviceId).toBe(ours.deviceId); // our own machine has the same UUID in this test
  expect(taken.deviceId).not.toBe(theirs.deviceId);
  expect(await devicesOf(theirs)).toEqual(before);
});

test('an agent with our credential reports into our organisation only', async () => {
  const before = await devicesOf(theirs);
  expect(await inventory(ours.enrolSecret)).toBe(200);
  expect(await devicesOf(theirs)).toEqual(before);
  expect((await devicesOf(ours)).length).toBe(2);
});

const kinds: readonly { kind: ScopedTokenKind; held: (org: Filled) => string }[] = [
  { kind: 'dev', held: ({ deviceKey }) => deviceKey },
  { kind: 'code', held: ({ code }) => code },
  { kind: 'enrol', held: ({ enrolSecret }) => enrolSecret },
];

test.each(kinds)(
  'a $kind token that names another organisation or holds another secret is refused',
  async ({ kind, held }) => {
    const own = parseToken(held(ours));
    if (own?.orgId === undefined) throw new Error('the token cannot be read');
    const forged = [
      makeToken(kind, { orgId: asUuid(theirs.orgId), subjectId: own.subjectId }).token,
      makeToken(kind, { orgId: own.orgId, subjectId: own.subjectId }).token,
      held(ours).replace(/.$/, (last) => (last === '0' ? '1' : '0')),
    ];
    for (const token of forged) {
      const status =
        kind === 'enrol'
          ? await inventory(token)
          : (await collect(product, token, report({ biosUuid: 'forged-1' }))).status;
      expect(status).toBe(401);
    }
  },
);

test('a wrong credential is told so before the body has come', async () => {
  const wrong = makeToken('enrol', { orgId: asUuid(ours.orgId), subjectId: asUuid(ours.credentialId) }).token;
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const headers = {
      authorization: `Basic ${Buffer.from(`sonae:${wrong}`).toString('base64')}`,
      'content-type': 'application/xml',
      'content-length': 1_000_000,
    };
    const outgoing = request(`${product.origin}/agent/glpi`, { method: 'POST', headers }, (incoming) => {
      resolve(incoming.statusCode);
      outgoing.destroy();
    });
    outgoing.on('error', reject);
    // The rest is never sent: a server that waits for it would never answer.
    outgoing.write('<');
  });
  expect(status).toBe(401);
});

test('each token opens only the door it was made for', async () => {
  expect(await inventory(ours.deviceKey)).toBe(401);
  expect(await inventory(ours.code)).toBe(401);
  expect((await collect(product, ours.enrolSecret, report({ biosUuid: 'wrong-door-1' }))).status).toBe(401);
  const answer = await fetch(`${product.origin}/collect/${ours.deviceKey}/sonae-check.sh`);
  expect(answer.status).toBe(404);
  const session = await fetch(`${product.origin}/api/v1/org/${ours.orgId}/home`, {
    headers: { authorization: `Bearer ${ours.deviceKey}` },
  });
  expect(session.status).toBe(401);
});

test('a revoked credential stops within five seconds', async () => {
  const org = `/api/v1/org/${ours.orgId}`;
  const { credentialId } = must(await ours.administrator.post(`${org}/credentials`, { label: 'short' }), 201);
  const { credentials } = must(await ours.administrator.get(`${org}/agent-setup`));
  const secret = credentials.find((one: { credentialId: string }) => one.credentialId === credentialId).secret;
  expect(await inventory(secret)).toBe(200);
  must(await ours.administrator.delete(`${org}/credentials/${credentialId}`), 204);
  product.clock.advance(5 * SECOND_MS);
  expect(await inventory(secret)).toBe(401);
});

test('the key of a retired device stops at once, and works again when the device comes back', async () => {
  const path = `/api/v1/org/${ours.orgId}/devices/${ours.deviceId}`;
  const retire = async (state: 'gone' | 'active') =>
    must(await ours.administrator.call('PATCH', path, { body: { state } }));
  await retire('gone');
  expect((await collect(product, ours.deviceKey, report({ biosUuid: ours.biosUuid }))).status).toBe(401);
  await retire('active');
  product.clock.advance(SECOND_MS);
  expect((await collect(product, ours.deviceKey, report({ biosUuid: ours.biosUuid }))).status).toBe(201);
});

test('a code serves one device, and ends after an hour', async () => {
  expect(
    (await collect(product, ours.code, report({ biosUuid: 'another-machine-1', hostname: 'another' }))).status,
  ).toBe(409);
  expect((await devicesOf(ours)).map(({ label }) => label)).not.toContain('another');
  product.clock.advance(61 * MINUTE_MS);
  expect((await collect(product, ours.code, report({ biosUuid: ours.biosUuid }))).status).toBe(401);
  expect((await fetch(`${product.origin}/collect/${ours.code}/sonae-check.sh`)).status).toBe(404);
});

describe('node keys of osquery agents', () => {
  const keyOf = async (org: Filled): Promise<string> =>
    enrol(product, org.enrolSecret, {
      hostname: 'osquery-pc',
      uuid: '6a3c1d2e-0b4f-4c6d-8e7a-9b1c2d3e4f60',
      instanceId: 'tenancy-instance',
    });
  const read = async (key: string) =>
    postOsquery(product, '/api/osquery/distributed/read', { body: { node_key: key } });

  test('open their own organisation only, and no other door', async () => {
    const before = await devicesOf(theirs);
    const key = await keyOf(ours);
    expect((await read(key)).status).toBe(200);
    expect(await devicesOf(theirs)).toEqual(before);
    const own = parseToken(key);
    if (own?.orgId === undefined) throw new Error('the key cannot be read');
    const forged = [
      makeToken('node', { orgId: asUuid(theirs.orgId), subjectId: own.subjectId }).token,
      makeToken('node', { orgId: own.orgId, subjectId: own.subjectId }).token,
      key.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
      ours.deviceKey,
      ours.enrolSecret,
    ];
    for (const wrong of forged) expect((await read(wrong)).status).toBe(401);
    expect(await inventory(key)).toBe(401);
    expect((await collect(product, key, report({ biosUuid: 'wrong-door-2' }))).status).toBe(401);
    const session = await fetch(`${product.origin}/api/v1/org/${ours.orgId}/home`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect(session.status).toBe(401);
  });

  test('end with one click on the device, theirs do not', async () => {
    const [own, foreign] = [await keyOf(ours), await keyOf(theirs)];
    const mine = (await devicesOf(ours)).find(({ label }) => label === 'osquery-pc');
    must(await ours.administrator.delete(`/api/v1/org/${ours.orgId}/devices/${mine?.deviceId}/keys`), 204);
    await expect.poll(async () => (await read(own)).status, { timeout: 5000 }).toBe(401);
    expect((await read(foreign)).status).toBe(200);
  });

  test('a teleworker may ask the own device anew, not a colleague’s', async () => {
    await keyOf(ours);
    const mine = (await devicesOf(ours)).find(({ label }) => label === 'osquery-pc');
    const path = `/api/v1/org/${ours.orgId}/devices/${mine?.deviceId}`;
    expect((await ours.teleworker.post(`${path}/look-again`, {})).status).toBe(404);
    must(await ours.administrator.call('PATCH', path, { body: { ownerId: ours.memberId } }));
    expect(must(await ours.teleworker.post(`${path}/look-again`, {}))).toEqual({ asked: true });
  });
});
