// SPDX-License-Identifier: Apache-2.0
/** A passkey in software, by WebAuthn Level 3 §6, which may lie where a test wants it to. */
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

export interface Lies {
  readonly origin?: string;
  readonly rpId?: string;
  readonly counter?: number;
  readonly userHandle?: string;
  readonly credentialId?: string;
  /** Present, but not verified: nobody asked for finger or PIN. */
  readonly unverified?: boolean;
  /** One bit of the signature is wrong. */
  readonly badSignature?: boolean;
  readonly type?: string;
}

export interface SoftPasskey {
  readonly credentialId: string;
  create(options: { challenge: string; user: { id: string } }, lies?: Lies): Record<string, unknown>;
  get(options: { challenge: string }, lies?: Lies): Record<string, unknown>;
}

const sha256 = (data: Uint8Array | string): Buffer => createHash('sha256').update(data).digest();
const text = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64url');

const PRESENT = 0x01;
const VERIFIED = 0x04;
const HAS_KEY = 0x40;

function authData({ rpId, flags, counter }: { rpId: string; flags: number; counter: number }): Buffer {
  const tail = Buffer.alloc(5);
  tail.writeUInt8(flags);
  tail.writeUInt32BE(counter, 1);
  return Buffer.concat([sha256(rpId), tail]);
}

/** A COSE key (RFC 9053 §7.1.1): EC2, ES256, P-256. */
const coseKey = (x: string, y: string): Buffer =>
  Buffer.concat([
    Buffer.from('a5010203262001215820', 'hex'),
    Buffer.from(x, 'base64url'),
    Buffer.from('225820', 'hex'),
    Buffer.from(y, 'base64url'),
  ]);

/** CBOR of {fmt: "none", attStmt: {}, authData: …}. */
const attestation = (data: Buffer): Buffer => {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(data.length);
  return Buffer.concat([
    Buffer.from('a363', 'hex'),
    Buffer.from('fmt'),
    Buffer.from('64', 'hex'),
    Buffer.from('none'),
    Buffer.from('67', 'hex'),
    Buffer.from('attStmt'),
    Buffer.from('a068', 'hex'),
    Buffer.from('authData'),
    Buffer.from('59', 'hex'),
    length,
    data,
  ]);
};

/** `counter` grows by one with each use unless it is 0 throughout (`counts: false`). */
export function softPasskey(site: { origin: string; rpId: string; counts?: boolean }): SoftPasskey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const id = randomBytes(32);
  const credentialId = text(id);
  let counter = 0;
  let userHandle = 'AAAAAAAAAAAAAAAAAAAAAA';
  const flagsOf = (lies: Lies): number => PRESENT | (lies.unverified === true ? 0 : VERIFIED);
  const client = (type: string, challenge: string, lies: Lies): Buffer =>
    Buffer.from(JSON.stringify({ type: lies.type ?? type, challenge, origin: lies.origin ?? site.origin }));
  return {
    credentialId,
    create: ({ challenge, user }, lies = {}) => {
      userHandle = user.id;
      const head = authData({ rpId: lies.rpId ?? site.rpId, flags: flagsOf(lies) | HAS_KEY, counter });
      const length = Buffer.alloc(2);
      length.writeUInt16BE(id.length);
      const data = Buffer.concat([head, Buffer.alloc(16), length, id, coseKey(x, y)]);
      return {
        id: credentialId,
        rawId: credentialId,
        type: 'public-key',
        response: {
          clientDataJSON: text(client('webauthn.create', challenge, lies)),
          attestationObject: text(attestation(data)),
          transports: ['internal'],
        },
      };
    },
    get: ({ challenge }, lies = {}) => {
      if (site.counts !== false) counter += 1;
      const data = authData({
        rpId: lies.rpId ?? site.rpId,
        flags: flagsOf(lies),
        counter: lies.counter ?? counter,
      });
      const clientData = client('webauthn.get', challenge, lies);
      const signature = sign('sha256', Buffer.concat([data, sha256(clientData)]), privateKey);
      if (lies.badSignature === true)
        signature.writeUInt8(signature.readUInt8(signature.length - 1) ^ 1, signature.length - 1);
      const shown = lies.credentialId ?? credentialId;
      return {
        id: shown,
        rawId: shown,
        type: 'public-key',
        response: {
          clientDataJSON: text(clientData),
          authenticatorData: text(data),
          signature: text(signature),
          userHandle: lies.userHandle ?? userHandle,
        },
      };
    },
  };
}
