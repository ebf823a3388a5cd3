// SPDX-License-Identifier: Apache-2.0
import { withAdmin } from '../app/admin.ts';
import { SETTINGS, processSettings } from '../platform/config/settings.ts';
import type { Settings } from '../platform/config/settings.ts';
import { readArguments } from './arguments.ts';
import { say } from './command.ts';
import type { Command, Terminal } from './command.ts';

const SETTING_FLAGS = new Set<string>(Object.values(SETTINGS).map(({ flag }) => flag));

/** Flags of the settings apart from those of the command itself. */
function split(given: readonly string[], switches: readonly string[] = []) {
  const { flags } = readArguments(given, switches);
  const entries = Object.entries(flags);
  const settings = processSettings(Object.fromEntries(entries.filter(([name]) => SETTING_FLAGS.has(name))));
  return { settings, own: Object.fromEntries(entries.filter(([name]) => !SETTING_FLAGS.has(name))) };
}

const originOf = (settings: Settings): string => settings.publicUrl ?? `http://127.0.0.1:${settings.port}`;

function missing(terminal: Terminal, flag: string): number {
  terminal.error(say(terminal.language, 'flag_missing', { flag }));
  return 2;
}

export const accountReset: Command = {
  name: 'account reset',
  about: 'about.account_reset',
  run: async (given, terminal) => {
    const { settings, own } = split(given, ['clear-two-step']);
    const email = own['email'];
    if (email === undefined) return missing(terminal, '--email');
    const clearTotp = own['clear-two-step'] !== undefined;
    const { link, expiresAt } = await withAdmin(settings, async ({ identity }) =>
      identity.resetAccount({ email, clearTotp, origin: originOf(settings) }),
    );
    const until = expiresAt.toLocaleString(terminal.language);
    terminal.out(say(terminal.language, 'reset.link', { email, until }));
    terminal.out(`  ${link}`);
    if (clearTotp) terminal.out(say(terminal.language, 'reset.two_step_cleared'));
    return 0;
  },
};

export const orgCreate: Command = {
  name: 'org create',
  about: 'about.org_create',
  run: async (given, terminal) => {
    const { settings, own } = split(given);
    const name = own['name'];
    if (name === undefined) return missing(terminal, '--name');
    const { link } = await withAdmin(settings, async ({ identity }) =>
      identity.createOrganisation({
        organisation: { name, kana: own['kana'] ?? '', industry: 'unclassified', sizeBand: '6-20' },
        administrator: { name: own['administrator'] ?? name, email: own['email'] },
        language: terminal.language,
        origin: originOf(settings),
        actor: 'command_line',
      }),
    );
    terminal.out(say(terminal.language, 'org.created', { name }));
    terminal.out(`  ${link}`);
    return 0;
  },
};
