// SPDX-License-Identifier: Apache-2.0
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestDatabase } from '../../../test/support/database.ts';
import type { TestDatabase } from '../../../test/support/database.ts';
import {
  PASSWORD,
  accept,
  emptyInstallation,
  join,
  linkToken,
  secondOrganisation,
  setUp,
} from '../../../test/support/people.ts';
import type { Installation } from '../../../test/support/people.ts';
import { startTestServer } from '../../../test/support/server.ts';
import type { TestServer } from '../../../test/support/server.ts';
import { DAY_MS } from '../../kernel/clock.ts';
import { closePasswordMeasure } from '../credentials/index.ts';

let database: TestDatabase;
let server: TestServer;
let admin: Installation;
let org: string;

beforeAll(async () => {
  database = await startTestDatabase();
});
beforeEach(async () => {
  await emptyInstallation(database);
  server = await startTestServer({ db: database.db });
  admin = await setUp(server);
  org = `/api/v1/org/${admin.orgId}`;
});
afterEach(async () => server.stop());
afterAll(async () => {
  await closePasswordMeasure();
  await database.stop();
});

const invitation = { name: '田中 花子', kana: 'たなか はなこ', roles: ['teleworker'], language: 'ja' } as const;

describe('invitations', () => {
  it('are shown, accepted with a new account, and then used up', async () => {
    const made = await admin.browser.post(`${org}/invitations`, invitation);
    expect(made.body).toMatchObject({
      mailed: false,
      invitation: { state: 'open', expiresAt: '2026-11-27T03:00:00.000Z' },
    });
    const token = linkToken(made.body.link);
    expect(made.body.link).toBe(`${server.origin}/invite#${token}`);
    const look = await server.browser().post('/api/v1/invitation/look', { token });
    expect(look.body).toMatchObject({
      orgName: 'みどり商店',
      name: '田中 花子',
      roles: ['teleworker'],
      signedInAs: null,
    });

    const hanako = await accept(server, { link: made.body.link, email: 'hanako@example.jp', name: '田中 花子' });
    const { body } = await hanako.browser.get('/api/v1/session');
    expect(body).toMatchObject({
      operator: false,
      memberships: [{ orgId: admin.orgId, orgName: 'みどり商店', roles: ['teleworker'], as: 'member' }],
    });
    const again = { token, name: 'x', kana: '', email: 'x@example.jp', password: PASSWORD };
    expect((await server.browser().post('/api/v1/invitation/accept', again)).body.error.code).toBe(
      'invitation_not_valid',
    );
    const list = await admin.browser.get(`${org}/invitations`);
    expect(list.body.invitations).toMatchObject([{ state: 'accepted' }]);
  });

  it('two people with one link: one comes in', async () => {
    const { body } = await admin.browser.post(`${org}/invitations`, invitation);
    const use = async (email: string): Promise<number> => {
      const given = { token: linkToken(body.link), name: '二人', kana: '', email, password: PASSWORD };
      return (await server.browser().post('/api/v1/invitation/accept', given)).status;
    };
    expect((await Promise.all([use('one@example.jp'), use('two@example.jp')])).toSorted((a, b) => a - b)).toEqual([
      201, 404,
    ]);
    expect((await admin.browser.get(`${org}/members`)).body.members).toHaveLength(2);
  });

  it('end after seven days, when taken back, and with one changed sign', async () => {
    const links = [];
    for (let at = 0; at < 3; at += 1) links.push((await admin.browser.post(`${org}/invitations`, invitation)).body);
    const [kept, revoked, changed] = links;
    const look = async (token: string): Promise<number> =>
      (await server.browser().post('/api/v1/invitation/look', { token })).status;
    expect((await admin.browser.delete(`${org}/invitations/${revoked.invitation.inviteId}`)).status).toBe(204);
    expect((await admin.browser.delete(`${org}/invitations/${revoked.invitation.inviteId}`)).status).toBe(404);
    expect(await look(linkToken(revoked.link))).toBe(404);
    expect(await look(linkToken(changed.link).replace(/.$/, (last) => (last === '0' ? '1' : '0')))).toBe(404);
    expect(await look(linkToken(kept.link))).toBe(200);
    server.clock.advance(7 * DAY_MS);
    expect(await look(linkToken(kept.link))).toBe(404);
  });

  it('for an address are mailed when there is a mail server, and serve that address only', async () => {
    server.mail.available = true;
    const made = await admin.browser.post(`${org}/invitations`, { ...invitation, email: 'hanako@example.jp' });
    expect(made.body.mailed).toBe(true);
    expect(server.mail.sent).toMatchObject([{ to: 'hanako@example.jp' }]);
    expect(server.mail.sent[0]?.text).toContain(made.body.link);
    const given = {
      token: linkToken(made.body.link),
      name: 'x',
      kana: '',
      email: 'betsu@example.jp',
      password: PASSWORD,
    };
    const other = await server.browser().post('/api/v1/invitation/accept', given);
    expect([other.status, other.body.error.code]).toEqual([403, 'email_not_invited']);
  });

  it('are accepted by a person who has an account already, after signing in', async () => {
    const other = await secondOrganisation(server);
    const { body } = await admin.browser.post(`${org}/invitations`, invitation);
    const token = linkToken(body.link);
    const anonymous = { token, name: 'x', kana: '', email: other.email, password: PASSWORD };
    const exists = await server.browser().post('/api/v1/invitation/accept', anonymous);
    expect([exists.status, exists.body.error.code]).toEqual([409, 'account_exists']);
    const joined = await other.browser.post('/api/v1/invitation/accept-signed-in', {
      token,
      name: '別 管理',
      kana: '',
    });
    expect(joined.body).toEqual({ orgId: admin.orgId });
    const { memberships } = (await other.browser.get('/api/v1/session')).body;
    expect(memberships.map((one: { orgId: string }) => one.orgId).toSorted()).toEqual(
      [admin.orgId, other.orgId].toSorted(),
    );
    const second = (await admin.browser.post(`${org}/invitations`, invitation)).body.link;
    const twice = { token: linkToken(second), name: 'x', kana: '' };
    expect((await other.browser.post('/api/v1/invitation/accept-signed-in', twice)).body.error.code).toBe(
      'already_member',
    );
  });
});

describe('members', () => {
  it('keep one administrator, also when two resign at once', async () => {
    const mine = (await admin.browser.get(`${org}/members`)).body.members[0];
    const path = `${org}/members/${mine.memberId}`;
    const fields = { name: mine.name, kana: mine.kana };
    expect((await admin.browser.put(path, { ...fields, roles: ['executive'] })).body.error.code).toBe(
      'last_administrator',
    );
    expect((await admin.browser.delete(path)).body.error.code).toBe('last_administrator');

    const second = await join(server, admin, { email: 'second@example.jp', roles: ['administrator'] });
    const theirs = (await admin.browser.get(`${org}/members`)).body.members.find((one: { you: boolean }) => !one.you);
    const replies = await Promise.all([
      admin.browser.put(path, { ...fields, roles: ['executive'] }),
      second.browser.put(`${org}/members/${theirs.memberId}`, { name: '二', kana: '', roles: ['executive'] }),
    ]);
    expect(replies.map((reply) => reply.status).toSorted((a, b) => a - b)).toEqual([200, 409]);
  });

  it('who are removed lose access at once, keep their account, and may come back', async () => {
    const gone = await join(server, admin, { email: 'gone@example.jp', roles: ['teleworker'] });
    expect((await gone.browser.get(`${org}/organisation`)).status).toBe(200);
    const member = (await admin.browser.get(`${org}/members`)).body.members.find(
      (one: { email: string }) => one.email === gone.email,
    );
    expect((await admin.browser.delete(`${org}/members/${member.memberId}`)).status).toBe(204);
    expect((await gone.browser.get(`${org}/organisation`)).status).toBe(404);
    expect((await gone.browser.get('/api/v1/session')).body).toMatchObject({ signedIn: true, memberships: [] });
    expect((await admin.browser.delete(`${org}/members/${member.memberId}`)).status).toBe(404);
    const { body } = await admin.browser.post(`${org}/invitations`, invitation);
    await gone.browser.post('/api/v1/invitation/accept-signed-in', {
      token: linkToken(body.link),
      name: '復帰',
      kana: '',
    });
    const back = (await admin.browser.get(`${org}/members`)).body.members.find(
      (one: { email: string }) => one.email === gone.email,
    );
    expect(back).toMatchObject({ memberId: member.memberId, name: '復帰', roles: ['teleworker'] });
  });

  it('get new rights with the next request', async () => {
    server.clock.advance(1000);
    const person = await join(server, admin, { email: 'p@example.jp', roles: ['teleworker'] });
    expect((await person.browser.get(`${org}/members`)).body.error.code).toBe('role_not_allowed');
    const member = (await admin.browser.get(`${org}/members`)).body.members.find((one: { you: boolean }) => !one.you);
    await admin.browser.put(`${org}/members/${member.memberId}`, {
      name: member.name,
      kana: 'しんじん',
      roles: ['executive', 'executive'],
    });
    const seen = await person.browser.get(`${org}/members?limit=1`);
    expect(seen.body.members).toHaveLength(1);
    const rest = await person.browser.get(`${org}/members?after=${seen.body.next}`);
    expect(rest.body).toMatchObject({ members: [{ kana: 'しんじん', roles: ['executive'], you: true }], next: null });
  });
});

describe('an administrator who has to go', () => {
  const leaving = async () => {
    const person = await join(server, admin, { email: 'leaving@example.jp', roles: ['administrator'] });
    const made = await person.browser.post(`${org}/invitations`, { ...invitation, roles: ['administrator'] });
    const { members } = (await admin.browser.get(`${org}/members`)).body;
    const { memberId } = members.find(({ email }: { email: string }) => email === 'leaving@example.jp');
    return { token: linkToken(made.body.link), memberId };
  };
  const look = async (token: string): Promise<number> =>
    (await server.browser().post('/api/v1/invitation/look', { token })).status;

  it('does not come back through an invitation made before', async () => {
    const kept = linkToken((await admin.browser.post(`${org}/invitations`, invitation)).body.link);
    const { token, memberId } = await leaving();
    expect(await look(token)).toBe(200);
    expect((await admin.browser.delete(`${org}/members/${memberId}`)).status).toBe(204);
    expect([await look(token), await look(kept)]).toEqual([404, 200]);
  });

  it('nor rises again through one after losing the role', async () => {
    const { token, memberId } = await leaving();
    const change = { name: '新人 二', kana: '', roles: ['teleworker'] };
    expect((await admin.browser.put(`${org}/members/${memberId}`, change)).status).toBe(200);
    expect(await look(token)).toBe(404);
  });
});

describe('another organisation', () => {
  it('looks like one that does not exist, for every operation with an organisation', async () => {
    const other = await secondOrganisation(server);
    const missing = '00000000-0000-7000-8000-000000000000';
    const paths = server.operations.filter((one) => one.access.kind === 'member');
    expect(paths.length).toBeGreaterThan(10);
    for (const { method, path } of paths) {
      const at = (orgId: string): string => path.replace(':orgId', orgId).replace(/:\w+/, missing);
      const foreign = await other.browser.call(method, at(admin.orgId), { body: method === 'GET' ? undefined : {} });
      const none = await other.browser.call(method, at(missing), { body: method === 'GET' ? undefined : {} });
      expect([path, foreign.status, foreign.body.error.code]).toEqual([path, 404, 'organisation_not_found']);
      expect({ ...foreign.body.error, id: '' }).toEqual({ ...none.body.error, id: '' });
    }
  });

  it('does not let its ids be used from the own one', async () => {
    const other = await secondOrganisation(server);
    const theirs = (await other.browser.get(`/api/v1/org/${other.orgId}/members`)).body.members[0];
    expect((await admin.browser.delete(`${org}/members/${theirs.memberId}`)).status).toBe(404);
    const invite = await other.browser.post(`/api/v1/org/${other.orgId}/invitations`, invitation);
    expect((await admin.browser.delete(`${org}/invitations/${invite.body.invitation.inviteId}`)).status).toBe(404);
    expect((await admin.browser.get(`${org}/members`)).body.members).toHaveLength(1);
  });
});

describe('operators', () => {
  it('see an organisation only while it lets them in, and only as watchers or responders', async () => {
    const other = await secondOrganisation(server);
    const path = `/api/v1/org/${other.orgId}`;
    expect((await admin.browser.get(`${path}/organisation`)).status).toBe(404);
    expect(
      (await other.browser.post(`${path}/operators`, { email: other.email, roles: ['watcher'] })).body.error.code,
    ).toBe('operator_not_found');
    const grant = await other.browser.post(`${path}/operators`, { email: 'KANRI@example.jp', roles: ['watcher'] });
    expect(grant.body).toMatchObject({ email: admin.email, roles: ['watcher'] });
    expect((await admin.browser.get(`${path}/organisation`)).body.name).toBe('あお工務店');
    expect((await admin.browser.get('/api/v1/session')).body.memberships).toContainEqual({
      orgId: other.orgId,
      orgName: 'あお工務店',
      roles: ['watcher'],
      as: 'operator',
    });
    expect((await admin.browser.post(`${path}/operators`, { email: admin.email, roles: ['responder'] })).status).toBe(
      403,
    );
    const more = await other.browser.post(`${path}/operators`, { email: admin.email, roles: ['watcher', 'responder'] });
    expect(more.body).toMatchObject({ grantId: grant.body.grantId, roles: ['watcher', 'responder'] });
    expect((await other.browser.delete(`${path}/operators/${grant.body.grantId}`)).status).toBe(204);
    expect((await admin.browser.get(`${path}/organisation`)).status).toBe(404);
  });

  it('who are no longer operators lose access though the grant still stands', async () => {
    const other = await secondOrganisation(server);
    const path = `/api/v1/org/${other.orgId}`;
    await other.browser.post(`${path}/operators`, { email: admin.email, roles: ['watcher'] });
    await server.identity.setOperator({ email: admin.email, operator: false });
    expect((await admin.browser.get(`${path}/organisation`)).status).toBe(404);
  });
});

describe('organisation and audit log', () => {
  it('is changed by administrators; a wrong time zone is refused', async () => {
    const fields = { name: '緑商店', kana: 'みどりしょうてん', industry: 'wholesale_retail', sizeBand: '21-50' };
    const wrong = await admin.browser.put(`${org}/organisation`, { ...fields, timeZone: 'Mars/Olympus' });
    expect(wrong.body.error.code).toBe('time_zone_unknown');
    const right = await admin.browser.put(`${org}/organisation`, { ...fields, timeZone: 'Asia/Tokyo' });
    expect(right.body).toMatchObject({ name: '緑商店', sizeBand: '21-50' });
  });

  it('tells who did what, page by page, to managers only', async () => {
    const person = await join(server, admin, { email: 'p@example.jp', roles: ['teleworker'] });
    server.clock.advance(1000);
    const member = (await admin.browser.get(`${org}/members`)).body.members.find((one: { you: boolean }) => !one.you);
    await admin.browser.delete(`${org}/members/${member.memberId}`);
    const first = await admin.browser.get(`${org}/audit?limit=1`);
    expect(first.body.entries).toMatchObject([
      { action: 'identity.member_removed', actorName: '管理 一', subject: member.memberId },
    ]);
    const { beforeAt, beforeId } = first.body.next;
    const rest = await admin.browser.get(`${org}/audit?beforeAt=${beforeAt}&beforeId=${beforeId}`);
    const actions = rest.body.entries.map((one: { action: string }) => one.action);
    expect(actions.toSorted()).toEqual([
      'identity.invitation_accepted',
      'identity.member_invited',
      'identity.setup_completed',
    ]);
    expect(rest.body.next).toBeNull();
    expect((await person.browser.get(`${org}/audit`)).status).toBe(404);
  });

  it('refuses names that are no text', async () => {
    const reply = await admin.browser.post(`${org}/invitations`, { ...invitation, name: 'a\u0000b' });
    expect(reply.body.error).toMatchObject({
      code: 'invalid_input',
      details: [{ field: 'name', reason: 'control_characters' }],
    });
  });
});
