// SPDX-License-Identifier: Apache-2.0
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestDatabase } from '../../../test/support/database.ts';
import type { TestDatabase } from '../../../test/support/database.ts';
import { SETUP, emptyInstallation } from '../../../test/support/people.ts';
import { startTestServer } from '../../../test/support/server.ts';
import type { TestServer } from '../../../test/support/server.ts';
import { closePasswordMeasure } from '../credentials/index.ts';

let database: TestDatabase;
let server: TestServer;

beforeAll(async () => {
  database = await startTestDatabase();
});
beforeEach(async () => {
  await emptyInstallation(database);
  server = await startTestServer({ db: database.db });
});
afterEach(async () => server.stop());
afterAll(async () => {
  await closePasswordMeasure();
  await database.stop();
});

const token = async (): Promise<string> => (await server.identity.ensureSetupToken()) ?? 'none';

describe('first setup', () => {
  it('opens with the newest token only', async () => {
    const old = await token();
    const fresh = await token();
    expect((await server.browser().post('/api/v1/setup/begin', { token: old })).body.error.code).toBe(
      'setup_token_wrong',
    );
    expect((await server.browser().post('/api/v1/setup/begin', { token: 'none' })).status).toBe(403);
    expect((await server.browser().post('/api/v1/setup/begin', { token: fresh })).body).toEqual({ ready: true });
    expect((await server.browser().get('/api/v1/session')).body).toEqual({
      signedIn: false,
      setupNeeded: true,
      secondNeeded: false,
    });
  });

  it('makes organisation, administrator and session, once', async () => {
    const given = { token: await token(), ...SETUP };
    const browser = server.browser();
    const events: string[] = [];
    server.platform.events.on('identity.organisation_created', (scope) => void events.push(scope.orgId));
    const made = await browser.post('/api/v1/setup/complete', given);
    expect(made.status).toBe(201);
    expect(events).toEqual([made.body.orgId]);
    expect((await browser.get('/api/v1/session')).body).toMatchObject({
      signedIn: true,
      operator: true,
      account: { email: SETUP.administrator.email, name: '管理 一', language: 'ja', totp: false },
      memberships: [{ orgId: made.body.orgId, orgName: 'みどり商店', roles: ['administrator', 'executive'] }],
    });
    expect((await server.browser().post('/api/v1/setup/complete', given)).status).toBe(403);
    expect(await server.identity.ensureSetupToken()).toBeUndefined();
  });

  it('of two at once, one wins and nothing of the other stays', async () => {
    const given = { token: await token(), ...SETUP };
    const other = { ...given, administrator: { ...SETUP.administrator, email: 'other@example.jp' } };
    const browsers = [server.browser(), server.browser()];
    const replies = await Promise.all(
      browsers.map(async (one, at) => one.post('/api/v1/setup/complete', at === 0 ? given : other)),
    );
    expect(replies.map((reply) => reply.status).toSorted((a, b) => a - b)).toEqual([201, 403]);
    const signedIn = await Promise.all(browsers.map(async (one) => (await one.get('/api/v1/session')).body.signedIn));
    expect(new Set(signedIn)).toEqual(new Set([true, false]));
    const { rows } = await database.db.pool.query('SELECT count(*) AS accounts FROM identity_account');
    expect(rows).toEqual([{ accounts: 1 }]);
  });

  it('refuses a password of its own words, and keeps the token for the next try', async () => {
    const given = { token: await token(), ...SETUP };
    const weak = { ...given, administrator: { ...SETUP.administrator, password: 'みどり商店かんりはじめ' } };
    const refused = await server.browser().post('/api/v1/setup/complete', weak);
    expect(refused.body.error).toMatchObject({
      code: 'password_refused',
      details: [{ field: 'administrator.password', reason: 'own_words' }],
    });
    const words = [SETUP.organisation.name, SETUP.administrator.email];
    const measure = await server
      .browser()
      .post('/api/v1/setup/measure-password', { token: given.token, password: 'みどり商店かんりはじめ', words });
    expect(measure.body).toMatchObject({ accepted: false, reasons: ['own_words'] });
    expect((await server.browser().post('/api/v1/setup/complete', given)).status).toBe(201);
  });

  it('measures no password without the token', async () => {
    await token();
    const body = { token: 'sonae_setup_x', password: 'anything at all', words: [] };
    expect((await server.browser().post('/api/v1/setup/measure-password', body)).status).toBe(403);
  });
});
