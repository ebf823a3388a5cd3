// SPDX-License-Identifier: Apache-2.0
/** What is asked of a host. */
import type { OsqueryHost } from './host.ts';

export interface HostQuery {
  /** `sonae_` and at most 40 of a–z, 0–9, `_`. */
  readonly name: string;
  readonly sql: string;
  /** Asked first; the query runs only when this gives a row. Never fails, whatever tables the host has. */
  readonly discovery?: string;
  readonly intervalSeconds: number;
}

const HOUR_SECONDS = 3600;

const OS: HostQuery = {
  name: 'sonae_os',
  sql: 'SELECT name, version, build, platform, arch FROM os_version;',
  intervalSeconds: HOUR_SECONDS,
};

/** What is asked of this host, as distributed queries and as a snapshot pack. The same array for the same host. */
export function queriesFor(_host: OsqueryHost): readonly HostQuery[] {
  return [OS];
}
