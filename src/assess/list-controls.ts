// SPDX-License-Identifier: Apache-2.0
import type { ScopedTx } from '../platform/postgres/database.ts';
import type { AssessContext } from './context.ts';
import type { ControlItem } from './contract.ts';
import { contradictionsOf, countsByCheck, countsOf, declarationView } from './control-state.ts';
import { countVerdicts } from './count-store.ts';
import { newestDeclarations } from './home-store.ts';

/** Every control with what people answered and what machines say, in the order of the catalogue. */
export async function listControls(tx: ScopedTx, context: AssessContext): Promise<ControlItem[]> {
  const names = new Map((await context.people.members(tx)).map(({ memberId, name }) => [memberId, name]));
  const declared = new Map((await newestDeclarations(tx)).map((row) => [row.control_id, row]));
  const byCheck = countsByCheck(await countVerdicts(tx));
  const states = context.catalog.summaries.map((control) => ({
    control,
    row: declared.get(control.id),
    declared: declared.get(control.id)?.value,
    counts: countsOf(control, byCheck),
  }));
  const against = new Map((await contradictionsOf(tx, states)).map((found) => [found.controlId, found]));
  return states.map(({ control, row, counts }) => ({
    ...control,
    declaration: row ? declarationView(row, names) : null,
    counts,
    contradiction: against.get(control.id) ?? null,
  }));
}
