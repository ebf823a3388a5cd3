// SPDX-License-Identifier: Apache-2.0
/**
 * The parts of NIST's OSCAL 1.1 (Open Security Controls Assessment Language) that we write. Names and shapes follow the
 * published JSON schema; a test holds what we write against the schema itself.
 */
import { createHash } from 'node:crypto';

export const OSCAL_VERSION = '1.1.3';
/** Namespace of the properties that are ours and not NIST's. */
export const OSCAL_NS = 'urn:sonae:oscal';

export interface OscalProperty {
  readonly name: string;
  readonly ns?: string;
  readonly value: string;
  readonly class?: string;
  readonly remarks?: string;
}

export interface OscalMetadata {
  readonly title: string;
  readonly 'last-modified': string;
  readonly version: string;
  readonly 'oscal-version': string;
  readonly props: readonly OscalProperty[];
  readonly remarks?: string;
}

export interface OscalResource {
  readonly uuid: string;
  readonly title: string;
  readonly rlinks?: readonly { readonly href: string }[];
  readonly description?: string;
}

export interface OscalPart {
  readonly id?: string;
  readonly name: string;
  readonly ns?: string;
  readonly title?: string;
  readonly prose?: string;
  readonly parts?: readonly OscalPart[];
}

/** Fixed for ever: the namespace under which names become UUIDs of version 5 (RFC 9562, section 5.5). */
const UUID_NAMESPACE = Buffer.from('a3f6c9d05b7e4f3c9d1c2f0e6a8b4d17', 'hex');

/** The same name gives the same UUID everywhere and always; OSCAL takes versions 4 and 5 only. */
export function uuidOf(name: string): string {
  const bytes = createHash('sha1').update(UUID_NAMESPACE).update(name).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** A value of OSCAL is one line without blanks at its ends. */
export const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

export const own = (name: string, value: string): OscalProperty => ({ name, ns: OSCAL_NS, value: oneLine(value) });
