// SPDX-License-Identifier: Apache-2.0
/** How often a mail or a post is tried and what a failure means. */
import { HOUR_MS, MINUTE_MS } from '../kernel/clock.ts';
import { SafeError } from '../kernel/errors.ts';
import type { DELIVERY_ERRORS, MAIL_ERRORS, POST_ERRORS } from './contract.ts';

/** Six tries in about twelve hours: a server that is down over night is met again in the morning. */
const WAITS_MS = [MINUTE_MS, 10 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS, 8 * HOUR_MS];

/** Milliseconds until the next try; undefined = no more. `attempt` counts from 1. */
export const waitAfter = (attempt: number): number | undefined => WAITS_MS[attempt - 1];

export type MailError = (typeof MAIL_ERRORS)[number];
export type PostError = (typeof POST_ERRORS)[number];
export type DeliveryError = (typeof DELIVERY_ERRORS)[number];

const UNREACHABLE = new Set(['ECONNECTION', 'ESOCKET', 'EDNS', 'ECONNREFUSED', 'ENOTFOUND']);

/** nodemailer: `code` (lib/errors.js) and the server's `responseCode` (RFC 5321 §4.2.1: 5yz is permanent, 4yz passes). */
export function mailErrorOf(error: unknown): MailError {
  if (typeof error !== 'object' || error === null) return 'failed';
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'EAUTH') return 'sign_in_refused';
  const answer = 'responseCode' in error ? Number(error.responseCode) : 0;
  if (answer >= 500 && answer < 600) return 'refused';
  if (code === 'ETIMEDOUT') return 'no_answer';
  return UNREACHABLE.has(code) ? 'unreachable' : 'failed';
}

/** What comes back from a post; null = taken. RFC 9110 §15: 2xx is success, 3xx leads elsewhere, 408, 425 and 429 pass. */
export function postErrorOfStatus(status: number): PostError | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return 'post_moved';
  if (status >= 400 && status < 500 && ![408, 425, 429].includes(status)) return 'post_refused';
  return 'post_busy';
}

/** Node names what it does not trust by OpenSSL's reasons: `CERT_HAS_EXPIRED`, `DEPTH_ZERO_SELF_SIGNED_CERT` … */
const CERTIFICATE = /CERT|SIGNATURE|ALTNAME|ISSUER/;

export function postErrorOf(error: unknown): PostError {
  if (!(error instanceof SafeError)) return 'post_failed';
  if (error.code === 'outbound_address_refused' || error.code === 'outbound_not_https') return 'post_address';
  const { cause } = error;
  if (!(cause instanceof Error)) return 'post_failed';
  const code = 'code' in cause ? String(cause.code) : '';
  if (cause.name === 'AbortError' || cause.name === 'TimeoutError' || code === 'ETIMEDOUT') return 'post_no_answer';
  if (CERTIFICATE.test(code)) return 'post_certificate';
  return 'post_unreachable';
}

const PERMANENT: ReadonlySet<DeliveryError> = new Set([
  'refused',
  'post_refused',
  'post_moved',
  'post_address',
  'post_unreadable',
]);

/** The other side knows that it is wrong: another try would only make it distrust us. */
export const isPermanent = (error: DeliveryError): boolean => PERMANENT.has(error);
