// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { decisionsOf } from './decide.ts';
import type { ReportFacts } from './take-figures.ts';

const text = { ja: '題', en: 'title' };
const NOTHING: ReportFacts = {
  declared: { yes: 1, partly: 0, no: 0, unknown: 0, notApplicable: 0, unanswered: 0 },
  verified: { pass: 1, fail: 0, unknown: 0, notApplicable: 0 },
  controls: [],
  proven: [],
  contradictions: [],
  tasks: { done: 0, made: 0, open: 0, overdue: 0 },
  openTasks: [],
  devices: { active: 1, silent: 0, added: 0 },
  platforms: [],
  accepted: { total: 0, ending: 0, items: [] },
  seal: null,
};
const task = (more: Partial<ReportFacts['openTasks'][number]>): ReportFacts['openTasks'][number] => ({
  taskId: '',
  controlId: 'x',
  checkId: null,
  title: text,
  assigneeId: 'm',
  assigneeName: '在宅 二',
  state: 'open',
  dueOn: '2026-11-01',
  overdue: true,
  createdAt: '',
  closedAt: null,
  closedHow: null,
  effortMinutes: 5,
  findingsDone: 0,
  findingsTotal: 1,
  harm: 3,
  ...more,
});
const accepted = {
  title: text,
  label: 'PC-9',
  how: 'exception',
  until: '2026-12-01',
  reason: '',
  memberName: null,
} as const;

test('nothing wrong, nothing to decide', () => {
  expect(decisionsOf(NOTHING)).toEqual([]);
});

test('at most three, each of another kind, the gravest first', () => {
  const contradictions = [5, 4].map((harm) => ({
    controlId: 'x',
    title: text,
    declared: 4 as const,
    failing: 2,
    names: ['PC-1'],
    harm,
    since: '',
  }));
  const facts = {
    ...NOTHING,
    contradictions,
    openTasks: [
      task({ assigneeName: '例外 一' }),
      task({ checkId: 'check' }),
      task({ harm: 5, dueOn: '2026-11-05' }),
      task({ assigneeId: null, assigneeName: null }),
    ],
    tasks: { ...NOTHING.tasks, overdue: 3 },
    accepted: { total: 1, ending: 1, items: [accepted] },
    devices: { active: 1, silent: 4, added: 0 },
  };
  const found = decisionsOf(facts);
  expect(found.map(({ kind }) => kind)).toEqual(['contradiction', 'overdue', 'accepted_ends']);
  expect(found[0]).toMatchObject({ count: 2, names: ['PC-1'], who: { role: null, name: '在宅 二' } });
  // The gravest of the overdue, not the oldest.
  expect(found[1]).toMatchObject({ count: 3, on: '2026-11-05' });
  expect(found[2]).toMatchObject({ on: '2026-12-01', names: ['PC-9'], who: { role: 'administrator', name: null } });
});

test('where nothing is known, that is what has to be decided', () => {
  const facts = {
    ...NOTHING,
    verified: { pass: 0, fail: 0, unknown: 0, notApplicable: 0 },
    declared: { ...NOTHING.declared, unanswered: 40 },
  };
  expect(decisionsOf(facts).map(({ kind }) => kind)).toEqual(['nothing_measured', 'unanswered']);
});
