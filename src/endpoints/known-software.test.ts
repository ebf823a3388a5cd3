// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { createKnownSoftware } from './known-software.ts';

const item = (key: string) => ({ key, name: key, version: '1' });
const keys = (items: readonly { key: string }[]): string[] => items.map(({ key }) => key);

test('leaves out what is remembered, for this organisation only', () => {
  const known = createKnownSoftware(10);
  known.remember('a', [item('1'), item('2')]);
  expect(keys(known.unknown('a', [item('1'), item('3')]))).toEqual(['3']);
  expect(keys(known.unknown('b', [item('1'), item('3')]))).toEqual(['1', '3']);
});

test('forgets the organisation heard of longest ago when it is full', () => {
  const known = createKnownSoftware(4);
  known.remember('a', [item('1'), item('2')]);
  known.remember('b', [item('1'), item('2')]);
  known.remember('a', [item('1')]);
  known.remember('c', [item('3')]);
  expect(keys(known.unknown('b', [item('1')]))).toEqual(['1']);
  expect(keys(known.unknown('a', [item('1'), item('2')]))).toEqual([]);
  expect(keys(known.unknown('c', [item('3')]))).toEqual([]);
});

test('an organisation with more than fits starts over and is never remembered too much', () => {
  const known = createKnownSoftware(2);
  known.remember('a', [item('1'), item('2'), item('3')]);
  expect(keys(known.unknown('a', [item('1'), item('2'), item('3')]))).toEqual(['1', '2', '3']);
});
