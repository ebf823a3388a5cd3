// SPDX-License-Identifier: Apache-2.0
import { sql } from '../platform/postgres/database.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';

export interface MonthRow {
  /** `2026-11` */
  readonly month: string;
  readonly taken_at: Date;
  /** As it was written; read it through `reportFigures`. */
  readonly figures: unknown;
}

const firstDay = (month: string): string => `${month}-01`;

/** Keeps a month, once: false when it is kept already. */
export async function keepMonth(
  tx: ScopedTx,
  { month, takenAt, figures }: { month: string; takenAt: Date; figures: unknown },
): Promise<boolean> {
  const written = await tx.run(sql`
    INSERT INTO report_month (org_id, month, taken_at, figures)
    VALUES (${tx.orgId}, ${firstDay(month)}::date, ${takenAt}, ${JSON.stringify(figures)}::jsonb)
    ON CONFLICT (org_id, month) DO NOTHING`);
  return written === 1;
}

export async function readMonthRow(tx: ScopedTx, month: string): Promise<MonthRow | undefined> {
  return tx.maybe<MonthRow>(sql`
    SELECT to_char(month, 'YYYY-MM') AS month, taken_at, figures FROM report_month
    WHERE org_id = ${tx.orgId} AND month = ${firstDay(month)}::date`);
}

export async function hasMonth(tx: ScopedTx, month: string): Promise<boolean> {
  const found = await tx.maybe(sql`
    SELECT 1 AS found FROM report_month WHERE org_id = ${tx.orgId} AND month = ${firstDay(month)}::date`);
  return found !== undefined;
}

export interface MonthHead {
  readonly month: string;
  readonly taken_at: Date;
  readonly mark: string;
  readonly contradictions: number;
}

export async function listMonths(tx: ScopedTx, limit: number): Promise<MonthHead[]> {
  return tx.all<MonthHead>(sql`
    SELECT to_char(month, 'YYYY-MM') AS month, taken_at, figures #>> '{month,weather,mark}' AS mark,
      (figures #>> '{month,contradictions,total}')::int AS contradictions
    FROM report_month WHERE org_id = ${tx.orgId} ORDER BY month DESC LIMIT ${limit}`);
}

/** Of those who chose; for everybody else the default holds. */
export async function choices(tx: ScopedTx): Promise<ReadonlyMap<string, boolean>> {
  const rows = await tx.all<{ member_id: string; mail: boolean }>(sql`
    SELECT member_id, mail FROM report_choice WHERE org_id = ${tx.orgId}`);
  return new Map(rows.map(({ member_id, mail }) => [member_id, mail]));
}

export async function keepChoice(tx: ScopedTx, choice: { memberId: string; mail: boolean; at: Date }): Promise<void> {
  await tx.run(sql`
    INSERT INTO report_choice (org_id, member_id, mail, updated_at)
    VALUES (${tx.orgId}, ${choice.memberId}, ${choice.mail}, ${choice.at})
    ON CONFLICT (org_id, member_id) DO UPDATE SET mail = excluded.mail, updated_at = excluded.updated_at`);
}

export interface DeliveryKey {
  readonly month: string;
  readonly memberId: string;
}

/** False when this person had, or is having, the mail of this month. */
export async function openDelivery(tx: ScopedTx, { month, memberId }: DeliveryKey, at: Date): Promise<boolean> {
  const made = await tx.run(sql`
    INSERT INTO report_delivery (org_id, month, member_id, state, created_at)
    VALUES (${tx.orgId}, ${firstDay(month)}::date, ${memberId}, 'waiting', ${at})
    ON CONFLICT (org_id, month, member_id) DO NOTHING`);
  return made === 1;
}

/** How often a mail that still waits was tried; undefined when it does not wait any more. */
export async function waitingAttempts(tx: ScopedTx, { month, memberId }: DeliveryKey): Promise<number | undefined> {
  const row = await tx.maybe<{ attempts: number }>(sql`
    SELECT attempts FROM report_delivery
    WHERE org_id = ${tx.orgId} AND month = ${firstDay(month)}::date AND member_id = ${memberId} AND state = 'waiting'`);
  return row?.attempts;
}

export interface Tried {
  readonly state: 'waiting' | 'sent' | 'failed';
  readonly error: string | null;
  readonly at: Date;
}

export async function noteAttempt(tx: ScopedTx, { month, memberId }: DeliveryKey, tried: Tried): Promise<void> {
  await tx.run(sql`
    UPDATE report_delivery SET state = ${tried.state}, last_error = ${tried.error}, attempts = attempts + 1,
      ended_at = ${tried.state === 'waiting' ? null : tried.at}
    WHERE org_id = ${tx.orgId} AND month = ${firstDay(month)}::date AND member_id = ${memberId}`);
}

export interface DeliveryRow {
  readonly month: string;
  readonly member_id: string;
  readonly state: 'waiting' | 'sent' | 'failed';
  readonly attempts: number;
  readonly last_error: string | null;
  readonly created_at: Date;
  readonly ended_at: Date | null;
}

export async function lastDeliveries(tx: ScopedTx, limit: number): Promise<DeliveryRow[]> {
  return tx.all<DeliveryRow>(sql`
    SELECT to_char(month, 'YYYY-MM') AS month, member_id, state, attempts, last_error, created_at, ended_at
    FROM report_delivery WHERE org_id = ${tx.orgId} ORDER BY created_at DESC, member_id LIMIT ${limit}`);
}
