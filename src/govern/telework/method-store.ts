// SPDX-License-Identifier: Apache-2.0
import { sql } from '../../platform/postgres/database.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';

export interface MethodUseRow {
  readonly method_id: string;
  readonly member_id: string;
  readonly since: Date;
  readonly note: string;
  readonly answers: string | null;
}

/** Of seven methods at most seven rows. */
export async function methodsInUse(tx: ScopedTx): Promise<MethodUseRow[]> {
  return tx.all<MethodUseRow>(sql`
    SELECT method_id, member_id, since, note, answers FROM govern_method_use WHERE org_id = ${tx.orgId} LIMIT 20`);
}

export interface MethodChosen {
  readonly methodId: string;
  readonly memberId: string;
  readonly at: Date;
  readonly note: string;
  readonly answers: string | null;
  readonly edition: string;
}

/** `since` stays when only the words change, and so do the answers that once led here. */
export async function keepMethod(tx: ScopedTx, chosen: MethodChosen): Promise<void> {
  await tx.run(sql`
    INSERT INTO govern_method_use AS held (org_id, method_id, member_id, since, note, answers, catalog_edition)
    VALUES (${tx.orgId}, ${chosen.methodId}, ${chosen.memberId}, ${chosen.at}, ${chosen.note}, ${chosen.answers},
            ${chosen.edition})
    ON CONFLICT (org_id, method_id) DO UPDATE SET
      member_id = excluded.member_id, note = excluded.note, answers = coalesce(excluded.answers, held.answers),
      catalog_edition = excluded.catalog_edition`);
}

export async function dropMethod(tx: ScopedTx, methodId: string): Promise<boolean> {
  return (await tx.run(sql`DELETE FROM govern_method_use WHERE org_id = ${tx.orgId} AND method_id = ${methodId}`)) > 0;
}
