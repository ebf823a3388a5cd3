// SPDX-License-Identifier: Apache-2.0
import { sql } from '../platform/postgres/database.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';

/** Who has a device on which one of these checks says no; bounded, for a page. */
export async function failingOwners(
  tx: ScopedTx,
  checkIds: readonly string[],
): Promise<{ check_id: string; owner_member_id: string }[]> {
  return tx.all<{ check_id: string; owner_member_id: string }>(sql`
    SELECT DISTINCT now.check_id, subject.owner_member_id
    FROM assess_verdict_current now
    JOIN assess_subject subject USING (org_id, subject_kind, subject_id)
    WHERE now.org_id = ${tx.orgId} AND now.check_id = ANY(${[...checkIds]}::text[]) AND now.verdict = 'fail'
      AND subject.owner_member_id IS NOT NULL
    LIMIT 10000`);
}

export interface DeclarationRow {
  readonly control_id: string;
  readonly value: 4 | 2 | 0 | -1 | null;
  readonly note: string;
  readonly member_id: string;
  readonly declared_at: Date;
}

export async function newestDeclarations(tx: ScopedTx): Promise<DeclarationRow[]> {
  return tx.all<DeclarationRow>(sql`
    SELECT DISTINCT ON (control_id) control_id, value, note, member_id, declared_at FROM assess_declaration
    WHERE org_id = ${tx.orgId} ORDER BY control_id, declared_at DESC, declaration_id DESC`);
}

export async function declarationsOf(tx: ScopedTx, controlId: string, limit: number): Promise<DeclarationRow[]> {
  return tx.all<DeclarationRow>(sql`
    SELECT control_id, value, note, member_id, declared_at FROM assess_declaration
    WHERE org_id = ${tx.orgId} AND control_id = ${controlId}
    ORDER BY declared_at DESC, declaration_id DESC LIMIT ${limit}`);
}

export interface NewDeclaration {
  readonly declarationId: string;
  readonly controlId: string;
  readonly value: DeclarationRow['value'];
  readonly note: string;
  readonly memberId: string;
  readonly at: Date;
  readonly edition: string;
  readonly leafId: string;
}

export async function insertDeclaration(tx: ScopedTx, row: NewDeclaration): Promise<void> {
  await tx.run(sql`
    INSERT INTO assess_declaration
      (org_id, declaration_id, control_id, value, note, member_id, declared_at, catalog_edition, leaf_id)
    VALUES (${tx.orgId}, ${row.declarationId}, ${row.controlId}, ${row.value}, ${row.note}, ${row.memberId}, ${row.at},
            ${row.edition}, ${row.leafId})`);
}

/** Up to three names of failing devices for each of the given checks. */
export async function failingNames(
  tx: ScopedTx,
  checkIds: readonly string[],
): Promise<{ check_id: string; label: string }[]> {
  return tx.all<{ check_id: string; label: string }>(sql`
    SELECT wanted.check_id, subject.label
    FROM unnest(${[...checkIds]}::text[]) AS wanted (check_id)
    CROSS JOIN LATERAL (
      SELECT subject_kind, subject_id FROM assess_verdict_current
      WHERE org_id = ${tx.orgId} AND check_id = wanted.check_id AND verdict = 'fail'
      ORDER BY subject_kind, subject_id LIMIT 3) failing
    JOIN assess_subject subject
      ON subject.org_id = ${tx.orgId} AND subject.subject_kind = failing.subject_kind AND subject.subject_id = failing.subject_id`);
}

export async function countSubjects(tx: ScopedTx): Promise<{ active: number; silent: number }> {
  return tx.one<{ active: number; silent: number }>(sql`
    SELECT count(*) FILTER (WHERE state = 'active') AS active, count(*) FILTER (WHERE state = 'silent') AS silent
    FROM assess_subject WHERE org_id = ${tx.orgId} AND subject_kind = 'device'`);
}
