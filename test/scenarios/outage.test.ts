// SPDX-License-Identifier: Apache-2.0
/** The database goes away, or the disk is nearly full: nobody is told to enrol anew, and it passes by itself. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SECOND_MS } from '../../src/kernel/clock.ts';
import { collectorReport } from '../support/collector-report.ts';
import { databaseSwitch } from '../support/database-switch.ts';
import type { TestBrowser } from '../support/browser.ts';
import { setUp } from '../support/people.ts';
import { startProduct } from '../support/product.ts';
import type { Product } from '../support/product.ts';
import { collect, must } from '../tenancy/fill.ts';

const NOW = '2026-11-20T01:00:00Z';
const INVENTORY = readFileSync(
  join(import.meta.dirname, '../../src/endpoints/sources/glpi/fixtures/windows-fusioninventory-2.6.xml'),
);
const PROLOG =
  '<?xml version="1.0"?><REQUEST><DEVICEID>pc-2026-11-20-01-00-00</DEVICEID><QUERY>PROLOG</QUERY></REQUEST>';

interface Prepared {
  readonly product: Product;
  readonly browser: TestBrowser;
  readonly org: string;
  readonly enrol: string;
}

async function prepare(product: Product): Promise<Prepared> {
  const { browser, orgId } = await setUp(product);
  const org = `/api/v1/org/${orgId}`;
  must(await browser.post(`${org}/credentials`, { label: '' }), 201);
  const { credentials } = must(await browser.get(`${org}/agent-setup`));
  return { product, browser, org, enrol: credentials[0].secret };
}

const knock = async ({ product, enrol }: Prepared, body: Uint8Array | string): Promise<Response> =>
  fetch(`${product.origin}/agent/glpi`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`sonae:${enrol}`).toString('base64')}`,
      'content-type': 'application/xml',
    },
    body: Buffer.from(body),
  });

const report = collectorReport({ hostname: 'pc', observedAt: NOW });

describe('the database goes away', () => {
  const line = databaseSwitch();
  let ready: Prepared;
  let deviceKey: string;

  beforeAll(async () => {
    ready = await prepare(await startProduct({ start: new Date(NOW), socketFolder: line.folderFor }));
    const { code } = must(await ready.browser.post(`${ready.org}/first-looks`, { kind: 'sh' }), 201);
    deviceKey = must(await collect(ready.product, code, report), 201).deviceKey;
    expect((await knock(ready, INVENTORY)).status).toBe(200);
  });
  afterAll(async () => {
    await ready?.product.stop();
    await line.remove();
  });

  test('agents are told to come again, never to enrol anew; afterwards it goes on by itself', async () => {
    const { product, browser, org } = ready;
    const rows = await product.rowCounts();
    await line.off();
    // Once with the credential still remembered, once when it must be looked up.
    for (let round = 0; round < 2; round += 1) {
      const agent = await knock(ready, INVENTORY);
      expect(agent.status).toBe(503);
      expect(Number(agent.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(agent.headers.get('www-authenticate')).toBeNull();
      expect(await agent.text()).toContain('The database cannot be reached');
      const collector = await collect(product, deviceKey, report);
      expect(collector).toMatchObject({ status: 503, body: { error: { code: 'database_unavailable' } } });
      expect(collector.headers.get('retry-after')).toBeTruthy();
      product.clock.advance(5 * SECOND_MS);
    }
    expect((await browser.get(`${org}/home`)).status).toBe(503);
    expect((await browser.get('/healthz')).status).toBe(200);
    expect((await browser.get('/readyz')).status).toBe(503);
    expect(await product.rowCounts(), 'nothing half-written').toEqual(rows);

    await line.on();
    expect((await knock(ready, INVENTORY)).status).toBe(200);
    expect((await collect(product, deviceKey, report)).status).toBe(201);
    expect((await browser.get(`${org}/home`)).status).toBe(200);
    expect((await browser.get('/readyz')).status).toBe(200);
    await product.runJob('assess.fade');
  });
});

describe('the disk is below its reserve', () => {
  let ready: Prepared;
  beforeAll(async () => {
    ready = await prepare(await startProduct({ start: new Date(NOW), flags: { 'disk-reserve-mb': '1000000' } }));
  });
  afterAll(async () => ready?.product.stop());

  test('nothing new is taken in, reading goes on, and the home page says so', async () => {
    const { product, browser, org } = ready;
    const { code } = must(await browser.post(`${org}/first-looks`, { kind: 'sh' }), 201);
    const rows = await product.rowCounts();
    expect((await knock(ready, PROLOG)).status, 'an agent may still ask what to do').toBe(200);
    const agent = await knock(ready, INVENTORY);
    expect(agent.status).toBe(503);
    expect(Number(agent.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await agent.text()).toContain('The disk is nearly full');
    const full = { status: 503, body: { error: { code: 'disk_reserve_reached' } } };
    expect(await collect(product, code, report)).toMatchObject(full);
    expect(await browser.post(`${org}/reports`, { report })).toMatchObject(full);
    expect(await browser.post(`${org}/check-server`, {})).toMatchObject(full);
    expect(await product.rowCounts()).toEqual(rows);
    expect(must(await browser.get(`${org}/home`)).notices).toContain('disk_low');
    for (const page of ['devices', 'tasks', 'findings', 'controls', 'ledger'])
      must(await browser.get(`${org}/${page}`));
  });
});
