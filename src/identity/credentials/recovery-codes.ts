// SPDX-License-Identifier: Apache-2.0
/**
 * Recovery codes for the day the telephone with the authenticator is lost: ten, each usable once, shown once.
 *
 * `k7m2-9xqp-4hwt-v3nd`: 16 signs of 5 bits = 80 random bits, so a plain SHA-256 is enough to store them
 * (nobody searches 2^80), and an account's ten codes still leave 2^76 guesses. Lower-case base32 without look-alikes.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { secureRandom } from '../../kernel/ids.ts';
import type { RandomBytes } from '../../kernel/ids.ts';

export const RECOVERY_CODE_COUNT = 10;
const SIGNS = 16;
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

export interface NewRecoveryCodes {
  /** Shown once, to print or write down. */
  readonly codes: readonly string[];
  /** SHA-256 of each, 32 bytes: what is stored. */
  readonly hashes: readonly Buffer[];
}

export function newRecoveryCodes(random: RandomBytes = secureRandom): NewRecoveryCodes {
  const plain = Array.from({ length: RECOVERY_CODE_COUNT }, () =>
    Array.from(random(SIGNS), (byte) => ALPHABET.charAt(byte & 31)).join(''),
  );
  return {
    codes: plain.map((code) => (code.match(/.{4}/g) ?? []).join('-')),
    hashes: plain.map(hashOf),
  };
}

/**
 * The stored hash that a typed code matches, or nothing. Case, spaces, hyphens and full-width signs are forgiven,
 * as are o for 0 and i or l for 1. The caller deletes that hash with a condition that it is still there: used once.
 */
export function matchRecoveryCode(typed: string, hashes: readonly Uint8Array[]): Uint8Array | undefined {
  const code = readable(typed);
  if (code === undefined) return undefined;
  const hash = hashOf(code);
  let found: Uint8Array | undefined;
  for (const stored of hashes) {
    if (stored.length === hash.length && timingSafeEqual(stored, hash)) found = stored;
  }
  return found;
}

function readable(typed: string): string | undefined {
  if (typed.length > 64) return undefined;
  const code = typed
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{Pd}ー]/gu, '')
    .replaceAll('o', '0')
    .replace(/[il]/g, '1');
  return /^[0-9a-hjkmnp-tv-z]{16}$/.test(code) ? code : undefined;
}

const hashOf = (code: string): Buffer => createHash('sha256').update(`sonae recovery 1 ${code}`).digest();
