// SPDX-License-Identifier: Apache-2.0
import type { ControlItem, Counts } from '../../assess/contract.ts';
import type { MethodFile } from '../../catalog/index.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import { seesAll } from '../context.ts';
import { memberOf } from '../../platform/postgres/scope.ts';
import type { GovernContext } from '../context.ts';
import type { ChecklistItem } from './contract.ts';
import { threatsOf } from './threats-of.ts';

type Role = ControlItem['role'];

const NONE: Counts = { pass: 0, fail: 0, unknown: 0, notApplicable: 0 };
const add = (left: Counts, right: Counts): Counts => ({
  pass: left.pass + right.pass,
  fail: left.fail + right.fail,
  unknown: left.unknown + right.unknown,
  notApplicable: left.notApplicable + right.notApplicable,
});

/** What was measured on the person's own devices; how colleagues' devices stand is not theirs to see here. */
function ownView(control: ControlItem, own: ReadonlyMap<string, Counts>): ControlItem {
  const counts =
    control.checks.length === 0 ? null : control.checks.map((check) => own.get(check) ?? NONE).reduce(add, NONE);
  return { ...control, counts, contradiction: null };
}

/** What is named for the method before what only shares its category; in each ◎ before ○; else the catalogue's order. */
const rank = ({ control, special }: ChecklistItem): number => (special ? 0 : 2) + (control.mark === 'first' ? 0 : 1);

export interface Checklist {
  readonly role: Role | null;
  readonly wholeOrganisation: boolean;
  readonly items: ChecklistItem[];
  readonly beyond: number;
}

export interface AskedChecklist {
  readonly method: MethodFile;
  readonly role: Role | 'all';
}

export async function readChecklist(
  tx: ScopedTx,
  { assess, catalog }: GovernContext,
  { method, role: asked }: AskedChecklist,
): Promise<Checklist> {
  const wholeOrganisation = seesAll(tx.scope);
  const role = wholeOrganisation ? asked : 'teleworker';
  const own = wholeOrganisation ? undefined : await assess.countsOfOwner(tx, memberOf(tx.scope) ?? '');
  const listed = new Set(catalog.controlsOfMethod(method.id).map(({ id }) => id));
  const named = new Set(method.applies.controls);
  const found = (await assess.controlStates(tx)).flatMap((control): ChecklistItem[] => {
    const mappings = listed.has(control.id) ? catalog.controls.get(control.id)?.mappings : undefined;
    if (!mappings || (role !== 'all' && control.role !== role)) return [];
    const shown = own ? ownView(control, own) : control;
    return [{ control: shown, threats: threatsOf(mappings), special: named.has(control.id) }];
  });
  const items = found.filter(({ control }) => control.mark !== null);
  return {
    role: role === 'all' ? null : role,
    wholeOrganisation,
    items: items.toSorted((left, right) => rank(left) - rank(right)),
    beyond: found.length - items.length,
  };
}
