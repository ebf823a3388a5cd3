// SPDX-License-Identifier: Apache-2.0
/**
 * Tells one process from a later one that got the same number: a process number is reused, but never
 * together with its start time (proc_pid_stat(5), field 22, in clock ticks since boot).
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** An opaque mark of when process `pid` started; undefined when there is no such process or no way to know. */
export function processStartMark(pid: number): string | undefined {
  if (process.platform === 'linux') return linuxStartMark(pid);
  if (process.platform === 'darwin') return psStartMark(pid);
  return undefined;
}

function linuxStartMark(pid: number): string | undefined {
  const stat = readOrUndefined(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The second field is the command in brackets and may itself hold spaces and brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const state = fields[0];
  const startTicks = fields[19];
  // A zombie has already let go of everything; only its parent has not looked yet.
  if (state === 'Z' || state === 'X' || startTicks === undefined) return undefined;
  return `${readOrUndefined('/proc/sys/kernel/random/boot_id')?.trim() ?? ''}:${startTicks}`;
}

function psStartMark(pid: number): string | undefined {
  try {
    return (
      execFileSync('/bin/ps', ['-o', 'lstart=', '-p', String(pid)], {
        encoding: 'utf8',
        timeout: 2000,
        stdio: 'pipe',
      }).trim() || undefined
    );
  } catch {
    return undefined;
  }
}

/** Whether a process with this number exists now, whoever it belongs to. */
export function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

export function readOrUndefined(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** The `code` of a system error such as ENOENT, or undefined. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
