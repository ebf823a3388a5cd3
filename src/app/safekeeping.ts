// SPDX-License-Identifier: Apache-2.0
/** The schedule of backups and drills, and whether all is well with them. */
import type pg from 'pg';
import { z } from 'zod';
import { DAY_MS } from '../kernel/clock.ts';
import { listRuns } from '../platform/backup/run-store.ts';
import type { BackupRun } from '../platform/backup/run-store.ts';
import type { Platform, SonaeModule } from '../platform/module.ts';
import type { Signer } from '../platform/signing.ts';
import { runDrill } from './restore-drill.ts';
import { runBackup } from './scheduled-backup.ts';

/** A backup is made daily; two missed ones are a fault. */
const BACKUP_WITHIN_MS = 3 * DAY_MS;
/** A drill is held weekly; five weeks leave room for a server that is off over the holidays. */
export const DRILL_WITHIN_MS = 35 * DAY_MS;

export interface Safekeeping {
  readonly module: SonaeModule;
  /** `backup_failing`, `second_place_failing`, `drill_failing`. */
  readonly notices: () => readonly string[];
}

async function lookAround({ db, clock, settings }: Platform, since: Date): Promise<string[]> {
  if (settings.backupKeep === undefined) return [];
  const { backups, drills } = await db.global(async (tx) => ({
    backups: await listRuns(tx, 'backup', 30),
    drills: await listRuns(tx, 'drill', 30),
  }));
  const now = clock.now().getTime();
  const lastGood = (runs: typeof backups): number =>
    Math.max(since.getTime(), runs.find(({ outcome }) => outcome === 'done')?.endedAt.getTime() ?? 0);
  const [backup] = backups;
  const [drill] = drills;
  return [
    ...(backup?.outcome === 'failed' || now - lastGood(backups) > BACKUP_WITHIN_MS ? ['backup_failing'] : []),
    ...(backup?.secondPlace === 'failed' ? ['second_place_failing'] : []),
    ...(drill?.outcome === 'failed' || now - lastGood(drills) > DRILL_WITHIN_MS ? ['drill_failing'] : []),
  ];
}

/** @param connection how the product's role connects */
export async function createSafekeeping(
  platform: Platform,
  { connection, signer }: { readonly connection: pg.ClientConfig; readonly signer: Signer },
): Promise<Safekeeping> {
  const { settings, clock } = platform;
  const since = clock.now();
  let notices = await lookAround(platform, since);
  const scheduled = settings.backupKeep !== undefined;
  const cron = (pattern: string): { cron?: string } => (scheduled ? { cron: pattern } : {});
  const payload = z.object({ askedBy: z.enum(['schedule', 'person']).default('schedule') });
  const job = (name: string, when: { cron?: string }, work: (by: BackupRun['askedBy']) => Promise<unknown>) => ({
    name,
    payload,
    ...when,
    run: async ({ askedBy }: z.output<typeof payload>) => {
      await work(askedBy);
      notices = await lookAround(platform, since);
    },
  });
  const jobs = [
    job('platform.backup', cron(`8 ${settings.backupHour} * * *`), async (by) => runBackup(platform, connection, by)),
    job('platform.restore_drill', cron(`38 ${settings.backupHour} * * 6`), async (by) =>
      runDrill(platform, signer, by),
    ),
  ];
  return { module: { name: 'safekeeping', jobs }, notices: () => notices };
}
