// SPDX-License-Identifier: Apache-2.0

interface Point {
  readonly diagnosisId: string;
  readonly finishedAt: string;
  readonly score: number;
  readonly max: number;
}

export interface Drawn {
  readonly id: string;
  readonly score: number;
  readonly x: number;
  readonly y: number;
}

/** Along the true distance in time: two diagnoses in one week are no year of progress. Scores below zero lie on zero. */
export function linePoints(trend: readonly Point[], box: { width: number; height: number }): readonly Drawn[] {
  const times = trend.map(({ finishedAt }) => Date.parse(finishedAt));
  const first = Math.min(...times);
  const span = Math.max(...times) - first;
  return trend.map(({ diagnosisId, score, max }, index) => {
    const time = times[index] ?? first;
    const share = span > 0 ? (time - first) / span : trend.length > 1 ? index / (trend.length - 1) : 0.5;
    const height = Math.min(Math.max(score, 0), max) / Math.max(max, 1);
    return { id: diagnosisId, score, x: Math.round(share * box.width), y: Math.round((1 - height) * box.height) };
  });
}
