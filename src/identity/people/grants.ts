// SPDX-License-Identifier: Apache-2.0
/** Which staff of the operator may see this organisation: only those whom its administrators let in. */
import { notFound } from '../../kernel/errors.ts';
import { newUuid } from '../../kernel/ids.ts';
import { audit } from '../../platform/audit.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import type { Context } from '../context.ts';
import { emailKey } from '../email-address.ts';
import { accountByEmail } from '../sign-in/account-store.ts';
import { endGrant, grantOf, grantsInForce, upsertGrant } from './grant-store.ts';
import type { GrantRow, OperatorRole } from './grant-store.ts';
import { distinct } from './invitations.ts';
import { indexMembership, unindexMembership } from './organisation-store.ts';

const shown = (row: GrantRow) => ({
  grantId: row.grant_id,
  name: row.name,
  email: row.email,
  roles: row.roles,
  grantedAt: row.granted_at.toISOString(),
});

export const listGrants = async (tx: ScopedTx) => (await grantsInForce(tx)).map(shown);

/** @throws SafeError `operator_not_found`, also for accounts that are no operators. */
export async function grantOperator(
  tx: ScopedTx,
  context: Context,
  { email, roles }: { readonly email: string; readonly roles: readonly OperatorRole[] },
) {
  const account = await accountByEmail(tx, emailKey(email));
  if (!account?.is_operator) throw notFound('operator_not_found');
  await upsertGrant(tx, {
    grantId: newUuid(context.clock, context.random),
    accountId: account.account_id,
    roles: distinct(roles),
    at: context.clock.now(),
  });
  await indexMembership(tx, account.account_id, 'grant');
  await audit(tx, context.clock, {
    action: 'identity.operator_granted',
    subject: account.account_id,
    detail: { roles: distinct(roles).join(' ') },
  });
  const row = await grantOf(tx, account.account_id);
  if (!row) throw new Error('a grant that was just written');
  return shown(row);
}

export async function revokeOperator(tx: ScopedTx, context: Context, grantId: string): Promise<void> {
  const accountId = await endGrant(tx, grantId, context.clock.now());
  if (accountId === undefined) throw notFound('grant_not_found');
  await unindexMembership(tx, accountId, 'grant');
  await audit(tx, context.clock, { action: 'identity.operator_revoked', subject: accountId });
}
