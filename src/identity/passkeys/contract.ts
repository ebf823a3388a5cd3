// SPDX-License-Identifier: Apache-2.0
/** Operations of passkeys: signing in, and those of one's own account. Byte strings are base64url without padding. */
import { z } from 'zod';
import { ACCOUNT, PUBLIC, operation } from '../../kernel/contract.ts';
import { id, line, moment, nothing, password } from '../shapes/contract.ts';

const bytes = (max: number): z.ZodString =>
  z
    .string()
    .max(max, 'too_long')
    .regex(/^[\w-]+$/, 'invalid');
/** 1023 bytes, the longest there may be. */
const credentialId = bytes(1364);

const answerFrame = { id: credentialId, rawId: credentialId, type: z.literal('public-key') };

const registration = z.object({
  ...answerFrame,
  response: z.object({
    clientDataJSON: bytes(8192),
    attestationObject: bytes(32_768),
    transports: z.array(z.string().max(20, 'too_long')).max(10).default([]),
  }),
});

const assertion = z.object({
  ...answerFrame,
  response: z.object({
    clientDataJSON: bytes(8192),
    authenticatorData: bytes(8192),
    signature: bytes(8192),
    userHandle: bytes(128),
  }),
});

const descriptor = z.object({ id: z.string(), type: z.literal('public-key'), transports: z.array(z.string()) });

/** What `navigator.credentials.create` is given (WebAuthn Level 3 §5.4), as JSON. */
const creationOptions = z.object({
  rp: z.object({ id: z.string(), name: z.string() }),
  user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
  challenge: z.string(),
  pubKeyCredParams: z.array(z.object({ type: z.literal('public-key'), alg: z.number().int() })),
  timeout: z.number().int(),
  excludeCredentials: z.array(descriptor),
  authenticatorSelection: z.object({
    residentKey: z.literal('required'),
    requireResidentKey: z.literal(true),
    userVerification: z.literal('required'),
  }),
  attestation: z.literal('none'),
});

const requestOptions = z.object({
  challenge: z.string(),
  rpId: z.string(),
  timeout: z.number().int(),
  userVerification: z.literal('required'),
});

/** What a person calls it: "Phone", "Key at the office". */
const passkeyName = line(60).min(1, 'name_missing');
const passkeyPlace = z.object({ passkeyId: id });

const beginPasskeySignIn = operation({
  method: 'POST',
  path: '/api/v1/session/passkey/begin',
  summary: 'Starts signing in with a passkey',
  access: PUBLIC,
  response: requestOptions,
});

const passkeySignIn = operation({
  method: 'POST',
  path: '/api/v1/session/passkey',
  summary: 'Signs in with a passkey; no second step follows',
  access: PUBLIC,
  body: z.object({ credential: assertion }),
  response: z.object({ signedIn: z.literal(true) }),
});

const listPasskeys = operation({
  method: 'GET',
  path: '/api/v1/account/passkeys',
  summary: 'Passkeys of this account, oldest first',
  access: ACCOUNT,
  response: z.object({
    passkeys: z.array(
      z.object({
        passkeyId: id,
        name: z.string(),
        createdAt: moment,
        lastUsedAt: moment.nullable(),
        /** The maker of the device keeps a copy (iCloud, Google, Microsoft account). */
        backedUp: z.boolean(),
        /** False when it was made for another address of this server and works only there. */
        worksHere: z.boolean(),
      }),
    ),
  }),
});

const beginPasskey = operation({
  method: 'POST',
  path: '/api/v1/account/passkeys/begin',
  summary: 'Starts to add a passkey',
  access: ACCOUNT,
  body: z.object({ password }),
  response: creationOptions,
});

const addPasskey = operation({
  method: 'POST',
  path: '/api/v1/account/passkeys',
  summary: 'Adds a passkey; other places are signed out',
  access: ACCOUNT,
  body: z.object({ name: passkeyName, credential: registration }),
  response: z.object({ passkeyId: id, csrfToken: z.string() }),
  status: 201,
});

const namePasskey = operation({
  method: 'PUT',
  path: '/api/v1/account/passkeys/:passkeyId',
  summary: 'Renames a passkey',
  access: ACCOUNT,
  params: passkeyPlace,
  body: z.object({ name: passkeyName }),
  response: nothing,
  status: 204,
});

const removePasskey = operation({
  method: 'POST',
  path: '/api/v1/account/passkeys/:passkeyId/remove',
  summary: 'Removes a passkey; other places are signed out',
  access: ACCOUNT,
  params: passkeyPlace,
  body: z.object({ password }),
  response: z.object({ csrfToken: z.string() }),
});

export const passkeyOperations = {
  beginPasskeySignIn,
  passkeySignIn,
  listPasskeys,
  beginPasskey,
  addPasskey,
  namePasskey,
  removePasskey,
} as const;

export type Registration = z.output<typeof registration>;
export type Assertion = z.output<typeof assertion>;
