// SPDX-License-Identifier: Apache-2.0
/** How often a mail is tried and what a failure means. */
import { HOUR_MS, MINUTE_MS } from '../kernel/clock.ts';
import type { MAIL_ERRORS } from './contract.ts';

/** Six tries in about twelve hours: a mail server that is down over night is met again in the morning. */
const WAITS_MS = [MINUTE_MS, 10 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS, 8 * HOUR_MS];

/** Milliseconds until the next try; undefined = no more. `attempt` counts from 1. */
export const waitAfter = (attempt: number): number | undefined => WAITS_MS[attempt - 1];

export type MailError = (typeof MAIL_ERRORS)[number];

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

/** The server knows the address is wrong: another try would only make it distrust us. */
export const isPermanent = (error: MailError): boolean => error === 'refused';
