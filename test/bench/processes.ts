// SPDX-License-Identifier: Apache-2.0
/** Memory and processor time of a process and everything it started, from /proc (Linux only). */
import { readFileSync, readdirSync } from 'node:fs';

/** Clock ticks per second in /proc/PID/stat: 100 on every Linux that runs Node. */
const TICKS_PER_SECOND = 100;

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // it ended meanwhile
  }
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  /** Seconds, with those of children that have ended. */
  readonly cpu: number;
  readonly isPostgres: boolean;
}

function readProcess(pid: number): Process | undefined {
  const stat = readOrEmpty(`/proc/${pid}/stat`);
  // The name stands in brackets and may itself hold brackets and spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields.length < 16) return undefined;
  const ticks = fields.slice(11, 15).reduce((sum, text) => sum + Number(text), 0);
  return { pid, parent: Number(fields[1]), cpu: ticks / TICKS_PER_SECOND, isPostgres: stat.includes('(postgres') };
}

/** The process and all its descendants. */
export function processTree(root: number): readonly Process[] {
  const all = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (readProcess(Number(name)) ?? []) : []));
  const within = new Set([root]);
  // A child never stands before its parent's first pass is done, so repeat until nothing is added.
  for (let before = 0; before !== within.size;) {
    before = within.size;
    for (const { pid, parent } of all) if (within.has(parent)) within.add(pid);
  }
  return all.filter(({ pid }) => within.has(pid));
}

/**
 * Processor seconds, of all cores, that the machine wanted and the host gave to others (`steal`, proc(5)); NaN where that
 * is not told. A run with much of it says more about the neighbours than about the server.
 */
export function stolenSeconds(): number {
  const [, , , , , , , , steal] = readOrEmpty('/proc/stat').split(/\s+/, 9);
  return Number(steal) / TICKS_PER_SECOND;
}

export interface Memory {
  /** Proportional set size: what is shared between processes is counted once. MB = 10⁶ bytes. */
  readonly pssMb: number;
  /** Resident set size: what is shared (PostgreSQL's buffers) is counted once for every process. */
  readonly rssMb: number;
}

const kilobytes = (text: string, field: string): number =>
  Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0);

export function memoryOf(processes: readonly Process[]): Memory {
  const sums = processes.map(({ pid }) => readOrEmpty(`/proc/${pid}/smaps_rollup`));
  const total = (field: string): number => (sums.reduce((sum, text) => sum + kilobytes(text, field), 0) * 1024) / 1e6;
  return { pssMb: total('Pss'), rssMb: total('Rss') };
}

export interface Cpu {
  /** Seconds since start. */
  readonly node: number;
  readonly postgres: number;
}

export function cpuOf(processes: readonly Process[]): Cpu {
  const sum = (postgres: boolean): number =>
    processes.filter(({ isPostgres }) => isPostgres === postgres).reduce((total, { cpu }) => total + cpu, 0);
  return { node: sum(false), postgres: sum(true) };
}
