// SPDX-License-Identifier: Apache-2.0
import { listRuns } from '../platform/backup/run-store.ts';
import type { BackupRun } from '../platform/backup/run-store.ts';
import type { Settings } from '../platform/config/settings.ts';
import { withAdmin } from './admin.ts';

/** The newest backup and the newest drill, as far as there were any. */
export const lastRuns = async (settings: Settings): Promise<BackupRun[]> =>
  withAdmin(settings, async ({ platform }) =>
    platform.db.global(async (tx) => [...(await listRuns(tx, 'backup', 1)), ...(await listRuns(tx, 'drill', 1))]),
  );
