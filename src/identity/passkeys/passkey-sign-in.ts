// SPDX-License-Identifier: Apache-2.0
/**
 * Signing in with a passkey: no address is typed, and the device itself has asked for the finger, the face or the PIN
 * (user verification), so it stands for both factors.
 */
import { verifyAuthenticationResponse } from '@simplewebauthn/server';
import { SafeError } from '../../kernel/errors.ts';
import type { Queries } from '../../platform/postgres/database.ts';
import { newSessionSecret } from '../../platform/tokens.ts';
import type { Context, Exchange } from '../context.ts';
import { accountById, isKnownBrowser } from '../sign-in/account-store.ts';
import { auditAccount, tellOrganisations } from '../sign-in/account-audit.ts';
import { dropCookie, readCookie, writeCookie } from '../sign-in/cookies.ts';
import { addressBucket, countAttempt } from '../sign-in/limits.ts';
import { finish, note } from '../sign-in/sign-in.ts';
import { CHALLENGE_MS, challengeIn, newChallenge, useChallenge } from './challenge.ts';
import type { Assertion } from './contract.ts';
import { userHandleOf } from './own-passkeys.ts';
import { lockPasskey, markPasskeyUsed } from './passkey-store.ts';
import type { PasskeyRow } from './passkey-store.ts';
import { relyingParty } from './relying-party.ts';
import type { RelyingParty } from './relying-party.ts';

const refused = (): SafeError => new SafeError('unauthenticated', 'passkey_refused');
const boundTo = (cookieHash: Buffer): string => `sign_in:${cookieHash.toString('hex')}`;

/** @throws SafeError `passkey_needs_name`. Writes nothing but a cookie, to which the challenge is bound. */
export function beginPasskeySignIn(context: Context, { caller, answer }: Exchange) {
  const { rpId } = relyingParty(context, caller);
  const made = newSessionSecret(context.random);
  const challenge = Buffer.from(newChallenge(context, boundTo(made.hash))).toString('base64url');
  writeCookie(answer, caller, { kind: 'passkey', secret: made.secret });
  return { challenge, rpId, timeout: CHALLENGE_MS, userVerification: 'required' as const };
}

/** @throws SafeError `passkey_expired` (start again), `passkey_refused` alike for every other reason, `too_many_attempts`. */
export async function signInWithPasskey(
  context: Context,
  credential: Assertion,
  exchange: Exchange,
): Promise<{ signedIn: true }> {
  const { caller, answer } = exchange;
  const party = relyingParty(context, caller);
  const buckets = [addressBucket('address', caller.address)];
  await context.db.global(async (tx) => countAttempt(tx, context.clock, buckets));
  const cookie = readCookie(caller, 'passkey');
  dropCookie(answer, caller, 'passkey');
  const challenge = challengeIn(credential.response.clientDataJSON);
  if (!cookie || !challenge) throw new SafeError('unauthenticated', 'passkey_expired');
  await useChallenge(context, challenge.bytes, boundTo(cookie.hash));
  const found = await usePasskey(context, { credential, challenge: challenge.text, party }, exchange);
  if (found.outcome === 'counter_back') await tellOfCopy(context, found.row, exchange);
  if (found.outcome !== 'good') throw refused();
  await finish(context, { accountId: found.row.account_id, method: 'passkey' }, { exchange, settle: buckets });
  return { signedIn: true };
}

interface Answered {
  readonly credential: Assertion;
  readonly challenge: string;
  readonly party: RelyingParty;
}

type Used = { readonly outcome: 'unknown' } | { readonly outcome: 'good' | 'wrong' | 'counter_back'; row: PasskeyRow };

/** One transaction: the row stays locked from reading its counter to writing it. */
async function usePasskey(context: Context, answered: Answered, exchange: Exchange): Promise<Used> {
  const { credential, party } = answered;
  return context.db.global(async (tx): Promise<Used> => {
    const credentialId = Buffer.from(credential.id, 'base64url');
    const row = await lockPasskey(tx, { credentialId, rpId: party.rpId });
    if (!row) return { outcome: 'unknown' };
    const info = isOf(row, credential) ? await checked(row, answered) : undefined;
    if (!info) {
      await noteRefused(tx, context, { row, exchange });
      return { outcome: 'wrong', row };
    }
    // WebAuthn Level 3 §6.1.1: a counter that does not grow means that two devices hold the key. 0 = does not count.
    const { newCounter: counter, credentialBackedUp: backedUp } = info;
    if ((counter > 0 || row.counter > 0) && counter <= row.counter) {
      await noteRefused(tx, context, { row, exchange });
      await auditAccount(tx, context, deedOf(row, exchange));
      return { outcome: 'counter_back', row };
    }
    await markPasskeyUsed(tx, row, { counter, backedUp, at: context.clock.now() });
    return { outcome: 'good', row };
  });
}

const isOf = (row: PasskeyRow, { response }: Assertion): boolean =>
  Buffer.from(response.userHandle, 'base64url').equals(userHandleOf(row.account_id));

/** Signature, origin, site, presence and verification of the person; nothing when one of them is wrong. */
async function checked(row: PasskeyRow, { credential, challenge, party }: Answered) {
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: { ...credential, clientExtensionResults: {} },
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.rpId,
      requireUserVerification: true,
      // The counter is ours to judge: the library's refusal could not be told from a wrong signature.
      credential: {
        id: credential.id,
        publicKey: new Uint8Array(row.public_key),
        counter: 0,
      },
    });
    return verified ? authenticationInfo : undefined;
  } catch {
    return undefined;
  }
}

async function noteRefused(
  tx: Queries,
  context: Context,
  { row, exchange }: { readonly row: PasskeyRow; readonly exchange: Exchange },
): Promise<void> {
  const browser = readCookie(exchange.caller, 'browser');
  const known = browser ? await isKnownBrowser(tx, row.account_id, browser.hash) : false;
  await note(tx, context, { accountId: row.account_id, exchange, outcome: 'passkey_refused', newBrowser: !known });
}

const deedOf = (row: PasskeyRow, { caller }: Exchange) => ({
  action: 'identity.passkey_counter_back',
  accountId: row.account_id,
  address: caller.address,
});

async function tellOfCopy(context: Context, row: PasskeyRow, exchange: Exchange): Promise<void> {
  const { account_id: accountId } = row;
  const { language } = await context.db.global(async (tx) => accountById(tx, accountId));
  const session = { accountId, sessionId: accountId, isOperator: false, language, onlyOrg: undefined };
  await tellOrganisations(context, session, deedOf(row, exchange));
}
