// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestDatabase } from '../../test/support/database.ts';
import type { TestDatabase } from '../../test/support/database.ts';
import { accept, join, secondOrganisation, setUp } from '../../test/support/people.ts';
import type { Installation } from '../../test/support/people.ts';
import { startTestServer } from '../../test/support/server.ts';
import type { TestServer } from '../../test/support/server.ts';
import { closePasswordMeasure } from '../identity/index.ts';
import { createOperate } from './index.ts';

let database: TestDatabase;
let server: TestServer;
let operator: Installation;
const PATH = '/api/v1/operate/organisations';

beforeAll(async () => {
  database = await startTestDatabase();
  server = await startTestServer({
    db: database.db,
    modules: (platform, identity) => [createOperate(platform, identity)],
    publicUrl: 'https://sonae.example.jp:8443',
  });
  operator = await setUp(server);
});
afterAll(async () => {
  await server.stop();
  await closePasswordMeasure();
  await database.stop();
});

describe('operator’s page', () => {
  it('lists organisations that let this operator in, and no other', async () => {
    const other = await secondOrganisation(server);
    expect((await operator.browser.get(PATH)).body).toEqual({ organisations: [], next: null });
    const grants = `/api/v1/org/${other.orgId}/operators`;
    const grant = await other.browser.post(grants, { email: operator.email, roles: ['responder', 'watcher'] });
    expect((await operator.browser.get(PATH)).body.organisations).toMatchObject([
      { orgId: other.orgId, name: 'あお工務店', roles: ['watcher', 'responder'] },
    ]);
    await other.browser.delete(`${grants}/${grant.body.grantId}`);
    expect((await operator.browser.get(PATH)).body.organisations).toEqual([]);
  });

  it('makes an organisation for others: the invited administrator owns it, the maker sees nothing of it', async () => {
    const made = await operator.browser.post(PATH, {
      organisation: { name: 'しろ医院', kana: 'しろいいん', industry: 'medical_welfare', sizeBand: '1-5' },
      administrator: { name: '院長', kana: '' },
    });
    expect(made.status).toBe(201);
    expect(made.body.link).toMatch(/^https:\/\/sonae\.example\.jp:8443\/invite#sonae_inv_/);
    expect((await operator.browser.get(`/api/v1/org/${made.body.orgId}/organisation`)).status).toBe(404);
    const doctor = await accept(server, { link: made.body.link, email: 'incho@example.jp', name: '院長' });
    expect((await doctor.browser.get(`/api/v1/org/${made.body.orgId}/organisation`)).body.name).toBe('しろ医院');
    const audit = await doctor.browser.get(`/api/v1/org/${made.body.orgId}/audit`);
    expect(audit.status).toBe(200);
    const scopes = await server.identity.allScopes('test.round');
    expect(scopes).toContainEqual({ orgId: made.body.orgId, actor: { kind: 'system', job: 'test.round' } });
  });

  it('does not exist for others', async () => {
    const member = await join(server, operator, { email: 'm@example.jp', roles: ['administrator', 'executive'] });
    expect((await member.browser.get(PATH)).status).toBe(404);
    expect((await server.browser().get(PATH)).status).toBe(401);
  });
});
