// SPDX-License-Identifier: Apache-2.0
/** The real `sonae` program as a process of its own, as a person or systemd would start it. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const MAIN = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts');
const LIMIT_MS = 60_000;
/** As `npm start` keeps what Node compiled: a hundred starts need not compile everything a hundred times. */
const COMPILED = join(import.meta.dirname, '..', '..', '.sonae', 'compiled');

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface SonaeProcess {
  readonly pid: number;
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves when the process is gone and its output is whole. */
  readonly ended: Promise<Ended>;
}

/** Nothing of the machine that runs the tests decides what they see. */
function cleanEnvironment(given: Readonly<Record<string, string>>): Record<string, string> {
  const { PATH = '' } = process.env;
  return { PATH, LANG: 'en_US.UTF-8', NODE_NO_WARNINGS: '1', NODE_COMPILE_CACHE: COMPILED, ...given };
}

export interface SpawnOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly uid?: number;
  readonly gid?: number;
}

export function spawnSonae(args: readonly string[], options: SpawnOptions = {}): SonaeProcess {
  const { environment = {}, cwd = tmpdir(), uid, gid } = options;
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd,
    env: cleanEnvironment(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
  });
  const heard = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (part: string) => (heard.stdout += part));
  child.stderr.setEncoding('utf8').on('data', (part: string) => (heard.stderr += part));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, ...heard }));
  });
  return { pid: child.pid ?? 0, child, ended, stdout: () => heard.stdout, stderr: () => heard.stderr };
}

/** A command from beginning to end. */
export const sonae = async (args: readonly string[], options: SpawnOptions = {}): Promise<Ended> =>
  spawnSonae(args, options).ended;

/** Looks again and again until `look` gives something; the words of the failure are for whoever reads the report. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
  minutes = 1,
): Promise<T> {
  for (let waited = 0; waited < minutes * LIMIT_MS; waited += 50) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(50);
  }
  throw new Error(`waited in vain for ${what}`);
}

/** Two different free ports of loopback. */
export async function freePorts(): Promise<{ readonly port: number; readonly tlsPort: number }> {
  const servers = [createServer(), createServer()] as const;
  const ports = await Promise.all(
    servers.map(
      async (server) =>
        new Promise<number>((resolve) =>
          server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
        ),
    ),
  );
  await Promise.all(servers.map(async (server) => new Promise((resolve) => server.close(resolve))));
  const [port = 0, tlsPort = 0] = ports;
  return { port, tlsPort };
}

export interface Installation {
  /** Holds data folder and master key; removed by `remove`. */
  readonly folder: string;
  readonly dataDir: string;
  readonly keyFile: string;
  readonly origin: string;
  readonly port: number;
  readonly tlsPort: number;
  /** Flags of `serve` that name data, key and ports. */
  readonly flags: readonly string[];
  /** Starts the server and waits for its greeting. */
  start(options?: StartOptions): Promise<SonaeProcess>;
  remove(): void;
}

export interface StartOptions extends SpawnOptions {
  readonly flags?: readonly string[];
}

export async function newInstallation(name = 'sonae-operations-'): Promise<Installation> {
  const folder = mkdtempSync(join(tmpdir(), name));
  const { port, tlsPort } = await freePorts();
  const dataDir = join(folder, 'data');
  const keyFile = join(folder, 'master.key');
  const flags = [
    `--data=${dataDir}`,
    `--master-key-file=${keyFile}`,
    `--port=${port}`,
    `--tls-port=${tlsPort}`,
    '--tls-host=127.0.0.1',
    '--disk-reserve-mb=0',
  ];
  return {
    folder,
    dataDir,
    keyFile,
    origin: `http://127.0.0.1:${port}`,
    port,
    tlsPort,
    flags,
    start: async (options = {}) => {
      const started = spawnSonae(['serve', ...flags, ...(options.flags ?? [])], options);
      await greeted(started);
      return started;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Waits for the last line of the greeting. Fails with the output when the process ends before. */
export async function greeted(started: SonaeProcess): Promise<void> {
  let gone = false;
  void started.ended.then(() => (gone = true));
  await until('the greeting', () => {
    if (started.stdout().includes('Press Ctrl-C')) return true;
    if (gone) throw new Error(`sonae ended before it was ready: ${started.stdout()}${started.stderr()}`);
    return undefined;
  });
}

/** The one-time token in the greeting. */
export function setupToken(started: SonaeProcess): string {
  const token = /\/setup#(\S+)/.exec(started.stdout())?.[1];
  if (token === undefined) throw new Error('the greeting names no setup token');
  return token;
}

export async function statusOf(url: string): Promise<number | undefined> {
  return fetch(url, { signal: AbortSignal.timeout(20_000) }).then(
    (response) => response.status,
    () => undefined,
  );
}
