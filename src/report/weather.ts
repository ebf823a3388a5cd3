// SPDX-License-Identifier: Apache-2.0
/**
 * The mark of a month, one rule for everyone (said on the full report and in the guide):
 *
 * Rain: a serious task (harm 4 or 5 of 5) is overdue by more than a week; or three or more contradictions about serious
 * controls; or a third or more of what was measured is not in place.
 * Cloudy: any contradiction or overdue task; a tenth or more not in place; a tenth or more of the devices silent; a fifth or
 * more unknown; nothing measured; a fifth or more of the controls not answered.
 * Clear: none of these.
 *
 * The thresholds are ours: no guideline sets any. What is not known never makes a month clear.
 */
import type { MonthFacts } from '../assess/index.ts';
import { addDays } from '../platform/calendar.ts';
import type { MonthFigures } from './contract.ts';

type Weather = MonthFigures['weather'];
type Reason = Weather['reasons'][number];

const SERIOUS = 4;
const WEEK = 7;

export type Weathered = Pick<
  MonthFacts,
  'contradictions' | 'openTasks' | 'verified' | 'devices' | 'declared' | 'tasks'
>;

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
const when = (is: boolean, kind: Reason['kind'], count: number): Reason[] => (is ? [{ kind, count }] : []);

function rainOf(facts: Weathered, day: string): Reason[] {
  const { pass, fail } = facts.verified;
  const late = facts.openTasks.filter(({ harm, dueOn }) => harm >= SERIOUS && dueOn < addDays(day, -WEEK)).length;
  const serious = facts.contradictions.filter(({ harm }) => harm >= SERIOUS).length;
  return [
    ...when(late > 0, 'serious_overdue', late),
    ...when(serious >= 3, 'serious_contradictions', serious),
    ...when(share(fail, pass + fail) >= 1 / 3, 'much_missing', fail),
  ];
}

function cloudsOf(facts: Weathered): Reason[] {
  const { pass, fail, unknown } = facts.verified;
  const { active, silent } = facts.devices;
  const { unanswered, ...answers } = facts.declared;
  const questions = unanswered + Object.values(answers).reduce((sum, count) => sum + count, 0);
  const nothing = pass + fail === 0;
  return [
    ...when(facts.contradictions.length > 0, 'contradictions', facts.contradictions.length),
    ...when(facts.tasks.overdue > 0, 'overdue', facts.tasks.overdue),
    ...when(share(fail, pass + fail) >= 0.1, 'missing', fail),
    ...when(share(silent, active + silent) >= 0.1, 'silent', silent),
    ...when(nothing, 'nothing_measured', 0),
    ...when(!nothing && share(unknown, pass + fail + unknown) >= 0.2, 'unknown', unknown),
    ...when(share(unanswered, questions) >= 0.2, 'unanswered', unanswered),
  ];
}

/** What rain says already is not said once more as a cloud. */
const SAID_BY = {
  serious_overdue: 'overdue',
  serious_contradictions: 'contradictions',
  much_missing: 'missing',
} as const;

/** `day`: local date that counts as today. */
export function weatherOf(facts: Weathered, day: string): Weather {
  const rain = rainOf(facts, day);
  const said = new Set<string>(
    rain.flatMap(({ kind }) =>
      (kind in SAID_BY ? Object.entries(SAID_BY) : []).filter(([heavy]) => heavy === kind).map(([, light]) => light),
    ),
  );
  const clouds = cloudsOf(facts).filter(({ kind }) => !said.has(kind));
  const mark = rain.length > 0 ? 'rain' : clouds.length > 0 ? 'cloudy' : 'clear';
  return { mark, reasons: [...rain, ...clouds] };
}
