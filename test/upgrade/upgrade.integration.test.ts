// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../../src/kernel/clock.ts';
import { secureRandom } from '../../src/kernel/ids.ts';
import { loadTables } from '../../src/platform/backup/load-store.ts';
import { readEmbeddedConnection, startEmbeddedPostgres } from '../../src/platform/postgres/embedded/index.ts';
import { migrate, stepNames } from '../../src/platform/postgres/migrate.ts';
import { makeMachine } from '../bench/machines.ts';
import { newInstallation, sonae } from '../operations/sonae-process.ts';
import type { Installation, SonaeProcess } from '../operations/sonae-process.ts';
import { openBrowser } from '../support/browser.ts';
import { collectorReport } from '../support/collector-report.ts';
import { PASSWORD, SETUP } from '../support/people.ts';

// Data that the previous release really wrote (fixtures/README.md), under today's steps and today's program.
const MIGRATIONS = join(import.meta.dirname, '../../migrations');
const FIXTURE = join(import.meta.dirname, 'fixtures', 'sonae-0.1.0.json.gz');
const fixtureSchema = z.object({
  orgId: z.string(),
  deviceId: z.string(),
  deviceKey: z.string(),
  enrolSecret: z.string(),
  masterKey: z.string(),
  files: z.record(z.string(), z.string()),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()), text: z.string() })),
});
const fixture = fixtureSchema.parse(JSON.parse(gunzipSync(readFileSync(FIXTURE)).toString('utf8')));
const rowsIn = (text: string): number => text.split('\n').length - 1;

let place: Installation;
let running: SonaeProcess | undefined;
beforeEach(async () => {
  place = await newInstallation('sonae-upgrade-');
});
afterEach(async () => {
  running?.child.kill('SIGTERM');
  await running?.ended;
  running = undefined;
  place.remove();
});

async function* pieces(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

/** The folder as version 0.1.0 left it. */
async function putBack(): Promise<void> {
  mkdirSync(place.dataDir, { mode: 0o700 });
  writeFileSync(place.keyFile, fixture.masterKey, { mode: 0o600 });
  for (const [name, content] of Object.entries(fixture.files)) {
    const file = join(place.dataDir, name);
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, Buffer.from(content, 'base64'), { mode: 0o600 });
  }
  const needs = { dataDir: place.dataDir, log: () => {}, clock: systemClock, random: secureRandom };
  const server = await startEmbeddedPostgres(needs);
  try {
    const { host, port, database, ownerUser, ownerPassword, appUser } = server.connection;
    const connection = { host, port, database, user: ownerUser, password: ownerPassword };
    const only = new Set((await stepNames(MIGRATIONS)).slice(0, 4));
    await migrate({ connection, directory: MIGRATIONS, appRole: appUser, only });
    await loadTables(connection, async (loader) => {
      for (const { name, columns, text } of fixture.tables)
        expect(await loader.load({ kind: 'table', name, columns }, pieces(text))).toBe(rowsIn(text));
    });
  } finally {
    await server.stop();
  }
}

async function withDatabase<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const own = readEmbeddedConnection(place.dataDir);
  if (!own) throw new Error('no database runs');
  const client = new pg.Client({ ...own, user: own.appUser, password: own.appPassword });
  await client.connect();
  try {
    await client.query(`SET sonae.org_id = '${fixture.orgId}'`);
    return await work(client);
  } finally {
    await client.end();
  }
}

const countsNow = async (): Promise<Map<string, number>> =>
  withDatabase(async (client) => {
    const counts = new Map<string, number>();
    for (const { name } of fixture.tables) {
      const { rows } = await client.query<{ count: string }>(`SELECT count(*) FROM ${pg.escapeIdentifier(name)}`);
      counts.set(name, Number(rows[0]?.count));
    }
    return counts;
  });

/** Steps after 0.1.0 keep the counts of verdicts; what was there before must be in them. */
async function expectCounted(): Promise<void> {
  const { counted, kept } = await withDatabase(async (client) => {
    const sums = async (table: string, sum: string): Promise<unknown[]> =>
      (
        await client.query<{ check_id: string }>(
          `SELECT check_id, verdict, reason, ${sum} AS devices FROM ${table} GROUP BY 1, 2, 3 HAVING ${sum} <> 0 ORDER BY 1, 2, 3`,
        )
      ).rows;
    return {
      counted: await sums('assess_verdict_current', 'count(*)'),
      kept: await sums('assess_verdict_change', 'sum(devices)'),
    };
  });
  expect(counted.length).toBeGreaterThan(5);
  expect(kept).toEqual(counted);
}

test('data of 0.1.0 under today’s program: nothing is lost, people and machines go on', async () => {
  await putBack();
  running = await place.start();
  expect(running.stdout()).not.toContain('/setup#');
  const counts = await countsNow();
  const before = new Map(fixture.tables.map(({ name, text }) => [name, rowsIn(text)]));
  expect(before.get('endpoints_device')).toBe(5);
  expect(counts).toEqual(before);
  await expectCounted();

  const browser = openBrowser(place.origin);
  expect((await browser.signIn(SETUP.administrator.email, PASSWORD)).status).toBe(200);
  const org = `/api/v1/org/${fixture.orgId}`;
  expect((await browser.get(`${org}/home`)).status).toBe(200);

  const machine = makeMachine(1);
  const authorization = `Basic ${Buffer.from(`sonae:${fixture.enrolSecret}`).toString('base64')}`;
  const inventory = await fetch(`${place.origin}/agent/glpi`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/xml' },
    body: machine.inventory(1, new Date()),
  });
  expect(inventory.status).toBe(200);
  const report = collectorReport({
    hostname: 'note-1',
    observedAt: new Date().toISOString(),
    biosUuid: '5a3c1d2e-0b4f-4c6d-8e7a-9b1c2d3e4f50',
  });
  const collected = await fetch(`${place.origin}/api/v1/collect`, {
    method: 'POST',
    headers: { authorization: `Bearer ${fixture.deviceKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(report),
  });
  expect(collected.status).toBe(201);
  expect((await countsNow()).get('endpoints_device')).toBe(5);
  await expectCounted();

  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const exported = await fetch(`${place.origin}${org}/ledger/export`, { headers: { cookie } });
  const file = join(place.folder, 'ledger.jsonl');
  writeFileSync(file, await exported.text());
  const verified = await sonae(['verify', file]);
  expect([verified.code, verified.stdout]).toEqual([0, expect.stringContaining('Nothing is wrong.')]);
});
