// SPDX-License-Identifier: Apache-2.0
/**
 * Looks at the computer this process runs on, for `sonae check` and for the server checking itself.
 * It runs the very script that visitors download, so that there is one truth about every fact.
 */
import { execFile } from 'node:child_process';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { fileURLToPath } from 'node:url';

import { SECOND_MS } from '../../../kernel/clock.ts';
import { SafeError } from '../../../kernel/errors.ts';
import { collectorOrigin, collectorToken } from './render-collector.ts';
import { COLLECTOR_PATH, COLLECTOR_REPORT_MAX_BYTES, readCollectorReport } from './report.ts';
import type { CollectorReport } from './report.ts';

export interface CommandResult {
  /** null when it did not end by itself (timeout, too much output, not found). */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program with a fixed argument list and no shell. */
export type RunCommand = (file: string, args: readonly string[]) => Promise<CommandResult>;

/** apt-get and COM are slow on old machines; the longest real run seen was 4 s. */
const COLLECT_TIMEOUT_MS = 180 * SECOND_MS;

export const runCommand: RunCommand = (file, args) =>
  new Promise((resolve) => {
    const limits = {
      timeout: COLLECT_TIMEOUT_MS,
      maxBuffer: COLLECTOR_REPORT_MAX_BYTES,
      windowsHide: true,
      shell: false,
    };
    execFile(file, [...args], { ...limits, encoding: 'utf8' }, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      resolve({ exitCode: typeof code === 'number' ? code : null, stdout, stderr });
    });
  });

/** The command that prints a report on this platform, or undefined where there is no collector. */
export function collectorCommand(platform: NodeJS.Platform): { file: string; args: readonly string[] } | undefined {
  const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
  if (platform === 'win32') {
    const quiet = ['-NoLogo', '-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass'];
    return { file: 'powershell.exe', args: [...quiet, '-File', script('collect.ps1'), '-Print'] };
  }
  const hasScript = platform === 'linux' || platform === 'darwin';
  return hasScript ? { file: '/bin/sh', args: [script('collect.sh'), '--print'] } : undefined;
}

/**
 * @throws SafeError `unavailable` when there is no collector for this platform or it did not run,
 *   `invalid` when it printed something that is no report
 */
export async function collectThisComputer(
  deps: { readonly run?: RunCommand; readonly platform?: NodeJS.Platform } = {},
): Promise<CollectorReport> {
  const command = collectorCommand(deps.platform ?? process.platform);
  if (command === undefined) throw new SafeError('unavailable', 'collector_no_platform');
  const result = await (deps.run ?? runCommand)(command.file, command.args);
  if (result.exitCode !== 0) {
    const why = result.stderr.replaceAll(/\s+/g, ' ').slice(0, 300);
    throw new SafeError('unavailable', 'collector_failed', {
      message: `collector ended with ${result.exitCode}: ${why}`,
    });
  }
  return readCollectorReport(result.stdout);
}

export interface SendSettings {
  readonly server: string;
  readonly token: string;
  /** PEM to trust instead of the system's store. */
  readonly caPem?: string | undefined;
  readonly report: CollectorReport;
  /** Asks for this computer's own key, to be stored. */
  readonly keep?: boolean;
}

const SEND_TIMEOUT_MS = 60 * SECOND_MS;
const ANSWER_MAX_BYTES = 64 * 1024;

/**
 * Posts a report. Certificates are always checked; redirects are not followed.
 * @returns the HTTP status (any) and the answer; "" when it is longer than any of ours
 * @throws TypeError for an address or token of a wrong form; the network's own error when it cannot be reached
 */
export async function sendReport(
  settings: SendSettings,
): Promise<{ readonly status: number; readonly answer: string }> {
  const url = new URL(COLLECTOR_PATH, collectorOrigin(settings.server));
  const body = Buffer.from(JSON.stringify(settings.report), 'utf8');
  const headers = {
    authorization: `Bearer ${collectorToken(settings.token)}`,
    'content-type': 'application/json',
    'content-length': body.length,
    'sonae-keep': settings.keep === true ? 'yes' : 'no',
  };
  const signal = AbortSignal.timeout(SEND_TIMEOUT_MS);
  const options = { method: 'POST', headers, signal };
  return new Promise((resolve, reject) => {
    const outgoing =
      url.protocol === 'http:'
        ? httpRequest(url, options)
        : httpsRequest(url, { ...options, ...(settings.caPem === undefined ? {} : { ca: settings.caPem }) });
    outgoing.on('error', reject);
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const done = (answer: string): void => resolve({ status: incoming.statusCode ?? 0, answer });
      incoming.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size <= ANSWER_MAX_BYTES) return void chunks.push(chunk);
        // Delivered all the same: the status says so.
        done('');
        return void incoming.destroy();
      });
      incoming.on('error', reject);
      incoming.on('end', () => done(Buffer.concat(chunks).toString('utf8')));
    });
    outgoing.end(body);
  });
}
