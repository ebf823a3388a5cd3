// SPDX-License-Identifier: Apache-2.0
/** What machines already know about a question, and the answer they suggest. A person decides. */
import type { Bilingual } from '../../kernel/language.ts';
import type { Counts } from '../contract.ts';
import type { AnswerValue, QuestionEvidence } from './contract.ts';

export interface MeasuredControl {
  readonly controlId: string;
  readonly title: Bilingual;
  /** null: no machine can verify this control. */
  readonly counts: Counts | null;
  /** Up to three names of devices that say no. */
  readonly names: readonly string[];
}

const told = ({ pass, fail, unknown }: Counts): boolean => pass + fail + unknown > 0;

export function evidenceOf(controls: readonly MeasuredControl[]): QuestionEvidence[] {
  return controls.flatMap(({ controlId, title, counts, names }) =>
    counts && told(counts)
      ? [{ controlId, title, pass: counts.pass, fail: counts.fail, unknown: counts.unknown, names: names.slice(0, 3) }]
      : [],
  );
}

/**
 * A suggestion is made only where machines know enough. One device that says no forbids a plain "yes"; "yes" is
 * suggested only when every control of the question is measured on every device: what nobody measured is not known.
 */
export function proposeAnswer(controls: readonly MeasuredControl[]): AnswerValue | undefined {
  const evidence = evidenceOf(controls);
  if (evidence.length === 0) return undefined;
  const sum = (field: 'pass' | 'fail' | 'unknown'): number => evidence.reduce((all, one) => all + one[field], 0);
  const complete = evidence.length === controls.length && sum('unknown') === 0;
  if (sum('fail') > 0) return sum('pass') > 0 ? 2 : complete ? 0 : undefined;
  return complete && sum('pass') > 0 ? 4 : undefined;
}

/** Only a plain "yes" can be contradicted, and only by a device that says no (as everywhere: control-state.ts). */
export const contradicting = (
  value: AnswerValue | undefined,
  evidence: readonly QuestionEvidence[],
): readonly QuestionEvidence[] => (value === 4 ? evidence.filter(({ fail }) => fail > 0) : []);

export const contradicts = (value: AnswerValue | undefined, evidence: readonly QuestionEvidence[]): boolean =>
  contradicting(value, evidence).length > 0;
