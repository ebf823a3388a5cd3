// SPDX-License-Identifier: Apache-2.0
import { sql } from '../../../platform/postgres/database.ts';
import type { ScopedTx } from '../../../platform/postgres/database.ts';
import type { LogLine } from './decode-log.ts';

export interface DayTotal {
  readonly lines: number;
  readonly bytes: number;
}

/** What the device has logged today. Posts of one device wait here for each other. */
export async function lockDay(tx: ScopedTx, deviceId: string, day: string): Promise<DayTotal> {
  return tx.one<DayTotal>(sql`
    INSERT INTO endpoints_osquery_day AS held (org_id, device_id, day, lines, bytes)
    VALUES (${tx.orgId}, ${deviceId}, ${day}::date, 0, 0)
    ON CONFLICT (org_id, device_id, day) DO UPDATE SET lines = held.lines
    RETURNING lines, bytes`);
}

export async function addToDay(
  tx: ScopedTx,
  { deviceId, day, lines, bytes }: DayTotal & { deviceId: string; day: string },
): Promise<void> {
  await tx.run(sql`
    UPDATE endpoints_osquery_day SET lines = lines + ${lines}, bytes = bytes + ${bytes}
    WHERE org_id = ${tx.orgId} AND device_id = ${deviceId} AND day = ${day}::date`);
}

const hashBytes = (line: LogLine): Buffer => Buffer.from(line.hash, 'hex');

/** Which of the lines are kept already. */
export async function keptHashes(
  tx: ScopedTx,
  deviceId: string,
  lines: readonly LogLine[],
): Promise<ReadonlySet<string>> {
  const rows = await tx.all<{ line_hash: Buffer }>(sql`
    SELECT line_hash FROM endpoints_osquery_line
    WHERE org_id = ${tx.orgId} AND device_id = ${deviceId} AND line_hash = ANY(${lines.map(hashBytes)}::bytea[])`);
  return new Set(rows.map((row) => row.line_hash.toString('hex')));
}

/** PostgreSQL's time ends before JavaScript's does. */
const LAST_MS = Date.UTC(9999, 11, 31);
const moment = (at: number | undefined): Date | null => (at === undefined ? null : new Date(Math.min(at, LAST_MS)));

export async function insertLines(
  tx: ScopedTx,
  { deviceId, lines, at }: { deviceId: string; lines: readonly LogLine[]; at: Date },
): Promise<void> {
  if (lines.length === 0) return;
  await tx.run(sql`
    INSERT INTO endpoints_osquery_line (org_id, device_id, line_hash, kind, name, logged_at, received_at, line)
    SELECT ${tx.orgId}, ${deviceId}, line_hash, kind, name, logged_at, ${at}, line
    FROM unnest(${lines.map(hashBytes)}::bytea[], ${lines.map(({ kind }) => kind)}::text[],
                ${lines.map(({ name }) => name)}::text[], ${lines.map((line) => moment(line.at))}::timestamptz[],
                ${lines.map(({ text }) => text ?? null)}::text[]) AS new (line_hash, kind, name, logged_at, line)
    ON CONFLICT (org_id, device_id, line_hash) DO NOTHING`);
}

/** Deletes at most `limit` lines received before. Returns how many. */
export async function deleteOldLines(
  tx: ScopedTx,
  { before, limit }: { before: Date; limit: number },
): Promise<number> {
  return tx.run(sql`
    DELETE FROM endpoints_osquery_line held USING (
      SELECT device_id, line_hash FROM endpoints_osquery_line
      WHERE org_id = ${tx.orgId} AND received_at < ${before} ORDER BY received_at LIMIT ${limit}) old
    WHERE held.org_id = ${tx.orgId} AND held.device_id = old.device_id AND held.line_hash = old.line_hash`);
}

export async function deleteOldDays(tx: ScopedTx, before: string): Promise<void> {
  await tx.run(sql`DELETE FROM endpoints_osquery_day WHERE org_id = ${tx.orgId} AND day < ${before}::date`);
}
