// SPDX-License-Identifier: Apache-2.0
/** A fresh, migrated database for one test file, opened as the role the product runs as. */
import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { openDatabase } from '../../src/platform/postgres/database.ts';
import type { Database } from '../../src/platform/postgres/database.ts';
import { SHARED, TEMPLATE, asSuperuser, startTestPostgres } from './postgres.ts';
import type { TestPostgres } from './postgres.ts';

export interface TestDatabase {
  /** As the app role: row-level security holds. */
  readonly db: Database;
  /** `postgresql://…?host=<socket folder>`; the owner ran the migrations. */
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly owner: pg.ClientConfig;
  readonly app: pg.ClientConfig;
  /** Above row-level security: for looking at what was really written, never as the product. */
  readonly superuser: pg.ClientConfig;
  stop(): Promise<void>;
}

async function serverForThisProcess(): Promise<{ server: TestPostgres; stop: () => Promise<void> }> {
  const told = process.env[SHARED];
  if (told === undefined) return startTestPostgres();
  return { server: JSON.parse(told) as TestPostgres, stop: async () => {} };
}

export async function startTestDatabase(options: { readonly maxConnections?: number } = {}): Promise<TestDatabase> {
  const { server, stop } = await serverForThisProcess();
  const database = `test_${randomBytes(8).toString('hex')}`;
  await asSuperuser(server, 'postgres', [`CREATE DATABASE ${database} TEMPLATE ${TEMPLATE} OWNER ${server.owner}`]);
  const { host, port } = server;
  const as = (user: string, password: string): pg.ClientConfig => ({ host, port, database, user, password });
  const url = (user: string, password: string): string =>
    `postgresql://${user}:${encodeURIComponent(password)}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
  const app = as(server.app, server.appPassword);
  const db = openDatabase({ connection: app, maxConnections: options.maxConnections ?? 10 });
  return {
    db,
    ownerUrl: url(server.owner, server.ownerPassword),
    appUrl: url(server.app, server.appPassword),
    owner: as(server.owner, server.ownerPassword),
    app,
    superuser: as(server.superuser, server.superuserPassword),
    stop: async () => {
      await db.close();
      await asSuperuser(server, 'postgres', [`DROP DATABASE ${database} WITH (FORCE)`]);
      await stop();
    },
  };
}
