// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nextOrder, sortMethods } from './sort-methods.ts';
import type { CriterionId, Method, MethodOrder } from './sort-methods.ts';

const CRITERIA = ['office_work', 'busy_lines', 'cost', 'setup', 'control'] as const satisfies readonly CriterionId[];
const GRADES = ['S', 'A', 'B', 'C', 'D'] as const;
const text = { ja: 'x', en: 'x' };

/** Made by hand: the grades of MIC's table, nothing else. */
const methodOf = (number: number, grades: string): Method => {
  const rating = (at: number) => ({ grade: GRADES.find((one) => one === grades[at]) ?? 'D', reason: text });
  return {
    id: `m${number}`,
    number,
    title: text,
    how: text,
    fits: text,
    cautions: [],
    use: null,
    backing: { howSure: 'verified', source: { title: text, url: null, read: 'issuer' } },
    ratings: { office_work: rating(0), busy_lines: rating(1), cost: rating(2), setup: rating(3), control: rating(4) },
  };
};
const TABLE = ['SABBC', 'SCBBA', 'SCCCS', 'BABBA', 'CBBBA', 'BSAAD', 'DSSSC'].map((grades, at) =>
  methodOf(at + 1, grades),
);
const numbers = (order: MethodOrder): string =>
  sortMethods(TABLE, order)
    .map(({ number }) => number)
    .join('');

it.each([
  ['number', 'ascending', '1234567'],
  ['number', 'descending', '7654321'],
  ['control', 'ascending', '3245176'],
  ['control', 'descending', '6172453'],
  ['cost', 'ascending', '7612453'],
] as const)('by %s, %s: %s', (by, direction, expected) => {
  expect(numbers({ by, direction })).toBe(expected);
});

it('whatever the grades: no way is lost, none stands before a better one, equals keep their order', () => {
  const grades = fc.string({ unit: fc.constantFrom(...GRADES), minLength: 5, maxLength: 5 });
  fc.assert(
    fc.property(fc.array(grades, { maxLength: 9 }), fc.constantFrom(...CRITERIA), (all, by) => {
      const methods = all.map((one, at) => methodOf(at + 1, one));
      const sorted = sortMethods(methods, { by, direction: 'ascending' });
      expect(sorted.toSorted((left, right) => left.number - right.number)).toEqual(methods);
      for (const [at, method] of sorted.entries()) {
        const before = sorted[at - 1];
        if (!before) continue;
        const [left, right] = [before, method].map((one) => GRADES.indexOf(one.ratings[by].grade));
        expect(left === right ? before.number < method.number : Number(left) < Number(right)).toBe(true);
      }
    }),
  );
});

it('the same column again turns the order round, another one begins with its best', () => {
  const first = nextOrder({ by: 'number', direction: 'ascending' }, 'cost');
  expect(first).toEqual({ by: 'cost', direction: 'ascending' });
  expect(nextOrder(first, 'cost')).toEqual({ by: 'cost', direction: 'descending' });
  expect(nextOrder(nextOrder(first, 'cost'), 'cost')).toEqual(first);
});
