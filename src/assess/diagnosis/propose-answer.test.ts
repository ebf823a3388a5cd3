// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { contradicts, evidenceOf, proposeAnswer } from './propose-answer.ts';

const control = (counts: readonly [pass: number, fail: number, unknown: number] | null, controlId = 'a') => ({
  controlId,
  title: { ja: '', en: '' },
  counts: counts && { pass: counts[0], fail: counts[1], unknown: counts[2], notApplicable: 0 },
  names: ['A', 'B', 'C', 'D'],
});

it.each([
  ['nothing measured', [control([0, 0, 0])], undefined],
  ['nothing can be measured', [control(null)], undefined],
  ['all devices of all controls pass', [control([3, 0, 0]), control([2, 0, 0], 'b')], 4],
  ['one device is unknown: no yes', [control([3, 0, 1])], undefined],
  ['one control is a person’s word: no yes', [control([3, 0, 0]), control(null, 'b')], undefined],
  ['some pass and some fail', [control([12, 3, 0])], 2],
  ['also with unknown ones', [control([12, 3, 4]), control(null, 'b')], 2],
  ['all fail', [control([0, 3, 0])], 0],
  ['all that was measured fails, the rest nobody knows', [control([0, 3, 1])], undefined],
  ['only unknown', [control([0, 0, 5])], undefined],
] as const)('%s', (_what, controls, proposed) => {
  expect(proposeAnswer(controls)).toBe(proposed);
});

it('shows three names and leaves out what tells nothing', () => {
  const shown = evidenceOf([control([1, 4, 0]), control([0, 0, 0], 'b'), control(null, 'c')]);
  expect(shown).toMatchObject([{ controlId: 'a', pass: 1, fail: 4, names: ['A', 'B', 'C'] }]);
});

it('only a plain yes can be contradicted, and only by a fail', () => {
  const fails = evidenceOf([control([3, 1, 0])]);
  expect([4, 2, 0, -1, null, undefined].map((value) => contradicts(value as 4, fails))).toEqual([
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
  expect(contradicts(4, evidenceOf([control([3, 0, 2])]))).toBe(false);
});
