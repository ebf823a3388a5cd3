// SPDX-License-Identifier: Apache-2.0
/**
 * Restore into an empty place, and what the product does about it: a new epoch in every ledger, everybody signed out, a
 * line in the audit logs. Until the last step the place is marked, and nothing starts on it.
 */
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type pg from 'pg';
import { openRestoredEpoch } from '../assess/index.ts';
import { endEverySession, systemScope } from '../identity/index.ts';
import { systemClock } from '../kernel/clock.ts';
import { secureRandom } from '../kernel/ids.ts';
import type { Uuid } from '../kernel/ids.ts';
import { audit, auditInstallation } from '../platform/audit.ts';
import { beginRestore, endRestore } from '../platform/backup/load-store.ts';
import { inspectBackup, loadBackup, refuseUnknownSteps, requireSeal } from '../platform/backup/restore-backup.ts';
import type { InspectedBackup } from '../platform/backup/restore-backup.ts';
import { clearUnfinished, markUnfinished } from '../platform/backup/restore-mark.ts';
import type { Settings } from '../platform/config/settings.ts';
import { acquireDataLock } from '../platform/data-lock.ts';
import { createLog } from '../platform/log.ts';
import { openDatabase } from '../platform/postgres/database.ts';
import { requireFitRole } from '../platform/postgres/migrate.ts';
import { SecretError, checkCanary, createSecretBox, loadMasterKeys, writeWhole } from '../platform/secrets/index.ts';
import { StartProblem } from '../platform/start-problem.ts';
import { bringUpToDate, explained, openServer } from './prepare-database.ts';
import type { Logins } from './prepare-database.ts';
import { PROJECT_ROOT } from './project-root.ts';
import { explainStartFailure } from './start-failure.ts';

const MIGRATIONS = join(PROJECT_ROOT, 'migrations');
const JOB = 'restore';

export interface RestoreRequest {
  readonly settings: Settings;
  readonly file: string;
  readonly passphrase: string | undefined;
}

export interface Restored {
  readonly rows: number;
  readonly tables: number;
  readonly organisations: number;
  /** When the backup had been made; ISO 8601, UTC. */
  readonly backupAt: string;
  /** True when the master key came with the backup and was written. */
  readonly keyWritten: boolean;
}

/** @throws StartProblem where a person can do something about it. */
export async function restore(request: RestoreRequest): Promise<Restored> {
  try {
    return await restored(request);
  } catch (error) {
    throw explainStartFailure(error, request.settings);
  }
}

function requireEmptyFolder(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new StartProblem('restore_folder_not_empty', { folder });
}

/** The master key of that installation: from the backup, or where it is kept. */
async function openKey(backup: InspectedBackup, { masterKeyFile: file, masterKey, dataDir }: Settings) {
  const keyWritten = backup.masterKey !== undefined && masterKey === undefined && !existsSync(file);
  if (keyWritten) {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeWhole(file, backup.masterKey ?? '');
  }
  const { keys } = await loadMasterKeys({
    file,
    dataDir,
    ...(masterKey === undefined ? {} : { environmentValue: masterKey }),
    mayCreate: false,
  }).catch((error: unknown) => {
    throw error instanceof SecretError && error.code === 'missing'
      ? new StartProblem('restore_key_missing', { file }, error)
      : error;
  });
  const secrets = createSecretBox({ masterKeys: keys });
  const canary = backup.files.get('master-key.check');
  try {
    if (canary) checkCanary(secrets, canary);
  } catch (error) {
    const code = backup.masterKey === undefined ? 'restore_key_wrong' : 'restore_key_in_the_way';
    throw new StartProblem(code, { file }, error);
  }
  return { secrets, keyWritten };
}

async function writeFiles(dataDir: string, files: InspectedBackup['files']): Promise<void> {
  for (const [name, content] of files) {
    const file = join(dataDir, name);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeWhole(file, content);
  }
}

async function settleIn(connection: pg.ClientConfig, backup: InspectedBackup): Promise<void> {
  const db = openDatabase({ connection, maxConnections: 2 });
  const tools = { clock: systemClock, random: secureRandom };
  const backupAt = backup.head.createdAt;
  try {
    for (const { orgId } of backup.manifest.organisations) {
      // The ids were checked by the manifest's schema.
      await db.scoped(systemScope(orgId as Uuid, JOB), async (tx) => {
        const epoch = await openRestoredEpoch(tx, tools, backupAt);
        await audit(tx, systemClock, {
          action: 'platform.restored',
          detail: { backup_at: backupAt, epoch: epoch ?? null },
        });
      });
    }
    await db.global(async (tx) => {
      const sessions = await endEverySession(tx);
      const detail = { backup_at: backupAt, sessions_ended: sessions };
      await auditInstallation(tx, systemClock, { actor: `system:${JOB}`, action: 'platform.restored', detail });
    });
  } finally {
    await db.close();
  }
}

async function fill(logins: Logins, backup: InspectedBackup, passphrase: string | undefined): Promise<void> {
  const { app, owner } = logins;
  const role = await explained(app, async () => requireFitRole(app.connection, app.address?.setting ?? ''));
  await explained(owner, async () => beginRestore(owner.connection));
  await loadBackup(backup, passphrase, { owner: owner.connection, appRole: role.name, migrations: MIGRATIONS });
  await bringUpToDate(logins, createLog('warn'));
  await settleIn(app.connection, backup);
  await endRestore(owner.connection);
}

async function restored({ settings, file, passphrase }: RestoreRequest): Promise<Restored> {
  const { dataDir } = settings;
  requireEmptyFolder(dataDir);
  const backup = await inspectBackup(file, passphrase);
  await refuseUnknownSteps(backup, MIGRATIONS);
  const { secrets, keyWritten } = await openKey(backup, settings);
  requireSeal(backup, secrets);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const needs = { settings, log: createLog('warn'), clock: systemClock, random: secureRandom };
  markUnfinished(dataDir, systemClock.now().toISOString());
  const lock = acquireDataLock({ dataDir, clock: systemClock, random: secureRandom });
  try {
    await writeFiles(dataDir, backup.files);
    const { embedded, logins } = await openServer(needs);
    try {
      await fill(logins, backup, passphrase);
    } finally {
      await embedded?.stop();
    }
    clearUnfinished(dataDir);
  } finally {
    lock.release();
  }
  const tables = backup.manifest.parts.filter(({ kind }) => kind === 'table');
  return {
    rows: tables.reduce((sum, { rows }) => sum + rows, 0),
    tables: tables.length,
    organisations: backup.manifest.organisations.length,
    backupAt: backup.head.createdAt,
    keyWritten,
  };
}
