// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { readArguments, stages } from './stages.ts';
import { add, exitCode, FAILED, lastLine, NOTHING, PASSED } from './summary.ts';

describe('the last line of npm test', () => {
  test('has exactly the form machines read', () => {
    expect(lastLine({ passed: 12, failed: 0, skipped: [] })).toBe('12 passed, 0 failed');
    expect(lastLine({ passed: 1, failed: 2, skipped: [{ test: 'a', why: '' }] })).toBe('1 passed, 2 failed, 1 skipped');
  });

  test('adds every stage', () => {
    const total = [PASSED, FAILED, { passed: 3, failed: 0, skipped: [{ test: 'a', why: 'b' }] }].reduce(add, NOTHING);
    expect(lastLine(total)).toBe('4 passed, 1 failed, 1 skipped');
  });

  test('fails on a failure and on nothing at all', () => {
    expect(exitCode(PASSED)).toBe(0);
    expect(exitCode(FAILED)).toBe(1);
    expect(exitCode(NOTHING)).toBe(1);
    expect(exitCode({ ...NOTHING, skipped: [{ test: 'a', why: '' }] })).toBe(1);
  });
});

describe('the arguments of npm test', () => {
  const all = stages();
  const ask = (...given: string[]): [string[], readonly string[]] => {
    const { chosen, forVitest } = readArguments(given, all);
    return [chosen.map((stage) => stage.name), forVitest];
  };

  test('nothing means everything, in order', () => {
    expect(ask()[0]).toEqual(all.filter((stage) => !stage.nightly).map((stage) => stage.name));
  });

  test('names choose stages, the rest goes to vitest', () => {
    expect(ask('unit', 'src/kernel')).toEqual([['unit'], ['src/kernel']]);
    expect(ask('lint', 'format')).toEqual([['format', 'lint'], []]);
  });

  test('nightly adds what takes long', () => {
    expect(ask('nightly')[0]).toEqual(all.map((stage) => stage.name));
    expect(ask('nightly')[0]).toContain('crash');
    expect(ask('crash')[0]).toEqual(['crash']);
  });

  test('a filter alone runs only what can be filtered', () => {
    expect(ask('src/kernel', '-t', 'lint')).toEqual([
      ['unit', 'integration', 'scenarios', 'tenancy', 'journeys'],
      ['src/kernel', '-t', 'lint'],
    ]);
  });
});
