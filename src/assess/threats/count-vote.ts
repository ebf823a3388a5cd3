// SPDX-License-Identifier: Apache-2.0
/**
 * From what several people chose to one order (docs/decisions/0024-six-measures.md). Pure: the same choices give the same
 * ranking, in whatever order they came.
 */
import { CHOICES } from './contract.ts';
import type { RankedThreat } from './contract.ts';

/** Threats in the order of one person's worry, first place first. */
export type Ballot = readonly string[];

export const pointsAt = (place: number): number => Math.max(0, CHOICES - place);

/**
 * Most points first; of equals the one that more people named, then the one that stands higher in `order` (the yearly
 * list). A ballot's threat that `order` does not know (a later edition dropped it) counts for nothing.
 */
export function rankThreats(ballots: readonly Ballot[], order: readonly string[]): RankedThreat[] {
  const sums = new Map(order.map((threatId, place) => [threatId, { threatId, place, points: 0, voters: 0 }]));
  for (const ballot of ballots) {
    for (const [place, threatId] of ballot.entries()) {
      const sum = sums.get(threatId);
      if (!sum) continue;
      sum.points += pointsAt(place);
      sum.voters += 1;
    }
  }
  return [...sums.values()]
    .toSorted((a, b) => b.points - a.points || b.voters - a.voters || a.place - b.place)
    .map(({ threatId, points, voters }, at) => ({ threatId, rank: at + 1, points, voters }));
}
