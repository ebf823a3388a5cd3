// SPDX-License-Identifier: Apache-2.0
/** `sonae check`: looks at this computer, shows what it saw, and sends or writes it when asked to. */
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import type { Language } from '../../../kernel/language.ts';
import { collectThisComputer, sendReport } from './check-this-computer.ts';
import type { SendSettings } from './check-this-computer.ts';
import { describeReport, sayIn } from './describe-report.ts';
import type { Say } from './describe-report.ts';
import type { CollectorReport } from './report.ts';

export interface CheckIo {
  readonly language: Language;
  /** Writes one line. */
  readonly out: (line: string) => void;
  readonly error: (line: string) => void;
  /** Replaced in tests. */
  readonly collect?: () => Promise<CollectorReport>;
  readonly send?: (settings: SendSettings) => Promise<{ readonly status: number }>;
}

interface CheckOptions {
  readonly json?: boolean | undefined;
  readonly help?: boolean | undefined;
  readonly server?: string | undefined;
  readonly token?: string | undefined;
  readonly ca?: string | undefined;
  readonly out?: string | undefined;
}

/** An end with an exit code and a line for the person. */
class Stop extends Error {
  readonly exitCode: number;
  constructor(exitCode: number, line: string) {
    super(line);
    this.exitCode = exitCode;
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function readOptions(args: readonly string[], say: Say): CheckOptions {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    const options = { json: flag, help: flag, server: text, token: text, ca: text, out: text };
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new Stop(2, say('check.option_wrong', { what: messageOf(error) }));
  }
}

async function deliver(
  options: CheckOptions & { server: string; token: string },
  report: CollectorReport,
  io: CheckIo,
): Promise<void> {
  const say = sayIn(io.language);
  const { server, token, ca } = options;
  let caPem: string | undefined;
  if (ca !== undefined) {
    caPem = await readFile(ca, 'utf8').catch(() => {
      throw new Stop(2, say('check.ca_unreadable', { what: ca }));
    });
  }
  const { status } = await (io.send ?? sendReport)({ server, token, caPem, report }).catch((error: unknown) => {
    throw new Stop(1, say('check.server_unreachable', { what: messageOf(error) }));
  });
  if (status === 401 || status === 403) throw new Stop(1, say('check.token_refused'));
  if (status < 200 || status > 299) throw new Stop(1, say('check.server_refused', { status }));
  io.error(say('check.delivered'));
}

async function check(options: CheckOptions, io: CheckIo): Promise<void> {
  const say = sayIn(io.language);
  const { server, token, out } = options;
  if ((server === undefined) !== (token === undefined)) throw new Stop(2, say('check.pair_needed'));
  const report = await (io.collect ?? collectThisComputer)().catch((error: unknown) => {
    throw new Stop(1, say('check.failed', { what: messageOf(error) }));
  });
  if (options.json === true) io.out(JSON.stringify(report));
  else for (const line of describeReport(report, io.language)) io.out(line);
  if (out !== undefined) {
    // It names people and serial numbers: for the owner's eyes only.
    await writeFile(out, `${JSON.stringify(report)}\n`, { mode: 0o600 }).catch(() => {
      throw new Stop(1, say('check.out_unwritable', { what: out }));
    });
    io.error(say('check.written', { what: out }));
  }
  if (server !== undefined && token !== undefined) await deliver({ ...options, server, token }, report, io);
}

/**
 * @param args what follows `sonae check`
 * @returns exit code: 0 done, 1 could not look, write or deliver, 2 wrong use
 */
export async function runCheckCommand(args: readonly string[], io: CheckIo): Promise<number> {
  const say = sayIn(io.language);
  try {
    const options = readOptions(args, say);
    if (options.help === true) io.out(say('check.usage'));
    else await check(options, io);
    return 0;
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    io.error(error.message);
    if (error.exitCode === 2) io.error(say('check.usage'));
    return error.exitCode;
  }
}
