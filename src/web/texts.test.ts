// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { formatRelative, formatText } from './format-text.ts';
import { texts as english } from './texts-en.ts';
import { texts as japanese } from './texts-ja.ts';

const places = (template: string): string[] =>
  [...new Set([...template.matchAll(/\{(\w+)/g)].map((match) => match[1] ?? ''))].toSorted();

test('both languages have the same keys, and there are some', () => {
  expect(Object.keys(english).toSorted()).toEqual(Object.keys(japanese).toSorted());
  expect(Object.keys(japanese).length).toBeGreaterThan(50);
});

test.each(Object.keys(japanese))('%s has words and the same places in both languages', (key) => {
  expect(japanese[key]?.trim()).not.toBe('');
  expect(english[key]?.trim()).not.toBe('');
  expect(places(english[key] ?? '')).toEqual(places(japanese[key] ?? ''));
});

test('English texts hold no Japanese letters but names of languages', () => {
  const odd = Object.entries(english).filter(
    ([key, text]) => key !== 'ui.language' && /[\u3040-\u30ff\u4e00-\u9fff]/.test(text),
  );
  expect(odd).toEqual([]);
});

test('numbers are grouped and words follow them', () => {
  const template = '{count} {count|entry|entries} shown';
  expect(formatText(template, { count: 1 }, 'en')).toBe('1 entry shown');
  expect(formatText(template, { count: 1234 }, 'en')).toBe('1,234 entries shown');
  expect(formatText('{count} 件', { count: 1234 }, 'ja')).toBe('1,234 件');
  expect(formatText('{name} さん', {}, 'ja')).toBe('{name} さん');
});

test('relative times use the largest fitting unit', () => {
  expect(formatRelative(-3 * 86_400 - 50, 'ja')).toBe('3 日前');
  expect(formatRelative(-20, 'ja')).toBe('今');
  expect(formatRelative(2 * 3600, 'en')).toBe('in 2 hours');
});
