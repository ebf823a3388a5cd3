// SPDX-License-Identifier: Apache-2.0
// The whole product and a real mail server on loopback: a month ends, is kept, and goes out once.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { collectorReport } from '../../test/support/collector-report.ts';
import { startMailReceiver } from '../../test/support/mail-receiver.ts';
import type { MailReceiver } from '../../test/support/mail-receiver.ts';
import { PASSWORD, setUp } from '../../test/support/people.ts';
import type { Installation } from '../../test/support/people.ts';
import { startProduct } from '../../test/support/product.ts';
import type { Product } from '../../test/support/product.ts';
import { collect, invite, must } from '../../test/tenancy/fill.ts';
import { sql } from '../platform/postgres/database.ts';

let mails: MailReceiver;
let product: Product;
let owner: Installation;
let org = '';

beforeAll(async () => {
  mails = await startMailReceiver();
  product = await startProduct({
    start: new Date('2026-11-20T01:00:00Z'),
    flags: { 'smtp-url': mails.url, 'mail-from': 'sonae@example.jp' },
  });
  owner = await setUp(product);
  org = `/api/v1/org/${owner.orgId}`;
});
afterAll(async () => {
  await product?.stop();
  mails?.close();
});

/** Sessions do not last for weeks. */
async function moveTo(moment: string): Promise<void> {
  product.clock.set(new Date(moment));
  owner.browser.cookies.clear();
  must(await owner.browser.signIn('kanri@example.jp', PASSWORD));
}

const reports = () => mails.received.map(({ raw }) => raw).filter((mail) => mail.includes('application/pdf'));
const months = async () => must(await owner.browser.get(`${org}/reports`)).months;
const read = async (month: string) => must(await owner.browser.get(`${org}/reports/${month}`)).report;

async function diskNotEncrypted(hostname: string): Promise<void> {
  const look = must(await owner.browser.post(`${org}/first-looks`, { kind: 'sh' }), 201);
  const disks = { state: 'known' as const, value: [{ name: 'C:', system: true, encrypted: 'no' as const }] };
  const observedAt = product.clock.now().toISOString();
  const report = collectorReport({ hostname, observedAt, biosUuid: `bios-of-${hostname}`, facts: { disks } });
  must(await collect(product, look.code, report), 201);
}

async function paper(path: string): Promise<{ status: number; type: string | null; bytes: Buffer }> {
  const cookie = [...owner.browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const response = await fetch(`${product.origin}${org}/reports/${path}`, { headers: { cookie } });
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, type: response.headers.get('content-type'), bytes };
}

test('the running month says so, shows what contradicts, and is a PDF of one page', async () => {
  await diskNotEncrypted('経理PC');
  must(await owner.browser.put(`${org}/controls/disk-encrypted/declaration`, { value: 4 }));
  expect(await months()).toMatchObject([{ month: '2026-11', soFar: true, contradictions: 1 }]);
  const report = await read('2026-11');
  expect(report.soFar).toContain('途中');
  expect(report.decide.items[0].reason).toContain('経理PC');
  expect(report.changes.cells[0].lines[0]).toContain('【新】');
  const english = must(await owner.browser.get(`${org}/reports/2026-11?language=en`)).report;
  expect(english.title).toBe('Monthly report, November 2026');
  const { status, type, bytes } = await paper('2026-11.pdf');
  expect([status, type]).toEqual([200, 'application/pdf']);
  expect(bytes.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)).toHaveLength(1);
  expect((await paper('2026-11/full.pdf')).bytes.subarray(0, 5).toString()).toBe('%PDF-');
  expect((await paper('2026-10.pdf')).status).toBe(404);
  expect((await paper('2026-13.pdf')).status).toBe(400);
});

test('when the month ends it is kept as it was, sealed, and never changes', async () => {
  // 1 December 00:02 in Japan; nothing of October is kept: the organisation was not there.
  await moveTo('2026-11-30T15:02:00Z');
  await product.runJob('report.months');
  expect((await months()).map(({ month }: { month: string }) => month)).toEqual(['2026-12', '2026-11']);
  const kept = await read('2026-11');
  expect(kept.soFar).toBeNull();
  expect(kept.ledger.root).toMatch(/^[0-9a-f]{64}$/);
  const ledger = must(await owner.browser.get(`${org}/ledger`));
  expect(ledger.seals[0].root).toBe(kept.ledger.root);
  const before = (await paper('2026-11.pdf')).bytes;
  must(await owner.browser.put(`${org}/controls/disk-encrypted/declaration`, { value: 0 }));
  await diskNotEncrypted('営業PC');
  await product.runJob('report.months');
  expect(await read('2026-11')).toEqual(kept);
  expect(Buffer.compare((await paper('2026-11.pdf')).bytes, before)).toBe(0);
  expect((await read('2026-12')).bars[0].trend).toContain('減');
  const scope = product.identity.systemScope(owner.orgId, 'test');
  const change = product.database.db.scoped(scope, async (tx) => tx.run(sql`UPDATE report_month SET taken_at = now()`));
  await expect(change).rejects.toThrow(/permission denied|append-only|may not/);
});

test('on the first working day the executives get it once, with the PDF; others when they asked', async () => {
  const executive = await invite(product, owner, { name: '社長', email: 'boss@example.jp', roles: ['executive'] });
  await invite(product, owner, { name: '在宅', email: 'tele@example.jp', roles: ['teleworker'] });
  expect(must(await executive.get(`${org}/reports/choice`))).toEqual({ mail: true, available: true });
  // Tuesday, before the office opens: nothing yet.
  await moveTo('2026-11-30T22:00:00Z');
  await product.runJob('report.months');
  expect(must(await owner.browser.get(`${org}/reports/deliveries`)).deliveries).toEqual([]);
  await moveTo('2026-12-01T00:02:00Z');
  await product.runJob('report.months');
  await product.runJob('report.months');
  const deliveries = await vi.waitFor(
    async () => {
      const found = must(await owner.browser.get(`${org}/reports/deliveries`)).deliveries;
      expect(found.length).toBeGreaterThan(0);
      expect(found.filter(({ state }: { state: string }) => state === 'waiting')).toEqual([]);
      return found;
    },
    { timeout: 30_000, interval: 50 },
  );
  expect(deliveries.map(({ memberName }: { memberName: string }) => memberName)).toContain('社長');
  expect(deliveries.map(({ memberName }: { memberName: string }) => memberName)).not.toContain('在宅');
  expect(deliveries[0]).toMatchObject({ month: '2026-11', state: 'sent', attempts: 1, lastError: null });
  const mail = reports().find((one) => one.includes('boss@example.jp')) ?? '';
  expect(reports()).toHaveLength(deliveries.length);
  expect(mail).toContain('filename=sonae-2026-11.pdf');
  const encoded = mail.slice(mail.indexOf('application/pdf')).split('\r\n\r\n')[1] ?? '';
  expect(Buffer.from(encoded, 'base64').subarray(0, 5).toString()).toBe('%PDF-');
});

test('who turned it off gets none next month', async () => {
  const count = reports().length;
  const boss = product.browser();
  must(await boss.signIn('boss@example.jp', PASSWORD));
  must(await boss.put(`${org}/reports/choice`, { mail: false }));
  // The first three days of January are closed, and 2027-01-04 is a Monday.
  await moveTo('2027-01-01T00:32:00Z');
  await product.runJob('report.months');
  expect(reports()).toHaveLength(count);
  await moveTo('2027-01-04T00:32:00Z');
  await product.runJob('report.months');
  const { deliveries } = must(await owner.browser.get(`${org}/reports/deliveries`));
  const december = deliveries.filter(({ month }: { month: string }) => month === '2026-12');
  expect(december.map(({ memberName }: { memberName: string }) => memberName)).toEqual(['管理 一']);
});

test('an organisation that asks for papers without an end is asked to wait', async () => {
  const statuses: number[] = [];
  for (let no = 0; no < 40 && !statuses.includes(429); no += 1) statuses.push((await paper('2026-11.pdf')).status);
  expect(statuses.at(-1)).toBe(429);
});
