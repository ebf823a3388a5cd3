// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate, requireFitRole } from '../../src/platform/postgres/migrate.ts';
import { startPostgres15 } from '../postgres15/start.ts';
import type { Postgres15 } from '../postgres15/start.ts';
import { startTestDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { catalogueFaults } from './catalogue.ts';

const TOO_STRONG = { code: 'database_role_too_strong' };
const MIGRATIONS = join(import.meta.dirname, '../../migrations');

async function run(connection: pg.ClientConfig, ...statements: string[]): Promise<void> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

describe('on the embedded PostgreSQL', () => {
  let database: TestDatabase;
  let appRole: string;

  beforeAll(async () => {
    database = await startTestDatabase();
    appRole = String(database.app.user);
  });
  afterAll(async () => database?.stop());

  test('the wall stands', async () => {
    expect(await catalogueFaults(database.superuser, { appRole })).toEqual([]);
  });

  // Each hole is made in a database of its own, so that the test above is known to see it.
  const holes: readonly (readonly [string, string, RegExp])[] = [
    ['a table without org_id', 'CREATE TABLE detect_alert (id uuid PRIMARY KEY)', /detect_alert has no org_id/],
    [
      'a table without a policy',
      'CREATE TABLE detect_alert (org_id uuid NOT NULL, id uuid, PRIMARY KEY (org_id, id))',
      /detect_alert is off/,
    ],
    [
      'org_id second in a key',
      "CREATE TABLE detect_alert (org_id uuid NOT NULL, id uuid, PRIMARY KEY (id, org_id)); SELECT platform_tenant_table('detect_alert')",
      /detect_alert_pkey/,
    ],
    ['security not forced', 'ALTER TABLE assess_task NO FORCE ROW LEVEL SECURITY', /assess_task is not forced/],
    ['a second, open policy', 'CREATE POLICY open ON assess_task USING (true)', /assess_task: 2 policies/],
    [
      'a way across organisations that may delete',
      `CREATE POLICY more ON endpoints_osquery_seen FOR DELETE USING (current_setting('sonae.ingest', true) = 'osquery_seen')`,
      /endpoints_osquery_seen: more/,
    ],
    [
      'more than times in the table that is written across organisations',
      'ALTER TABLE endpoints_osquery_seen ADD COLUMN hostname text',
      /more than ids and times: hostname/,
    ],
    [
      'a grant on a partition',
      `CREATE TABLE detect_event (org_id uuid NOT NULL, day date, PRIMARY KEY (org_id, day)) PARTITION BY RANGE (day);
       SELECT platform_tenant_table('detect_event');
       CREATE TABLE detect_event_1 PARTITION OF detect_event FOR VALUES FROM ('2026-01-01') TO ('2026-01-02');
       ALTER TABLE detect_event_1 ENABLE ROW LEVEL SECURITY; ALTER TABLE detect_event_1 FORCE ROW LEVEL SECURITY;
       GRANT SELECT ON detect_event_1 TO {{app}}`,
      /detect_event_1 has its own grants/,
    ],
    [
      'a foreign key past the organisation',
      `CREATE TABLE detect_a (org_id uuid PRIMARY KEY, other uuid REFERENCES identity_org);
       SELECT platform_tenant_table('detect_a')`,
      /detect_a_other_fkey/,
    ],
    [
      'a view with its owner’s rights',
      'CREATE VIEW all_devices AS SELECT * FROM endpoints_device',
      /all_devices is a view/,
    ],
    ['a right too many', 'GRANT TRUNCATE ON assess_task TO {{app}}', /assess_task: TRUNCATE/],
  ];

  test.each(holes)('sees %s', async (_name, sql, fault) => {
    const other = await startTestDatabase({ maxConnections: 1 });
    try {
      await run(other.owner, sql.replaceAll('{{app}}', String(other.app.user)));
      expect((await catalogueFaults(other.superuser, { appRole })).join('\n')).toMatch(fault);
    } finally {
      await other.stop();
    }
  });

  test.each([
    ['that passes it by itself', 'BYPASSRLS', ''],
    ['that may become one that passes it', 'NOBYPASSRLS', 'GRANT {{super}} TO {{role}}'],
  ])('a role %s is refused', async (_name, right, grant) => {
    const role = `strong_${process.pid}`;
    const filled = grant.replace('{{super}}', String(database.superuser.user)).replace('{{role}}', role);
    await run(
      database.superuser,
      `CREATE ROLE ${role} LOGIN NOSUPERUSER ${right} PASSWORD 'x'`,
      ...(filled ? [filled] : []),
    );
    try {
      await expect(
        requireFitRole({ ...database.app, user: role, password: 'x' }, 'DATABASE_URL'),
      ).rejects.toMatchObject(TOO_STRONG);
    } finally {
      await run(database.superuser, `DROP ROLE ${role}`);
    }
  });

  test('the superuser is refused, the product’s own role is not', async () => {
    await expect(requireFitRole(database.superuser, 'DATABASE_URL')).rejects.toMatchObject(TOO_STRONG);
    await expect(requireFitRole(database.app, 'DATABASE_URL')).resolves.toMatchObject({ name: appRole });
  });
});

describe('on Debian’s PostgreSQL 15', () => {
  let postgres: Postgres15;
  const url = (connectionString: string): pg.ClientConfig => ({ connectionString });

  beforeAll(async () => {
    postgres = await startPostgres15();
  });
  afterAll(async () => postgres?.stop());

  test('the wall stands, with a role of its own for the product', async () => {
    const { superuserUrl, ownerUrl } = postgres;
    await run(url(superuserUrl), "CREATE ROLE sonae_app LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD 'x'");
    await migrate({ connection: url(ownerUrl), directory: MIGRATIONS, appRole: 'sonae_app' });
    expect(await catalogueFaults(url(superuserUrl), { appRole: 'sonae_app' })).toEqual([]);
  });

  test('the wall stands where the owner is the product’s role', async () => {
    const { superuserUrl } = postgres;
    const other = (given: string): pg.ClientConfig => url(given.replace('/sonae?', '/single?'));
    await run(url(superuserUrl), 'CREATE DATABASE single OWNER sonae_owner');
    await migrate({ connection: other(postgres.ownerUrl), directory: MIGRATIONS, appRole: 'sonae_owner' });
    expect(await catalogueFaults(other(superuserUrl), { appRole: 'sonae_owner', sameRole: true })).toEqual([]);
  });

  test('its superuser is refused', async () => {
    await expect(requireFitRole(url(postgres.superuserUrl), 'DATABASE_URL')).rejects.toMatchObject(TOO_STRONG);
    await expect(requireFitRole(url(postgres.ownerUrl), 'DATABASE_URL')).resolves.toMatchObject({
      name: 'sonae_owner',
    });
  });
});
