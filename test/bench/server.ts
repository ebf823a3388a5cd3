// SPDX-License-Identifier: Apache-2.0
/** The product itself as its own process on a data folder of its own, and an organisation in it. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { readEmbeddedConnection, readSupervisorLogin } from '../../src/platform/postgres/embedded/index.ts';
import { openBrowser } from '../support/browser.ts';
import type { TestBrowser } from '../support/browser.ts';
import { SETUP } from '../support/people.ts';
import { processTree } from './processes.ts';

export const ROOT = join(import.meta.dirname, '..', '..');
const START_LIMIT_MS = 120_000;
const OUTPUT_LIMIT_CHARS = 100_000;

/** `direct` starts the server itself (as the systemd unit does); `npm` takes the way of `npm start`. */
const WAYS = { direct: [join('src', 'cli', 'main.ts')], npm: [join('bin', 'sonae.mjs')] } as const;

export interface BenchServer {
  readonly httpUrl: string;
  readonly httpsUrl: string;
  readonly dataDir: string;
  /** Milliseconds from spawning the process to its saying that it listens. */
  readonly startMs: number;
  readonly setupToken: string | undefined;
  /** Node, PostgreSQL and what else it started. */
  processes(): ReturnType<typeof processTree>;
  /** As PostgreSQL's superuser: sees every row. */
  query<Row extends pg.QueryResultRow>(text: string): Promise<Row[]>;
  stop(): Promise<void>;
}

/** A folder for one data folder and its master key; `remove` takes both away. */
export function makeFolder(): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'sonae-bench-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

async function freePorts(): Promise<[number, number]> {
  const probes = [createServer(), createServer()] as const;
  const port = async (probe: (typeof probes)[number]): Promise<number> => {
    probe.listen(0, '127.0.0.1');
    await once(probe, 'listening');
    return (probe.address() as AddressInfo).port;
  };
  const ports: [number, number] = [await port(probes[0]), await port(probes[1])];
  await Promise.all(probes.map(async (probe) => new Promise((done) => probe.close(done))));
  return ports;
}

/** Nothing of the caller's own installation may leak in. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('SONAE_') && name !== 'DATABASE_URL');
  return Object.fromEntries(kept);
}

async function untilListening(child: ChildProcess, httpUrl: string): Promise<string> {
  let output = '';
  return new Promise((done, failed) => {
    const limit = setTimeout(() => failed(new Error(`the server did not start in time:\n${output}`)), START_LIMIT_MS);
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-OUTPUT_LIMIT_CHARS);
      if (!output.includes(`${httpUrl}\n`) && !/setup#\S+\n/.test(output)) return;
      clearTimeout(limit);
      done(output);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.once('exit', (code) => {
      clearTimeout(limit);
      failed(new Error(`the server ended with ${code}:\n${output}`));
    });
  });
}

async function asSuperuser<Row extends pg.QueryResultRow>(dataDir: string, text: string): Promise<Row[]> {
  const login = readSupervisorLogin(dataDir);
  const place = readEmbeddedConnection(dataDir);
  if (!login || !place) throw new Error('the embedded PostgreSQL cannot be reached');
  const { host, port, database } = place;
  const client = new pg.Client({ host, port, database, ...login, statement_timeout: 600_000 });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

export async function startServer(folder: string, way: keyof typeof WAYS = 'direct'): Promise<BenchServer> {
  const [port, tlsPort] = await freePorts();
  const dataDir = join(folder, 'data');
  const flags = {
    data: dataDir,
    port: String(port),
    'tls-port': String(tlsPort),
    'tls-host': '127.0.0.1',
    'master-key-file': join(folder, 'master.key'),
    'log-level': 'error',
  };
  const argv = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
  const httpUrl = `http://127.0.0.1:${port}`;
  const began = performance.now();
  const profile = process.env['SONAE_BENCH_PROFILE'];
  const profiling = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
  const child = spawn(process.execPath, [...profiling, ...WAYS[way], 'serve', ...argv], {
    cwd: ROOT,
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = await untilListening(child, httpUrl);
  const startMs = performance.now() - began;
  const ended = once(child, 'exit');
  // What it complains about belongs before the eyes of whoever measures.
  child.stderr.on('data', (chunk: Buffer) => process.stderr.write(chunk));
  child.stdout.on(
    'data',
    (chunk: Buffer) => /"level":"?(?:error|50)/.test(chunk.toString('utf8')) && process.stderr.write(chunk),
  );
  return {
    httpUrl,
    httpsUrl: `https://127.0.0.1:${tlsPort}`,
    dataDir,
    startMs,
    setupToken: /setup#(\S+)/.exec(output)?.[1],
    processes: () => processTree(child.pid ?? -1),
    query: async (text) => asSuperuser(dataDir, text),
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await ended;
    },
  };
}

export interface Organisation {
  readonly orgId: string;
  /** The administrator, signed in. */
  readonly browser: TestBrowser;
  /** What inventory agents are given. */
  readonly agent: { readonly user: string; readonly password: string; readonly caPem: string };
}

/** The first organisation, made through the real doors. */
export async function setUpOrganisation(server: BenchServer): Promise<Organisation> {
  const browser = openBrowser(server.httpUrl);
  const made = await browser.post('/api/v1/setup/complete', { token: server.setupToken, ...SETUP });
  if (made.status !== 201) throw new Error(`setup answered ${made.status} ${JSON.stringify(made.body)}`);
  await browser.refresh();
  const orgId: string = made.body.orgId;
  const credential = await browser.post(`/api/v1/org/${orgId}/credentials`, { label: 'bench' });
  if (credential.status !== 201) throw new Error(`making a credential answered ${credential.status}`);
  const agentSetup = await browser.get(`/api/v1/org/${orgId}/agent-setup`);
  const ca = await browser.get('/api/v1/ca');
  return {
    orgId,
    browser,
    agent: { user: agentSetup.body.user, password: agentSetup.body.credentials[0].secret, caPem: ca.body.pem },
  };
}
