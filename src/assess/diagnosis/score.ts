// SPDX-License-Identifier: Apache-2.0
/** Points, parts and band of a diagnosis, by the rules of its edition (catalog/diagnosis). */
import type { DiagnosisFile } from '../../catalog/index.ts';
import type { AnswerValue } from './contract.ts';

/** Question → answer; null = "we have no such thing". */
export type Answers = ReadonlyMap<number, AnswerValue>;

export interface Score {
  readonly total: number;
  readonly max: number;
  readonly parts: readonly { readonly no: number; readonly points: number; readonly max: number }[];
}

type Points = DiagnosisFile['points'];

export function pointsOf(points: Points, value: AnswerValue): number {
  if (value === null) return points.not_used;
  const byValue = { 4: points['4'], 2: points['2'], 0: points['0'], [-1]: points['-1'] };
  return byValue[value];
}

/** Unanswered questions give nothing; a diagnosis is finished only when there are none. */
export function scoreOf(form: DiagnosisFile, answers: Answers): Score {
  const parts = form.parts.map(({ no }) => {
    const asked = form.questions.filter(({ part }) => part === no);
    const points = asked.reduce((sum, question) => {
      const value = answers.get(question.no);
      return value === undefined ? sum : sum + pointsOf(form.points, value);
    }, 0);
    return { no, points, max: asked.length * form.points['4'] };
  });
  return {
    total: parts.reduce((sum, part) => sum + part.points, 0),
    max: parts.reduce((sum, part) => sum + part.max, 0),
    parts,
  };
}

/** Bands go from the best to the worst; the catalogue's check sees to it that the last takes every score. */
export function bandOf(form: DiagnosisFile, total: number): DiagnosisFile['bands'][number] | undefined {
  return form.bands.find(({ from }) => total >= from) ?? form.bands.at(-1);
}
