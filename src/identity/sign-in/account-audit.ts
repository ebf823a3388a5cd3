// SPDX-License-Identifier: Apache-2.0
/**
 * Changes of how a person proves who they are stand in the installation's log, in the transaction of the deed, and then
 * in the log of each organisation the person works for: its administrators have to be able to see them.
 */
import type { Uuid } from '../../kernel/ids.ts';
import { audit, auditInstallation } from '../../platform/audit.ts';
import type { Deed } from '../../platform/audit.ts';
import type { SignedIn } from '../../platform/http/routes.ts';
import type { GlobalTx } from '../../platform/postgres/database.ts';
import type { Context } from '../context.ts';
import { membershipsOf } from '../people/organisation-store.ts';
import { personScope } from '../people/person-scope.ts';

/** Nobody works for more; the bound keeps the request short. */
const TOLD_ORGANISATIONS = 50;

export interface AccountDeed extends Pick<Deed, 'action' | 'detail'> {
  readonly accountId: Uuid;
  readonly address: string;
}

export async function auditAccount(tx: GlobalTx, context: Context, deed: AccountDeed): Promise<void> {
  const { accountId, ...rest } = deed;
  await auditInstallation(tx, context.clock, { ...rest, subject: accountId, actor: `account:${accountId}` });
}

/** After the commit. What cannot be written here is in the installation's log all the same. */
export async function tellOrganisations(context: Context, session: SignedIn, deed: AccountDeed): Promise<void> {
  const { accountId, ...rest } = deed;
  try {
    const ids = await context.db.global(async (tx) =>
      membershipsOf(tx, accountId, { kinds: ['member'], after: undefined, limit: TOLD_ORGANISATIONS }),
    );
    for (const orgId of ids) {
      const found = await personScope(context, session, orgId);
      if (found) await context.db.scoped(found.scope, async (tx) => audit(tx, context.clock, rest));
    }
  } catch (error) {
    context.log.error(
      { part: 'identity', action: deed.action, error: error instanceof Error ? error.name : 'unknown' },
      'deed is not in the log of every organisation',
    );
  }
}
