// SPDX-License-Identifier: Apache-2.0
/** Signing in with an organisation's own provider, against a real one (oidc-provider) over HTTPS on loopback. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestDatabase } from '../../../test/support/database.ts';
import type { TestDatabase } from '../../../test/support/database.ts';
import { CLIENT, startProvider } from '../../../test/support/identity-provider.ts';
import type { ProviderPerson, TestProvider } from '../../../test/support/identity-provider.ts';
import { PASSWORD, emptyInstallation, join, secondOrganisation, setUp } from '../../../test/support/people.ts';
import type { Installation } from '../../../test/support/people.ts';
import { startTestServer } from '../../../test/support/server.ts';
import type { TestServer } from '../../../test/support/server.ts';
import type { Loose, Reply, TestBrowser } from '../../../test/support/browser.ts';
import { closePasswordMeasure } from '../credentials/index.ts';
import { HOUR_MS, MINUTE_MS, systemClock } from '../../kernel/clock.ts';
import { systemOutbound } from '../../platform/outbound-http.ts';

const SITE = 'https://sonae.example.jp';
const REDIRECT = `${SITE}/sign-in/provider`;
const BEGIN = '/api/v1/session/provider';

let database: TestDatabase;
let provider: TestProvider;
let strict: TestProvider;
let server: TestServer;
let admin: Installation;

beforeAll(async () => {
  database = await startTestDatabase();
  [provider, strict] = await Promise.all([startProvider(), startProvider()]);
  provider.register({ redirectUri: REDIRECT });
  strict.register({ redirectUri: REDIRECT, claimsInToken: false });
});
afterAll(async () => {
  await provider.close();
  await strict.close();
  await closePasswordMeasure();
  await database.stop();
});
beforeEach(async () => {
  await emptyInstallation(database);
  const outbound = systemOutbound({ privateHosts: ['localhost'], ca: provider.ca + strict.ca });
  server = await startTestServer({ db: database.db, publicUrl: SITE, outbound, start: systemClock.now() });
  admin = await setUp(server);
});
afterEach(async () => server.stop());

const settingPath = (of: Installation): string => `/api/v1/org/${of.orgId}/sign-in-provider`;

/** Connects the test provider with the organisation. */
async function connect(of = admin, issuer = provider.issuer): Promise<string> {
  const reply = await of.browser.put(settingPath(of), { kind: 'generic', issuer, ...CLIENT });
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
  return reply.body.providerId;
}

const KANRI: ProviderPerson = { sub: 'kanri-1', email: 'Kanri@example.jp', email_verified: true, name: '管理 一' };

interface Visit {
  readonly browser: TestBrowser;
  readonly finish: (answer?: string) => Promise<Reply<Loose>>;
  readonly back: URL;
}

/** Up to the moment at which the provider has sent the browser back. */
async function visit(providerId: string, person: ProviderPerson | undefined, at = provider): Promise<Visit> {
  at.person = person;
  const browser = server.browser();
  const begun = await browser.post(BEGIN, { providerId, next: '/tasks' });
  expect(begun.status, JSON.stringify(begun.body)).toBe(200);
  const back = await at.visit(begun.body.location);
  expect(back.href.startsWith(`${REDIRECT}?`)).toBe(true);
  const finish = async (answer = back.search.slice(1)) => browser.post(`${BEGIN}/finish`, { answer });
  return { browser, finish, back };
}

async function enter(providerId: string, person: ProviderPerson | undefined, at = provider) {
  const { browser, finish } = await visit(providerId, person, at);
  const reply = await finish();
  if (reply.status === 200) await browser.refresh();
  return { browser, reply, code: reply.body?.error?.code as string | undefined };
}

describe('signing in', () => {
  it('finds a member by an address the provider has verified, then by its own id of the person', async () => {
    const providerId = await connect();
    const { reply, browser } = await enter(providerId, KANRI);
    expect([reply.status, reply.body]).toEqual([200, { orgId: admin.orgId, providerId, next: '/tasks' }]);
    expect((await browser.refresh()).body).toMatchObject({
      account: { email: admin.email },
      onlyOrgId: admin.orgId,
      memberships: [{ orgId: admin.orgId }],
    });
    // The address changed hands at the provider: the connection is by its id, and stays.
    const moved = await enter(providerId, { ...KANRI, email: 'atarashii@example.jp' });
    expect(moved.reply.status).toBe(200);
    const log = await admin.browser.get(`/api/v1/org/${admin.orgId}/audit`);
    const actions: string[] = log.body.entries.map((entry: { action: string }) => entry.action);
    expect(actions.filter((action) => action === 'identity.provider_person_connected')).toHaveLength(1);
    const history = await admin.browser.get('/api/v1/account/sign-ins');
    expect(history.body.signIns[0]).toMatchObject({ outcome: 'signed_in', method: 'provider' });
    const { people } = (await admin.browser.get(settingPath(admin))).body;
    expect(people).toMatchObject([{ name: '管理 一' }]);
  });

  it('reads the address from the userinfo endpoint of a strict provider', async () => {
    const providerId = await connect(admin, strict.issuer);
    expect((await enter(providerId, KANRI, strict)).reply.status).toBe(200);
  });

  it.each<[string, ProviderPerson, string]>([
    ['an address the provider did not verify', { ...KANRI, email_verified: false }, 'provider_not_invited'],
    ['no address', { sub: 'kanri-1' }, 'provider_not_invited'],
    ['somebody nobody invited', { ...KANRI, email: 'dareka@example.jp' }, 'provider_not_invited'],
    ['an id that is no id', { ...KANRI, sub: '管理' }, 'provider_other_organisation'],
  ])('refuses %s', async (_what, person, code) => {
    const found = await enter(await connect(), person);
    expect([found.reply.status, found.code]).toEqual([403, code]);
    expect((await found.browser.refresh()).body.signedIn).toBe(false);
  });

  it('says so when the person cancels', async () => {
    const found = await enter(await connect(), undefined);
    expect([found.reply.status, found.code]).toEqual([401, 'provider_cancelled']);
  });

  it('does not give an address that has changed hands to another of the provider’s people', async () => {
    const providerId = await connect();
    await enter(providerId, KANRI);
    const other = await enter(providerId, { ...KANRI, sub: 'kanri-2' });
    expect([other.reply.status, other.code]).toEqual([403, 'provider_other_person']);
  });

  it('lets nobody in who has left', async () => {
    const providerId = await connect();
    const person = { sub: 'hito-1', email: 'hito@example.jp', email_verified: true };
    const joined = await join(server, admin, { email: person.email, roles: ['teleworker'] });
    const entered = await enter(providerId, person);
    expect(entered.reply.status).toBe(200);
    const members = await admin.browser.get(`/api/v1/org/${admin.orgId}/members`);
    const { memberId } = members.body.members.find((one: { email: string }) => one.email === joined.email);
    expect((await admin.browser.delete(`/api/v1/org/${admin.orgId}/members/${memberId}`)).status).toBe(204);
    expect((await entered.browser.get(`/api/v1/org/${admin.orgId}/organisation`)).status).toBe(404);
    expect((await enter(providerId, person)).code).toBe('provider_not_invited');
  });
});

describe('an invitation', () => {
  const invite = async (email: string) =>
    admin.browser.post(`/api/v1/org/${admin.orgId}/invitations`, {
      name: '新人 二',
      kana: 'しんじん に',
      email,
      roles: ['teleworker'],
      language: 'ja',
    });
  const NEW: ProviderPerson = { sub: 'shin-1', email: 'shinjin@example.jp', email_verified: true, name: '新人 二郎' };

  it('is accepted by signing in; the account has no password', async () => {
    const providerId = await connect();
    expect((await invite('shinjin@EXAMPLE.jp')).status).toBe(201);
    const { browser, reply } = await enter(providerId, NEW);
    expect(reply.status, JSON.stringify(reply.body)).toBe(200);
    const session = await browser.refresh();
    expect(session.body).toMatchObject({ account: { name: '新人 二郎' }, memberships: [{ roles: ['teleworker'] }] });
    expect((await server.browser().signIn('shinjin@example.jp', '!')).status).toBe(401);
    expect((await server.browser().signIn('shinjin@example.jp', PASSWORD)).status).toBe(401);
    const again = await enter(providerId, NEW);
    expect(again.reply.status, 'the second time without an invitation').toBe(200);
  });

  it('to somebody who has an account elsewhere opens nothing by the provider’s word alone', async () => {
    const other = await secondOrganisation(server);
    const providerId = await connect();
    await invite(other.email);
    const found = await enter(providerId, { ...NEW, email: other.email });
    expect([found.reply.status, found.code]).toEqual([409, 'provider_account_exists']);
  });

  it('that was taken back invites nobody', async () => {
    const providerId = await connect();
    const made = await invite('shinjin@example.jp');
    const path = `/api/v1/org/${admin.orgId}/invitations/${made.body.invitation.inviteId}`;
    expect((await admin.browser.delete(path)).status).toBe(204);
    expect((await enter(providerId, NEW)).code).toBe('provider_not_invited');
  });
});

describe('what a provider opens', () => {
  it('is its own organisation and nothing else, though the person belongs to two', async () => {
    const other = await secondOrganisation(server);
    const path = `/api/v1/org/${other.orgId}/invitations`;
    const made = await other.browser.post(path, {
      name: '管理 一',
      kana: '',
      roles: ['administrator'],
      language: 'ja',
    });
    const token = made.body.link.slice(made.body.link.indexOf('#') + 1);
    const joined = await admin.browser.post('/api/v1/invitation/accept-signed-in', {
      token,
      name: '管理 一',
      kana: '',
    });
    expect(joined.status, JSON.stringify(joined.body)).toBe(201);
    expect((await admin.browser.get(`/api/v1/org/${other.orgId}/organisation`)).status).toBe(200);

    // The other organisation's administrators own this provider: it must not open our organisation.
    const { browser } = await enter(await connect(other), KANRI);
    expect((await browser.get(`/api/v1/org/${other.orgId}/organisation`)).status).toBe(200);
    expect((await browser.get(`/api/v1/org/${admin.orgId}/organisation`)).status).toBe(404);
    expect((await browser.refresh()).body).toMatchObject({ operator: false, memberships: [{ orgId: other.orgId }] });
  });

  it('is not the operator’s view, and not the account itself', async () => {
    const { browser } = await enter(await connect(), KANRI);
    const closed = server.operations.filter(
      ({ access }) => access.kind === 'account' && access.alsoByProvider !== true,
    );
    expect(closed.length).toBeGreaterThan(15);
    for (const { method, path } of closed) {
      const reply = await browser.call(
        method,
        path.replaceAll(/:\w+/g, admin.orgId),
        method === 'GET' ? {} : { body: {} },
      );
      expect([path, reply.status, reply.body?.error?.code]).toEqual([path, 403, 'provider_session']);
    }
    for (const { method, path } of server.operations.filter(({ access }) => access.kind === 'operator')) {
      expect((await browser.call(method, path.replaceAll(/:\w+/g, admin.orgId))).status).toBe(404);
    }
    expect((await browser.put('/api/v1/account/language', { language: 'en' })).status).toBe(204);
    expect((await browser.delete('/api/v1/session')).status).toBe(204);
    expect((await browser.refresh()).body.signedIn).toBe(false);
  });

  it('ends after a working day, with the provider, and for one person alone', async () => {
    const providerId = await connect();
    const first = await enter(providerId, KANRI);
    server.clock.advance(11 * HOUR_MS);
    expect((await first.browser.refresh()).body.signedIn).toBe(true);
    server.clock.advance(61 * MINUTE_MS);
    expect((await first.browser.refresh()).body.signedIn).toBe(false);

    await admin.browser.signIn(admin.email, PASSWORD);
    await admin.browser.refresh();
    const second = await enter(providerId, KANRI);
    const { people } = (await admin.browser.get(settingPath(admin))).body;
    expect((await admin.browser.delete(`${settingPath(admin)}/people/${people[0].memberId}`)).status).toBe(204);
    expect((await second.browser.refresh()).body.signedIn).toBe(false);

    const third = await enter(providerId, KANRI);
    expect((await admin.browser.delete(settingPath(admin))).status).toBe(204);
    expect((await third.browser.refresh()).body.signedIn).toBe(false);
    expect((await admin.browser.refresh()).body.signedIn, 'who came by password stays').toBe(true);
    expect((await server.browser().post(BEGIN, { providerId })).status).toBe(404);
  });

  it('pushes out none of the person’s own sessions', async () => {
    const providerId = await connect();
    for (let at = 0; at < 3; at += 1) await enter(providerId, KANRI);
    expect((await admin.browser.refresh()).body.signedIn).toBe(true);
    const { rows } = await database.db.pool.query('SELECT only_org_id FROM identity_session ORDER BY created_at');
    expect(rows.map((row: { only_org_id: string | null }) => row.only_org_id)).toEqual([
      null,
      admin.orgId,
      admin.orgId,
      admin.orgId,
    ]);
  });
});

describe('the way back', () => {
  it('works once, in the browser that began, in time', async () => {
    const providerId = await connect();
    const { finish, browser, back } = await visit(providerId, KANRI);
    const thief = server.browser();
    const stolen = await thief.post(`${BEGIN}/finish`, { answer: back.search.slice(1) });
    expect([stolen.status, stolen.body.error.code]).toEqual([401, 'provider_expired']);
    const cookies = new Map(browser.cookies);
    expect((await finish()).status).toBe(200);
    const replay = server.browser();
    for (const [name, value] of cookies) replay.cookies.set(name, value);
    const again = await replay.post(`${BEGIN}/finish`, { answer: back.search.slice(1) });
    expect([again.status, again.body.error.code], 'the code was used').toEqual([401, 'provider_refused']);

    const late = await visit(providerId, KANRI);
    server.clock.advance(10 * MINUTE_MS);
    expect((await late.finish()).body.error.code).toBe('provider_expired');
  });

  it('belongs to one visit: another’s answer is refused', async () => {
    const providerId = await connect();
    const mine = await visit(providerId, KANRI);
    const theirs = await visit(providerId, KANRI);
    const mixed = await mine.finish(theirs.back.search.slice(1));
    expect([mixed.status, mixed.body.error.code]).toEqual([401, 'provider_refused']);
  });

  it.each<[string, (query: URLSearchParams) => void]>([
    ['no code', (query) => query.delete('code')],
    ['another code', (query) => query.set('code', 'made-up')],
    ['no state', (query) => query.delete('state')],
    ['two states', (query) => query.append('state', 'x')],
    ['another issuer', (query) => query.set('iss', 'https://evil.example')],
  ])('with %s is refused', async (_what, change) => {
    const { finish, back } = await visit(await connect(), KANRI);
    const query = new URLSearchParams(back.search);
    change(query);
    const reply = await finish(query.toString());
    expect([reply.status, reply.body.error.code]).toEqual([401, 'provider_refused']);
  });

  it('leads to pages of our own only', async () => {
    const providerId = await connect();
    for (const next of ['//evil.example/', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '']) {
      provider.person = KANRI;
      const browser = server.browser();
      const { location } = (await browser.post(BEGIN, { providerId, next })).body;
      const back = await provider.visit(location);
      const reply = await browser.post(`${BEGIN}/finish`, { answer: back.search.slice(1) });
      expect([next, reply.status, reply.body.next]).toEqual([next, 200, null]);
    }
  });

  it('writes neither code nor token nor secret into the log', async () => {
    const { finish, back } = await visit(await connect(), KANRI);
    await finish(back.search.slice(1).replace('code=', 'code=x'));
    const log = server.log.join('\n');
    expect(log).toContain('sign-in provider');
    expect(log).not.toContain(back.searchParams.get('code'));
    expect(log).not.toContain(CLIENT.clientSecret);
  });
});

describe('connecting a provider', () => {
  const put = async (body: object) => {
    const reply = await admin.browser.put(settingPath(admin), body);
    const { code, details } = reply.body?.error ?? {};
    return { status: reply.status, code, reason: details?.[0]?.reason };
  };

  it('asks it first, and keeps nothing that does not answer', async () => {
    expect(await put({ kind: 'generic', issuer: `${provider.issuer}/elsewhere`, ...CLIENT })).toMatchObject({
      status: 400,
      code: 'provider_not_openid',
    });
    expect(await put({ kind: 'generic', issuer: 'https://localhost:9', ...CLIENT })).toMatchObject({
      status: 503,
      code: 'provider_unreachable',
    });
    expect(await put({ kind: 'generic', issuer: 'https://127.0.0.1', ...CLIENT })).toMatchObject({
      status: 400,
      code: 'provider_address_refused',
    });
    expect((await admin.browser.get(settingPath(admin))).body).toEqual({
      provider: null,
      redirectUri: REDIRECT,
      people: [],
    });
  });

  it.each<[object, string]>([
    [{ kind: 'generic', issuer: 'http://idp.example', ...CLIENT }, 'issuer_shape'],
    [{ kind: 'generic', issuer: 'https://idp.example/?a=b', ...CLIENT }, 'issuer_shape'],
    [{ kind: 'entra', tenantId: 'common', ...CLIENT }, 'tenant_shape'],
    [{ kind: 'google', domain: 'example', ...CLIENT }, 'domain_shape'],
    [{ kind: 'google', domain: 'example.jp', clientSecret: 'x', clientId: '' }, 'client_id_missing'],
  ])('refuses %o', async (body, reason) => {
    expect(await put(body)).toEqual({ status: 400, code: 'invalid_input', reason });
  });

  it('asks for the secret of a new client', async () => {
    const body = { kind: 'generic', issuer: provider.issuer, clientId: 'another' };
    const wanted = { status: 400, code: 'provider_secret_missing', reason: 'client_secret_missing' };
    expect(await put(body)).toEqual(wanted);
    await connect();
    expect(await put(body), 'the secret of the former client is not used for another').toEqual(wanted);
  });

  it('keeps the secret sealed, shows it never, and keeps people when only the secret is renewed', async () => {
    const providerId = await connect();
    const entered = await enter(providerId, KANRI);
    const shown = await admin.browser.get(settingPath(admin));
    expect(JSON.stringify(shown.body)).not.toContain(CLIENT.clientSecret);
    expect(shown.body.provider.signInLink).toBe(`${SITE}/sign-in?provider=${providerId}`);
    const renewed = { kind: 'generic', issuer: provider.issuer, clientId: CLIENT.clientId };
    expect((await admin.browser.put(settingPath(admin), renewed)).body.providerId).toBe(providerId);
    expect((await entered.browser.refresh()).body.signedIn).toBe(true);
    expect((await admin.browser.get(settingPath(admin))).body.people).toHaveLength(1);
    // Another provider: nobody of the former one is trusted any more.
    await admin.browser.put(settingPath(admin), { ...renewed, issuer: strict.issuer, ...CLIENT });
    expect((await entered.browser.refresh()).body.signedIn).toBe(false);
    expect((await admin.browser.get(settingPath(admin))).body.people).toEqual([]);
  });

  it('with a wrong secret is told to whoever signs in', async () => {
    const wrong = { ...CLIENT, clientSecret: 'not the secret of this client, not at all' };
    await admin.browser.put(settingPath(admin), { kind: 'generic', issuer: provider.issuer, ...wrong });
    const { provider: set } = (await admin.browser.get(settingPath(admin))).body;
    expect((await enter(set.providerId, KANRI)).code).toBe('provider_secret_wrong');
  });
});

describe('the sign-in page offers', () => {
  const choices = async (known: string[] = []) =>
    (await server.browser().post('/api/v1/session/provider-choices', { known })).body.choices;

  it('the only provider there is without a name, and with the name to a browser that knows it', async () => {
    expect(await choices()).toEqual([]);
    const providerId = await connect();
    expect(await choices()).toEqual([{ providerId, kind: 'generic', orgName: null }]);
    expect(await choices([providerId])).toEqual([{ providerId, kind: 'generic', orgName: 'みどり商店' }]);
    expect(await choices([admin.orgId])).toEqual([{ providerId, kind: 'generic', orgName: null }]);
  });

  it('none of several to a stranger', async () => {
    const other = await secondOrganisation(server);
    const [ours, theirs] = [await connect(), await connect(other)];
    expect(await choices()).toEqual([]);
    expect((await choices([theirs, ours])).map((one: { orgName: string }) => one.orgName).toSorted()).toEqual([
      'あお工務店',
      'みどり商店',
    ]);
  });
});
