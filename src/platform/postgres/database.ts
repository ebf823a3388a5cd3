// SPDX-License-Identifier: Apache-2.0
/**
 * The only way to PostgreSQL. One transaction per request; the organisation is set with
 * `SET LOCAL` and a validated UUID literal, in the same message as BEGIN (DESIGN §7.1).
 */
import pg from 'pg';
import sql, { type Sql } from 'sql-template-tag';
import { SafeError } from '../../kernel/errors.ts';
import { asUuid } from '../../kernel/ids.ts';
import type { Uuid } from '../../kernel/ids.ts';
import type { Scope } from './scope.ts';
import { statementName } from './statements.ts';

export { sql };
export type { Sql };

export interface Queries {
  all<Row extends object>(query: Sql): Promise<Row[]>;
  maybe<Row extends object>(query: Sql): Promise<Row | undefined>;
  /** Throws when there is no row: for rows that must exist. */
  one<Row extends object>(query: Sql): Promise<Row>;
  /** Number of rows written. */
  run(query: Sql): Promise<number>;
}

/** A transaction that sees one organisation. */
export interface ScopedTx extends Queries {
  readonly scope: Scope;
  readonly orgId: Uuid;
  /** Runs after the transaction has been committed; dropped when it is rolled back. */
  afterCommit(action: () => void | Promise<void>): void;
}

/** A transaction over global tables; tenant tables show it no rows. */
export interface GlobalTx extends Queries {
  readonly global: true;
  afterCommit(action: () => void | Promise<void>): void;
}

/** Kinds of rows that arrive for many organisations at once; each is named by the policy of its one table. */
export type IngestKind = 'osquery_seen';

export interface Database {
  scoped<T>(scope: Scope, work: (tx: ScopedTx) => Promise<T>): Promise<T>;
  global<T>(work: (tx: GlobalTx) => Promise<T>): Promise<T>;
  /** Writes rows of many organisations into the one narrow table whose policy allows this kind; other tables show no rows. */
  ingest<T>(kind: IngestKind, work: (queries: Queries) => Promise<T>): Promise<T>;
  /** Cheap liveness question for /readyz. */
  ping(): Promise<void>;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly connection: pg.PoolConfig;
  readonly maxConnections: number;
  readonly onError?: (error: Error) => void;
}

// bigint and numeric arrive as strings by default; our counters stay far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => Number(text));
// A date column is a local date, never a moment.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

const CONNECTION_LOST = new Set(['57P01', '57P02', '57P03', '08000', '08001', '08003', '08006', '53300']);
const SOCKET_ERRORS = new Set(['ECONNREFUSED', 'ENOENT', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

/** What `pg` says itself has no code: cut off during a query, before the next one, and while waiting for a connection. */
const LOST_IN_WORDS =
  /Connection terminated|connection error and is not queryable|timeout exceeded when trying to connect/;

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

/** True when PostgreSQL could not be reached or went away: the caller should try again later. */
export function isUnavailable(error: unknown): boolean {
  const code = codeOf(error);
  if (CONNECTION_LOST.has(code) || SOCKET_ERRORS.has(code)) return true;
  return error instanceof Error && LOST_IN_WORDS.test(error.message);
}

function asSafe(error: unknown): unknown {
  if (!isUnavailable(error)) return error;
  return new SafeError('unavailable', 'database_unavailable', { retryAfterSeconds: 10, cause: error });
}

function named(client: pg.ClientBase, { text, values }: Sql): pg.QueryConfig {
  const name = statementName(client, text);
  return name === undefined ? { text, values } : { name, text, values };
}

/** Queries on a connection whose transaction somebody else holds. */
export function queriesOf(client: pg.ClientBase): Queries {
  const rows = async <Row extends object>(query: Sql): Promise<pg.QueryResult<Row>> =>
    client.query<Row>(named(client, query));
  return {
    all: async <Row extends object>(query: Sql) => (await rows<Row>(query)).rows,
    maybe: async <Row extends object>(query: Sql) => (await rows<Row>(query)).rows[0],
    one: async <Row extends object>(query: Sql) => {
      const row = (await rows<Row>(query)).rows[0];
      if (!row) throw new Error('expected a row');
      return row;
    },
    run: async (query) => (await rows(query)).rowCount ?? 0,
  };
}

type Begin =
  | 'BEGIN'
  | `BEGIN; SET LOCAL sonae.org_id = '${string}'`
  | `BEGIN; SET LOCAL sonae.ingest = '${IngestKind}'`;

async function transaction<T>(
  pool: pg.Pool,
  begin: Begin,
  work: (queries: Queries, afterCommit: (action: () => void | Promise<void>) => void) => Promise<T>,
): Promise<T> {
  const after: (() => void | Promise<void>)[] = [];
  const client = await pool.connect().catch((error: unknown) => {
    throw asSafe(error);
  });
  let broken: Error | undefined;
  let result: T;
  try {
    await client.query(begin);
    result = await work(queriesOf(client), (action) => after.push(action));
    await client.query('COMMIT');
  } catch (error) {
    if (isUnavailable(error)) broken = error instanceof Error ? error : new Error('connection lost');
    else
      await client.query('ROLLBACK').catch((rollback: unknown) => {
        broken = rollback instanceof Error ? rollback : new Error('rollback failed');
      });
    throw asSafe(error);
  } finally {
    client.release(broken);
  }
  for (const action of after) await action();
  return result;
}

export function openDatabase(options: DatabaseOptions): Database {
  const pool = new pg.Pool({
    ...options.connection,
    max: options.maxConnections,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 10_000,
    application_name: 'sonae',
    // A request that takes longer than this is a fault of ours, not the caller's patience.
    statement_timeout: 60_000,
    idle_in_transaction_session_timeout: 60_000,
  });
  pool.on('error', (error) => options.onError?.(error));
  // A connection that dies while somebody holds it: the query fails too, so this is only kept from being fatal.
  pool.on('connect', (client) => client.on('error', (error) => options.onError?.(error)));
  return {
    pool,
    scoped: async (scope, work) =>
      transaction(pool, `BEGIN; SET LOCAL sonae.org_id = '${asUuid(scope.orgId)}'`, async (queries, afterCommit) =>
        work({ ...queries, scope, orgId: scope.orgId, afterCommit }),
      ),
    global: async (work) =>
      transaction(pool, 'BEGIN', async (queries, afterCommit) => work({ ...queries, global: true, afterCommit })),
    ingest: async (kind, work) => transaction(pool, `BEGIN; SET LOCAL sonae.ingest = '${kind}'`, work),
    ping: async () => {
      await pool.query('SELECT 1').catch((error: unknown) => {
        throw asSafe(error);
      });
    },
    close: async () => pool.end(),
  };
}
