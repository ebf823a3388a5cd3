// SPDX-License-Identifier: Apache-2.0
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../kernel/clock.ts';
import { secureRandom } from '../../../kernel/ids.ts';
import { StartProblem } from '../../start-problem.ts';
import type { EmbeddedPostgres, PostgresExit } from './index.ts';
import { readEmbeddedConnection, readSupervisorLogin, startEmbeddedPostgres } from './index.ts';
import { processesIn } from './processes.ts';
import { canRead } from './run-as.ts';

const HOLDER = fileURLToPath(new URL('fixtures/hold-postgres.ts', import.meta.url));
const NOBODY = 65534;

/** A database as a first start leaves it, copied for the tests that are about later starts. */
let template: string;
let dataDir: string;
let running: EmbeddedPostgres[];
let children: ChildProcess[];
let messages: string[];

beforeAll(async () => {
  template = mkdtempSync(join(tmpdir(), 'sonae-template-'));
  const postgres = await startEmbeddedPostgres({
    dataDir: template,
    log: () => {},
    clock: systemClock,
    random: secureRandom,
  });
  await postgres.stop();
});

afterAll(() => rmSync(template, { recursive: true, force: true }));

const useTemplate = (): void => cpSync(join(template, 'postgres'), join(dataDir, 'postgres'), { recursive: true });

beforeEach(() => {
  // A space in the path, and 0700: as root, the unprivileged user cannot even walk to it.
  dataDir = mkdtempSync(join(tmpdir(), 'sonae test '));
  running = [];
  children = [];
  messages = [];
});

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  for (const postgres of running) await postgres.stop();
  for (const pid of processesIn(clusterDir())) process.kill(pid, 'SIGKILL');
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

const clusterDir = (): string => join(dataDir, 'postgres', '18');

async function start(): Promise<EmbeddedPostgres> {
  const log = (line: { message: string }): void => void messages.push(line.message);
  const postgres = await startEmbeddedPostgres({ dataDir, log, clock: systemClock, random: secureRandom });
  running.push(postgres);
  return postgres;
}

interface Login {
  readonly user: string;
  readonly password: string;
}

async function query(postgres: Pick<EmbeddedPostgres, 'connection'>, sql: string, login?: Login): Promise<unknown[]> {
  const { host, port, database, ownerUser, ownerPassword } = postgres.connection;
  const client = new Client({ host, port, database, ...(login ?? { user: ownerUser, password: ownerPassword }) });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Starts the program that holds PostgreSQL and waits until its row is committed. */
async function startHolder(
  options: { uid?: number; gid?: number } = {},
): Promise<{ child: ChildProcess; postgresPid: number }> {
  const child = spawn(process.execPath, [HOLDER, dataDir], { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  children.push(child);
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => messages.push(chunk.toString()));
  for await (const chunk of child.stdout) {
    said += String(chunk);
    const found = /ready (\d+)/.exec(said);
    if (found) return { child, postgresPid: Number(found[1]) };
  }
  throw new Error(`the holder ended: ${messages.join('')}`);
}

async function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(5);
}

describe('a first start', () => {
  it('makes a database that is durable, Japanese and reachable by socket and password only', async () => {
    const postgres = await start();
    const [settings] = await query(
      postgres,
      `SELECT current_setting('data_checksums') checksums, current_setting('fsync') fsync, current_setting('listen_addresses') listen,
              current_setting('password_encryption') passwords, current_setting('full_page_writes') pages,
              datlocprovider provider, datlocale locale, similarity('備えあれば憂いなし', '備えあれば') > 0 trigrams,
              encode(digest('a', 'sha256'), 'hex') LIKE 'ca978112%' crypto
         FROM pg_database WHERE datname = current_database()`,
    );
    expect(settings).toEqual({
      checksums: 'on',
      fsync: 'on',
      listen: '',
      passwords: 'scram-sha-256',
      pages: 'on',
      provider: 'b',
      locale: 'C.UTF-8',
      trigrams: true,
      crypto: true,
    });
    expect(statSync(join(dataDir, 'postgres', 'credentials.json')).mode & 0o777).toBe(0o600);
    expect(statSync(clusterDir()).mode & 0o777).toBe(0o700);
    expect(statSync(postgres.connection.host).mode & 0o777).toBe(0o700);
    const { ownerUser, appUser, ownerPassword } = postgres.connection;
    await expect(query(postgres, 'SELECT 1', { user: ownerUser, password: 'wrong' })).rejects.toThrow(/authentication/);
    await expect(query(postgres, 'SELECT 1', { user: appUser, password: ownerPassword })).rejects.toThrow(
      /authentication/,
    );
    await expect(query(postgres, 'SELECT 1', { user: 'sonae_supervisor', password: 'wrong' })).rejects.toThrow(
      /authentication/,
    );
    await expect(query(postgres, 'SELECT 1', readSupervisorLogin(dataDir))).resolves.toHaveLength(1);
  });

  it('gives the product roles that cannot step over row-level security', async () => {
    const postgres = await start();
    const roles = await query(
      postgres,
      `SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication AS mighty,
              pg_has_role(rolname, 'pg_read_all_data', 'member') AS reads_all
         FROM pg_roles WHERE rolname IN ('sonae_owner', 'sonae_app') ORDER BY 1`,
    );
    expect(roles).toEqual([
      { rolname: 'sonae_app', mighty: false, reads_all: false },
      { rolname: 'sonae_owner', mighty: false, reads_all: false },
    ]);
    const { appUser: user, appPassword: password } = postgres.connection;
    await expect(query(postgres, 'CREATE TABLE stray (a int)', { user, password })).rejects.toThrow(
      /permission denied/,
    );
  });

  it('that was cut off is begun again', async () => {
    const child = spawn(process.execPath, [HOLDER, dataDir], { stdio: 'ignore' });
    children.push(child);
    const unfinished = (): string[] =>
      (existsSync(join(dataDir, 'postgres')) ? readdirSync(join(dataDir, 'postgres')) : []).filter((name) =>
        name.startsWith('18.new-'),
      );
    await until(() => unfinished().some((name) => existsSync(join(dataDir, 'postgres', name, 'PG_VERSION'))));
    await kill(child, 'SIGKILL');
    expect(existsSync(clusterDir())).toBe(false);
    const postgres = await start();
    expect(await query(postgres, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(unfinished()).toEqual([]);
  });

  it('that was cut off between the files and the roles is completed', async () => {
    await (await start()).stop();
    rmSync(join(clusterDir(), 'sonae-provisioned'));
    expect(await query(await start(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

describe('a later start', () => {
  beforeEach(useTemplate);

  it('keeps data and passwords', async () => {
    const first = await start();
    await query(first, 'CREATE TABLE kept AS SELECT 7 AS number');
    const { connection } = first;
    await first.stop();
    const second = await start();
    expect(second.connection).toEqual(connection);
    expect(await query({ connection }, 'SELECT * FROM kept')).toEqual([{ number: 7 }]);
  });

  it('makes new passwords when the file with them is lost', async () => {
    const first = await start();
    await query(first, 'CREATE TABLE kept AS SELECT 7 AS number');
    await first.stop();
    rmSync(join(dataDir, 'postgres', 'credentials.json'));
    const second = await start();
    expect(second.connection.ownerPassword).not.toBe(first.connection.ownerPassword);
    expect(await query(second, 'SELECT * FROM kept')).toEqual([{ number: 7 }]);
  });

  it('is not stopped by a pid file whose number now belongs to another process', async () => {
    const first = await start();
    await first.stop();
    const stranger = spawn('sleep', ['60'], { stdio: 'ignore', ...(process.getuid?.() === 0 ? ownerOfCluster() : {}) });
    children.push(stranger);
    const lines = [stranger.pid, clusterDir(), 1, 5432, first.connection.host, '', ' 1 1', 'ready'];
    writeFileSync(join(clusterDir(), 'postmaster.pid'), `${lines.join('\n')}\n`);
    expect(readEmbeddedConnection(dataDir)).toBeUndefined();
    expect(await query(await start(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
  });

  it('is refused while another runs, and says who that is', async () => {
    const postgres = await start();
    const problem = await start().catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(StartProblem);
    expect(problem).toMatchObject({ code: 'data_in_use' });
    expect(String(problem)).toContain(String(process.pid));
    expect(readEmbeddedConnection(dataDir)).toEqual(postgres.connection);
    expect(await query(postgres, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('says in PostgreSQL words why it cannot be', async () => {
    await (await start()).stop();
    writeFileSync(join(clusterDir(), 'PG_VERSION'), '17\n');
    await expect(start()).rejects.toMatchObject({
      code: 'postgres_start_failed',
      message: expect.stringContaining('incompatible'),
    });
    writeFileSync(join(clusterDir(), 'PG_VERSION'), '18\n');
    expect(await query(await start(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

const ownerOfCluster = (): { uid: number; gid: number } => {
  const { uid, gid } = statSync(clusterDir());
  return { uid, gid };
};

describe('kill -9', () => {
  beforeEach(useTemplate);

  it('of PostgreSQL: told, started again, nothing acknowledged is lost', async () => {
    const postgres = await start();
    const exits: PostgresExit[] = [];
    postgres.onExit((why) => exits.push(why));
    await query(postgres, 'CREATE TABLE kept AS SELECT 7 AS number');
    for (const round of [1, 2]) {
      const { pid } = postgres;
      const again = new Promise<number>((resolve) => postgres.onRestart(resolve));
      process.kill(pid, 'SIGKILL');
      expect(await again).not.toBe(pid);
      expect(exits.at(-1)).toMatchObject({ signal: 'SIGKILL', attempt: round });
      expect(await query(postgres, 'SELECT * FROM kept')).toEqual([{ number: 7 }]);
    }
    expect(exits.map((exit) => exit.retryInMs)).toEqual([100, 500]);
  });

  it('of our process: the PostgreSQL left behind is stopped and its data is there', async () => {
    const { child, postgresPid } = await startHolder();
    await kill(child, 'SIGKILL');
    expect(processesIn(clusterDir())).toContain(postgresPid);
    const postgres = await start();
    expect(processesIn(clusterDir())).not.toContain(postgresPid);
    expect(processesIn(clusterDir())).toContain(postgres.pid);
    expect(await query(postgres, 'SELECT * FROM kept')).toEqual([{ word: '備え' }]);
  });

  it('of both: recovered', async () => {
    const { child, postgresPid } = await startHolder();
    const dead = kill(child, 'SIGKILL');
    process.kill(postgresPid, 'SIGKILL');
    await dead;
    expect(await query(await start(), 'SELECT * FROM kept')).toEqual([{ word: '備え' }]);
    expect(messages.join('\n')).toContain('automatic recovery');
  });

  it('of PostgreSQL while its children hang: they are made to leave', async () => {
    const { child, postgresPid } = await startHolder();
    const backends = processesIn(clusterDir()).filter((pid) => pid !== postgresPid);
    for (const pid of backends) process.kill(pid, 'SIGSTOP');
    process.kill(postgresPid, 'SIGKILL');
    await kill(child, 'SIGKILL');
    expect(processesIn(clusterDir()).length).toBeGreaterThan(0);
    expect(await query(await start(), 'SELECT * FROM kept')).toEqual([{ word: '備え' }]);
    expect(backends.filter((pid) => processesIn(clusterDir()).includes(pid))).toEqual([]);
  });
});

describe('stop', () => {
  beforeEach(useTemplate);

  it('while it is waiting to start again ends the waiting', async () => {
    const postgres = await start();
    const told = new Promise((resolve) => postgres.onExit(resolve));
    process.kill(postgres.pid, 'SIGKILL');
    await told;
    await postgres.stop();
    await postgres.stop();
    expect(processesIn(clusterDir())).toEqual([]);
    expect(existsSync(join(dataDir, 'postgres', 'sonae.lock'))).toBe(false);
  });

  it('leaves no process and no pid file', async () => {
    const postgres = await start();
    await postgres.stop();
    expect(processesIn(clusterDir())).toEqual([]);
    expect(existsSync(join(clusterDir(), 'postmaster.pid'))).toBe(false);
    expect(readEmbeddedConnection(dataDir)).toBeUndefined();
  });
});

const nobody = { uid: NOBODY, gid: NOBODY, drop: true, hasAccount: true };
const asRoot = process.getuid?.() === 0;

describe.skipIf(!asRoot)('started by root', () => {
  it('runs as an unprivileged user who owns only the database folder', async () => {
    const postgres = await start();
    const status = readFileSync(`/proc/${postgres.pid}/status`, 'utf8');
    const uids = /^Uid:\s+(\d+)\s+(\d+)\s+(\d+)/m.exec(status)?.slice(1).map(Number) ?? [];
    expect(uids).toEqual(Array(3).fill(ownerOfCluster().uid));
    expect(uids).not.toContain(0);
    expect(/^Groups:\s*$/m.test(status)).toBe(true);
    expect(statSync(join(dataDir, 'postgres')).uid).toBe(0);
  });

  it('uses the owner of the data folder, who can then start it alone', async (context) => {
    if (![process.execPath, HOLDER, dirname(dataDir)].every((path) => canRead(nobody, path)))
      context.skip('this folder is closed to other users');
    chownSync(dataDir, NOBODY, NOBODY);
    const postgres = await start();
    expect(ownerOfCluster().uid).toBe(NOBODY);
    await postgres.stop();
    const { child } = await startHolder({ uid: NOBODY, gid: NOBODY });
    await kill(child, 'SIGTERM');
    expect(processesIn(clusterDir())).toEqual([]);
  });

  it('works for an unprivileged user alone, with a path too long for a socket', async (context) => {
    if (![process.execPath, HOLDER, dirname(dataDir)].every((path) => canRead(nobody, path)))
      context.skip('this folder is closed to other users');
    const parent = dataDir;
    chownSync(parent, NOBODY, NOBODY);
    dataDir = join(parent, 'long '.repeat(20), 'data');
    mkdirSync(dirname(dataDir), { recursive: true });
    chownSync(dirname(dataDir), NOBODY, NOBODY);
    try {
      const { child } = await startHolder({ uid: NOBODY, gid: NOBODY });
      expect(readEmbeddedConnection(dataDir)?.host).not.toContain(dataDir);
      await kill(child, 'SIGTERM');
    } finally {
      dataDir = parent;
    }
  });
});
