// SPDX-License-Identifier: Apache-2.0
/** Several sites, one answer: the lowest counts, unless a responsible person chose another one and said why. */
import type { DiagnosisFile } from '../../catalog/index.ts';
import type { AnswerValue } from './contract.ts';
import { pointsOf } from './score.ts';

export interface SiteAnswer {
  readonly siteId: string;
  readonly value: AnswerValue;
}

export interface SiteAnswers {
  /** How many sites there are. */
  readonly sites: number;
  readonly answers: readonly SiteAnswer[];
  /** What a responsible person chose instead of the lowest. */
  readonly chosen: AnswerValue | undefined;
}

export interface Merged {
  readonly value: AnswerValue;
  readonly differs: boolean;
}

/** "Not used" at one site says nothing about the others: it counts only where no site has the thing. */
export function lowestAnswer(points: DiagnosisFile['points'], values: readonly AnswerValue[]): AnswerValue | undefined {
  const used = values.filter((value) => value !== null);
  if (used.length === 0) return values.length > 0 ? null : undefined;
  return used.reduce((low, value) => (pointsOf(points, value) < pointsOf(points, low) ? value : low));
}

/** undefined while a site has not answered. */
export function mergeSites(
  points: DiagnosisFile['points'],
  { sites, answers, chosen }: SiteAnswers,
): Merged | undefined {
  if (answers.length < sites || sites === 0) return undefined;
  const values = answers.map(({ value }) => value);
  const lowest = lowestAnswer(points, values);
  if (lowest === undefined) return undefined;
  const differs = new Set(values).size > 1;
  return { value: differs && chosen !== undefined ? chosen : lowest, differs };
}
