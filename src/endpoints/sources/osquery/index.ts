// SPDX-License-Identifier: Apache-2.0
/** What osquery's part keeps running beside requests: its memory, its threads, and how it hears of revocations. */
import { DAY_MS, SECOND_MS } from '../../../kernel/clock.ts';
import type { JobDefinition } from '../../../platform/jobs.ts';
import type { Platform } from '../../../platform/module.ts';
import { listenTo } from '../../../platform/postgres/notices.ts';
import type { Scope } from '../../../platform/postgres/scope.ts';
import { z } from 'zod';
import type { EndpointsContext } from '../../context.ts';
import { forgiveAgents } from '../../quarantine-report.ts';
import { Agents } from './agents.ts';
import { createBodyDecoder } from './body-decoder.ts';
import type { BodyDecoder } from './body-decoder.ts';
import { deleteOldDays, deleteOldLines } from './line-store.ts';
import { deleteEndedNodes } from './node-store.ts';

export interface OsqueryParts {
  readonly agents: Agents;
  readonly decoder: BodyDecoder;
  /** Listens and writes until the returned function is called, which writes what is left. */
  start(): () => Promise<void>;
}

/** As Fleet does (endpoints.md §3). */
const FLUSH_MS = 30 * SECOND_MS;

export function createOsquery({ db, clock, log }: Platform): OsqueryParts {
  const agents = new Agents({ db, clock });
  const decoder = createBodyDecoder();
  const flush = async (): Promise<void> => {
    await agents.flush().catch((error: unknown) => {
      log.warn({ part: 'osquery', error: String(error) }, 'times of polls not written yet');
    });
  };
  return {
    agents,
    decoder,
    start: () => {
      const notices = listenTo({
        pool: db.pool,
        channel: 'sonae_osquery',
        heard: (payload) => agents.notice(payload),
        onLost: (error) => log.debug({ part: 'osquery', error: String(error) }, 'notices are not heard'),
      });
      agents.believe(notices);
      const timer = setInterval(() => void flush(), FLUSH_MS);
      timer.unref();
      return async () => {
        clearInterval(timer);
        await Promise.all([notices.stop(), decoder.close()]);
        await flush();
      };
    },
  };
}

/** Log lines are kept for two weeks: long enough to look back after a holiday. */
const KEEP_LINES_MS = 14 * DAY_MS;
/** A key that ended is of interest for as long as somebody may ask why. */
const KEEP_NODES_MS = 90 * DAY_MS;
/** In one transaction; many short ones let others in between. */
const BATCH = 5000;

export function osqueryJobs(context: EndpointsContext): JobDefinition[] {
  const { db, clock } = context.platform;
  const name = 'endpoints.tidy_osquery';
  const tidy = async (scope: Scope): Promise<void> => {
    const now = clock.now().getTime();
    const before = new Date(now - KEEP_LINES_MS);
    let gone: number;
    do gone = await db.scoped(scope, async (tx) => deleteOldLines(tx, { before, limit: BATCH }));
    while (gone === BATCH);
    await db.scoped(scope, async (tx) => {
      await deleteOldDays(tx, before.toISOString().slice(0, 10));
      await forgiveAgents(tx, context);
      await deleteEndedNodes(tx, { before: new Date(now - KEEP_NODES_MS), limit: BATCH });
    });
  };
  return [
    {
      name,
      payload: z.object({}),
      cron: '40 17 * * *', // 02:40 in Japan
      run: async () => {
        for (const scope of await context.allScopes(name)) await tidy(scope);
      },
    },
  ];
}
