// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../kernel/clock.ts';
import { device, openWorld, report, uuid, verdict } from '../assess-world.fake.ts';
import type { Organisation, World } from '../assess-world.fake.ts';
import type { Person } from '../context.ts';
import { declare } from '../declare.ts';
import { newestDeclarations } from '../home-store.ts';
import { answerQuestion, readSite } from './answer-question.ts';
import type { AnswerValue } from './contract.ts';
import { finishDiagnosis, previewFinish } from './finish-diagnosis.ts';
import { abandonDiagnosis, addSite, askForPart, removeSite, startDiagnosis } from './keep-diagnosis.ts';
import { chooseAnswer, readMerge } from './merge-answers.ts';
import { readHomeDiagnosis, readOverview } from './read-overview.ts';
import { readResult } from './read-result.ts';

let world: World;
let org: Organisation;

beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => world.stop());
beforeEach(() => {
  world.clock.set(new Date('2026-11-20T03:00:00Z'));
  org = world.organisation();
});

type Tx = Parameters<Parameters<World['runAs']>[1]>[0];
const as = async <T>(person: Person, work: (tx: Tx) => Promise<T>): Promise<T> => world.runAs(org.as(person), work);
const asManager = async <T>(work: (tx: Tx) => Promise<T>): Promise<T> => as(org.administrator, work);
const start = async () => asManager(async (tx) => startDiagnosis(tx, world.context));
const ALL = Array.from({ length: 25 }, (_, index) => index + 1);

interface Place {
  readonly diagnosisId: string;
  readonly siteId: string;
}
const answerAs = (by: Person) => async (place: Place, question: number, value: AnswerValue) =>
  as(by, async (tx) => answerQuestion(tx, world.context, { ...place, question, value }));
const answer = async (place: Place, question: number, value: AnswerValue) =>
  answerAs(org.administrator)(place, question, value);
async function answerAll(place: Place, value: AnswerValue, but: Readonly<Record<number, AnswerValue>> = {}) {
  await asManager(async (tx) => {
    for (const question of ALL) {
      const given = question in but ? (but[question] ?? null) : value;
      await answerQuestion(tx, world.context, { ...place, question, value: given });
    }
  });
}
async function finish({ diagnosisId }: Place, without: readonly string[] = []) {
  const preview = await asManager(async (tx) => previewFinish(tx, world.context, diagnosisId));
  const controls = preview.controls.map(({ controlId }) => controlId).filter((id) => !without.includes(id));
  const { seenAt } = preview;
  return asManager(async (tx) => finishDiagnosis(tx, world.context, { diagnosisId, controls, seenAt }));
}

describe('one person answers', () => {
  it('keeps each answer at once, goes on where it stopped, and gives 100 points for all yes', async () => {
    const place = await start();
    await answer(place, 1, 4);
    await answer(place, 2, 2);
    await answer(place, 2, 4);
    const view = await asManager(async (tx) => readSite(tx, world.context, place));
    expect(view.questions).toHaveLength(25);
    expect(view.questions.slice(0, 3).map((one) => one.answer?.value)).toEqual([4, 4, undefined]);
    expect(view.site.parts.map(({ answered, total, next }) => [answered, total, next])).toEqual([
      [2, 5, 3],
      [0, 13, 6],
      [0, 7, 19],
    ]);
    await answerAll(place, 4);
    expect(await finish(place)).toMatchObject({ score: 100 });
    const result = await asManager(async (tx) => readResult(tx, world.context, place.diagnosisId));
    expect(result.band.id).toBe('complete');
    expect(result.parts.map(({ points, max }) => [points, max])).toEqual([
      [20, 20],
      [52, 52],
      [28, 28],
    ]);
    expect(result.trend).toHaveLength(1);
    expect(result.surveys.map(({ year, n }) => [year, n])).toEqual([
      [2024, 4191],
      [2020, 1569],
    ]);
  });

  it('is one at a time, cannot be finished half, and not be answered once it is finished', async () => {
    const place = await start();
    await expect(start()).rejects.toMatchObject({ code: 'diagnosis_already_open' });
    await answer(place, 1, 4);
    await expect(finish(place)).rejects.toMatchObject({ code: 'diagnosis_incomplete' });
    await answerAll(place, 0);
    expect(await finish(place)).toMatchObject({ score: 0 });
    await expect(answer(place, 1, 4)).rejects.toMatchObject({ code: 'diagnosis_finished' });
    await expect(asManager(async (tx) => abandonDiagnosis(tx, world.context, place.diagnosisId))).rejects.toMatchObject(
      {
        code: 'diagnosis_finished',
      },
    );
    const again = await start();
    expect(again.diagnosisId).not.toBe(place.diagnosisId);
    expect(await asManager(async (tx) => readHomeDiagnosis(tx, world.context))).toMatchObject({
      state: 'open',
      answered: 0,
      total: 25,
      last: { score: 0, max: 100 },
    });
    await asManager(async (tx) => abandonDiagnosis(tx, world.context, again.diagnosisId));
    const overview = await asManager(async (tx) => readOverview(tx, world.context));
    expect(overview.open).toBeNull();
    expect(overview.finished).toHaveLength(1);
  });

  it('"not used" is an answer only where the rule says so, and counts four points', async () => {
    const place = await start();
    await expect(answer(place, 1, null)).rejects.toMatchObject({ code: 'not_used_not_possible' });
    await answerAll(place, -1, { 4: null, 9: null, 23: null });
    expect(await finish(place)).toMatchObject({ score: 3 * 4 - 22 });
    const result = await asManager(async (tx) => readResult(tx, world.context, place.diagnosisId));
    expect(result.questions.filter(({ value }) => value === null).map(({ no, points }) => [no, points])).toEqual([
      [4, 4],
      [9, 4],
      [23, 4],
    ]);
    expect(result.band.id).toBe('urgent');
  });

  it('refuses what is not there: question 26, another site, another organisation', async () => {
    const place = await start();
    const not = { code: 'diagnosis_question_not_found' };
    await expect(answer(place, 26, 4)).rejects.toMatchObject(not);
    await expect(answer({ ...place, siteId: uuid() }, 1, 4)).rejects.toMatchObject(not);
    const own = org;
    org = world.organisation();
    await expect(answer(place, 1, 4)).rejects.toMatchObject({ code: 'diagnosis_not_found' });
    await expect(asManager(async (tx) => readSite(tx, world.context, place))).rejects.toMatchObject({
      code: 'diagnosis_not_found',
    });
    org = own;
    await expect(asManager(async (tx) => readResult(tx, world.context, place.diagnosisId))).rejects.toMatchObject({
      code: 'diagnosis_not_finished',
    });
  });
});

describe('what machines know', () => {
  it('is proposed with its evidence, contradicts a yes at once, and never changes the answer', async () => {
    const place = await start();
    for (const [name, is] of [
      ['A', 'pass'],
      ['B', 'fail'],
      ['C', 'unknown'],
    ] as const) {
      await report(world, org, { subject: device(name), verdicts: [verdict('antivirus_on', is)] });
    }
    const read = async () => (await asManager(async (tx) => readSite(tx, world.context, place))).questions[1];
    expect(await read()).toMatchObject({
      no: 2,
      proposal: 2,
      answer: null,
      contradicted: false,
      evidence: [{ controlId: 'antivirus-on', pass: 1, fail: 1, unknown: 1, names: ['B'] }],
    });
    expect(await answer(place, 2, 4)).toMatchObject({ answer: { value: 4 }, contradicted: true });
    expect(await read()).toMatchObject({ answer: { value: 4 }, contradicted: true });
    expect(await answer(place, 2, 2)).toMatchObject({ contradicted: false });
  });

  it('brings a measured no to the top of the six, and names the devices', async () => {
    const place = await start();
    await report(world, org, { subject: device('B'), verdicts: [verdict('antivirus_on', 'fail')] });
    await answerAll(place, 4);
    await finish(place);
    const { measures } = await asManager(async (tx) => readResult(tx, world.context, place.diagnosisId));
    expect(measures[0]).toMatchObject({ controlId: 'antivirus-on', gap: 'measured', failing: 1, measured: 1 });
    expect(measures[0]?.threat).toMatchObject({ rank: 1 });
  });

  it('stands beside the score where it contradicts a yes, until it is put right', async () => {
    const place = await start();
    const computer = device('B');
    await report(world, org, { subject: computer, verdicts: [verdict('antivirus_on', 'fail')] });
    await answerAll(place, 4, { 3: 2 });
    await finish(place);
    const contradicted = async () =>
      (await asManager(async (tx) => readResult(tx, world.context, place.diagnosisId))).questions.flatMap(
        ({ no, contradictedBy }) =>
          contradictedBy.map(({ controlId, fail, names }) => ({ no, controlId, fail, names })),
      );
    expect(await contradicted()).toEqual([{ no: 2, controlId: 'antivirus-on', fail: 1, names: ['B'] }]);
    world.clock.advance(HOUR_MS);
    await report(world, org, { subject: computer, verdicts: [verdict('antivirus_on', 'pass')] });
    expect(await contradicted()).toEqual([]);
  });
});

describe('several people and sites', () => {
  it('a colleague sees and answers only the part that was given', async () => {
    const place = await start();
    const { teleworker } = org;
    await expect(as(teleworker, async (tx) => readSite(tx, world.context, place))).rejects.toMatchObject({
      code: 'diagnosis_site_not_found',
    });
    const ask = { ...place, part: 2, memberId: teleworker.memberId };
    await asManager(async (tx) => askForPart(tx, world.context, ask));
    const home = async () => as(teleworker, async (tx) => readHomeDiagnosis(tx, world.context));
    expect((await home()).asked).toMatchObject([{ part: 2, left: 13, next: 6, askedBy: org.administrator.name }]);
    const view = await as(teleworker, async (tx) => readSite(tx, world.context, place));
    expect(view.onlyAsked).toBe(true);
    expect(view.questions.map(({ no }) => no)).toEqual(ALL.slice(5, 18));
    await answerAs(teleworker)(place, 6, 4);
    await expect(answerAs(teleworker)(place, 1, 4)).rejects.toMatchObject({ code: 'diagnosis_question_not_found' });
    await asManager(async (tx) => askForPart(tx, world.context, { ...ask, memberId: null }));
    expect((await home()).asked).toEqual([]);
    await expect(answerAs(teleworker)(place, 7, 4)).rejects.toMatchObject({ code: 'diagnosis_question_not_found' });
    await expect(
      asManager(async (tx) => askForPart(tx, world.context, { ...ask, memberId: uuid() })),
    ).rejects.toMatchObject({ code: 'receiver_not_possible' });
  });

  it('the lowest of two sites counts, unless somebody chooses and says why', async () => {
    const head = await start();
    const { diagnosisId } = head;
    const add = async (name: string, firstName?: string) =>
      asManager(async (tx) => addSite(tx, world.context, { diagnosisId, name, firstName }));
    await expect(add('支店')).rejects.toMatchObject({ code: 'name_missing' });
    const branch = { diagnosisId, ...(await add('支店', '本店')) };
    await expect(add('支店')).rejects.toMatchObject({ code: 'diagnosis_site_twice' });
    await answerAll(head, 4, { 9: 4 });
    await answerAll(branch, 4, { 3: 0, 9: null, 11: -1 });
    const merge = await asManager(async (tx) => readMerge(tx, world.context, diagnosisId));
    expect(merge.questions.map(({ no, lowest }) => [no, lowest])).toEqual([
      [3, 0],
      [9, 4],
      [11, -1],
    ]);
    const choose = async (question: number, value: AnswerValue) =>
      asManager(async (tx) =>
        chooseAnswer(tx, world.context, { diagnosisId, question, choice: { value, reason: '支店は来月閉める' } }),
      );
    await expect(choose(3, 2)).rejects.toMatchObject({ code: 'choice_not_possible' });
    await expect(choose(1, 2)).rejects.toMatchObject({ code: 'diagnosis_sites_agree' });
    await choose(3, 4);
    expect(await finish(head)).toMatchObject({ score: 100 - 5 });
    const result = await asManager(async (tx) => readResult(tx, world.context, diagnosisId));
    expect(result.questions[2]).toMatchObject({ value: 4, reason: '支店は来月閉める' });
    expect(result.questions[10]).toMatchObject({
      value: -1,
      reason: null,
      sites: [{ name: '本店' }, { name: '支店' }],
    });
  });

  it('a site can be taken away again, but not the last', async () => {
    const head = await start();
    const site = { diagnosisId: head.diagnosisId, name: 'B', firstName: 'A' };
    const { siteId } = await asManager(async (tx) => addSite(tx, world.context, site));
    const remove = async (id: string) =>
      asManager(async (tx) => removeSite(tx, { diagnosisId: head.diagnosisId, siteId: id }));
    await remove(siteId);
    await expect(remove(siteId)).rejects.toMatchObject({ code: 'diagnosis_site_not_found' });
    await expect(remove(head.siteId)).rejects.toMatchObject({ code: 'diagnosis_last_site' });
  });
});

describe('finishing', () => {
  const declareDirectly = async (controlId: string, value: AnswerValue) =>
    asManager(async (tx) =>
      declare(tx, world.context, { controlId, value, note: '', memberId: org.administrator.memberId }),
    );
  const declaredNow = async () =>
    new Map((await asManager(newestDeclarations)).map((row) => [row.control_id, row.value]));

  it('declares the mapped controls, the lowest of several questions, and marks what was declared since', async () => {
    const place = await start();
    await declareDirectly('staff-trained', 4);
    world.clock.advance(HOUR_MS);
    await answerAll(place, 2, { 12: 0 });
    world.clock.advance(HOUR_MS);
    await declareDirectly('antivirus-on', 4);
    world.clock.advance(HOUR_MS);
    const preview = await asManager(async (tx) => previewFinish(tx, world.context, place.diagnosisId));
    const of = (id: string) => preview.controls.find(({ controlId }) => controlId === id);
    expect(of('carried-devices-kept')).toMatchObject({ questions: [12, 13, 16], value: 0, newer: false, before: null });
    expect(of('staff-trained')).toMatchObject({ value: 2, newer: false, before: { value: 4 } });
    expect(of('antivirus-on')).toMatchObject({ value: 2, newer: true, before: { value: 4 } });
    await finish(place, ['antivirus-on']);
    const now = await declaredNow();
    expect(now.get('carried-devices-kept')).toBe(0);
    expect(now.get('staff-trained')).toBe(2);
    expect(now.get('antivirus-on')).toBe(4);
  });

  it('does not overwrite what was said after the preview was shown', async () => {
    const place = await start();
    await answerAll(place, 4);
    const { diagnosisId } = place;
    const { seenAt } = await asManager(async (tx) => previewFinish(tx, world.context, diagnosisId));
    const end = async (controls: readonly string[]) =>
      asManager(async (tx) => finishDiagnosis(tx, world.context, { diagnosisId, controls, seenAt }));
    await expect(end(['no-such-control'])).rejects.toMatchObject({ code: 'control_not_found' });
    world.clock.advance(HOUR_MS);
    await declareDirectly('antivirus-on', 0);
    await expect(end(['antivirus-on'])).rejects.toMatchObject({ code: 'diagnosis_declared_meanwhile' });
    await answer(place, 3, 0);
    await expect(end([])).rejects.toMatchObject({ code: 'diagnosis_answered_meanwhile' });
    expect((await declaredNow()).get('antivirus-on')).toBe(0);
  });

  it('at the same time: one of two wins, and no answer slips in behind it', async () => {
    const place = await start();
    await answerAll(place, 4);
    const both = await Promise.allSettled([finish(place), finish(place), answer(place, 1, 4)]);
    expect(both.slice(0, 2).filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});
