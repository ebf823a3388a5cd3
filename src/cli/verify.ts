// SPDX-License-Identifier: Apache-2.0
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { verifyLedger } from '../assess/index.ts';
import type { LedgerFault } from '../assess/index.ts';
import { readArguments } from './arguments.ts';
import { say } from './command.ts';
import type { Command, Terminal } from './command.ts';

const describe = (terminal: Terminal, fault: LedgerFault): string => {
  const { kind, ...params } = fault;
  return say(terminal.language, `verify.${kind}`, params);
};

export const verify: Command = {
  name: 'verify',
  about: 'about.verify',
  run: async (given, terminal) => {
    const { words, flags } = readArguments(given, ['json']);
    const [file] = words;
    if (file === undefined) {
      terminal.error(say(terminal.language, 'flag_missing', { flag: 'ledger.ndjson' }));
      return 2;
    }
    const key = flags['key'] === undefined ? undefined : await readFile(flags['key'], 'utf8');
    const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity });
    const report = await verifyLedger(lines, key);
    if (flags['json'] !== undefined) {
      terminal.out(JSON.stringify(report));
      return report.ok ? 0 : 1;
    }
    for (const fault of report.faults) terminal.out(describe(terminal, fault));
    const { sealed, unsealed, keyId, withoutPayload, faults } = report;
    if (withoutPayload > 0) terminal.out(say(terminal.language, 'verify.payload_deleted', { count: withoutPayload }));
    if (report.ok) terminal.out(say(terminal.language, 'verify.ok', { sealed, unsealed, key: keyId ?? '' }));
    else terminal.out(say(terminal.language, 'verify.bad', { count: faults.length }));
    if (key === undefined) terminal.out(say(terminal.language, 'verify.key_hint'));
    return report.ok ? 0 : 1;
  },
};
