// SPDX-License-Identifier: Apache-2.0
import type { SignedIn } from '../../platform/http/routes.ts';
import type { Caller } from '../../platform/http/routes.ts';
import type { Context } from '../context.ts';
import { membershipsOf } from '../people/organisation-store.ts';
import { reachable } from '../people/person-scope.ts';
import { accountById, anyAccount } from './account-store.ts';
import { csrfTokenOf, readCookie } from './cookies.ts';
import { findPending, findSession } from './session-store.ts';
import { inForce } from './sessions.ts';

/** Shown in the switch of organisations; an operator's long list has its own page. */
const SHOWN_ORGANISATIONS = 50;

export async function currentSession(context: Context, caller: Caller, session: SignedIn | undefined) {
  const cookie = readCookie(caller, 'session');
  if (!session || !cookie) return signedOut(context, caller);
  const own = await context.db.global(async (tx) => ({
    row: await findSession(tx, cookie.hash, inForce(context)),
    account: await accountById(tx, session.accountId),
    members: await membershipsOf(tx, session.accountId, {
      kinds: ['member'],
      after: undefined,
      limit: SHOWN_ORGANISATIONS,
    }),
    grants: await membershipsOf(tx, session.accountId, {
      kinds: ['grant'],
      after: undefined,
      limit: SHOWN_ORGANISATIONS,
    }),
  }));
  if (!own.row) return signedOut(context, caller);
  const { account } = own;
  return {
    signedIn: true as const,
    account: {
      accountId: account.account_id,
      email: account.email,
      name: account.name,
      language: account.language,
      totp: account.totp_sealed !== null,
    },
    operator: session.isOperator,
    onlyOrgId: session.onlyOrg ?? null,
    memberships: await organisations(context, session, [...new Set([...own.members, ...own.grants])]),
    csrfToken: csrfTokenOf(cookie.secret),
    expiresAt: own.row.expires_at.toISOString(),
  };
}

async function organisations(context: Context, session: SignedIn, ids: readonly SignedIn['accountId'][]) {
  const found = [];
  for (const orgId of ids.slice(0, SHOWN_ORGANISATIONS)) {
    const organisation = await reachable(context, session, orgId);
    if (!organisation) continue;
    const { name: orgName, roles, as } = organisation;
    found.push({ orgId, orgName, roles: [...roles], as });
  }
  return found;
}

async function signedOut(context: Context, caller: Caller) {
  const pending = readCookie(caller, 'second');
  return context.db.global(async (tx) => ({
    signedIn: false as const,
    setupNeeded: !(await anyAccount(tx)),
    secondNeeded: pending !== undefined && (await findPending(tx, pending.hash, context.clock.now())) !== undefined,
  }));
}
