// SPDX-License-Identifier: Apache-2.0
/** What is killed, and what of it is left. Linux only (/proc). */
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Chance } from './random.ts';

export const VICTIMS = ['node', 'postgres', 'backend', 'both', 'starting', 'asked'] as const;
/** `backend`: one process of PostgreSQL. `starting`: Node, and once more while it starts. `asked`: SIGTERM, not -9. */
export type Victim = (typeof VICTIMS)[number];

/** Out of a hundred. */
const SHARES: Readonly<Record<Victim, number>> = {
  node: 30,
  postgres: 15,
  backend: 10,
  both: 25,
  starting: 15,
  asked: 5,
};

export function chooseVictim(chance: Chance): Victim {
  let dice = chance.between(0, 99);
  for (const victim of VICTIMS) {
    if (dice < SHARES[victim]) return victim;
    dice -= SHARES[victim];
  }
  return 'node';
}

export function postmasterOf(dataDir: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(join(dataDir, 'postgres', '18', 'postmaster.pid'), 'utf8'), 10);
  } catch {
    return undefined;
  }
}

/** No error when it is gone already. */
export function kill9(pid: number | undefined): void {
  if (pid === undefined || !(pid > 1)) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it ended before
  }
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent;
      } catch {
        return false;
      }
    });
}

export function killBackend(postmaster: number | undefined, chance: Chance): void {
  const children = postmaster === undefined ? [] : childrenOf(postmaster);
  kill9(children[chance.between(0, Math.max(0, children.length - 1))]);
}

function folderOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}

/** Processes that work in this folder: PostgreSQL's, and nobody's once the program has ended. */
export function processesIn(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => folderOf(pid).startsWith(folder));
}
