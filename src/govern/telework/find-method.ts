// SPDX-License-Identifier: Apache-2.0
/** Walks the chart of questions in `catalog/method-finder.yaml`: answers in, the next question or a method out. */
import type { MethodFinder } from '../../catalog/index.ts';

type Question = MethodFinder['questions'][number];
type Branch = Question['yes'];
type Ending = Extract<Branch, { method: string }>;

export interface Walk {
  readonly answered: readonly { readonly question: Question; readonly answer: 'yes' | 'no' }[];
  /** undefined once there is a result. */
  readonly ask: Question | undefined;
  /** Questions still to come at most, `ask` included. */
  readonly left: number;
  readonly result: Ending | undefined;
}

const questionOf = ({ questions }: MethodFinder, id: string): Question | undefined =>
  questions.find((question) => question.id === id);

/** The catalogue's loader refuses circles; the bound only guards against a loader that does not. */
function depth(finder: MethodFinder, branch: Branch, bound = finder.questions.length): number {
  if (!('question' in branch) || bound === 0) return 0;
  const question = questionOf(finder, branch.question);
  if (!question) return 0;
  return 1 + Math.max(depth(finder, question.yes, bound - 1), depth(finder, question.no, bound - 1));
}

/** `answers`: y and n in the order of the questions; undefined when there are more answers than questions. */
export function findMethod(finder: MethodFinder, answers: string): Walk | undefined {
  let at: Branch = { question: finder.start };
  const answered: { question: Question; answer: 'yes' | 'no' }[] = [];
  for (const letter of answers) {
    const question: Question | undefined = 'question' in at ? questionOf(finder, at.question) : undefined;
    if (!question) return undefined;
    const answer = letter === 'y' ? 'yes' : 'no';
    answered.push({ question, answer });
    at = question[answer];
  }
  return {
    answered,
    ask: 'question' in at ? questionOf(finder, at.question) : undefined,
    left: depth(finder, at),
    result: 'method' in at ? at : undefined,
  };
}
