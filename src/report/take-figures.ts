// SPDX-License-Identifier: Apache-2.0
/** From what assess knows to the figures of one month, bounded, ready to be kept. */
import type { MonthFacts } from '../assess/index.ts';
import type { FullFigures, MonthFigures, ReportFigures } from './contract.ts';
import { decisionsOf } from './decide.ts';
import type { MonthSpan } from './month-of.ts';
import { weatherOf } from './weather.ts';

/** The page shows fewer; the rest is counted. */
const MAX_ITEMS = 20;

type Accepted = FullFigures['accepted'][number];

/** As assess tells it, with the exceptions of the register among what is allowed for a time. */
export interface ReportFacts extends Omit<MonthFacts, 'accepted'> {
  readonly accepted: { readonly total: number; readonly ending: number; readonly items: readonly Accepted[] };
}

export interface Taking {
  readonly facts: ReportFacts;
  readonly span: MonthSpan;
  readonly organisation: { readonly name: string; readonly timeZone: string };
  readonly edition: string;
  readonly takenAt: Date;
  /** Local date that counts as today: the last day of a month that is over. */
  readonly day: string;
  readonly before: MonthFigures | undefined;
}

type DueTask = FullFigures['tasks'][number];

const dueTask = (task: MonthFacts['openTasks'][number]): DueTask => {
  const { title, dueOn, overdue, assigneeName, findingsDone, findingsTotal } = task;
  return { title, dueOn, overdue, assigneeName, findingsDone, findingsTotal };
};

function beforeOf(before: MonthFigures | undefined): MonthFigures['before'] {
  if (!before) return null;
  const { month, declared, verified, contradictions } = before;
  return { month, yes: declared.yes, verified, contradictions: contradictions.total };
}

function monthOfFacts(taking: Taking): MonthFigures {
  const { facts, span, organisation, takenAt, day } = taking;
  const contradictions = facts.contradictions.map(({ since, harm: _harm, ...one }) => ({
    ...one,
    fresh: since >= span.from.toISOString(),
  }));
  const ending = facts.accepted.items.slice(0, facts.accepted.ending);
  return {
    version: 1,
    organisation: organisation.name,
    timeZone: organisation.timeZone,
    month: span.month,
    firstDay: span.firstDay,
    lastDay: span.lastDay,
    takenAt: takenAt.toISOString(),
    edition: taking.edition,
    weather: weatherOf(facts, day),
    declared: facts.declared,
    verified: facts.verified,
    before: beforeOf(taking.before),
    proven: {
      total: facts.proven.reduce((sum, { devices }) => sum + devices, 0),
      kinds: facts.proven.length,
      items: facts.proven.slice(0, MAX_ITEMS),
    },
    contradictions: {
      total: contradictions.length,
      fresh: contradictions.filter(({ fresh }) => fresh).length,
      items: contradictions.toSorted((left, right) => Number(right.fresh) - Number(left.fresh)).slice(0, MAX_ITEMS),
    },
    tasks: {
      ...facts.tasks,
      late: facts.openTasks
        .filter(({ overdue }) => overdue)
        .map(dueTask)
        .slice(0, MAX_ITEMS),
    },
    devices: facts.devices,
    accepted: { total: facts.accepted.total, ending: facts.accepted.ending, items: ending.slice(0, MAX_ITEMS) },
    decide: decisionsOf(facts),
    seal: facts.seal,
  };
}

function fullOfFacts({ facts }: Taking): FullFigures {
  return {
    controls: facts.controls.map(({ control, declaration, counts, evidenceAt, contradiction }) => ({
      controlId: control.id,
      theme: control.theme,
      title: control.title,
      role: control.role,
      importance: control.importance,
      declared: declaration && { value: declaration.value, at: declaration.declaredAt, by: declaration.memberName },
      counts,
      evidenceAt,
      failing: contradiction && { count: contradiction.failing, names: contradiction.names },
    })),
    platforms: [...facts.platforms],
    tasks: facts.openTasks.map(dueTask),
    accepted: [...facts.accepted.items],
  };
}

export const takeFigures = (taking: Taking): ReportFigures => ({
  month: monthOfFacts(taking),
  full: fullOfFacts(taking),
});
