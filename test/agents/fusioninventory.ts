// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { aptInstall, findCommand } from '../debian.ts';

const PACKAGE = 'fusioninventory-agent';
const LIBRARY = '/usr/share/fusioninventory';
const RUN_LIMIT_MS = 4 * 60_000;
const OUTPUT_LIMIT_CHARS = 500_000;

/** The agent, or one line that says why it cannot be had: the reason of a stated skip. */
export type Agent = { readonly command: string } | { readonly missing: string };

/** Finds Debian's agent; installs it as root when it is missing. */
export async function ensureFusionInventory(): Promise<Agent> {
  try {
    if (!findCommand(PACKAGE)) await aptInstall([PACKAGE]);
  } catch (error) {
    return { missing: error instanceof Error ? error.message : String(error) };
  }
  const command = findCommand(PACKAGE);
  if (!command || !existsSync(LIBRARY)) return { missing: `${PACKAGE} is not laid out as Debian does it` };
  return { command };
}

export interface AgentRun {
  readonly command: string;
  /** Such as `https://127.0.0.1:8443/agent/glpi`. */
  readonly server: string;
  /** A folder of this machine's own: the agent keeps its identity there. Two folders are two machines. */
  readonly state: string;
  readonly caFile?: string;
  readonly user?: string;
  readonly password?: string;
  /** More options, such as `--no-category=software` or `--tag=osaka`. */
  readonly extra?: readonly string[];
}

export interface AgentResult {
  readonly code: number | null;
  /** What the agent said (debug level), cut to the last half a million characters. */
  readonly output: string;
}

/** Runs the real agent once against a server. It ends with code 0 even when the server refused: read `output`. */
export async function runFusionInventory(options: AgentRun): Promise<AgentResult> {
  await ownState(options.state);
  const target = [
    `--server=${options.server}`,
    '--tasks=inventory',
    '--force',
    '--no-httpd',
    '--delaytime=0',
    '--wait=0',
  ];
  const quiet = [
    `--conf-file=${join(options.state, 'agent.cfg')}`,
    '--logger=stderr',
    '--debug',
    '--backend-collect-timeout=30',
  ];
  const given = [
    ...(options.caFile ? [`--ca-cert-file=${options.caFile}`] : []),
    ...(options.user === undefined ? [] : [`--user=${options.user}`]),
    ...(options.password === undefined ? [] : [`--password=${options.password}`]),
    ...(options.extra ?? []),
  ];
  // The package fixes the state folder in its module `setup`: ours is loaded first and takes its place.
  return run('perl', [`-I${options.state}`, '-Msetup', options.command, ...target, ...quiet, ...given]);
}

async function ownState(state: string): Promise<void> {
  if (!/^[\w./-]+$/.test(state)) throw new Error('the state folder of an agent has a plain name');
  await mkdir(join(state, 'var'), { recursive: true });
  const settings = `datadir => '${LIBRARY}', libdir => '${LIBRARY}/lib', vardir => '${state}/var'`;
  const module = `package setup;\nuse parent qw(Exporter);\nour @EXPORT = ('%setup');\nour %setup = (${settings});\n1;\n`;
  await writeFile(join(state, 'setup.pm'), module);
  await writeFile(join(state, 'agent.cfg'), ''); // not the settings of the machine the test runs on
}

function run(command: string, list: readonly string[]): Promise<AgentResult> {
  return new Promise((done, failed) => {
    const child = spawn(command, list, { stdio: ['ignore', 'pipe', 'pipe'], timeout: RUN_LIMIT_MS });
    let output = '';
    const keep = (chunk: string): void => {
      output = (output + chunk).slice(-OUTPUT_LIMIT_CHARS);
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    child.once('error', failed);
    child.once('close', (code) => done({ code, output }));
  });
}
