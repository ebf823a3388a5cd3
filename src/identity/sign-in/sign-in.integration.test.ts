// SPDX-License-Identifier: Apache-2.0
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestDatabase } from '../../../test/support/database.ts';
import type { TestDatabase } from '../../../test/support/database.ts';
import { OTHER_PASSWORD, PASSWORD, emptyInstallation, setUp } from '../../../test/support/people.ts';
import type { Installation } from '../../../test/support/people.ts';
import { startTestServer } from '../../../test/support/server.ts';
import type { TestServer } from '../../../test/support/server.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../kernel/clock.ts';
import { closePasswordMeasure, totpCode } from '../credentials/index.ts';
import { tidy } from '../jobs.ts';

let database: TestDatabase;
let server: TestServer;
let admin: Installation;

beforeAll(async () => {
  database = await startTestDatabase();
});
beforeEach(async () => {
  await emptyInstallation(database);
  server = await startTestServer({ db: database.db });
  admin = await setUp(server);
  return async () => server.stop();
});
afterAll(async () => {
  await closePasswordMeasure();
  await database.stop();
});

const ME = '/api/v1/session';

describe('who is there', () => {
  it('an unknown address and a wrong password get the same answer', async () => {
    const unknown = await server.browser().post(ME, { email: 'dare@example.jp', password: PASSWORD });
    const wrong = await server.browser().post(ME, { email: admin.email, password: OTHER_PASSWORD });
    expect(unknown.status).toBe(401);
    expect(wrong.status).toBe(401);
    const bare = (body: { error: { id: string } }): unknown => ({ ...body, error: { ...body.error, id: '' } });
    expect(bare(wrong.body)).toEqual(bare(unknown.body));
    expect(wrong.headers.getSetCookie()).toEqual(unknown.headers.getSetCookie());
    expect([...wrong.headers.keys()]).toEqual([...unknown.headers.keys()]);
  });

  it('an unknown address is slowed down like a known one', async () => {
    const statusesFor = async (email: string): Promise<number[]> => {
      const browser = server.browser({ 'x-forwarded-for': '192.0.2.7' });
      const statuses: number[] = [];
      for (let at = 0; at < 7; at += 1) statuses.push((await browser.post(ME, { email, password: 'wrong' })).status);
      return statuses;
    };
    const known = await statusesFor(admin.email);
    expect(known).toEqual([401, 401, 401, 401, 401, 429, 429]);
    expect(await statusesFor('dare@example.jp')).toEqual(known);
  });

  it('address and password are forgiving about width and capitals, not about more', async () => {
    expect((await server.browser().signIn('ＫＡＮＲＩ@example.jp ', PASSWORD)).status).toBe(200);
    expect((await server.browser().signIn(admin.email, PASSWORD.toUpperCase())).status).toBe(401);
  });
});

describe('limits', () => {
  it('waits grow, and a right password during the wait is not even looked at', async () => {
    const stranger = server.browser();
    for (let at = 0; at < 5; at += 1) await stranger.post(ME, { email: admin.email, password: 'wrong' });
    const refused = await stranger.post(ME, { email: admin.email, password: PASSWORD });
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('30');
    server.clock.advance(31_000);
    await stranger.post(ME, { email: admin.email, password: 'wrong' });
    const again = await stranger.post(ME, { email: admin.email, password: PASSWORD });
    expect(again.headers.get('retry-after')).toBe('60');
    server.clock.advance(61_000);
    expect((await stranger.post(ME, { email: admin.email, password: PASSWORD })).status).toBe(200);
  });

  it('guesses at once are counted one by one', async () => {
    const tries = Array.from({ length: 12 }, async () =>
      server.browser().post(ME, { email: admin.email, password: 'no' }),
    );
    const statuses = (await Promise.all(tries)).map((reply) => reply.status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(7);
  });

  it('a stranger who guesses cannot lock out the browser the person always uses', async () => {
    const stranger = server.browser({ 'x-forwarded-for': '198.51.100.9' });
    for (let at = 0; at < 8; at += 1) await stranger.post(ME, { email: admin.email, password: 'wrong' });
    await admin.browser.delete(ME);
    expect((await admin.browser.signIn(admin.email, PASSWORD)).status).toBe(200);
  });

  it('an office behind one address waits a minute at most', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.5' };
    let last = 401;
    for (let at = 0; at < 40 && last === 401; at += 1) {
      last = (await server.browser(headers).post(ME, { email: `a${at}@example.jp`, password: 'wrong' })).status;
    }
    expect(last).toBe(429);
    server.clock.advance(MINUTE_MS + 1);
    expect((await server.browser(headers).signIn(admin.email, PASSWORD)).status).toBe(200);
  });
});

describe('sessions', () => {
  it('set cookies that scripts and other sites cannot reach', async () => {
    const plain = await server.browser().post(ME, { email: admin.email, password: PASSWORD });
    expect(plain.headers.getSetCookie().find((line) => line.startsWith('sonae_session='))).toMatch(
      /^sonae_session=[\w-]{43}; Max-Age=1209600; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    const secure = server.browser({ 'x-forwarded-proto': 'https' });
    const reply = await secure.post(ME, { email: admin.email, password: PASSWORD });
    expect(reply.headers.getSetCookie().find((line) => line.startsWith('__Host-sonae_session='))).toMatch(
      /; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect((await secure.refresh()).body.signedIn).toBe(true);
  });

  it('a cookie of the plain name counts for nothing over TLS', async () => {
    const secure = server.browser({ 'x-forwarded-proto': 'https' });
    secure.cookies.set('sonae_session', admin.browser.cookies.get('sonae_session') ?? '');
    expect((await secure.refresh()).body.signedIn).toBe(false);
  });

  it('get a new secret at sign-in, and the old one ends', async () => {
    const before = admin.browser.cookies.get('sonae_session') ?? '';
    await admin.browser.signIn(admin.email, PASSWORD);
    expect(admin.browser.cookies.get('sonae_session')).not.toBe(before);
    const thief = server.browser();
    thief.cookies.set('sonae_session', before);
    expect((await thief.refresh()).body.signedIn).toBe(false);
  });

  it('are kept as a hash only', async () => {
    const secret = admin.browser.cookies.get('sonae_session') ?? '';
    const client = new pg.Client(database.superuser);
    await client.connect();
    const { rows } = await client.query(`SELECT identity_session::text AS line FROM identity_session`);
    await client.end();
    expect(rows).not.toHaveLength(0);
    expect(JSON.stringify(rows)).not.toContain(secret);
    expect(JSON.stringify(rows)).not.toContain(Buffer.from(secret).toString('hex'));
  });

  it('end after twelve idle hours', async () => {
    server.clock.advance(12 * HOUR_MS - MINUTE_MS);
    expect((await admin.browser.get(ME)).body.signedIn).toBe(true);
    server.clock.advance(12 * HOUR_MS + 1);
    expect((await admin.browser.get(ME)).body.signedIn).toBe(false);
    expect((await admin.browser.get('/api/v1/account/sessions')).status).toBe(401);
  });

  it('end after fourteen days of daily use', async () => {
    for (let hours = 0; hours < 14 * 24 - 11; hours += 11) {
      server.clock.advance(11 * HOUR_MS);
      expect((await admin.browser.get(ME)).body.signedIn).toBe(true);
    }
    server.clock.advance(11 * HOUR_MS);
    expect((await admin.browser.get(ME)).body.signedIn).toBe(false);
  });

  it('can be seen and ended one by one, by their owner only', async () => {
    const elsewhere = server.browser();
    await elsewhere.signIn(admin.email, PASSWORD);
    const { body } = await admin.browser.get('/api/v1/account/sessions');
    expect(body.sessions).toHaveLength(2);
    const other = body.sessions.find((one: { current: boolean }) => !one.current);
    expect((await admin.browser.delete(`/api/v1/account/sessions/${other.sessionId}`)).status).toBe(204);
    expect((await elsewhere.get(ME)).body.signedIn).toBe(false);
    expect((await admin.browser.delete(`/api/v1/account/sessions/${other.sessionId}`)).status).toBe(404);
  });

  it('end everywhere at once', async () => {
    const elsewhere = server.browser();
    await elsewhere.signIn(admin.email, PASSWORD);
    const reply = await elsewhere.post('/api/v1/account/sign-out-everywhere', { keepThis: false });
    expect(reply.body).toEqual({ ended: 2 });
    expect((await elsewhere.get(ME)).body.signedIn).toBe(false);
    expect((await admin.browser.get(ME)).body.signedIn).toBe(false);
  });

  it('leave nothing behind once they are over', async () => {
    server.clock.advance(400 * DAY_MS);
    await tidy(server.platform);
    const client = new pg.Client(database.superuser);
    await client.connect();
    const { rows } = await client.query(
      `SELECT (SELECT count(*)::int FROM identity_session) AS sessions, (SELECT count(*)::int FROM identity_sign_in) AS history,
              (SELECT count(*)::int FROM identity_attempt) AS attempts`,
    );
    await client.end();
    expect(rows).toEqual([{ sessions: 0, history: 0, attempts: 0 }]);
  });
});

describe('requests from elsewhere', () => {
  const language = { body: { language: 'en' } };

  it('need the session’s own anti-forgery token', async () => {
    const { csrf } = admin.browser;
    admin.browser.csrf = undefined;
    const missing = await admin.browser.call('PUT', '/api/v1/account/language', language);
    expect([missing.status, missing.body.error.code]).toEqual([403, 'csrf_token_wrong']);
    admin.browser.csrf = csrf?.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'));
    expect((await admin.browser.call('PUT', '/api/v1/account/language', language)).status).toBe(403);
    admin.browser.csrf = csrf;
    expect((await admin.browser.call('PUT', '/api/v1/account/language', language)).status).toBe(204);
  });

  it('are refused by their origin, the sign-in form included', async () => {
    const foreign = { origin: 'https://evil.example' };
    const change = await admin.browser.call('PUT', '/api/v1/account/language', { ...language, headers: foreign });
    expect([change.status, change.body.error.code]).toEqual([403, 'foreign_origin']);
    const body = { email: admin.email, password: PASSWORD };
    const planted = await server.browser().call('POST', ME, { body, headers: foreign });
    expect([planted.status, planted.headers.getSetCookie()]).toEqual([403, []]);
    const crossSite = { 'sec-fetch-site': 'cross-site' };
    expect((await server.browser().call('POST', ME, { body, headers: crossSite })).status).toBe(403);
  });
});

describe('password', () => {
  it('is changed with the current one; other places are signed out and this secret is new', async () => {
    const elsewhere = server.browser();
    await elsewhere.signIn(admin.email, PASSWORD);
    const path = '/api/v1/account/password';
    const wrong = await admin.browser.put(path, { current: OTHER_PASSWORD, next: OTHER_PASSWORD });
    expect([wrong.status, wrong.body.error.code]).toEqual([403, 'password_wrong']);
    const before = admin.browser.cookies.get('sonae_session');
    const changed = await admin.browser.put(path, { current: PASSWORD, next: OTHER_PASSWORD });
    expect(changed.body).toMatchObject({ endedSessions: 1 });
    expect(admin.browser.cookies.get('sonae_session')).not.toBe(before);
    expect((await elsewhere.get(ME)).body.signedIn).toBe(false);
    admin.browser.csrf = changed.body.csrfToken;
    expect((await admin.browser.call('PUT', '/api/v1/account/language', { body: { language: 'en' } })).status).toBe(
      204,
    );
    expect((await server.browser().signIn(admin.email, PASSWORD)).status).toBe(401);
    expect((await server.browser().signIn(admin.email, OTHER_PASSWORD)).status).toBe(200);
  });

  it('must not lean on the names around it', async () => {
    const next = 'midorishouten-kanri';
    const reply = await admin.browser.put('/api/v1/account/password', { current: PASSWORD, next });
    expect(reply.body.error).toMatchObject({
      code: 'password_refused',
      details: [{ field: 'next', reason: 'own_words' }],
    });
    const measured = await admin.browser.post('/api/v1/account/measure-password', { password: next });
    expect(measured.body).toMatchObject({ accepted: false, reasons: ['own_words'] });
  });

  it('asked again inside a session is limited too', async () => {
    const statuses: number[] = [];
    for (let at = 0; at < 7; at += 1) {
      statuses.push((await admin.browser.post('/api/v1/account/totp', { password: 'wrong' })).status);
    }
    expect(statuses).toEqual([403, 403, 403, 403, 403, 429, 429]);
  });
});

describe('history and notices', () => {
  it('show each sign-in and each failure to the person', async () => {
    const elsewhere = server.browser({ 'x-forwarded-for': '192.0.2.33' });
    server.clock.advance(1000);
    await elsewhere.post(ME, { email: admin.email, password: 'wrong' });
    server.clock.advance(1000);
    await elsewhere.signIn(admin.email, PASSWORD);
    const { body } = await admin.browser.get('/api/v1/account/sign-ins?limit=2');
    expect(body.signIns).toMatchObject([
      { outcome: 'signed_in', method: 'password', address: '192.0.2.33', newBrowser: true },
      { outcome: 'wrong_password', address: '192.0.2.33', newBrowser: true },
    ]);
    const rest = await admin.browser.get(`/api/v1/account/sign-ins?limit=2&before=${body.next}`);
    expect(rest.body).toMatchObject({ signIns: [{ outcome: 'signed_in', method: 'setup' }], next: null });
  });

  it('a new browser is told by mail when there is a mail server; a known one is not', async () => {
    server.mail.available = true;
    await admin.browser.delete(ME);
    await admin.browser.signIn(admin.email, PASSWORD);
    expect(server.mail.sent).toEqual([]);
    await server.browser().signIn(admin.email, PASSWORD);
    expect(server.mail.sent).toMatchObject([
      { to: admin.email, subject: '初めてのブラウザーからログインがありました' },
    ]);
  });

  it('logs hold no address, password or secret', async () => {
    await server.browser().post(ME, { email: admin.email, password: 'hunter2-secret' });
    await server.browser().post(ME, { email: admin.email, password: { deep: 'hunter2-secret' } });
    const log = server.log.join('');
    expect(log).toContain('sign_in_failed');
    for (const secret of [admin.email, 'hunter2', admin.browser.cookies.get('sonae_session') ?? '-']) {
      expect(log).not.toContain(secret);
    }
  });
});

describe('authenticator app', () => {
  const seedOf = (uri: string): Uint8Array => {
    const secret = new URL(uri).searchParams.get('secret') ?? '';
    const bits = [...secret].map((sign) =>
      'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0'),
    );
    return Uint8Array.from(bits.join('').match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
  };
  const codeNow = (seed: Uint8Array): string => totpCode(seed, Math.floor(server.clock.now().getTime() / 30_000));

  async function enrol(): Promise<{ seed: Uint8Array; recoveryCodes: string[] }> {
    const begun = await admin.browser.post('/api/v1/account/totp', { password: PASSWORD });
    const seed = seedOf(begun.body.uri);
    const confirmed = await admin.browser.post('/api/v1/account/totp/confirm', { code: codeNow(seed) });
    expect(confirmed.status).toBe(200);
    admin.browser.csrf = confirmed.body.csrfToken;
    server.clock.advance(30_000);
    return { seed, recoveryCodes: confirmed.body.recoveryCodes };
  }

  it('is asked for after the password, and only then there is a session', async () => {
    const { seed } = await enrol();
    const browser = server.browser();
    expect((await browser.post(ME, { email: admin.email, password: PASSWORD })).body).toEqual({
      signedIn: false,
      second: 'totp',
    });
    expect((await browser.refresh()).body).toMatchObject({ signedIn: false, secondNeeded: true });
    expect(browser.cookies.has('sonae_session')).toBe(false);
    // The half-finished sign-in is no session, whatever cookie it is put into.
    const thief = server.browser();
    thief.cookies.set('sonae_session', browser.cookies.get('sonae_second') ?? '');
    expect((await thief.refresh()).body.signedIn).toBe(false);
    const second = await browser.post(`${ME}/second`, { code: codeNow(seed) });
    expect(second.body).toEqual({ signedIn: true });
    expect((await browser.refresh()).body).toMatchObject({ signedIn: true, account: { totp: true } });
    expect(browser.cookies.has('sonae_second')).toBe(false);
  });

  it('takes each code once', async () => {
    const { seed } = await enrol();
    const [one, two] = [server.browser(), server.browser()];
    await one.post(ME, { email: admin.email, password: PASSWORD });
    await two.post(ME, { email: admin.email, password: PASSWORD });
    const code = codeNow(seed);
    const replies = await Promise.all([one.post(`${ME}/second`, { code }), two.post(`${ME}/second`, { code })]);
    expect(replies.map((reply) => reply.status).toSorted((a, b) => a - b)).toEqual([200, 401]);
    expect(replies.find((reply) => reply.status === 401)?.body.error.code).toBe('code_already_used');
  });

  it('takes each recovery code once', async () => {
    const { recoveryCodes } = await enrol();
    const [recoveryCode] = recoveryCodes;
    const use = async (): Promise<number> => {
      const browser = server.browser();
      await browser.post(ME, { email: admin.email, password: PASSWORD });
      return (await browser.post(`${ME}/second`, { recoveryCode })).status;
    };
    expect((await Promise.all([use(), use()])).toSorted((a, b) => a - b)).toEqual([200, 401]);
    expect((await admin.browser.get('/api/v1/account/security')).body).toMatchObject({
      totp: true,
      recoveryCodesLeft: 9,
    });
  });

  it('allows five wrong codes for one first step, and ten minutes', async () => {
    await enrol();
    const browser = server.browser();
    await browser.post(ME, { email: admin.email, password: PASSWORD });
    const codes: string[] = [];
    for (let at = 0; at < 6; at += 1) {
      codes.push((await browser.post(`${ME}/second`, { code: '000000' })).body.error.code);
    }
    expect(codes).toEqual([...Array.from({ length: 5 }, () => 'code_wrong'), 'second_expired']);
    const late = server.browser();
    await late.post(ME, { email: admin.email, password: PASSWORD });
    server.clock.advance(10 * MINUTE_MS);
    expect((await late.post(`${ME}/second`, { code: '000000' })).body.error.code).toBe('second_expired');
  });

  it('five wrong codes end the try, and signing in anew does not give five more at once', async () => {
    await enrol();
    const guess = async (browser: ReturnType<TestServer['browser']>): Promise<number> =>
      (await browser.post(`${ME}/second`, { code: '000000' })).status;
    const first = server.browser();
    await first.post(ME, { email: admin.email, password: PASSWORD });
    for (let at = 0; at < 5; at += 1) expect(await guess(first)).toBe(401);
    const second = server.browser();
    await second.post(ME, { email: admin.email, password: PASSWORD });
    expect(await guess(second)).toBe(429);
  });

  it('is removed with the password only, recovery codes included', async () => {
    await enrol();
    expect((await admin.browser.post('/api/v1/account/totp/disable', { password: 'wrong' })).status).toBe(403);
    expect((await admin.browser.post('/api/v1/account/totp/disable', { password: PASSWORD })).status).toBe(204);
    expect((await admin.browser.get('/api/v1/account/security')).body).toMatchObject({
      totp: false,
      recoveryCodesLeft: 0,
    });
  });

  it('new recovery codes end the old ones', async () => {
    const { recoveryCodes } = await enrol();
    const renewed = await admin.browser.post('/api/v1/account/recovery-codes', { password: PASSWORD });
    expect(renewed.body.recoveryCodes).toHaveLength(10);
    const browser = server.browser();
    await browser.post(ME, { email: admin.email, password: PASSWORD });
    expect((await browser.post(`${ME}/second`, { recoveryCode: recoveryCodes[0] })).status).toBe(401);
    expect((await browser.post(`${ME}/second`, { recoveryCode: renewed.body.recoveryCodes[0] })).status).toBe(200);
  });
});

describe('reset link of the command line', () => {
  const make = async (clearTotp = false): Promise<string> => {
    const { link } = await server.identity.resetAccount({ email: admin.email, clearTotp, origin: server.origin });
    return link.slice(link.indexOf('#') + 1);
  };

  it('sets a new password once and signs out everywhere', async () => {
    const token = await make();
    const browser = server.browser();
    expect((await browser.post('/api/v1/reset/look', { token })).body).toMatchObject({ email: admin.email });
    const weak = await browser.post('/api/v1/reset/complete', { token, password: 'password12' });
    expect(weak.body.error.code).toBe('password_refused');
    const complete = { token, password: OTHER_PASSWORD };
    const replies = await Promise.all([
      browser.post('/api/v1/reset/complete', complete),
      browser.post('/api/v1/reset/complete', complete),
    ]);
    expect(replies.map((reply) => reply.status).toSorted((a, b) => a - b)).toEqual([204, 404]);
    expect((await admin.browser.get(ME)).body.signedIn).toBe(false);
    expect((await browser.signIn(admin.email, OTHER_PASSWORD)).status).toBe(200);
  });

  it('ends after an hour, and when a newer one is made', async () => {
    const old = await make();
    const token = await make();
    expect((await server.browser().post('/api/v1/reset/look', { token: old })).status).toBe(404);
    server.clock.advance(HOUR_MS);
    expect((await server.browser().post('/api/v1/reset/look', { token })).status).toBe(404);
  });

  it('says plainly on the command line that there is no such account', async () => {
    const asked = server.identity.resetAccount({ email: 'dare@example.jp', clearTotp: false, origin: server.origin });
    await expect(asked).rejects.toMatchObject({ code: 'account_not_found' });
  });
});
