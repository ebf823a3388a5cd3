// SPDX-License-Identifier: Apache-2.0
/**
 * SCIM conversations over HTTP. The bodies are made by hand after what Microsoft Entra ID and Okta document that they
 * send; no directory was recorded.
 */
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestDatabase } from '../../../test/support/database.ts';
import type { TestDatabase } from '../../../test/support/database.ts';
import { accept, emptyInstallation, join, secondOrganisation, setUp } from '../../../test/support/people.ts';
import type { Installation } from '../../../test/support/people.ts';
import { startTestServer } from '../../../test/support/server.ts';
import type { TestServer } from '../../../test/support/server.ts';
import { closePasswordMeasure } from '../credentials/index.ts';

let database: TestDatabase;
let server: TestServer;
let admin: Installation;
let org: string;
let token: string;

const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

const as = (key: string) => async (method: Method, path: string, body?: unknown) => {
  const headers = { authorization: `Bearer ${key}` };
  return server.browser().call(method, `/scim/v2${path}`, body === undefined ? { headers } : { body, headers });
};
const scim = async (method: Method, path: string, body?: unknown) => as(token)(method, path, body);

const patch = async (path: string, Operations: readonly object[]) =>
  scim('PATCH', path, { schemas: [PATCH], Operations });

/** As Entra ID provisions with its default mappings. */
const HANAKO = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'],
  externalId: 'tanaka.hanako',
  userName: 'Hanako@Example.jp',
  active: true,
  displayName: '田中 花子',
  emails: [{ primary: true, type: 'work', value: 'hanako@example.jp' }],
  name: { formatted: '田中 花子', familyName: '田中', givenName: '花子' },
  title: '経理',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: '管理部' },
};

const linkFor = async (personId: string): Promise<string> =>
  (await admin.browser.post(`${org}/directory/people/${personId}/invitation`, {})).body.link;

const members = async () => (await admin.browser.get(`${org}/members`)).body.members;

async function joined(body: object = HANAKO) {
  const { body: person } = await scim('POST', '/Users', body);
  const hanako = await accept(server, {
    link: await linkFor(person.id),
    email: 'hanako@example.jp',
    name: '田中 花子',
  });
  return { id: String(person.id), browser: hanako.browser };
}

beforeAll(async () => {
  database = await startTestDatabase();
});
beforeEach(async () => {
  await emptyInstallation(database);
  server = await startTestServer({ db: database.db });
  admin = await setUp(server);
  org = `/api/v1/org/${admin.orgId}`;
  token = (await admin.browser.post(`${org}/directory/tokens`, { label: 'Entra ID' })).body.token;
});
afterEach(async () => server.stop());
afterAll(async () => {
  await closePasswordMeasure();
  await database.stop();
});

describe('people in and out', () => {
  it('are invited, join by proving themselves, are shut out at once, and come back', async () => {
    const made = await scim('POST', '/Users', HANAKO);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      userName: 'Hanako@Example.jp',
      externalId: 'tanaka.hanako',
      active: true,
      emails: [{ value: 'hanako@example.jp', type: 'work', primary: true }],
      meta: { resourceType: 'User', version: 'W/"1"', location: `${server.origin}/scim/v2/Users/${made.body.id}` },
    });
    // Nobody is a member before they have proved who they are.
    expect(await members()).toHaveLength(1);
    expect((await admin.browser.get(`${org}/directory`)).body.people).toMatchObject([{ state: 'invited' }]);

    const { browser } = await accept(server, {
      link: await linkFor(made.body.id),
      email: 'hanako@example.jp',
      name: '田中 花子',
    });
    expect((await browser.get(`${org}/organisation`)).status).toBe(200);
    expect((await admin.browser.get(`${org}/directory`)).body.people).toMatchObject([{ state: 'member' }]);

    const off = await patch(`/Users/${made.body.id}`, [{ op: 'Replace', path: 'active', value: 'False' }]);
    expect(off.body).toMatchObject({ active: false });
    expect((await browser.get(`${org}/organisation`)).status).toBe(404);
    expect(await members()).toHaveLength(1);

    await patch(`/Users/${made.body.id}`, [{ op: 'replace', value: { active: true } }]);
    expect((await browser.get(`${org}/organisation`)).status).toBe(200);
    const { entries } = (await admin.browser.get(`${org}/audit`)).body;
    const actions = entries.map(({ action }: { action: string }) => action);
    expect(actions).toEqual(expect.arrayContaining(['identity.member_removed', 'identity.member_returned']));
  });

  it('who are deleted leave, and their invitation with them', async () => {
    const { id, browser } = await joined();
    expect((await scim('DELETE', `/Users/${id}`)).status).toBe(204);
    expect((await scim('GET', `/Users/${id}`)).status).toBe(404);
    expect((await browser.get(`${org}/organisation`)).status).toBe(404);
    const waiting = await scim('POST', '/Users', { ...HANAKO, userName: 'jiro@example.jp', emails: [] });
    const link = await linkFor(waiting.body.id);
    await scim('DELETE', `/Users/${waiting.body.id}`);
    const late = await server.browser().post('/api/v1/invitation/look', { token: link.split('#')[1] });
    expect(late.status).toBe(404);
  });

  it('who were members before are recognised by their address in this organisation', async () => {
    const taro = await join(server, admin, { email: 'taro2@example.jp', roles: ['teleworker'] });
    const made = await scim('POST', '/Users', { userName: 'taro2@example.jp', displayName: '見本 二郎' });
    expect((await admin.browser.get(`${org}/directory`)).body.people).toMatchObject([{ state: 'member' }]);
    expect((await members()).map(({ name }: { name: string }) => name)).toContain('見本 二郎');
    await patch(`/Users/${made.body.id}`, [{ op: 'replace', path: 'active', value: false }]);
    expect((await taro.browser.get(`${org}/organisation`)).status).toBe(404);
  });

  it('the last administrator stays, and the directory is told why', async () => {
    const own = await scim('POST', '/Users', { userName: admin.email, displayName: 'x' });
    const refused = await patch(`/Users/${own.body.id}`, [{ op: 'replace', path: 'active', value: false }]);
    expect(refused.status).toBe(409);
    expect(refused.body.detail).toMatch(/last administrator/);
    expect((await scim('GET', `/Users/${own.body.id}`)).body.active).toBe(true);
  });
});

describe('what directories send', () => {
  it.each([
    [
      'Entra ID: a work address by a filter',
      [{ op: 'Add', path: 'emails[type eq "work"].value', value: 'new@example.jp' }],
    ],
    [
      'Okta: a whole object',
      [{ op: 'replace', value: { emails: [{ type: 'work', value: 'new@example.jp', primary: true }] } }],
    ],
    ['RFC 7644: by a filter', [{ op: 'replace', path: 'emails[type eq "work"].value', value: 'new@example.jp' }]],
  ])('%s', async (_name, operations) => {
    const { body } = await scim('POST', '/Users', HANAKO);
    const changed = await patch(`/Users/${body.id}`, operations);
    expect(changed.body.emails).toEqual([{ value: 'new@example.jp', type: 'work', primary: true }]);
  });

  it('dotted names, extensions and attributes we do not keep do no harm', async () => {
    const { body } = await scim('POST', '/Users', HANAKO);
    const changed = await patch(`/Users/${body.id}`, [
      { op: 'Replace', value: { 'name.familyName': '佐藤', displayName: '佐藤 花子' } },
      { op: 'Add', path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager', value: 'x' },
      { op: 'Replace', path: 'phoneNumbers[type eq "mobile"].value', value: '090' },
    ]);
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({ displayName: '佐藤 花子', name: { familyName: '佐藤', givenName: '花子' } });
  });

  it.each([
    ['userName eq "hanako@example.jp"', 1],
    ['USERNAME eq "HANAKO@EXAMPLE.JP"', 1],
    ['externalId eq "tanaka.hanako"', 1],
    ['emails.value eq "hanako@example.jp"', 1],
    ['active eq true and userName co "example"', 1],
    ['userName eq "nobody"', 0],
  ])('finds by %s', async (filter, count) => {
    await scim('POST', '/Users', HANAKO);
    const found = await scim('GET', `/Users?filter=${encodeURIComponent(filter)}`);
    expect(found.body).toMatchObject({ totalResults: count, startIndex: 1 });
    expect(found.body.Resources).toHaveLength(count);
  });

  it('asks in pages', async () => {
    for (const number of [1, 2, 3]) await scim('POST', '/Users', { userName: `p${number}@example.jp` });
    const page = await scim('GET', '/Users?startIndex=2&count=1');
    expect(page.body).toMatchObject({ totalResults: 3, startIndex: 2, itemsPerPage: 1 });
    expect(page.body.Resources[0].userName).toBe('p2@example.jp');
  });

  it('groups give roles where an administrator said so, and only there', async () => {
    const { id } = await joined();
    const group = await scim('POST', '/Groups', { displayName: '情報システム', members: [{ value: id }] });
    const roles = async () =>
      (await members()).find(({ name }: { name: string }) => name === '田中 花子')?.roles as string[];
    expect(await roles()).toEqual(['teleworker']);
    await admin.browser.put(`${org}/directory/groups/${group.body.id}`, { role: 'administrator' });
    expect(await roles()).toContain('administrator');
    await patch(`/Groups/${group.body.id}`, [{ op: 'Remove', path: 'members', value: [{ value: id }] }]);
    expect(await roles()).toEqual(['teleworker']);
    await patch(`/Groups/${group.body.id}`, [{ op: 'Add', path: 'members', value: [{ value: id }] }]);
    expect(await roles()).toContain('administrator');
    await patch(`/Groups/${group.body.id}`, [{ op: 'remove', path: `members[value eq "${id}"]` }]);
    expect((await scim('GET', `/Groups/${group.body.id}`)).body.members).toEqual([]);
    expect((await scim('GET', '/Groups?excludedAttributes=members')).body.Resources[0].members).toBeUndefined();
  });

  it('asks what the server can do', async () => {
    expect((await scim('GET', '/ServiceProviderConfig')).body).toMatchObject({ patch: { supported: true } });
    expect((await scim('GET', '/ResourceTypes')).body.totalResults).toBe(2);
    const schema = await scim('GET', '/Schemas/urn:ietf:params:scim:schemas:core:2.0:User');
    expect(schema.body.attributes.length).toBeGreaterThan(5);
  });
});

describe('what must not be', () => {
  it('an account of another organisation is not taken over', async () => {
    const other = await secondOrganisation(server);
    const shop = await join(server, other, { email: 'shared@example.jp', roles: ['teleworker'] });
    const made = await scim('POST', '/Users', { userName: 'shared@example.jp', displayName: 'Renamed' });
    await patch(`/Users/${made.body.id}`, [{ op: 'replace', path: 'displayName', value: 'Again' }]);
    expect((await shop.browser.get(`${org}/organisation`)).status).toBe(404);
    const { body } = await shop.browser.get('/api/v1/session');
    expect(body.memberships).toHaveLength(1);
    expect(JSON.stringify(body)).not.toMatch(/Renamed|Again/);
    await scim('DELETE', `/Users/${made.body.id}`);
    expect((await shop.browser.get(`/api/v1/org/${other.orgId}/organisation`)).status).toBe(200);
  });

  it('a token opens its own organisation only, and none once it was ended', async () => {
    const other = await secondOrganisation(server);
    const theirs = `/api/v1/org/${other.orgId}`;
    const foreign = (await other.browser.post(`${theirs}/directory/tokens`, { label: 'x' })).body;
    const made = await scim('POST', '/Users', HANAKO);
    for (const [method, body] of [['GET'], ['DELETE'], ['PUT', HANAKO]] as const) {
      expect((await as(foreign.token)(method, `/Users/${made.body.id}`, body)).status).toBe(404);
    }
    const group = await as(foreign.token)('POST', '/Groups', {
      displayName: 'theirs',
      members: [{ value: made.body.id }],
    });
    expect(group.body.members).toEqual([]);
    await other.browser.call('DELETE', `${theirs}/directory/tokens/${foreign.tokenId}`, {});
    expect((await as(foreign.token)('GET', '/Users')).status).toBe(401);
  });

  it('a name is given once, whatever its case', async () => {
    await scim('POST', '/Users', HANAKO);
    const twice = await scim('POST', '/Users', { ...HANAKO, userName: 'hanako@EXAMPLE.jp' });
    expect(twice.body).toMatchObject({ status: '409', scimType: 'uniqueness' });
  });

  it.each([
    ['no name', { active: true }],
    ['control characters', { userName: 'a\u0000b@example.jp' }],
    ['a list instead of a person', []],
    ['an address that is none', { userName: 'x', emails: [{ value: 'no address' }] }],
    ['too many addresses', { userName: 'x', emails: Array.from({ length: 21 }, () => ({ value: 'a@b.jp' })) }],
  ])('%s is refused in SCIM’s own shape', async (_name, body) => {
    const refused = await scim('POST', '/Users', body);
    expect(refused.status).toBe(400);
    expect(refused.body).toMatchObject({ schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '400' });
  });

  it('any filter gets an answer, none an internal error', async () => {
    await scim('POST', '/Users', HANAKO);
    const part = fc.constantFrom(
      'userName',
      'eq',
      'and',
      'or',
      'not',
      '(',
      ')',
      '[',
      ']',
      '"x"',
      'true',
      'emails',
      '.',
      '__proto__',
      ' ',
    );
    const filters = fc.oneof(
      fc.string({ maxLength: 600 }),
      fc.array(part, { maxLength: 60 }).map((parts) => parts.join(' ')),
    );
    await fc.assert(
      fc.asyncProperty(filters, async (filter) => {
        const { status } = await scim('GET', `/Users?filter=${encodeURIComponent(filter)}`);
        expect([200, 400]).toContain(status);
      }),
      { numRuns: 150 },
    );
  });

  it('any change gets an answer, none an internal error', async () => {
    const { body } = await scim('POST', '/Users', HANAKO);
    const path = fc.option(
      fc.oneof(
        fc.constantFrom(
          'active',
          'name',
          'emails',
          'name.givenName',
          'emails[type eq "work"]',
          '__proto__',
          'constructor.prototype',
        ),
        fc.string({ maxLength: 40 }),
      ),
      { nil: undefined },
    );
    const operation = fc.record(
      { op: fc.constantFrom('add', 'Replace', 'remove'), path, value: fc.jsonValue({ maxDepth: 3 }) },
      { requiredKeys: ['op'] },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 4 }), async (operations) => {
        const { status } = await patch(`/Users/${body.id}`, operations);
        expect([200, 400, 409]).toContain(status);
      }),
      { numRuns: 150 },
    );
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
