// SPDX-License-Identifier: Apache-2.0
/** Roles, database and extensions: everything that needs the superuser, so that the product never does. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Credentials } from './credentials.ts';
import { APP_ROLE, DATABASE, OWNER_ROLE, PORT, SUPERVISOR_ROLE } from './settings.ts';

/** Raise this when the statements below change; an older data folder is then provisioned again at its next start. */
export const PROVISION_VERSION = 1;

const EXTENSIONS = ['pgcrypto', 'pg_trgm'];

/** Safe to repeat after being cut off anywhere. Passwords are ours (`[A-Za-z0-9_-]{43}`), hence plain literals. */
export async function provision(socketDir: string, credentials: Credentials): Promise<void> {
  await withClient({ host: socketDir, database: 'postgres', password: '' }, async (client) => {
    await ensureRole(client, OWNER_ROLE, credentials.owner);
    await ensureRole(client, APP_ROLE, credentials.app);
    await client.query(`ALTER ROLE ${SUPERVISOR_ROLE} PASSWORD '${credentials.supervisor}'`);
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE} OWNER ${OWNER_ROLE}`);
    await client.query(`REVOKE ALL ON DATABASE ${DATABASE} FROM PUBLIC`);
    await client.query(`GRANT CONNECT, TEMPORARY ON DATABASE ${DATABASE} TO ${APP_ROLE}`);
  });
  await withClient({ host: socketDir, database: DATABASE, password: '' }, async (client) => {
    for (const extension of EXTENSIONS) await client.query(`CREATE EXTENSION IF NOT EXISTS ${extension} SCHEMA public`);
  });
}

/** After a reload the server still lets the supervisor in without a password for a moment; resolves when it no longer does. */
export async function waitUntilPasswordAsked(socketDir: string, credentials: Credentials): Promise<void> {
  let asked = false;
  for (let tries = 0; !asked && tries < 100; tries += 1) {
    if (tries > 0) await sleep(10);
    const login = { host: socketDir, database: 'postgres', password: credentials.supervisor };
    await withClient(login, async (client) => {
      // How this session proved who it is; null when it was simply trusted (PostgreSQL 16 and later).
      const result = await client.query<{ how: string | null }>('SELECT system_user AS how');
      asked = result.rows[0]?.how !== null;
    });
  }
  if (!asked) throw new Error('PostgreSQL did not take the new access rules');
}

async function ensureRole(client: Client, role: string, password: string): Promise<void> {
  const found = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
  if (found.rowCount === 0) await client.query(`CREATE ROLE ${role}`);
  const rights = 'LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION';
  await client.query(`ALTER ROLE ${role} ${rights} PASSWORD '${password}'`);
}

interface Login {
  readonly host: string;
  readonly database: string;
  /** Empty while provisioning, when the supervisor is trusted. */
  readonly password: string;
}

async function withClient(login: Login, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ ...login, port: PORT, user: SUPERVISOR_ROLE, connectionTimeoutMillis: 10_000 });
  // Without a listener, a server that goes away in between would end the process.
  client.on('error', () => {});
  try {
    // Inside: a refused login leaves the connection open, and the server would hold it for a minute.
    await client.connect();
    await work(client);
  } finally {
    await client.end();
  }
}
