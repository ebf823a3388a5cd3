// SPDX-License-Identifier: Apache-2.0
import type { Api } from '../api-types.ts';

export type Telework = Api['GET /api/v1/org/:orgId/telework']['response'];
export type Method = Telework['methods'][number];
export type CriterionId = Telework['criteria'][number]['id'];
type Grade = Telework['grades'][number]['grade'];

/** Best first. */
const ORDER: Readonly<Record<Grade, number>> = { S: 0, A: 1, B: 2, C: 3, D: 4 };

export interface MethodOrder {
  /** `number`: as in the guideline's table. */
  readonly by: CriterionId | 'number';
  readonly direction: 'ascending' | 'descending';
}

const rankOf = (method: Method, by: MethodOrder['by']): number =>
  by === 'number' ? method.number : ORDER[method.ratings[by].grade];

/** Ascending begins with the best grade; equals stay in the order of the guideline's table, whichever way. */
export function sortMethods(methods: readonly Method[], { by, direction }: MethodOrder): readonly Method[] {
  const way = direction === 'ascending' ? 1 : -1;
  return methods.toSorted((left, right) => way * (rankOf(left, by) - rankOf(right, by)) || left.number - right.number);
}

/** The same column again turns the order round; another one begins with its best. */
export const nextOrder = (now: MethodOrder, by: MethodOrder['by']): MethodOrder => ({
  by,
  direction: now.by === by && now.direction === 'ascending' ? 'descending' : 'ascending',
});
