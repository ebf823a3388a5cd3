// SPDX-License-Identifier: Apache-2.0
/**
 * Reads every row of the installation in one snapshot, as the role the product runs as: row-level security stays in
 * force, and the organisations are walked one after the other inside the one transaction (docs/decisions/0015).
 */
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { asUuid } from '../../kernel/ids.ts';
import type { Uuid } from '../../kernel/ids.ts';
import { queriesOf } from '../postgres/database.ts';
import type { Queries } from '../postgres/database.ts';
import type { About, Part } from './contents.ts';

export interface TableShape {
  readonly name: string;
  readonly columns: readonly string[];
  /** True when the rows belong to organisations and only theirs are seen. */
  readonly tenant: boolean;
}

export interface Snapshot {
  readonly about: About;
  readonly organisations: readonly Uuid[];
  readonly parts: readonly Part[];
  /** COPY's text form, in pieces of any size. */
  rowsOf(part: Part): AsyncGenerator<Uint8Array>;
  /** Something else that has to be of the same moment. */
  inOrganisation<T>(orgId: Uuid, work: (queries: Queries) => Promise<T>): Promise<T>;
}

/** What the schema itself fills: the applied steps travel in the head of the backup. */
const NOT_COPIED = ['platform_migration', 'platform_restore_unfinished'];

/** Tables of the product in the order of their names; partitions come with their parent. */
export async function tablesOf(client: pg.ClientBase): Promise<TableShape[]> {
  const { rows } = await client.query<TableShape>(
    `SELECT relname AS name, relrowsecurity AS tenant,
            (SELECT array_agg(attname::text ORDER BY attnum) FROM pg_attribute
             WHERE attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '') AS columns
     FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
       AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
       AND relname <> ALL ($1::text[])
     ORDER BY relname`,
    [NOT_COPIED],
  );
  return rows;
}

export const columnList = (columns: readonly string[]): string =>
  columns.map((name) => pg.escapeIdentifier(name)).join(', ');

async function readAbout(client: pg.Client): Promise<About> {
  const { rows: migrations } = await client.query<{ name: string; sha256: string }>(
    'SELECT name, sha256 FROM platform_migration ORDER BY name',
  );
  const { rows } = await client.query<{ installation_id: string }>('SELECT installation_id FROM platform_installation');
  return { installationId: rows[0]?.installation_id ?? null, migrations };
}

async function enter(client: pg.Client, orgId: Uuid | undefined): Promise<void> {
  await client.query(`SET LOCAL sonae.org_id = '${orgId === undefined ? '' : asUuid(orgId)}'`);
}

async function* copied(
  client: pg.Client,
  { name, columns }: Part,
  orgId: Uuid | undefined,
): AsyncGenerator<Uint8Array> {
  const where = orgId === undefined ? '' : ` WHERE org_id = '${asUuid(orgId)}'`;
  const text = `COPY (SELECT ${columnList(columns)} FROM ${pg.escapeIdentifier(name)}${where}) TO STDOUT`;
  for await (const piece of client.query(copyTo(text))) yield piece as Uint8Array;
}

/** @throws whatever `pg` throws; the snapshot is over when `work` ends. */
export async function withSnapshot<T>(
  connection: pg.ClientConfig,
  work: (snapshot: Snapshot) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 10_000, application_name: 'sonae backup' });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0');
    // Text that is the same on every server: dates, intervals, floats, byte strings (manual, "COPY", "Client Connection Defaults").
    await client.query(
      `SET datestyle = 'ISO, YMD'; SET intervalstyle = 'postgres'; SET extra_float_digits = 1; SET bytea_output = 'hex'; SET timezone = 'UTC'`,
    );
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    return await work(await openSnapshot(client));
  } finally {
    await client.end();
  }
}

async function openSnapshot(client: pg.Client): Promise<Snapshot> {
  const tables = await tablesOf(client);
  const tenant = new Set(tables.filter((table) => table.tenant).map(({ name }) => name));
  const { rows } = await client.query<{ org_id: Uuid }>('SELECT org_id FROM platform_organisation ORDER BY org_id');
  const organisations = rows.map(({ org_id }) => org_id);
  return {
    about: await readAbout(client),
    organisations,
    parts: tables.map(({ name, columns }) => ({ kind: 'table', name, columns: [...columns] })),
    async *rowsOf(part) {
      if (!tenant.has(part.name)) {
        yield* copied(client, part, undefined);
        return;
      }
      for (const orgId of organisations) {
        await enter(client, orgId);
        yield* copied(client, part, orgId);
      }
      await enter(client, undefined);
    },
    inOrganisation: async (orgId, work) => {
      await enter(client, orgId);
      const done = await work(queriesOf(client));
      await enter(client, undefined);
      return done;
    },
  };
}
