// SPDX-License-Identifier: Apache-2.0
/**
 * The arithmetic of the evidence ledger, free of any database so that `sonae verify` can use it alone.
 *
 * leaf   = SHA-256( 0x00 ‖ salt ‖ canonical JSON of the payload )
 * chain₀ = SHA-256( "sonae-ledger-1" ‖ org ‖ epoch )
 * chainₙ = SHA-256( 0x01 ‖ chainₙ₋₁ ‖ leafₙ ‖ kind ‖ leaf id )
 * A seal signs (Ed25519) the last chain value of what was committed when it was made.
 */
import { createHash } from 'node:crypto';

export const LEDGER_FORMAT = 'sonae-ledger-1';
export const SALT_BYTES = 16;

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** JSON with sorted keys and no spaces (the subset of RFC 8785 that our payloads need: no floats). */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value !== 'object') return canonicalScalar(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const entries = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
}

/** What JSON cannot say would be hashed as something else than it is. */
function canonicalScalar(value: null | boolean | number | string): string {
  const storable = value === null || typeof value === 'boolean' || typeof value === 'string' || Number.isFinite(value);
  if (!storable) throw new TypeError('only JSON can be written into the ledger');
  return JSON.stringify(value);
}

const isList = (value: object): value is readonly Json[] => Array.isArray(value);

export function leafHash(salt: Uint8Array, payload: string): Buffer {
  return createHash('sha256')
    .update(Buffer.from([0]))
    .update(salt)
    .update(payload, 'utf8')
    .digest();
}

export function chainStart(orgId: string, epoch: number): Buffer {
  return createHash('sha256').update(`${LEDGER_FORMAT}\n${orgId}\n${epoch}`).digest();
}

export interface ChainLeaf {
  readonly leafId: string;
  readonly kind: string;
  readonly leafHash: Uint8Array;
}

export function chainNext(previous: Uint8Array, leaf: ChainLeaf): Buffer {
  return createHash('sha256')
    .update(Buffer.from([1]))
    .update(previous)
    .update(leaf.leafHash)
    .update(`${leaf.kind}\n${leaf.leafId}`)
    .digest();
}

export interface SealFacts {
  readonly orgId: string;
  readonly epoch: number;
  readonly sealNo: number;
  readonly sealedAt: string;
  readonly leafCount: number;
  readonly lastPosition: number;
  readonly previousRoot: string;
  readonly root: string;
}

/** The bytes that a seal's signature covers. */
export function sealMessage(facts: SealFacts): Buffer {
  return Buffer.from(canonicalJson({ format: LEDGER_FORMAT, ...facts }), 'utf8');
}
