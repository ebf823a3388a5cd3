// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { processSettings } from '../platform/config/settings.ts';
import type { Settings } from '../platform/config/settings.ts';
import { readPassphrase } from '../platform/backup/passphrase.ts';
import { StartProblem } from '../platform/start-problem.ts';
import { UsageError } from './arguments.ts';
import type { Arguments } from './arguments.ts';
import { SETTING_FLAGS } from './command.ts';
import type { Command, Terminal } from './command.ts';
import { say } from './texts.ts';

const MIB = 1024 * 1024;

function settingsOf({ flags }: Arguments): Settings {
  return processSettings(Object.fromEntries(Object.entries(flags).filter(([name]) => SETTING_FLAGS.includes(name))));
}

const inMb = (bytes: number): string => (bytes / MIB).toFixed(1);
const count = (value: number, { language }: Terminal): string => value.toLocaleString(language);

async function passphraseOf({ flags }: Arguments): Promise<string | undefined> {
  const file = flags['passphrase-file'];
  return file === undefined ? undefined : readPassphrase(file);
}

const PASSPHRASE_FLAG = { name: 'passphrase-file', about: 'flag.passphrase_file' } as const;

export const backup: Command = {
  name: 'backup',
  about: 'about.backup',
  flags: [
    { name: 'to', about: 'flag.to' },
    PASSPHRASE_FLAG,
    { name: 'with-key', about: 'flag.with_key', isSwitch: true },
  ],
  settings: true,
  run: async (given, terminal) => {
    const { language, out } = terminal;
    const settings = settingsOf(given);
    const passphrase = await passphraseOf(given);
    const withKey = given.flags['with-key'] !== undefined;
    if (withKey && passphrase === undefined) throw new StartProblem('backup_key_needs_passphrase');
    const to = given.flags['to'] ?? `${join(settings.dataDir, 'backups')}/`;
    const [{ withAdmin }, { backUp }] = await Promise.all([import('../app/admin.ts'), import('../app/backup.ts')]);
    const masterKey = withKey ? await masterKeyText(settings) : undefined;
    const done = await withAdmin(settings, async ({ platform, connection }) =>
      backUp(platform, { connection, to, passphrase, ...(masterKey === undefined ? {} : { masterKey }) }),
    );
    const { file, bytes, rows, tables } = done;
    out(say(language, 'backup.done', { file, size: inMb(bytes), rows: count(rows, terminal), tables }));
    if (passphrase === undefined) out(say(language, 'backup.not_encrypted'));
    out(say(language, withKey ? 'backup.key_inside' : 'backup.key_apart', { file: settings.masterKeyFile }));
    return 0;
  },
};

/** As a key file says it, wherever the key came from. */
async function masterKeyText({ masterKey, masterKeyFile }: Settings): Promise<string> {
  if (masterKey === undefined) return readFile(masterKeyFile, 'utf8');
  const { loadMasterKeys, formatKeyFile } = await import('../platform/secrets/index.ts');
  const { keys } = await loadMasterKeys({ file: masterKeyFile, environmentValue: masterKey, mayCreate: false });
  return formatKeyFile(keys);
}

export const restore: Command = {
  name: 'restore',
  about: 'about.restore',
  word: 'word.backup_file',
  flags: [PASSPHRASE_FLAG],
  settings: true,
  run: async (given, terminal) => {
    const { language, out } = terminal;
    const [file] = given.words;
    if (file === undefined) throw new UsageError('word_missing', { word: say(language, 'word.backup_file') });
    const settings = settingsOf(given);
    const passphrase = await passphraseOf(given);
    const app = await import('../app/restore.ts');
    const { rows, tables, organisations, backupAt, keyWritten } = await app.restore({ settings, file, passphrase });
    const at = new Date(backupAt).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' });
    out(say(language, 'restore.done', { rows: count(rows, terminal), tables, organisations, at }));
    if (keyWritten) out(say(language, 'restore.key_written', { file: settings.masterKeyFile }));
    out(say(language, 'restore.next'));
    return 0;
  },
};

export const backups: Command = {
  name: 'backups',
  about: 'about.backups',
  flags: [],
  settings: true,
  run: async (given, { language, out }) => {
    const settings = settingsOf(given);
    const { listShelf } = await import('../platform/backup/shelf.ts');
    const { lastRuns } = await import('../app/last-runs.ts');
    const folder = settings.backupFolder ?? join(settings.dataDir, 'backups');
    const moment = (at: Date): string => at.toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' });
    const shelf = await listShelf(folder);
    if (shelf.length === 0) out(say(language, 'backups.none', { folder }));
    for (const { name, at, bytes, encrypted } of shelf) {
      const how = say(language, encrypted ? 'backups.encrypted' : 'backups.plain');
      out(
        say(language, 'backups.line', { at: moment(at), size: inMb(bytes), encrypted: how, name: join(folder, name) }),
      );
    }
    for (const { kind, startedAt, outcome, reason, secondPlace } of await lastRuns(settings)) {
      const how =
        outcome === 'done' ? say(language, 'backups.done') : say(language, 'backups.failed', { reason: reason ?? '' });
      out(
        say(language, 'backups.run', {
          kind: say(language, `backups.kind_${kind}`),
          at: moment(startedAt),
          outcome: how,
        }),
      );
      if (kind === 'backup' && outcome === 'done') out(say(language, `backups.second_${secondPlace}`));
    }
    return 0;
  },
};
