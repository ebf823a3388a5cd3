// SPDX-License-Identifier: Apache-2.0
/**
 * A host that answers SQL: the tables and columns that one osquery release has on one platform, filled with rows made
 * by hand, asked through SQLite, which is what osquery itself does. Values come back as text, NULL as "".
 */
import { DatabaseSync } from 'node:sqlite';
import type { Platform } from '../../facts.ts';
import type { AnswerRow, QueryAnswer } from './answers.ts';
import type { OsqueryHost } from './host.ts';
import { queriesFor } from './queries.ts';
import { TABLES, tableSince } from './tables.ts';
import { hasSince } from './versions.ts';

export type HostTables = Readonly<Record<string, readonly Readonly<Record<string, string | number>>[]>>;

/** Columns that this release has on this platform. */
function columnsOf(name: string, { platform, version }: OsqueryHost): readonly string[] {
  const table = TABLES[name];
  if (table === undefined) return [];
  const later = Object.entries(table.later).flatMap(([column, since]) => (hasSince(version, since) ? [column] : []));
  const all = [...table.columns.filter((column) => table.later[column] === undefined), ...later];
  return all.filter((column) => (table.only[column] ?? platform) === platform);
}

const isThere = (name: string, platform: Platform, version: string): boolean => {
  const since = tableSince(name, platform);
  return since !== undefined && hasSince(version, since);
};

export class FakeHost {
  readonly host: OsqueryHost;
  readonly #database = new DatabaseSync(':memory:');

  constructor(host: OsqueryHost, tables: HostTables = {}) {
    this.host = host;
    for (const name of Object.keys(TABLES)) {
      if (!isThere(name, host.platform, host.version)) continue;
      const columns = columnsOf(name, host);
      this.#database.exec(`CREATE TABLE "${name}" (${columns.map((column) => `"${column}"`).join(', ')})`);
      for (const row of tables[name] ?? []) this.#insert(name, columns, row);
    }
  }

  #insert(name: string, columns: readonly string[], row: Readonly<Record<string, string | number>>): void {
    const given = Object.entries(row).filter(([column]) => columns.includes(column));
    const names = given.map(([column]) => `"${column}"`).join(', ');
    this.#database
      .prepare(`INSERT INTO "${name}" (${names}) VALUES (${given.map(() => '?').join(', ')})`)
      .run(...given.map(([, value]) => (typeof value === 'number' ? BigInt(value) : value))); // a number alone would become 1.0
  }

  /** @throws Error of SQLite: what osquery answers with status 1 and the same message. */
  ask(sql: string): readonly AnswerRow[] {
    return this.#database
      .prepare(sql)
      .all()
      .map((row) => Object.fromEntries(Object.entries(row).map(([column, value]) => [column, textOf(value)])));
  }

  /** Every query that is asked of this host, with its answer. */
  answers(): ReadonlyMap<string, QueryAnswer> {
    return new Map(
      queriesFor(this.host).map(({ name, sql }): [string, QueryAnswer] => {
        try {
          return [name, { state: 'rows', rows: this.ask(sql) }];
        } catch (error) {
          return [name, { state: 'failed', message: error instanceof Error ? error.message : 'failed' }];
        }
      }),
    );
  }

  close(): void {
    this.#database.close();
  }
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'bigint' ? `${value}` : '';
