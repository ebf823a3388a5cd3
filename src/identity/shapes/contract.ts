// SPDX-License-Identifier: Apache-2.0
/** Shapes that several operations share, with their bounds. */
import { z } from 'zod';
import { MEMBER_ROLES, OPERATOR_ROLES } from '../../kernel/contract.ts';
import { INDUSTRIES, SIZE_BANDS } from '../../kernel/organisation-kinds.ts';

/** One line of text: no control characters (a NUL would break PostgreSQL), spaces at the ends removed. */
export const line = (max: number): z.ZodString =>
  z
    .string()
    .trim()
    .max(max, 'too_long')
    .regex(/^[^\p{Cc}]*$/u, 'control_characters');
export const name = line(100).min(1, 'name_missing');
/** ふりがな; may be empty (names in Latin letters need none). */
export const kana = line(100).default('');
// Deliberately loose: whether an address exists shows only when mail arrives.
export const email = line(254).regex(/^[^\s@"<>()[\]\\,;:]+@[^\s@"<>()[\]\\,;:]+$/u, 'email_shape');
/** Longer than any passphrase, short enough to be measured quickly. */
export const password = z.string().min(1, 'password_missing').max(256, 'too_long');
export const token = z.string().trim().min(1, 'token_missing').max(200, 'too_long');
export const moment = z.iso.datetime();
export const id = z.uuid();
export const memberRoles = z.array(z.enum(MEMBER_ROLES)).min(1, 'roles_missing').max(3);
export const operatorRoles = z.array(z.enum(OPERATOR_ROLES)).min(1, 'roles_missing').max(2);
export const nothing = z.null();
export const inOrg = z.object({ orgId: id });

export const organisationFields = {
  name,
  kana,
  industry: z.enum(INDUSTRIES),
  sizeBand: z.enum(SIZE_BANDS),
};

export const organisationBody = z.object(organisationFields);

/** `accepted` is what counts; the rest explains it. */
export const passwordMeasure = z.object({
  accepted: z.boolean(),
  /** 0 (guessed at once) to 4 (strong). */
  score: z.number().int().min(0).max(4),
  /** Why it is refused, text keys `password.reason.<reason>`; empty when accepted. */
  reasons: z.array(z.string()),
  /** What would make it better, text keys `password.suggestion.<hint>`. */
  hints: z.array(z.string()),
  /** How long guessing would take, text key `password.crack_time.<crackTime>`. */
  crackTime: z.string(),
});
/** Words of the page (names of person and organisation, address) that must not carry the password. */
export const measureBody = { password, words: z.array(z.string().max(254)).max(10).default([]) };

/** Whom an invitation is for; with an address, only an account of that address may accept it. */
export const invitedPerson = z.object({ name, kana, email: email.optional() });
