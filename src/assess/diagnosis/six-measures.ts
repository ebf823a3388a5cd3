// SPDX-License-Identifier: Apache-2.0
/**
 * Which six controls to begin with: importance × ease × threat × gap (docs/decisions/0024-six-measures.md has the tables
 * and the reasons). Pure: the same facts give the same six in the same order.
 */
import type { Counts } from '../contract.ts';
import type { AnswerValue } from './contract.ts';

export type Weight = 'high' | 'middle' | 'low';

export interface Candidate {
  readonly controlId: string;
  readonly theme: string;
  readonly importance: Weight;
  readonly difficulty: Weight;
  /** 1 (small) … 5 (the organisation may not recover). */
  readonly harm: number;
  readonly effortMinutes: number;
  /** Best rank, in this year's list, of the threats it works against; null = none of them. */
  readonly threatRank: number | null;
  /** What a person said; undefined = nobody was asked. */
  readonly answer: AnswerValue | undefined;
  /** What machines say; null = no machine can. */
  readonly counts: Counts | null;
}

/** Why there is a gap; the surest reason wins. `open` = nobody has said anything. */
export type GapKind = 'measured' | 'no' | 'unknown' | 'partly' | 'open' | 'none';

export interface Ranked {
  readonly candidate: Candidate;
  readonly points: number;
  readonly gap: GapKind;
}

export const SHOWN = 6;
/** Six steps out of one corner would leave the others open. */
export const PER_THEME = 2;

const IMPORTANCE: Readonly<Record<Weight, number>> = { high: 3, middle: 2, low: 1 };
const EASE: Readonly<Record<Weight, number>> = { low: 3, middle: 2, high: 1 };
/** "Don't know" is nearly a no: what nobody knows of, nobody looks after. An open question is not a gap yet. */
const ANSWER_GAP: readonly (readonly [value: AnswerValue | undefined, gap: number, kind: GapKind])[] = [
  [0, 1, 'no'],
  [-1, 0.9, 'unknown'],
  [2, 0.5, 'partly'],
  [undefined, 0.2, 'open'],
  [4, 0, 'none'],
  [null, 0, 'none'],
];
/** A machine that saw it is surer than any answer. */
const SEEN = 1.25;

/** Rank 1 doubles, rank 10 adds a tenth. */
export const threatWeight = (rank: number | null): number => (rank === null ? 1 : 1 + Math.max(0, 11 - rank) / 10);

export function gapOf({ answer, counts }: Pick<Candidate, 'answer' | 'counts'>): { size: number; kind: GapKind } {
  const [, said = 0, kind = 'none'] = ANSWER_GAP.find(([value]) => value === answer) ?? [];
  if (!counts || counts.pass + counts.fail === 0) return { size: said, kind };
  if (counts.fail > 0) {
    const share = counts.fail / (counts.pass + counts.fail);
    return { size: Math.max(said, 0.6 + 0.4 * share) * SEEN, kind: 'measured' };
  }
  // Nothing fails: what was said counts only for the devices that could not be measured.
  const left = counts.unknown / (counts.pass + counts.unknown);
  return { size: said * left, kind: said * left > 0 ? kind : 'none' };
}

export function rank(candidate: Candidate): Ranked {
  const { size, kind } = gapOf(candidate);
  const weight = IMPORTANCE[candidate.importance] * EASE[candidate.difficulty] * threatWeight(candidate.threatRank);
  return { candidate, points: weight * size, gap: kind };
}

function before(one: Ranked, other: Ranked): number {
  const [left, right] = [one.candidate, other.candidate];
  return (
    other.points - one.points ||
    right.harm - left.harm ||
    left.effortMinutes - right.effortMinutes ||
    (left.controlId < right.controlId ? -1 : 1)
  );
}

/** All with a gap, most pressing first; at most two of a theme come before the rest. */
export function rankMeasures(candidates: readonly Candidate[]): readonly Ranked[] {
  const sorted = candidates
    .map(rank)
    .filter(({ points }) => points > 0)
    .toSorted(before);
  const taken = new Map<string, number>();
  const first: Ranked[] = [];
  const later: Ranked[] = [];
  for (const one of sorted) {
    const { theme } = one.candidate;
    const count = taken.get(theme) ?? 0;
    taken.set(theme, count + 1);
    (count < PER_THEME ? first : later).push(one);
  }
  return [...first, ...later];
}

export const chooseMeasures = (candidates: readonly Candidate[], shown = SHOWN): readonly Ranked[] =>
  rankMeasures(candidates).slice(0, shown);

/** Time of a person who has not done it before: the catalogue's minutes. */
export function timeClass(effortMinutes: number): 'quarter_hour' | 'hour' | 'half_day' | 'longer' {
  if (effortMinutes <= 15) return 'quarter_hour';
  if (effortMinutes <= 60) return 'hour';
  return effortMinutes <= 240 ? 'half_day' : 'longer';
}

/** Our estimate from how hard it is: what is easy costs own time, what is hard usually has to be bought. */
export function costClass(difficulty: Weight): 'own_time' | 'small' | 'quote' {
  return difficulty === 'low' ? 'own_time' : difficulty === 'middle' ? 'small' : 'quote';
}
