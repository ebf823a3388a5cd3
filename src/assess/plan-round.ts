// SPDX-License-Identifier: Apache-2.0
/** What a round of evidence changes, worked out without a database. */
import { canonicalJson } from './ledger/leaf.ts';
import type { Json } from './ledger/leaf.ts';
import { settleVerdict } from './settle-verdict.ts';
import type { Observed, Verdict } from './settle-verdict.ts';
import type { CurrentVerdict, KeptVerdict } from './verdict-store.ts';

export interface NewVerdict {
  readonly checkId: string;
  readonly verdict: Verdict;
  /** Why it is unknown or does not apply; text key. */
  readonly reason: string | null;
  readonly observed: Observed;
}

/** PostgreSQL's jsonb takes neither U+0000 nor half a surrogate pair; a machine may send both. */
const storableText = (text: string): string => text.replaceAll('\u0000', '\ufffd').toWellFormed();

function storableJson(value: Json): Json {
  if (typeof value === 'string') return storableText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map(storableJson);
  return storableMap(value);
}

const isList = (value: object): value is readonly Json[] => Array.isArray(value);
const storableMap = (value: Observed): Observed =>
  Object.fromEntries(Object.entries(value).map(([key, item]) => [storableText(key), storableJson(item)]));

/** One verdict for each check (the last one counts), each in a form the database can hold. */
export function storable(round: readonly NewVerdict[]): NewVerdict[] {
  const byCheck = new Map(round.map((word) => [word.checkId, { ...word, observed: storableMap(word.observed) }]));
  return [...byCheck.values()];
}

type Said = Pick<NewVerdict, 'verdict' | 'reason' | 'observed'>;

const same = (left: Said, right: Said): boolean =>
  left.verdict === right.verdict &&
  left.reason === right.reason &&
  canonicalJson(left.observed) === canonicalJson(right.observed);

/** The verdicts of this round that differ from what the same source said last. */
export function changedWords(kept: readonly KeptVerdict[], source: string, round: readonly NewVerdict[]): NewVerdict[] {
  const before = new Map(kept.filter((word) => word.source === source).map((word) => [word.checkId, word]));
  return round.filter((word) => {
    const last = before.get(word.checkId);
    return !last || !same(last, word);
  });
}

const STALE: Said = { verdict: 'unknown', reason: 'stale', observed: {} };

/** Settles every check anew and returns those whose counting verdict is another one now. */
export function changedCurrent(
  current: readonly CurrentVerdict[],
  kept: readonly KeptVerdict[],
  checkIds: readonly string[],
): CurrentVerdict[] {
  const before = new Map(current.map((verdict) => [verdict.checkId, verdict]));
  return checkIds.flatMap((checkId) => {
    const words = kept.filter((word) => word.checkId === checkId);
    const last = before.get(checkId);
    const winner = settleVerdict(words);
    if (!winner) {
      // Everyone fell silent: what was known fades to unknown and keeps naming its last source.
      if (!last || same(last, STALE)) return [];
      return [{ ...last, ...STALE }];
    }
    const next: CurrentVerdict = {
      checkId,
      verdict: winner.verdict,
      reason: winner.reason,
      source: winner.source,
      observed: winner.observed,
      observedAt: winner.observedAt,
      leafId: winner.leafId,
    };
    return last && same(last, next) && last.source === next.source ? [] : [next];
  });
}
