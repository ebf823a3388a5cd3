// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maySendOn, monthAfter, monthBefore, spanOf, startOfDay } from './month-of.ts';
import { clip, wordsOf } from './words.ts';

test('what is too long ends in …, and nothing else changes', () => {
  expect(clip('株式会社みほん', 14)).toBe('株式会社みほん');
  expect(clip('株式会社みほんの長い名前', 14)).toBe('株式会社みほ…');
  expect(clip('abc', 3)).toBe('abc');
  expect(clip('abcd', 3)).toBe('a…');
  expect(clip('  two\nlines\u2028here ', 40)).toBe('two lines here');
  expect(clip('👨‍👩‍👧👨‍👩‍👧', 4)).toBe('👨‍👩‍👧👨‍👩‍👧');
  expect(clip(`a${'\u0301'.repeat(500)}b`, 10).length).toBeLessThan(20);
});

test('any text: one line, never wider than asked', () => {
  const width = (text: string): number =>
    [...new Intl.Segmenter('ja').segment(text)].reduce(
      (sum, { segment }) => sum + ((segment.codePointAt(0) ?? 0) > 0x2_ff ? 2 : 1),
      0,
    );
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.integer({ min: 3, max: 40 }), (text, most) => {
      const shown = clip(text, most);
      expect(shown).not.toMatch(/[\n\r\u2028\u2029]/);
      expect(width(shown)).toBeLessThanOrEqual(most);
    }),
  );
});

test('a value that looks like a place of a template stays a value', () => {
  const words = wordsOf('en');
  expect(words.say('line.proven', { title: '{count} {x|a|b}', count: 2 })).toBe('{count} {x|a|b} (2)');
  expect(words.say('decide.silent', { count: 1 })).toContain('1 silent device ');
  expect(words.say('decide.silent', { count: 2 })).toContain('2 silent devices ');
});

test('months begin where the organisation is', () => {
  expect(startOfDay('2026-11-01', 'Asia/Tokyo').toISOString()).toBe('2026-10-31T15:00:00.000Z');
  expect(startOfDay('2026-11-01', 'America/New_York').toISOString()).toBe('2026-11-01T04:00:00.000Z');
  expect(startOfDay('2026-11-02', 'America/New_York').toISOString()).toBe('2026-11-02T05:00:00.000Z');
  expect(startOfDay('2026-03-29', 'Europe/London').toISOString()).toBe('2026-03-29T00:00:00.000Z');
  expect(startOfDay('2026-03-30', 'Europe/London').toISOString()).toBe('2026-03-29T23:00:00.000Z');
  expect(startOfDay('2026-06-01', 'Asia/Kolkata').toISOString()).toBe('2026-05-31T18:30:00.000Z');
  expect(spanOf('2028-02', 'Asia/Tokyo')).toMatchObject({ firstDay: '2028-02-01', lastDay: '2028-02-29' });
  expect(monthAfter('2026-12')).toBe('2027-01');
  expect(monthBefore('2026-01')).toBe('2025-12');
});

test('mails go out from the first working day for ten days', () => {
  expect(['2027-01-01', '2027-01-03'].map(maySendOn)).toEqual([false, false]);
  expect(['2027-01-04', '2027-01-14'].map(maySendOn)).toEqual([true, true]);
  expect(maySendOn('2027-01-15')).toBe(false);
  // 1 November 2026 is a Sunday.
  expect(['2026-11-01', '2026-11-02'].map(maySendOn)).toEqual([false, true]);
});
