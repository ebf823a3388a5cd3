// SPDX-License-Identifier: Apache-2.0
/** Opening, choosing, counting and dropping a vote on threats. What a person chose stands in no log. */
import { conflict, invalid, notFound } from '../../kernel/errors.ts';
import { newUuid } from '../../kernel/ids.ts';
import { audit } from '../../platform/audit.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import { memberOf } from '../../platform/postgres/scope.ts';
import type { AssessContext } from '../context.ts';
import { tellOfAsking } from '../people-asked.ts';
import {
  ballotsOf,
  deleteBallot,
  deleteVote,
  holdVote,
  insertVote,
  keepBallot,
  markCounted,
  setCountedAside,
} from './vote-store.ts';
import type { VoteRow } from './vote-store.ts';

function callerOf({ scope }: ScopedTx): string {
  const memberId = memberOf(scope);
  if (memberId === undefined) throw notFound('threat_vote_not_found');
  return memberId;
}

export async function beginVote(tx: ScopedTx, context: AssessContext): Promise<void> {
  const { clock, random } = context.platform;
  const voteId = newUuid(clock, random);
  const by = callerOf(tx);
  if (!(await insertVote(tx, { voteId, at: clock.now(), by }))) throw conflict('threat_vote_already_open');
  await audit(tx, clock, { action: 'assess.threat_vote_opened', subject: voteId });
  tellOfAsking(tx, context);
}

async function heldVote(tx: ScopedTx, voteId: string, purpose: 'choose' | 'end'): Promise<VoteRow> {
  const row = await holdVote(tx, voteId, purpose);
  if (!row) throw notFound('threat_vote_not_found');
  return row;
}

async function heldOpen(tx: ScopedTx, voteId: string, purpose: 'choose' | 'end'): Promise<void> {
  const { state } = await heldVote(tx, voteId, purpose);
  if (state !== 'open') throw conflict('threat_vote_ended');
}

export interface Choice {
  readonly voteId: string;
  /** First place first; empty = take back. */
  readonly threatIds: readonly string[];
}

export async function castBallot(tx: ScopedTx, context: AssessContext, { voteId, threatIds }: Choice): Promise<void> {
  await heldOpen(tx, voteId, 'choose');
  const unknown = threatIds.find((id) => !context.catalog.threats.has(id));
  if (unknown !== undefined) throw invalid('threat_not_found', [{ field: 'threatIds', reason: 'threat_not_found' }]);
  const memberId = callerOf(tx);
  if (threatIds.length === 0) await deleteBallot(tx, voteId, memberId);
  else await keepBallot(tx, voteId, { memberId, threatIds, at: context.platform.clock.now() });
}

/** Whoever has left meanwhile no longer has a say. */
async function dropBallotsOfLeavers(tx: ScopedTx, context: AssessContext, voteId: string): Promise<number> {
  const here = new Set((await context.people.members(tx)).map(({ memberId }) => memberId));
  const ballots = await ballotsOf(tx, voteId);
  const gone = ballots.filter(({ member_id }) => !here.has(member_id));
  for (const { member_id } of gone) await deleteBallot(tx, voteId, member_id);
  return ballots.length - gone.length;
}

export async function countVote(tx: ScopedTx, context: AssessContext, voteId: string): Promise<void> {
  const { clock } = context.platform;
  await heldOpen(tx, voteId, 'end');
  const voters = await dropBallotsOfLeavers(tx, context, voteId);
  if (voters === 0) throw conflict('threat_vote_empty');
  await setCountedAside(tx);
  await markCounted(tx, voteId, clock.now());
  await audit(tx, clock, { action: 'assess.threat_vote_counted', subject: voteId, detail: { voters } });
}

export async function dropVote(tx: ScopedTx, context: AssessContext, voteId: string): Promise<void> {
  const { clock } = context.platform;
  const { state } = await heldVote(tx, voteId, 'end');
  if (state === 'set_aside') throw conflict('threat_vote_ended');
  if (state === 'open') await deleteVote(tx, voteId);
  else await setCountedAside(tx);
  const action = state === 'open' ? 'assess.threat_vote_dropped' : 'assess.threat_ranking_set_aside';
  await audit(tx, clock, { action, subject: voteId });
}
