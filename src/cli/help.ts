// SPDX-License-Identifier: Apache-2.0
import type { Language } from '../kernel/language.ts';
import { SETTINGS, settingAbout } from '../platform/config/settings.ts';
import type { Command, OwnCommand, Terminal } from './command.ts';
import { say } from './texts.ts';

const COLUMN = 20;

const row = (left: string, right: string): string => `  ${left.padEnd(COLUMN)} ${right}`;

/** Every command with one line. */
export function generalHelp(commands: readonly (Command | OwnCommand)[], { language, out }: Terminal): void {
  out(say(language, 'usage'));
  for (const { name, about } of commands) out(row(name, say(language, about)));
  out(say(language, 'usage.more'));
}

function settingRows(language: Language): string[] {
  return Object.entries(SETTINGS).flatMap(([name, { flag }]) =>
    flag === undefined ? [] : [row(`--${flag}`, settingAbout(name, language))],
  );
}

export function commandHelp(command: Command, { language, out }: Terminal): void {
  const word = command.word === undefined ? [] : [say(language, command.word)];
  const typed = [command.name, ...word, say(language, 'usage.options')].join(' ');
  out(say(language, 'usage.command', { command: typed }));
  out(say(language, command.about));
  out('');
  out(say(language, 'help.flags'));
  for (const { name, about, needed } of command.flags)
    out(row(`--${name}`, say(language, about) + (needed ? say(language, 'help.needed') : '')));
  out(row('--help', say(language, 'flag.help')));
  if (!command.settings) return;
  out('');
  out(say(language, 'help.settings'));
  for (const line of settingRows(language)) out(line);
}
