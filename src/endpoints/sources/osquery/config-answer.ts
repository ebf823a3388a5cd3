// SPDX-License-Identifier: Apache-2.0
/** The configuration an agent is given: our questions as a pack of snapshots, and how often to come. Pure. */
import { createHash } from 'node:crypto';
import { queriesFor } from './queries.ts';
import type { HostQuery } from './queries.ts';
import type { OsqueryHost } from './host.ts';

/** osqueryd rejects more up to 5.23.1 (endpoints.md §1). */
const MAX_CONFIG_BYTES = 1024 * 1024;

/** Advised in endpoints.md §3: poll 60 s, configuration 600 s, logs 60 s. */
const OPTIONS = {
  distributed_interval: 60,
  config_refresh: 600,
  logger_tls_period: 60,
  disable_distributed: false,
  // Result names are then `pack_sonae_<query>`, whatever the agent's own file says.
  pack_delimiter: '_',
} as const;

export interface ConfigAnswer {
  readonly plain: Buffer;
  /** With `"etag"` in it, for who asked with one. */
  readonly tagged: Buffer;
  readonly etag: string;
}

/** Some clients read only packs, never `schedule`. A query with a condition is asked by distributed read only: a pack has none for one query. */
export function configOf(queries: readonly HostQuery[]): ConfigAnswer {
  const pack = Object.fromEntries(
    queries
      .filter(({ discovery }) => discovery === undefined)
      .map(({ name, sql, intervalSeconds }) => [name, { query: sql, interval: intervalSeconds, snapshot: true }]),
  );
  const config = { schedule: {}, packs: { sonae: { queries: pack } }, options: OPTIONS };
  const plain = Buffer.from(JSON.stringify(config));
  if (plain.length >= MAX_CONFIG_BYTES) throw new Error(`a configuration of ${plain.length} bytes would be rejected`);
  const etag = createHash('sha256').update(plain).digest('hex').slice(0, 32);
  return { plain, tagged: Buffer.from(JSON.stringify({ ...config, etag })), etag };
}

export interface ReadAnswer {
  readonly plain: Buffer;
  /** The agent comes every five seconds for the next minute: somebody waits. */
  readonly urgent: Buffer;
}

const ACCELERATE_SECONDS = 60;

/** Before osquery 5.8 one discovery query suppresses every query that has none: all get one. */
export function readAnswerOf(queries: readonly HostQuery[]): ReadAnswer {
  const answer = {
    queries: Object.fromEntries(queries.map(({ name, sql }) => [name, sql])),
    discovery: Object.fromEntries(queries.map(({ name, discovery }) => [name, discovery ?? 'SELECT 1'])),
  };
  const urgent = { ...answer, accelerate: ACCELERATE_SECONDS };
  return { plain: Buffer.from(JSON.stringify(answer)), urgent: Buffer.from(JSON.stringify(urgent)) };
}

/** `queriesFor` gives the same array for the same kind of host, so these are as long as the list of kinds. */
const configs = new WeakMap<readonly HostQuery[], ConfigAnswer>();
const reads = new WeakMap<readonly HostQuery[], Map<string, ReadAnswer>>();

export function configFor(host: OsqueryHost): ConfigAnswer {
  const queries = queriesFor(host);
  const held = configs.get(queries);
  if (held) return held;
  const made = configOf(queries);
  configs.set(queries, made);
  return made;
}

/** The questions whose interval is due; as many answers are kept as there are intervals. */
export function readAnswerFor(host: OsqueryHost, isDue: (intervalSeconds: number) => boolean): ReadAnswer {
  const queries = queriesFor(host);
  const intervals = [...new Set(queries.map(({ intervalSeconds }) => intervalSeconds))].filter(isDue);
  const key = intervals.join();
  const held = reads.get(queries) ?? new Map<string, ReadAnswer>();
  reads.set(queries, held);
  const known = held.get(key);
  if (known) return known;
  const made = readAnswerOf(queries.filter(({ intervalSeconds }) => intervals.includes(intervalSeconds)));
  held.set(key, made);
  return made;
}
