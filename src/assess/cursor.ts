// SPDX-License-Identifier: Apache-2.0
/** A place in a list: the sort value and the id of the last row shown. Times have milliseconds, as our clock has. */
import { invalid } from '../kernel/errors.ts';
import { isUuid } from '../kernel/ids.ts';

export interface Place {
  /** `2026-11-20` where the list is by day, `2026-11-20T03:00:00.000Z` where it is by moment. */
  readonly at: string;
  readonly id: string;
}

const wrong = (): Error => invalid('cursor_wrong', [{ field: 'cursor', reason: 'cursor_wrong' }]);

/** True for the very text that we would write for this time: no 31 February, no other spelling. */
function isTime(text: string, by: 'day' | 'moment'): boolean {
  const at = new Date(by === 'day' ? `${text}T00:00:00.000Z` : text);
  if (Number.isNaN(at.getTime())) return false;
  return (by === 'day' ? `${text}T00:00:00.000Z` : text) === at.toISOString();
}

/** Only what we made ourselves for this kind of list is accepted back. */
export function readCursor(cursor: string | undefined, by: Readonly<'day' | 'moment'>): Place | undefined {
  if (cursor === undefined) return undefined;
  const [at = '', id = '', ...more] = cursor.split('_');
  if (more.length > 0 || !isTime(at, by) || !isUuid(id)) throw wrong();
  return { at, id };
}

export const writeCursor = (at: Date | string, id: string): string =>
  `${typeof at === 'string' ? at : at.toISOString()}_${id}`;
