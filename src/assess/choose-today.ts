// SPDX-License-Identifier: Apache-2.0
/** Exactly one task for one person today (DESIGN §1): harm × likelihood × overdue × how many it protects ÷ effort. */
import { daysBetween } from '../platform/calendar.ts';

export interface Candidate {
  readonly taskId: string;
  /** 1 (small) … 5 (the organisation may not recover); from the control. */
  readonly harm: number;
  /** high 3, middle 2, low 1; the control's importance stands in until incidents are counted. */
  readonly likelihood: number;
  readonly dueOn: string;
  /** Open findings the task would close. */
  readonly openFindings: number;
  readonly effortMinutes: number;
}

/** Due in two weeks or more: 1. Due today: 2. A month overdue: 5 and no further, or old trifles would rule. */
export function urgency(dueOn: string, today: string): number {
  const daysLeft = daysBetween(today, dueOn);
  if (daysLeft >= 0) return 1 + Math.max(0, 14 - daysLeft) / 14;
  return 2 + Math.min(30, -daysLeft) / 10;
}

/** Ten devices are worse than one, but not ten times as pressing for the person who starts with one of them. */
const spread = (openFindings: number): number => 1 + Math.log2(Math.max(1, openFindings));

/** A quarter of an hour counts once; a day's work thrice or so: big tasks must not wait for ever. */
const effort = (minutes: number): number => 1 + Math.log2(1 + Math.max(0, minutes) / 15) / 2;

export function score(candidate: Candidate, today: string): number {
  const weight = candidate.harm * candidate.likelihood * urgency(candidate.dueOn, today);
  return (weight * spread(candidate.openFindings)) / effort(candidate.effortMinutes);
}

/** The task with the highest score; among equals the earlier due, then the lower id, so that it is stable. */
export function chooseToday<C extends Candidate>(candidates: readonly C[], today: string): C | undefined {
  return candidates
    .map((candidate) => ({ candidate, points: score(candidate, today) }))
    .toSorted(
      (left, right) =>
        right.points - left.points ||
        left.candidate.dueOn.localeCompare(right.candidate.dueOn) ||
        (left.candidate.taskId < right.candidate.taskId ? -1 : 1),
    )[0]?.candidate;
}
