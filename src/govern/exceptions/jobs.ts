// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import type { JobDefinition } from '../../platform/jobs.ts';
import type { GovernContext } from '../context.ts';
import { tellExceptions } from './tell-exceptions.ts';

const JOB = 'govern.tell_exceptions';

async function tellAll(context: GovernContext): Promise<void> {
  for (const scope of await context.allScopes(JOB)) {
    let told: number;
    do told = await context.platform.db.scoped(scope, async (tx) => tellExceptions(tx, context));
    while (told > 0);
  }
}

/** 15:38 UTC is 00:38 in Japan: the day after the last one has begun. */
export const exceptionJobs = (context: GovernContext): JobDefinition[] => [
  { name: JOB, payload: z.object({}), cron: '38 15 * * *', run: async () => tellAll(context) },
];
