// SPDX-License-Identifier: Apache-2.0
// Colleagues who are asked for something that is no task: told once, each for themselves, not after they answered.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { DAY_MS } from '../kernel/clock.ts';
import { startChatReceiver } from '../../test/support/chat-receiver.ts';
import type { TestBrowser } from '../../test/support/browser.ts';
import type { ChatReceiver } from '../../test/support/chat-receiver.ts';
import { readableMails, startMailReceiver } from '../../test/support/mail-receiver.ts';
import type { MailReceiver } from '../../test/support/mail-receiver.ts';
import { PASSWORD, setUp } from '../../test/support/people.ts';
import type { Installation } from '../../test/support/people.ts';
import { startProduct } from '../../test/support/product.ts';
import type { Product } from '../../test/support/product.ts';
import { invite, must } from '../../test/tenancy/fill.ts';

let smtp: MailReceiver;
let receiver: ChatReceiver;
let product: Product;
let owner: Installation;
let org = '';
let sato: TestBrowser;
let ito: TestBrowser;
let people: readonly { memberId: string; name: string }[] = [];
const idOf = (name: string): string => people.find((one) => one.name === name)?.memberId ?? '';

beforeAll(async () => {
  smtp = await startMailReceiver();
  receiver = await startChatReceiver(['hook.example.jp']);
  product = await startProduct({
    // Friday, 09:00 in Japan: after the time of the digest.
    start: new Date('2026-11-20T00:00:00Z'),
    outbound: receiver.outbound,
    flags: { 'smtp-url': smtp.url, 'mail-from': 'sonae@example.jp' },
  });
  owner = await setUp(product);
  org = `/api/v1/org/${owner.orgId}`;
  sato = await invite(product, owner, { name: '佐藤', email: 'sato@example.jp', roles: ['teleworker'] });
  ito = await invite(product, owner, { name: '伊藤', email: 'ito@example.jp', roles: ['teleworker'] });
  ({ members: people } = must(await owner.browser.get(`${org}/members`)));
  const body = { kind: 'generic', label: '自社', language: 'ja', url: 'https://hook.example.jp/' };
  must(await owner.browser.post(`${org}/notices/channels`, body), 201);
});
afterAll(async () => {
  await product?.stop();
  await receiver?.stop();
  smtp?.close();
});

let seen = 0;
/** Looks, waits until everything that was opened has gone out, and gives what was mailed since the last time. */
async function mailed(): Promise<{ to: string; text: string }[]> {
  await product.runJob('notify.look');
  await vi.waitFor(
    async () => {
      const { deliveries } = must(await owner.browser.get(`${org}/notices/deliveries`));
      expect(deliveries.filter(({ state }: { state: string }) => state === 'waiting')).toEqual([]);
    },
    { timeout: 30_000, interval: 50 },
  );
  const fresh = smtp.received.slice(seen);
  seen = smtp.received.length;
  return readableMails(fresh);
}

async function pass(ms: number): Promise<void> {
  product.clock.advance(ms);
  must(await owner.browser.post('/api/v1/session', { email: owner.email, password: PASSWORD }));
  await owner.browser.refresh();
  for (const [person, email] of [
    [sato, 'sato@example.jp'],
    [ito, 'ito@example.jp'],
  ] as const) {
    must(await person.post('/api/v1/session', { email, password: PASSWORD }));
    await person.refresh();
  }
}

let diagnosis = '';
let site = '';
const ask = async (part: number, memberId: string | null): Promise<void> => {
  must(await owner.browser.put(`${org}/diagnoses/${diagnosis}/sites/${site}/parts/${part}/person`, { memberId }));
};

test('who is asked for a part of the self-diagnosis is told once, with what to do and where', async () => {
  const begun = must(await owner.browser.post(`${org}/diagnoses`), 201);
  diagnosis = begun.diagnosisId;
  site = begun.siteId;
  await ask(1, idOf('佐藤'));
  // Who takes a part themselves knows of it.
  await ask(2, idOf('管理 一'));
  const first = await mailed();
  expect(first.map(({ to }) => to)).toEqual(['sato@example.jp']);
  expect(first[0]?.text).toContain('自社診断の「');
  expect(first[0]?.text).toContain(`/controls/diagnosis/${diagnosis}/${site}/1`);
  await pass(3 * DAY_MS);
  await ask(1, idOf('佐藤'));
  expect(await mailed()).toEqual([]);
  expect(receiver.posts).toEqual([]);
});

test('who answered before the mail went out gets none; who wants no mail gets none', async () => {
  const { available: _available, ...choice } = must(await ito.get(`${org}/notices/choice`));
  // 18:00 in Japan: it waits for the digest of the evening.
  must(await ito.put(`${org}/notices/choice`, { ...choice, digestAt: 18 * 60 }));
  await ask(3, idOf('伊藤'));
  expect(await mailed()).toEqual([]);
  const { questions } = must(await ito.get(`${org}/diagnoses/${diagnosis}/sites/${site}`));
  for (const { no } of questions) {
    must(await ito.put(`${org}/diagnoses/${diagnosis}/sites/${site}/answers/${no}`, { value: 4 }));
  }
  await pass(10 * 60 * 60_000);
  expect(await mailed()).toEqual([]);
  const { deliveries } = must(await owner.browser.get(`${org}/notices/deliveries`));
  expect(deliveries.filter(({ memberId }: { memberId: string }) => memberId === idOf('伊藤'))).toEqual([]);
  must(await ito.put(`${org}/notices/choice`, { ...choice, mail: false }));
});

test('a vote on threats asks everyone but who opened it and who chose already', async () => {
  const { vote } = must(await owner.browser.post(`${org}/threat-vote`));
  expect(vote.open).not.toBeNull();
  await pass(DAY_MS);
  const first = await mailed();
  expect(first.map(({ to }) => to)).toEqual(['sato@example.jp']);
  expect(first[0]?.text).toContain('/threats/vote');
  expect(first[0]?.text).toContain('心配な脅威を5つまで');
  await pass(DAY_MS);
  expect(await mailed()).toEqual([]);
  expect(receiver.posts).toEqual([]);
});
