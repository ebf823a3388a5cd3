// SPDX-License-Identifier: Apache-2.0
/**
 * Hand-written steps in `migrations/`, applied in order, each in its own transaction, under a lock.
 * A step that was applied and has changed since stops the start: history is not rewritten.
 */
import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';

export interface MigrateOptions {
  readonly connection: pg.ClientConfig;
  readonly directory: string;
  /** The role the product runs as; may be the same as the owner on an external PostgreSQL. */
  readonly appRole: string;
}

/** PostgreSQL 15 is the oldest that Sonae runs on. */
export const MIN_SERVER_VERSION = 150_000;
const STEP = /^\d{4}_[a-z0-9_]+\.sql$/;
const LOCK_ID = 7_305_107;

/** Names of the steps applied now; empty when the schema was current. */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const client = new pg.Client(options.connection);
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK_ID]);
    await requireServerVersion(client);
    await client.query(
      `CREATE TABLE IF NOT EXISTS platform_migration (
         name text PRIMARY KEY, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`,
    );
    const applied = await appliedSteps(client);
    const fresh: string[] = [];
    for (const name of await stepNames(options.directory)) {
      if (await applyStep(client, { name, applied, options })) fresh.push(name);
    }
    return fresh;
  } finally {
    await client.end();
  }
}

async function requireServerVersion(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: number }>(
    `SELECT current_setting('server_version_num')::int AS version`,
  );
  const version = rows[0]?.version ?? 0;
  if (version < MIN_SERVER_VERSION) {
    throw new Error(`PostgreSQL 15 or newer is needed; this server is ${Math.floor(version / 10_000)}.`);
  }
}

async function appliedSteps(client: pg.Client): Promise<ReadonlyMap<string, string>> {
  const { rows } = await client.query<{ name: string; sha256: string }>('SELECT name, sha256 FROM platform_migration');
  return new Map(rows.map((row) => [row.name, row.sha256]));
}

async function stepNames(directory: string): Promise<string[]> {
  return (await readdir(directory)).filter((name) => STEP.test(name)).toSorted();
}

interface Step {
  readonly name: string;
  readonly applied: ReadonlyMap<string, string>;
  readonly options: MigrateOptions;
}

async function applyStep(client: pg.Client, { name, applied, options }: Step): Promise<boolean> {
  const text = await readFile(join(options.directory, name), 'utf8');
  const sha256 = createHash('sha256').update(text).digest('hex');
  const before = applied.get(name);
  if (before === sha256) return false;
  if (before !== undefined) throw new Error(`Migration ${name} was applied and has changed since; restore the file.`);
  await client.query('BEGIN');
  try {
    await client.query(text.replaceAll('{{app_role}}', pg.escapeIdentifier(options.appRole)));
    await client.query('INSERT INTO platform_migration (name, sha256) VALUES ($1, $2)', [name, sha256]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw new Error(`Migration ${name} failed: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  return true;
}

/** Refuses a role that row-level security would not hold back (stack trap 4). */
export async function refuseBypassingRole(connection: pg.ClientConfig): Promise<void> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string; free: boolean }>(
      `SELECT rolname AS name, rolsuper OR rolbypassrls AS free FROM pg_roles WHERE rolname = current_user`,
    );
    if (rows[0]?.free !== false) {
      throw new Error(
        `The database role "${rows[0]?.name ?? '?'}" could bypass row-level security. Give Sonae a role made with NOSUPERUSER NOBYPASSRLS.`,
      );
    }
  } finally {
    await client.end();
  }
}
