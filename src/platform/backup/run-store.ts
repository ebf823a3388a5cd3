// SPDX-License-Identifier: Apache-2.0
/** What was tried, and how it ended: backups and drills of the installation. */
import type { Uuid } from '../../kernel/ids.ts';
import { sql } from '../postgres/database.ts';
import type { Queries } from '../postgres/database.ts';

export interface BackupRun {
  readonly runId: Uuid;
  readonly kind: 'backup' | 'drill';
  readonly askedBy: 'schedule' | 'person' | 'command_line';
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly outcome: 'done' | 'failed';
  readonly reason: string | null;
  readonly fileName: string | null;
  readonly bytes: number | null;
  readonly rows: number | null;
  readonly encrypted: boolean | null;
  readonly secondPlace: 'none' | 'verified' | 'failed';
  readonly backupAt: Date | null;
}

/** Kept for the page and for questions afterwards; one row a day makes this more than a year. */
const KEPT = 500;

export async function insertRun(tx: Queries, run: BackupRun): Promise<void> {
  await tx.run(sql`
    INSERT INTO platform_backup_run (run_id, kind, asked_by, started_at, ended_at, outcome, reason, file_name, bytes, rows,
      encrypted, second_place, backup_at)
    VALUES (${run.runId}, ${run.kind}, ${run.askedBy}, ${run.startedAt}, ${run.endedAt}, ${run.outcome}, ${run.reason},
      ${run.fileName}, ${run.bytes}, ${run.rows}, ${run.encrypted}, ${run.secondPlace}, ${run.backupAt})`);
  await tx.run(sql`
    DELETE FROM platform_backup_run WHERE run_id IN (
      SELECT run_id FROM platform_backup_run WHERE kind = ${run.kind} ORDER BY started_at DESC OFFSET ${KEPT})`);
}

/** Newest first. */
export const listRuns = async (tx: Queries, kind: BackupRun['kind'], limit: number): Promise<BackupRun[]> =>
  tx.all<BackupRun>(sql`
    SELECT run_id AS "runId", kind, asked_by AS "askedBy", started_at AS "startedAt", ended_at AS "endedAt", outcome, reason,
      file_name AS "fileName", bytes, rows, encrypted, second_place AS "secondPlace", backup_at AS "backupAt"
    FROM platform_backup_run WHERE kind = ${kind} ORDER BY started_at DESC, run_id DESC LIMIT ${limit}`);
