// SPDX-License-Identifier: Apache-2.0
/** Finds PostgreSQL processes that still use a database folder, and makes them leave before a new start. */
import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processExists, readOrUndefined } from '../../process-identity.ts';
import { StartProblem } from '../../start-problem.ts';
import type { PostgresLog } from './log.ts';

/** How long each kind of asking may take, in milliseconds. A fast shutdown writes a checkpoint first. */
const PATIENCE = { leave: 1500, fast: 30_000, immediate: 5000, kill: 5000 } as const;

/** The running process numbers whose working folder is `folder`: postgres goes into its data folder and stays there. */
export function processesIn(folder: string): number[] {
  return process.platform === 'linux' ? linuxProcessesIn(folder) : pidFileProcess(folder);
}

function linuxProcessesIn(folder: string): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => worksIn(pid, folder));
}

/** Linux: whether that process is a PostgreSQL program at work in `folder`. */
function worksIn(pid: number, folder: string): boolean {
  const command = readOrUndefined(`/proc/${pid}/comm`)?.trim();
  if (command !== 'postgres' && command !== 'initdb') return false;
  // The folder itself is compared, not its name: a link, a rename or a second mount changes nothing.
  const wanted = statOrUndefined(folder);
  const at = statOrUndefined(`/proc/${pid}/cwd`);
  return wanted !== undefined && at?.dev === wanted.dev && at.ino === wanted.ino;
}

/** Without /proc only the postmaster can be found, by its own file, and believed only when it is a postgres. */
function pidFileProcess(folder: string): number[] {
  const pid = postmasterPid(folder);
  if (pid === undefined || !processExists(pid)) return [];
  try {
    const command = execFileSync('/bin/ps', ['-o', 'comm=', '-p', String(pid)], {
      encoding: 'utf8',
      timeout: 2000,
      stdio: 'pipe',
    }).trim();
    return command.endsWith('postgres') ? [pid] : [];
  } catch {
    return [];
  }
}

function statOrUndefined(path: string): { dev: number; ino: number } | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

export const pidFile = (folder: string): string => join(folder, 'postmaster.pid');

export function postmasterPid(folder: string): number | undefined {
  const pid = Number.parseInt(readOrUndefined(pidFile(folder)) ?? '', 10);
  return Number.isInteger(pid) && pid > 1 ? pid : undefined;
}

/**
 * After a kill -9 of our process the old PostgreSQL lives on; after a kill -9 of PostgreSQL its children may
 * live for a moment. Both must be gone before the files are opened again.
 * @throws StartProblem `postgres_still_running`
 */
export async function clearLeftovers(folder: string, log: PostgresLog): Promise<void> {
  let left = processesIn(folder);
  const postmaster = postmasterPid(folder);
  if (postmaster !== undefined && left.includes(postmaster)) {
    log({ level: 'warn', message: `an earlier PostgreSQL (process ${postmaster}) still runs; stopping it` });
    signal([postmaster], 'SIGINT');
    left = await waitUntilGone(folder, left, PATIENCE.fast);
  } else if (left.length > 0) {
    left = await waitUntilGone(folder, left, PATIENCE.leave);
  }
  for (const [name, patience] of [
    ['SIGQUIT', PATIENCE.immediate],
    ['SIGKILL', PATIENCE.kill],
  ] as const) {
    if (left.length === 0) break;
    log({ level: 'warn', message: `${left.length} earlier PostgreSQL processes still run; sending ${name}` });
    signal(left, name);
    left = await waitUntilGone(folder, left, patience);
  }
  if (left.length > 0) throw new StartProblem('postgres_still_running', { pid: left.join(', '), folder });
  // Nobody is there. PostgreSQL would believe the file if its number had meanwhile gone to any process of this user.
  rmSync(pidFile(folder), { force: true });
}

/** Waits for the processes given; at the end the whole machine is looked at again. */
async function waitUntilGone(folder: string, pids: readonly number[], patience: number): Promise<number[]> {
  const late = AbortSignal.timeout(patience);
  const isThere = (pid: number): boolean => (process.platform === 'linux' ? worksIn(pid, folder) : processExists(pid));
  while (pids.some(isThere) && !late.aborted) await sleep(20);
  return processesIn(folder);
}

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // Gone in the meantime, which is what we want; one that may not be touched is reported by the caller.
    }
  }
}
