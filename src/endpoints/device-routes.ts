// SPDX-License-Identifier: Apache-2.0
import { Readable } from 'node:stream';
import { notFound } from '../kernel/errors.ts';
import { isUuid } from '../kernel/ids.ts';
import type { Language } from '../kernel/language.ts';
import type { Routes } from '../platform/http/routes.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import type { Scope } from '../platform/postgres/scope.ts';
import type { EndpointsContext } from './context.ts';
import { endpointsOperations as operations } from './contract.ts';
import type { DeviceDetail, DeviceItem } from './contract.ts';
import { countDevices, listDevices, readDevice } from './device-store.ts';
import type { DeviceFilter, DeviceRow } from './device-store.ts';
import { csvHead, csvLines } from './device-csv.ts';
import { changeDevice } from './edit-device.ts';
import { countSoftware, factsOf, listQuarantine, reportsOf, softwareOf } from './report-store.ts';
import { searchKey } from './search-key.ts';
import { nodeOfDevice, wantAnswers } from './sources/osquery/node-store.ts';
import { checkInfos, deviceView } from './views.ts';

/** Page places are opaque to callers: base64url of the two key parts. */
const writeCursor = (key: string, id: string): string => Buffer.from(`${id}${key}`, 'utf8').toString('base64url');
function readCursor(cursor: string | undefined): { key: string; id: string } | undefined {
  if (cursor === undefined) return undefined;
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const id = text.slice(0, 36);
  const key = text.slice(36);
  // PostgreSQL takes no NUL; a place somebody made up starts the list anew.
  return isUuid(id) && !key.includes('\0') ? { id, key } : undefined;
}

async function views(tx: ScopedTx, context: EndpointsContext, rows: readonly DeviceRow[]): Promise<DeviceItem[]> {
  const names = new Map((await context.owners(tx)).map(({ memberId, name }) => [memberId, name]));
  const counts = await context.assess.countsOf(
    tx,
    rows.map((row) => row.device_id),
  );
  return rows.map((row) => deviceView(row, { names, counts }));
}

/**
 * What stands on a computer, down to its programs and serial numbers, is its user's affair (many are private) and that
 * of those who run security. Colleagues see that it is there, and its verdicts.
 */
const seesInside = ({ actor }: Scope, ownerMemberId: string | null): boolean =>
  actor.kind === 'operator' ||
  (actor.kind === 'member' && (actor.memberId === ownerMemberId || actor.roles.some((role) => role !== 'teleworker')));

const mayAskAnew = ({ actor }: Scope, ownerMemberId: string | null): boolean =>
  actor.kind === 'member' && (actor.memberId === ownerMemberId || actor.roles.includes('administrator'));

function agentView(node: Awaited<ReturnType<typeof nodeOfDevice>>, mayAsk: boolean): DeviceDetail['agent'] {
  if (!node) return null;
  return {
    version: node.agent_version,
    enrolledAt: node.enrolled_at.toISOString(),
    seenAt: node.seen_at?.toISOString() ?? null,
    answeredAt: node.answered_at?.toISOString() ?? null,
    askedAt: node.wanted_at?.toISOString() ?? null,
    mayAsk,
  };
}

async function deviceDetail(tx: ScopedTx, context: EndpointsContext, deviceId: string): Promise<DeviceDetail> {
  const row = await readDevice(tx, deviceId);
  const [view] = row ? await views(tx, context, [row]) : [];
  if (!row || !view) throw notFound('device_not_found');
  const sources = await reportsOf(tx, deviceId);
  const inside = seesInside(tx.scope, row.owner_member_id);
  const facts = inside ? await factsOf(tx, deviceId) : [];
  return {
    ...view,
    createdAt: row.created_at.toISOString(),
    sources: sources.map(({ source, client, observed_at, received_at, rounds }) => ({
      source,
      client,
      observedAt: observed_at.toISOString(),
      receivedAt: received_at.toISOString(),
      rounds,
    })),
    facts: facts.map(({ section, source, observed_at, reading }) => ({
      section,
      source,
      observedAt: observed_at.toISOString(),
      reading,
    })),
    softwareCount: inside ? await countSoftware(tx, deviceId) : 0,
    agent: agentView(await nodeOfDevice(tx, deviceId), mayAskAnew(tx.scope, row.owner_member_id)),
    inside,
  };
}

interface Wanted {
  readonly search: string;
  readonly state: DeviceFilter['state'];
  readonly source: string;
  readonly result: 'failing' | 'unknown' | 'all';
}

async function filterOf(tx: ScopedTx, { assess }: EndpointsContext, wanted: Wanted): Promise<DeviceFilter> {
  const { search, state, source, result } = wanted;
  return {
    search: searchKey(search),
    state,
    source: source === 'all' ? undefined : source,
    only: result === 'all' ? undefined : await assess.subjectsWith(tx, result === 'failing' ? 'fail' : 'unknown'),
  };
}

/** Rows of one page of the file. */
const CSV_PAGE = 500;

/** The list in pages, each in a short transaction of its own: a large fleet must not hold one open. */
async function* csvOf(context: EndpointsContext, scope: Scope, query: Wanted & { readonly language: Language }) {
  const { language } = query;
  yield csvHead(language);
  for (let after: { key: string; id: string } | undefined, more = true; more;) {
    const rows = await context.platform.db.scoped(scope, async (tx) => {
      const filter = await filterOf(tx, context, query);
      const page = await listDevices(tx, { ...filter, after, limit: CSV_PAGE });
      const ids = page.map(({ device_id }) => device_id);
      const [devices, open] = [await views(tx, context, page), await context.assess.notInPlace(tx, ids)];
      return { page, text: csvLines(devices, open, language) };
    });
    yield rows.text;
    const last = rows.page.at(-1);
    more = rows.page.length === CSV_PAGE && last !== undefined;
    if (last) after = { key: last.search_key, id: last.device_id };
  }
}

function listRoutes(routes: Routes, context: EndpointsContext): void {
  const { db } = context.platform;
  routes.member(operations.listDevices, async ({ scope, query }) =>
    db.scoped(scope, async (tx) => {
      const filter = await filterOf(tx, context, query);
      const rows = await listDevices(tx, { ...filter, after: readCursor(query.cursor), limit: query.limit });
      const last = rows.length === query.limit ? rows.at(-1) : undefined;
      return {
        devices: await views(tx, context, rows),
        total: await countDevices(tx, filter),
        next: last ? writeCursor(last.search_key, last.device_id) : null,
      };
    }),
  );
  routes.member(operations.exportDevices, async ({ scope, query, answer }) => {
    answer.header('content-disposition', 'attachment; filename="sonae-devices.csv"');
    answer.header('cache-control', 'no-store');
    return answer.stream('text/csv; charset=utf-8', Readable.from(csvOf(context, scope, query)));
  });
  routes.member(operations.listSoftware, async ({ scope, params, query }) =>
    db.scoped(scope, async (tx) => {
      const device = await readDevice(tx, params.deviceId);
      if (!device || !seesInside(scope, device.owner_member_id)) throw notFound('device_not_found');
      const place = readCursor(query.cursor);
      const after = place && { name: place.key, key: place.id };
      const rows = await softwareOf(tx, params.deviceId, { after, limit: query.limit });
      const last = rows.length === query.limit ? rows.at(-1) : undefined;
      return { software: rows, next: last ? writeCursor(last.name, last.software_key) : null };
    }),
  );
  routes.member(operations.listQuarantine, async ({ scope, query }) =>
    db.scoped(scope, async (tx) => {
      const place = readCursor(query.cursor);
      const after =
        place && Number.isFinite(Date.parse(place.key)) ? { at: new Date(place.key), id: place.id } : undefined;
      const rows = await listQuarantine(tx, { after, limit: query.limit });
      const last = rows.length === query.limit ? rows.at(-1) : undefined;
      return {
        reports: rows.map((row) => ({
          quarantineId: row.quarantine_id,
          deviceId: row.device_id,
          source: row.source,
          reason: row.reason,
          detail: row.detail,
          receivedAt: row.received_at.toISOString(),
        })),
        next: last ? writeCursor(last.received_at.toISOString(), last.quarantine_id) : null,
      };
    }),
  );
}

export function deviceRoutes(routes: Routes, context: EndpointsContext): void {
  const { db } = context.platform;
  const { catalog } = context.assess.context;
  listRoutes(routes, context);
  routes.account(operations.listChecks, async () => ({ checks: checkInfos((id) => catalog.controlsOfCheck(id)) }));
  routes.member(operations.readDevice, async ({ scope, params }) =>
    db.scoped(scope, async (tx) => ({ device: await deviceDetail(tx, context, params.deviceId) })),
  );
  routes.member(operations.lookAgain, async ({ scope, params }) =>
    db.scoped(scope, async (tx) => {
      const device = await readDevice(tx, params.deviceId);
      if (!device || !mayAskAnew(scope, device.owner_member_id)) throw notFound('device_not_found');
      return { asked: await wantAnswers(tx, params.deviceId, context.platform.clock.now()) };
    }),
  );
  routes.member(operations.updateDevice, async ({ scope, params, body }) =>
    db.scoped(scope, async (tx) => {
      await changeDevice(tx, context, { deviceId: params.deviceId, change: body });
      return { device: await deviceDetail(tx, context, params.deviceId) };
    }),
  );
}
