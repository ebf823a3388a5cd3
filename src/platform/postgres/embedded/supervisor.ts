// SPDX-License-Identifier: Apache-2.0
/** Keeps one PostgreSQL running for as long as we run: sets it up, starts it, starts it again when it dies. */
import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../../kernel/clock.ts';
import type { RandomBytes } from '../../../kernel/ids.ts';
import type { DataLock } from '../../data-lock.ts';
import { acquireDataLock } from '../../data-lock.ts';
import { prepareBinaries } from './binaries.ts';
import type { ClusterPlace } from './cluster.ts';
import { ensureCluster, isProvisioned, markProvisioned, shareWithOwner, writeIntoCluster } from './cluster.ts';
import type { EmbeddedConnection } from './connection.ts';
import { connectionFrom } from './connection.ts';
import type { Credentials } from './credentials.ts';
import { readCredentials, writeNewCredentials } from './credentials.ts';
import type { PostgresLog } from './log.ts';
import { clearLeftovers } from './processes.ts';
import { provision, waitUntilPasswordAsked } from './provision-store.ts';
import { chooseRunAs } from './run-as.ts';
import type { Server, ServerExit } from './server.ts';
import { startServer, stopServer } from './server.ts';
import { accessRules, configurationFile } from './settings.ts';
import { prepareSocketDir, removeSocketDir, removeStaleSocket } from './socket-dir.ts';

export interface EmbeddedPostgresOptions {
  readonly dataDir: string;
  readonly log: PostgresLog;
  readonly clock: Clock;
  readonly random: RandomBytes;
}

/** Told when PostgreSQL ended without being asked to, or could not be started again. */
export interface PostgresExit extends ServerExit {
  /** How many starts in a row have ended so; 1 the first time. */
  readonly attempt: number;
  /** Milliseconds until the next try. */
  readonly retryInMs: number;
  /** Why a restart failed, in PostgreSQL's words. */
  readonly reason?: string;
}

export interface EmbeddedPostgres {
  readonly connection: EmbeddedConnection;
  /** Process number of the server that runs now, or ran last. */
  readonly pid: number;
  /** Stops PostgreSQL and gives the folder free. Safe to call twice. */
  stop(): Promise<void>;
  onExit(listener: (why: PostgresExit) => void): void;
  /** Told when it accepts connections again after an exit. */
  onRestart(listener: (pid: number) => void): void;
}

/** Waits between restarts; the last one repeats for ever, because a full disk may be emptied any time. */
const RETRY_MS = [100, 500, 1000, 2000, 5000, 10_000, 30_000] as const;
/** A server that ran this long was well; the next failure counts as the first again. */
const WELL_AFTER_MS = 60_000;

const retryDelay = (attempt: number): number => RETRY_MS[Math.min(attempt, RETRY_MS.length) - 1] ?? RETRY_MS[0];

/**
 * Starts PostgreSQL on `<dataDir>/postgres/<major>/`, making it at the first start.
 * @throws StartProblem with one line for the person at the terminal.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const postgresDir = join(options.dataDir, 'postgres');
  mkdirSync(postgresDir, { recursive: true, mode: 0o700 });
  const lock = acquireDataLock({ ...options, dataDir: postgresDir });
  try {
    const supervisor = new Supervisor({ ...options, dataDir: realpathSync(options.dataDir) }, lock);
    await supervisor.start();
    return supervisor;
  } catch (error) {
    lock.release();
    throw error;
  }
}

class Supervisor implements EmbeddedPostgres {
  readonly #options: EmbeddedPostgresOptions;
  readonly #lock: DataLock;
  readonly #exitListeners: ((why: PostgresExit) => void)[] = [];
  readonly #restartListeners: ((pid: number) => void)[] = [];
  readonly #stopping = new AbortController();
  readonly #onProcessExit = (): void => void this.#server?.signal('SIGINT');
  #server: Server | undefined;
  #connection: EmbeddedConnection | undefined;
  #startedAt = 0;
  #restarting: Promise<void> = Promise.resolve();

  constructor(options: EmbeddedPostgresOptions, lock: DataLock) {
    this.#options = options;
    this.#lock = lock;
  }

  get connection(): EmbeddedConnection {
    if (this.#connection === undefined) throw new Error('PostgreSQL has not been started');
    return this.#connection;
  }

  get pid(): number {
    return this.#server?.pid ?? 0;
  }

  onExit(listener: (why: PostgresExit) => void): void {
    this.#exitListeners.push(listener);
  }

  onRestart(listener: (pid: number) => void): void {
    this.#restartListeners.push(listener);
  }

  async start(): Promise<void> {
    const { server, connection } = await bringUp(this.#options);
    this.#server = server;
    this.#connection = connection;
    this.#startedAt = this.#options.clock.now().getTime();
    // An uncaught exception ends us without stop(): then at least ask, without waiting.
    process.once('exit', this.#onProcessExit);
    this.#watch(server, 0);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    process.removeListener('exit', this.#onProcessExit);
    await this.#restarting;
    if (this.#server !== undefined) await stopServer(this.#server, this.#options.log);
    if (this.#connection !== undefined) removeSocketDir(this.#connection.host);
    this.#lock.release();
  }

  #watch(server: Server, failures: number): void {
    void server.exited.then((exit) => {
      if (this.#stopping.signal.aborted) return;
      const ranMs = this.#options.clock.now().getTime() - this.#startedAt;
      this.#restarting = this.#restart(exit, ranMs >= WELL_AFTER_MS ? 1 : failures + 1);
    });
  }

  /** Never rejects: it either gets a server running or is told to stop. */
  async #restart(exit: ServerExit, firstAttempt: number): Promise<void> {
    let why: ServerExit & { reason?: string } = exit;
    for (let attempt = firstAttempt; !this.#stopping.signal.aborted; attempt += 1) {
      const retryInMs = retryDelay(attempt);
      this.#tell({ ...why, attempt, retryInMs });
      await sleep(retryInMs, undefined, { signal: this.#stopping.signal }).catch(() => {});
      if (this.#stopping.signal.aborted) return;
      try {
        await this.#bringUpAgain(attempt);
        return;
      } catch (error) {
        why = { code: null, signal: null, reason: error instanceof Error ? error.message : String(error) };
      }
    }
  }

  async #bringUpAgain(attempt: number): Promise<void> {
    const { server, connection } = await bringUp(this.#options);
    this.#server = server;
    this.#connection = connection;
    this.#startedAt = this.#options.clock.now().getTime();
    if (this.#stopping.signal.aborted) return;
    this.#watch(server, attempt);
    this.#options.log({ level: 'info', message: `PostgreSQL runs again (process ${server.pid})` });
    for (const listener of this.#restartListeners) listener(server.pid);
  }

  #tell(why: PostgresExit): void {
    const how = why.reason ?? (why.signal === null ? `exit code ${why.code}` : `signal ${why.signal}`);
    this.#options.log({ level: 'error', message: `PostgreSQL stopped (${how}); next start in ${why.retryInMs} ms` });
    for (const listener of this.#exitListeners) listener(why);
  }
}

interface Running {
  readonly server: Server;
  readonly connection: EmbeddedConnection;
}

async function bringUp({ dataDir, log, random }: EmbeddedPostgresOptions): Promise<Running> {
  const postgresDir = join(dataDir, 'postgres');
  const runAs = chooseRunAs(dataDir);
  const binaries = prepareBinaries(runAs, postgresDir);
  const credentials = readCredentials(postgresDir) ?? writeNewCredentials(postgresDir, random);
  const place: ClusterPlace = { postgresDir, runAs, binaries, log };
  const folder = await ensureCluster(place);
  shareWithOwner(dataDir, runAs, [postgresDir, join(postgresDir, 'credentials.json'), join(postgresDir, 'sonae.lock')]);
  await clearLeftovers(folder, log);
  const socketDir = prepareSocketDir(runAs, postgresDir);
  removeStaleSocket(socketDir);
  const server = await startReady(place, { folder, socketDir, credentials });
  return { server, connection: connectionFrom(socketDir, credentials) };
}

async function startReady(
  place: ClusterPlace,
  at: { folder: string; socketDir: string; credentials: Credentials },
): Promise<Server> {
  const { folder, socketDir, credentials } = at;
  const { runAs, log, binaries } = place;
  const rules = (phase: 'provisioning' | 'normal'): void =>
    writeIntoCluster(folder, { name: 'pg_hba.conf', text: accessRules(phase) }, runAs);
  const done = isProvisioned(folder, credentials);
  writeIntoCluster(folder, { name: 'postgresql.conf', text: configurationFile(socketDir) }, runAs);
  rules(done ? 'normal' : 'provisioning');
  const server = await startServer({ program: binaries.postgres, folder, runAs, log });
  if (done) return server;
  try {
    await provision(socketDir, credentials);
    rules('normal');
    server.signal('SIGHUP');
    await waitUntilPasswordAsked(socketDir, credentials);
    markProvisioned(folder, credentials, runAs);
    return server;
  } catch (error) {
    await stopServer(server, log);
    throw error;
  }
}
