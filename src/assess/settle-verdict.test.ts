// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VERDICTS } from './contract.ts';
import { STRENGTH, settleVerdict } from './settle-verdict.ts';
import type { SourceVerdict } from './settle-verdict.ts';

const said = (source: string, more: Partial<SourceVerdict> = {}): SourceVerdict => ({
  source,
  strength: STRENGTH.agent,
  verdict: 'pass',
  reason: null,
  observed: {},
  observedAt: new Date('2026-11-20T00:00:00Z'),
  leafId: source,
  stale: false,
  ...more,
});
const later = new Date('2026-11-21T00:00:00Z');

describe('which word counts', () => {
  it.each<[string, SourceVerdict[], string | undefined]>([
    ['nobody spoke', [], undefined],
    ['everyone is silent', [said('a', { stale: true })], undefined],
    [
      'a silent source does not count',
      [said('a', { stale: true, observedAt: later }), said('b', { verdict: 'fail' })],
      'b',
    ],
    [
      'who knows beats who does not, even an older and weaker one',
      [said('a', { verdict: 'unknown', observedAt: later }), said('b', { verdict: 'fail', strength: STRENGTH.person })],
      'b',
    ],
    [
      'not applicable is knowledge',
      [said('a', { verdict: 'unknown', observedAt: later }), said('b', { verdict: 'not_applicable' })],
      'b',
    ],
    [
      'a machine beats a newer file',
      [said('file', { strength: STRENGTH.import, observedAt: later }), said('pc', { strength: STRENGTH.collector })],
      'pc',
    ],
    [
      'the newer of two machines, whatever their strength',
      [said('a'), said('b', { strength: STRENGTH.collector, observedAt: later })],
      'b',
    ],
    ['at the same moment the stronger', [said('b', { strength: STRENGTH.collector }), said('a')], 'a'],
    ['all alike: by name', [said('b'), said('a')], 'a'],
    [
      'all unknown: still one of them',
      [said('a', { verdict: 'unknown' }), said('b', { verdict: 'unknown', observedAt: later })],
      'b',
    ],
  ])('%s', (_, words, winner) => {
    expect(settleVerdict(words)?.source).toBe(winner);
  });

  const word: fc.Arbitrary<Omit<SourceVerdict, 'source' | 'leafId'>> = fc.record({
    strength: fc.constantFrom(...Object.values(STRENGTH)),
    verdict: fc.constantFrom(...VERDICTS),
    reason: fc.constant(null),
    observed: fc.constant({}),
    observedAt: fc.integer({ min: 0, max: 3 }).map((days) => new Date(Date.UTC(2026, 10, 20 + days))),
    stale: fc.boolean(),
  });
  const words = fc.array(word, { maxLength: 6 }).map((list) => list.map((one, index) => said(`s${index}`, one)));

  it('does not depend on the order in which the words are read', () => {
    fc.assert(
      fc.property(words, fc.infiniteStream(fc.nat()), (list, keys) => {
        const shuffled = list
          .map((one) => ({ one, key: keys.next().value }))
          .toSorted((l, r) => (l.key ?? 0) - (r.key ?? 0));
        expect(settleVerdict(shuffled.map(({ one }) => one))).toEqual(settleVerdict(list));
      }),
    );
  });

  it('unknown never wins where a fresh source knows, and a stale one never wins', () => {
    fc.assert(
      fc.property(words, (list) => {
        const winner = settleVerdict(list);
        const fresh = list.filter(({ stale }) => !stale);
        expect(winner === undefined).toBe(fresh.length === 0);
        expect(winner?.stale ?? false).toBe(false);
        if (fresh.some(({ verdict }) => verdict !== 'unknown')) expect(winner?.verdict).not.toBe('unknown');
      }),
    );
  });
});
