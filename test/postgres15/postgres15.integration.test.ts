// SPDX-License-Identifier: Apache-2.0
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { socketExists, startPostgres15, type Postgres15 } from './start.ts';

let postgres: Postgres15;

beforeAll(async () => {
  postgres = await startPostgres15();
});

afterAll(() => postgres?.stop());

async function ask(connectionString: string, sql: string): Promise<Record<string, unknown> | undefined> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows[0];
  } finally {
    await client.end();
  }
}

test('is Debian’s 15, in UTF-8, with no TCP port', async () => {
  const found = await ask(
    postgres.superuserUrl,
    `SELECT current_setting('server_version_num')::int / 10000 AS major,
            current_setting('server_encoding') AS encoding, current_setting('listen_addresses') AS listens`,
  );
  expect(found).toEqual({ major: 15, encoding: 'UTF8', listens: '' });
});

test('the owner owns the database and cannot pass row-level security', async () => {
  const found = await ask(
    postgres.ownerUrl,
    `SELECT rolsuper, rolbypassrls, pg_get_userbyid(datdba) = current_user AS owns
       FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database()`,
  );
  expect(found).toEqual({ rolsuper: false, rolbypassrls: false, owns: true });
  // Both are trusted extensions: the owner of a database may add them.
  for (const name of ['pgcrypto', 'pg_trgm']) await ask(postgres.ownerUrl, `CREATE EXTENSION ${name}`);
});

test('a wrong password is refused', async () => {
  const wrong = postgres.ownerUrl.replace(/:[^:@/]+@/, ':wrong@');
  await expect(ask(wrong, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
});

test('stop leaves nothing behind', async () => {
  const other = await startPostgres15();
  expect(socketExists(other.ownerUrl)).toBe(true);
  await other.stop();
  expect(socketExists(other.ownerUrl)).toBe(false);
});
