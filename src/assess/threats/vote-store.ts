// SPDX-License-Identifier: Apache-2.0
import { sql } from '../../platform/postgres/database.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';

export interface VoteRow {
  readonly vote_id: string;
  readonly state: 'open' | 'counted' | 'set_aside';
  readonly opened_at: Date;
  readonly opened_by: string;
  readonly counted_at: Date | null;
}

export interface BallotRow {
  readonly member_id: string;
  readonly threat_ids: readonly string[];
}

const COLUMNS = sql`vote_id, state, opened_at, opened_by, counted_at`;

export async function openVote(tx: ScopedTx): Promise<VoteRow | undefined> {
  return tx.maybe<VoteRow>(sql`
    SELECT ${COLUMNS} FROM assess_threat_vote WHERE org_id = ${tx.orgId} AND state = 'open'`);
}

/** The ranking that counts: the newest that was counted and not set aside. */
export async function countedVote(tx: ScopedTx): Promise<VoteRow | undefined> {
  return tx.maybe<VoteRow>(sql`
    SELECT ${COLUMNS} FROM assess_threat_vote WHERE org_id = ${tx.orgId} AND state = 'counted'
    ORDER BY counted_at DESC LIMIT 1`);
}

/** Until the end of the transaction nobody counts or drops it (`choose`), or nobody chooses either (`end`). */
export async function holdVote(tx: ScopedTx, voteId: string, purpose: 'choose' | 'end'): Promise<VoteRow | undefined> {
  const lock = purpose === 'choose' ? sql`FOR SHARE` : sql`FOR UPDATE`;
  return tx.maybe<VoteRow>(sql`
    SELECT ${COLUMNS} FROM assess_threat_vote WHERE org_id = ${tx.orgId} AND vote_id = ${voteId} ${lock}`);
}

/** false when another one is open: there is only one at a time. */
export async function insertVote(
  tx: ScopedTx,
  { voteId, at, by }: { readonly voteId: string; readonly at: Date; readonly by: string },
): Promise<boolean> {
  const made = await tx.run(sql`
    INSERT INTO assess_threat_vote (org_id, vote_id, state, opened_at, opened_by)
    VALUES (${tx.orgId}, ${voteId}, 'open', ${at}, ${by}) ON CONFLICT (org_id) WHERE state = 'open' DO NOTHING`);
  return made === 1;
}

export async function markCounted(tx: ScopedTx, voteId: string, at: Date): Promise<void> {
  await tx.run(sql`
    UPDATE assess_threat_vote SET state = 'counted', counted_at = ${at}
    WHERE org_id = ${tx.orgId} AND vote_id = ${voteId}`);
}

/** Older rankings too: setting one aside must not bring back the one before it. */
export async function setCountedAside(tx: ScopedTx): Promise<void> {
  await tx.run(sql`
    UPDATE assess_threat_vote SET state = 'set_aside' WHERE org_id = ${tx.orgId} AND state = 'counted'`);
}

export async function deleteVote(tx: ScopedTx, voteId: string): Promise<void> {
  await tx.run(sql`
    DELETE FROM assess_threat_vote WHERE org_id = ${tx.orgId} AND vote_id = ${voteId} AND state = 'open'`);
}

/** At most one row a member. */
export async function ballotsOf(tx: ScopedTx, voteId: string): Promise<BallotRow[]> {
  return tx.all<BallotRow>(sql`
    SELECT member_id, threat_ids FROM assess_threat_ballot WHERE org_id = ${tx.orgId} AND vote_id = ${voteId}`);
}

export interface NewBallot {
  readonly memberId: string;
  readonly threatIds: readonly string[];
  readonly at: Date;
}

export async function keepBallot(tx: ScopedTx, voteId: string, { memberId, threatIds, at }: NewBallot): Promise<void> {
  await tx.run(sql`
    INSERT INTO assess_threat_ballot (org_id, vote_id, member_id, threat_ids, cast_at)
    VALUES (${tx.orgId}, ${voteId}, ${memberId}, ${[...threatIds]}, ${at})
    ON CONFLICT (org_id, vote_id, member_id)
    DO UPDATE SET threat_ids = excluded.threat_ids, cast_at = excluded.cast_at`);
}

export async function deleteBallot(tx: ScopedTx, voteId: string, memberId: string): Promise<void> {
  await tx.run(sql`
    DELETE FROM assess_threat_ballot
    WHERE org_id = ${tx.orgId} AND vote_id = ${voteId} AND member_id = ${memberId}`);
}

/** Whether this person is asked to choose and has not. */
export async function waitsFor(tx: ScopedTx, memberId: string): Promise<boolean> {
  const row = await tx.maybe(sql`
    SELECT 1 FROM assess_threat_vote AS vote
    WHERE org_id = ${tx.orgId} AND state = 'open' AND NOT EXISTS (
      SELECT 1 FROM assess_threat_ballot AS ballot
      WHERE ballot.org_id = vote.org_id AND ballot.vote_id = vote.vote_id AND ballot.member_id = ${memberId})`);
  return row !== undefined;
}
