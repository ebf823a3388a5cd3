// SPDX-License-Identifier: Apache-2.0
/**
 * How we write queries. One query for each section, so that an answer is whole or missing, never half. Unless a table
 * itself has the right shape, rows are (what, name, value, more): `what` tells which table a row came from. The first
 * row is always ('asked', section, '1', ''): an answer without it comes from something that did not run the query.
 */
import type { FactSection } from '../../facts.ts';

export type AskedSection = FactSection | 'software';

export interface Variant {
  /** First osquery release whose tables and columns it needs. */
  readonly since: string;
  readonly sql: string;
}

export interface Ask {
  readonly section: AskedSection;
  /** Newest first. */
  readonly variants: readonly Variant[];
  readonly intervalSeconds?: number;
}

/** Installed software changes seldom, and long lists cost the machine some work. */
export const SOFTWARE_INTERVAL_SECONDS = 4 * 3600;

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
export const list = (values: readonly string[]): string => values.map(quoted).join(', ');

/** One arm of a query: where `what` comes from, and its columns name, value, more. */
export const arm = (what: string, columns: string, from: string): string => `SELECT '${what}', ${columns} ${from}`;

/** Values, and sub-keys (type `subkey`), of registry keys; an absent key gives no row. Names are compared without case. */
export const registry = (keys: readonly string[], names: readonly string[]): string =>
  arm(
    'registry',
    "key || '\\' || name, data, type",
    `FROM registry WHERE key IN (${list(keys)}) AND name COLLATE NOCASE IN (${list(names)})`,
  );

/** The same in the part of every person whose settings are loaded, that is: who is signed in. `%` is one level. */
export const registryOfUsers = (key: string, names: readonly string[]): string =>
  arm(
    'registry',
    "key || '\\' || name, data, type",
    `FROM registry WHERE key LIKE ${quoted(`HKEY_USERS\\%\\${key}`)} AND name COLLATE NOCASE IN (${list(names)})`,
  );

/** Whose settings are loaded: HKEY_USERS has one sub-key for each. */
export const LOADED_USERS = arm('hive', 'name, type, type', "FROM registry WHERE key = 'HKEY_USERS'");

/** The machine's own clock. */
export const NOW = arm('now', "'', strftime('%s', 'now'), ''", '');

export function query(section: AskedSection, ...arms: string[]): string {
  const asked = `SELECT 'asked' AS what, '${section}' AS name, '1' AS value, '' AS more`;
  return `${[asked, ...arms].join(' UNION ALL ')};`;
}

export const always = (section: AskedSection, ...arms: string[]): Ask => ({
  section,
  variants: [{ since: '4.0.0', sql: query(section, ...arms) }],
});

export const since = (release: string, section: AskedSection, ...arms: string[]): Variant => ({
  since: release,
  sql: query(section, ...arms),
});
