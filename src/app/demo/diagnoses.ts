// SPDX-License-Identifier: Apache-2.0
/** Two self-diagnoses that were finished ten weeks apart, the second from two sites, and one that is being answered. */
import type { Act, Scene } from './scene.ts';
import type { Visitor } from './visitor.ts';

type Value = 4 | 2 | 0 | -1;

/** Answers to questions 1 … 25, in their order. */
const IN_SUMMER: readonly Value[] = [2, 4, 2, 2, 0, 4, 2, 2, 4, 2, 2, 2, 2, 2, 4, 2, 4, -1, 4, 2, 0, 2, 2, 0, 0];
/** Question 13 says that what is carried out is protected, while a salesperson's disk is not encrypted. */
const IN_AUTUMN: readonly Value[] = [2, 4, 2, 4, 2, 4, 4, 2, 4, 2, 4, 4, 4, 4, 4, 4, 4, 2, 4, 4, 4, 2, 2, 0, 2];
/** Where the warehouse answers otherwise than the head office. */
const WAREHOUSE: Readonly<Record<number, Value>> = { 9: 2, 12: 2, 16: 0, 17: 2 };

interface Site {
  readonly diagnosisId: string;
  readonly siteId: string;
}

async function answerAll(person: Visitor, { main }: Scene, site: Site & { answers: readonly Value[] }): Promise<void> {
  const { diagnosisId, siteId, answers } = site;
  for (const [index, value] of answers.entries()) {
    await person.does('PUT /api/v1/org/:orgId/diagnoses/:diagnosisId/sites/:siteId/answers/:question', {
      params: { ...main.params, diagnosisId, siteId, question: String(index + 1) },
      body: { value },
    });
  }
}

/** The answers stay with the diagnosis: what was said of each control (acts.ts) is more exact. */
async function finish(person: Visitor, { main }: Scene, diagnosisId: string): Promise<void> {
  const params = { ...main.params, diagnosisId };
  const { seenAt } = await person.does('GET /api/v1/org/:orgId/diagnoses/:diagnosisId/finish', { params });
  await person.does('POST /api/v1/org/:orgId/diagnoses/:diagnosisId/finish', {
    params,
    body: { controls: [], seenAt },
  });
}

export const diagnoseFirst: Act = async (scene) => {
  const { params } = scene.main;
  const person = await scene.main.administrator();
  const begun = await person.does('POST /api/v1/org/:orgId/diagnoses', { params });
  await answerAll(person, scene, { ...begun, answers: IN_SUMMER });
  await finish(person, scene, begun.diagnosisId);
};

export const diagnoseFromTwoSites: Act = async (scene) => {
  const { params } = scene.main;
  const person = await scene.main.administrator();
  const office = await person.does('POST /api/v1/org/:orgId/diagnoses', { params });
  const { diagnosisId } = office;
  const warehouse = await person.does('POST /api/v1/org/:orgId/diagnoses/:diagnosisId/sites', {
    params: { ...params, diagnosisId },
    body: { name: '倉庫', firstName: '本店' },
  });
  await answerAll(person, scene, { ...office, answers: IN_AUTUMN });
  const there = IN_AUTUMN.map((value, index) => WAREHOUSE[index + 1] ?? value);
  await answerAll(person, scene, { diagnosisId, siteId: warehouse.siteId, answers: there });
  await person.does('PUT /api/v1/org/:orgId/diagnoses/:diagnosisId/merge/:question', {
    params: { ...params, diagnosisId, question: '16' },
    body: { choice: { value: 4, reason: '倉庫のノートパソコンは、今月すべて本店へ引きあげました。' } },
  });
  await finish(person, scene, diagnosisId);
};

const ASKED = [
  { part: '2', key: 'eigyou3' },
  { part: '3', key: 'shachou' },
] as const;
/** Part 1 is done; of part 2 the salesperson has begun. */
const SO_FAR = 8;

export const diagnoseAgain: Act = async (scene) => {
  const { main } = scene;
  const person = await main.administrator();
  const begun = await person.does('POST /api/v1/org/:orgId/diagnoses', { params: main.params });
  for (const { part, key } of ASKED) {
    await person.does('PUT /api/v1/org/:orgId/diagnoses/:diagnosisId/sites/:siteId/parts/:part/person', {
      params: { ...main.params, ...begun, part },
      body: { memberId: await main.memberId(key) },
    });
  }
  await answerAll(person, scene, { ...begun, answers: IN_AUTUMN.slice(0, SO_FAR) });
};
