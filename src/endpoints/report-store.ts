// SPDX-License-Identifier: Apache-2.0
import { sql } from '../platform/postgres/database.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import type { FactSection } from './facts.ts';
import type { KeyedSoftware } from './software-key.ts';

export interface LastReport {
  readonly observed_at: Date;
  readonly received_at: Date;
  readonly report_hash: Buffer;
  readonly software_hash: Buffer | null;
}

export async function lastReport(tx: ScopedTx, deviceId: string, source: string): Promise<LastReport | undefined> {
  return tx.maybe<LastReport>(sql`
    SELECT observed_at, received_at, report_hash, software_hash FROM endpoints_report
    WHERE org_id = ${tx.orgId} AND device_id = ${deviceId} AND source = ${source}`);
}

export interface ReportWrite {
  readonly deviceId: string;
  readonly source: string;
  readonly client: string;
  readonly observedAt: Date;
  readonly receivedAt: Date;
  readonly reportHash: Buffer;
  readonly softwareHash: Buffer | null;
}

export async function upsertReport(tx: ScopedTx, report: ReportWrite): Promise<void> {
  await tx.run(sql`
    INSERT INTO endpoints_report AS held
      (org_id, device_id, source, client, observed_at, received_at, report_hash, software_hash)
    VALUES (${tx.orgId}, ${report.deviceId}, ${report.source}, ${report.client}, ${report.observedAt},
            ${report.receivedAt}, ${report.reportHash}, ${report.softwareHash})
    ON CONFLICT (org_id, device_id, source) DO UPDATE SET
      client = excluded.client, observed_at = excluded.observed_at, received_at = excluded.received_at,
      report_hash = excluded.report_hash, software_hash = coalesce(excluded.software_hash, held.software_hash),
      rounds = held.rounds + 1`);
}

export interface ReportRow {
  readonly source: string;
  readonly client: string;
  readonly observed_at: Date;
  readonly received_at: Date;
  readonly rounds: number;
}

export async function reportsOf(tx: ScopedTx, deviceId: string): Promise<ReportRow[]> {
  return tx.all<ReportRow>(sql`
    SELECT source, client, observed_at, received_at, rounds FROM endpoints_report
    WHERE org_id = ${tx.orgId} AND device_id = ${deviceId} ORDER BY received_at DESC`);
}

export interface FactRow {
  readonly section: FactSection;
  readonly source: string;
  readonly hash: Buffer;
  readonly reading: unknown;
  readonly observed_at: Date;
}

export async function factsOf(tx: ScopedTx, deviceId: string, source?: string): Promise<FactRow[]> {
  const one = source === undefined ? sql`` : sql`AND source = ${source}`;
  return tx.all<FactRow>(sql`
    SELECT section, source, hash, reading, observed_at FROM endpoints_fact
    WHERE org_id = ${tx.orgId} AND device_id = ${deviceId} ${one} ORDER BY section, source`);
}

export interface FactWrite {
  readonly section: FactSection;
  readonly hash: Buffer;
  readonly reading: unknown;
}

export async function upsertFacts(
  tx: ScopedTx,
  {
    deviceId,
    source,
    observedAt,
    facts,
  }: { deviceId: string; source: string; observedAt: Date; facts: readonly FactWrite[] },
): Promise<void> {
  if (facts.length === 0) return;
  await tx.run(sql`
    INSERT INTO endpoints_fact (org_id, device_id, source, section, hash, reading, observed_at)
    SELECT ${tx.orgId}, ${deviceId}, ${source}, section, hash, reading, ${observedAt}
    FROM unnest(${facts.map(({ section }) => section)}::text[], ${facts.map(({ hash }) => hash)}::bytea[],
                ${facts.map(({ reading }) => JSON.stringify(reading))}::jsonb[]) AS new (section, hash, reading)
    ON CONFLICT (org_id, device_id, source, section) DO UPDATE SET
      hash = excluded.hash, reading = excluded.reading, observed_at = excluded.observed_at`);
}

/** Hundreds of keys of our own making as PostgreSQL's array literal: nothing in them needs to be quoted one by one. */
const uuidArray = (keys: readonly string[]): string => `{${keys.join(',')}}`;

/** Names not seen in this organisation yet; `items` come sorted by key (see software-key.ts). */
export async function insertSoftware(tx: ScopedTx, items: readonly KeyedSoftware[], at: Date): Promise<void> {
  if (items.length === 0) return;
  await tx.run(sql`
    INSERT INTO endpoints_software (org_id, software_key, name, version, publisher, arch, origin, first_seen_at)
    SELECT ${tx.orgId}, key, name, version, publisher, arch, origin, ${at}
    FROM unnest(${uuidArray(items.map(({ key }) => key))}::uuid[], ${items.map(({ name }) => name)}::text[],
                ${items.map(({ version }) => version)}::text[], ${items.map(({ publisher }) => publisher ?? null)}::text[],
                ${items.map(({ arch }) => arch ?? null)}::text[], ${items.map(({ from }) => from ?? null)}::text[])
      AS new (key, name, version, publisher, arch, origin)
    ON CONFLICT (org_id, software_key) DO NOTHING`);
}

/** Writes only what was added and removed. Returns how many rows that were. */
export async function replaceInstalled(
  tx: ScopedTx,
  { deviceId, source, keys, first }: { deviceId: string; source: string; keys: readonly string[]; first: boolean },
): Promise<number> {
  const removed = first
    ? 0
    : await tx.run(sql`
        DELETE FROM endpoints_installed
        WHERE org_id = ${tx.orgId} AND device_id = ${deviceId} AND source = ${source}
          AND NOT (software_key = ANY(${uuidArray(keys)}::uuid[]))`);
  const added = await tx.run(sql`
    INSERT INTO endpoints_installed (org_id, device_id, source, software_key)
    SELECT ${tx.orgId}, ${deviceId}, ${source}, key FROM unnest(${uuidArray(keys)}::uuid[]) AS new (key)
    ON CONFLICT (org_id, device_id, source, software_key) DO NOTHING`);
  return removed + added;
}

export interface SoftwareRow {
  readonly software_key: string;
  readonly name: string;
  readonly version: string;
  readonly publisher: string | null;
  readonly origin: string | null;
}

export async function softwareOf(
  tx: ScopedTx,
  deviceId: string,
  { after, limit }: { after: { name: string; key: string } | undefined; limit: number },
): Promise<SoftwareRow[]> {
  const from = after ? sql`AND (name COLLATE "C", software_key) > (${after.name}, ${after.key}::uuid)` : sql``;
  return tx.all<SoftwareRow>(sql`
    SELECT DISTINCT name COLLATE "C" AS name, software_key, version, publisher, origin
    FROM endpoints_installed JOIN endpoints_software USING (org_id, software_key)
    WHERE org_id = ${tx.orgId} AND device_id = ${deviceId} ${from}
    ORDER BY 1, 2 LIMIT ${limit}`);
}

export async function countSoftware(tx: ScopedTx, deviceId: string): Promise<number> {
  const row = await tx.one<{ total: number }>(sql`
    SELECT count(DISTINCT software_key) AS total FROM endpoints_installed
    WHERE org_id = ${tx.orgId} AND device_id = ${deviceId}`);
  return row.total;
}

export type QuarantineReason =
  | 'clock_implausible'
  | 'identity_conflict'
  /** An agent speaks for a host that is not its own. */
  | 'agent_claims_other'
  /** More than is taken in: rows, lines, bytes. */
  | 'agent_too_much';

export interface QuarantineWrite {
  readonly quarantineId: string;
  readonly deviceId: string | null;
  readonly source: string;
  readonly reason: QuarantineReason;
  readonly detail: Readonly<Record<string, string | number>>;
  readonly reportHash: Buffer;
  readonly at: Date;
}

/** Set aside per organisation; an agent that sends nonsense all day pushes out the oldest, not the disk. */
const MAX_SET_ASIDE = 5000;

/** False when the very same report was set aside before: agents send again what they think was lost. */
export async function insertQuarantine(tx: ScopedTx, row: QuarantineWrite): Promise<boolean> {
  const count = await tx.run(sql`
    INSERT INTO endpoints_quarantine (org_id, quarantine_id, device_id, source, reason, detail, report_hash, received_at)
    VALUES (${tx.orgId}, ${row.quarantineId}, ${row.deviceId}, ${row.source}, ${row.reason}, ${JSON.stringify(row.detail)},
            ${row.reportHash}, ${row.at})
    ON CONFLICT (org_id, reason, report_hash) DO NOTHING`);
  if (count === 1) {
    await tx.run(sql`
      DELETE FROM endpoints_quarantine WHERE org_id = ${tx.orgId} AND quarantine_id IN (
        SELECT quarantine_id FROM endpoints_quarantine WHERE org_id = ${tx.orgId}
        ORDER BY received_at DESC, quarantine_id DESC OFFSET ${MAX_SET_ASIDE})`);
  }
  return count === 1;
}

/** Devices whose agents did such a thing after `since` and not after `before`. */
export async function behavedSince(
  tx: ScopedTx,
  { reasons, since, before }: { reasons: readonly QuarantineReason[]; since: Date; before: Date },
): Promise<{ device_id: string; reason: QuarantineReason }[]> {
  return tx.all<{ device_id: string; reason: QuarantineReason }>(sql`
    SELECT device_id, reason FROM endpoints_quarantine
    WHERE org_id = ${tx.orgId} AND device_id IS NOT NULL AND reason = ANY(${[...reasons]}::text[])
    GROUP BY device_id, reason HAVING max(received_at) BETWEEN ${since} AND ${before}`);
}

export interface QuarantineRow {
  readonly quarantine_id: string;
  readonly device_id: string | null;
  readonly source: string;
  readonly reason: string;
  readonly detail: Record<string, unknown>;
  readonly received_at: Date;
}

export async function listQuarantine(
  tx: ScopedTx,
  { after, limit }: { after: { at: Date; id: string } | undefined; limit: number },
): Promise<QuarantineRow[]> {
  const from = after ? sql`AND (received_at, quarantine_id) < (${after.at}, ${after.id}::uuid)` : sql``;
  return tx.all<QuarantineRow>(sql`
    SELECT quarantine_id, device_id, source, reason, detail, received_at FROM endpoints_quarantine
    WHERE org_id = ${tx.orgId} ${from} ORDER BY received_at DESC, quarantine_id DESC LIMIT ${limit}`);
}
