// SPDX-License-Identifier: Apache-2.0
/** Why a PostgreSQL given by address cannot be used, in one line without its password. */
import { StartProblem } from '../platform/start-problem.ts';
import { systemError } from './start-failure.ts';

export interface DatabaseAddress {
  readonly url: string;
  /** Name of the setting that holds the address. */
  readonly setting: string;
}

/** Host, port, database and user of an address; never its password or options. */
function partsOf(url: string): { server: string; database: string; user: string } {
  // As `pg` reads it: without a host, `?host=` may name a folder with a socket.
  const parsed = new URL(url.replace('@/', '@socket/'));
  const server = parsed.searchParams.get('host') ?? parsed.host;
  const user = decodeURIComponent(parsed.searchParams.get('user') ?? parsed.username);
  return { server, user, database: decodeURIComponent(parsed.pathname.slice(1)) };
}

/** PostgreSQL error codes (Appendix A): class 28 is about who one is, 3D000 is an unknown database. */
const REFUSED = new Set(['28000', '28P01']);
const NO_RIGHT = new Set(['42501', '3F000']);

/** Node wraps the tries of several addresses of one name into one error without a message. */
function reasonOf(error: Error): string {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const code = systemError(first)?.code;
  const text = first instanceof Error ? first.message : String(first);
  return code !== undefined && /^E[A-Z]+$/.test(code) ? code : text;
}

export function explainDatabaseFailure(error: unknown, { url, setting }: DatabaseAddress): unknown {
  if (!(error instanceof Error)) return error;
  const { server, database, user } = partsOf(url);
  if (error instanceof StartProblem) {
    // A step of the schema that fails for want of rights is cured by another role, not by looking at the step.
    return error.code === 'schema_failed' ? (noRight(error.cause, user) ?? error) : error;
  }
  const code = systemError(error)?.code ?? '';
  if (REFUSED.has(code)) return new StartProblem('database_refused', { server, user, setting }, error);
  if (code === '3D000') return new StartProblem('database_missing', { server, database, setting }, error);
  const problem = noRight(error, user);
  if (problem) return problem;
  return new StartProblem('database_unreachable', { server, reason: reasonOf(error), setting }, error);
}

function noRight(error: unknown, role: string): StartProblem | undefined {
  const found = systemError(error);
  if (found === undefined || !NO_RIGHT.has(found.code)) return undefined;
  return new StartProblem('database_not_owner', { role, reason: found.message }, error);
}
