// SPDX-License-Identifier: Apache-2.0
/**
 * One table makes flags, environment, validation and documentation (`docs/settings.md`, printed by `sonae settings`).
 * This folder is the only reader of the environment. What a setting does is told by the text `about.<name>`.
 */
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import type { z } from 'zod';
import type { Bilingual, Language } from '../../kernel/language.ts';
import { LANGUAGES, fillTemplate } from '../../kernel/language.ts';
import { LOG_LEVELS } from '../log.ts';
import en from './en.json' with { type: 'json' };
import ja from './ja.json' with { type: 'json' };
import * as shape from './shapes.ts';

export interface SettingsContext {
  readonly cwd: string;
  readonly home: string;
  readonly configHome: string;
}

interface Setting<T> {
  readonly env: string;
  /** Undefined for what must not stand on a command line, where every user of the machine can read it. */
  readonly flag: string | undefined;
  readonly schema: z.ZodType<T, string>;
  readonly fallback: (context: SettingsContext) => string;
  readonly secret?: true;
}

const setting = <T>(described: Setting<T>): Setting<T> => described;
const none = (): string => '';

export const SETTINGS = {
  dataDir: setting({
    env: 'SONAE_DATA',
    flag: 'data',
    schema: shape.path,
    fallback: ({ cwd }) => resolve(cwd, '.sonae'),
  }),
  port: setting({ env: 'SONAE_PORT', flag: 'port', schema: shape.port, fallback: () => '8420' }),
  tlsPort: setting({ env: 'SONAE_TLS_PORT', flag: 'tls-port', schema: shape.port, fallback: () => '8443' }),
  tlsHost: setting({ env: 'SONAE_TLS_HOST', flag: 'tls-host', schema: shape.host, fallback: () => '0.0.0.0' }),
  publicUrl: setting({
    env: 'SONAE_PUBLIC_URL',
    flag: 'public-url',
    schema: shape.orNothing(shape.webUrl),
    fallback: none,
  }),
  databaseUrl: setting({
    env: 'DATABASE_URL',
    flag: 'database-url',
    schema: shape.orNothing(shape.databaseUrl),
    fallback: none,
    secret: true,
  }),
  migrationDatabaseUrl: setting({
    env: 'SONAE_MIGRATION_DATABASE_URL',
    flag: 'migration-database-url',
    schema: shape.orNothing(shape.databaseUrl),
    fallback: none,
    secret: true,
  }),
  trustProxy: setting({ env: 'SONAE_TRUST_PROXY', flag: 'trust-proxy', schema: shape.addressList, fallback: none }),
  outboundPrivateHosts: setting({
    env: 'SONAE_OUTBOUND_PRIVATE_HOSTS',
    flag: 'outbound-private-hosts',
    schema: shape.hostList,
    fallback: none,
  }),
  masterKeyFile: setting({
    env: 'SONAE_MASTER_KEY_FILE',
    flag: 'master-key-file',
    schema: shape.path,
    fallback: ({ configHome }) => resolve(configHome, 'sonae', 'master.key'),
  }),
  masterKey: setting({
    env: 'SONAE_MASTER_KEY',
    flag: undefined,
    schema: shape.orNothing(shape.masterKeys),
    fallback: none,
    secret: true,
  }),
  tlsCertFile: setting({
    env: 'SONAE_TLS_CERT',
    flag: 'tls-cert',
    schema: shape.orNothing(shape.path),
    fallback: none,
  }),
  tlsKeyFile: setting({ env: 'SONAE_TLS_KEY', flag: 'tls-key', schema: shape.orNothing(shape.path), fallback: none }),
  smtpUrl: setting({
    env: 'SONAE_SMTP_URL',
    flag: 'smtp-url',
    schema: shape.orNothing(shape.smtpUrl),
    fallback: none,
    secret: true,
  }),
  mailFrom: setting({
    env: 'SONAE_MAIL_FROM',
    flag: 'mail-from',
    schema: shape.mailAddress,
    fallback: () => 'sonae@localhost',
  }),
  logLevel: setting({
    env: 'SONAE_LOG_LEVEL',
    flag: 'log-level',
    schema: shape.oneOf(LOG_LEVELS, 'not_log_level'),
    fallback: () => 'info',
  }),
  diskReserveMb: setting({
    env: 'SONAE_DISK_RESERVE_MB',
    flag: 'disk-reserve-mb',
    schema: shape.wholeNumber(0, 1_000_000),
    fallback: () => '1024',
  }),
  backupFolder: setting({
    env: 'SONAE_BACKUP_FOLDER',
    flag: 'backup-folder',
    schema: shape.orNothing(shape.path),
    fallback: none,
  }),
  backupSecond: setting({
    env: 'SONAE_BACKUP_SECOND',
    flag: 'backup-second',
    schema: shape.orNothing(shape.path),
    fallback: none,
  }),
  backupPassphraseFile: setting({
    env: 'SONAE_BACKUP_PASSPHRASE_FILE',
    flag: 'backup-passphrase-file',
    schema: shape.orNothing(shape.path),
    fallback: none,
  }),
  backupHour: setting({
    env: 'SONAE_BACKUP_HOUR',
    flag: 'backup-hour',
    schema: shape.wholeNumber(0, 23),
    fallback: () => '17',
  }),
  backupKeep: setting({
    env: 'SONAE_BACKUP_KEEP',
    flag: 'backup-keep',
    schema: shape.backupKeep,
    fallback: () => '7,4,12',
  }),
} as const;

type SettingTable = typeof SETTINGS;
type SettingName = keyof SettingTable;
export type Settings = { readonly [K in SettingName]: z.output<SettingTable[K]['schema']> };

type TextKey = keyof typeof ja & keyof typeof en;
type Params = Readonly<Record<string, string | number>>;

const texts = { ja, en } as const;
const textOf = (key: string, language: Language, params: Params = {}): string => {
  const known: Readonly<Record<string, string>> = texts[language];
  return fillTemplate(known[key] ?? texts[language]['reason.not_valid' satisfies TextKey], params);
};

/** A wrong value; one line that names the setting and never shows a secret. `message` is the English form. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly text: Bilingual;

  constructor(place: string, reason: string, more: { readonly value?: string; readonly params?: Params } = {}) {
    const { value, params } = more;
    const line = (language: Language): string =>
      textOf(value === undefined ? 'problem' : 'problem_value', language, {
        place,
        reason: textOf(`reason.${reason}`, language, params),
        ...(value === undefined ? {} : { value: value.slice(0, 80) }),
      });
    const text = { ja: line('ja'), en: line('en') };
    super(text.en);
    this.text = text;
  }
}

export type RawSettings = Readonly<Record<string, string | undefined>>;

interface Given {
  readonly flags: RawSettings;
  readonly environment: RawSettings;
}

/**
 * Flags win over the environment, the environment over the default; an empty environment value counts as not given,
 * as in an `EnvironmentFile` with a line left blank. Unknown flags and unknown `SONAE_*` names are refused.
 * @throws SettingsError
 */
export function readSettings(flags: RawSettings, environment: RawSettings, context: SettingsContext): Settings {
  refuseUnknown(flags, environment);
  const given: Given = { flags, environment };
  const values: Record<string, unknown> = {};
  for (const [name, described] of Object.entries(SETTINGS)) values[name] = readOne(described, given, context);
  const settings = values as Settings;
  refuseContradictions(settings, given);
  return {
    ...settings,
    dataDir: resolve(context.cwd, settings.dataDir),
    masterKeyFile: resolve(context.cwd, settings.masterKeyFile),
  };
}

const flagOf = ({ flag }: Setting<unknown>, { flags }: Given): string | undefined =>
  flag === undefined ? undefined : flags[flag];

/** What the person wrote to give this setting: the flag, or the variable. */
const placeOf = (described: Setting<unknown>, given: Given): string =>
  flagOf(described, given) === undefined ? described.env : `--${described.flag ?? ''}`;

function readOne(described: Setting<unknown>, given: Given, context: SettingsContext): unknown {
  const raw = flagOf(described, given) ?? (given.environment[described.env] || described.fallback(context));
  const result = described.schema.safeParse(raw);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const params = issue?.code === 'custom' ? (issue.params as Params | undefined) : undefined;
  throw new SettingsError(placeOf(described, given), issue?.message ?? 'not_valid', {
    ...(described.secret || raw === '' ? {} : { value: raw }),
    ...(params === undefined ? {} : { params }),
  });
}

/** Settings that make sense only together, or not together. */
function refuseContradictions(settings: Settings, given: Given): void {
  const pairs: readonly (readonly [SettingName, SettingName])[] = [
    ['tlsCertFile', 'tlsKeyFile'],
    ['tlsKeyFile', 'tlsCertFile'],
    ['migrationDatabaseUrl', 'databaseUrl'],
  ];
  for (const [one, other] of pairs) {
    if (settings[one] === undefined || settings[other] !== undefined) continue;
    throw new SettingsError(placeOf(SETTINGS[one], given), 'needs_other', { params: { other: SETTINGS[other].env } });
  }
  if (settings.port === settings.tlsPort) {
    throw new SettingsError(placeOf(SETTINGS.tlsPort, given), 'same_port', {
      value: String(settings.tlsPort),
      params: { other: placeOf(SETTINGS.port, given) },
    });
  }
}

function refuseUnknown(flags: RawSettings, environment: RawSettings): void {
  const entries = Object.values(SETTINGS);
  const knownFlags = new Set<string | undefined>(entries.map(({ flag }) => flag));
  const knownNames = new Set<string>(entries.map(({ env }) => env));
  const flag = Object.keys(flags).find((name) => !knownFlags.has(name));
  if (flag !== undefined) throw new SettingsError(`--${flag}`, 'unknown');
  const name = Object.keys(environment).find((key) => key.startsWith('SONAE_') && !knownNames.has(key));
  if (name !== undefined) throw new SettingsError(name, 'unknown');
}

/** The environment of this process, read once. */
export function processSettings(flags: RawSettings): Settings {
  const home = homedir();
  const configHome = process.env['XDG_CONFIG_HOME'] || resolve(home, '.config');
  return readSettings(flags, process.env, { cwd: process.cwd(), home, configHome });
}

/** One line on what a setting does. */
export const settingAbout = (name: string, language: Language): string => textOf(`about.${name}`, language);

/** Defaults as people read them: relative to the folder they are in, and to their home. */
function shownDefault({ fallback }: Setting<unknown>): string {
  const context = { cwd: '/here', home: '/home', configHome: '/home/.config' };
  return fallback(context).replace('/here', '.').replace('/home', '~');
}

/** The table as Markdown. */
export function settingsMarkdown(language: Language): string {
  const head = (['environment', 'flag', 'default', 'about'] as const).map((name) => textOf(`column.${name}`, language));
  const rows = Object.entries(SETTINGS).map(([name, described]) => {
    const standard = shownDefault(described);
    const flag = described.flag === undefined ? '–' : `\`--${described.flag}\``;
    return [`\`${described.env}\``, flag, standard === '' ? '–' : `\`${standard}\``, settingAbout(name, language)];
  });
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** `docs/settings.md`; a test keeps the file equal to this. */
export function settingsDocument(): string {
  const title = { ja: '## 設定', en: '## Settings' };
  const parts = LANGUAGES.map((language) => `${title[language]}\n\n${settingsMarkdown(language)}\n`);
  return `# 設定 / Settings\n\n${parts.join('\n')}`;
}
