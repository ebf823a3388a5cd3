// SPDX-License-Identifier: Apache-2.0
/** Starts our own PostgreSQL or takes the given one; brings the schema up to date; refuses a role that sees too much. */
import { join } from 'node:path';
import type pg from 'pg';
import type { Clock } from '../kernel/clock.ts';
import type { RandomBytes } from '../kernel/ids.ts';
import { SETTINGS } from '../platform/config/settings.ts';
import type { Settings } from '../platform/config/settings.ts';
import type { Log } from '../platform/log.ts';
import { startEmbeddedPostgres } from '../platform/postgres/embedded/index.ts';
import type { EmbeddedPostgres } from '../platform/postgres/embedded/index.ts';
import { refuseUnfinishedRestore } from '../platform/backup/load-store.ts';
import { refuseUnfinishedFolder } from '../platform/backup/restore-mark.ts';
import { migrate, requireFitRole } from '../platform/postgres/migrate.ts';
import { prepareJobQueue } from '../platform/jobs-store.ts';
import { explainDatabaseFailure } from './database-failure.ts';
import type { DatabaseAddress } from './database-failure.ts';
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

export interface Login {
  readonly connection: pg.ClientConfig;
  /** Set for a PostgreSQL that somebody else runs. */
  readonly address?: DatabaseAddress;
}

export interface Logins {
  readonly app: Login;
  readonly owner: Login;
}

const external = (url: string, setting: string): Login => ({
  connection: { connectionString: url },
  address: { url, setting },
});

function externalLogins({ databaseUrl = '', migrationDatabaseUrl }: Settings): Logins {
  const app = external(databaseUrl, SETTINGS.databaseUrl.env);
  const owner =
    migrationDatabaseUrl === undefined ? app : external(migrationDatabaseUrl, SETTINGS.migrationDatabaseUrl.env);
  return { app, owner };
}

function ownLogins({ connection }: EmbeddedPostgres): Logins {
  const { host, port, database, ownerUser, ownerPassword, appUser, appPassword } = connection;
  return {
    app: { connection: { host, port, database, user: appUser, password: appPassword } },
    owner: { connection: { host, port, database, user: ownerUser, password: ownerPassword } },
  };
}

export async function explained<T>({ address }: Login, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw address === undefined ? error : explainDatabaseFailure(error, address);
  }
}

/**
 * What PostgreSQL logs as a fault and is none: graphile-worker looks for its own table before it makes it, once; and
 * a stop ends the connections that are open.
 */
const EXPECTED = /relation "graphile_worker\.migrations" does not exist|due to administrator command/;

async function startOwn({ settings, log, clock, random }: DatabaseNeeds): Promise<EmbeddedPostgres> {
  const embedded = await startEmbeddedPostgres({
    dataDir: settings.dataDir,
    clock,
    random,
    // PostgreSQL is talkative about starting and stopping; that is news only for whoever looks for a fault.
    log: ({ level, message }) =>
      log[level === 'info' || EXPECTED.test(message) ? 'debug' : level]({ part: 'postgres' }, message),
  });
  embedded.onRestart((pid) => log.info({ part: 'postgres', pid }, 'the database runs again'));
  return embedded;
}

export async function bringUpToDate({ app, owner }: Logins, log: Log): Promise<void> {
  const role = await explained(app, async () => requireFitRole(app.connection, app.address?.setting ?? ''));
  await explained(owner, async () => {
    const directory = join(PROJECT_ROOT, 'migrations');
    const steps = await migrate({ connection: owner.connection, directory, appRole: role.name });
    if (steps.length > 0) log.info({ steps }, 'schema brought up to date');
    await prepareJobQueue(owner.connection, role.name);
  });
}

export interface OpenedDatabase {
  readonly logins: Logins;
  readonly embedded: EmbeddedPostgres | undefined;
}

/** Starts our own PostgreSQL or takes the given one, as it is: nothing in it is looked at or changed. */
export async function openServer(needs: DatabaseNeeds): Promise<OpenedDatabase> {
  const embedded = needs.settings.databaseUrl === undefined ? await startOwn(needs) : undefined;
  return { embedded, logins: embedded ? ownLogins(embedded) : externalLogins(needs.settings) };
}

/** @throws StartProblem with one line for the person at the terminal. */
export async function prepareDatabase(needs: DatabaseNeeds): Promise<PreparedDatabase> {
  refuseUnfinishedFolder(needs.settings.dataDir);
  const { embedded, logins } = await openServer(needs);
  try {
    await explained(logins.owner, async () => refuseUnfinishedRestore(logins.owner.connection));
    await bringUpToDate(logins, needs.log);
    return { connection: logins.app.connection, embedded };
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}
