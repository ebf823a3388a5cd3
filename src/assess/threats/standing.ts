// SPDX-License-Identifier: Apache-2.0
/** How a control stands against a threat, and which of several is the weakest link. */
import type { ControlItem } from '../contract.ts';
import type { ControlStanding, Standing, Tally } from './contract.ts';

/** What machines saw outweighs what was answered; what they could not see leaves the answer standing, unless it is yes. */
export function standingOf({ declaration, counts }: Pick<ControlItem, 'declaration' | 'counts'>): Standing {
  if (counts && counts.fail > 0) return 'failing';
  if (counts && counts.unknown > 0) return 'unknown';
  if (counts && counts.pass > 0) return 'measured';
  if (!declaration) return 'unknown';
  if (declaration.value === null) return 'not_applicable';
  return ({ 4: 'answered', 2: 'partly', 0: 'open', '-1': 'unknown' } as const)[declaration.value];
}

export function toStanding(item: ControlItem): ControlStanding {
  const { id, title, action, mark, importance, harm, role, declaration, counts, contradiction } = item;
  return {
    id,
    title,
    action,
    mark,
    importance,
    harm,
    role,
    standing: standingOf(item),
    ...(declaration && { declared: declaration.value }),
    declaredAt: declaration?.declaredAt ?? null,
    counts,
    contradicted: contradiction !== null,
  };
}

const HOLDS: readonly Standing[] = ['measured', 'answered', 'not_applicable'];
export const holds = (standing: Standing): boolean => HOLDS.includes(standing);

export function tallyOf(controls: readonly Pick<ControlStanding, 'standing'>[]): Tally {
  const count = (wanted: (standing: Standing) => boolean): number =>
    controls.filter(({ standing }) => wanted(standing)).length;
  return {
    total: controls.length,
    held: count(holds),
    failing: count((standing) => standing === 'failing'),
    unknown: count((standing) => standing === 'unknown'),
  };
}

/** What was seen missing counts more than what is only not known; then importance, then harm; then the given order. */
const OPENNESS: Readonly<Record<Standing, number>> = {
  failing: 4,
  open: 3,
  unknown: 2,
  partly: 1,
  answered: 0,
  measured: 0,
  not_applicable: 0,
};
const IMPORTANCE = { high: 2, middle: 1, low: 0 } as const;

type Weighed = Pick<ControlStanding, 'standing' | 'importance' | 'harm'>;

const weightOf = ({ standing, importance, harm }: Weighed): number =>
  OPENNESS[standing] * 100 + IMPORTANCE[importance] * 10 + harm;

/** Open ones first; what holds stays in the given order at the end. */
export function openFirst<C extends Weighed>(controls: readonly C[]): C[] {
  const weight = (control: C): number => (holds(control.standing) ? 0 : weightOf(control));
  return controls.toSorted((a, b) => weight(b) - weight(a));
}

/** The control an attacker would try first as things stand; undefined when all hold. */
export function weakestOf<C extends Weighed>(controls: readonly C[]): C | undefined {
  return openFirst(controls).find(({ standing }) => !holds(standing));
}
