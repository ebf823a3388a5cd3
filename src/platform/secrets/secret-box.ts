// SPDX-License-Identifier: Apache-2.0
/**
 * Seals small secrets (certificate authority key, one-time code seeds, mail password) with AES-256-GCM.
 *
 * Sealed bytes, version 1: `01 | key id (4) | nonce (12) | ciphertext | tag (16)`.
 * - One key per purpose, derived from the master key by HKDF-SHA-256 (RFC 5869): what was sealed for one purpose
 *   opens for no other.
 * - Version, key id, purpose and the caller's binding (`aad`, for instance the account's id) are authenticated:
 *   a sealed value moved to another row does not open.
 * - Random 96-bit nonces: safe up to 2^32 seals per key and purpose (NIST SP 800-38D §8.3), far above our use.
 */
import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import { secureRandom } from '../../kernel/ids.ts';
import type { RandomBytes } from '../../kernel/ids.ts';
import { SecretError } from './errors.ts';
import { MASTER_KEY_BYTES } from './master-key.ts';

const VERSION = 1;
const KEY_ID_BYTES = 4;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + KEY_ID_BYTES;
const OVERHEAD_BYTES = HEAD_BYTES + NONCE_BYTES + TAG_BYTES;
const MAX_PLAINTEXT_BYTES = 1024 * 1024;
const MAX_PURPOSE_LENGTH = 64;

export interface SecretBox {
  /** Id of the key that seals, 8 hex digits. Not secret. */
  readonly keyId: string;
  /** Ids of every key that opens, oldest first. */
  readonly keyIds: readonly string[];
  /** At most 1 MiB of plaintext; adds 33 bytes. `purpose` is a constant such as `tls.ca_key`. */
  seal(purpose: string, plaintext: Uint8Array, aad?: string): Uint8Array;
  /** @throws SecretError `malformed`, `wrong_key` (sealed by a key that is not among ours) or `tampered`. */
  open(purpose: string, sealed: Uint8Array, aad?: string): Uint8Array;
  /** True when an older key sealed it: open and seal again. */
  needsReseal(sealed: Uint8Array): boolean;
}

/** `masterKeys`: 32 bytes each, oldest first; the last one seals. */
export function createSecretBox(options: {
  readonly masterKeys: readonly Uint8Array[];
  readonly random?: RandomBytes;
}): SecretBox {
  const keys = new Map(options.masterKeys.map((key) => [keyIdOf(key), key]));
  const newest = options.masterKeys.at(-1);
  if (!newest) throw new TypeError('a secret box needs at least one master key');
  const sealing = { id: keyIdOf(newest), key: newest };
  const random = options.random ?? secureRandom;
  return {
    keyId: sealing.id,
    keyIds: [...keys.keys()],
    needsReseal: (sealed) => readHead(sealed) !== sealing.id,
    seal(purpose, plaintext, aad = '') {
      if (plaintext.length > MAX_PLAINTEXT_BYTES) throw new RangeError('too much to seal at once');
      const head = Buffer.concat([Buffer.of(VERSION), Buffer.from(sealing.id, 'hex')]);
      const nonce = random(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', purposeKey(sealing.key, purpose), nonce, {
        authTagLength: TAG_BYTES,
      });
      cipher.setAAD(associatedData(head, purpose, aad));
      const body = Buffer.concat([cipher.update(plaintext), cipher.final()]);
      return Buffer.concat([head, nonce, body, cipher.getAuthTag()]);
    },
    open(purpose, sealed, aad = '') {
      const id = readHead(sealed);
      const key = keys.get(id);
      if (!key) {
        throw new SecretError(
          'wrong_key',
          `This was sealed with master key ${id}; the keys at hand are ${[...keys.keys()].join(', ')}.`,
        );
      }
      return decrypt(Buffer.from(sealed), purposeKey(key, purpose), { purpose, aad });
    },
  };
}

function decrypt(sealed: Buffer, key: Buffer, bound: { purpose: string; aad: string }): Uint8Array {
  const nonce = sealed.subarray(HEAD_BYTES, HEAD_BYTES + NONCE_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(associatedData(sealed.subarray(0, HEAD_BYTES), bound.purpose, bound.aad));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    const body = sealed.subarray(HEAD_BYTES + NONCE_BYTES, -TAG_BYTES);
    return new Uint8Array(Buffer.concat([decipher.update(body), decipher.final()]));
  } catch (error) {
    throw new SecretError(
      'tampered',
      `A sealed value (${bound.purpose}) was changed or moved since it was sealed.`,
      error,
    );
  }
}

/** Key id of a sealed value, 8 hex digits. */
function readHead(sealed: Uint8Array): string {
  if (sealed.length < OVERHEAD_BYTES || sealed.length > OVERHEAD_BYTES + MAX_PLAINTEXT_BYTES || sealed[0] !== VERSION) {
    throw new SecretError('malformed', 'This is not a sealed value of a known version.');
  }
  return Buffer.from(sealed.subarray(1, HEAD_BYTES)).toString('hex');
}

/** An id that gives nothing of the key away: derived from it, not cut from it. */
function keyIdOf(masterKey: Uint8Array): string {
  if (masterKey.length !== MASTER_KEY_BYTES) throw new TypeError('a master key has 32 bytes');
  return Buffer.from(hkdfSync('sha256', masterKey, '', 'sonae key id', KEY_ID_BYTES)).toString('hex');
}

function purposeKey(masterKey: Uint8Array, purpose: string): Buffer {
  if (purpose === '' || purpose.length > MAX_PURPOSE_LENGTH) throw new TypeError('a purpose has 1 to 64 signs');
  return Buffer.from(hkdfSync('sha256', masterKey, '', `sonae seal 1 ${purpose}`, 32));
}

/** Lengths first, so that no two (purpose, aad) pairs give the same bytes. */
function associatedData(head: Uint8Array, purpose: string, aad: string): Buffer {
  const parts = [purpose, aad].map((text) => Buffer.from(text, 'utf8'));
  const lengths = Buffer.alloc(8);
  parts.forEach((part, index) => lengths.writeUInt32BE(part.length, index * 4));
  return Buffer.concat([head, lengths, ...parts]);
}
