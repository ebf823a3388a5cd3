// SPDX-License-Identifier: Apache-2.0
import type { OPERATOR_ROLES } from '../../kernel/contract.ts';
import type { Uuid } from '../../kernel/ids.ts';
import { sql } from '../../platform/postgres/database.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';

export type OperatorRole = (typeof OPERATOR_ROLES)[number];

export interface GrantRow {
  readonly grant_id: Uuid;
  readonly account_id: Uuid;
  readonly roles: OperatorRole[];
  readonly granted_at: Date;
  readonly name: string;
  readonly email: string;
}

const SELECT = sql`
  SELECT g.grant_id, g.account_id, g.roles, g.granted_at, a.name, a.email
  FROM identity_grant g JOIN identity_account a ON a.account_id = g.account_id`;

export const grantsInForce = async (tx: ScopedTx): Promise<GrantRow[]> =>
  tx.all<GrantRow>(sql`
    ${SELECT} WHERE g.org_id = ${tx.orgId} AND g.revoked_at IS NULL ORDER BY g.grant_id DESC LIMIT 200`);

/** Only for accounts that are operators now: the grant of a former one sleeps. */
export const grantOf = async (tx: ScopedTx, accountId: Uuid): Promise<GrantRow | undefined> =>
  tx.maybe<GrantRow>(sql`
    ${SELECT} WHERE g.org_id = ${tx.orgId} AND g.account_id = ${accountId} AND g.revoked_at IS NULL AND a.is_operator`);

export async function upsertGrant(
  tx: ScopedTx,
  row: { grantId: Uuid; accountId: Uuid; roles: readonly OperatorRole[]; at: Date },
): Promise<void> {
  await tx.run(sql`
    INSERT INTO identity_grant (org_id, grant_id, account_id, roles, granted_at)
    VALUES (${tx.orgId}, ${row.grantId}, ${row.accountId}, ${[...row.roles]}, ${row.at})
    ON CONFLICT (org_id, account_id) WHERE revoked_at IS NULL DO UPDATE SET roles = excluded.roles`);
}

/** The account whose grant ended, or nothing. */
export const endGrant = async (tx: ScopedTx, grantId: string, at: Date): Promise<Uuid | undefined> =>
  (
    await tx.maybe<{ account_id: Uuid }>(sql`
      UPDATE identity_grant SET revoked_at = ${at}
      WHERE org_id = ${tx.orgId} AND grant_id = ${grantId} AND revoked_at IS NULL RETURNING account_id`)
  )?.account_id;

/** Names of operator accounts that ever had access here. */
export const grantedNames = async (
  tx: ScopedTx,
  accountIds: readonly string[],
): Promise<{ id: Uuid; name: string }[]> =>
  tx.all<{ id: Uuid; name: string }>(sql`
    SELECT DISTINCT g.account_id AS id, a.name
    FROM identity_grant g JOIN identity_account a ON a.account_id = g.account_id
    WHERE g.org_id = ${tx.orgId} AND g.account_id = ANY(${[...accountIds]}::uuid[])`);
