// SPDX-License-Identifier: Apache-2.0
/**
 * Fills an empty, migrated database from a backup, as the owner of its tables. Keys and indexes are taken off before and
 * made again after: COPY into bare tables and one sort each is many times faster than a look-up a row.
 */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { StartProblem } from '../start-problem.ts';
import { BackupDamage } from './frames.ts';
import type { Part } from './contents.ts';
import { columnList, tablesOf } from './dump-store.ts';

const MARK = 'platform_restore_unfinished';

async function asOwner<T>(connection: pg.ClientConfig, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 10_000, application_name: 'sonae restore' });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0');
    return await work(client);
  } finally {
    await client.end();
  }
}

/** @throws StartProblem `restore_unfinished` when a restore into this database was cut off. */
export async function refuseUnfinishedRestore(connection: pg.ClientConfig): Promise<void> {
  await asOwner(connection, async (client) => {
    const { rows } = await client.query<{ found: boolean }>(
      `SELECT to_regclass('public.${MARK}') IS NOT NULL AS found`,
    );
    if (rows[0]?.found) throw new StartProblem('restore_unfinished');
  });
}

/** Marks the database so that nothing starts on it. @throws StartProblem `restore_database_not_empty` */
export async function beginRestore(connection: pg.ClientConfig): Promise<void> {
  await asOwner(connection, async (client) => {
    const found = await client.query(
      `SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
         AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
       UNION ALL SELECT FROM pg_namespace WHERE nspname = 'graphile_worker' LIMIT 1`,
    );
    if (found.rowCount !== 0) throw new StartProblem('restore_database_not_empty');
    await client.query(`CREATE TABLE ${MARK} (since timestamptz NOT NULL DEFAULT now())`);
  });
}

export async function endRestore(connection: pg.ClientConfig): Promise<void> {
  await asOwner(connection, async (client) => {
    const tables = (await tablesOf(client)).map(({ name }) => pg.escapeIdentifier(name));
    await client.query(`ANALYZE ${tables.join(', ')}`);
    await client.query(`DROP TABLE ${MARK}`);
  });
}

interface Definition {
  readonly drop: string;
  readonly make: string;
}

/** Foreign keys first when taking off, last when making. */
const DEFINITIONS = `
  SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop,
         format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS make,
         CASE contype WHEN 'f' THEN 1 ELSE 3 END AS turn
  FROM pg_constraint
  WHERE conrelid = ANY ($1::regclass[]) AND contype IN ('f', 'p', 'u') AND conparentid = 0
  UNION ALL
  SELECT format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid), 2
  FROM pg_index
  WHERE indrelid = ANY ($1::regclass[])
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))
  ORDER BY turn, drop`;

const each = async (client: pg.Client, statements: readonly string[]): Promise<void> => {
  for (const statement of statements) await client.query(statement);
};

/**
 * What the steps of the schema put in is in the backup as well. Tables without rows are left alone: where one role is
 * owner and product, it has given up its right to delete from what is append-only.
 */
async function emptyTables(client: pg.Client, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const { rows } = await client.query<{ filled: boolean }>(`SELECT EXISTS (SELECT FROM ${name}) AS filled`);
    if (rows[0]?.filled) await client.query(`DELETE FROM ${name}`);
  }
}

export interface Loader {
  /** @returns the rows that PostgreSQL took @throws BackupDamage when the schema has no such table or column. */
  load(part: Part, pieces: AsyncIterable<Uint8Array>): Promise<number>;
}

/** All or nothing: one transaction around `work`. */
export async function loadTables(connection: pg.ClientConfig, work: (loader: Loader) => Promise<void>): Promise<void> {
  await asOwner(connection, async (client) => {
    await client.query('BEGIN');
    await client.query(`SET LOCAL maintenance_work_mem = '256MB'`);
    const tables = await tablesOf(client);
    const names = tables.map(({ name }) => pg.escapeIdentifier(name));
    const { rows: found } = await client.query<Definition>(DEFINITIONS, [names]);
    const tenants = tables.filter(({ tenant }) => tenant).map(({ name }) => pg.escapeIdentifier(name));
    await each(
      client,
      found.map(({ drop }) => drop),
    );
    // COPY FROM does not work under row-level security; the owner is above it while it is not forced.
    await each(
      client,
      tenants.map((name) => `ALTER TABLE ${name} NO FORCE ROW LEVEL SECURITY`),
    );
    await each(
      client,
      names.map((name) => `ALTER TABLE ${name} DISABLE TRIGGER USER`),
    );
    await emptyTables(client, names);
    await work({ load: async (part, pieces) => loadPart(client, part, { tables, pieces }) });
    await each(
      client,
      found.toReversed().map(({ make }) => make),
    );
    await each(
      client,
      names.map((name) => `ALTER TABLE ${name} ENABLE TRIGGER USER`),
    );
    await each(
      client,
      tenants.map((name) => `ALTER TABLE ${name} FORCE ROW LEVEL SECURITY`),
    );
    await client.query(SEQUENCES);
    await client.query('COMMIT');
  });
}

/** Sequences behind columns go on after the highest number that was loaded. */
const SEQUENCES = `
  DO $$
  DECLARE found record; highest bigint;
  BEGIN
    FOR found IN
      -- Materialised: asked of other tables (the planner may do so first), the function fails for want of rights.
      WITH own AS MATERIALIZED (
        SELECT attrelid, attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND attnum > 0 AND NOT attisdropped)
      SELECT relation, attname, sequence FROM (
        SELECT attrelid::regclass AS relation, attname,
               pg_get_serial_sequence(attrelid::regclass::text, attname) AS sequence FROM own) known
      WHERE sequence IS NOT NULL
    LOOP
      EXECUTE format('SELECT max(%I) FROM %s', found.attname, found.relation) INTO highest;
      IF highest IS NOT NULL THEN PERFORM setval(found.sequence, highest); END IF;
    END LOOP;
  END $$`;

async function loadPart(
  client: pg.Client,
  { name, columns }: Part,
  { tables, pieces }: { tables: Awaited<ReturnType<typeof tablesOf>>; pieces: AsyncIterable<Uint8Array> },
): Promise<number> {
  const table = tables.find((known) => known.name === name);
  if (!table || columns.some((column) => !table.columns.includes(column)))
    throw new BackupDamage('damaged', `table ${name}`);
  const text = `COPY ${pg.escapeIdentifier(name)} (${columnList(columns)}) FROM STDIN`;
  const rows = client.query(copyFrom(text));
  await pipeline(Readable.from(pieces, { objectMode: true, highWaterMark: 2 }), rows);
  return rows.rowCount;
}
