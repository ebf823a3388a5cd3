// SPDX-License-Identifier: Apache-2.0
/** Backup, as the command line and the schedule make it. */
import { mkdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type pg from 'pg';
import { readLedgerHead } from '../assess/index.ts';
import { makeBackup } from '../platform/backup/make-backup.ts';
import type { MadeBackup } from '../platform/backup/make-backup.ts';
import { backupName } from '../platform/backup/shelf.ts';
import { explainBackupFault } from '../platform/backup/problem.ts';
import type { Platform } from '../platform/module.ts';
import { VERSION } from './version.ts';

export interface BackupRequest {
  readonly connection: pg.ClientConfig;
  /** A file, or a folder that gets a file named after the time. */
  readonly to: string;
  readonly passphrase: string | undefined;
  readonly masterKey?: string;
}

export interface BackupDone extends MadeBackup {
  readonly file: string;
}

async function fileFor(to: string, at: Date): Promise<string> {
  const place = resolve(to);
  const isFolder = /[/\\]$/.test(to) || (await stat(place).catch(() => undefined))?.isDirectory() === true;
  if (!isFolder) return place;
  await mkdir(place, { recursive: true, mode: 0o700 });
  return join(place, backupName(at));
}

/** @throws StartProblem where a person can do something about it. */
export async function backUp(
  { settings, clock, random, secrets }: Pick<Platform, 'settings' | 'clock' | 'random' | 'secrets'>,
  { connection, to, passphrase, masterKey }: BackupRequest,
): Promise<BackupDone> {
  const createdAt = clock.now();
  let file = to;
  try {
    file = await fileFor(to, createdAt);
    const made = await makeBackup({
      connection,
      dataDir: settings.dataDir,
      file,
      product: VERSION,
      createdAt,
      passphrase,
      random,
      secrets,
      ...(masterKey === undefined ? {} : { masterKey }),
      ledgerHead: readLedgerHead,
    });
    return { ...made, file };
  } catch (error) {
    throw explainBackupFault(error, file);
  }
}
