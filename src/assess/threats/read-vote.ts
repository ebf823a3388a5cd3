// SPDX-License-Identifier: Apache-2.0
/** The vote that is open and the ranking that counts, for the threats' page, the home page and the six measures. */
import type { Catalog } from '../../catalog/index.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import { memberOf } from '../../platform/postgres/scope.ts';
import type { AssessContext } from '../context.ts';
import { rankThreats } from './count-vote.ts';
import { ballotsOf, countedVote, openVote, waitsFor } from './vote-store.ts';
import type { Ranking, ThreatVote } from './contract.ts';
import { yearlyOrder } from './yearly-order.ts';

const idsInOrder = (catalog: Catalog): string[] => yearlyOrder(catalog).map(({ id }) => id);

/** null: the organisation has none, the yearly list counts. */
export async function readRanking(tx: ScopedTx, { catalog }: Pick<AssessContext, 'catalog'>): Promise<Ranking | null> {
  const row = await countedVote(tx);
  if (!row?.counted_at) return null;
  const ballots = (await ballotsOf(tx, row.vote_id)).map(({ threat_ids }) => threat_ids);
  return {
    voteId: row.vote_id,
    countedAt: row.counted_at.toISOString(),
    voters: ballots.length,
    threats: rankThreats(ballots, idsInOrder(catalog)),
  };
}

async function readOpen(tx: ScopedTx, context: AssessContext): Promise<ThreatVote['open']> {
  const row = await openVote(tx);
  if (!row) return null;
  const names = new Map((await context.people.members(tx)).map(({ memberId, name }) => [memberId, name]));
  const ballots = await ballotsOf(tx, row.vote_id);
  const caller = memberOf(tx.scope);
  return {
    voteId: row.vote_id,
    openedAt: row.opened_at.toISOString(),
    openedBy: names.get(row.opened_by) ?? null,
    voters: ballots.filter(({ member_id }) => names.has(member_id)).length,
    people: names.size,
    mine: [...(ballots.find(({ member_id }) => member_id === caller)?.threat_ids ?? [])],
  };
}

export async function readVote(tx: ScopedTx, context: AssessContext): Promise<ThreatVote> {
  const threats = yearlyOrder(context.catalog);
  return {
    open: await readOpen(tx, context),
    ranking: await readRanking(tx, context),
    threats: threats.map(({ id: threatId, title, plain }) => ({ threatId, title, plain })),
  };
}

export async function readHomeVote(tx: ScopedTx): Promise<{ waiting: boolean }> {
  const memberId = memberOf(tx.scope);
  return { waiting: memberId !== undefined && (await waitsFor(tx, memberId)) };
}
