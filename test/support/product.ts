// SPDX-License-Identifier: Apache-2.0
/** The whole product on free ports of loopback, with a database of its own and a clock that stands still. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { startSonae } from '../../src/app/main.ts';
import type { RunningSonae } from '../../src/app/main.ts';
import type { Identity } from '../../src/identity/index.ts';
import { manualClock } from '../../src/kernel/clock.ts';
import type { ManualClock } from '../../src/kernel/clock.ts';
import { readSettings } from '../../src/platform/config/settings.ts';
import type { RawSettings, Settings } from '../../src/platform/config/settings.ts';
import { createLog } from '../../src/platform/log.ts';
import type { OutboundHttp } from '../../src/platform/outbound-http.ts';
import { openBrowser } from './browser.ts';
import type { TestBrowser } from './browser.ts';
import { startTestDatabase } from './database.ts';
import type { TestDatabase } from './database.ts';

export interface ProductOptions {
  readonly start?: Date;
  /** More settings by flag, such as `{ 'disk-reserve-mb': '999999' }`. */
  readonly flags?: RawSettings;
  /** Instead of the database's own socket: a folder with a socket in front of it. */
  readonly socketFolder?: (database: TestDatabase) => string;
  /** Instead of the way out to the internet. */
  readonly outbound?: OutboundHttp;
}

export interface Product {
  /** Plain HTTP, `http://127.0.0.1:<port>`. */
  readonly origin: string;
  /** `https://localhost:<port>`: a name that is in the certificate. */
  readonly httpsOrigin: string;
  readonly identity: Identity;
  readonly clock: ManualClock;
  readonly sonae: RunningSonae;
  readonly database: TestDatabase;
  /** Each line that was logged. */
  readonly log: readonly string[];
  browser(): TestBrowser;
  /** Runs a scheduled job now, through the queue, and waits for its end. */
  runJob(name: string): Promise<void>;
  /** Rows of every table, as seen above row-level security. */
  rowCounts(): Promise<Readonly<Record<string, number>>>;
  stop(): Promise<void>;
}

const JOB_LIMIT_MS = 60_000;

function settingsFor(folder: string, database: TestDatabase, options: ProductOptions): Settings {
  const appUrl = new URL(database.appUrl.replace('@/', '@localhost/'));
  if (options.socketFolder) appUrl.searchParams.set('host', options.socketFolder(database));
  const flags = {
    data: join(folder, 'data'),
    'master-key-file': join(folder, 'master.key'),
    'database-url': appUrl.toString(),
    'migration-database-url': database.ownerUrl.replace('@/', '@localhost/'),
    'tls-host': '127.0.0.1',
    'disk-reserve-mb': '0',
    ...options.flags,
  };
  const settings = readSettings(flags, {}, { cwd: folder, home: folder, configHome: folder });
  // Port 0 is no setting for people: the system chooses a free one.
  return { ...settings, port: 0, tlsPort: 0 };
}

async function jobsDone(sonae: RunningSonae, job: string): Promise<{ done: number; failed: number }> {
  const { values } = await sonae.platform.metrics.jobs.get();
  const of = (outcome: string): number =>
    values.find(({ labels }) => labels.job === job && labels.outcome === outcome)?.value ?? 0;
  return { done: of('done'), failed: of('failed') };
}

async function runJob(sonae: RunningSonae, name: string): Promise<void> {
  const { platform } = sonae;
  const before = await jobsDone(sonae, name);
  await platform.db.global(async (tx) => platform.jobs.enqueue(tx, { name, payload: {} }));
  for (let waited = 0; waited < JOB_LIMIT_MS; waited += 20) {
    const now = await jobsDone(sonae, name);
    if (now.failed > before.failed) throw new Error(`the job ${name} failed`);
    if (now.done > before.done) return;
    await sleep(20);
  }
  throw new Error(`the job ${name} did not end`);
}

/** Names and contents of the product's own tables; the job queue's are left out. */
export async function countRows(connection: pg.ClientConfig): Promise<Record<string, number>> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY 1`,
    );
    const each = rows.map(({ name }) => `SELECT '${name}' AS name, count(*)::int AS rows FROM public.${name}`);
    const counted = await client.query<{ name: string; rows: number }>(each.join(' UNION ALL '));
    return Object.fromEntries(counted.rows.map((row) => [row.name, row.rows]));
  } finally {
    await client.end();
  }
}

export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  const folder = mkdtempSync(join(tmpdir(), 'sonae-product-'));
  const database = await startTestDatabase({ maxConnections: 2 });
  const clock = manualClock(options.start ?? new Date());
  const log: string[] = [];
  const clean = async (): Promise<void> => {
    await database.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const sonae = await startSonae({
      settings: settingsFor(folder, database, options),
      clock,
      ...(options.outbound === undefined ? {} : { outbound: options.outbound }),
      log: createLog('info', { write: (line: string) => void log.push(line) }),
    });
    return {
      origin: sonae.httpUrl,
      httpsOrigin: `https://localhost:${new URL(sonae.httpsUrl).port}`,
      identity: sonae.identity,
      clock,
      sonae,
      database,
      log,
      browser: () => openBrowser(sonae.httpUrl),
      runJob: async (name) => runJob(sonae, name),
      rowCounts: async () => countRows(database.superuser),
      stop: async () => {
        await sonae.stop();
        await clean();
      },
    };
  } catch (error) {
    await clean();
    throw error;
  }
}
