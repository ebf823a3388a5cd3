// SPDX-License-Identifier: Apache-2.0
/** The installation's Ed25519 signing key; the private half is sealed with the master key. */
import { createHash, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import type { Clock } from '../kernel/clock.ts';
import type { Database } from './postgres/database.ts';
import type { SecretBox } from './secrets/index.ts';
import { insertSecretOnce, readSecret } from './secret-store.ts';

export interface Signer {
  /** First 16 hex characters of the SHA-256 of the public key. */
  readonly keyId: string;
  readonly publicKeyPem: string;
  sign(message: Uint8Array): Buffer;
}

const NAME = 'ledger_signing_key';

export async function ensureSigner(db: Database, secrets: SecretBox, clock: Clock): Promise<Signer> {
  const stored = await db.global(async (tx) => {
    const found = await readSecret(tx, NAME);
    if (found) return found;
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    await insertSecretOnce(tx, {
      name: NAME,
      sealed: secrets.seal(NAME, privateKey.export({ type: 'pkcs8', format: 'der' })),
      publicPart: Buffer.from(publicKey.export({ type: 'spki', format: 'pem' })),
      createdAt: clock.now(),
    });
    return readSecret(tx, NAME);
  });
  if (!stored?.public_part) throw new Error('the signing key could not be stored');
  const publicKeyPem = stored.public_part.toString('utf8');
  const privateKey = createPrivateKey({
    key: Buffer.from(secrets.open(NAME, stored.sealed)),
    type: 'pkcs8',
    format: 'der',
  });
  return {
    keyId: createHash('sha256').update(publicKeyPem).digest('hex').slice(0, 16),
    publicKeyPem,
    sign: (message) => sign(null, message, privateKey),
  };
}
