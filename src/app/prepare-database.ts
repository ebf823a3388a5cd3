// SPDX-License-Identifier: Apache-2.0
/** Starts our own PostgreSQL or takes the given one; brings the schema up to date; refuses a role that sees too much. */
import { join } from 'node:path';
import { runMigrations } from 'graphile-worker';
import pg from 'pg';
import type { Clock } from '../kernel/clock.ts';
import type { RandomBytes } from '../kernel/ids.ts';
import type { Settings } from '../platform/config/settings.ts';
import type { Log } from '../platform/log.ts';
import { startEmbeddedPostgres } from '../platform/postgres/embedded/index.ts';
import type { EmbeddedPostgres } from '../platform/postgres/embedded/index.ts';
import { migrate, refuseBypassingRole } from '../platform/postgres/migrate.ts';
import { grantJobQueue } from '../platform/jobs-store.ts';
import { PROJECT_ROOT } from './project-root.ts';

export interface PreparedDatabase {
  /** How the product connects. */
  readonly connection: pg.ClientConfig;
  readonly embedded: EmbeddedPostgres | undefined;
}

export interface DatabaseNeeds {
  readonly settings: Settings;
  readonly log: Log;
  readonly clock: Clock;
  readonly random: RandomBytes;
}

interface Logins {
  readonly app: pg.ClientConfig;
  readonly owner: pg.ClientConfig;
}

function external(settings: Settings, url: string): Logins {
  return { app: { connectionString: url }, owner: { connectionString: settings.migrationDatabaseUrl ?? url } };
}

function ownLogins({ connection }: EmbeddedPostgres): Logins {
  const { host, port, database, ownerUser, ownerPassword, appUser, appPassword } = connection;
  return {
    app: { host, port, database, user: appUser, password: appPassword },
    owner: { host, port, database, user: ownerUser, password: ownerPassword },
  };
}

async function currentRole(connection: pg.ClientConfig): Promise<string> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>('SELECT current_user AS name');
    return rows[0]?.name ?? '';
  } finally {
    await client.end();
  }
}

/** graphile-worker keeps its own schema; the owner makes it, the product's role may use it. */
async function prepareJobQueue(owner: pg.ClientConfig, appRole: string): Promise<void> {
  const pool = new pg.Pool({ ...owner, max: 2 });
  // Failures show in the queries; the pool only must not fall over them.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  try {
    await runMigrations({ pgPool: pool });
    await grantJobQueue(pool, appRole);
  } finally {
    await pool.end();
  }
}

export async function prepareDatabase({ settings, log, clock, random }: DatabaseNeeds): Promise<PreparedDatabase> {
  const embedded =
    settings.databaseUrl === undefined
      ? await startEmbeddedPostgres({
          dataDir: settings.dataDir,
          clock,
          random,
          // PostgreSQL is talkative about starting and stopping; that is news only for whoever looks for a fault.
          log: ({ level, message }) => log[level === 'info' ? 'debug' : level]({ part: 'postgres' }, message),
        })
      : undefined;
  try {
    const logins = embedded ? ownLogins(embedded) : external(settings, settings.databaseUrl ?? '');
    await refuseBypassingRole(logins.app);
    const appRole = await currentRole(logins.app);
    const directory = join(PROJECT_ROOT, 'migrations');
    const steps = await migrate({ connection: logins.owner, directory, appRole });
    if (steps.length > 0) log.info({ steps }, 'schema brought up to date');
    await prepareJobQueue(logins.owner, appRole);
    return { connection: logins.app, embedded };
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}
