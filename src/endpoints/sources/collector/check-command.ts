// SPDX-License-Identifier: Apache-2.0
/** `sonae check`: looks at this computer, shows what it saw and what to think of it, and sends or writes it when asked to. */
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

import type { NewVerdict } from '../../../assess/index.ts';
import type { Language } from '../../../kernel/language.ts';
import { evaluateChecks } from '../../record-report.ts';
import { collectThisComputer, sendReport } from './check-this-computer.ts';
import { dailyHint } from './daily-hint.ts';
import { deliverReport } from './deliver-report.ts';
import type { CodeTarget, Delivered, Send } from './deliver-report.ts';
import { describeReport, sayIn } from './describe-report.ts';
import type { Say } from './describe-report.ts';
import { describeVerdicts } from './describe-verdicts.ts';
import { KeyFileError, draftKeyFile, readKeyFile } from './key-file.ts';
import type { KeptKey } from './key-file.ts';
import { toDeviceReport } from './report.ts';
import type { CollectorReport } from './report.ts';

export interface CheckIo {
  readonly language: Language;
  /** Writes one line. */
  readonly out: (line: string) => void;
  readonly error: (line: string) => void;
  /** Replaced in tests. */
  readonly collect?: () => Promise<CollectorReport>;
  readonly send?: Send;
}

interface CheckOptions {
  readonly json?: boolean | undefined;
  readonly strict?: boolean | undefined;
  readonly help?: boolean | undefined;
  readonly server?: string | undefined;
  readonly token?: string | undefined;
  readonly ca?: string | undefined;
  readonly keep?: string | undefined;
  readonly out?: string | undefined;
}

/** Where to send to: nowhere, or under a key, a code, or both (the code in case the key was revoked). */
interface Target {
  readonly kept: KeptKey | undefined;
  readonly code: CodeTarget | undefined;
}

const EXIT = { done: 0, failed: 1, wrongUse: 2, strict: 3 } as const;

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
    const options = {
      json: flag,
      strict: flag,
      help: flag,
      server: text,
      token: text,
      ca: text,
      keep: text,
      out: text,
    };
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new Stop(EXIT.wrongUse, say('check.option_wrong', { what: messageOf(error) }));
  }
}

function stopFor({ fault }: KeyFileError, path: string, say: Say): Stop {
  const key = (
    {
      not_own: 'check.key_not_own',
      open: 'check.key_open',
      none: 'check.key_none',
      unwritable: 'check.out_unwritable',
    } as const
  )[fault];
  return new Stop(fault === 'unwritable' ? EXIT.failed : EXIT.wrongUse, say(key, { what: path }));
}

async function readTarget({ server, token, ca, keep }: CheckOptions, say: Say): Promise<Target> {
  if ((server === undefined) !== (token === undefined)) throw new Stop(EXIT.wrongUse, say('check.pair_needed'));
  let caPem: string | undefined;
  if (ca !== undefined) {
    caPem = await readFile(ca, 'utf8').catch(() => {
      throw new Stop(EXIT.wrongUse, say('check.ca_unreadable', { what: ca }));
    });
  }
  const code = server !== undefined && token !== undefined ? { server, token, caPem } : undefined;
  if (keep === undefined) return { kept: undefined, code };
  const kept = await readKeyFile(keep).catch((error: unknown) => {
    throw error instanceof KeyFileError ? stopFor(error, keep, say) : error;
  });
  if (!kept && !code) throw new Stop(EXIT.wrongUse, say('check.keep_needs_code', { what: keep }));
  return { kept, code };
}

function tellKept(path: string, { language, error }: CheckIo): void {
  const say = sayIn(language);
  error(say('check.key_kept', { what: path }));
  const self = process.argv[1];
  if (self === undefined) return;
  const hint = dailyHint([process.execPath, self, 'check', '--keep', resolve(path)], process.platform);
  error(say('check.key_daily', { where: say(`check.key_where.${hint.where}`) }));
  error(hint.line);
}

function tellDelivered(delivered: Delivered, keep: string | undefined, io: CheckIo): void {
  const say = sayIn(io.language);
  if (delivered.kind === 'refused') {
    throw new Stop(EXIT.failed, say(delivered.what === 'key' ? 'check.key_refused' : 'check.token_refused'));
  }
  if (delivered.kind === 'failed') {
    throw new Stop(EXIT.failed, say('check.server_refused', { status: delivered.status }));
  }
  io.error(say('check.delivered'));
  for (const line of delivered.summary) io.error(line);
  if (delivered.key === 'missing') throw new Stop(EXIT.failed, say('check.key_missing'));
  if (delivered.key === 'kept' && keep !== undefined) tellKept(keep, io);
}

async function deliver(
  target: Target,
  { report, keep }: { report: CollectorReport; keep: string | undefined },
  io: CheckIo,
): Promise<void> {
  const say = sayIn(io.language);
  const send = io.send ?? sendReport;
  const draft = keep === undefined ? undefined : async () => draftKeyFile(keep);
  const plan = { ...target, report, send, language: io.language, draft };
  const delivered = await deliverReport(plan).catch((error: unknown) => {
    if (error instanceof KeyFileError && keep !== undefined) throw stopFor(error, keep, say);
    throw new Stop(EXIT.failed, say('check.server_unreachable', { what: messageOf(error) }));
  });
  tellDelivered(delivered, keep, io);
}

async function writeReport(path: string, report: CollectorReport, io: CheckIo): Promise<void> {
  const say = sayIn(io.language);
  // It names people and serial numbers: for the owner's eyes only.
  await writeFile(path, `${JSON.stringify(report)}\n`, { mode: 0o600 }).catch(() => {
    throw new Stop(EXIT.failed, say('check.out_unwritable', { what: path }));
  });
  io.error(say('check.written', { what: path }));
}

function show(report: CollectorReport, verdicts: readonly NewVerdict[], { language, out }: CheckIo): void {
  for (const line of describeReport(report, language)) out(line);
  if (verdicts.length > 0) out('');
  for (const line of verdicts.length > 0 ? describeVerdicts(verdicts, language) : []) out(line);
}

async function check(options: CheckOptions, io: CheckIo): Promise<void> {
  const say = sayIn(io.language);
  const target = await readTarget(options, say);
  const sends = target.kept !== undefined || target.code !== undefined;
  const report = await (io.collect ?? collectThisComputer)().catch((error: unknown) => {
    throw new Stop(EXIT.failed, say('check.failed', { what: messageOf(error) }));
  });
  // Judged on the day this computer thinks it is: the report is a moment old.
  const verdicts = evaluateChecks(toDeviceReport(report, 'collector').facts, report.observedAt.slice(0, 10));
  if (options.json === true) io.out(JSON.stringify(report));
  // The server's verdicts come with its answer; two sets of them would only confuse.
  else show(report, sends ? [] : verdicts, io);
  if (options.out !== undefined) await writeReport(options.out, report, io);
  if (sends) await deliver(target, { report, keep: options.keep }, io);
  if (options.strict === true && verdicts.some(({ verdict }) => verdict === 'fail')) {
    throw new Stop(EXIT.strict, say('check.strict_failed'));
  }
}

/**
 * @param args what follows `sonae check`
 * @returns exit code: 0 done, 1 could not look, write or deliver, 2 wrong use, 3 a check fails and `--strict` was given
 */
export async function runCheckCommand(args: readonly string[], io: CheckIo): Promise<number> {
  const say = sayIn(io.language);
  try {
    const options = readOptions(args, say);
    if (options.help === true) io.out(say('check.usage'));
    else await check(options, io);
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    io.error(error.message);
    if (error.exitCode === EXIT.wrongUse) io.error(say('check.usage'));
    return error.exitCode;
  }
}
