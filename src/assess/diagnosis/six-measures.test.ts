// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  PER_THEME,
  SHOWN,
  chooseMeasures,
  costClass,
  gapOf,
  rank,
  rankMeasures,
  threatWeight,
  timeClass,
} from './six-measures.ts';
import type { Candidate } from './six-measures.ts';

const NONE = { pass: 0, fail: 0, unknown: 0, notApplicable: 0 };
const counts = (pass: number, fail: number, unknown = 0) => ({ ...NONE, pass, fail, unknown });
const candidate = (controlId: string, more: Partial<Candidate> = {}): Candidate => ({
  controlId,
  theme: controlId,
  importance: 'high',
  difficulty: 'low',
  harm: 4,
  effortMinutes: 30,
  threatRank: null,
  answer: 0,
  counts: null,
  ...more,
});
const ids = (candidates: readonly Candidate[]): readonly string[] =>
  rankMeasures(candidates).map((ranked) => ranked.candidate.controlId);

describe('the gap', () => {
  it.each([
    ['a plain no', { answer: 0, counts: null }, 1, 'no'],
    ['not known is nearly a no', { answer: -1, counts: null }, 0.9, 'unknown'],
    ['half done is half a gap', { answer: 2, counts: null }, 0.5, 'partly'],
    ['nobody was asked', { answer: undefined, counts: null }, 0.2, 'open'],
    ['done', { answer: 4, counts: null }, 0, 'none'],
    ['does not apply', { answer: null, counts: null }, 0, 'none'],
    ['a machine could look but none has', { answer: 0, counts: NONE }, 1, 'no'],
    ['only unknown tells nothing', { answer: 0, counts: counts(0, 0, 3) }, 1, 'no'],
    ['all devices say yes against a no', { answer: 0, counts: counts(5, 0) }, 0, 'none'],
    ['a no holds for the devices not measured', { answer: 0, counts: counts(3, 0, 1) }, 0.25, 'no'],
    ['one of four says no against a yes', { answer: 4, counts: counts(3, 1) }, 0.7 * 1.25, 'measured'],
    ['all say no', { answer: 4, counts: counts(0, 2) }, 1.25, 'measured'],
  ] as const)('%s', (...[, given, size, kind]) => {
    const found = gapOf(given);
    expect(found.kind).toBe(kind);
    expect(found.size).toBeCloseTo(size, 10);
  });
});

describe('the formula', () => {
  it.each([
    ['high, low, rank 1, no', { threatRank: 1 }, 3 * 3 * 2],
    ['high, middle, rank 10, partly', { difficulty: 'middle', threatRank: 10, answer: 2 }, 3 * 2 * 1.1 * 0.5],
    ['low, high, no threat, not known', { importance: 'low', difficulty: 'high', answer: -1 }, 0.9],
    [
      'middle, low, rank 4, measured on all',
      { importance: 'middle', threatRank: 4, counts: counts(0, 3) },
      2 * 3 * 1.7 * 1.25,
    ],
  ] as const)('%s', (_what, more, points) => {
    expect(rank(candidate('a', more)).points).toBeCloseTo(points, 10);
  });

  it('weighs the first threat twice, the tenth a tenth more, and none not at all', () => {
    expect([1, 5, 10, 11, 99, null].map(threatWeight)).toEqual([2, 1.6, 1.1, 1, 1, 1]);
  });

  it('classes time and cost', () => {
    expect([5, 15, 16, 60, 61, 240, 241].map(timeClass)).toEqual([
      'quarter_hour',
      'quarter_hour',
      'hour',
      'hour',
      'half_day',
      'half_day',
      'longer',
    ]);
    expect((['low', 'middle', 'high'] as const).map(costClass)).toEqual(['own_time', 'small', 'quote']);
  });
});

describe('the choice', () => {
  it('leaves out what has no gap, and shows at most six', () => {
    const many = Array.from({ length: 20 }, (_, index) => candidate(`c${index}`));
    expect(chooseMeasures(many)).toHaveLength(SHOWN);
    expect(chooseMeasures([candidate('a', { answer: 4 }), candidate('b', { answer: null })])).toEqual([]);
  });

  it('takes two of a theme before it goes on to the others', () => {
    const same = ['a', 'b', 'c'].map((id) => candidate(id, { theme: 'updates', threatRank: 1 }));
    expect(ids([...same, candidate('d'), candidate('e', { answer: 2 })])).toEqual(['a', 'b', 'd', 'e', 'c']);
  });

  it('among equals: the greater harm, the shorter work, the id', () => {
    const all = [
      candidate('d'),
      candidate('c'),
      candidate('b', { effortMinutes: 10 }),
      candidate('a', { harm: 5, effortMinutes: 500 }),
    ];
    expect(ids(all)).toEqual(['a', 'b', 'c', 'd']);
  });
});

const weight = fc.constantFrom('high', 'middle', 'low');
const count = fc.integer({ min: 0, max: 20 });
const anyCounts = fc.record({ pass: count, fail: count, unknown: count, notApplicable: count });
const anyCandidate = (index: number) =>
  fc.record({
    controlId: fc.constant(`c${String(index).padStart(3, '0')}`),
    theme: fc.constantFrom('t1', 't2', 't3', 't4'),
    importance: weight,
    difficulty: weight,
    harm: fc.integer({ min: 1, max: 5 }),
    effortMinutes: fc.integer({ min: 1, max: 600 }),
    threatRank: fc.option(fc.integer({ min: 1, max: 10 }), { nil: null }),
    answer: fc.constantFrom(4, 2, 0, -1, null, undefined),
    counts: fc.option(anyCounts, { nil: null }),
  }) satisfies fc.Arbitrary<Candidate>;
const several = fc
  .integer({ min: 1, max: 40 })
  .chain((size) => fc.tuple(...Array.from({ length: size }, (_, index) => anyCandidate(index))));

/** Place in the order; what is not in it stands behind all. */
const placeOf = (candidates: readonly Candidate[], id: string): number => {
  const at = ids(candidates).indexOf(id);
  return at === -1 ? Number.POSITIVE_INFINITY : at;
};

const oneToTwenty = fc.integer({ min: 1, max: 20 });
/** So many devices pass; so many of them turn to fail. */
const turning = fc.record({ devices: oneToTwenty, failing: oneToTwenty });

describe('whatever the facts', () => {
  it('a control that fails on devices never stands behind the same control that passes on them', () => {
    fc.assert(
      fc.property(several, fc.nat(), turning, (all, pick, { devices, failing }) => {
        const at = pick % all.length;
        const given = (pass: number, fail: number) =>
          all.map((one, index) =>
            index === at ? { ...one, counts: counts(pass, fail, one.counts?.unknown ?? 0) } : one,
          );
        const id = all[at]?.controlId ?? '';
        const passing = placeOf(given(devices, 0), id);
        const turned = Math.min(failing, devices);
        expect(placeOf(given(devices - turned, turned), id)).toBeLessThanOrEqual(passing);
      }),
    );
  });

  it('a worse answer never brings a control further down', () => {
    fc.assert(
      fc.property(several, fc.nat(), (all, pick) => {
        const at = pick % all.length;
        const id = all[at]?.controlId ?? '';
        const places = ([4, 2, -1, 0] as const).map((answer) =>
          placeOf(
            all.map((one, index) => (index === at ? { ...one, answer } : one)),
            id,
          ),
        );
        expect(places).toEqual(places.toSorted((left, right) => right - left));
      }),
    );
  });

  it('the order does not hang on the order they come in, and nothing is lost or there twice', () => {
    fc.assert(
      fc.property(several, fc.infiniteStream(fc.nat()), (all, keys) => {
        const shuffled = all
          .map((one) => ({ one, key: keys.next().value ?? 0 }))
          .toSorted((left, right) => left.key - right.key)
          .map(({ one }) => one);
        expect(ids(shuffled)).toEqual(ids(all));
        expect(new Set(ids(all)).size).toBe(ids(all).length);
        expect(ids(all).toSorted()).toEqual(all.filter((one) => rank(one).points > 0).map((one) => one.controlId));
      }),
    );
  });

  it('no theme has a third among the first while another theme waits with less than two', () => {
    fc.assert(
      fc.property(several, (all) => {
        const themes = rankMeasures(all).map((ranked) => ranked.candidate.theme);
        const third = themes.findIndex(
          (theme, at) => themes.slice(0, at).filter((one) => one === theme).length >= PER_THEME,
        );
        if (third === -1) return;
        for (const [at, theme] of themes.entries()) {
          if (at > third)
            expect(themes.slice(0, third).filter((one) => one === theme).length).toBeGreaterThanOrEqual(PER_THEME);
        }
      }),
    );
  });
});
