// SPDX-License-Identifier: Apache-2.0
/** What a person may see and change of the own account. */
import { SafeError, notFound } from '../../kernel/errors.ts';
import type { SignedIn } from '../../platform/http/routes.ts';
import type { Queries } from '../../platform/postgres/database.ts';
import type { Context, Exchange } from '../context.ts';
import type { OwnWords } from '../credentials/index.ts';
import { verifyPassword } from '../credentials/index.ts';
import { membershipsOf } from '../people/organisation-store.ts';
import { reachable } from '../people/person-scope.ts';
import { accountById, openRecoveryCodes, updatePassword } from './account-store.ts';
import { auditAccount, tellOrganisations } from './account-audit.ts';
import type { AccountRow } from './account-store.ts';
import { csrfTokenOf } from './cookies.ts';
import { bucket, countAttempt, settleAttempt } from './limits.ts';
import { hashOfGood, ownWordsOf } from './password-choice.ts';
import { deleteSession, deleteSessionsOf, sessionsOf, signInsOf } from './session-store.ts';
import { inForce, renewSecret } from './sessions.ts';

/**
 * Asks for the password again before something that an intruder at an open screen must not do.
 * @throws SafeError `password_wrong`, `too_many_attempts`.
 */
export async function recheckPassword(context: Context, session: SignedIn, password: string): Promise<AccountRow> {
  const buckets = [bucket('recheck', session.accountId)];
  const account = await context.db.global(async (tx) => {
    await countAttempt(tx, context.clock, buckets);
    return accountById(tx, session.accountId);
  });
  const { ok } = await verifyPassword(account.password_hash, password);
  if (!ok) {
    throw new SafeError('forbidden', 'password_wrong', { details: [{ field: 'password', reason: 'password_wrong' }] });
  }
  await context.db.global(async (tx) => settleAttempt(tx, buckets));
  return account;
}

export async function accountSecurity(context: Context, session: SignedIn) {
  return context.db.global(async (tx) => {
    const account = await accountById(tx, session.accountId);
    return {
      totp: account.totp_sealed !== null,
      recoveryCodesLeft: (await openRecoveryCodes(tx, session.accountId)).length,
      passwordChangedAt: account.password_changed_at.toISOString(),
      mailNotices: context.mail.available,
    };
  });
}

export async function ownSessions(context: Context, session: SignedIn) {
  const rows = await context.db.global(async (tx) => sessionsOf(tx, session.accountId, inForce(context)));
  return rows.map((row) => ({
    sessionId: row.session_id,
    current: row.session_id === session.sessionId,
    createdAt: row.created_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    address: row.address,
    userAgent: row.user_agent,
  }));
}

export async function endOwnSession(
  context: Context,
  session: SignedIn,
  sessionId: SignedIn['sessionId'],
): Promise<void> {
  const ended = await context.db.global(async (tx) => deleteSession(tx, session.accountId, sessionId));
  if (!ended) throw notFound('session_not_found');
}

export async function signOutEverywhere(context: Context, session: SignedIn, keepThis: boolean): Promise<number> {
  return context.db.global(async (tx) =>
    deleteSessionsOf(tx, session.accountId, keepThis ? session.sessionId : undefined),
  );
}

export async function ownSignIns(
  context: Context,
  session: SignedIn,
  page: { readonly before: string | undefined; readonly limit: number },
) {
  const rows = await context.db.global(async (tx) =>
    signInsOf(tx, session.accountId, { before: page.before, limit: page.limit + 1 }),
  );
  const shown = rows.slice(0, page.limit);
  return {
    signIns: shown.map((row) => ({
      signInId: row.sign_in_id,
      at: row.at.toISOString(),
      outcome: row.outcome,
      method: row.method,
      address: row.address,
      userAgent: row.user_agent,
      newBrowser: row.new_browser,
    })),
    next: rows.length > page.limit ? (shown.at(-1)?.sign_in_id ?? null) : null,
  };
}

/** Names around the person, which the password must not carry. At most five organisations. */
export async function ownWords(context: Context, session: SignedIn, account: AccountRow): Promise<OwnWords> {
  const ids = await context.db.global(async (tx) =>
    membershipsOf(tx, session.accountId, { kinds: ['member'], after: undefined, limit: 5 }),
  );
  const names: string[] = [];
  for (const orgId of ids) {
    const organisation = await reachable(context, session, orgId);
    if (organisation) names.push(organisation.name, organisation.kana);
  }
  return ownWordsOf(names, { personName: account.name, personKana: account.name_kana, mail: account.email });
}

/** Other sessions end, this one gets a new secret. */
export async function changePassword(
  context: Context,
  change: { readonly session: SignedIn; readonly current: string; readonly next: string },
  exchange: Exchange,
): Promise<{ endedSessions: number; csrfToken: string }> {
  const { session, current, next } = change;
  const account = await recheckPassword(context, session, current);
  const hash = await hashOfGood(context, next, { own: await ownWords(context, session, account), field: 'next' });
  const { accountId } = session;
  const deed = { action: 'identity.password_changed', accountId, address: exchange.caller.address };
  const { endedSessions, renewed } = await context.db.global(async (tx) => {
    const guard = { hash, at: context.clock.now(), onlyIf: account.password_hash };
    if (!(await updatePassword(tx, session.accountId, guard))) throw new SafeError('conflict', 'changed_meanwhile');
    await auditAccount(tx, context, deed);
    return endOthers(tx, context, { session, exchange });
  });
  renewed.apply();
  await tellOrganisations(context, session, deed);
  return { endedSessions, csrfToken: csrfTokenOf(renewed.secret) };
}

/** After a change of how the person proves who they are (OWASP ASVS 5.0 V7.4.3). */
export async function endOthers(
  tx: Queries,
  context: Context,
  { session, exchange }: { readonly session: SignedIn; readonly exchange: Exchange },
) {
  const endedSessions = await deleteSessionsOf(tx, session.accountId, session.sessionId);
  return { endedSessions, renewed: await renewSecret(tx, context, { sessionId: session.sessionId, exchange }) };
}
