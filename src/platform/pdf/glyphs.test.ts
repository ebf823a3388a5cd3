// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printable, printableData, readCoverage } from './glyphs.ts';

const require = createRequire(import.meta.url);
const coverage = readCoverage(
  readFileSync(require.resolve('@expo-google-fonts/biz-udgothic/400Regular/BIZUDGothic_400Regular.ttf')),
);
const shown = (text: string): string => printable(text, coverage);

test('the font covers the Japanese of daily use', () => {
  for (const text of ['髙﨑', '株式会社', 'ｶﾅ', '①②③', '℃㎡', '〓', 'ABC abc 0-9', '、。「」（）・ー〜', '№', '㈱'])
    expect(shown(text)).toBe(text.normalize('NFC'));
});

test('what it lacks becomes 〓, once for each character that people see', () => {
  expect(shown('a😀b')).toBe('a〓b');
  expect(shown('👨‍👩‍👧')).toBe('〓');
  expect(shown('𠮷野家')).toBe('〓野家');
  expect(shown('辻\u{e0100}')).toBe('辻');
  expect(shown('\u202eabc\u202c')).toBe('abc');
  expect(shown('a\ud800b')).toBe('a〓b');
  expect(shown('か\u3099')).toBe('が');
  expect(shown('ﬁ')).toMatch(/^(ﬁ|fi)$/);
  expect(shown('a\u0000\tb\r\nc\u2028d')).toBe('a  b\nc\nd');
});

test('any text: only what the font has is left', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      for (const one of shown(text)) expect(one === '\n' || coverage.has(one.codePointAt(0) ?? 0)).toBe(true);
    }),
  );
});

test('texts inside of data, and nothing else', () => {
  expect(printableData({ a: ['😀', 1, null, { b: true, c: 'x😀' }] }, coverage)).toEqual({
    a: ['〓', 1, null, { b: true, c: 'x〓' }],
  });
});

test('a file that is no font is an error, not an empty font', () => {
  expect(() => readCoverage(new Uint8Array(64))).toThrow('no table of characters');
});
