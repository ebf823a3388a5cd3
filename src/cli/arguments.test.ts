// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UsageError, readArguments } from './arguments.ts';

const accepted = { values: new Set(['data', 'email']), switches: new Set(['json']), maxWords: 1 };

describe('arguments', () => {
  test('values with and without the equals sign, switches and a word', () => {
    expect(readArguments(['--data', 'a b', 'file', '--email=a=b@example.jp', '--json'], accepted)).toEqual({
      words: ['file'],
      flags: { data: 'a b', email: 'a=b@example.jp', json: 'yes' },
    });
    expect(readArguments(['--', '--data'], accepted).words).toEqual(['--data']);
    expect(readArguments(['--data='], accepted).flags).toEqual({ data: '' });
  });

  test.each([
    [['--nope'], /no option --nope/],
    [['--data'], /--data needs a value/],
    [['--data', '--json'], /--data needs a value/],
    [['--json=1'], /takes no value/],
    [['a', 'b'], /"b" is one word too many/],
    [['--__proto__', 'x'], /no option --__proto__/],
    [['-x'], /no option -x/],
  ])('%j is refused', (given, line) => {
    expect(() => readArguments(given, accepted)).toThrow(UsageError);
    expect(() => readArguments(given, accepted)).toThrow(line);
  });

  test('whatever is typed ends in words and known flags, or in a usage line', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 12 }), { maxLength: 6 }), (given) => {
        try {
          const { words, flags } = readArguments(given, accepted);
          expect(words.length).toBeLessThanOrEqual(1);
          for (const name of Object.keys(flags)) expect(['data', 'email', 'json']).toContain(name);
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
        }
      }),
    );
  });
});
