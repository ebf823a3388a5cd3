// SPDX-License-Identifier: Apache-2.0
import { isUuid } from '../../kernel/ids.ts';
import { listAudit } from '../../platform/audit-store.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import { grantedNames } from './grant-store.ts';
import { memberNames } from './member-store.ts';

export interface AuditPage {
  readonly beforeAt: string | undefined;
  readonly beforeId: string | undefined;
  readonly limit: number;
}

export async function readAudit(tx: ScopedTx, page: AuditPage) {
  const { beforeAt, beforeId, limit } = page;
  const before =
    beforeAt !== undefined && beforeId !== undefined && isUuid(beforeId)
      ? { at: new Date(beforeAt), id: beforeId }
      : undefined;
  const rows = await listAudit(tx, { before, limit: limit + 1 });
  const shown = rows.slice(0, limit);
  const names = await actorNames(
    tx,
    shown.map((row) => row.actor),
  );
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    entries: shown.map((row) => ({
      auditId: row.audit_id,
      at: row.at.toISOString(),
      actor: row.actor,
      actorName: names.get(row.actor) ?? null,
      action: row.action,
      subject: row.subject,
      address: row.address,
      detail: row.detail,
    })),
    next: last ? { beforeAt: last.at.toISOString(), beforeId: last.audit_id } : null,
  };
}

const idsOf = (actors: readonly string[], kind: string): string[] => [
  ...new Set(actors.filter((actor) => actor.startsWith(`${kind}:`)).map((actor) => actor.slice(kind.length + 1))),
];

async function actorNames(tx: ScopedTx, actors: readonly string[]): Promise<Map<string, string>> {
  const people = await memberNames(tx, idsOf(actors, 'member'));
  const operators = await grantedNames(tx, idsOf(actors, 'operator'));
  return new Map([
    ...people.map(({ id, name }) => [`member:${id}`, name] as const),
    ...operators.map(({ id, name }) => [`operator:${id}`, name] as const),
  ]);
}
