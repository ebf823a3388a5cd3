// SPDX-License-Identifier: Apache-2.0
/** One Sonae per data folder. A lock left behind by a killed process is recognised and taken over. */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Clock } from '../kernel/clock.ts';
import type { RandomBytes } from '../kernel/ids.ts';
import { errorCode, processExists, processStartMark, readOrUndefined } from './process-identity.ts';
import { StartProblem } from './start-problem.ts';

export interface DataLockHolder {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601, UTC. */
  readonly since: string;
  /** See `processStartMark`; empty where the platform cannot tell. */
  readonly startMark: string;
}

export interface DataLock {
  readonly holder: DataLockHolder;
  /** Gives the folder free. Safe to call twice. */
  release(): void;
}

export interface DataLockOptions {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly random: RandomBytes;
}

export const LOCK_FILE = 'sonae.lock';
/** Each round either wins or meets another live starter; more rounds than this means something else is wrong. */
const MAX_ROUNDS = 5;

/** Takes the folder or throws `StartProblem` `data_in_use` / `data_in_use_elsewhere`, naming the holder. */
export function acquireDataLock({ dataDir, clock, random }: DataLockOptions): DataLock {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = join(dataDir, LOCK_FILE);
  const suffix = Buffer.from(random(6)).toString('hex');
  const holder: DataLockHolder = {
    pid: process.pid,
    host: hostname(),
    since: clock.now().toISOString(),
    startMark: processStartMark(process.pid) ?? '',
  };
  const own = `${file}.${suffix}`;
  const text = `${JSON.stringify(holder)}\n`;
  writeFileSync(own, text, { mode: 0o600, flag: 'wx' });
  try {
    takeLock(file, own, dataDir);
  } finally {
    rmSync(own, { force: true });
  }
  return { holder, release: () => releaseIfOurs(file, text) };
}

/** Who holds the folder now; undefined when nobody does (no lock, or a stale one). */
export function readDataLockHolder(dataDir: string): DataLockHolder | undefined {
  const holder = parseHolder(readOrUndefined(join(dataDir, LOCK_FILE)));
  return holder !== undefined && isAlive(holder) ? holder : undefined;
}

function takeLock(file: string, own: string, dataDir: string): void {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    // link(2) is atomic and the file is complete before it gets its name: nobody ever reads half a lock.
    if (tryLink(own, file)) return;
    const found = readOrUndefined(file);
    if (found === undefined) continue;
    const holder = parseHolder(found);
    if (holder !== undefined && isAlive(holder)) throw inUse(holder, file, dataDir);
    removeStale(file, `${own}.stale`, found);
  }
  throw new Error(`the lock ${file} keeps changing hands`);
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Moves the stale lock away; when another starter was quicker and the moved file is its fresh lock, puts that back. */
function removeStale(file: string, aside: string, expected: string): void {
  try {
    renameSync(file, aside);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  if (readFileSync(aside, 'utf8') !== expected) tryLink(aside, file);
  rmSync(aside, { force: true });
}

function releaseIfOurs(file: string, text: string): void {
  if (readOrUndefined(file) === text) rmSync(file, { force: true });
}

function isAlive(holder: DataLockHolder): boolean {
  // Another computer on a shared disk cannot be asked; believe it.
  if (holder.host !== hostname()) return true;
  if (!processExists(holder.pid)) return false;
  const mark = processStartMark(holder.pid);
  if (holder.startMark === '') return true;
  return mark === holder.startMark;
}

function inUse(holder: DataLockHolder, file: string, folder: string): StartProblem {
  const { pid, host, since } = holder;
  return host === hostname()
    ? new StartProblem('data_in_use', { pid, host, since, folder })
    : new StartProblem('data_in_use_elsewhere', { pid, host, since, file });
}

const holderSchema = z.object({
  pid: z.int().positive(),
  host: z.string(),
  since: z.string(),
  startMark: z.string(),
});

function parseHolder(text: string | undefined): DataLockHolder | undefined {
  try {
    return holderSchema.safeParse(JSON.parse(text ?? '')).data;
  } catch {
    return undefined;
  }
}
