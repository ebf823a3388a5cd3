// SPDX-License-Identifier: Apache-2.0
/**
 * The restore that proves the backup: the newest one is loaded into a database of its own, counted, its ledgers checked,
 * and thrown away. It proves that Sonae's own records come back; it says nothing about the office's files.
 */
import { rmSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readLedgerHead, recordDrill, verifyStoredLedger } from '../assess/index.ts';
import { systemScope } from '../identity/index.ts';
import type { Uuid } from '../kernel/ids.ts';
import { newUuid } from '../kernel/ids.ts';
import { auditInstallation } from '../platform/audit.ts';
import { beginRestore, endRestore } from '../platform/backup/load-store.ts';
import { readPassphrase } from '../platform/backup/passphrase.ts';
import { inspectBackup, loadBackup, refuseUnknownSteps, requireSeal } from '../platform/backup/restore-backup.ts';
import type { InspectedBackup } from '../platform/backup/restore-backup.ts';
import { insertRun } from '../platform/backup/run-store.ts';
import type { BackupRun } from '../platform/backup/run-store.ts';
import { listShelf } from '../platform/backup/shelf.ts';
import type { Platform } from '../platform/module.ts';
import { openDatabase } from '../platform/postgres/database.ts';
import { startEmbeddedPostgres } from '../platform/postgres/embedded/index.ts';
import { StartProblem } from '../platform/start-problem.ts';
import type { Signer } from '../platform/signing.ts';
import { PROJECT_ROOT } from './project-root.ts';
import { backupFolder, reasonOf, requireRoom } from './scheduled-backup.ts';

const MIGRATIONS = join(PROJECT_ROOT, 'migrations');
const JOB = 'restore_drill';
/** A compressed backup takes about ten times its size as tables with indexes; an empty database some 60 MB. */
const GROWTH = 12;
const EMPTY_BYTES = 200 * 1024 * 1024;

interface Drilled {
  readonly backup: InspectedBackup;
  readonly name: string;
  readonly bytes: number;
  readonly rows: number;
}

async function checkLedgers(platform: Platform, backup: InspectedBackup, at: { connection: object; signer: Signer }) {
  const db = openDatabase({ connection: at.connection, maxConnections: 2 });
  try {
    for (const { orgId, ledger } of backup.manifest.organisations) {
      const scope = systemScope(orgId as Uuid, JOB);
      const found = await db.scoped(scope, async (tx) => readLedgerHead(tx, orgId));
      if (JSON.stringify(found) !== JSON.stringify(ledger)) throw new StartProblem('drill_ledger_differs');
      const report = await verifyStoredLedger(db, scope, at.signer);
      if (!report.ok) throw new StartProblem('drill_ledger_differs');
    }
  } finally {
    await db.close();
  }
}

async function drill(platform: Platform, signer: Signer): Promise<Drilled> {
  const { settings, clock, random, secrets, log } = platform;
  const [newest] = await listShelf(backupFolder(platform));
  if (!newest) throw new StartProblem('drill_no_backup');
  const file = join(backupFolder(platform), newest.name);
  const passphrase =
    newest.encrypted && settings.backupPassphraseFile !== undefined
      ? await readPassphrase(settings.backupPassphraseFile)
      : undefined;
  const backup = await inspectBackup(file, passphrase);
  requireSeal(backup, secrets);
  await refuseUnknownSteps(backup, MIGRATIONS);
  await requireRoom(settings.dataDir, newest.bytes * GROWTH + EMPTY_BYTES);
  const folder = join(settings.dataDir, 'drill');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { mode: 0o700 });
  try {
    const quiet = ({ message }: { message: string }): void => log.debug({ part: 'drill' }, message);
    const server = await startEmbeddedPostgres({ dataDir: folder, log: quiet, clock, random });
    try {
      const { host, port, database, ownerUser, ownerPassword, appUser, appPassword } = server.connection;
      const owner = { host, port, database, user: ownerUser, password: ownerPassword };
      await beginRestore(owner);
      await loadBackup(backup, passphrase, { owner, appRole: appUser, migrations: MIGRATIONS });
      await endRestore(owner);
      const connection = { host, port, database, user: appUser, password: appPassword };
      await checkLedgers(platform, backup, { connection, signer });
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const rows = backup.manifest.parts.reduce((sum, part) => sum + part.rows, 0);
  return { backup, name: newest.name, bytes: newest.bytes, rows };
}

/** Holds one and writes down how it went, in the installation's record and in each organisation's ledger. */
export async function runDrill(platform: Platform, signer: Signer, askedBy: BackupRun['askedBy']): Promise<BackupRun> {
  const { clock, db, log } = platform;
  const common = {
    runId: newUuid(clock),
    kind: 'drill',
    askedBy,
    startedAt: clock.now(),
    secondPlace: 'none',
  } as const;
  let run: BackupRun;
  let organisations: readonly string[] = [];
  try {
    const { backup, name, bytes, rows } = await drill(platform, signer);
    const { head, manifest } = backup;
    organisations = manifest.organisations.map(({ orgId }) => orgId);
    const facts = { fileName: name, bytes, rows, encrypted: head.salt !== null, backupAt: new Date(head.createdAt) };
    run = { ...common, endedAt: clock.now(), outcome: 'done', reason: null, ...facts };
  } catch (error) {
    log.error({ error: String(error) }, 'the restore drill failed');
    const none = { fileName: null, bytes: null, rows: null, encrypted: null, backupAt: null };
    run = { ...common, endedAt: clock.now(), outcome: 'failed', reason: reasonOf(error), ...none };
  }
  await db.global(async (tx) => {
    await insertRun(tx, run);
    const action = run.outcome === 'done' ? 'platform.drill_held' : 'platform.drill_failed';
    await auditInstallation(tx, clock, {
      actor: `system:${JOB}`,
      action,
      detail: { reason: run.reason, file: run.fileName },
    });
  });
  for (const orgId of organisations)
    await db.scoped(systemScope(orgId as Uuid, JOB), async (tx) =>
      recordDrill(tx, platform, { backupAt: run.backupAt?.toISOString() ?? '', rows: run.rows ?? 0 }),
    );
  return run;
}
