// SPDX-License-Identifier: Apache-2.0
import { sql } from '../../platform/postgres/database.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import type { Criterion } from './read-criteria.ts';

export interface CriterionRow {
  readonly requirement_no: string;
  readonly requirement_name: string;
  readonly requirement: string;
  readonly criterion_no: string;
  readonly criterion: string;
  readonly imported_at: Date;
  readonly file_name: string;
}

export async function importedCriteria(tx: ScopedTx): Promise<CriterionRow[]> {
  return tx.all<CriterionRow>(sql`
    SELECT requirement_no, requirement_name, requirement, criterion_no, criterion, imported_at, file_name
    FROM govern_scs_criterion WHERE org_id = ${tx.orgId} ORDER BY position`);
}

export async function dropCriteria(tx: ScopedTx): Promise<void> {
  await tx.run(sql`DELETE FROM govern_scs_criterion WHERE org_id = ${tx.orgId}`);
}

/** In the place of what was imported before. */
export async function keepCriteria(
  tx: ScopedTx,
  criteria: readonly Criterion[],
  { at, fileName }: { at: Date; fileName: string },
): Promise<void> {
  await dropCriteria(tx);
  const rows = criteria.map((one, position) => ({
    position,
    requirement_no: one.requirementNo,
    requirement_name: one.requirementName,
    requirement: one.requirement,
    criterion_no: one.criterionNo,
    criterion: one.criterion,
  }));
  await tx.run(sql`
    INSERT INTO govern_scs_criterion (org_id, position, requirement_no, requirement_name, requirement, criterion_no,
      criterion, imported_at, file_name)
    SELECT ${tx.orgId}, position, requirement_no, requirement_name, requirement, criterion_no, criterion,
      ${at}::timestamptz, ${fileName}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS new
      (position smallint, requirement_no text, requirement_name text, requirement text, criterion_no text, criterion text)`);
}
