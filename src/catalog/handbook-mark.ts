// SPDX-License-Identifier: Apache-2.0
import type { WEIGHTS } from './contract.ts';

export type Weight = (typeof WEIGHTS)[number];

/**
 * What to do first, by the priority rule of the MIC handbook for small firms (slides of 2021 on the handbook):
 * ◎ = importance high and difficulty low; ○ = (high, middle), (middle, low), (middle, middle);
 * importance low or difficulty high is not listed. The weights themselves are ours.
 */
export function handbookMark(importance: Weight, difficulty: Weight): 'first' | 'next' | null {
  if (importance === 'low' || difficulty === 'high') return null;
  return importance === 'high' && difficulty === 'low' ? 'first' : 'next';
}

/**
 * The level of the MIC telework guideline (5th edition) follows difficulty, not importance:
 * low or middle = basic, high = advanced (slides of 2021 on the guideline). Applied to our own weight, so a proposal.
 */
export function guidelineLevel(difficulty: Weight): 'basic' | 'advanced' {
  return difficulty === 'high' ? 'advanced' : 'basic';
}
