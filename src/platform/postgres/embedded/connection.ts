// SPDX-License-Identifier: Apache-2.0
/** How to reach the embedded PostgreSQL. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readOrUndefined } from '../../process-identity.ts';
import { clusterDirOf } from './cluster.ts';
import type { Credentials } from './credentials.ts';
import { readCredentials } from './credentials.ts';
import { pidFile, postmasterPid, processesIn } from './processes.ts';
import { APP_ROLE, DATABASE, OWNER_ROLE, PORT, SUPERVISOR_ROLE } from './settings.ts';
import { socketFile } from './socket-dir.ts';

export interface EmbeddedConnection {
  /** The folder that holds the socket, as `pg` and libpq take it for `host`. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  /** Owns the database and runs migrations; neither superuser nor above row-level security. */
  readonly ownerUser: string;
  readonly ownerPassword: string;
  /** What the product runs as. */
  readonly appUser: string;
  readonly appPassword: string;
}

export function connectionFrom(socketDir: string, credentials: Credentials): EmbeddedConnection {
  return {
    host: socketDir,
    port: PORT,
    database: DATABASE,
    ownerUser: OWNER_ROLE,
    ownerPassword: credentials.owner,
    appUser: APP_ROLE,
    appPassword: credentials.app,
  };
}

/** For a command line beside a running `sonae serve`: its connection, or undefined when no PostgreSQL runs there. */
export function readEmbeddedConnection(dataDir: string): EmbeddedConnection | undefined {
  const postgresDir = join(dataDir, 'postgres');
  const folder = clusterDirOf(postgresDir);
  const pid = postmasterPid(folder);
  const credentials = readCredentials(postgresDir);
  // Fifth line of postmaster.pid: the first socket folder (PostgreSQL source, pidfile.h).
  const socketDir = readOrUndefined(pidFile(folder))?.split('\n')[4];
  if (pid === undefined || credentials === undefined || !socketDir) return undefined;
  return processesIn(folder).includes(pid) && existsSync(socketFile(socketDir))
    ? connectionFrom(socketDir, credentials)
    : undefined;
}

/** The superuser, for the supervisor and for tests that make databases of their own. The product never connects as it. */
export function readSupervisorLogin(dataDir: string): { readonly user: string; readonly password: string } | undefined {
  const credentials = readCredentials(join(dataDir, 'postgres'));
  return credentials && { user: SUPERVISOR_ROLE, password: credentials.supervisor };
}
