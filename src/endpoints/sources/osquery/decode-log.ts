// SPDX-License-Identifier: Apache-2.0
/** The body of a log post → lines. Pure. Shapes: endpoints.md §1 (event, snapshot, batch) and §2. */
import { createHash } from 'node:crypto';
import { invalid } from '../../../kernel/errors.ts';
import type { AnswerRow } from './answers.ts';
import { OUR_NAME } from './decode-write.ts';
import { OSQUERY_LIMITS } from './limits.ts';
import { integerOf, isObject, rowOf, valueText } from './normalise.ts';
import type { Loose } from './normalise.ts';

export interface LogLine {
  readonly kind: 'result' | 'status';
  /** First 16 bytes of the SHA-256 of the line, in hexadecimal: the same line is kept once. */
  readonly hash: string;
  /** As sent: `pack_sonae_sonae_os`; '' for a status line. */
  readonly name: string;
  /** Whose line it says it is, in lower case; undefined when it says nothing. */
  readonly claims: string | undefined;
  /** Milliseconds by the agent's own clock. */
  readonly at: number | undefined;
  /** The line as JSON; undefined when it is too long to be kept. */
  readonly text: string | undefined;
  readonly bytes: number;
  /** A snapshot of one of our queries: evidence. */
  readonly snapshot: { readonly query: string; readonly rows: readonly AnswerRow[] } | undefined;
}

export interface DecodedLog {
  readonly nodeKey: string | undefined;
  readonly lines: readonly LogLine[];
  /** Lines that were too many, or in no form that can be read. */
  readonly dropped: number;
}

/** `pack_sonae_<query>`, with another pack delimiter `pack/sonae/<query>`, or bare. */
const NAMED = /^(?:pack[^a-z0-9]sonae[^a-z0-9])?(sonae_[a-z0-9_]{1,40})$/i;

export function queryNamed(name: string): string | undefined {
  const found = NAMED.exec(name)?.[1];
  return found !== undefined && OUR_NAME.test(found) ? found : undefined;
}

function snapshotOf(line: Loose, name: string): LogLine['snapshot'] {
  const query = queryNamed(name);
  const rows = line['snapshot'];
  if (query === undefined || line['action'] !== 'snapshot' || !Array.isArray(rows)) return undefined;
  return rows.length > OSQUERY_LIMITS.rowsPerQuery ? undefined : { query, rows: rows.map(rowOf) };
}

/** `hostIdentifier` in the code, `hostname` in the documents. */
function claimOf(line: Loose): string | undefined {
  const told = valueText(line['hostIdentifier'] ?? line['hostname'], 255).trim();
  return told === '' ? undefined : told.toLowerCase();
}

function timeOf(line: Loose): number | undefined {
  const seconds = integerOf(line['unixTime']);
  // JavaScript's time ends in the year 275760; what lies beyond is shown as that.
  return seconds === undefined ? undefined : Math.min(Math.max(seconds * 1000, 0), 8.64e15);
}

function lineOf(value: unknown, kind: LogLine['kind']): LogLine | undefined {
  if (!isObject(value)) return undefined;
  let text: string;
  try {
    text = JSON.stringify(value);
  } catch {
    return undefined; // nested deeper than anything osquery writes
  }
  const name = kind === 'result' ? valueText(value['name'], 200) : '';
  const snapshot = kind === 'result' ? snapshotOf(value, name) : undefined;
  return {
    kind,
    hash: createHash('sha256').update(text).digest('hex').slice(0, 32),
    name,
    claims: claimOf(value),
    at: timeOf(value),
    text: text.length > OSQUERY_LIMITS.lineLength || snapshot ? undefined : text,
    bytes: text.length,
    snapshot,
  };
}

/** Errors: `invalid` `request_not_understood`. */
export function decodeLog(body: unknown): DecodedLog {
  if (!isObject(body)) throw invalid('request_not_understood');
  const { node_key: key, log_type: type, data } = body;
  const nodeKey = typeof key === 'string' ? key : undefined;
  // Kinds of later versions are taken, and left alone.
  if (type !== 'result' && type !== 'status') return { nodeKey, lines: [], dropped: 0 };
  if (!Array.isArray(data)) throw invalid('request_not_understood');
  const taken = data.slice(0, OSQUERY_LIMITS.lines);
  const lines = taken.flatMap((value) => lineOf(value, type) ?? []);
  return { nodeKey, lines, dropped: data.length - lines.length };
}
