// SPDX-License-Identifier: Apache-2.0
/** The whole product as people start it: its own process, data folder and ports. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildWeb } from '../../tools/build-web.ts';

const ROOT = join(import.meta.dirname, '..', '..');
/** A first start makes a database cluster and certificates: about ten seconds on two busy cores. */
const START_MS = 120_000;
const STOP_MS = 20_000;

export interface Sonae {
  readonly url: string;
  /** With the one-time code; empty when the installation has people already. */
  readonly setupUrl: string;
  readonly dataDir: string;
  /** What it printed so far. */
  readonly output: () => string;
  /** Ends it as Ctrl-C does, and removes its data. */
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

const newest = (folder: string): number =>
  Math.max(
    0,
    ...readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs),
  );

/** The pages must be those of this source, not of the last build. */
function webIsStale(): boolean {
  const built = join(ROOT, 'dist', 'web', 'index.html');
  return !existsSync(built) || statSync(built).mtimeMs < Math.max(newest('src/web'), newest('src/kernel'));
}

const ended = async (child: ChildProcess): Promise<void> =>
  new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) done();
    else child.once('exit', () => done());
  });

async function end(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await ended(child);
  clearTimeout(late);
}

/** Resolves when the product has printed an address to open. */
async function untilGreeted(child: ChildProcess, output: () => string): Promise<string> {
  return new Promise((found, failed) => {
    const fail = (why: string): void => failed(new Error(`sonae serve ${why}:\n${output()}`));
    const late = setTimeout(() => fail('said nothing in time'), START_MS);
    const look = (): void => {
      const address = /^ {2}(http:\/\/\S+)$|[:：] (http:\/\/127\.0\.0\.1:\d+)$/m.exec(output());
      if (!address) return;
      clearTimeout(late);
      found(address[1] ?? address[2] ?? '');
    };
    child.stdout?.on('data', look);
    child.once('exit', (code) => {
      clearTimeout(late);
      fail(`ended with ${code}`);
    });
  });
}

/** The pages of this source, built if they are not yet. */
export async function ensureWeb(): Promise<void> {
  if (webIsStale()) await buildWeb();
}

/** Starts `sonae serve` on free ports; `env` is added to its environment. */
export async function startSonae(env: Readonly<Record<string, string>> = {}): Promise<Sonae> {
  await ensureWeb();
  const dataDir = await mkdtemp(join(tmpdir(), 'sonae-journey-'));
  const [port, tlsPort] = [await freePort(), await freePort()];
  const flags = ['--data', join(dataDir, 'data'), '--port', String(port), '--tls-port', String(tlsPort)];
  const child = spawn(process.execPath, [join(ROOT, 'src', 'cli', 'main.ts'), 'serve', ...flags], {
    cwd: ROOT,
    env: { ...process.env, LANG: 'ja_JP.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const keep = (chunk: Buffer): void => {
    printed = (printed + chunk.toString()).slice(-200_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const stop = async (): Promise<void> => {
    await end(child);
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const greeted = await untilGreeted(child, () => printed);
    const url = `http://127.0.0.1:${port}`;
    return { url, setupUrl: greeted.includes('/setup#') ? greeted : '', dataDir, output: () => printed, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
