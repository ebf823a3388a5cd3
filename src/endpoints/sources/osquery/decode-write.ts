// SPDX-License-Identifier: Apache-2.0
/** The body of distributed/write → answers to our queries. Pure. */
import { invalid } from '../../../kernel/errors.ts';
import type { QueryAnswer } from './answers.ts';
import { OSQUERY_LIMITS } from './limits.ts';
import { integerOf, isObject, rowOf, valueText } from './normalise.ts';
import type { Loose } from './normalise.ts';

export interface DecodedWrite {
  readonly nodeKey: string | undefined;
  /** Queries that bear a name of ours; everything else is dropped here. */
  readonly answers: readonly (readonly [string, QueryAnswer])[];
  /** Names of ours whose rows were too many to be used. */
  readonly tooMany: readonly string[];
}

export const OUR_NAME = /^sonae_[a-z0-9_]{1,40}$/;
/** More names than we ever ask for. */
const MAX_NAMES = 500;

const part = (body: Loose, name: string): Loose => {
  const value = body[name];
  return isObject(value) ? value : {};
};

/** Status 0 = the query ran. Another one, or rows in no form we know, is no answer: unknown, never "nothing found". */
function answerOf(rows: unknown, status: unknown, message: string): QueryAnswer {
  const code = status === undefined ? 0 : integerOf(status);
  if (code !== 0) {
    if (/denylisted|blacklisted/i.test(message)) return { state: 'denylisted' };
    return message === '' ? { state: 'failed' } : { state: 'failed', message };
  }
  if (!Array.isArray(rows)) return { state: 'failed', message: 'no rows' };
  if (rows.length > OSQUERY_LIMITS.rowsPerQuery) return { state: 'failed', message: `${rows.length} rows` };
  return { state: 'rows', rows: rows.map(rowOf) };
}

/** Errors: `invalid` `request_not_understood`. */
export function decodeWrite(body: unknown): DecodedWrite {
  if (!isObject(body)) throw invalid('request_not_understood');
  const { node_key: key } = body;
  const [queries, statuses, messages] = [part(body, 'queries'), part(body, 'statuses'), part(body, 'messages')];
  const names = [...new Set([...Object.keys(queries), ...Object.keys(statuses)])]
    .filter((name) => OUR_NAME.test(name))
    .slice(0, MAX_NAMES);
  const tooMany = names.filter((name) => {
    const rows = queries[name];
    return Array.isArray(rows) && rows.length > OSQUERY_LIMITS.rowsPerQuery;
  });
  return {
    nodeKey: typeof key === 'string' ? key : undefined,
    answers: names.map((name) => [name, answerOf(queries[name], statuses[name], valueText(messages[name], 500))]),
    tooMany,
  };
}
