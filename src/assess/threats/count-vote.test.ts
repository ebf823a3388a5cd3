// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rankThreats } from './count-vote.ts';

const ORDER = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
const idsOf = (ballots: readonly (readonly string[])[]): string =>
  rankThreats(ballots, ORDER)
    .map(({ threatId }) => threatId)
    .join('');

describe('from choices to a ranking', () => {
  it.each([
    ['nobody chose: the yearly list', [], 'abcdefg'],
    ['one person', [['g', 'c']], 'gcabdef'],
    ['a first place counts more than a second', [['c', 'b'], ['c']], 'cbadefg'],
    [
      'the sum decides, not the number of first places',
      [
        ['a', 'd'],
        ['b', 'd'],
        ['c', 'd'],
      ],
      'dabcefg',
    ],
    ['of equals the one that more people named', [['c'], ['a', 'f'], ['a', 'b', 'd', 'e', 'f']], 'afcbdeg'],
    ['of equals the one that stands higher in the yearly list', [['f'], ['e']], 'efabcdg'],
    ['a threat that is no longer there', [['gone', 'g']], 'gabcdef'],
  ] as const)('%s', (_, ballots, expected) => {
    expect(idsOf(ballots)).toBe(expected);
  });

  const ballots = fc.array(fc.shuffledSubarray(ORDER, { minLength: 1, maxLength: 5 }), { maxLength: 30 });

  it('names each threat once, with places without a gap, and does not depend on the order of the ballots', () => {
    fc.assert(
      fc.property(ballots, (given) => {
        const ranking = rankThreats(given, ORDER);
        expect(ranking.map(({ threatId }) => threatId).toSorted()).toEqual(ORDER);
        expect(ranking.map(({ rank }) => rank)).toEqual(ORDER.map((_, at) => at + 1));
        expect(rankThreats(given.toReversed(), ORDER)).toEqual(ranking);
      }),
    );
  });

  it('one more person who puts a threat first never lowers it', () => {
    fc.assert(
      fc.property(ballots, fc.constantFrom(...ORDER), (given, threatId) => {
        const placeIn = (all: readonly (readonly string[])[]) =>
          rankThreats(all, ORDER).find((one) => one.threatId === threatId)?.rank ?? 99;
        expect(placeIn([...given, [threatId]])).toBeLessThanOrEqual(placeIn(given));
      }),
    );
  });
});
