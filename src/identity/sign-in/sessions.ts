// SPDX-License-Identifier: Apache-2.0
/** Starting, finding and ending sessions. */
import { MINUTE_MS } from '../../kernel/clock.ts';
import { newUuid } from '../../kernel/ids.ts';
import type { Uuid } from '../../kernel/ids.ts';
import type { Caller, SignedIn } from '../../platform/http/routes.ts';
import type { Queries } from '../../platform/postgres/database.ts';
import { newSessionSecret } from '../../platform/tokens.ts';
import type { Context, Exchange } from '../context.ts';
import { isKnownBrowser, rememberBrowser } from './account-store.ts';
import { SESSION_ABSOLUTE_MS, SESSION_IDLE_MS, SESSION_VOUCHED_MS, readCookie, writeCookie } from './cookies.ts';
import {
  capSessions,
  deleteSessionBySecret,
  findSession,
  insertSession,
  insertSignIn,
  rotateSession,
  touchSession,
} from './session-store.ts';
import type { SessionRow } from './session-store.ts';

const KEPT_SESSIONS = 50;
const KEPT_BROWSERS = 50;
/** Last use is kept to the minute: no write for every request. */
const TOUCH_AFTER_MS = MINUTE_MS;

export type SignInMethod =
  | 'password'
  | 'password_totp'
  | 'password_recovery_code'
  | 'passkey'
  | 'provider'
  | 'invitation'
  | 'setup';

const window = (context: Context): { now: Date; idleSince: Date } => {
  const now = context.clock.now();
  return { now, idleSince: new Date(now.getTime() - SESSION_IDLE_MS) };
};

/** The session row of a caller, in force now; marks it as used. */
export async function sessionRow(context: Context, caller: Caller): Promise<SessionRow | undefined> {
  const cookie = readCookie(caller, 'session');
  if (!cookie) return undefined;
  return context.db.global(async (tx) => {
    const at = window(context);
    const row = await findSession(tx, cookie.hash, at);
    if (row && at.now.getTime() - row.last_seen_at.getTime() >= TOUCH_AFTER_MS) {
      await touchSession(tx, row.session_id, at.now);
    }
    return row;
  });
}

export async function signedInCaller(context: Context, caller: Caller): Promise<SignedIn | undefined> {
  const row = await sessionRow(context, caller);
  if (!row) return undefined;
  const { session_id: sessionId, account_id: accountId, language } = row;
  const onlyOrg = row.only_org_id ?? undefined;
  return { sessionId, accountId, isOperator: row.is_operator && onlyOrg === undefined, language, onlyOrg };
}

export const inForce = window;

export interface Start {
  readonly accountId: Uuid;
  readonly method: SignInMethod;
  /** Who vouched for the person, when it was an organisation's provider. */
  readonly vouched?: { readonly onlyOrg: Uuid; readonly firstTime: boolean };
}

/**
 * A new session with a new secret; the one this browser had before ends (OWASP ASVS 5.0 V7.2.4).
 * Call `apply` after the commit: cookies are set only for what was kept.
 */
export async function startSession(
  tx: Queries,
  context: Context,
  start: Start & { readonly exchange: Exchange },
): Promise<{ readonly newBrowser: boolean; readonly apply: () => void }> {
  const { caller, answer } = start.exchange;
  const now = context.clock.now();
  const before = readCookie(caller, 'session');
  if (before) await deleteSessionBySecret(tx, before.hash);
  const made = newSessionSecret(context.random);
  await insertSession(tx, {
    sessionId: newUuid(context.clock, context.random),
    accountId: start.accountId,
    onlyOrg: start.vouched?.onlyOrg,
    secretHash: made.hash,
    method: start.method,
    at: now,
    expiresAt: new Date(now.getTime() + (start.vouched ? SESSION_VOUCHED_MS : SESSION_ABSOLUTE_MS)),
    address: caller.address,
    userAgent: printable(caller.userAgent),
  });
  await capSessions(tx, start.accountId, { keep: KEPT_SESSIONS, onlyOrg: start.vouched?.onlyOrg });
  const browser = await recogniseBrowser(tx, context, start);
  await insertSignIn(tx, {
    signInId: newUuid(context.clock, context.random),
    accountId: start.accountId,
    at: now,
    outcome: 'signed_in',
    method: start.method,
    address: caller.address,
    userAgent: printable(caller.userAgent),
    newBrowser: browser.isNew,
  });
  const apply = (): void => {
    writeCookie(answer, caller, { kind: 'session', secret: made.secret });
    if (browser.secret !== undefined) writeCookie(answer, caller, { kind: 'browser', secret: browser.secret });
  };
  return { newBrowser: browser.isNew, apply };
}

async function recogniseBrowser(
  tx: Queries,
  context: Context,
  { accountId, vouched, exchange }: Start & { readonly exchange: Exchange },
): Promise<{ isNew: boolean; secret: string | undefined }> {
  // A provider's word makes no browser a known one: known browsers are treated better at the password.
  if (vouched) return { isNew: vouched.firstTime, secret: undefined };
  // One cookie serves every account used in this browser; per account only its hash is remembered.
  const cookie = readCookie(exchange.caller, 'browser') ?? newSessionSecret(context.random);
  const isNew = !(await isKnownBrowser(tx, accountId, cookie.hash));
  await rememberBrowser(tx, accountId, { hash: cookie.hash, at: context.clock.now(), keep: KEPT_BROWSERS });
  return { isNew, secret: cookie.secret };
}

/** A new secret for the session that goes on; gives what to do after the commit. */
export async function renewSecret(
  tx: Queries,
  context: Context,
  { sessionId, exchange }: { readonly sessionId: Uuid; readonly exchange: Exchange },
): Promise<{ readonly secret: string; readonly apply: () => void }> {
  const made = newSessionSecret(context.random);
  await rotateSession(tx, sessionId, made.hash);
  const apply = (): void => writeCookie(exchange.answer, exchange.caller, { kind: 'session', secret: made.secret });
  return { secret: made.secret, apply };
}

/** A header may hold bytes that are no text; NUL would break PostgreSQL. */
export const printable = (header: string): string => header.replaceAll(/\p{Cc}/gu, ' ').toWellFormed();
