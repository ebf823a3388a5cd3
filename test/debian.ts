// SPDX-License-Identifier: Apache-2.0
import { execFile, execFileSync } from 'node:child_process';
import { accessSync, constants, mkdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const INSTALL_LIMIT_MS = 8 * 60_000;

export const isRoot = (): boolean => process.getuid?.() === 0;

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** First of these commands that is on the PATH, as a full path. */
export function findCommand(...names: readonly string[]): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

/** Installs Debian packages as root. Elsewhere, or when it fails, throws one line that says what a person can do. */
export async function aptInstall(packages: readonly string[]): Promise<void> {
  const howTo = `install it with: sudo apt-get install ${packages.join(' ')}`;
  const apt = findCommand('apt-get');
  if (!apt) throw new Error(`${packages.join(', ')} is missing and this system has no apt-get`);
  if (!isRoot()) throw new Error(`${packages.join(', ')} is missing; ${howTo}`);
  // Another apt may be at work; RUNLEVEL=1 keeps the packages from starting services of their own.
  const wait = ['-o', 'DPkg::Lock::Timeout=300'];
  const options = {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
    timeout: INSTALL_LIMIT_MS,
    maxBuffer: 64 * 1024 * 1024,
  };
  const free = await takeTurn();
  try {
    await run(apt, [...wait, 'update', '-q'], options);
    await run(apt, [...wait, 'install', '-q', '-y', '--no-install-recommends', ...packages], options);
  } catch (error) {
    const said = error instanceof Error ? (error.message.trim().split('\n').at(-1) ?? '') : '';
    throw new Error(`${packages.join(', ')} could not be installed (${said}); ${howTo}`, { cause: error });
  } finally {
    free();
  }
}

/** Test files run side by side, and apt's own lock does not cover all of what dpkg does. */
async function takeTurn(): Promise<() => void> {
  const turn = join(tmpdir(), 'sonae-test-apt.turn');
  for (const until = performance.now() + INSTALL_LIMIT_MS; performance.now() < until; await sleep(500)) {
    try {
      mkdirSync(turn);
      return () => rmSync(turn, { recursive: true, force: true });
    } catch {
      // Left behind by a killed run: nobody installs for that long.
      if (
        performance.timeOrigin + performance.now() - (statSync(turn, { throwIfNoEntry: false })?.mtimeMs ?? 0) >
        2 * INSTALL_LIMIT_MS
      )
        rmSync(turn, { recursive: true, force: true });
    }
  }
  throw new Error('another test has been installing packages for too long');
}

/** The uid and gid of a local account, or nothing when it does not exist. */
export function accountIds(name: string): { uid: number; gid: number } | undefined {
  const ask = (flag: string): number =>
    Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim());
  try {
    return { uid: ask('-u'), gid: ask('-g') };
  } catch {
    return undefined;
  }
}
