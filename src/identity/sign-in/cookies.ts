// SPDX-License-Identifier: Apache-2.0
/**
 * Cookies of the browser. Over TLS they carry the prefix `__Host-` (RFC 6265bis §4.1.3.2), so that neither a plain
 * page nor a sibling host can plant one; on plain loopback HTTP, where Secure is impossible, they have a plain name.
 */
import { createHmac } from 'node:crypto';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../kernel/clock.ts';
import type { Answer, Caller } from '../../platform/http/routes.ts';
import { hashSessionSecret, sameHash } from '../../platform/tokens.ts';

/**
 * OWASP ASVS 5.0 V7.3.1 and V7.3.2 ask for an idle and an absolute limit by one's own risk analysis. Twelve idle hours
 * end a session overnight but not over lunch; fourteen days bound one that is used every day.
 */
export const SESSION_IDLE_MS = 12 * HOUR_MS;
export const SESSION_ABSOLUTE_MS = 14 * DAY_MS;
/** A working day: whoever was locked at the provider is out by the next morning (OWASP ASVS 5.0 V7.6.1). */
export const SESSION_VOUCHED_MS = 12 * HOUR_MS;
export const PENDING_MS = 10 * MINUTE_MS;
/** Browsers keep no cookie longer than 400 days (RFC 6265bis §5.5). */
const BROWSER_MS = 400 * DAY_MS;

export type CookieKind = 'session' | 'second' | 'browser' | 'passkey' | 'provider';
const LIFE_MS: Readonly<Record<CookieKind, number>> = {
  session: SESSION_ABSOLUTE_MS,
  second: PENDING_MS,
  browser: BROWSER_MS,
  passkey: PENDING_MS,
  provider: PENDING_MS,
};

export const cookieName = (kind: CookieKind, secure: boolean): string => `${secure ? '__Host-' : ''}sonae_${kind}`;

export interface CookieSecret {
  readonly secret: string;
  readonly hash: Buffer;
}

/** The cookie's value with its hash, or nothing when it is missing or cannot be one of ours. */
export function readCookie(caller: Caller, kind: CookieKind): CookieSecret | undefined {
  const secret = caller.cookies[cookieName(kind, caller.secure)];
  const hash = secret === undefined ? undefined : hashSessionSecret(secret);
  return secret === undefined || hash === undefined ? undefined : { secret, hash };
}

export function writeCookie(
  answer: Answer,
  caller: Caller,
  { kind, secret }: { kind: CookieKind; secret: string },
): void {
  answer.setCookie(cookieName(kind, caller.secure), secret, { maxAgeSeconds: LIFE_MS[kind] / 1000 });
}

export function dropCookie(answer: Answer, caller: Caller, kind: CookieKind): void {
  answer.clearCookie(cookieName(kind, caller.secure));
}

export const CSRF_HEADER = 'x-sonae-csrf';

/** Derived from the session's secret: nothing to store, and gone with the session (OWASP ASVS 5.0 V3.5.1). */
export const csrfTokenOf = (sessionSecret: string): string =>
  createHmac('sha256', sessionSecret).update('sonae csrf 1').digest('base64url');

export function csrfIsRight(caller: Caller): boolean {
  const cookie = readCookie(caller, 'session');
  const given = caller.header(CSRF_HEADER);
  if (!cookie || given === undefined || given.length > 100) return false;
  return sameHash(Buffer.from(csrfTokenOf(cookie.secret)), Buffer.from(given));
}
