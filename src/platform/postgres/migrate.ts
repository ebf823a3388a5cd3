// SPDX-License-Identifier: Apache-2.0
/**
 * Hand-written steps in `migrations/`, applied in order, each in its own transaction, under a lock.
 * A step that was applied and has changed since stops the start: history is not rewritten.
 */
import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { StartProblem } from '../start-problem.ts';

export interface MigrateOptions {
  readonly connection: pg.ClientConfig;
  readonly directory: string;
  /** The role the product runs as; may be the same as the owner on an external PostgreSQL. */
  readonly appRole: string;
  /** Only these steps: the schema as it was when a backup was made. */
  readonly only?: ReadonlySet<string>;
}

/** PostgreSQL 15 is the oldest that Sonae runs on. */
const MIN_SERVER_VERSION = 150_000;
const STEP = /^\d{4}_[a-z0-9_]+\.sql$/;
const LOCK_ID = 7_305_107;
const CONNECT_WITHIN_MS = 10_000;

/**
 * Names of the steps applied now; empty when the schema was current.
 * @throws StartProblem `schema_changed`, `schema_failed`, `schema_newer`.
 */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const client = new pg.Client({ connectionTimeoutMillis: CONNECT_WITHIN_MS, ...options.connection });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('SELECT pg_advisory_lock($1)', [LOCK_ID]);
    await client.query(
      `CREATE TABLE IF NOT EXISTS platform_migration (
         name text PRIMARY KEY, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`,
    );
    const applied = await appliedSteps(client);
    const fresh: string[] = [];
    const known = await stepNames(options.directory);
    refuseNewer(applied, known);
    for (const name of known.filter((step) => options.only?.has(step) ?? true)) {
      if (await applyStep(client, { name, applied, options })) fresh.push(name);
    }
    await keepReferencesChecked(client);
    return fresh;
  } finally {
    await client.end();
  }
}

async function appliedSteps(client: pg.Client): Promise<ReadonlyMap<string, string>> {
  const { rows } = await client.query<{ name: string; sha256: string }>('SELECT name, sha256 FROM platform_migration');
  return new Map(rows.map((row) => [row.name, row.sha256]));
}

/** A step that this program does not know was made by a newer one, which may have changed the meaning of what is there. */
function refuseNewer(applied: ReadonlyMap<string, string>, known: readonly string[]): void {
  const unknown = [...applied.keys()].find((name) => !known.includes(name));
  if (unknown !== undefined) throw new StartProblem('schema_newer', { name: unknown });
}

export async function stepNames(directory: string): Promise<string[]> {
  return (await readdir(directory)).filter((name) => STEP.test(name)).toSorted();
}

/**
 * A foreign key is checked as the owner of the referenced table, by locking the row, for which it needs UPDATE (PostgreSQL
 * manual, SELECT, "FOR KEY SHARE"). Where the product's role is the owner as well, the REVOKE of an append-only table took
 * that from the owner too. What may not change is still refused: by triggers, which hold for every role.
 */
async function keepReferencesChecked(client: pg.Client): Promise<void> {
  await client.query(`
    DO $$
    DECLARE found regclass;
    BEGIN
      FOR found IN
        SELECT DISTINCT confrelid FROM pg_constraint JOIN pg_class ON pg_class.oid = confrelid
        WHERE contype = 'f' AND pg_get_userbyid(relowner) = current_user
          AND NOT has_table_privilege(current_user, confrelid, 'UPDATE')
      LOOP
        EXECUTE format('GRANT UPDATE ON %s TO %I', found, current_user);
      END LOOP;
    END $$`);
}

export const stepHash = (text: string): string => createHash('sha256').update(text).digest('hex');

interface Step {
  readonly name: string;
  readonly applied: ReadonlyMap<string, string>;
  readonly options: MigrateOptions;
}

async function applyStep(client: pg.Client, { name, applied, options }: Step): Promise<boolean> {
  const text = await readFile(join(options.directory, name), 'utf8');
  const sha256 = stepHash(text);
  const before = applied.get(name);
  if (before === sha256) return false;
  if (before !== undefined) throw new StartProblem('schema_changed', { name });
  await client.query('BEGIN');
  try {
    await client.query(text.replaceAll('{{app_role}}', pg.escapeIdentifier(options.appRole)));
    await client.query('INSERT INTO platform_migration (name, sha256) VALUES ($1, $2)', [name, sha256]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw new StartProblem(
      'schema_failed',
      { name, reason: error instanceof Error ? error.message : String(error) },
      error,
    );
  }
  return true;
}

export interface DatabaseRole {
  readonly name: string;
  /** `server_version_num`: 150004 is 15.4. */
  readonly serverVersion: number;
}

/**
 * Who a connection is. Refuses a server that is too old, and a role that row-level security would not hold back, by
 * itself or by becoming another (stack trap 4).
 * @param setting what the person gave the connection by, for the line they read
 * @throws StartProblem `database_too_old`, `database_role_too_strong`; whatever `pg` throws when it cannot connect.
 */
export async function requireFitRole(connection: pg.ClientConfig, setting: string): Promise<DatabaseRole> {
  const client = new pg.Client({ connectionTimeoutMillis: CONNECT_WITHIN_MS, ...connection });
  // A server that goes away in between fails the query; unheard, it would end the process.
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ name: string; version: number; free: boolean }>(
      `SELECT current_user AS name, current_setting('server_version_num')::int AS version,
         EXISTS (SELECT FROM pg_roles
                 WHERE (rolsuper OR rolbypassrls) AND pg_has_role(current_user, oid, 'MEMBER')) AS free`,
    );
    const { name = '?', version = 0, free = true } = rows[0] ?? {};
    if (version < MIN_SERVER_VERSION) {
      const [needed, found] = [MIN_SERVER_VERSION, version].map((number) => Math.floor(number / 10_000));
      throw new StartProblem('database_too_old', { needed: needed ?? 0, found: found ?? 0 });
    }
    if (free) throw new StartProblem('database_role_too_strong', { role: name, setting });
    return { name, serverVersion: version };
  } finally {
    await client.end();
  }
}
