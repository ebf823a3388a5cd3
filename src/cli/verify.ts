// SPDX-License-Identifier: Apache-2.0
import { createReadStream } from 'node:fs';
import { access, constants, readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { LedgerFault, LedgerReport } from '../assess/index.ts';
import { UsageError } from './arguments.ts';
import type { Command, Terminal } from './command.ts';
import { say } from './texts.ts';

const describe = (terminal: Terminal, fault: LedgerFault): string => {
  const { kind, ...params } = fault;
  return say(terminal.language, `verify.${kind}`, params);
};

/** Before anything is read: a missing file is told in one line, not by a broken stream. */
async function requireReadable(file: string): Promise<void> {
  await access(file, constants.R_OK).catch((error: unknown) => {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new UsageError('file_unreadable', { file, reason });
  });
}

function tell(report: LedgerReport, terminal: Terminal): void {
  const { language, out } = terminal;
  for (const fault of report.faults) out(describe(terminal, fault));
  for (const { epoch, restoredFrom } of report.epochs)
    if (restoredFrom !== null) out(say(language, 'verify.restored', { epoch, at: restoredFrom }));
  const { sealed, unsealed, keyId, withoutPayload, faults } = report;
  if (withoutPayload > 0) out(say(language, 'verify.payload_deleted', { count: withoutPayload }));
  if (report.ok) out(say(language, 'verify.ok', { sealed, unsealed, key: keyId ?? '' }));
  else out(say(language, 'verify.bad', { count: faults.length }));
}

export const verify: Command = {
  name: 'verify',
  about: 'about.verify',
  word: 'word.export_file',
  flags: [
    { name: 'key', about: 'flag.key' },
    { name: 'json', about: 'flag.json', isSwitch: true },
  ],
  settings: false,
  run: async ({ words, flags }, terminal) => {
    const [file] = words;
    const keyFile = flags['key'];
    if (file === undefined) throw new UsageError('word_missing', { word: say(terminal.language, 'word.export_file') });
    for (const path of [file, ...(keyFile === undefined ? [] : [keyFile])]) await requireReadable(path);
    const key = keyFile === undefined ? undefined : await readFile(keyFile, 'utf8');
    const { verifyLedger } = await import('../assess/index.ts');
    const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity });
    const report = await verifyLedger(lines, key);
    if (flags['json'] !== undefined) terminal.out(JSON.stringify(report));
    else {
      tell(report, terminal);
      if (key === undefined) terminal.out(say(terminal.language, 'verify.key_hint'));
    }
    return report.ok ? 0 : 1;
  },
};
