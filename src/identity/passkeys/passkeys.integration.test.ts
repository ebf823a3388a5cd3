// SPDX-License-Identifier: Apache-2.0
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestBrowser } from '../../../test/support/browser.ts';
import { startTestDatabase } from '../../../test/support/database.ts';
import type { TestDatabase } from '../../../test/support/database.ts';
import { softPasskey } from '../../../test/support/passkey.ts';
import type { Lies, SoftPasskey } from '../../../test/support/passkey.ts';
import { OTHER_PASSWORD, PASSWORD, emptyInstallation, join, linkToken, setUp } from '../../../test/support/people.ts';
import type { Installation } from '../../../test/support/people.ts';
import { startTestServer } from '../../../test/support/server.ts';
import type { TestServer } from '../../../test/support/server.ts';
import { MINUTE_MS } from '../../kernel/clock.ts';
import { closePasswordMeasure } from '../credentials/index.ts';
import { tidy } from '../jobs.ts';

const SITE = { origin: 'https://sonae.example.jp', rpId: 'sonae.example.jp' };
const OWN = '/api/v1/account/passkeys';
const DOOR = '/api/v1/session/passkey';

let database: TestDatabase;
let server: TestServer;
let admin: Installation;

beforeAll(async () => {
  database = await startTestDatabase();
});
beforeEach(async () => {
  await emptyInstallation(database);
  server = await startTestServer({ db: database.db, publicUrl: SITE.origin });
  admin = await setUp(server);
  return async () => server.stop();
});
afterAll(async () => {
  await closePasswordMeasure();
  await database.stop();
});

async function rows(query: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(database.superuser);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(query)).rows;
  } finally {
    await client.end();
  }
}

async function add(browser: TestBrowser, key: SoftPasskey = softPasskey(SITE), lies: Lies = {}) {
  const options = await browser.post(`${OWN}/begin`, { password: PASSWORD });
  expect(options.status).toBe(200);
  const reply = await browser.post(OWN, { name: 'スマートフォン', credential: key.create(options.body, lies) });
  if (reply.status === 201) browser.csrf = reply.body.csrfToken;
  return { key, reply };
}

async function enter(key: SoftPasskey, lies: Lies = {}, browser = server.browser()) {
  const options = await browser.post(`${DOOR}/begin`);
  return { browser, reply: await browser.post(DOOR, { credential: key.get(options.body, lies) }) };
}

describe('adding a passkey', () => {
  it('asks for the password, is listed, ends other places, and stands in both logs', async () => {
    expect((await admin.browser.post(`${OWN}/begin`, { password: OTHER_PASSWORD })).body.error.code).toBe(
      'password_wrong',
    );
    const elsewhere = server.browser();
    await elsewhere.signIn(admin.email, PASSWORD);
    const { reply } = await add(admin.browser);
    expect(reply.status).toBe(201);
    expect((await elsewhere.get(OWN)).status).toBe(401);
    const list = await admin.browser.get(OWN);
    expect(list.body.passkeys).toEqual([
      expect.objectContaining({ name: 'スマートフォン', lastUsedAt: null, worksHere: true, backedUp: false }),
    ]);
    const log = await admin.browser.get(`/api/v1/org/${admin.orgId}/audit`);
    expect(log.body.entries[0]).toMatchObject({ action: 'identity.passkey_added', actorName: '管理 一' });
    const kept = await rows(`SELECT action FROM platform_audit_installation WHERE action LIKE 'identity.passkey%'`);
    expect(kept).toEqual([{ action: 'identity.passkey_added' }]);
  });

  it('asks for a key that is found without an address and for the person to be verified', async () => {
    const { body } = await admin.browser.post(`${OWN}/begin`, { password: PASSWORD });
    expect(body).toMatchObject({
      rp: { id: SITE.rpId },
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    expect(JSON.stringify(body.user.id)).not.toContain(admin.email);
  });

  it.each<[string, Lies]>([
    ['another site', { origin: 'https://sonae.example.jp.evil.example' }],
    ['another site’s key', { rpId: 'evil.example' }],
    ['a person who was not verified', { unverified: true }],
    ['an answer to signing in', { type: 'webauthn.get' }],
  ])('refuses %s', async (_, lies) => {
    const { reply } = await add(admin.browser, softPasskey(SITE), lies);
    expect([reply.status, reply.body.error.code]).toEqual([400, 'passkey_not_added']);
    expect((await admin.browser.get(OWN)).body.passkeys).toEqual([]);
  });

  it('takes no challenge twice, of another person, of the sign-in page, or too old', async () => {
    const key = softPasskey(SITE);
    const other = await join(server, admin, { email: 'futari@example.jp', roles: ['teleworker'] });
    const begin = async (browser: TestBrowser) => (await browser.post(`${OWN}/begin`, { password: PASSWORD })).body;
    const code = async (options: never) =>
      (await admin.browser.post(OWN, { name: 'x', credential: key.create(options) })).body.error.code;
    expect(await code((await begin(other.browser)) as never)).toBe('passkey_expired');
    const atTheDoor = (await server.browser().post(`${DOOR}/begin`)).body;
    expect(await code({ ...atTheDoor, user: { id: 'AA' } } as never)).toBe('passkey_expired');
    const old = await begin(admin.browser);
    server.clock.advance(10 * MINUTE_MS);
    expect(await code(old as never)).toBe('passkey_expired');
    const { reply } = await add(admin.browser, key);
    expect(reply.status).toBe(201);
    const used = await rows('SELECT 1 FROM identity_passkey_answered');
    expect(used).toHaveLength(1);
    server.clock.advance(11 * MINUTE_MS);
    await tidy(server.platform);
    expect(await rows('SELECT 1 FROM identity_passkey_answered')).toEqual([]);
  });

  it('keeps a key for one person only', async () => {
    const { key } = await add(admin.browser);
    const other = await join(server, admin, { email: 'futari@example.jp', roles: ['teleworker'] });
    const { reply } = await add(other.browser, key);
    expect([reply.status, reply.body.error.code]).toEqual([409, 'passkey_known']);
  });

  it('is not offered at an IP address', async () => {
    const plain = await startTestServer({ db: database.db });
    try {
      const reply = await plain.browser().post(`${DOOR}/begin`);
      expect([reply.status, reply.body.error.code]).toEqual([409, 'passkey_needs_name']);
    } finally {
      await plain.stop();
    }
  });
});

describe('signing in with a passkey', () => {
  it('needs neither address nor code, and stands in the history', async () => {
    const { key } = await add(admin.browser);
    const { browser, reply } = await enter(key);
    expect(reply.status).toBe(200);
    expect((await browser.refresh()).body.account.email).toBe(admin.email);
    const history = await browser.get('/api/v1/account/sign-ins');
    expect(history.body.signIns[0]).toMatchObject({ outcome: 'signed_in', method: 'passkey' });
    expect((await browser.get(OWN)).body.passkeys[0].lastUsedAt).not.toBeNull();
    expect((await enter(key)).reply.status, 'and again, the counter having grown').toBe(200);
  });

  it('works with a device that does not count', async () => {
    const { key } = await add(admin.browser, softPasskey({ ...SITE, counts: false }));
    expect((await enter(key)).reply.status).toBe(200);
    expect((await enter(key)).reply.status).toBe(200);
  });

  it.each<[string, Lies]>([
    ['another site', { origin: 'https://evil.example' }],
    ['the same host without TLS', { origin: 'http://sonae.example.jp' }],
    ['another site’s key', { rpId: 'evil.example' }],
    ['a person who was not verified', { unverified: true }],
    ['a wrong signature', { badSignature: true }],
    ['another person’s handle', { userHandle: 'AAAAAAAAAAAAAAAAAAAAAA' }],
    ['an answer to adding', { type: 'webauthn.create' }],
  ])('refuses %s, and the person sees it', async (_, lies) => {
    const { key } = await add(admin.browser);
    const { browser, reply } = await enter(key, lies);
    expect([reply.status, reply.body.error.code]).toEqual([401, 'passkey_refused']);
    expect((await browser.refresh()).body.signedIn).toBe(false);
    const history = await admin.browser.get('/api/v1/account/sign-ins');
    expect(history.body.signIns[0]).toMatchObject({ outcome: 'passkey_refused' });
  });

  it('refuses a key nobody added and another person’s key with the same answer', async () => {
    const { key } = await add(admin.browser);
    const stranger = softPasskey(SITE);
    const unknown = (await enter(stranger)).reply;
    const borrowed = (await enter(stranger, { credentialId: key.credentialId })).reply;
    expect([unknown.status, unknown.body.error.code]).toEqual([401, 'passkey_refused']);
    expect([borrowed.status, borrowed.body.error.code]).toEqual([401, 'passkey_refused']);
  });

  it('takes an answer once, in the browser that asked, in time', async () => {
    const { key } = await add(admin.browser);
    const first = server.browser();
    const options = (await first.post(`${DOOR}/begin`)).body;
    const cookies = new Map(first.cookies);
    const credential = key.get(options);
    const thief = server.browser();
    await thief.post(`${DOOR}/begin`);
    expect((await thief.post(DOOR, { credential })).body.error.code, 'another browser').toBe('passkey_expired');
    expect((await first.post(DOOR, { credential })).status).toBe(200);
    const replay = server.browser();
    for (const [name, value] of cookies) replay.cookies.set(name, value);
    expect((await replay.post(DOOR, { credential })).body.error.code, 'replayed').toBe('passkey_expired');
    const late = server.browser();
    const lateOptions = (await late.post(`${DOOR}/begin`)).body;
    server.clock.advance(10 * MINUTE_MS);
    expect((await late.post(DOOR, { credential: key.get(lateOptions) })).body.error.code).toBe('passkey_expired');
    const made = Buffer.alloc(80, 7).toString('base64url');
    await late.post(`${DOOR}/begin`);
    expect((await late.post(DOOR, { credential: key.get({ challenge: made }) })).body.error.code).toBe(
      'passkey_expired',
    );
  });

  it('refuses a counter that went back, and says so in the log', async () => {
    const { key } = await add(admin.browser);
    expect((await enter(key, { counter: 5 })).reply.status).toBe(200);
    for (const counter of [5, 4, 0]) {
      expect((await enter(key, { counter })).reply.body.error.code).toBe('passkey_refused');
    }
    const log = await admin.browser.get(`/api/v1/org/${admin.orgId}/audit`);
    expect(log.body.entries[0].action).toBe('identity.passkey_counter_back');
    expect((await enter(key, { counter: 6 })).reply.status).toBe(200);
  });

  it('slows down one address that keeps trying', async () => {
    const stranger = softPasskey(SITE);
    let last = 401;
    for (let at = 0; at < 40 && last === 401; at += 1) last = (await enter(stranger)).reply.status;
    expect(last).toBe(429);
  });

  it('bounds and checks what is sent', async () => {
    const bad = async (change: Record<string, unknown>) =>
      (await server.browser().post(DOOR, { credential: { ...softPasskey(SITE).get({ challenge: 'AA' }), ...change } }))
        .status;
    expect(await bad({ id: 'a'.repeat(2000) })).toBe(400);
    expect(await bad({ id: '../etc' })).toBe(400);
    expect(await bad({ type: 'password' })).toBe(400);
    expect(await bad({ response: null })).toBe(400);
  });
});

describe('renaming and removing', () => {
  it('changes only one’s own', async () => {
    await add(admin.browser);
    const [{ passkeyId }] = (await admin.browser.get(OWN)).body.passkeys;
    const other = await join(server, admin, { email: 'futari@example.jp', roles: ['teleworker'] });
    expect((await other.browser.put(`${OWN}/${passkeyId}`, { name: 'mine' })).status).toBe(404);
    expect((await other.browser.post(`${OWN}/${passkeyId}/remove`, { password: PASSWORD })).status).toBe(404);
    expect((await admin.browser.put(`${OWN}/${passkeyId}`, { name: '会社のかぎ' })).status).toBe(204);
    expect((await admin.browser.get(OWN)).body.passkeys[0].name).toBe('会社のかぎ');
  });

  it('a removed passkey and whoever used it are out; the password still opens', async () => {
    const { key } = await add(admin.browser);
    const { browser } = await enter(key);
    const [{ passkeyId }] = (await admin.browser.get(OWN)).body.passkeys;
    const path = `${OWN}/${passkeyId}/remove`;
    expect((await admin.browser.post(path, { password: 'no' })).status).toBe(403);
    const removed = await admin.browser.post(path, { password: PASSWORD });
    expect(removed.status).toBe(200);
    expect((await browser.get(OWN)).status).toBe(401);
    expect((await enter(key)).reply.status).toBe(401);
    expect((await server.browser().signIn(admin.email, PASSWORD)).status).toBe(200);
  });

  it('a reset link takes passkeys away: one may be the intruder’s', async () => {
    const { key } = await add(admin.browser);
    const { link } = await server.identity.resetAccount({
      email: admin.email,
      clearTotp: false,
      origin: server.origin,
    });
    const body = { token: linkToken(link), password: OTHER_PASSWORD };
    expect((await server.browser().post('/api/v1/reset/complete', body)).status).toBe(204);
    expect((await enter(key)).reply.status).toBe(401);
  });
});

describe('the log', () => {
  it('holds changes of the password', async () => {
    await admin.browser.put('/api/v1/account/password', { current: PASSWORD, next: OTHER_PASSWORD });
    await admin.browser.refresh();
    const log = await admin.browser.get(`/api/v1/org/${admin.orgId}/audit`);
    expect(log.body.entries[0]).toMatchObject({ action: 'identity.password_changed', actorName: '管理 一' });
  });
});
