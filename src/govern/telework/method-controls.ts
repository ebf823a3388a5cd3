// SPDX-License-Identifier: Apache-2.0
/** Which controls belong to a way of teleworking, and which of the handbook's four threats each stands against. */
import type { ControlFile, MethodFile } from '../../catalog/index.ts';
import { TELEWORK_THREATS } from './contract.ts';

type Mappings = ControlFile['mappings'];
type Telework = (typeof TELEWORK_THREATS)[number];

/** Controls of two frameworks only: what is about telework is mapped to one of them. */
const GUIDELINE = 'mic-guideline-5';
const HANDBOOK = 'mic-handbook-1';

/**
 * The first part of a place names its category: `category.6` and the cells of the grid (`6.administrator.basic`) by
 * number, the measures that have been seen by a word of ours.
 */
const CATEGORY_WORDS: Readonly<Record<string, number>> = {
  governance: 1,
  vulnerability: 3,
  malware: 6,
  communication: 7,
};

export function categoryOf(ref: string): number | undefined {
  const [first = '', second = ''] = ref.split('.');
  const number = Number(first === 'category' ? second : first);
  return Number.isInteger(number) && number >= 1 && number <= 13 ? number : CATEGORY_WORDS[first];
}

export const categoriesOf = (mappings: Mappings): ReadonlySet<number> =>
  new Set(
    mappings.flatMap(({ edition, ref }) => (edition === GUIDELINE ? [categoryOf(ref)] : [])).filter((n) => n !== undefined),
  );

export type Belongs = 'special' | 'by_category';

/** Named for the method, or mapped to one of its categories; undefined = does not belong to it. */
export function belongs(method: MethodFile, control: Pick<ControlFile, 'id' | 'mappings'>): Belongs | undefined {
  const { categories, controls, except } = method.applies;
  if (except.includes(control.id)) return undefined;
  if (controls.includes(control.id)) return 'special';
  const own = categoriesOf(control.mappings);
  return categories.some((category) => own.has(category)) ? 'by_category' : undefined;
}

export const threatsOf = (mappings: Mappings): Telework[] =>
  TELEWORK_THREATS.filter((threat) =>
    mappings.some(({ edition, ref }) => edition === HANDBOOK && ref === `threat.${threat}`),
  );
