// SPDX-License-Identifier: Apache-2.0
import type { Admin } from '../app/admin.ts';
import { ownAddress } from '../app/own-address.ts';
import { INDUSTRIES, SIZE_BANDS } from '../kernel/organisation-kinds.ts';
import { processSettings } from '../platform/config/settings.ts';
import type { Settings } from '../platform/config/settings.ts';
import { UsageError } from './arguments.ts';
import type { Arguments } from './arguments.ts';
import { SETTING_FLAGS } from './command.ts';
import type { Command } from './command.ts';
import { say } from './texts.ts';

const MAX_NAME = 120;

/** The settings among the flags, for a data folder that exists already. */
function settingsOf({ flags }: Arguments): Settings {
  const entries = Object.entries(flags).filter(([name]) => SETTING_FLAGS.includes(name));
  return processSettings(Object.fromEntries(entries));
}

/** Where links lead: the address people use, or where Sonae listened last. */
const originOf = ({ publicUrl, dataDir, port }: Settings): string =>
  publicUrl ?? ownAddress(dataDir) ?? `http://127.0.0.1:${port}`;

const needed = ({ flags }: Arguments, name: string): string => {
  const value = flags[name]?.trim() ?? '';
  if (value === '') throw new UsageError('flag_missing', { flag: `--${name}` });
  return value;
};

function short({ flags }: Arguments, name: string): string | undefined {
  const value = flags[name]?.trim();
  if (value !== undefined && value.length > MAX_NAME)
    throw new UsageError('flag_too_long', { flag: `--${name}`, max: String(MAX_NAME) });
  return value;
}

function oneOf<const T extends string>({ flags }: Arguments, name: string, values: readonly T[]): T | undefined {
  const given = flags[name];
  if (given === undefined) return undefined;
  const found = values.find((value) => value === given);
  if (found === undefined) throw new UsageError('flag_not_one_of', { flag: `--${name}`, values: values.join(', ') });
  return found;
}

async function withAdmin<T>(settings: Settings, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = await import('../app/admin.ts');
  return admin.withAdmin(settings, work);
}

/** A moment as people at this terminal read it, with its time zone. */
const moment = (at: Date, language: string): string =>
  at.toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' });

export const accountReset: Command = {
  name: 'account reset',
  about: 'about.account_reset',
  flags: [
    { name: 'email', about: 'flag.email', needed: true },
    { name: 'clear-two-step', about: 'flag.clear_two_step', isSwitch: true },
  ],
  settings: true,
  run: async (given, terminal) => {
    const email = needed(given, 'email');
    const settings = settingsOf(given);
    const clearTotp = given.flags['clear-two-step'] !== undefined;
    const { link, expiresAt } = await withAdmin(settings, async ({ identity }) =>
      identity.resetAccount({ email, clearTotp, origin: originOf(settings) }),
    );
    terminal.out(say(terminal.language, 'reset.link', { email, until: moment(expiresAt, terminal.language) }));
    terminal.out(`  ${link}`);
    if (clearTotp) terminal.out(say(terminal.language, 'reset.two_step_cleared'));
    return 0;
  },
};

export const accountOperator: Command = {
  name: 'account operator',
  about: 'about.account_operator',
  flags: [
    { name: 'email', about: 'flag.email', needed: true },
    { name: 'end', about: 'flag.end', isSwitch: true },
  ],
  settings: true,
  run: async (given, terminal) => {
    const email = needed(given, 'email');
    const operator = given.flags['end'] === undefined;
    await withAdmin(settingsOf(given), async ({ identity }) => identity.setOperator({ email, operator }));
    terminal.out(say(terminal.language, operator ? 'operator.named' : 'operator.ended', { email }));
    return 0;
  },
};

export const orgCreate: Command = {
  name: 'org create',
  about: 'about.org_create',
  flags: [
    { name: 'name', about: 'flag.name', needed: true },
    { name: 'kana', about: 'flag.kana' },
    { name: 'industry', about: 'flag.industry' },
    { name: 'size', about: 'flag.size' },
    { name: 'administrator', about: 'flag.administrator' },
    { name: 'email', about: 'flag.administrator_email' },
  ],
  settings: true,
  run: async (given, terminal) => {
    needed(given, 'name');
    const name = short(given, 'name') ?? '';
    const organisation = {
      name,
      kana: short(given, 'kana') ?? '',
      industry: oneOf(given, 'industry', INDUSTRIES) ?? 'unclassified',
      sizeBand: oneOf(given, 'size', SIZE_BANDS) ?? '6-20',
    };
    const administrator = { name: short(given, 'administrator') ?? name, email: short(given, 'email') };
    const settings = settingsOf(given);
    const { link } = await withAdmin(settings, async ({ identity }) =>
      identity.createOrganisation({
        organisation,
        administrator,
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
