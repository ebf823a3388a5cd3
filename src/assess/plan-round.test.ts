// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedCurrent, changedWords, storable } from './plan-round.ts';
import type { NewVerdict } from './plan-round.ts';
import { STRENGTH } from './settle-verdict.ts';
import type { CurrentVerdict, KeptVerdict } from './verdict-store.ts';

const AT = new Date('2026-11-20T00:00:00Z');
const kept = (checkId: string, source: string, more: Partial<KeptVerdict> = {}): KeptVerdict => ({
  checkId,
  source,
  strength: STRENGTH.agent,
  verdict: 'pass',
  reason: null,
  observed: { on: true, size: 3 },
  observedAt: AT,
  leafId: `${checkId}-${source}`,
  stale: false,
  ...more,
});
const word = (checkId: string, more: Partial<NewVerdict> = {}): NewVerdict => ({
  checkId,
  verdict: 'pass',
  reason: null,
  observed: { size: 3, on: true },
  ...more,
});
const current = (from: KeptVerdict): CurrentVerdict => from;

describe('what a source says anew', () => {
  it.each<[string, NewVerdict, boolean]>([
    ['the same, keys in another order', word('c'), false],
    ['another verdict', word('c', { verdict: 'fail' }), true],
    ['another reason', word('c', { reason: 'x' }), true],
    ['another value seen', word('c', { observed: { on: true, size: 4 } }), true],
    ['a check it never spoke on', word('d'), true],
  ])('%s', (_, said, isNew) => {
    expect(changedWords([kept('c', 'a'), kept('d', 'b')], 'a', [said]).length).toBe(isNew ? 1 : 0);
  });

  it('takes one verdict for each check, in a form that jsonb holds', () => {
    const round = storable([
      word('c', { verdict: 'fail' }),
      word('c', { observed: { 'a\u0000': ['x\u0000y', '\ud800', { '\udc00': 1 }] } }),
    ]);
    expect(round).toEqual([word('c', { observed: { 'a\ufffd': ['x\ufffdy', '\ufffd', { '\ufffd': 1 }] } })]);
  });

  it('keeps every well-formed value as it is', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()), (value) => {
        const observed = JSON.parse(JSON.stringify(value).replaceAll('\\u0000', '')) as NewVerdict['observed'];
        expect(storable([word('c', { observed })])[0]?.observed).toEqual(observed);
      }),
    );
  });
});

describe('the verdict that counts', () => {
  it('is written when it is new, and not again while nothing changes', () => {
    const words = [kept('c', 'a')];
    const [first] = changedCurrent([], words, ['c']);
    expect(first).toMatchObject({ checkId: 'c', verdict: 'pass', source: 'a', leafId: 'c-a' });
    expect(changedCurrent(first ? [first] : [], words, ['c'])).toEqual([]);
  });

  it('changes with the source that counts, even when both say the same', () => {
    const before = current(kept('c', 'a'));
    const words = [kept('c', 'a'), kept('c', 'b', { observedAt: new Date(AT.getTime() + 1) })];
    expect(changedCurrent([before], words, ['c'])).toMatchObject([{ source: 'b', leafId: 'c-b' }]);
  });

  it('fades to unknown when all are silent, keeps naming who spoke last, and fades once', () => {
    const before = current(kept('c', 'a', { verdict: 'fail' }));
    const [faded] = changedCurrent([before], [kept('c', 'a', { stale: true })], ['c']);
    expect(faded).toMatchObject({ verdict: 'unknown', reason: 'stale', observed: {}, source: 'a' });
    expect(changedCurrent(faded ? [faded] : [], [kept('c', 'a', { stale: true })], ['c'])).toEqual([]);
  });

  it('invents nothing about a check of which nobody ever spoke', () => {
    expect(changedCurrent([], [kept('c', 'a', { stale: true })], ['c', 'd'])).toEqual([]);
  });
});
