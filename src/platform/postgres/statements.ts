// SPDX-License-Identifier: Apache-2.0
/**
 * Names for statements that a connection runs again and again, so that PostgreSQL parses and plans them once: of the
 * short queries of a report that is half the cost. Rare ones stay nameless, because a plan that is kept takes memory
 * in its backend.
 */

/** Uses on one connection after which a statement is kept. */
const WORTH_KEEPING = 4;
/** Our statements are a few hundred fixed texts; should a text ever be built from data, this is where it ends. */
const MAX_STATEMENTS = 500;

const names = new Map<string, string>();
const used = new WeakMap<object, Map<string, number>>();

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= MAX_STATEMENTS) return known;
  const name = `s${names.size + 1}`;
  names.set(text, name);
  return name;
}

/** The name to run `text` under on this connection; undefined while it is not worth keeping. */
export function statementName(connection: object, text: string): string | undefined {
  let counts = used.get(connection);
  if (!counts) used.set(connection, (counts = new Map<string, number>()));
  const count = counts.get(text) ?? 0;
  if (count >= WORTH_KEEPING) return nameOf(text);
  if (count > 0 || counts.size < MAX_STATEMENTS) counts.set(text, count + 1);
  return undefined;
}
