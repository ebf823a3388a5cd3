// SPDX-License-Identifier: Apache-2.0
/** Passkeys on one's own account page. The password stays, so taking away a passkey never takes the last way in. */
import { verifyRegistrationResponse } from '@simplewebauthn/server';
import { SafeError, conflict, notFound } from '../../kernel/errors.ts';
import { newUuid } from '../../kernel/ids.ts';
import type { Uuid } from '../../kernel/ids.ts';
import type { Caller, SignedIn } from '../../platform/http/routes.ts';
import type { Context, Exchange } from '../context.ts';
import { lockAccount } from '../sign-in/account-store.ts';
import { auditAccount, tellOrganisations } from '../sign-in/account-audit.ts';
import type { AccountDeed } from '../sign-in/account-audit.ts';
import { csrfTokenOf } from '../sign-in/cookies.ts';
import { bucket, countAttempt, settleAttempt } from '../sign-in/limits.ts';
import { endOthers, recheckPassword } from '../sign-in/own-account.ts';
import { CHALLENGE_MS, challengeIn, newChallenge, useChallenge } from './challenge.ts';
import type { Registration } from './contract.ts';
import { deletePasskey, insertPasskey, passkeysOf, renamePasskey } from './passkey-store.ts';
import { relyingParty } from './relying-party.ts';

/** More than anybody has devices for; the list stays one look long. */
const MOST_PASSKEYS = 20;
/** EdDSA, ES256 and RS256 (COSE numbers): what every browser and key can do; RS256 is for older Windows Hello. */
const ALGORITHMS = [-8, -7, -257];

/** The account's id as bytes: says nothing about the person (WebAuthn Level 3 §14.6.1). */
export const userHandleOf = (accountId: Uuid): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.from(accountId.replaceAll('-', ''), 'hex'));

const boundTo = (session: SignedIn): string => `add:${session.accountId}:${session.sessionId}`;

export async function ownPasskeys(context: Context, session: SignedIn, caller: Caller) {
  const rows = await context.db.global(async (tx) => passkeysOf(tx, session.accountId));
  const here = hostHere(context, caller);
  return rows.map((row) => ({
    passkeyId: row.passkey_id,
    name: row.name,
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    backedUp: row.backed_up,
    worksHere: row.rp_id === here,
  }));
}

function hostHere(context: Context, caller: Caller): string | undefined {
  try {
    return relyingParty(context, caller).rpId;
  } catch (error) {
    if (error instanceof SafeError) return undefined; // an IP address: none works here
    throw error;
  }
}

/** @throws SafeError `password_wrong`, `passkey_needs_name`, `too_many_passkeys`. */
export async function beginPasskey(
  context: Context,
  { session, password }: { readonly session: SignedIn; readonly password: string },
  caller: Caller,
) {
  const account = await recheckPassword(context, session, password);
  const { rpId } = relyingParty(context, caller);
  const known = await context.db.global(async (tx) => passkeysOf(tx, session.accountId));
  if (known.length >= MOST_PASSKEYS) throw conflict('too_many_passkeys');
  const user = {
    id: Buffer.from(userHandleOf(session.accountId)).toString('base64url'),
    name: account.email,
    displayName: account.name,
  };
  return {
    rp: { id: rpId, name: 'Sonae' },
    user,
    challenge: Buffer.from(newChallenge(context, boundTo(session))).toString('base64url'),
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key' as const, alg })),
    timeout: CHALLENGE_MS,
    excludeCredentials: known.map((row) => ({
      id: row.credential_id.toString('base64url'),
      type: 'public-key' as const,
      transports: [...row.transports],
    })),
    authenticatorSelection: {
      residentKey: 'required' as const,
      requireResidentKey: true as const,
      userVerification: 'required' as const,
    },
    attestation: 'none' as const, // we trust no maker more than another
  };
}

export interface AddPasskey {
  readonly session: SignedIn;
  readonly name: string;
  readonly credential: Registration;
}

/** @throws SafeError `passkey_expired`, `passkey_not_added`, `passkey_known`, `too_many_passkeys`. */
export async function addPasskey(
  context: Context,
  given: AddPasskey,
  exchange: Exchange,
): Promise<{ passkeyId: Uuid; csrfToken: string }> {
  const { session, name } = given;
  const made = await verified(context, given, exchange.caller);
  const passkeyId = newUuid(context.clock, context.random);
  const deed = deedOf(session, exchange, 'identity.passkey_added');
  const renewed = await context.db.global(async (tx) => {
    await lockAccount(tx, session.accountId); // so that two at once do not pass the bound
    if ((await passkeysOf(tx, session.accountId)).length >= MOST_PASSKEYS) throw conflict('too_many_passkeys');
    const row = { ...made, accountId: session.accountId, passkeyId, name, at: context.clock.now() };
    if (!(await insertPasskey(tx, row))) throw conflict('passkey_known');
    await auditAccount(tx, context, deed);
    return (await endOthers(tx, context, { session, exchange })).renewed;
  });
  renewed.apply();
  await tellOrganisations(context, session, deed);
  return { passkeyId, csrfToken: csrfTokenOf(renewed.secret) };
}

const deedOf = (session: SignedIn, { caller }: Exchange, action: string): AccountDeed => ({
  action,
  accountId: session.accountId,
  address: caller.address,
});

async function verified(context: Context, { session, credential }: AddPasskey, caller: Caller) {
  const { rpId, origin } = relyingParty(context, caller);
  const buckets = [bucket('recheck', session.accountId)];
  await context.db.global(async (tx) => countAttempt(tx, context.clock, buckets));
  const challenge = challengeIn(credential.response.clientDataJSON);
  await useChallenge(context, challenge?.bytes ?? new Uint8Array(), boundTo(session));
  const { transports } = credential.response;
  const info = await registered({ credential, challenge: challenge?.text ?? '', rpId, origin });
  if (!info) throw new SafeError('invalid', 'passkey_not_added');
  await context.db.global(async (tx) => settleAttempt(tx, buckets));
  return {
    credentialId: Buffer.from(info.credential.id, 'base64url'),
    publicKey: info.credential.publicKey,
    rpId,
    counter: info.credential.counter,
    multiDevice: info.credentialDeviceType === 'multiDevice',
    backedUp: info.credentialBackedUp,
    transports,
  };
}

interface Registered {
  readonly credential: Registration;
  readonly challenge: string;
  readonly rpId: string;
  readonly origin: string;
}

/** Nothing when any part is not as it has to be: the library throws for each, and the reason is nobody's business. */
async function registered({ credential, challenge, rpId, origin }: Registered) {
  try {
    const { registrationInfo } = await verifyRegistrationResponse({
      response: { ...credential, clientExtensionResults: {} },
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    });
    return registrationInfo;
  } catch {
    return undefined;
  }
}

/** @throws SafeError `passkey_not_found`. */
export async function namePasskey(
  context: Context,
  session: SignedIn,
  change: { readonly passkeyId: Uuid; readonly name: string },
): Promise<void> {
  const done = await context.db.global(async (tx) => renamePasskey(tx, session.accountId, change));
  if (!done) throw notFound('passkey_not_found');
}

/** Who came in by it elsewhere is signed out. @throws SafeError `password_wrong`, `passkey_not_found`. */
export async function removePasskey(
  context: Context,
  given: { readonly session: SignedIn; readonly passkeyId: Uuid; readonly password: string },
  exchange: Exchange,
): Promise<{ csrfToken: string }> {
  const { session, passkeyId, password } = given;
  await recheckPassword(context, session, password);
  const deed = deedOf(session, exchange, 'identity.passkey_removed');
  const renewed = await context.db.global(async (tx) => {
    if (!(await deletePasskey(tx, session.accountId, passkeyId))) throw notFound('passkey_not_found');
    await auditAccount(tx, context, deed);
    return (await endOthers(tx, context, { session, exchange })).renewed;
  });
  renewed.apply();
  await tellOrganisations(context, session, deed);
  return { csrfToken: csrfTokenOf(renewed.secret) };
}
