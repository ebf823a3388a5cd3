// SPDX-License-Identifier: Apache-2.0
/** Lists with SCIM filters (RFC 7644 §3.4.2). The usual question, one person by name, is asked of an index. */
import SCIMMY from 'scimmy';
import { SafeError } from '../../kernel/errors.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import * as store from './directory-store.ts';
import type { PersonLookup } from './directory-store.ts';
import { MAX_GROUPS, MAX_PERSONS } from './people-of-directory.ts';
import { groupResource, listResponse, nameKey, userResource } from './scim-shapes.ts';
import type { Place } from './scim-shapes.ts';

export interface ListQuery {
  readonly filter: string | undefined;
  /** 1 is the first (RFC 7644 §3.4.2.4). */
  readonly startIndex: number;
  readonly count: number;
  /** `excludedAttributes` names `members`: Entra ID asks so because its groups may be large. */
  readonly withoutMembers: boolean;
}

const MAX_FILTER = 512;
const MAX_BRACKETS = 20;
/** `userName eq "…"` and its like; no quotation marks within. */
const SIMPLE = /^\s*(userName|externalId|id)\s+eq\s+"([^"\\]{1,254})"\s*$/i;

const PLACES: Readonly<Record<string, PersonLookup['by']>> = {
  username: 'user_name',
  externalid: 'external_id',
  id: 'id',
};

function simpleLookup(filter: string | undefined): PersonLookup | undefined {
  const [, attribute = '', value = ''] = SIMPLE.exec(filter ?? '') ?? [];
  const by = PLACES[attribute.toLowerCase()];
  if (!by) return undefined;
  return { by, value: by === 'user_name' ? nameKey(value) : value };
}

/**
 * SCIM compares nearly all of our strings without regard to case (RFC 7643 §4.1.1, `caseExact: false`), the library with
 * regard to it: both sides are put into lower case.
 */
const folded = <Resource extends object>(resource: Resource): Record<string, unknown> => {
  const fold = (_key: string, value: unknown): unknown => (typeof value === 'string' ? value.toLowerCase() : value);
  const copy: unknown = JSON.parse(JSON.stringify(resource, fold));
  return typeof copy === 'object' && copy !== null ? { ...copy } : {};
};

/** @throws SafeError `scim_filter_refused` */
function matching<Resource extends object>(filter: string | undefined, all: readonly Resource[]): readonly Resource[] {
  if (filter === undefined || filter.trim() === '') return all;
  const brackets = filter.length - filter.replaceAll(/[([]/g, '').length;
  if (filter.length > MAX_FILTER || brackets > MAX_BRACKETS) throw new SafeError('invalid', 'scim_filter_refused');
  try {
    const parsed = new SCIMMY.Types.Filter(filter.replaceAll(/"[^"]*"/g, (text) => text.toLowerCase()));
    return all.filter((resource) => parsed.match([folded(resource)]).length > 0);
  } catch (cause) {
    throw new SafeError('invalid', 'scim_filter_refused', { cause });
  }
}

const paged = (resources: readonly object[], { startIndex, count }: ListQuery) =>
  listResponse({
    total: resources.length,
    start: startIndex,
    resources: resources.slice(startIndex - 1, startIndex - 1 + count),
  });

export async function listPeople(tx: ScopedTx, query: ListQuery, place: Place) {
  const wanted = simpleLookup(query.filter);
  const rows = await store.persons(tx, { wanted, limit: MAX_PERSONS });
  const resources = rows.map((row) => userResource(row, place));
  return paged(wanted ? resources : matching(query.filter, resources), query);
}

export async function listGroups(tx: ScopedTx, query: ListQuery, place: Place) {
  const rows = await store.groups(tx, MAX_GROUPS);
  const found = matching(
    query.filter,
    rows.map((row) => groupResource(row, { ...place, members: undefined })),
  );
  const answer = paged(found, query);
  if (query.withoutMembers) return answer;
  const shown = new Map(rows.map((row) => [String(row.group_id), row]));
  const resources: object[] = [];
  for (const resource of answer.Resources) {
    const row = shown.get('id' in resource ? String(resource.id) : '');
    if (row) resources.push(groupResource(row, { ...place, members: await store.peopleOfGroup(tx, row.group_id) }));
  }
  return { ...answer, Resources: resources };
}
