// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../catalog/index.ts';
import { CHECKS } from '../assess-world.fake.ts';
import type { AnswerValue } from './contract.ts';
import { controlsByQuestion, formOn, maxOf } from './form-of.ts';
import { lowestAnswer, mergeSites } from './merge-sites.ts';
import { bandOf, scoreOf } from './score.ts';

const catalog = loadCatalog(join(import.meta.dirname, '../../../catalog'), { checkIds: CHECKS });
const form = formOn(catalog, '2026-11-21');
const all = (value: AnswerValue) => new Map(form.questions.map(({ no }) => [no, value]));
const value = fc.constantFrom<AnswerValue>(4, 2, 0, -1, null);
const answers = fc
  .array(value, { minLength: 25, maxLength: 25 })
  .map((given) => new Map(given.map((one, at) => [at + 1, one])));

describe('the form', () => {
  it('asks the 25 in three parts of 5, 13 and 7, and every question has a control', () => {
    expect(form.parts.map(({ no }) => form.questions.filter(({ part }) => part === no).length)).toEqual([5, 13, 7]);
    expect(maxOf(form)).toBe(100);
    const mapped = controlsByQuestion(catalog, form);
    expect(form.questions.filter(({ no }) => !mapped.has(no)).map(({ no }) => no)).toEqual([]);
  });

  it('lets only three questions be answered with "we have none"', () => {
    expect(form.questions.flatMap(({ no, not_used }) => (not_used ? [no] : []))).toEqual([4, 9, 23]);
  });

  it('says other words than the list of themes it rests on', () => {
    const refs = Object.values(catalog.editions.get(form.edition)?.refs ?? {});
    for (const { question } of form.questions) expect(refs.map(({ ja }) => ja)).not.toContain(question.ja);
  });
});

describe('the score', () => {
  it.each([
    [4, 100, 'complete'],
    [2, 50, 'insufficient'],
    [0, 0, 'urgent'],
    [-1, -25, 'urgent'],
    [null, 100, 'complete'],
  ] as const)('all %s: %i points', (given, total, band) => {
    expect(scoreOf(form, all(given)).total).toBe(total);
    expect(bandOf(form, total)?.id).toBe(band);
  });

  it.each([
    [100, 'complete'],
    [99, 'nearly'],
    [70, 'nearly'],
    [69, 'insufficient'],
    [50, 'insufficient'],
    [49, 'urgent'],
  ] as const)('%i points are in the band %s', (total, band) => expect(bandOf(form, total)?.id).toBe(band));

  it('is the sum of its parts, between -25 and 100, and has a band', () => {
    fc.assert(
      fc.property(answers, (given) => {
        const { total, max, parts } = scoreOf(form, given);
        expect(parts.reduce((sum, { points }) => sum + points, 0)).toBe(total);
        expect(max).toBe(100);
        expect(total).toBeGreaterThanOrEqual(-25);
        expect(total).toBeLessThanOrEqual(100);
        expect(bandOf(form, total)).toBeDefined();
      }),
    );
  });
});

describe('several sites', () => {
  it.each([
    [[4, 4], 4],
    [[4, 2, 0], 0],
    [[0, -1], -1],
    [[null, 4], 4],
    [[null, 0], 0],
    [[null, null], null],
    [[], undefined],
  ] as const)('%j: the lowest is %s', (given, lowest) => {
    expect(lowestAnswer(form.points, given)).toBe(lowest);
  });

  it('a choice counts only where they differ, and nothing counts while one is silent', () => {
    const sites = (...given: AnswerValue[]) => given.map((one, at) => ({ siteId: String(at), value: one }));
    const merge = (given: ReturnType<typeof sites>, chosen?: AnswerValue) =>
      mergeSites(form.points, { sites: 2, answers: given, chosen });
    expect(merge(sites(4))).toBeUndefined();
    expect(merge(sites(4, 0), 4)).toEqual({ value: 4, differs: true });
    expect(merge(sites(4, null), null)).toEqual({ value: null, differs: true });
    expect(merge(sites(0, 0), 4)).toEqual({ value: 0, differs: false });
  });

  it('without a choice the merged answer is never better than any site that has the thing', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 6 }), (given) => {
        const lowest = lowestAnswer(form.points, given);
        const used = given.filter((one) => one !== null);
        if (used.length === 0) expect(lowest).toBeNull();
        else expect(lowest).toBe(Math.min(...used));
      }),
    );
  });
});
