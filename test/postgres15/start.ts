// SPDX-License-Identifier: Apache-2.0
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { accountIds, aptInstall, isExecutable, isRoot } from '../debian.ts';

const run = promisify(execFile);

/** Debian's layout of PostgreSQL 15, the oldest that Sonae accepts. */
const BIN = '/usr/lib/postgresql/15/bin';
const DATABASE = 'sonae';
const SUPERUSER = 'superuser';
const OWNER = 'sonae_owner';
const START_LIMIT_MS = 60_000;

export interface Postgres15 {
  /** May do everything, and bypasses row-level security: the product must refuse it. */
  readonly superuserUrl: string;
  /** Owns the database and may nothing else: what a careful operator hands to the product. */
  readonly ownerUrl: string;
  /** Kills the server the hard way, to see what the product says to a lost database. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

interface Account {
  readonly uid?: number;
  readonly gid?: number;
}

export const hasPostgres15 = (): boolean => isExecutable(join(BIN, 'postgres'));

/** A new, empty PostgreSQL 15 on a private unix socket. Debian's own cluster is neither used nor touched. */
export async function startPostgres15(): Promise<Postgres15> {
  if (!hasPostgres15()) await aptInstall(['postgresql-15']);
  const account = unprivileged();
  const home = await mkdtemp(join(tmpdir(), 'sonae-pg15-'));
  try {
    const password = await initialise(home, account);
    const server = spawn(join(BIN, 'postgres'), settings(home), { ...account, cwd: home, stdio: 'ignore' });
    const killWithUs = (): boolean => server.kill('SIGQUIT');
    process.once('exit', killWithUs);
    const url = (user: string, secret: string, database: string): string =>
      `postgres://${user}:${secret}@localhost/${database}?host=${encodeURIComponent(home)}`;
    await whenReady(server, url(SUPERUSER, password, 'postgres'));
    const ownerPassword = secret();
    await makeOwner(url(SUPERUSER, password, 'postgres'), ownerPassword);
    const end = async (signal: 'SIGINT' | 'SIGKILL'): Promise<void> => {
      await ended(server, signal);
      process.removeListener('exit', killWithUs);
    };
    return {
      superuserUrl: url(SUPERUSER, password, DATABASE),
      ownerUrl: url(OWNER, ownerPassword, DATABASE),
      kill: () => end('SIGKILL'),
      stop: async () => {
        await end('SIGINT'); // fast shutdown: does not wait for clients
        await rm(home, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(home, { recursive: true, force: true });
    throw error;
  }
}

const secret = (): string => randomBytes(24).toString('base64url');

/** PostgreSQL refuses to run as root: Debian's package brings the account `postgres`. */
function unprivileged(): Account {
  if (!isRoot()) return {};
  const ids = accountIds('postgres') ?? accountIds('nobody');
  if (!ids) throw new Error('PostgreSQL needs an account other than root, and neither postgres nor nobody exists');
  return ids;
}

async function initialise(home: string, account: Account): Promise<string> {
  const password = secret();
  const file = join(home, 'password');
  await writeFile(file, password, { mode: 0o600 });
  await mkdir(join(home, 'data'), { mode: 0o700 });
  await chmod(home, 0o755); // clients of any account reach the socket; the password decides
  for (const path of [home, file, join(home, 'data')]) {
    if (account.uid !== undefined && account.gid !== undefined) chownSync(path, account.uid, account.gid);
  }
  const options = ['-D', join(home, 'data'), '-U', SUPERUSER, '-A', 'scram-sha-256', `--pwfile=${file}`, '--no-sync'];
  await run(join(BIN, 'initdb'), [...options, '-E', 'UTF8', '--locale=C.UTF-8'], { ...account, cwd: home });
  await rm(file);
  return password;
}

function settings(home: string): string[] {
  const set = { listen_addresses: '', unix_socket_directories: home, max_connections: '60', shared_buffers: '32MB' };
  const fast = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' }; // nothing here outlives the test
  return [
    '-D',
    join(home, 'data'),
    ...Object.entries({ ...set, ...fast }).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
  ];
}

async function whenReady(server: ChildProcess, connectionString: string): Promise<void> {
  for (let waited = 0; waited < START_LIMIT_MS; waited += 50) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL 15 ended at once (code ${server.exitCode})`);
    const client = new pg.Client({ connectionString });
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await sleep(50);
    }
  }
  throw new Error('PostgreSQL 15 did not become ready');
}

async function makeOwner(connectionString: string, password: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const rights = 'LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION';
    await client.query(`CREATE ROLE ${OWNER} ${rights} PASSWORD '${password}'`); // base64url: no quote to escape
    await client.query(`CREATE DATABASE ${DATABASE} OWNER ${OWNER}`);
  } finally {
    await client.end();
  }
}

async function ended(server: ChildProcess, signal: 'SIGINT' | 'SIGKILL'): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise<void>((done) => server.once('exit', () => done()));
  server.kill(signal);
  await gone;
}

/** For a test's own check that nothing stays behind. */
export const socketExists = (url: string): boolean => {
  const folder = new URL(url).searchParams.get('host') ?? '';
  return existsSync(join(folder, '.s.PGSQL.5432'));
};
