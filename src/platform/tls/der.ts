// SPDX-License-Identifier: Apache-2.0
/**
 * Writes the few DER forms (ITU-T X.690) that our own certificates need, and reads back what we wrote.
 * Reading of foreign certificates is left to OpenSSL (`node:crypto` X509Certificate): nothing here parses hostile input.
 */
import { BlockList, isIPv4, isIPv6 } from 'node:net';

export type Der = Buffer;

/** One tag-length-value element, definite length, shortest form (X.690 §10.1). */
export function tlv(tag: number, ...content: readonly Uint8Array[]): Der {
  const body = Buffer.concat(content);
  if (body.length < 0x80) return Buffer.concat([Buffer.of(tag, body.length), body]);
  const length: number[] = [];
  for (let rest = body.length; rest > 0; rest = Math.floor(rest / 256)) length.unshift(rest % 256);
  return Buffer.concat([Buffer.of(tag, 0x80 | length.length, ...length), body]);
}

export const sequence = (...items: readonly Uint8Array[]): Der => tlv(0x30, ...items);
export const set = (item: Uint8Array): Der => tlv(0x31, item);
export const octets = (content: Uint8Array): Der => tlv(0x04, content);
export const yes: Der = Buffer.of(0x01, 0x01, 0xff);
export const utf8 = (text: string): Der => tlv(0x0c, Buffer.from(text, 'utf8'));
export const explicit = (number: number, content: Uint8Array): Der => tlv(0xa0 | number, content);
/** Context tag over a primitive value, as in GeneralName and AuthorityKeyIdentifier. */
export const implicit = (number: number, content: Uint8Array): Der => tlv(0x80 | number, content);

/** A non-negative INTEGER from big-endian bytes: no needless leading zero, but one where the top bit is set. */
export function integer(bytes: Uint8Array): Der {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start += 1;
  const value = bytes.subarray(start);
  return tlv(0x02, (value[0] ?? 0) & 0x80 ? Buffer.of(0) : Buffer.alloc(0), value.length > 0 ? value : Buffer.of(0));
}

export function oid(dotted: string): Der {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const digits = [part & 0x7f];
    for (let left = Math.floor(part / 128); left > 0; left = Math.floor(left / 128))
      digits.unshift((left & 0x7f) | 0x80);
    bytes.push(...digits);
  }
  return tlv(0x06, Buffer.from(bytes));
}

/** BIT STRING of whole bytes, or of named bits when `unused` trailing bits are cut (X.690 §11.2.2). */
export const bits = (content: Uint8Array, unused = 0): Der => tlv(0x03, Buffer.of(unused), content);

/** UTCTime until 2049, GeneralizedTime from 2050, whole seconds (RFC 5280 §4.1.2.5). */
export function time(at: Date): Der {
  const text = at
    .toISOString()
    .replace(/[-:T]/g, '')
    .replace(/\.\d+Z$/, 'Z');
  return at.getUTCFullYear() < 2050 ? tlv(0x17, Buffer.from(text.slice(2))) : tlv(0x18, Buffer.from(text));
}

/** 4 or 16 bytes of a valid IP address (the caller has checked it). */
export function ipBytes(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number));
  if (!isIPv6(address) || address.includes('%')) throw new TypeError(`not an IP address: ${address}`);
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address);
  const tail = dotted ? ipBytes(dotted[2] ?? '').toString('hex') : '';
  const text = dotted ? `${dotted[1] ?? ''}${tail.slice(0, 4)}:${tail.slice(4)}` : address;
  const [left = '', right] = text.split('::');
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const head = groups(left);
  const end = right === undefined ? [] : groups(right);
  const gap = Array.from({ length: 8 - head.length - end.length }, () => '0');
  return Buffer.from([...head, ...gap, ...end].map((group) => group.padStart(4, '0')).join(''), 'hex');
}

/** Address and mask as name constraints want them (RFC 5280 §4.2.1.10). `range` is `10.0.0.0/8` and the like. */
export function ipRangeBytes(range: string): Buffer {
  const [address = '', prefix = ''] = range.split('/');
  const bytes = ipBytes(address);
  const mask = Buffer.alloc(bytes.length);
  for (let bit = 0; bit < Number(prefix); bit += 1) mask[bit >> 3] = (mask[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  return Buffer.concat([bytes, mask]);
}

/** Whether an address lies in any of the ranges. */
export function inRanges(address: string, ranges: readonly string[]): boolean {
  const list = new BlockList();
  const family = (text: string): 'ipv4' | 'ipv6' => (isIPv4(text) ? 'ipv4' : 'ipv6');
  for (const range of ranges) {
    const [base = '', prefix = ''] = range.split('/');
    list.addSubnet(base, Number(prefix), family(base));
  }
  return list.check(address, family(address));
}

export interface DerElement {
  readonly tag: number;
  readonly content: Buffer;
}

/** The elements in a row inside `content`; a broken length gives a RangeError. */
export function elementsOf(content: Buffer): DerElement[] {
  const found: DerElement[] = [];
  let at = 0;
  while (at < content.length) {
    const tag = content.readUInt8(at);
    const first = content.readUInt8(at + 1);
    const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
    const length = lengthBytes === 0 ? first : content.readUIntBE(at + 2, lengthBytes);
    const start = at + 2 + lengthBytes;
    if (start + length > content.length) throw new RangeError('element longer than its container');
    found.push({ tag, content: content.subarray(start, start + length) });
    at = start + length;
  }
  return found;
}
