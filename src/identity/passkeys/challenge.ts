// SPDX-License-Identifier: Apache-2.0
/**
 * Challenges carry their own proof: random bytes and the time of their end, sealed with the master key and bound to the
 * browser's cookie (signing in) or to the session (adding). Nothing is written until somebody answers, so a crowd
 * that only opens the sign-in page fills no table; an answered one is remembered until its end, so it counts once.
 */
import { createHash } from 'node:crypto';
import { MINUTE_MS } from '../../kernel/clock.ts';
import { SafeError } from '../../kernel/errors.ts';
import type { Context } from '../context.ts';
import { deleteOldAnswered, markAnswered } from './passkey-store.ts';

const PURPOSE = 'identity.passkey';
/** WebAuthn Level 3 §15.1 recommends 5 to 10 minutes. */
export const CHALLENGE_MS = 10 * MINUTE_MS;
/** Its §13.4.3 asks for at least 16 random bytes. */
const RANDOM_BYTES = 32;
const TIME_BYTES = 8;

/** `boundTo`: what must be the same when the answer comes. */
export function newChallenge(context: Context, boundTo: string): Uint8Array<ArrayBuffer> {
  const plain = Buffer.alloc(TIME_BYTES + RANDOM_BYTES);
  plain.writeBigUInt64BE(BigInt(context.clock.now().getTime() + CHALLENGE_MS));
  plain.set(context.random(RANDOM_BYTES), TIME_BYTES);
  return new Uint8Array(context.secrets.seal(PURPOSE, plain, boundTo));
}

const expired = (): SafeError => new SafeError('unauthenticated', 'passkey_expired');

/**
 * Uses up the challenge that the browser says it answered, whatever comes of the answer.
 * @throws SafeError `passkey_expired` when it is not ours, too old, of another browser, or answered before.
 */
export async function useChallenge(context: Context, challenge: Uint8Array, boundTo: string): Promise<void> {
  const expiresAt = endOf(context, challenge, boundTo);
  if (!expiresAt || expiresAt <= context.clock.now()) throw expired();
  const hash = createHash('sha256').update(challenge).digest();
  const first = await context.db.global(async (tx) => {
    await deleteOldAnswered(tx, context.clock.now());
    return markAnswered(tx, hash, expiresAt);
  });
  if (!first) throw expired();
}

function endOf(context: Context, challenge: Uint8Array, boundTo: string): Date | undefined {
  try {
    const plain = Buffer.from(context.secrets.open(PURPOSE, challenge, boundTo));
    return plain.length === TIME_BYTES + RANDOM_BYTES ? new Date(Number(plain.readBigUInt64BE())) : undefined;
  } catch {
    return undefined; // not sealed by us, or for another browser
  }
}

/** The challenge inside the browser's own statement (WebAuthn Level 3 §5.8.1); nothing when it cannot be read. */
export function challengeIn(clientDataJson: string): { readonly text: string; readonly bytes: Buffer } | undefined {
  try {
    const data: unknown = JSON.parse(Buffer.from(clientDataJson, 'base64url').toString('utf8'));
    if (typeof data !== 'object' || data === null || !('challenge' in data)) return undefined;
    const { challenge } = data;
    return typeof challenge === 'string' ? { text: challenge, bytes: Buffer.from(challenge, 'base64url') } : undefined;
  } catch {
    return undefined;
  }
}
