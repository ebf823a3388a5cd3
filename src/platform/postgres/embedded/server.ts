// SPDX-License-Identifier: Apache-2.0
/** One run of the `postgres` program as our own child: started, known to be ready, stopped. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartProblem } from '../../start-problem.ts';
import { CHILD_ENVIRONMENT, folderArgument } from './cluster.ts';
import type { PostgresLog } from './log.ts';
import { eachLine, parseLogLine } from './log.ts';
import type { RunAs } from './run-as.ts';

export interface ServerExit {
  readonly code: number | null;
  readonly signal: string | null;
}

export interface Server {
  readonly pid: number;
  readonly exited: Promise<ServerExit>;
  /** Sends a signal; false when the process is gone. */
  signal(name: NodeJS.Signals): boolean;
}

export interface ServerOptions {
  readonly program: string;
  readonly folder: string;
  readonly runAs: RunAs;
  readonly log: PostgresLog;
}

/** Reading back the log of a crash on a slow disk takes time; a server that says nothing for this long is stuck. */
const READY_WITHIN_MS = 10 * 60_000;
const STOP_FAST_MS = 20_000;
const STOP_IMMEDIATE_MS = 10_000;
/** The one line that tells that connections are accepted (postmaster.c); English because of lc_messages=C. */
const READY_LINE = 'database system is ready to accept connections';

/** Resolves when connections are accepted. @throws StartProblem `postgres_start_failed` with PostgreSQL's own words. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { runAs, folder, program } = options;
  const child = spawn(program, ['-D', folderArgument(runAs, folder)], {
    cwd: folder,
    env: CHILD_ENVIRONMENT,
    stdio: ['ignore', 'ignore', 'pipe'],
    // Its own session: Ctrl-C in the terminal is for us, and we stop it last, when our own work is done.
    detached: true,
    ...(runAs.drop ? { uid: runAs.uid, gid: runAs.gid } : {}),
  });
  const lastLines: string[] = [];
  const ready = readyLine(child, options.log, lastLines);
  const exited = new Promise<ServerExit>((resolve) => {
    child.once('error', (error) => {
      lastLines.push(error.message);
      resolve({ code: null, signal: null });
    });
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  const timeout = new AbortController();
  const late = sleep(READY_WITHIN_MS, 'late' as const, { signal: timeout.signal, ref: false }).catch(
    () => 'late' as const,
  );
  const outcome = await Promise.race([ready.then(() => 'ready' as const), exited.then(() => 'exited' as const), late]);
  timeout.abort();
  const { pid } = child;
  if (outcome === 'ready' && pid !== undefined) return asServer(child, pid, exited);
  child.kill('SIGQUIT');
  throw new StartProblem('postgres_start_failed', { reason: lastLines.slice(-4).join(' ') || outcome });
}

function readyLine(child: ChildProcess, log: PostgresLog, lastLines: string[]): Promise<void> {
  return new Promise((resolve) => {
    if (child.stderr === null) return;
    eachLine(child.stderr, (raw) => {
      const line = parseLogLine(raw);
      log(line);
      lastLines.push(line.message);
      if (lastLines.length > 20) lastLines.shift();
      if (line.message.includes(READY_LINE)) resolve();
    });
  });
}

function asServer(child: ChildProcess, pid: number, exited: Promise<ServerExit>): Server {
  return { pid, exited, signal: (name) => child.kill(name) };
}

/** Fast shutdown (clients are cut off, a checkpoint is written), immediate when that takes too long. */
export async function stopServer(server: Server, log: PostgresLog): Promise<void> {
  const steps = [
    ['SIGINT', STOP_FAST_MS],
    ['SIGQUIT', STOP_IMMEDIATE_MS],
  ] as const;
  for (const [name, patience] of steps) {
    server.signal(name);
    const timer = new AbortController();
    const late = sleep(patience, 'late' as const, { signal: timer.signal }).catch(() => 'late' as const);
    const outcome = await Promise.race([server.exited.then(() => 'exited' as const), late]);
    timer.abort();
    if (outcome === 'exited') return;
    log({ level: 'warn', message: `PostgreSQL did not stop within ${patience / 1000} s after ${name}` });
  }
  server.signal('SIGKILL');
  await server.exited;
}
