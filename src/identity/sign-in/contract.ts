// SPDX-License-Identifier: Apache-2.0
/** Operations of setup, sign-in and one's own account. Moments are ISO 8601 in UTC; lists are newest first. */
import { z } from 'zod';
import { ACCOUNT, ANY_SESSION, PUBLIC, ROLES, operation } from '../../kernel/contract.ts';
import { LANGUAGES } from '../../kernel/language.ts';
import {
  email,
  id,
  kana,
  measureBody,
  moment,
  name,
  nothing,
  organisationBody,
  password,
  passwordMeasure,
  token,
} from '../shapes/contract.ts';

const session = z.object({ signedIn: z.literal(true) });

// --- setup: the first organisation and its administrator -------------------------------------------------

const setupBegin = operation({
  method: 'POST',
  path: '/api/v1/setup/begin',
  summary: 'Checks the one-time setup code',
  access: PUBLIC,
  body: z.object({ token }),
  response: z.object({ ready: z.literal(true) }),
});

const setupMeasurePassword = operation({
  method: 'POST',
  path: '/api/v1/setup/measure-password',
  summary: 'Measures a password during setup',
  access: PUBLIC,
  body: z.object({ token, ...measureBody }),
  response: passwordMeasure,
});

const setupComplete = operation({
  method: 'POST',
  path: '/api/v1/setup/complete',
  summary: 'Makes the first organisation and its administrator, and signs in',
  access: PUBLIC,
  body: z.object({
    token,
    language: z.enum(LANGUAGES).default('ja'),
    organisation: organisationBody,
    administrator: z.object({
      name,
      kana,
      email,
      password,
      /** In a small organisation the same person often is the executive too. */
      alsoExecutive: z.boolean().default(true),
    }),
  }),
  response: z.object({ orgId: id }),
  status: 201,
});

// --- session ----------------------------------------------------------------------------------------------

const membership = z.object({
  orgId: id,
  orgName: z.string(),
  roles: z.array(z.enum(ROLES)),
  /** `operator`: staff of the operator whom the organisation let in. */
  as: z.enum(['member', 'operator']),
});

const currentSession = operation({
  method: 'GET',
  path: '/api/v1/session',
  summary: 'Who is signed in, if anybody',
  access: PUBLIC,
  response: z.discriminatedUnion('signedIn', [
    z.object({
      signedIn: z.literal(false),
      /** No account exists yet: the setup link of the server's console opens the first page. */
      setupNeeded: z.boolean(),
      /** The password was right; the verification code is still to come. */
      secondNeeded: z.boolean(),
    }),
    z.object({
      signedIn: z.literal(true),
      account: z.object({
        accountId: id,
        email: z.string(),
        name: z.string(),
        language: z.enum(LANGUAGES),
        totp: z.boolean(),
      }),
      operator: z.boolean(),
      /** Set when the organisation's own provider vouched for the person: the account itself is closed then. */
      onlyOrgId: id.nullable(),
      memberships: z.array(membership),
      /** Sent back as header `X-Sonae-CSRF` with every request that changes something. */
      csrfToken: z.string(),
      expiresAt: moment,
    }),
  ]),
});

const signIn = operation({
  method: 'POST',
  path: '/api/v1/session',
  summary: 'Signs in with address and password',
  access: PUBLIC,
  body: z.object({ email: z.string().max(254, 'too_long'), password }),
  response: z.object({
    signedIn: z.boolean(),
    /** `totp`: go on with a verification code or a recovery code. */
    second: z.enum(['totp']).nullable(),
  }),
});

const signInSecond = operation({
  method: 'POST',
  path: '/api/v1/session/second',
  summary: 'Second step of signing in: verification code or recovery code',
  access: PUBLIC,
  body: z.union([
    z.object({ code: z.string().max(20, 'too_long') }),
    z.object({ recoveryCode: z.string().max(60, 'too_long') }),
  ]),
  response: session,
});

const signOut = operation({
  method: 'DELETE',
  path: '/api/v1/session',
  summary: 'Signs out here',
  access: ANY_SESSION,
  response: nothing,
  status: 204,
});

// --- one's own account ------------------------------------------------------------------------------------

const accountSecurity = operation({
  method: 'GET',
  path: '/api/v1/account/security',
  summary: 'How this account is protected',
  access: ACCOUNT,
  response: z.object({
    totp: z.boolean(),
    recoveryCodesLeft: z.number().int(),
    passwordChangedAt: moment,
    /** A mail server is set, so that new-browser notices are mailed too. */
    mailNotices: z.boolean(),
  }),
});

const listSessions = operation({
  method: 'GET',
  path: '/api/v1/account/sessions',
  summary: 'Where this account is signed in',
  access: ACCOUNT,
  response: z.object({
    sessions: z.array(
      z.object({
        sessionId: id,
        current: z.boolean(),
        createdAt: moment,
        /** To the minute. */
        lastSeenAt: moment,
        expiresAt: moment,
        address: z.string(),
        userAgent: z.string(),
      }),
    ),
  }),
});

const endSession = operation({
  method: 'DELETE',
  path: '/api/v1/account/sessions/:sessionId',
  summary: 'Signs out one of the places',
  access: ACCOUNT,
  params: z.object({ sessionId: id }),
  response: nothing,
  status: 204,
});

const signOutEverywhere = operation({
  method: 'POST',
  path: '/api/v1/account/sign-out-everywhere',
  summary: 'Signs out everywhere, here as well unless told otherwise',
  access: ACCOUNT,
  body: z.object({ keepThis: z.boolean().default(false) }),
  response: z.object({ ended: z.number().int() }),
});

const signInHistory = operation({
  method: 'GET',
  path: '/api/v1/account/sign-ins',
  summary: 'Sign-in history of this account',
  access: ACCOUNT,
  query: z.object({ before: id.optional(), limit: z.coerce.number().int().min(1).max(100).default(30) }),
  response: z.object({
    signIns: z.array(
      z.object({
        signInId: id,
        at: moment,
        outcome: z.enum(['signed_in', 'wrong_password', 'wrong_code', 'password_reset', 'passkey_refused']),
        method: z.string().nullable(),
        address: z.string(),
        userAgent: z.string(),
        newBrowser: z.boolean(),
      }),
    ),
    /** Give as `before` for the next page; null at the end. */
    next: id.nullable(),
  }),
});

const accountMeasurePassword = operation({
  method: 'POST',
  path: '/api/v1/account/measure-password',
  summary: 'Measures a new password for this account',
  access: ACCOUNT,
  body: z.object(measureBody),
  response: passwordMeasure,
});

const changePassword = operation({
  method: 'PUT',
  path: '/api/v1/account/password',
  summary: 'Changes the password; other places are signed out',
  access: ACCOUNT,
  body: z.object({ current: password, next: password }),
  response: z.object({ endedSessions: z.number().int(), csrfToken: z.string() }),
});

const setLanguage = operation({
  method: 'PUT',
  path: '/api/v1/account/language',
  summary: 'Sets the language of mails and of new pages',
  access: ANY_SESSION,
  body: z.object({ language: z.enum(LANGUAGES) }),
  response: nothing,
  status: 204,
});

const changeOwnName = operation({
  method: 'PUT',
  path: '/api/v1/account/name',
  summary: 'Changes the own name, here and in every organisation where it was the same',
  access: ACCOUNT,
  /** Without a reading the one there stays. */
  body: z.object({ name, kana: kana.unwrap().optional() }),
  response: nothing,
  status: 204,
});

const beginTotp = operation({
  method: 'POST',
  path: '/api/v1/account/totp',
  summary: 'Starts to add an authenticator app',
  access: ACCOUNT,
  body: z.object({ password }),
  response: z.object({
    /** Base32, to type in by hand. */
    secret: z.string(),
    /** otpauth://totp/…, for a QR code. */
    uri: z.string(),
  }),
});

const recoveryCodes = z.object({ recoveryCodes: z.array(z.string()) });

const confirmTotp = operation({
  method: 'POST',
  path: '/api/v1/account/totp/confirm',
  summary: 'Finishes adding the authenticator app with its first code; other places are signed out',
  access: ACCOUNT,
  body: z.object({ code: z.string().max(20, 'too_long') }),
  response: recoveryCodes.extend({ csrfToken: z.string() }),
});

const disableTotp = operation({
  method: 'POST',
  path: '/api/v1/account/totp/disable',
  summary: 'Removes the authenticator app and the recovery codes',
  access: ACCOUNT,
  body: z.object({ password }),
  response: nothing,
  status: 204,
});

const renewRecoveryCodes = operation({
  method: 'POST',
  path: '/api/v1/account/recovery-codes',
  summary: 'Makes new recovery codes; the old ones stop working',
  access: ACCOUNT,
  body: z.object({ password }),
  response: recoveryCodes,
});

// --- reset link made on the server ------------------------------------------------------------------------

const lookAtReset = operation({
  method: 'POST',
  path: '/api/v1/reset/look',
  summary: 'Checks a link that sets a new password',
  access: PUBLIC,
  body: z.object({ token }),
  response: z.object({ email: z.string(), clearsTotp: z.boolean(), expiresAt: moment }),
});

const resetMeasurePassword = operation({
  method: 'POST',
  path: '/api/v1/reset/measure-password',
  summary: 'Measures a new password for a reset link',
  access: PUBLIC,
  body: z.object({ token, ...measureBody }),
  response: passwordMeasure,
});

const completeReset = operation({
  method: 'POST',
  path: '/api/v1/reset/complete',
  summary: 'Sets a new password by a reset link; signs out everywhere',
  access: PUBLIC,
  body: z.object({ token, password }),
  response: nothing,
  status: 204,
});

export const signInOperations = {
  setupBegin,
  setupMeasurePassword,
  setupComplete,
  currentSession,
  signIn,
  signInSecond,
  signOut,
  accountSecurity,
  listSessions,
  endSession,
  signOutEverywhere,
  signInHistory,
  accountMeasurePassword,
  changePassword,
  setLanguage,
  changeOwnName,
  beginTotp,
  confirmTotp,
  disableTotp,
  renewRecoveryCodes,
  lookAtReset,
  resetMeasurePassword,
  completeReset,
} as const;
