// SPDX-License-Identifier: Apache-2.0
/** Backups are about the whole installation: the operator's staff see them, no single organisation does. */
import { join } from 'node:path';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../kernel/clock.ts';
import { auditInstallation } from '../platform/audit.ts';
import { listRuns } from '../platform/backup/run-store.ts';
import type { BackupRun } from '../platform/backup/run-store.ts';
import type { Settings } from '../platform/config/settings.ts';
import type { Routes } from '../platform/http/routes.ts';
import type { Platform } from '../platform/module.ts';
import { operateOperations as operations } from './contract.ts';

const SHOWN = 30;

const view = ({ runId: _runId, startedAt, endedAt, backupAt, ...run }: BackupRun) => ({
  ...run,
  startedAt: startedAt.toISOString(),
  endedAt: endedAt.toISOString(),
  backupAt: backupAt?.toISOString() ?? null,
});

/** The same times as the schedule of `app/safekeeping.ts`: daily at :08, a trial restore on Saturdays at :38, UTC. */
export function nextTurns(now: Date, { backupHour, backupKeep }: Pick<Settings, 'backupHour' | 'backupKeep'>) {
  if (backupKeep === undefined) return { nextBackupAt: null, nextDrillAt: null };
  const turn = (minute: number, onDay: (day: number) => boolean): string => {
    let at = new Date(Math.floor(now.getTime() / DAY_MS) * DAY_MS + backupHour * HOUR_MS + minute * MINUTE_MS);
    while (at <= now || !onDay(at.getUTCDay())) at = new Date(at.getTime() + DAY_MS);
    return at.toISOString();
  };
  return { nextBackupAt: turn(8, () => true), nextDrillAt: turn(38, (day) => day === 6) };
}

export function backupRoutes(routes: Routes, { db, clock, jobs, settings }: Platform): void {
  routes.operator(operations.listBackupRuns, async () =>
    db.global(async (tx) => ({
      folder: settings.backupFolder ?? join(settings.dataDir, 'backups'),
      secondFolder: settings.backupSecond ?? null,
      ...nextTurns(clock.now(), settings),
      backups: (await listRuns(tx, 'backup', SHOWN)).map(view),
      drills: (await listRuns(tx, 'drill', SHOWN)).map(view),
    })),
  );
  routes.operator(operations.requestBackup, async ({ session, caller }) => {
    await db.global(async (tx) => {
      const actor = `operator:${session.accountId}`;
      await auditInstallation(tx, clock, { actor, action: 'platform.backup_asked', address: caller.address });
      // The same key: asking twice while one waits makes one.
      await jobs.enqueue(tx, { name: 'platform.backup', payload: { askedBy: 'person' }, key: 'platform.backup.asked' });
    });
    return { asked: true as const };
  });
}
