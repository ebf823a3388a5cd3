// SPDX-License-Identifier: Apache-2.0
/** From a signed-in person to the right to act in one organisation; asked with every request. */
import type { Role } from '../../kernel/contract.ts';
import type { Uuid } from '../../kernel/ids.ts';
import type { SignedIn } from '../../platform/http/routes.ts';
import { makeScope } from '../../platform/postgres/scope.ts';
import type { Scope } from '../../platform/postgres/scope.ts';
import type { Context } from '../context.ts';
import { grantOf } from './grant-store.ts';
import { memberByAccount } from './member-store.ts';
import { organisationRow } from './organisation-store.ts';

export interface PersonScope {
  readonly scope: Scope;
  readonly roles: readonly Role[];
}

const looking = (orgId: Uuid): Scope => makeScope(orgId, { kind: 'system', job: 'identity.person_scope' });

const opens = ({ onlyOrg }: SignedIn, orgId: Uuid): boolean => onlyOrg === undefined || onlyOrg === orgId;

/** A member acts as a member, even when the organisation also let the person in as an operator. */
export async function personScope(context: Context, session: SignedIn, orgId: Uuid): Promise<PersonScope | undefined> {
  const { accountId, isOperator } = session;
  if (!opens(session, orgId)) return undefined;
  return context.db.scoped(looking(orgId), async (tx) => {
    const member = await memberByAccount(tx, accountId);
    if (member) {
      const { member_id: memberId, roles } = member;
      return { scope: makeScope(orgId, { kind: 'member', accountId, memberId, roles }), roles };
    }
    const grant = isOperator ? await grantOf(tx, accountId) : undefined;
    return (
      grant && { scope: makeScope(orgId, { kind: 'operator', accountId, roles: grant.roles }), roles: grant.roles }
    );
  });
}

export interface ReachableOrganisation {
  readonly orgId: Uuid;
  readonly name: string;
  readonly kana: string;
  readonly as: 'member' | 'operator';
  readonly roles: readonly Role[];
  readonly grantedAt: Date | undefined;
}

/** What the person sees of one organisation, or nothing when there is no right (any more). */
export async function reachable(
  context: Context,
  session: SignedIn,
  orgId: Uuid,
): Promise<ReachableOrganisation | undefined> {
  const { accountId, isOperator } = session;
  if (!opens(session, orgId)) return undefined;
  return context.db.scoped(looking(orgId), async (tx) => {
    const member = await memberByAccount(tx, accountId);
    const grant = !member && isOperator ? await grantOf(tx, accountId) : undefined;
    const found = member ?? grant;
    if (!found) return undefined;
    const { name, name_kana: kana } = await organisationRow(tx);
    return { orgId, name, kana, as: member ? 'member' : 'operator', roles: found.roles, grantedAt: grant?.granted_at };
  });
}
