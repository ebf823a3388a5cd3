// SPDX-License-Identifier: Apache-2.0
/** Sessions, half-finished sign-ins and the sign-in history: global tables. */
import type { Uuid } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import { sql } from '../../platform/postgres/database.ts';
import type { Queries } from '../../platform/postgres/database.ts';

export interface SessionRow {
  readonly session_id: Uuid;
  readonly account_id: Uuid;
  readonly is_operator: boolean;
  readonly language: Language;
  readonly only_org_id: Uuid | null;
  readonly last_seen_at: Date;
  readonly expires_at: Date;
}

/** A session in force: neither too long idle nor too old. */
export const findSession = async (
  tx: Queries,
  secretHash: Uint8Array,
  { now, idleSince }: { readonly now: Date; readonly idleSince: Date },
): Promise<SessionRow | undefined> =>
  tx.maybe<SessionRow>(sql`
    SELECT s.session_id, s.account_id, a.is_operator, a.language, s.only_org_id, s.last_seen_at, s.expires_at
    FROM identity_session s JOIN identity_account a USING (account_id)
    WHERE s.secret_hash = ${secretHash} AND s.expires_at > ${now} AND s.last_seen_at > ${idleSince}`);

export interface NewSession {
  readonly sessionId: Uuid;
  readonly accountId: Uuid;
  /** The one organisation it opens; undefined = all that the person belongs to. */
  readonly onlyOrg: Uuid | undefined;
  readonly secretHash: Uint8Array;
  readonly method: string;
  readonly at: Date;
  readonly expiresAt: Date;
  readonly address: string;
  readonly userAgent: string;
}

export async function insertSession(tx: Queries, session: NewSession): Promise<void> {
  await tx.run(sql`
    INSERT INTO identity_session (session_id, account_id, secret_hash, method, created_at, last_seen_at, expires_at,
                                  address, user_agent, only_org_id)
    VALUES (${session.sessionId}, ${session.accountId}, ${session.secretHash}, ${session.method}, ${session.at},
            ${session.at}, ${session.expiresAt}, ${session.address}, ${session.userAgent}, ${session.onlyOrg ?? null})`);
}

/** Ends the oldest sessions of the same reach beyond `keep`: an organisation's provider pushes out none but its own. */
export async function capSessions(
  tx: Queries,
  accountId: Uuid,
  { keep, onlyOrg }: { readonly keep: number; readonly onlyOrg: Uuid | undefined },
): Promise<void> {
  await tx.run(sql`
    DELETE FROM identity_session WHERE session_id IN (
      SELECT session_id FROM identity_session
      WHERE account_id = ${accountId} AND only_org_id IS NOT DISTINCT FROM ${onlyOrg ?? null}::uuid
      ORDER BY last_seen_at DESC, session_id DESC OFFSET ${keep})`);
}

export async function touchSession(tx: Queries, sessionId: Uuid, at: Date): Promise<void> {
  await tx.run(sql`UPDATE identity_session SET last_seen_at = ${at} WHERE session_id = ${sessionId}`);
}

export async function rotateSession(tx: Queries, sessionId: Uuid, secretHash: Uint8Array): Promise<boolean> {
  const written = await tx.run(sql`
    UPDATE identity_session SET secret_hash = ${secretHash} WHERE session_id = ${sessionId}`);
  return written === 1;
}

export async function deleteSessionBySecret(tx: Queries, secretHash: Uint8Array): Promise<void> {
  await tx.run(sql`DELETE FROM identity_session WHERE secret_hash = ${secretHash}`);
}

/** The account is named too: nobody ends a session of somebody else. */
export async function deleteSession(tx: Queries, accountId: Uuid, sessionId: Uuid): Promise<boolean> {
  const written = await tx.run(sql`
    DELETE FROM identity_session WHERE account_id = ${accountId} AND session_id = ${sessionId}`);
  return written === 1;
}

/** Also ends half-finished sign-ins of the account. */
export async function deleteSessionsOf(tx: Queries, accountId: Uuid, except?: Uuid): Promise<number> {
  await tx.run(sql`DELETE FROM identity_pending_sign_in WHERE account_id = ${accountId}`);
  const others = except === undefined ? sql`` : sql`AND session_id <> ${except}`;
  return tx.run(sql`DELETE FROM identity_session WHERE account_id = ${accountId} ${others}`);
}

export interface OwnSessionRow {
  readonly session_id: Uuid;
  readonly created_at: Date;
  readonly last_seen_at: Date;
  readonly expires_at: Date;
  readonly address: string;
  readonly user_agent: string;
}

export const sessionsOf = async (
  tx: Queries,
  accountId: Uuid,
  { now, idleSince }: { readonly now: Date; readonly idleSince: Date },
): Promise<OwnSessionRow[]> =>
  tx.all<OwnSessionRow>(sql`
    SELECT session_id, created_at, last_seen_at, expires_at, address, user_agent FROM identity_session
    WHERE account_id = ${accountId} AND expires_at > ${now} AND last_seen_at > ${idleSince}
    ORDER BY last_seen_at DESC, session_id DESC LIMIT 100`);

export async function deleteOldSessions(
  tx: Queries,
  { now, idleSince }: { now: Date; idleSince: Date },
): Promise<number> {
  await tx.run(sql`DELETE FROM identity_pending_sign_in WHERE expires_at <= ${now}`);
  return tx.run(sql`DELETE FROM identity_session WHERE expires_at <= ${now} OR last_seen_at <= ${idleSince}`);
}

// --- the password was right, the code is still to come ---

export async function insertPending(
  tx: Queries,
  row: { secretHash: Uint8Array; accountId: Uuid; at: Date; expiresAt: Date },
): Promise<void> {
  await tx.run(sql`
    INSERT INTO identity_pending_sign_in (secret_hash, account_id, created_at, expires_at)
    VALUES (${row.secretHash}, ${row.accountId}, ${row.at}, ${row.expiresAt})`);
}

export const findPending = async (
  tx: Queries,
  secretHash: Uint8Array,
  now: Date,
): Promise<{ account_id: Uuid } | undefined> =>
  tx.maybe<{ account_id: Uuid }>(sql`
    SELECT account_id FROM identity_pending_sign_in WHERE secret_hash = ${secretHash} AND expires_at > ${now}`);

/** One more try of a code; nothing when there were too many. */
export const countPendingTry = async (
  tx: Queries,
  secretHash: Uint8Array,
  { now, max }: { readonly now: Date; readonly max: number },
): Promise<{ account_id: Uuid } | undefined> =>
  tx.maybe<{ account_id: Uuid }>(sql`
    UPDATE identity_pending_sign_in SET tries = tries + 1
    WHERE secret_hash = ${secretHash} AND expires_at > ${now} AND tries < ${max} RETURNING account_id`);

/** True for the one caller who finished it. */
export async function takePending(tx: Queries, secretHash: Uint8Array): Promise<boolean> {
  return (await tx.run(sql`DELETE FROM identity_pending_sign_in WHERE secret_hash = ${secretHash}`)) === 1;
}

// --- history ---

export type SignInOutcome = 'signed_in' | 'wrong_password' | 'wrong_code' | 'password_reset' | 'passkey_refused';

export interface NewSignIn {
  readonly signInId: Uuid;
  readonly accountId: Uuid;
  readonly at: Date;
  readonly outcome: SignInOutcome;
  readonly method: string | null;
  readonly address: string;
  readonly userAgent: string;
  readonly newBrowser: boolean;
}

export async function insertSignIn(tx: Queries, row: NewSignIn): Promise<void> {
  await tx.run(sql`
    INSERT INTO identity_sign_in (account_id, sign_in_id, at, outcome, method, address, user_agent, new_browser)
    VALUES (${row.accountId}, ${row.signInId}, ${row.at}, ${row.outcome}, ${row.method}, ${row.address}, ${row.userAgent},
            ${row.newBrowser})`);
}

export interface SignInRow {
  readonly sign_in_id: Uuid;
  readonly at: Date;
  readonly outcome: SignInOutcome;
  readonly method: string | null;
  readonly address: string;
  readonly user_agent: string;
  readonly new_browser: boolean;
}

/** Newest first; ids are UUIDv7, hence in order of time. */
export const signInsOf = async (
  tx: Queries,
  accountId: Uuid,
  { before, limit }: { readonly before: string | undefined; readonly limit: number },
): Promise<SignInRow[]> =>
  tx.all<SignInRow>(sql`
    SELECT sign_in_id, at, outcome, method, address, user_agent, new_browser FROM identity_sign_in
    WHERE account_id = ${accountId} ${before === undefined ? sql`` : sql`AND sign_in_id < ${before}`}
    ORDER BY sign_in_id DESC LIMIT ${limit}`);

export async function deleteOldSignIns(tx: Queries, before: Date): Promise<number> {
  return tx.run(sql`DELETE FROM identity_sign_in WHERE at < ${before}`);
}

/** After a restore: who is signed in somewhere signs in anew. */
export async function deleteEverySession(tx: Queries): Promise<number> {
  await tx.run(sql`DELETE FROM identity_pending_sign_in`);
  return tx.run(sql`DELETE FROM identity_session`);
}
