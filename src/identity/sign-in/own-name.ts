// SPDX-License-Identifier: Apache-2.0
/** A person changes the own name: the account's, and that of memberships where it was the same. */
import { audit, auditInstallation } from '../../platform/audit.ts';
import type { SignedIn } from '../../platform/http/routes.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import type { Context } from '../context.ts';
import { memberByAccount, updateMemberRow } from '../people/member-store.ts';
import { membershipsOf } from '../people/organisation-store.ts';
import { personScope } from '../people/person-scope.ts';
import { accountById, updateName } from './account-store.ts';

/** Nobody belongs to more; the rest keeps the name its administrator sees, who can change it. */
const MAX_ORGANISATIONS = 100;

interface NewName {
  readonly name: string;
  /** Absent: the reading stays. */
  readonly kana?: string | undefined;
}

async function renameHere(
  tx: ScopedTx,
  context: Context,
  { session, before, after }: { readonly session: SignedIn; readonly before: string; readonly after: NewName },
): Promise<boolean> {
  const member = await memberByAccount(tx, session.accountId);
  // Another name was given here on purpose, by an administrator.
  if (member?.name !== before) return false;
  await updateMemberRow(tx, member.member_id, {
    name: after.name,
    kana: after.kana ?? member.name_kana,
    roles: member.roles,
  });
  await audit(tx, context.clock, {
    action: 'identity.own_name_changed',
    subject: member.member_id,
    detail: { from: before, to: after.name },
  });
  return true;
}

export async function changeOwnName(context: Context, session: SignedIn, after: NewName): Promise<void> {
  const { before, ids } = await context.db.global(async (tx) => {
    const account = await accountById(tx, session.accountId);
    await updateName(tx, session.accountId, { name: after.name, kana: after.kana ?? account.name_kana });
    await auditInstallation(tx, context.clock, {
      actor: `account:${session.accountId}`,
      action: 'identity.own_name_changed',
      detail: { from: account.name, to: after.name },
    });
    const page = { kinds: ['member'], after: undefined, limit: MAX_ORGANISATIONS } as const;
    return { before: account.name, ids: await membershipsOf(tx, session.accountId, page) };
  });
  for (const orgId of ids) {
    const person = await personScope(context, session, orgId);
    if (person)
      await context.db.scoped(person.scope, async (tx) => renameHere(tx, context, { session, before, after }));
  }
}
