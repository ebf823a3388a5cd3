// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { keyDeed } from './keys.ts';
import { linePoints } from './line-points.ts';

const press = (key: string, more: Partial<Parameters<typeof keyDeed>[0]> = {}) =>
  keyDeed({ key, ctrlKey: false, metaKey: false, altKey: false, isComposing: false, target: null, ...more });

test('digits answer, also as a Japanese keyboard types them', () => {
  expect(['1', '5', '２'].map((key) => press(key))).toEqual([
    { kind: 'choose', index: 0 },
    { kind: 'choose', index: 4 },
    { kind: 'choose', index: 1 },
  ]);
  expect(['0', '6', '12', 'a', 'Tab', 'Escape', ' '].map((key) => press(key))).toEqual(Array(7).fill(undefined));
});

test('arrows move, Enter goes on, and the browser keeps its own keys', () => {
  expect(press('ArrowDown')).toEqual({ kind: 'move', by: 1 });
  expect(press('ArrowLeft')).toEqual({ kind: 'back' });
  expect(press('Enter')).toEqual({ kind: 'next' });
  for (const held of ['ctrlKey', 'metaKey', 'altKey', 'isComposing']) {
    expect(press('ArrowLeft', { [held]: true }), held).toBeUndefined();
    expect(press('1', { [held]: true }), held).toBeUndefined();
  }
});

const point = (finishedAt: string, score: number) => ({ diagnosisId: finishedAt, finishedAt, score, max: 100 });

test('the line lies along the true distance in time, and never leaves its box', () => {
  const box = { width: 300, height: 100 };
  const trend = [
    point('2024-01-01T00:00:00Z', -25),
    point('2025-01-01T00:00:00Z', 50),
    point('2027-01-01T00:00:00Z', 100),
  ];
  expect(linePoints(trend, box).map(({ x, y }) => [x, y])).toEqual([
    [0, 100],
    [100, 50],
    [300, 0],
  ]);
  expect(linePoints([point('2024-01-01T00:00:00Z', 40)], box)).toMatchObject([{ x: 150, y: 60 }]);
  const twice = [point('2024-01-01T00:00:00Z', 40), point('2024-01-01T00:00:00Z', 60)];
  expect(linePoints(twice, box).map(({ x }) => x)).toEqual([0, 300]);
});
