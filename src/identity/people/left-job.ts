// SPDX-License-Identifier: Apache-2.0
/** Somebody leaves: the membership ends at once, what they hold is settled by a job that cannot be lost. */
import { z } from 'zod';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/postgres/scope.ts';
import type { Context } from '../context.ts';

export interface Left {
  readonly memberId: string;
  readonly name: string;
  /** True when they have come back. */
  readonly back: boolean;
}

export type LeftHandler = (scope: Scope, left: Left) => Promise<void>;

export const LEFT_JOB = 'identity.member_left';
export const leftPayload = z.object({ orgId: z.uuid(), memberId: z.uuid(), name: z.string(), back: z.boolean() });

/** Part of the transaction: no removal without the job, no job without the removal. */
export async function tellLeft(tx: ScopedTx, context: Context, left: Left): Promise<void> {
  await context.jobs.enqueue(tx, { name: LEFT_JOB, payload: { orgId: tx.orgId, ...left } });
}
