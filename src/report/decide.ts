// SPDX-License-Identifier: Apache-2.0
/** What only a person can decide: at most three things, each of another kind, the gravest kind first. */
import type { MonthFigures } from './contract.ts';
import type { ReportFacts } from './take-figures.ts';

type Decision = MonthFigures['decide'][number];
type Who = Decision['who'];

const MAX = 3;
const NOBODY: Who = { role: null, name: null };
const by = (role: Who['role'], name: string | null = null): Who => ({ role, name });

const decision = (kind: Decision['kind'], count: number, more: Partial<Decision> = {}): Decision => ({
  kind,
  count,
  title: null,
  names: [],
  on: null,
  who: NOBODY,
  ...more,
});

function aboutContradiction({ contradictions, controls, openTasks }: ReportFacts): Decision[] {
  const [worst] = contradictions;
  if (!worst) return [];
  const role = controls.find(({ control }) => control.id === worst.controlId)?.control.role ?? 'administrator';
  // Whoever has the task that the machine's word made, else whose such a control is; not whoever has a temporary exception.
  const made = openTasks.find(({ controlId, checkId }) => controlId === worst.controlId && checkId !== null);
  const doing = made?.assigneeName ?? null;
  const { title, names, failing } = worst;
  return [decision('contradiction', failing, { title, names, who: doing === null ? by(role) : by(null, doing) })];
}

function aboutOverdue({ openTasks, tasks }: ReportFacts): Decision[] {
  // The list is by due date; among the overdue ones the gravest counts, then the oldest.
  const [worst] = openTasks.filter(({ overdue }) => overdue).toSorted((left, right) => right.harm - left.harm);
  if (!worst) return [];
  const who = worst.assigneeName === null ? by('administrator') : by(null, worst.assigneeName);
  return [decision('overdue', tasks.overdue, { title: worst.title, on: worst.dueOn, who })];
}

function aboutAccepted({ accepted }: ReportFacts): Decision[] {
  const [first] = accepted.items;
  if (!first || accepted.ending === 0) return [];
  const names = first.label === null ? [] : [first.label];
  const who = first.memberName === null ? by('administrator') : by(null, first.memberName);
  return [decision('accepted_ends', accepted.ending, { title: first.title, on: first.until, names, who })];
}

function aboutUnassigned({ openTasks }: ReportFacts): Decision[] {
  const nobodys = openTasks.filter(({ assigneeId }) => assigneeId === null);
  const [first] = nobodys;
  return first ? [decision('unassigned', nobodys.length, { title: first.title, who: by('executive') })] : [];
}

const isMissing = (declaration: ReportFacts['controls'][number]['declaration']): boolean =>
  declaration === null || declaration.value === 0 || declaration.value === -1;

/** Answered "not yet" or "don't know", or not at all, about what is the executive's own to do. */
function aboutOwn({ controls }: ReportFacts): Decision[] {
  const missing = controls
    .filter(({ control, declaration }) => control.role === 'executive' && isMissing(declaration))
    .toSorted((left, right) => right.control.harm - left.control.harm);
  const [first] = missing;
  return first
    ? [decision('executive_control', missing.length, { title: first.control.action, who: by('executive') })]
    : [];
}

const aboutSilent = ({ devices }: ReportFacts): Decision[] =>
  devices.silent > 0 ? [decision('silent', devices.silent, { who: by('administrator') })] : [];

function aboutKnowing({ declared, verified }: ReportFacts): Decision[] {
  const { pass, fail, unknown } = verified;
  return [
    ...(pass + fail + unknown === 0 ? [decision('nothing_measured', 0, { who: by('administrator') })] : []),
    ...(declared.unanswered > 0 ? [decision('unanswered', declared.unanswered, { who: by('administrator') })] : []),
  ];
}

export function decisionsOf(facts: ReportFacts): Decision[] {
  return [
    ...aboutContradiction(facts),
    ...aboutOverdue(facts),
    ...aboutAccepted(facts),
    ...aboutUnassigned(facts),
    ...aboutOwn(facts),
    ...aboutSilent(facts),
    ...aboutKnowing(facts),
  ].slice(0, MAX);
}
