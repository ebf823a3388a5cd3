// SPDX-License-Identifier: Apache-2.0
// Starts other programs so that signals reach them and nothing outlives us.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';

/** @type {import('node:child_process').ChildProcess | undefined} */
let current;

/** The terminal sends Ctrl-C to every process of the foreground group: passing it on would deliver it twice. */
function terminalToldEveryone() {
  try {
    const stat = readFileSync('/proc/self/stat', 'utf8');
    // proc_pid_stat(5): state ppid pgrp session tty_nr tpgid …, after the command in brackets.
    const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return group === foreground;
  } catch {
    return process.stdin.isTTY === true;
  }
}

/** From now on signals go to the program that runs, and we end when it ends. */
export function forwardSignals() {
  for (const name of ['SIGINT', 'SIGHUP', 'SIGTERM']) {
    process.on(name, () => {
      if (current === undefined) process.exit(128 + constants.signals[name]);
      if (name === 'SIGTERM' || !terminalToldEveryone()) current.kill(name);
    });
  }
}

const PARENT_LOOK_MS = 500;

/** npm runs us through a shell that dies of the signal npm passes on, and nobody tells us; so look who our parent is. */
export function stopWhenNpmEnds() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.emit('SIGTERM', 'SIGTERM');
  }, PARENT_LOOK_MS);
  timer.unref();
}

/**
 * Runs a program to its end.
 * @param {string} program
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions & { onStart?: (child: import('node:child_process').ChildProcess) => void }} options
 * @returns {Promise<number>} its exit code, 128 + n when a signal ended it (as shells count)
 */
export function run(program, args, { onStart, ...options }) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, options);
    current = child;
    onStart?.(child);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      current = undefined;
      resolve(signal === null ? (code ?? 1) : 128 + (constants.signals[signal] ?? 0));
    });
  });
}
