// SPDX-License-Identifier: Apache-2.0
/** A private folder for PostgreSQL's socket, with a path short enough for the kernel. */
import { createHash } from 'node:crypto';
import { chownSync, lstatSync, mkdirSync, mkdtempSync, realpathSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorCode } from '../../process-identity.ts';
import { StartProblem } from '../../start-problem.ts';
import type { RunAs } from './run-as.ts';
import { PORT } from './settings.ts';

/** sockaddr_un holds 108 bytes on Linux and 104 on macOS (unix(7)), the closing zero included. */
const MAX_SOCKET_PATH = 100;

export const socketFile = (folder: string): string => join(folder, `.s.PGSQL.${PORT}`);

/**
 * The same folder at every start where possible. Never one that somebody else prepared: in a shared place
 * it must be a real folder of ours with mode 0700, else a fresh one with a random name is made.
 */
export function prepareSocketDir(runAs: RunAs, postgresDir: string): string {
  for (const folder of candidates(runAs, postgresDir)) {
    if (Buffer.byteLength(socketFile(folder)) > MAX_SOCKET_PATH) continue;
    const ready = ensurePrivate(folder, runAs);
    if (ready !== undefined) return ready;
  }
  return freshFolder(join(tmpdir(), 'sonae-'), runAs);
}

function candidates(runAs: RunAs, postgresDir: string): string[] {
  const name = `sonae-${createHash('sha256').update(realpathSync(postgresDir)).digest('hex').slice(0, 12)}`;
  if (!runAs.drop) return [join(postgresDir, 'run'), join(tmpdir(), name)];
  // Only root can write in /run, so nobody can be there before us.
  return process.platform === 'linux' ? [join('/run', name), join(tmpdir(), name)] : [join(tmpdir(), name)];
}

function ensurePrivate(folder: string, runAs: RunAs): string | undefined {
  try {
    mkdirSync(folder, { mode: 0o700 });
    giveTo(folder, runAs);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') return undefined;
  }
  const stat = lstatSync(folder);
  if (!stat.isDirectory() || (stat.mode & 0o077) !== 0) return undefined;
  // A kill between mkdir and chown leaves root's empty folder behind.
  if (runAs.drop && stat.uid === 0) giveTo(folder, runAs);
  return stat.uid === runAs.uid || (runAs.drop && stat.uid === 0) ? folder : undefined;
}

function giveTo(folder: string, runAs: RunAs): void {
  if (runAs.drop) chownSync(folder, runAs.uid, runAs.gid);
}

function freshFolder(prefix: string, runAs: RunAs): string {
  try {
    const folder = mkdtempSync(prefix);
    giveTo(folder, runAs);
    return folder;
  } catch (error) {
    throw new StartProblem('postgres_no_socket_folder', { reason: String(error) }, error);
  }
}

/**
 * Removes what a killed PostgreSQL left; call it only when none runs. PostgreSQL itself would refuse to start when
 * the number in the lock file is in use again, or still held by a zombie that nobody has collected.
 */
export function removeStaleSocket(folder: string): void {
  for (const file of [socketFile(folder), `${socketFile(folder)}.lock`]) rmSync(file, { force: true });
}

/** After a clean stop the folder is empty; anything else in it is not ours to remove. */
export function removeSocketDir(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Kept for the next start, which uses it again.
  }
}
