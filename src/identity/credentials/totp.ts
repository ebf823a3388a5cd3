// SPDX-License-Identifier: Apache-2.0
/**
 * Time-based one-time codes (RFC 6238): HMAC-SHA-1, 6 digits, 30 seconds, the only settings that every authenticator
 * app understands. One step either side is accepted (RFC 6238 §5.2); the matched step is returned, to be stored, and a
 * step that is not later than the stored one is refused: a code works once.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../kernel/clock.ts';
import { secureRandom } from '../../kernel/ids.ts';
import type { RandomBytes } from '../../kernel/ids.ts';

const STEP_SECONDS = 30;
const DIGITS = 6;
const WINDOW = 1;
/** RFC 4226 §4 R6 recommends 160 bits. */
const SEED_BYTES = 20;

/** 20 random bytes; seal them before storing. */
export const newTotpSeed = (random: RandomBytes = secureRandom): Uint8Array => random(SEED_BYTES);

/** The code of a step (seconds since 1970 divided by 30), by RFC 4226 §5.3. */
export function totpCode(seed: Uint8Array, step: number, digits = DIGITS): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', seed).update(counter).digest();
  const at = (mac.at(-1) ?? 0) & 0x0f;
  const number = mac.readUInt32BE(at) & 0x7fff_ffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

/**
 * Checks a typed code; spaces and full-width digits are forgiven. Gives the matched step, which the caller stores
 * in the same transaction with a condition "greater than the stored one", so that of two simultaneous uses one loses.
 * `lastStep`: the stored step of the last accepted code, if any.
 */
export function verifyTotp(
  seed: Uint8Array,
  typed: string,
  options: { readonly clock: Clock; readonly lastStep?: number | undefined },
): { readonly ok: true; readonly step: number } | { readonly ok: false; readonly reason: 'wrong' | 'already_used' } {
  const code = typed.length > 32 ? '' : typed.normalize('NFKC').replace(/[\s-]/g, '');
  const now = Math.floor(options.clock.now().getTime() / 1000 / STEP_SECONDS);
  let matched: number | undefined;
  for (let step = now - WINDOW; step <= now + WINDOW; step += 1) {
    if (/^\d{6}$/.test(code) && timingSafeEqual(Buffer.from(totpCode(seed, step)), Buffer.from(code))) matched = step;
  }
  if (matched === undefined) return { ok: false, reason: 'wrong' };
  if (options.lastStep !== undefined && matched <= options.lastStep) return { ok: false, reason: 'already_used' };
  return { ok: true, step: matched };
}

/** For the QR code: `otpauth://totp/<issuer>:<account>?secret=…` (Google Authenticator's key URI format). */
export function totpUri(seed: Uint8Array, label: { readonly issuer: string; readonly account: string }): string {
  // A colon in either part would be read as the separator.
  const part = (text: string): string => encodeURIComponent(text.replaceAll(':', ' ').slice(0, 64));
  const query = `secret=${encodeBase32(seed)}&issuer=${part(label.issuer)}&algorithm=SHA1&digits=${DIGITS}&period=${STEP_SECONDS}`;
  return `otpauth://totp/${part(label.issuer)}:${part(label.account)}?${query}`;
}

/** The seed for typing by hand, in groups of four. */
export const totpSeedText = (seed: Uint8Array): string => (encodeBase32(seed).match(/.{1,4}/g) ?? []).join(' ');

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Base32 of RFC 4648 §6, without padding (authenticator apps want none). */
export function encodeBase32(bytes: Uint8Array): string {
  let held = 0;
  let bits = 0;
  let text = '';
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += ALPHABET.charAt((held >>> (bits - 5)) & 31);
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + ALPHABET.charAt((held << (5 - bits)) & 31) : text;
}
