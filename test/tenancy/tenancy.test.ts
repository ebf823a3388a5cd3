// SPDX-License-Identifier: Apache-2.0
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MEMBER_ROLES } from '../../src/kernel/contract.ts';
import type { Role } from '../../src/kernel/contract.ts';
import type { TestBrowser } from '../support/browser.ts';
import { secondOrganisation, setUp } from '../support/people.ts';
import { startProduct } from '../support/product.ts';
import type { Product } from '../support/product.ts';
import { watchRoutes } from '../support/watch-routes.ts';
import { fill, invite, must } from './fill.ts';
import type { Filled } from './fill.ts';
import { TABLE } from './table.ts';
import type { MemberRow, OtherRow, Places, World } from './table.ts';

const ROLES: readonly Role[] = [...MEMBER_ROLES, 'watcher', 'responder'];
/** In everything that belongs to the other organisation, and nowhere else. */
const MARK = 'KOMAKUSA';

let product: Product;
let routes: ReadonlySet<string>;
let ours: Filled;
let theirs: Filled;
let world: World;
let people: Readonly<Record<Role | 'nobody', TestBrowser>>;

beforeAll(async () => {
  const watch = watchRoutes();
  product = await startProduct({ start: new Date('2026-11-20T01:00:00Z') });
  watch.stop();
  routes = watch.routes;
  const a = await setUp(product);
  const b = await secondOrganisation(product);
  const c = await secondOrganisation(product, 'c@example.jp');
  ours = await fill(product, a, 'OURS');
  theirs = await fill(product, b, MARK);
  const operator = async (name: string, roles: readonly Role[]): Promise<TestBrowser> => {
    const email = `${name}@example.jp`;
    const browser = await invite(product, c, { name, email, roles: ['teleworker'] });
    await product.identity.setOperator({ email, operator: true });
    must(await a.browser.post(`/api/v1/org/${a.orgId}/operators`, { email, roles }), 201);
    await browser.refresh();
    return browser;
  };
  world = { product, operatorEmail: 'third@example.jp' };
  people = {
    administrator: ours.administrator,
    executive: ours.executive,
    teleworker: ours.teleworker,
    watcher: await operator('watcher', ['watcher']),
    responder: await operator('responder', ['responder']),
    nobody: c.browser,
  };
  await invite(product, c, { name: 'third', email: world.operatorEmail, roles: ['teleworker'] });
  await product.identity.setOperator({ email: world.operatorEmail, operator: true });
});

afterAll(async () => product?.stop());

/** Files of the built page, hashed or beside it: they hold no data and change with every build. */
const builtFile = (route: string): boolean =>
  /^GET \/(?:assets\/.+|[\w-]+\.(?:js|css|svg|png|ico|txt|webmanifest))$/.test(route);

test('every route has a row, and every row a route', () => {
  // HEAD comes with each GET; files of the built page hold no data.
  const found = [...routes].filter((route) => !route.startsWith('HEAD ') && !builtFile(route));
  const rows = Object.keys(TABLE);
  expect(
    found.filter((route) => !rows.includes(route)),
    'routes without a row',
  ).toEqual([]);
  expect(
    rows.filter((row) => !found.includes(row)),
    'rows without a route',
  ).toEqual([]);
});

const partsOf = (route: string): [string, string] => {
  const [method = '', path = ''] = route.split(' ');
  return [method, path];
};

const filledIn = (path: string, places: Places): string =>
  path.replaceAll(/:(\w+)/g, (_whole, name: string) => places[name] ?? '');

/** Asks and hands back the status; the answer holds nothing of the other organisation. */
async function ask(browser: TestBrowser, route: string, given: { places: Places; body?: unknown }): Promise<number> {
  const [method, path] = partsOf(route);
  const csrf = browser.csrf === undefined || method === 'GET' ? {} : { 'x-sonae-csrf': browser.csrf };
  const response = await fetch(product.origin + filledIn(path, given.places), {
    method,
    headers: {
      cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      ...(given.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...csrf,
    },
    ...(given.body === undefined ? {} : { body: JSON.stringify(given.body) }),
  });
  const text = await response.text();
  expect(text, route).not.toContain(MARK);
  for (const [what, value] of Object.entries(theirs)) {
    // Both organisations were given a machine with one UUID on purpose.
    if (typeof value === 'string' && what !== 'biosUuid')
      expect(text, `${route} tells their ${what}`).not.toContain(value);
  }
  return response.status;
}

function expectedStatus(row: MemberRow, role: Role | 'nobody'): number {
  if (role === 'nobody') return 404;
  if (!row.may.includes(role)) return 403;
  return row.notTheirs?.includes(role) ? 404 : (row.status ?? 200);
}

const memberRows = Object.entries(TABLE).flatMap(([route, row]) =>
  row.kind === 'member' ? [[route, row] as const] : [],
);
const otherRows = Object.entries(TABLE).flatMap(([route, row]) =>
  row.kind === 'member' ? [] : [[route, row] as const],
);

/** Who asks, from those who may not to those who may: a call that uses something up comes last. */
function callers(row: MemberRow): (Role | 'nobody')[] {
  return (['nobody', ...ROLES] as const).toSorted(
    (left, right) => expectedStatus(row, right) - expectedStatus(row, left),
  );
}

/** A fingerprint of each table's rows of the other organisation. */
async function theirRows(): Promise<Record<string, string>> {
  const client = new pg.Client(product.database.superuser);
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      `SELECT attrelid::regclass::text AS name FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
       WHERE attname = 'org_id' AND relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace ORDER BY 1`,
    );
    const each = tables.rows.map(
      ({
        name,
      }) => `SELECT '${name}' AS name, coalesce(md5(string_agg(held::text, E'\\n' ORDER BY held::text)), '') AS content
        FROM ${name} held WHERE org_id = '${theirs.orgId}'`,
    );
    const found = await client.query<{ name: string; content: string }>(each.join(' UNION ALL '));
    return Object.fromEntries(found.rows.map(({ name, content }) => [name, content]));
  } finally {
    await client.end();
  }
}

describe('operations of an organisation', () => {
  test.each(memberRows)('%s: the other organisation does not exist, whoever asks', async (route, row) => {
    const before = await theirRows();
    for (const [role, browser] of Object.entries(people)) {
      const places = { orgId: theirs.orgId, ...row.places?.(theirs) };
      const body = row.body?.({ own: ours, objects: theirs });
      expect(await ask(browser, route, { places, body }), `${role} with their organisation`).toBe(404);
    }
    expect(await theirRows()).toEqual(before);
  });

  test.each(memberRows.filter(([, row]) => row.places?.(theirsLike()) !== undefined && namesObjects(row)))(
    '%s: their objects are not found in our organisation',
    async (route, row) => {
      const before = await theirRows();
      for (const role of [...ROLES, 'nobody'] as const) {
        const places = { orgId: ours.orgId, ...row.places?.(theirs) };
        const expected = role === 'nobody' ? 404 : row.may.includes(role) ? 404 : 403;
        const body = row.body?.({ own: ours, objects: theirs });
        expect(await ask(people[role], route, { places, body }), role).toBe(expected);
      }
      expect(await theirRows()).toEqual(before);
    },
  );

  test.each(memberRows.filter(([, row]) => row.foreignBody))('%s: their people cannot be named', async (route, row) => {
    const places = { orgId: ours.orgId, ...row.places?.(ours), ...(await row.fresh?.(ours, world)) };
    const body = row.foreignBody?.({ own: ours, objects: theirs });
    expect(await ask(people.administrator, route, { places, body })).toBe(400);
  });

  test.each(memberRows)('%s: each role in its own organisation', async (route, row) => {
    for (const role of callers(row)) {
      const expected = expectedStatus(row, role);
      const made = expected < 300 && row.fresh ? await row.fresh(ours, world) : {};
      const places = { orgId: ours.orgId, ...row.places?.(ours), ...made };
      expect(await ask(people[role], route, { places, body: row.body?.({ own: ours, objects: ours }) }), role).toBe(
        expected,
      );
    }
    expect(
      await ask(product.browser(), route, { places: { orgId: ours.orgId, ...row.places?.(ours) } }),
      'a stranger',
    ).toBe(401);
  });
});

/** Stands in while the table is walked, before any organisation exists. */
function theirsLike(): Filled {
  const told = new Proxy({}, { get: (_target, name) => `id-of-${String(name)}` });
  return told as Filled;
}

/** Control ids are the catalogue's: the same everywhere and nobody's. */
/** Everybody's: no organisation owns them. */
const OF_THE_CATALOGUE = new Set(['controlId', 'methodId', 'month', 'threatId', 'caseId', 'star']);

function namesObjects(row: MemberRow): boolean {
  return Object.keys(row.places?.(theirsLike()) ?? {}).some((name) => !OF_THE_CATALOGUE.has(name));
}

async function statusOf(route: string, row: OtherRow, browser: TestBrowser): Promise<number> {
  const places = row.places?.(theirs) ?? {};
  return ask(browser, route, { places, body: row.body?.({ own: ours, objects: theirs }) });
}

describe('operations of no organisation', () => {
  test.each(otherRows.filter(([, row]) => row.kind === 'public' || row.kind === 'door'))(
    '%s tells a stranger nothing',
    async (route, row) => {
      expect(await statusOf(route, row, product.browser())).toBe(row.status);
    },
  );

  test.each(otherRows.filter(([, row]) => row.kind === 'account'))('%s is about oneself', async (route, row) => {
    expect(await statusOf(route, row, product.browser()), 'a stranger').toBe(401);
    const browser = product.browser();
    must(await browser.signIn('ours-t@example.jp', 'yamaneko tabi suisei 47 hachimitsu'));
    expect(await statusOf(route, row, browser)).toBe(row.status);
  });

  test.each(otherRows.filter(([, row]) => row.kind === 'operator'))(
    '%s is for the operator’s staff',
    async (route, row) => {
      expect(await statusOf(route, row, product.browser()), 'a stranger').toBe(401);
      expect(await statusOf(route, row, people.nobody), 'somebody').toBe(404);
      expect(await statusOf(route, row, people.watcher), 'an operator').toBe(row.status);
    },
  );
});

test('below the doors: without an organisation no row, with ours only ours', async () => {
  const { db } = product.database;
  // Three indexes of the installation hold ids only, and are told so in catalogue.ts.
  const indexes = ['identity_membership', 'identity_provider_door', 'platform_organisation'];
  const tables = Object.keys(await theirRows()).filter((name) => !indexes.includes(name));
  expect(tables.length).toBeGreaterThan(20);
  const client = await db.pool.connect();
  try {
    for (const name of tables) {
      const all = await client.query<{ rows: number }>(`SELECT count(*)::int AS rows FROM ${name}`);
      expect(all.rows[0]?.rows, name).toBe(0);
      await client.query(`BEGIN; SET LOCAL sonae.org_id = '${ours.orgId}'`);
      const seen = await client.query<{ org_id: string }>(`SELECT DISTINCT org_id FROM ${name}`);
      await client.query('ROLLBACK');
      expect(
        seen.rows.filter((row) => row.org_id !== ours.orgId),
        name,
      ).toEqual([]);
    }
  } finally {
    client.release();
  }
});

test('below the doors: a row of another organisation cannot be written', async () => {
  const { db } = product.database;
  const client = await db.pool.connect();
  try {
    await client.query(`BEGIN; SET LOCAL sonae.org_id = '${ours.orgId}'`);
    const write = client.query(
      `INSERT INTO assess_declaration SELECT * FROM jsonb_populate_record(NULL::assess_declaration,
        (SELECT to_jsonb(held) || jsonb_build_object('org_id', $1::text) FROM assess_declaration held LIMIT 1))`,
      [theirs.orgId],
    );
    await expect(write).rejects.toThrow(/row-level security/);
    await client.query('ROLLBACK');
  } finally {
    client.release();
  }
});
