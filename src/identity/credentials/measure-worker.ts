// SPDX-License-Identifier: Apache-2.0
/** The process that holds the dictionaries; it ends by itself when the parent's channel closes, however the parent ended. */
import { createEstimator } from './guess-estimate.ts';
import type { MeasureAnswer, MeasureRequest } from './measure-host.ts';

const estimate = createEstimator();
process.on('message', ({ id, text, ownWords }: MeasureRequest) => {
  const answer: MeasureAnswer = { id, estimate: estimate(text, ownWords) };
  process.send?.(answer);
});
