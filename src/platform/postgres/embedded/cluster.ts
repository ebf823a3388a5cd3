// SPDX-License-Identifier: Apache-2.0
/** The database folder: made once, whole or not at all, and owned by the user that PostgreSQL runs as. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fchownSync,
  lchownSync,
  lstatSync,
  mkdtempSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { readOrUndefined } from '../../process-identity.ts';
import { StartProblem } from '../../start-problem.ts';
import type { PostgresBinaries } from './binaries.ts';
import type { Credentials } from './credentials.ts';
import { syncFolder } from './credentials.ts';
import type { PostgresLog } from './log.ts';
import { eachLine } from './log.ts';
import { clearLeftovers } from './processes.ts';
import { PROVISION_VERSION } from './provision-store.ts';
import type { RunAs } from './run-as.ts';
import { borrowedAccount } from './run-as.ts';
import { POSTGRES_MAJOR, SUPERVISOR_ROLE } from './settings.ts';

export interface ClusterPlace {
  /** `<data>/postgres` */
  readonly postgresDir: string;
  readonly runAs: RunAs;
  readonly binaries: PostgresBinaries;
  readonly log: PostgresLog;
}

/** What PostgreSQL's programs see: nothing of our environment, which may hold secrets or a foreign library path. */
export const CHILD_ENVIRONMENT: Readonly<Record<string, string>> = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

const UNFINISHED = `${POSTGRES_MAJOR}.new-`;
const PROVISIONED = 'sonae-provisioned';

export const clusterDirOf = (postgresDir: string): string => join(postgresDir, String(POSTGRES_MAJOR));

/**
 * How the data folder is named to PostgreSQL. Under a 0700 home of root the unprivileged user cannot walk down to
 * it by name; but it is put there as its working folder, and may always use that (proc(5), /proc/pid/cwd).
 */
export const folderArgument = (runAs: RunAs, folder: string): string =>
  runAs.drop && process.platform === 'linux' ? '/proc/self/cwd' : folder;

/** The database folder, made if missing. Idempotent; a kill at any point leaves either nothing or all of it. */
export async function ensureCluster(place: ClusterPlace): Promise<string> {
  const folder = clusterDirOf(place.postgresDir);
  await removeUnfinished(place);
  if (!existsSync(folder)) {
    refuseOtherMajor(place.postgresDir);
    await createCluster(place, folder);
  }
  if (!existsSync(join(folder, 'PG_VERSION'))) {
    throw new StartProblem('postgres_init_failed', { folder, reason: 'PG_VERSION is missing' });
  }
  const { uid, mode } = statSync(folder);
  if (uid !== place.runAs.uid && !place.runAs.drop) throw new StartProblem('postgres_not_owner', { folder, uid });
  // A folder copied back from elsewhere is often open to others, and PostgreSQL refuses it then.
  if ((mode & 0o077) !== 0) chmodSync(folder, 0o700);
  if (uid !== place.runAs.uid) giveAll(folder, place.runAs);
  return folder;
}

/** A database of another major version beside us holds somebody's data; an empty one in its place would look like their loss. */
function refuseOtherMajor(postgresDir: string): void {
  const found = readdirSync(postgresDir).find(
    (name) => /^\d+$/.test(name) && existsSync(join(postgresDir, name, 'PG_VERSION')),
  );
  if (found !== undefined)
    throw new StartProblem('postgres_other_major', { folder: postgresDir, found, needed: POSTGRES_MAJOR });
}

async function removeUnfinished({ postgresDir, log }: ClusterPlace): Promise<void> {
  for (const name of readdirSync(postgresDir).filter((entry) => entry.startsWith(UNFINISHED))) {
    const folder = join(postgresDir, name);
    log({ level: 'warn', message: 'an earlier setup of the database was cut off; starting it again' });
    await clearLeftovers(folder, log);
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function createCluster(place: ClusterPlace, final: string): Promise<void> {
  const { postgresDir, runAs, log } = place;
  log({ level: 'info', message: 'setting up the database (once)' });
  const folder = mkdtempSync(join(postgresDir, UNFINISHED));
  chmodSync(folder, 0o700);
  // initdb asks for its user's name. A borrowed account sees nothing but this folder, and owns it for a second.
  const worker = runAs.drop && !runAs.hasAccount ? borrowedAccount() : runAs;
  if (worker === undefined) throw new StartProblem('postgres_no_account', { uid: runAs.uid });
  if (runAs.drop) lchownSync(folder, worker.uid, worker.gid);
  await runInitdb(place, folder, worker);
  if (runAs.drop) giveAll(folder, runAs);
  syncFolder(folder);
  renameSync(folder, final);
  syncFolder(postgresDir);
}

/** C.UTF-8 of the builtin provider: same order on every machine, and trigrams of Japanese work (they find nothing under C). */
function initdbArguments(folder: string): string[] {
  const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C.UTF-8', '--encoding=UTF8'];
  return ['-D', folder, '-U', SUPERVISOR_ROLE, ...locale, '--data-checksums', '--auth=reject', '--no-instructions'];
}

function runInitdb(
  { binaries, runAs, log }: ClusterPlace,
  folder: string,
  worker: { uid: number; gid: number },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(binaries.initdb, initdbArguments(folderArgument(runAs, folder)), {
      cwd: folder,
      env: CHILD_ENVIRONMENT,
      stdio: ['ignore', 'ignore', 'pipe'],
      ...(runAs.drop ? { uid: worker.uid, gid: worker.gid } : {}),
    });
    const lines: string[] = [];
    eachLine(child.stderr, (line) => {
      log({ level: 'debug', message: line });
      if (lines.length < 20) lines.push(line);
    });
    const fail = (reason: string): void => reject(new StartProblem('postgres_init_failed', { folder, reason }));
    child.once('error', (error) => fail(error.message));
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else if (lines.some((line) => line.includes('could not look up effective user')))
        reject(new StartProblem('postgres_no_account', { uid: runAs.uid }));
      else fail(lines.join(' ') || `initdb ended with ${signal ?? code}`);
    });
  });
}

function giveAll(folder: string, { uid, gid }: RunAs): void {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true }))
    lchownSync(join(entry.parentPath, entry.name), uid, gid);
  // The folder itself last: it is what says that all is done.
  lchownSync(folder, uid, gid);
}

/** Puts a file into the database folder. As root we must not follow a link that the unprivileged user may have laid there. */
export function writeIntoCluster(folder: string, file: { name: string; text: string }, runAs: RunAs): void {
  const fresh = join(folder, `${file.name}.sonae-new`);
  rmSync(fresh, { force: true, recursive: true });
  const handle = openSync(fresh, 'wx', 0o600);
  try {
    writeFileSync(handle, file.text, { flush: true });
    if (runAs.drop) fchownSync(handle, runAs.uid, runAs.gid);
  } finally {
    closeSync(handle);
  }
  renameSync(fresh, join(folder, file.name));
}

/** What the mark says when roles, passwords and extensions are as this version wants them. */
const provisionMark = (credentials: Credentials): string =>
  `${PROVISION_VERSION} ${createHash('sha256').update(JSON.stringify(credentials)).digest('hex')}\n`;

export const isProvisioned = (folder: string, credentials: Credentials): boolean =>
  readOrUndefined(join(folder, PROVISIONED)) === provisionMark(credentials);

export function markProvisioned(folder: string, credentials: Credentials, runAs: RunAs): void {
  writeIntoCluster(folder, { name: PROVISIONED, text: provisionMark(credentials) }, runAs);
}

/** When the data folder belongs to a person and root starts it once (sudo), that person must be able to start it again. */
export function shareWithOwner(dataDir: string, runAs: RunAs, paths: readonly string[]): void {
  if (!runAs.drop || statSync(dataDir).uid === 0) return;
  for (const path of paths)
    if (existsSync(path) && lstatSync(path).uid !== runAs.uid) lchownSync(path, runAs.uid, runAs.gid);
}
