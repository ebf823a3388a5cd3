// SPDX-License-Identifier: Apache-2.0
/** The device list by source and result, and as a file: the same devices in both. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { collectorReport } from '../../test/support/collector-report.ts';
import { setUp } from '../../test/support/people.ts';
import type { Installation } from '../../test/support/people.ts';
import { startProduct } from '../../test/support/product.ts';
import type { Product } from '../../test/support/product.ts';

let product: Product;
let owner: Installation;
let org: string;

beforeAll(async () => {
  product = await startProduct();
  owner = await setUp(product);
  org = `/api/v1/org/${owner.orgId}`;
  const send = async (number: number, disks: unknown): Promise<void> => {
    const report = collectorReport({
      hostname: number === 2 ? '=cmd|calc' : `pc-${number}`,
      observedAt: product.clock.now().toISOString(),
      biosUuid: `00000000-0000-4000-8000-00000000000${number}`,
      mac: `02:00:00:00:00:0${number}`,
    });
    Object.assign(report.facts, { disks });
    const reply = await owner.browser.post(`${org}/reports`, { report });
    expect(reply.status, JSON.stringify(reply.body)).toBe(201);
  };
  await send(1, { state: 'known', value: [{ name: 'C:', system: true, encrypted: 'yes' }] });
  await send(2, { state: 'known', value: [{ name: 'C:', system: true, encrypted: 'no' }] });
  await send(3, { state: 'unknown', reason: 'no_permission' });
});

afterAll(async () => product?.stop());

async function names(query: string): Promise<string[]> {
  const { body } = await owner.browser.get(`${org}/devices?${query}`);
  expect(body.total).toBe(body.devices.length);
  return body.devices.map(({ hostname }: { hostname: string }) => hostname);
}

test('by source: what told of the device, and nothing for another', async () => {
  expect(await names('source=collector')).toHaveLength(3);
  expect(await names('source=osquery')).toEqual([]);
  expect((await owner.browser.get(`${org}/devices?source=nobody`)).status).toBe(400);
});

test('by result: what the counts of each device say', async () => {
  const { devices } = (await owner.browser.get(`${org}/devices`)).body;
  const counted = (field: 'failing' | 'unknown'): string[] =>
    devices
      .filter((one: Record<string, number>) => (one[field] ?? 0) > 0)
      .map(({ hostname }: { hostname: string }) => hostname);
  expect(counted('failing')).toContain('=cmd|calc');
  expect(await names('result=failing')).toEqual(counted('failing'));
  expect(await names('result=unknown')).toEqual(counted('unknown'));
  expect(counted('unknown')).toContain('pc-3');
});

test('as a file: the same devices, the checks by name, no formula', async () => {
  const cookie = [...owner.browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const response = await fetch(`${product.origin}${org}/devices.csv?result=failing&language=en`, {
    headers: { cookie },
  });
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(response.headers.get('content-disposition')).toContain('sonae-devices.csv');
  const bytes = Buffer.from(await response.arrayBuffer());
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  const [head, ...lines] = bytes.toString('utf8').slice(1).trimEnd().split('\r\n');
  expect(head).toBe(
    'Device,Own name,Kind,OS,OS version,Used by,State,Last seen (UTC),Checks not in place,Unknown checks',
  );
  expect(lines).toHaveLength((await names('result=failing')).length);
  expect(lines.find((line) => line.includes('cmd'))).toMatch(/^'=cmd\|calc,'=cmd\|calc,/);
  expect(lines.find((line) => line.includes('cmd'))).toContain('ncrypt');
});
