// SPDX-License-Identifier: Apache-2.0
/** Which of several sources' words on one check counts. */
import type { VERDICTS } from './contract.ts';
import type { Json } from './ledger/leaf.ts';

export type Verdict = (typeof VERDICTS)[number];

/**
 * How much a kind of source is worth (DESIGN §1: agent > collector > import > person). Inventory agents
 * prove only the organisation's credential, not the device, so they stand below agents with a key of their own.
 */
export const STRENGTH = { agent: 40, inventory_agent: 35, collector: 30, import: 20, person: 10 } as const;
export type Strength = (typeof STRENGTH)[keyof typeof STRENGTH];

/** At and above this a machine spoke by itself; below, a file or a person stood between. */
const SPOKE_ITSELF = STRENGTH.collector;

export type Observed = Readonly<Record<string, Json>>;

export interface SourceVerdict {
  readonly source: string;
  readonly strength: number;
  readonly verdict: Verdict;
  readonly reason: string | null;
  readonly observed: Observed;
  readonly observedAt: Date;
  readonly leafId: string;
  /** The source has been silent for longer than evidence keeps. */
  readonly stale: boolean;
}

const isKnown = ({ verdict }: SourceVerdict): boolean => verdict !== 'unknown';

function better(left: SourceVerdict, right: SourceVerdict): SourceVerdict {
  const leftItself = left.strength >= SPOKE_ITSELF;
  const rightItself = right.strength >= SPOKE_ITSELF;
  if (leftItself !== rightItself) return leftItself ? left : right;
  const byTime = left.observedAt.getTime() - right.observedAt.getTime();
  if (byTime !== 0) return byTime > 0 ? left : right;
  if (left.strength !== right.strength) return left.strength > right.strength ? left : right;
  return left.source < right.source ? left : right;
}

/**
 * Rules, in this order: a silent source does not count; someone who knows beats someone who does not;
 * a machine's own word beats a carried file or a person; the newer word beats the older one.
 * Undefined when no source is left: the state is then unknown because stale.
 */
export function settleVerdict(words: readonly SourceVerdict[]): SourceVerdict | undefined {
  const fresh = words.filter(({ stale }) => !stale);
  const known = fresh.filter(isKnown);
  const [first, ...rest] = known.length > 0 ? known : fresh;
  return first && rest.reduce(better, first);
}
