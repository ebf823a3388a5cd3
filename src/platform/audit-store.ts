// SPDX-License-Identifier: Apache-2.0
import type { Uuid } from '../kernel/ids.ts';
import type { Deed } from './audit.ts';
import { sql } from './postgres/database.ts';
import type { GlobalTx, ScopedTx } from './postgres/database.ts';

interface AuditRow {
  readonly id: Uuid;
  readonly at: Date;
  readonly actor: string;
  readonly deed: Deed;
}

export async function insertAudit(tx: ScopedTx, { id, at, actor, deed }: AuditRow): Promise<void> {
  await tx.run(sql`
    INSERT INTO platform_audit (org_id, audit_id, at, actor, action, subject, address, detail)
    VALUES (${tx.orgId}, ${id}, ${at}, ${actor}, ${deed.action}, ${deed.subject ?? null}, ${deed.address ?? null},
            ${JSON.stringify(deed.detail ?? {})})`);
}

export async function insertInstallationAudit(tx: GlobalTx, { id, at, actor, deed }: AuditRow): Promise<void> {
  await tx.run(sql`
    INSERT INTO platform_audit_installation (audit_id, at, actor, action, subject, address, detail)
    VALUES (${id}, ${at}, ${actor}, ${deed.action}, ${deed.subject ?? null}, ${deed.address ?? null},
            ${JSON.stringify(deed.detail ?? {})})`);
}

export interface AuditEntry {
  readonly audit_id: Uuid;
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly subject: string | null;
  readonly address: string | null;
  readonly detail: Record<string, string | number | boolean | null>;
}

/** Newest first, keyset by (at, id); `before` is the last entry of the page before. */
export async function listAudit(
  tx: ScopedTx,
  { before, limit }: { before?: { at: Date; id: Uuid } | undefined; limit: number },
): Promise<AuditEntry[]> {
  const from = before ? sql`AND (at, audit_id) < (${before.at}, ${before.id})` : sql``;
  return tx.all<AuditEntry>(sql`
    SELECT audit_id, at, actor, action, subject, address, detail FROM platform_audit
    WHERE org_id = ${tx.orgId} ${from}
    ORDER BY at DESC, audit_id DESC LIMIT ${limit}`);
}

/** Subjects of one actor's deeds of one kind since then; at most 1,000, the newest. */
export async function subjectsOfDeeds(
  tx: ScopedTx,
  { actor, action, since }: { readonly actor: string; readonly action: string; readonly since: Date },
): Promise<string[]> {
  const rows = await tx.all<{ subject: string }>(sql`
    SELECT subject FROM platform_audit
    WHERE org_id = ${tx.orgId} AND at > ${since} AND actor = ${actor} AND action = ${action} AND subject IS NOT NULL
    ORDER BY at DESC LIMIT 1000`);
  return rows.map((row) => row.subject);
}
