// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { byTheme, foldRest, matching, nextBatch, nextUnanswered, ofKind } from './filter.ts';
import type { ControlItem } from './filter.ts';

const NOBODY = '01900000-0000-7000-8000-000000000001';
const declared = (value: 4 | -1) => ({
  value,
  note: '',
  memberId: NOBODY,
  memberName: null,
  declaredAt: '2026-11-20T00:00:00Z',
});

function control(id: string, more: Partial<ControlItem> = {}): ControlItem {
  return {
    id,
    title: { ja: `${id} のバックアップ`, en: `Backup of ${id}` },
    action: { ja: '', en: '' },
    theme: { id: 'data', title: { ja: 'データ', en: 'Data' } },
    role: 'administrator',
    importance: 'high',
    difficulty: 'low',
    mark: null,
    harm: 3,
    effortMinutes: 10,
    protects: 'device',
    checks: [],
    declaration: null,
    counts: null,
    contradiction: null,
    ...more,
  };
}

test('a contradiction is not the same as a failing device', () => {
  const counts = { pass: 0, fail: 1, unknown: 0, notApplicable: 0 };
  const contradiction = { controlId: 'b', title: { ja: '', en: '' }, declared: 4, failing: 1, names: ['PC1'] } as const;
  const all = [control('a', { counts }), control('b', { counts, contradiction: { ...contradiction, names: ['PC1'] } })];
  expect(ofKind(all, 'failing').map(({ id }) => id)).toEqual(['a', 'b']);
  expect(ofKind(all, 'contradicted').map(({ id }) => id)).toEqual(['b']);
});

test('“don’t know” is an answer', () => {
  expect(ofKind([control('a', { declaration: declared(-1) }), control('b')], 'unanswered').map(({ id }) => id)).toEqual(
    ['b'],
  );
});

test('search knows both languages, both kana and full-width letters', () => {
  const all = [control('a'), control('b', { title: { ja: '別のこと', en: 'Other' } })];
  for (const search of ['ばっくあっぷ', 'BACKUP', 'ｂａｃｋｕｐ　でーた']) {
    expect(
      matching(all, search).map(({ id }) => id),
      search,
    ).toEqual(['a']);
  }
  expect(matching(all, '')).toHaveLength(2);
});

test('the next unanswered one is the most pressing and never is the same', () => {
  const all = [
    control('a', { mark: 'next' }),
    control('b', { mark: 'first', declaration: declared(4) }),
    control('c', { mark: 'first' }),
    control('d', { importance: 'low' }),
  ];
  expect(nextUnanswered(all, 'a')?.id).toBe('c');
  expect(nextUnanswered(all, 'c')?.id).toBe('a');
  expect(nextUnanswered([control('a')], 'a')).toBeUndefined();
  expect(nextUnanswered(all, 'not there')?.id).toBe('c');
});

test('however many are unanswered, five at a time are offered, the same five in any order', () => {
  const all = Array.from({ length: 150 }, (_, index) =>
    control(`c${String(index).padStart(3, '0')}`, { harm: (index % 5) + 1, mark: index % 3 === 0 ? 'first' : null }),
  );
  const ids = nextBatch(all).map(({ id }) => id);
  expect(ids).toEqual(['c009', 'c024', 'c039', 'c054', 'c069']);
  expect(nextBatch(all.toReversed()).map(({ id }) => id)).toEqual(ids);
  expect(ofKind(all, 'next')).toHaveLength(5);
});

test('what matters most and is easy is asked first, whatever its theme', () => {
  const all = [
    control('a'),
    control('b', { mark: 'next' }),
    control('c', { mark: 'first' }),
    control('d', { mark: 'next' }),
  ];
  expect(nextUnanswered(all)?.id).toBe('c');
  expect(nextUnanswered(all, 'c')?.id).toBe('d');
  expect(nextUnanswered(all, 'd')?.id).toBe('c');
  const answered = all.map((one) => (one.mark === 'first' ? { ...one, declaration: declared(4) } : one));
  expect(nextUnanswered(answered, 'd')?.id).toBe('b');
});

test('themes keep the order of the catalogue', () => {
  const other = { id: 'people', title: { ja: '人', en: 'People' } };
  expect(byTheme([control('a'), control('b', { theme: other }), control('c')]).map(({ id }) => id)).toEqual([
    'data',
    'people',
  ]);
});

test('what matters most, fails or contradicts is never behind the fold, and nothing is lost', () => {
  const counts = { pass: 0, fail: 1, unknown: 0, notApplicable: 0 };
  const rest = ['p', 'q', 'r'].map((id) => control(id, { mark: 'next' }));
  const all = [control('a', { mark: 'first' }), ...rest, control('b', { counts })];
  expect(foldRest(all).seen.map(({ id }) => id)).toEqual(['a', 'b']);
  expect(foldRest(all).folded.map(({ id }) => id)).toEqual(['p', 'q', 'r']);
  expect(foldRest(all.filter(({ id }) => id !== 'r'))).toEqual({
    seen: all.filter(({ id }) => id !== 'r'),
    folded: [],
  });
});
