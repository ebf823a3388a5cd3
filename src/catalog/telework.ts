// SPDX-License-Identifier: Apache-2.0
/** Which controls belong to a way of teleworking. */
import type { ControlSummary } from './contract.ts';
import type { ControlFile } from './schema.ts';
import type { MethodFile } from './telework-schema.ts';

/** The edition whose 13 categories the methods name. */
const GUIDELINE = 'mic-guideline-5';

/** Categories (1–13) of the guideline that a control is mapped to, as a whole or in a cell of the grid (`6.teleworker.basic`). */
export function categoriesOf(control: Pick<ControlFile, 'mappings'>): ReadonlySet<number> {
  const refs = control.mappings.flatMap((m) => (m.edition === GUIDELINE ? [m.ref] : []));
  return new Set(refs.flatMap((ref) => Number(/^(?:category\.)?(\d+)(?:\.|$)/.exec(ref)?.[1] ?? NaN) || []));
}

interface Parts {
  readonly controls: ReadonlyMap<string, ControlFile>;
  readonly methods: readonly MethodFile[];
}

export function controlsOfMethod(
  { controls, methods }: Parts,
  summaries: readonly ControlSummary[],
  methodId: string,
): readonly ControlSummary[] {
  const applies = methods.find(({ id }) => id === methodId)?.applies;
  if (!applies) return [];
  const belongs = (id: string): boolean => {
    if (applies.controls.includes(id)) return true;
    const control = controls.get(id);
    if (!control || applies.except.includes(id)) return false;
    return applies.categories.some((category) => categoriesOf(control).has(category));
  };
  return summaries.filter(({ id }) => belongs(id));
}
