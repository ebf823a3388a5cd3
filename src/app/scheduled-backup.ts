// SPDX-License-Identifier: Apache-2.0
/** The backup that nobody has to think of: made, read back, copied to the second place, older ones cleared away. */
import { copyFile, mkdir, open, rename, rm, statfs } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type pg from 'pg';
import { newUuid } from '../kernel/ids.ts';
import { auditInstallation } from '../platform/audit.ts';
import { UNFINISHED, checkBackupFile, hashFile } from '../platform/backup/file.ts';
import { readPassphrase } from '../platform/backup/passphrase.ts';
import { explainBackupFault } from '../platform/backup/problem.ts';
import { insertRun } from '../platform/backup/run-store.ts';
import type { BackupRun } from '../platform/backup/run-store.ts';
import { listShelf, outdated } from '../platform/backup/shelf.ts';
import type { Platform } from '../platform/module.ts';
import { StartProblem } from '../platform/start-problem.ts';
import { backUp } from './backup.ts';
import type { BackupDone } from './backup.ts';

const MIB = 1024 * 1024;
/** Room beside the size of the last backup: it grows, and other things write too. */
const ROOM_BYTES = 64 * MIB;

export const backupFolder = ({ settings }: Pick<Platform, 'settings'>): string =>
  settings.backupFolder ?? join(settings.dataDir, 'backups');

export async function requireRoom(folder: string, needed: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= needed) return;
  throw new StartProblem('backup_no_space', {
    folder,
    freeMb: Math.floor(free / MIB),
    neededMb: Math.ceil(needed / MIB),
  });
}

/** The same bytes in another place, read back there. */
async function copyTo(second: string, file: string): Promise<void> {
  await mkdir(second, { recursive: true, mode: 0o700 });
  const beside = join(second, `.${basename(file)}${UNFINISHED}`);
  try {
    await copyFile(file, beside);
    const handle = await open(beside, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    if ((await hashFile(beside)) !== (await hashFile(file))) throw new Error('the copy is not the same');
    await rename(beside, join(second, basename(file)));
  } finally {
    await rm(beside, { force: true });
  }
}

/** @param lastGood name of a backup in this folder that was read through */
async function clearAway(folder: string, lastGood: string, keep: Platform['settings']['backupKeep']): Promise<void> {
  if (keep === undefined) return;
  for (const { name } of outdated(await listShelf(folder), keep, lastGood))
    await rm(join(folder, name), { force: true });
}

interface Kept {
  readonly done: BackupDone;
  readonly secondPlace: BackupRun['secondPlace'];
}

async function keepOne(platform: Platform, connection: pg.ClientConfig): Promise<Kept> {
  const { settings, log } = platform;
  const folder = backupFolder(platform);
  const passphrase =
    settings.backupPassphraseFile === undefined ? undefined : await readPassphrase(settings.backupPassphraseFile);
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw explainBackupFault(error, folder);
  });
  const [last] = await listShelf(folder);
  await requireRoom(folder, Math.ceil((last?.bytes ?? 0) * 1.25) + ROOM_BYTES);
  const done = await backUp(platform, { connection, to: `${folder}/`, passphrase });
  await checkBackupFile(done.file, passphrase);
  const name = basename(done.file);
  let secondPlace: BackupRun['secondPlace'] = 'none';
  if (settings.backupSecond !== undefined) {
    try {
      await copyTo(settings.backupSecond, done.file);
      secondPlace = 'verified';
      await clearAway(settings.backupSecond, name, settings.backupKeep);
    } catch (error) {
      secondPlace = 'failed';
      log.error({ folder: settings.backupSecond, error: String(error) }, 'the second copy of the backup failed');
    }
  }
  await clearAway(folder, name, settings.backupKeep);
  return { done, secondPlace };
}

/** A code that has a text; what else goes wrong is in the log. */
export const reasonOf = (error: unknown): string => (error instanceof StartProblem ? error.code : 'unexpected');

/** Makes one and writes down how it went. Never throws: the record is what people see. */
export async function runBackup(
  platform: Platform,
  connection: pg.ClientConfig,
  askedBy: BackupRun['askedBy'],
): Promise<BackupRun> {
  const { clock, db, log, settings } = platform;
  const startedAt = clock.now();
  const common = { runId: newUuid(clock), kind: 'backup', askedBy, startedAt } as const;
  let run: BackupRun;
  try {
    const { done, secondPlace } = await keepOne(platform, connection);
    const encrypted = settings.backupPassphraseFile !== undefined;
    const { bytes, rows } = done;
    const facts = { fileName: basename(done.file), bytes, rows, encrypted, secondPlace, backupAt: startedAt };
    run = { ...common, endedAt: clock.now(), outcome: 'done', reason: null, ...facts };
  } catch (error) {
    log.error({ error: String(error) }, 'the backup failed');
    const none = {
      fileName: null,
      bytes: null,
      rows: null,
      encrypted: null,
      secondPlace: 'none',
      backupAt: null,
    } as const;
    run = { ...common, endedAt: clock.now(), outcome: 'failed', reason: reasonOf(error), ...none };
  }
  await db.global(async (tx) => {
    await insertRun(tx, run);
    const action = run.outcome === 'done' ? 'platform.backed_up' : 'platform.backup_failed';
    const detail = { reason: run.reason, file: run.fileName, second_place: run.secondPlace };
    await auditInstallation(tx, clock, { actor: `system:backup`, action, detail });
  });
  return run;
}
