// SPDX-License-Identifier: Apache-2.0
/**
 * One PostgreSQL for tests, with a migrated template from which each test file gets a database of its own.
 * As a global setup of vitest it is shared by the whole run; without, each file starts one (about a second).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { systemClock } from '../../src/kernel/clock.ts';
import { secureRandom } from '../../src/kernel/ids.ts';
import { readSupervisorLogin, startEmbeddedPostgres } from '../../src/platform/postgres/embedded/index.ts';
import { migrate } from '../../src/platform/postgres/migrate.ts';

export interface TestPostgres {
  readonly host: string;
  readonly port: number;
  readonly superuser: string;
  readonly superuserPassword: string;
  readonly owner: string;
  readonly ownerPassword: string;
  readonly app: string;
  readonly appPassword: string;
}

/** Name of the environment variable that tells test processes of the shared server. */
export const SHARED = 'SONAE_TEST_POSTGRES';
export const TEMPLATE = 'sonae_template';

export async function asSuperuser(
  server: TestPostgres,
  database: string,
  statements: readonly string[],
): Promise<void> {
  const { host, port, superuser: user, superuserPassword: password } = server;
  const client = new pg.Client({ host, port, user, password, database });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

async function makeTemplate(server: TestPostgres): Promise<void> {
  await asSuperuser(server, 'postgres', [`CREATE DATABASE ${TEMPLATE} OWNER ${server.owner}`]);
  await asSuperuser(server, TEMPLATE, ['CREATE EXTENSION pgcrypto', 'CREATE EXTENSION pg_trgm']);
  const { host, port, owner: user, ownerPassword: password } = server;
  await migrate({
    connection: { host, port, user, password, database: TEMPLATE },
    directory: join(import.meta.dirname, '../../migrations'),
    appRole: server.app,
  });
}

export async function startTestPostgres(): Promise<{ server: TestPostgres; stop: () => Promise<void> }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'sonae-test-'));
  const started = await startEmbeddedPostgres({ dataDir, log: () => {}, clock: systemClock, random: secureRandom });
  const stop = async (): Promise<void> => {
    await started.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    const login = readSupervisorLogin(dataDir);
    if (!login) throw new Error('the embedded PostgreSQL left no superuser login');
    const { host, port, ownerUser, ownerPassword, appUser, appPassword } = started.connection;
    const server: TestPostgres = {
      host,
      port,
      superuser: login.user,
      superuserPassword: login.password,
      owner: ownerUser,
      ownerPassword,
      app: appUser,
      appPassword,
    };
    await makeTemplate(server);
    return { server, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

let shared: Promise<() => Promise<void>> | undefined;
let users = 0;

/** Called by vitest once per project that names this file as its global setup; they share one server. */
export async function setup(): Promise<() => Promise<void>> {
  users += 1;
  shared ??= startTestPostgres().then(({ server, stop }) => {
    process.env[SHARED] = JSON.stringify(server);
    return stop;
  });
  const stop = await shared;
  return async () => {
    users -= 1;
    if (users === 0) await stop();
  };
}
