// SPDX-License-Identifier: Apache-2.0
/** The command line: finds the command, turns what is thrown into one clear line. */
import { runCheckCommand } from '../endpoints/index.ts';
import { SafeError } from '../kernel/errors.ts';
import type { Language } from '../kernel/language.ts';
import { SettingsError, settingsMarkdown } from '../platform/config/settings.ts';
import { terminalLanguage } from '../platform/config/terminal-language.ts';
import { StartProblem } from '../platform/start-problem.ts';
import { SecretError } from '../platform/secrets/index.ts';
import { TlsError } from '../platform/tls/index.ts';
import { say } from './command.ts';
import type { Command, Terminal } from './command.ts';
import { accountReset, orgCreate } from './people.ts';
import { serve } from './serve.ts';
import { verify } from './verify.ts';

const check: Command = {
  name: 'check',
  about: 'about.check',
  run: async (given, { language, out, error }) => runCheckCommand(given, { language, out, error }),
};

const settings: Command = {
  name: 'settings',
  about: 'about.settings',
  run: async (_given, { out }) => {
    out(settingsMarkdown());
    return 0;
  },
};

const COMMANDS: readonly Command[] = [serve, check, verify, accountReset, orgCreate, settings];

function help({ language, out }: Terminal): void {
  out(say(language, 'usage'));
  for (const { name, about } of COMMANDS) out(`  ${name.padEnd(16)}${say(language, about)}`);
}

function oneLine(error: unknown, language: Language): string | undefined {
  if (error instanceof StartProblem) return error.text[language];
  const told = [SettingsError, SecretError, TlsError].some((kind) => error instanceof kind);
  if (told && error instanceof Error) return error.message;
  if (error instanceof SafeError) return say(language, 'failed', { reason: error.code });
  if (error instanceof RangeError && error.message.startsWith('--')) {
    return say(language, 'flag_without_value', { flag: error.message });
  }
  return error instanceof Error ? say(language, 'failed', { reason: error.message }) : undefined;
}

async function main(given: readonly string[]): Promise<number> {
  const terminal: Terminal = {
    language: terminalLanguage(),
    out: (line) => void process.stdout.write(`${line}\n`),
    error: (line) => void process.stderr.write(`${line}\n`),
  };
  const typed = given.join(' ');
  const command = COMMANDS.find(({ name }) => typed === name || typed.startsWith(`${name} `));
  if (!command) {
    const [first = 'help'] = given;
    if (!['help', '--help', '-h'].includes(first)) {
      terminal.error(say(terminal.language, 'unknown_command', { name: first }));
    }
    help(terminal);
    return ['help', '--help', '-h'].includes(first) ? 0 : 2;
  }
  try {
    return await command.run(given.slice(command.name.split(' ').length), terminal);
  } catch (error) {
    const line = oneLine(error, terminal.language);
    if (line === undefined) throw error;
    terminal.error(line);
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
