// SPDX-License-Identifier: Apache-2.0
// The whole product and a real mail server on loopback: a device says no, a person is told once.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { DAY_MS } from '../kernel/clock.ts';
import { collectorReport } from '../../test/support/collector-report.ts';
import { startMailReceiver } from '../../test/support/mail-receiver.ts';
import type { MailReceiver } from '../../test/support/mail-receiver.ts';
import { PASSWORD, setUp } from '../../test/support/people.ts';
import type { Installation } from '../../test/support/people.ts';
import { startProduct } from '../../test/support/product.ts';
import type { Product } from '../../test/support/product.ts';
import { collect, must } from '../../test/tenancy/fill.ts';

let mails: MailReceiver;
let product: Product;
let owner: Installation;
let org = '';

beforeAll(async () => {
  mails = await startMailReceiver();
  // Friday, 09:00 in Japan.
  product = await startProduct({
    start: new Date('2026-11-20T00:00:00Z'),
    flags: { 'smtp-url': mails.url, 'mail-from': 'sonae@example.jp' },
  });
  owner = await setUp(product);
  org = `/api/v1/org/${owner.orgId}`;
});
afterAll(async () => {
  await product?.stop();
  mails?.close();
});

/** A device of which the administrator is told that its disk is not encrypted. */
async function tellOf(hostname: string, virus = { enabled: true, upToDate: true }): Promise<void> {
  const look = must(await owner.browser.post(`${org}/first-looks`, { kind: 'sh' }), 201);
  const disks = { state: 'known' as const, value: [{ name: 'C:', system: true, encrypted: 'no' as const }] };
  const firewall = { state: 'known' as const, value: [{ name: 'public', enabled: false }] };
  const antivirus = { state: 'known' as const, value: [{ name: 'Defender', ...virus }] };
  const observedAt = product.clock.now().toISOString();
  const facts = { disks, firewall, antivirus };
  const report = collectorReport({ hostname, observedAt, biosUuid: `bios-of-${hostname}`, facts });
  must(await collect(product, look.code, report), 201);
}

const log = async () => must(await owner.browser.get(`${org}/notices/deliveries`)).deliveries;
const ended = async (count: number) =>
  vi.waitFor(
    async () => {
      const deliveries = await log();
      expect(deliveries.filter((one: { state: string }) => one.state !== 'waiting')).toHaveLength(count);
      return deliveries;
    },
    { timeout: 30_000, interval: 50 },
  );

test('nothing to say, no mail', async () => {
  await product.runJob('notify.look');
  expect(await log()).toEqual([]);
});

test('what a device says is told once, in Japanese, as text and HTML, with a link', async () => {
  await tellOf('notice-1');
  await product.runJob('notify.look');
  const deliveries = await ended(1);
  expect(deliveries[0]).toMatchObject({ state: 'sent', attempts: 1, lastError: null });
  const mail = mails.received[0]?.raw ?? '';
  expect(mail).toContain('multipart/alternative');
  const subject = [...mail.matchAll(/=\?UTF-8\?B\?([\w+/=]+)\?=/g)].map(([, coded = '']) => coded);
  expect(subject.map((coded) => Buffer.from(coded, 'base64').toString('utf8')).join('')).toContain('みどり商店');
  const bodies = mail
    .split(/\r\n\r\n/)
    .map((part) => Buffer.from(part.split('\r\n--')[0] ?? '', 'base64').toString('utf8'));
  expect(bodies.some((body) => body.includes('管理 一 さん') && body.includes('/tasks/'))).toBe(true);
  // The HTML is mostly ASCII: quoted-printable (RFC 2045 §6.7).
  const html = mail.replaceAll('=\r\n', '');
  expect(html).toContain('<!doctype html>');
  expect(html).toContain('<a href=3D"https://');
  await product.runJob('notify.look');
  await product.runJob('notify.look');
  expect(await log()).toHaveLength(deliveries.length);
});

test('a mail server that refuses is asked once, and the log says so', async () => {
  const path = `${org}/notices/choice`;
  const { available: _available, ...choice } = must(await owner.browser.get(path));
  expect(choice).toMatchObject({ mail: true, digestAt: 510 });
  const before = (await log()).length;
  mails.refusal = Object.assign(new Error('no such user'), { responseCode: 550 });
  const { knocks } = mails;
  // Tuesday, past the weekend and the holiday of Monday.
  product.clock.advance(4 * DAY_MS);
  const { email } = owner;
  must(await owner.browser.post('/api/v1/session', { email, password: PASSWORD }));
  await owner.browser.refresh();
  await tellOf('notice-2', { enabled: false, upToDate: false });
  await product.runJob('notify.look');
  // Antivirus that is off is told at once, the rest by the digest of the day.
  const after = (await ended(before + 2)).slice(0, 2);
  expect(after.map((one: { kind: string }) => one.kind).toSorted()).toEqual(['digest', 'urgent']);
  for (const one of after) expect(one).toMatchObject({ state: 'failed', attempts: 1, lastError: 'refused' });
  expect(mails.knocks - knocks).toBe(2);
});

test('who wants no mail gets none', async () => {
  mails.refusal = undefined;
  const path = `${org}/notices/choice`;
  const { available: _available, ...choice } = must(await owner.browser.get(path));
  must(await owner.browser.put(path, { ...choice, mail: false }));
  expect((await owner.browser.put(path, { ...choice, digestAt: 1440 })).status).toBe(400);
  const before = (await log()).length;
  await tellOf('notice-3');
  await product.runJob('notify.look');
  expect(await log()).toHaveLength(before);
});
