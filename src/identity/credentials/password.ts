// SPDX-License-Identifier: Apache-2.0
/**
 * Passwords are kept as argon2id (RFC 9106) in PHC form: `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>`.
 *
 * - Cost: 19 MiB, 2 passes, 1 lane: the first of OWASP's equal choices (Password Storage Cheat Sheet); memory is what
 *   an attacker's graphics card lacks, and 19 MiB times the bounded concurrency fits a mini PC.
 * - Text: Unicode NFKC before hashing (NIST SP 800-63B-4 §3.1.1.2 allows NFKC or NFKD), so that full-width and half-width
 *   input from a Japanese keyboard is one password; nothing is trimmed, no class of character is refused.
 * - Unknown account: `verifyPassword(undefined, …)` costs the same as a real check and says no.
 */
import { argon2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { secureRandom } from '../../kernel/ids.ts';
import type { RandomBytes } from '../../kernel/ids.ts';
import { createGate } from './gate.ts';

export interface PasswordCost {
  /** KiB. */
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

export const PASSWORD_COST: PasswordCost = { memory: 19_456, passes: 2, parallelism: 1 };
/** Characters (code points), after normalisation. NIST asks to take at least 64. */
export const PASSWORD_MAX_CHARACTERS = 256;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** Two at a time (40 MiB), fifty waiting (about a second); beyond that the answer is 503 and the rate limits bite. */
const gate = createGate({ atOnce: 2, waiting: 50, code: 'sign_in_busy' });

const derive = promisify(argon2);

/** NFKC, or nothing when it is empty or too long (bounded before the costly step). */
export function normalisePassword(password: string): string | undefined {
  if (password === '' || password.length > PASSWORD_MAX_CHARACTERS * 2) return undefined;
  // An unpaired surrogate would become U+FFFD in UTF-8: two different passwords would be one.
  if (!password.isWellFormed()) return undefined;
  const text = password.normalize('NFKC');
  return [...text].length <= PASSWORD_MAX_CHARACTERS ? text : undefined;
}

/**
 * Hashes a password for storage.
 * @throws RangeError when it is empty or too long (callers measure it first); SafeError `unavailable` when too many wait.
 */
export async function hashPassword(
  password: string,
  options: { readonly cost?: PasswordCost; readonly random?: RandomBytes } = {},
): Promise<string> {
  const text = normalisePassword(password);
  if (text === undefined) throw new RangeError('password empty or too long');
  const cost = options.cost ?? PASSWORD_COST;
  const salt = Buffer.from((options.random ?? secureRandom)(SALT_BYTES));
  const hash = await gate(() => compute(text, salt, cost));
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${unpadded(salt)}$${unpadded(hash)}`;
}

/** Stored for an account that has none: no password opens it (see `verifyPassword`). */
export const NO_PASSWORD = '!';

export interface PasswordCheck {
  readonly ok: boolean;
  /** True when it was right but made with a lower cost than today's: hash and store it again. */
  readonly rehash: boolean;
}

/**
 * Compares a password with the stored form; `undefined` stands for an unknown account or one without a password.
 * An unusable stored form (damaged row) is treated the same way: the caller sees a wrong password, never an exception.
 * @throws SafeError `unavailable` when too many wait.
 */
export async function verifyPassword(stored: string | undefined, password: string): Promise<PasswordCheck> {
  const known = stored === undefined ? undefined : parseStored(stored);
  const text = normalisePassword(password);
  const against = known ?? DUMMY;
  const hash = await gate(() => compute(text ?? '-', against.salt, against.cost));
  const same = timingSafeEqual(hash, against.hash);
  const ok = same && known !== undefined && text !== undefined;
  return { ok, rehash: ok && isCheaper(against.cost, PASSWORD_COST) };
}

interface Stored {
  readonly cost: PasswordCost;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

/** Nobody's password: no text hashes to 32 zero bytes. */
const DUMMY: Stored = { cost: PASSWORD_COST, salt: Buffer.alloc(SALT_BYTES, 0x53), hash: Buffer.alloc(HASH_BYTES) };

const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{22,64})\$([A-Za-z0-9+/]{43})$/;
/** A planted row must not be able to ask for gigabytes. */
const MAX_MEMORY = 262_144;

function parseStored(stored: string): Stored | undefined {
  const [, memory, passes, parallelism, salt = '', hash = ''] = PHC.exec(stored) ?? [];
  const cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
  const sound =
    cost.memory >= 8 * cost.parallelism && cost.memory <= MAX_MEMORY && cost.passes >= 1 && cost.parallelism >= 1;
  return sound ? { cost, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') } : undefined;
}

const isCheaper = (old: PasswordCost, now: PasswordCost): boolean =>
  old.memory * old.passes < now.memory * now.passes || old.memory < now.memory;

function compute(text: string, salt: Buffer, cost: PasswordCost): Promise<Buffer> {
  return derive('argon2id', { message: Buffer.from(text, 'utf8'), nonce: salt, tagLength: HASH_BYTES, ...cost });
}

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');
