// SPDX-License-Identifier: Apache-2.0
/**
 * Opaque bearer tokens (design §7.3): `sonae_<kind>_<organisation>_<subject>_<secret><checksum>`.
 *
 * - The organisation and the subject are in the token, so scope and shard are known before the first query.
 * - The secret is 256 random bits. Only the SHA-256 of the whole token is stored (32 bytes): with so much entropy
 *   a slow hash would add nothing.
 * - The alphabet is Crockford's base32 in lower case (no i, l, o, u): safe in URLs, headers, HTTP Basic, XML and shells,
 *   one double click selects it, and no two signs look alike.
 * - The checksum (CRC-32 of everything before it) tells a typing or copying mistake from a wrong token, without a query.
 *   It is no protection against forgery and is not meant as one.
 * - Secret scanners may match `TOKEN_PATTERN`.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { isUuid, secureRandom } from '../kernel/ids.ts';
import type { RandomBytes, Uuid } from '../kernel/ids.ts';

/** Kinds that belong to an organisation: agents' credential, device key, osquery node key, one-hour collector code, invitation, API token, directory, a person's feed. */
export const SCOPED_TOKEN_KINDS = ['enrol', 'dev', 'node', 'code', 'inv', 'api', 'scim', 'feed'] as const;
export type ScopedTokenKind = (typeof SCOPED_TOKEN_KINDS)[number];
/** `setup` opens the first-run wizard of an installation; no organisation exists yet. */
export type TokenKind = ScopedTokenKind | 'setup';

/** For secret scanners; anchored use is in `inspectToken`. Lengths are constant per kind: 123 to 125, or 71 for `setup`. */
export const TOKEN_PATTERN =
  /sonae_(?:(?:enrol|dev|node|code|inv|api|scim|feed)_[0-9a-hjkmnp-tv-z]{26}_[0-9a-hjkmnp-tv-z]{26}|setup)_[0-9a-hjkmnp-tv-z]{59}/;

const WHOLE_TOKEN = new RegExp(`^${TOKEN_PATTERN.source}$`);
const MAX_TOKEN_LENGTH = 128;
const SECRET_BYTES = 32;
const CHECKSUM_LENGTH = 7; // 32 bits in 5-bit signs

export interface ParsedScopedToken {
  readonly kind: ScopedTokenKind;
  readonly orgId: Uuid;
  readonly subjectId: Uuid;
  /** SHA-256 of the token, 32 bytes: what the store compares. */
  readonly hash: Buffer;
}
export interface ParsedSetupToken {
  readonly kind: 'setup';
  readonly orgId: undefined;
  readonly subjectId: undefined;
  readonly hash: Buffer;
}
export type ParsedToken = ParsedScopedToken | ParsedSetupToken;

/** `shape`: no Sonae token at all. `mistyped`: looks like one, but a sign was changed, lost or swapped. */
export type TokenProblem = 'shape' | 'mistyped';

export interface NewToken {
  /** Shown once, never stored or logged. */
  readonly token: string;
  readonly hash: Buffer;
}

/**
 * Makes a token. `orgId` and `subjectId` are required for every kind but `setup`, which takes neither.
 * @throws TypeError when the ids do not fit the kind (a programming mistake).
 */
export function makeToken(
  kind: TokenKind,
  ids: { readonly orgId?: Uuid; readonly subjectId?: Uuid } = {},
  random: RandomBytes = secureRandom,
): NewToken {
  const head = kind === 'setup' ? setupHead(ids) : scopedHead(kind, ids);
  const body = head + encodeBase32(random(SECRET_BYTES));
  const token = body + checksum(body);
  return { token, hash: hashToken(token) };
}

/** SHA-256 of the token's text (32 bytes). */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest();
}

/** Reads a token of any origin; says nothing about whether it is valid, only that it is well formed. */
export function parseToken(text: string): ParsedToken | undefined {
  const seen = inspectToken(text);
  return seen.ok ? seen.token : undefined;
}

/** Like `parseToken`, but tells a slip of the hand from something that is no token. */
export function inspectToken(text: string): { ok: true; token: ParsedToken } | { ok: false; problem: TokenProblem } {
  if (typeof text !== 'string' || text.length > MAX_TOKEN_LENGTH) return { ok: false, problem: 'shape' };
  if (!text.startsWith('sonae_')) return { ok: false, problem: 'shape' };
  if (!WHOLE_TOKEN.test(text)) return { ok: false, problem: 'mistyped' };
  const body = text.slice(0, -CHECKSUM_LENGTH);
  if (checksum(body) !== text.slice(-CHECKSUM_LENGTH)) return { ok: false, problem: 'mistyped' };
  const token = readParts(text);
  return token ? { ok: true, token } : { ok: false, problem: 'mistyped' };
}

/** Compares two hashes in constant time; different lengths are simply unequal. */
export function sameHash(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}

/** A browser session's secret for the cookie (43 signs, base64url) and the SHA-256 that the database keeps. */
export function newSessionSecret(random: RandomBytes = secureRandom): {
  readonly secret: string;
  readonly hash: Buffer;
} {
  const secret = Buffer.from(random(SECRET_BYTES)).toString('base64url');
  return { secret, hash: hashToken(secret) };
}

/** Hash of a session cookie's value, or nothing when it cannot be one (so no query is made for rubbish). */
export function hashSessionSecret(value: string): Buffer | undefined {
  return /^[A-Za-z0-9_-]{43}$/.test(value) ? hashToken(value) : undefined;
}

function setupHead(ids: { readonly orgId?: Uuid; readonly subjectId?: Uuid }): string {
  if (ids.orgId || ids.subjectId) throw new TypeError('a setup token has no organisation and no subject');
  return 'sonae_setup_';
}

function scopedHead(kind: ScopedTokenKind, ids: { readonly orgId?: Uuid; readonly subjectId?: Uuid }): string {
  if (!ids.orgId || !ids.subjectId) throw new TypeError(`a ${kind} token needs an organisation and a subject`);
  return `sonae_${kind}_${encodeUuid(ids.orgId)}_${encodeUuid(ids.subjectId)}_`;
}

function readParts(text: string): ParsedToken | undefined {
  const [, kind, org, subject] = text.split('_');
  const hash = hashToken(text);
  if (kind === 'setup') return { kind, orgId: undefined, subjectId: undefined, hash };
  const scoped = SCOPED_TOKEN_KINDS.find((known) => known === kind);
  const orgId = org === undefined ? undefined : decodeUuid(org);
  const subjectId = subject === undefined ? undefined : decodeUuid(subject);
  return scoped && orgId && subjectId ? { kind: scoped, orgId, subjectId, hash } : undefined;
}

function checksum(body: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(body));
  return encodeBase32(bytes);
}

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Crockford's base32 without padding; the last sign's spare low bits are zero. */
function encodeBase32(bytes: Uint8Array): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET.charAt((held >>> bits) & 31);
    }
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + ALPHABET.charAt((held << (5 - bits)) & 31) : text;
}

function encodeUuid(id: Uuid): string {
  if (!isUuid(id)) throw new TypeError('not a uuid');
  return encodeBase32(Buffer.from(id.replaceAll('-', ''), 'hex'));
}

/** The UUID of 26 base32 signs, or nothing when the spare bits are not zero (one id, one spelling). */
function decodeUuid(text: string): Uuid | undefined {
  let value = 0n;
  for (const sign of text) value = (value << 5n) | BigInt(ALPHABET.indexOf(sign));
  if ((value & 3n) !== 0n) return undefined; // 26 × 5 = 130 bits for 128
  const hex = (value >> 2n).toString(16).padStart(32, '0');
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return isUuid(id) ? id : undefined;
}
