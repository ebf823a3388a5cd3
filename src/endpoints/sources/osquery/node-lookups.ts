// SPDX-License-Identifier: Apache-2.0
/**
 * Looks keys up, many together: after a restart every agent of a fleet is unknown at once, and a question to the database
 * for each of 100,000 would take minutes. The first of an organisation is asked for at once; those that come
 * meanwhile are asked for together as soon as it is answered, so nobody waits for a timer.
 */
import type { Uuid } from '../../../kernel/ids.ts';
import type { Database } from '../../../platform/postgres/database.ts';
import { makeScope } from '../../../platform/postgres/scope.ts';
import { readNodes } from './node-store.ts';
import type { NodeRow } from './node-store.ts';

const MAX_TOGETHER = 1000;

export interface Looked<Stamp> {
  /** undefined: no such key is in force. */
  readonly row: NodeRow | undefined;
  /** Taken just before the database was asked. */
  readonly stamp: Stamp;
}

interface Waiting<Stamp> {
  readonly nodeId: Uuid;
  readonly done: (looked: Looked<Stamp>) => void;
  readonly failed: (error: unknown) => void;
}

export class NodeLookups<Stamp> {
  readonly #db: Pick<Database, 'scoped'>;
  readonly #stamp: () => Stamp;
  /** By organisation; an entry exists while a question of it runs. */
  readonly #waiting = new Map<Uuid, Waiting<Stamp>[]>();

  constructor(db: Pick<Database, 'scoped'>, stamp: () => Stamp) {
    this.#db = db;
    this.#stamp = stamp;
  }

  /** Throws what the database throws. */
  async read(orgId: Uuid, nodeId: Uuid): Promise<Looked<Stamp>> {
    return new Promise((done, failed) => {
      const one = { nodeId, done, failed };
      const waiting = this.#waiting.get(orgId);
      if (waiting) waiting.push(one);
      else void this.#work(orgId, one);
    });
  }

  async #work(orgId: Uuid, first: Waiting<Stamp>): Promise<void> {
    const waiting = [first];
    this.#waiting.set(orgId, waiting);
    while (waiting.length > 0) await this.#ask(orgId, waiting.splice(0, MAX_TOGETHER));
    this.#waiting.delete(orgId);
  }

  async #ask(orgId: Uuid, asked: readonly Waiting<Stamp>[]): Promise<void> {
    const stamp = this.#stamp();
    const nodeIds = asked.map(({ nodeId }) => nodeId);
    try {
      const scope = makeScope(orgId, { kind: 'system', job: 'endpoints.osquery_keys' });
      const rows = await this.#db.scoped(scope, async (tx) => readNodes(tx, nodeIds));
      const byId = new Map(rows.map((row) => [row.node_id, row]));
      for (const { nodeId, done } of asked) done({ row: byId.get(nodeId), stamp });
    } catch (error) {
      for (const { failed } of asked) failed(error);
    }
  }
}
