// SPDX-License-Identifier: Apache-2.0
/** Where threats stood in the yearly lists, and the order that follows from it. */
import type { Catalog, ThreatFile } from '../../catalog/index.ts';
import type { ThreatItem } from './contract.ts';

/** `ipa-threats-2024`, place 3 → { year: 2024, rank: 3 }. */
const rankOf = ({ edition, ref }: ThreatFile['ranks'][number]): ThreatItem['ranks'] => {
  const year = Number(/-(\d{4})$/.exec(edition)?.[1]);
  return Number.isInteger(year) && Number.isInteger(Number(ref)) ? [{ year, rank: Number(ref) }] : [];
};

/** Oldest first. */
export const ranksOf = ({ ranks }: Pick<ThreatFile, 'ranks'>): ThreatItem['ranks'] =>
  ranks.flatMap(rankOf).toSorted((a, b) => a.year - b.year);

function keyOf(threat: ThreatFile): number {
  const last = ranksOf(threat).at(-1);
  return last ? -last.year * 100 + last.rank : 0;
}

/** The newest list's order; what has dropped out of it follows, the one that stood there last first. */
export const yearlyOrder = (catalog: Catalog): ThreatFile[] =>
  [...catalog.threats.values()].toSorted((a, b) => keyOf(a) - keyOf(b));
