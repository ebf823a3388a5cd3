// SPDX-License-Identifier: Apache-2.0
/**
 * The command line: finds the command, turns what is thrown into one clear line. Commands load the product when they
 * run: help and a mistyped option answer at once.
 */
import { VERSION } from '../app/version.ts';
import { SafeError } from '../kernel/errors.ts';
import type { Language } from '../kernel/language.ts';
import { SettingsError, settingsMarkdown } from '../platform/config/settings.ts';
import { terminalLanguage } from '../platform/config/terminal-language.ts';
import { StartProblem } from '../platform/start-problem.ts';
import { UsageError, readArguments } from './arguments.ts';
import { backup, backups, restore } from './backup.ts';
import { catalogCheck, catalogExport } from './catalog.ts';
import { SETTING_FLAGS } from './command.ts';
import type { Command, OwnCommand, Terminal } from './command.ts';
import { commandHelp, generalHelp } from './help.ts';
import { accountOperator, accountReset, orgCreate } from './people.ts';
import { serve } from './serve.ts';
import { isTextKey, say } from './texts.ts';
import { verify } from './verify.ts';

const check: OwnCommand = {
  name: 'check',
  about: 'about.check',
  runRaw: async (given, { language, out, error }) => {
    const { runCheckCommand } = await import('../endpoints/index.ts');
    return runCheckCommand(given, { language, out, error });
  },
};

const settings: Command = {
  name: 'settings',
  about: 'about.settings',
  flags: [],
  settings: false,
  run: async (_given, { language, out }) => {
    out(settingsMarkdown(language));
    return 0;
  },
};

const version: Command = {
  name: 'version',
  about: 'about.version',
  flags: [],
  settings: false,
  run: async (_given, { out }) => {
    out(VERSION);
    return 0;
  },
};

const COMMANDS: readonly (Command | OwnCommand)[] = [
  serve,
  check,
  verify,
  catalogCheck,
  catalogExport,
  backup,
  backups,
  restore,
  accountReset,
  accountOperator,
  orgCreate,
  settings,
  version,
];
const HELP_WORDS = ['help', '--help', '-h'];

function oneLine(error: unknown, language: Language): string | undefined {
  const bilingual = [StartProblem, SettingsError, UsageError].find((kind) => error instanceof kind);
  if (bilingual && error instanceof Error && 'text' in error) return (error as StartProblem).text[language];
  if (error instanceof SafeError) {
    const key = `reason.${error.code}`;
    return isTextKey(key) ? say(language, key) : say(language, 'failed', { reason: error.code });
  }
  return error instanceof Error ? say(language, 'failed', { reason: error.message }) : undefined;
}

async function runCommand(
  command: Command | OwnCommand,
  given: readonly string[],
  terminal: Terminal,
): Promise<number> {
  if ('runRaw' in command) return command.runRaw(given, terminal);
  if (given.some((text) => text === '--help' || text === '-h')) {
    commandHelp(command, terminal);
    return 0;
  }
  const { flags, settings: withSettings, word } = command;
  const own = flags.filter(({ isSwitch }) => !isSwitch).map(({ name }) => name);
  const accepted = {
    values: new Set([...own, ...(withSettings ? SETTING_FLAGS : [])]),
    switches: new Set(flags.filter(({ isSwitch }) => isSwitch).map(({ name }) => name)),
    maxWords: word === undefined ? 0 : 1,
  };
  return command.run(readArguments(given, accepted), terminal);
}

/** `account reset` and `account` alike: the longest name that the words begin with. */
const commandOf = (given: readonly string[]): Command | OwnCommand | undefined =>
  COMMANDS.find(({ name }) => name.split(' ').every((part, index) => given[index] === part));

async function main(given: readonly string[]): Promise<number> {
  const terminal: Terminal = {
    language: terminalLanguage(),
    out: (line) => void process.stdout.write(`${line}\n`),
    error: (line) => void process.stderr.write(`${line}\n`),
  };
  const [first = 'help'] = given;
  if (HELP_WORDS.includes(first)) {
    generalHelp(COMMANDS, terminal);
    return 0;
  }
  const command = commandOf(first === '--version' ? ['version'] : given);
  if (!command) {
    terminal.error(say(terminal.language, 'unknown_command', { name: given.slice(0, 2).join(' ') }));
    generalHelp(COMMANDS, { ...terminal, out: terminal.error });
    return 2;
  }
  try {
    const rest = first === '--version' ? [] : given.slice(command.name.split(' ').length);
    return await runCommand(command, rest, terminal);
  } catch (error) {
    const line = oneLine(error, terminal.language);
    if (line === undefined) throw error;
    terminal.error(line);
    return error instanceof UsageError ? 2 : 1;
  }
}

// `sonae help | head`: a reader that has seen enough is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

process.exitCode = await main(process.argv.slice(2));
