// SPDX-License-Identifier: Apache-2.0
// What stands and is no task: told once to administrators and channels until it recovers. Real servers on loopback.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { DAY_MS } from '../kernel/clock.ts';
import { startChatReceiver } from '../../test/support/chat-receiver.ts';
import type { ChatReceiver } from '../../test/support/chat-receiver.ts';
import { collectorReport } from '../../test/support/collector-report.ts';
import { readableMails, startMailReceiver } from '../../test/support/mail-receiver.ts';
import type { MailReceiver } from '../../test/support/mail-receiver.ts';
import { PASSWORD, setUp } from '../../test/support/people.ts';
import type { Installation } from '../../test/support/people.ts';
import { startProduct } from '../../test/support/product.ts';
import type { Product } from '../../test/support/product.ts';
import { collect, invite, must } from '../../test/tenancy/fill.ts';

let smtp: MailReceiver;

const folder = mkdtempSync(join(tmpdir(), 'sonae-standing-'));
const shelf = join(folder, 'backups');
let receiver: ChatReceiver;
let product: Product;
let owner: Installation;
let org = '';
let deviceKey = '';

beforeAll(async () => {
  smtp = await startMailReceiver();
  receiver = await startChatReceiver(['hook.example.jp']);
  product = await startProduct({
    start: new Date('2026-11-20T00:00:00Z'),
    outbound: receiver.outbound,
    flags: { 'smtp-url': smtp.url, 'mail-from': 'sonae@example.jp', 'backup-folder': shelf },
  });
  owner = await setUp(product);
  org = `/api/v1/org/${owner.orgId}`;
  await invite(product, owner, { name: '佐藤', email: 'sato@example.jp', roles: ['teleworker'] });
  await invite(product, owner, { name: '見守 一', email: 'mimamori@example.jp', roles: ['teleworker'] });
  await product.identity.setOperator({ email: 'mimamori@example.jp', operator: true });
  const body = { kind: 'generic', label: '自社', language: 'ja', url: 'https://hook.example.jp/' };
  must(await owner.browser.post(`${org}/notices/channels`, body), 201);
});
afterAll(async () => {
  await product?.stop();
  await receiver?.stop();
  smtp?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Encrypted or not. */
async function report(encrypted: 'yes' | 'no'): Promise<void> {
  const disks = { state: 'known' as const, value: [{ name: 'C:', system: true, encrypted }] };
  const observedAt = product.clock.now().toISOString();
  const body = collectorReport({ hostname: 'standing-1', observedAt, biosUuid: 'bios-standing', facts: { disks } });
  if (deviceKey === '') {
    const look = must(await owner.browser.post(`${org}/first-looks`, { kind: 'sh' }), 201);
    ({ deviceKey } = must(await collect(product, look.code, body), 201));
    return;
  }
  must(await collect(product, deviceKey, body), 201);
}

async function nextDay(days: number): Promise<void> {
  product.clock.advance(days * DAY_MS);
  must(await owner.browser.post('/api/v1/session', { email: owner.email, password: PASSWORD }));
  await owner.browser.refresh();
}

interface Item {
  readonly kind: string;
  readonly link: string;
  readonly title: string;
}
const seen = { mails: 0, posts: 0 };

/** Looks, waits until everything that was opened has gone out, and gives what came since the last time. */
async function told(): Promise<{ mailed: ReturnType<typeof readableMails>; posted: Item[] }> {
  await product.runJob('notify.look');
  await vi.waitFor(
    async () => {
      const { deliveries } = must(await owner.browser.get(`${org}/notices/deliveries`));
      expect(deliveries.filter(({ state }: { state: string }) => state === 'waiting')).toEqual([]);
    },
    { timeout: 30_000, interval: 50 },
  );
  const mailed = readableMails(smtp.received).slice(seen.mails);
  const posted: Item[] = receiver.posts.slice(seen.posts).flatMap(({ body }) => JSON.parse(body).data.items);
  seen.mails = readableMails(smtp.received).length;
  seen.posts = receiver.posts.length;
  return { mailed, posted };
}

const of = (kind: string, items: readonly Item[]): Item[] => items.filter((item) => item.kind === kind);

test('a contradiction is told once to administrators and channels, with where to look', async () => {
  must(await owner.browser.put(`${org}/controls/disk-encrypted/declaration`, { value: 4, note: '' }));
  await report('no');
  const first = await told();
  expect(of('contradiction', first.posted)).toEqual([
    expect.objectContaining({ link: expect.stringMatching(/\/controls\/disk-encrypted$/), dueOn: null }),
  ]);
  const toOwner = first.mailed.filter(({ to }) => to === owner.email);
  expect(toOwner.some(({ text }) => text.includes('回答と実測の食い違い') && text.includes('/controls/'))).toBe(true);
  // A teleworker who has nothing to do hears nothing of it.
  expect(first.mailed.filter(({ to }) => to === 'sato@example.jp')).toEqual([]);
  await nextDay(4);
  const second = await told();
  expect(of('contradiction', second.posted)).toEqual([]);
});

test('after it recovered and came back it is told again', async () => {
  await nextDay(1);
  await report('yes');
  expect(of('contradiction', (await told()).posted)).toEqual([]);
  await nextDay(1);
  await report('no');
  expect(of('contradiction', (await told()).posted)).toHaveLength(1);
});

test('a failing backup is told once to administrators and channels, and again only after a good one', async () => {
  // A file where the folder should be.
  writeFileSync(shelf, '');
  await nextDay(1);
  await product.sonae.runJob('platform.backup');
  const first = await told();
  expect(of('safekeeping', first.posted)).toHaveLength(1);
  expect(of('safekeeping', first.posted)[0]?.title).toContain('バックアップが取れていません');
  expect(first.mailed.some(({ to, text }) => to === owner.email && text.includes('バックアップが取れていません'))).toBe(
    true,
  );
  expect(first.mailed.filter(({ to }) => to === 'sato@example.jp')).toEqual([]);
  // The operator, who belongs to the whole server, is led to the page of backups; who is both is told once.
  const toOperator = first.mailed.filter(({ to }) => to === 'mimamori@example.jp');
  expect(toOperator.map(({ text }) => text.includes('サーバー全体') || text.includes('/operate/backups'))).toEqual([
    true,
  ]);
  expect(first.mailed.filter(({ to, text }) => to === owner.email && text.includes('/operate/backups'))).toEqual([]);
  await nextDay(3);
  await product.sonae.runJob('platform.backup');
  const second = await told();
  expect([of('safekeeping', second.posted), second.mailed.filter(({ to }) => to.startsWith('mimamori'))]).toEqual([
    [],
    [],
  ]);
  rmSync(shelf);
  await product.sonae.runJob('platform.backup');
  expect(of('safekeeping', (await told()).posted)).toEqual([]);
  rmSync(shelf, { recursive: true });
  writeFileSync(shelf, '');
  await nextDay(1);
  await product.sonae.runJob('platform.backup');
  const again = await told();
  expect(of('safekeeping', again.posted)).toHaveLength(1);
  expect(again.mailed.filter(({ to }) => to.startsWith('mimamori'))).toHaveLength(1);
});

test('a device that fell silent is told as the task that it is', async () => {
  await nextDay(20);
  await product.runJob('assess.fade');
  const { posted } = await told();
  const { tasks } = must(await owner.browser.get(`${org}/tasks`));
  const silent = tasks.find(({ controlId }: { controlId: string }) => controlId === 'devices-known');
  expect(silent).toBeDefined();
  expect(of('task_new', posted).map(({ link }) => link)).toContainEqual(
    expect.stringContaining(`/tasks/${silent.taskId}`),
  );
});
