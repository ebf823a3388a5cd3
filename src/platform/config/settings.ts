// SPDX-License-Identifier: Apache-2.0
/**
 * One table makes flags, environment, validation and documentation (`docs/settings.md`, written by
 * `sonae settings --markdown`). This folder is the only reader of the environment.
 */
import { homedir } from 'node:os';
import { isAbsolute, resolve } from 'node:path';
import { z } from 'zod';
import { LOG_LEVELS } from '../log.ts';

export interface SettingsContext {
  readonly cwd: string;
  readonly home: string;
  readonly configHome: string;
}

interface Setting<T> {
  readonly env: string;
  readonly flag: string;
  readonly schema: z.ZodType<T>;
  readonly fallback: (context: SettingsContext) => string;
  readonly secret?: true;
  readonly about: string;
}

const setting = <T>(described: Setting<T>): Setting<T> => described;
const port = z.coerce.number('is not a number').int('is not a whole number').min(1, 'is below 1').max(65535, 'is above 65535');
const emptyOr = <T>(schema: z.ZodType<T>): z.ZodType<T | undefined> =>
  z.string().transform((text, context): T | undefined => {
    if (text === '') return undefined;
    const result = schema.safeParse(text);
    if (result.success) return result.data;
    context.addIssue({ code: 'custom', message: result.error.issues[0]?.message ?? 'is not valid' });
    return z.NEVER;
  });
const webUrl = z.string().regex(/^https?:\/\/[^/?#\s]+$/, 'is not like https://sonae.example.jp (no path)');

export const SETTINGS = {
  dataDir: setting({
    env: 'SONAE_DATA',
    flag: 'data',
    schema: z.string().min(1, 'is empty'),
    fallback: ({ cwd }) => resolve(cwd, '.sonae'),
    about: 'Folder that holds the database, certificates and lock. Back it up together with the master key.',
  }),
  port: setting({
    env: 'SONAE_PORT',
    flag: 'port',
    schema: port,
    fallback: () => '8420',
    about: 'Plain HTTP for the browser on this machine; bound to loopback only.',
  }),
  tlsPort: setting({
    env: 'SONAE_TLS_PORT',
    flag: 'tls-port',
    schema: port,
    fallback: () => '8443',
    about: 'HTTPS for agents and people, on all interfaces.',
  }),
  tlsHost: setting({
    env: 'SONAE_TLS_HOST',
    flag: 'tls-host',
    schema: z.string().min(1, 'is empty'),
    fallback: () => '0.0.0.0',
    about: 'Address that the HTTPS listener is bound to.',
  }),
  publicUrl: setting({
    env: 'SONAE_PUBLIC_URL',
    flag: 'public-url',
    schema: emptyOr(webUrl),
    fallback: () => '',
    about: 'Address people and agents use, such as https://sonae.example.jp:8443. Decides links and certificate names.',
  }),
  databaseUrl: setting({
    env: 'DATABASE_URL',
    flag: 'database-url',
    schema: emptyOr(z.string().regex(/^postgres(ql)?:\/\//, 'is not like postgresql://user:password@host/database')),
    fallback: () => '',
    secret: true,
    about: 'An external PostgreSQL (15 or newer). Without it Sonae starts its own.',
  }),
  migrationDatabaseUrl: setting({
    env: 'SONAE_MIGRATION_DATABASE_URL',
    flag: 'migration-database-url',
    schema: emptyOr(z.string().regex(/^postgres(ql)?:\/\//, 'is not like postgresql://user:password@host/database')),
    fallback: () => '',
    secret: true,
    about: 'Role that owns the tables, if it differs from the role the product runs as.',
  }),
  trustProxy: setting({
    env: 'SONAE_TRUST_PROXY',
    flag: 'trust-proxy',
    schema: z
      .string()
      .regex(/^$|^[0-9a-fA-F.:/]+(\s*,\s*[0-9a-fA-F.:/]+)*$/, 'is not a list of addresses such as 10.0.0.5, 192.168.0.0/24')
      .transform((text) => text.split(',').map((part) => part.trim()).filter(Boolean)),
    fallback: () => '',
    about: 'Addresses of reverse proxies whose X-Forwarded-* headers are believed.',
  }),
  masterKeyFile: setting({
    env: 'SONAE_MASTER_KEY_FILE',
    flag: 'master-key-file',
    schema: z.string().min(1, 'is empty'),
    fallback: ({ configHome }) => resolve(configHome, 'sonae', 'master.key'),
    about: 'File with the master key, outside the data folder. Made at first start. Keep a copy in a safe.',
  }),
  masterKey: setting({
    env: 'SONAE_MASTER_KEY',
    flag: '',
    schema: emptyOr(z.string().regex(/^([0-9a-f]{64}|[A-Za-z0-9+/]{43}=)$/, 'is not 32 bytes in hex or base64')),
    fallback: () => '',
    secret: true,
    about: 'The master key itself, instead of a file (32 bytes, hex or base64).',
  }),
  tlsCertFile: setting({
    env: 'SONAE_TLS_CERT',
    flag: 'tls-cert',
    schema: emptyOr(z.string()),
    fallback: () => '',
    about: 'Your own certificate chain (PEM) instead of the one from Sonae’s CA.',
  }),
  tlsKeyFile: setting({
    env: 'SONAE_TLS_KEY',
    flag: 'tls-key',
    schema: emptyOr(z.string()),
    fallback: () => '',
    about: 'Private key (PEM) of your own certificate.',
  }),
  smtpUrl: setting({
    env: 'SONAE_SMTP_URL',
    flag: 'smtp-url',
    schema: emptyOr(z.string().regex(/^smtps?:\/\//, 'is not like smtps://user:password@mail.example.jp')),
    fallback: () => '',
    secret: true,
    about: 'Mail server for invitations and notices. Without it links are shown to copy.',
  }),
  mailFrom: setting({
    env: 'SONAE_MAIL_FROM',
    flag: 'mail-from',
    schema: z.string().max(254, 'is too long'),
    fallback: () => 'sonae@localhost',
    about: 'Sender address of mail.',
  }),
  logLevel: setting({
    env: 'SONAE_LOG_LEVEL',
    flag: 'log-level',
    schema: z.enum(LOG_LEVELS, `is not one of ${LOG_LEVELS.join(', ')}`),
    fallback: () => 'info',
    about: 'How much is logged: debug, info, warn, error, silent.',
  }),
  diskReserveMb: setting({
    env: 'SONAE_DISK_RESERVE_MB',
    flag: 'disk-reserve-mb',
    schema: z.coerce.number('is not a number').int('is not a whole number').min(0, 'is below 0').max(1_000_000, 'is above 1000000'),
    fallback: () => '1024',
    about: 'Free space in MB below which nothing new is written; reading goes on.',
  }),
} as const;

type SettingTable = typeof SETTINGS;
export type Settings = { readonly [K in keyof SettingTable]: z.output<SettingTable[K]['schema']> };

/** A wrong value; the message is one line that names the setting and never shows a secret. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

export type RawSettings = Readonly<Record<string, string | undefined>>;

/** Flags win over the environment, the environment over the default. Unknown `SONAE_*` names are refused. */
export function readSettings(flags: RawSettings, environment: RawSettings, context: SettingsContext): Settings {
  refuseUnknown(flags, environment);
  const values: Record<string, unknown> = {};
  for (const [name, described] of Object.entries(SETTINGS)) {
    const given = flags[described.flag] ?? environment[described.env];
    const raw = given ?? described.fallback(context);
    const result = described.schema.safeParse(raw);
    if (!result.success) {
      const shown = described.secret ? '' : ` "${raw.slice(0, 80)}"`;
      const place = flags[described.flag] === undefined ? described.env : `--${described.flag}`;
      throw new SettingsError(`${place}${shown} ${result.error.issues[0]?.message ?? 'is not valid'}.`);
    }
    values[name] = result.data;
  }
  const settings = values as Settings;
  const dataDir = isAbsolute(settings.dataDir) ? settings.dataDir : resolve(context.cwd, settings.dataDir);
  return { ...settings, dataDir };
}

function refuseUnknown(flags: RawSettings, environment: RawSettings): void {
  const entries = Object.values(SETTINGS);
  const knownFlags = new Set(entries.map(({ flag }) => flag));
  const knownNames = new Set(entries.map(({ env }) => env));
  const flag = Object.keys(flags).find((name) => !knownFlags.has(name));
  if (flag !== undefined) throw new SettingsError(`--${flag} is not a setting; see "sonae settings".`);
  const name = Object.keys(environment).find((key) => key.startsWith('SONAE_') && !knownNames.has(key));
  if (name !== undefined) throw new SettingsError(`${name} is not a setting; see "sonae settings".`);
}

/** The environment of this process, read once. */
export function processSettings(flags: RawSettings): Settings {
  const home = homedir();
  const configHome = process.env['XDG_CONFIG_HOME'] ?? resolve(home, '.config');
  return readSettings(flags, process.env, { cwd: process.cwd(), home, configHome });
}

/** The table as Markdown for `docs/settings.md`. */
export function settingsMarkdown(): string {
  const context = { cwd: '.', home: '~', configHome: '~/.config' };
  const rows = Object.values(SETTINGS).map(({ env, flag, fallback, about }) => {
    const standard = fallback(context).replace(resolve('.'), '.');
    return `| \`${env}\` | ${flag ? `\`--${flag}\`` : '–'} | ${standard === '' ? '–' : `\`${standard}\``} | ${about} |`;
  });
  return ['| environment | flag | default | what it does |', '|---|---|---|---|', ...rows, ''].join('\n');
}
