// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { loadCatalog } from '../../catalog/index.ts';
import type { MethodFinder } from '../../catalog/index.ts';
import { CHECKS } from '../../assess/assess-world.fake.ts';
import { findMethod } from './find-method.ts';

const { finder, methods } = loadCatalog(join(import.meta.dirname, '../../../catalog'), { checkIds: CHECKS });
if (!finder) throw new Error('the shipped catalogue has no chart');

it.each([
  ['n', 'standalone', 'cloud-services'],
  ['yyy', 'vpn', 'remote-desktop'],
  ['yyny', 'virtual-desktop', 'remote-desktop'],
  ['yynn', 'remote-desktop', 'virtual-desktop'],
  ['yny', 'cloud-services', 'secure-browser'],
  ['ynny', 'secure-browser', 'secure-container'],
  ['ynnn', 'secure-container', 'secure-browser'],
])('the answers %s lead to %s, and %s is the runner-up', (answers, method, runnerUp) => {
  const walk = findMethod(finder, answers);
  expect(walk?.result).toMatchObject({ method, runner_up: runnerUp });
  expect(walk?.ask).toBeUndefined();
  expect(walk?.left).toBe(0);
  expect(walk?.answered.map(({ answer }) => answer[0]).join('')).toBe(answers);
  expect(findMethod(finder, `${answers}y`), 'one answer more than there are questions').toBeUndefined();
});

it('asks one after the other and says how many are left at most', () => {
  expect(findMethod(finder, '')).toMatchObject({ ask: { id: 'change' }, left: 4, result: undefined });
  expect(findMethod(finder, 'y')).toMatchObject({ ask: { id: 'same-work' }, left: 3 });
  expect(findMethod(finder, 'ynn')).toMatchObject({ ask: { id: 'only-reading' }, left: 1 });
});

/** Charts without circles, as the loader lets through: a question only leads to later ones. */
const charts = fc.integer({ min: 1, max: 8 }).chain((size) => {
  const text = { ja: 'x', en: 'x' };
  const ending = fc.tuple(fc.nat(6), fc.integer({ min: 1, max: 6 })).map(([at, step]) => ({
    method: `m${at}`,
    because: text,
    runner_up: `m${(at + step) % 7}`,
    runner_up_because: text,
  }));
  const branch = (at: number) =>
    at === size - 1
      ? ending
      : fc.oneof(
          ending,
          fc.integer({ min: at + 1, max: size - 1 }).map((next) => ({ question: `q${next}` })),
        );
  return fc
    .tuple(...Array.from({ length: size }, (_, at) => fc.tuple(branch(at), branch(at))))
    .map((branches): MethodFinder => ({
      ...finder,
      start: 'q0',
      questions: branches.map(([yes, no], at) => ({ id: `q${at}`, question: text, help: text, yes, no })),
    }));
});

it('every path through any chart ends, never later than promised, and the runner-up is another method', () => {
  fc.assert(
    fc.property(charts, fc.infiniteStream(fc.constantFrom('y', 'n')), (chart, letters) => {
      let answers = '';
      let walk = findMethod(chart, answers);
      const promised = walk?.left ?? 0;
      for (let before = promised + 1; walk?.ask;) {
        expect(walk.left).toBeLessThan(before);
        before = walk.left;
        answers += letters.next().value;
        walk = findMethod(chart, answers);
      }
      expect(answers.length).toBeLessThanOrEqual(promised);
      expect(walk?.result).toBeDefined();
      expect(walk?.result?.method).not.toBe(walk?.result?.runner_up);
    }),
  );
});

it('every path of the shipped chart ends at a method that is there', () => {
  const ids = methods.map(({ id }) => id);
  const ends = (answers: string): string[] => {
    const walk = findMethod(finder, answers);
    return walk?.result ? [walk.result.method] : ['y', 'n'].flatMap((letter) => ends(answers + letter));
  };
  expect(ends('').toSorted()).toEqual(ids.toSorted());
});
