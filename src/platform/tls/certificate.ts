// SPDX-License-Identifier: Apache-2.0
/**
 * Makes our two certificates: the authority of an installation and its server certificate (RFC 5280, ECDSA P-256).
 * Why not a library: see docs/decisions/0004-certificate-authority.md.
 */
import { createHash, createPrivateKey, createPublicKey, generateKeyPair, sign, X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { RandomBytes } from '../../kernel/ids.ts';
import { DAY_MS, HOUR_MS } from '../../kernel/clock.ts';
import {
  bits,
  elementsOf,
  explicit,
  implicit,
  integer,
  ipBytes,
  ipRangeBytes,
  octets,
  oid,
  sequence,
  set,
  time,
  tlv,
  utf8,
  yes,
} from './der.ts';
import type { Der } from './der.ts';
import type { Permitted, TlsNames } from './names.ts';

export const CA_YEARS = 10;
/** Apple refuses more than 825 days from an own authority and 398 from public ones; 397 keeps within both. */
export const SERVER_DAYS = 397;
/** Clients' clocks in small offices run behind; a certificate made this minute must not be "not yet valid" there. */
const BACKDATE_MS = HOUR_MS;

const OID = {
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  commonName: '2.5.4.3',
  organization: '2.5.4.10',
  subjectKeyId: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  authorityKeyId: '2.5.29.35',
  extKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
} as const;

export interface Issued {
  readonly certificate: X509Certificate;
  readonly privateKey: KeyObject;
}

const generate = promisify(generateKeyPair);
const newKey = async (): Promise<KeyObject> => (await generate('ec', { namedCurve: 'P-256' })).privateKey;

/** An authority for one installation, allowed to speak only for `permitted` (critical name constraints, path length 0). */
export async function makeAuthority(options: {
  permitted: Permitted;
  now: Date;
  random: RandomBytes;
}): Promise<Issued> {
  const privateKey = await newKey();
  const spki = publicDer(privateKey);
  const notAfter = new Date(options.now);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + CA_YEARS);
  // The short key id keeps two installations apart in a list of trusted authorities.
  const name = distinguishedName(`Sonae CA ${keyId(spki).toString('hex', 0, 4)}`);
  const certificate = assemble({
    issuer: name,
    subject: name,
    notBefore: new Date(options.now.getTime() - BACKDATE_MS),
    notAfter,
    spki,
    random: options.random,
    signingKey: privateKey,
    extensions: [
      extension(OID.basicConstraints, sequence(yes, integer(Buffer.of(0))), true),
      extension(OID.keyUsage, bits(Buffer.of(0b0000_0110), 1), true), // keyCertSign, cRLSign
      // Name constraints say nothing about code or mail signing; this keeps a trusted authority from being good for either.
      extension(OID.extKeyUsage, sequence(oid(OID.serverAuth))),
      extension(OID.subjectKeyId, octets(keyId(spki))),
      extension(OID.authorityKeyId, sequence(implicit(0, keyId(spki)))),
      extension(OID.nameConstraints, nameConstraints(options.permitted), true),
    ],
  });
  return { certificate, privateKey };
}

/**
 * A server certificate by the given authority. It never outlives the authority.
 * It does not look whether the authority may speak for the names: clients do (and `ensureServerCertificate` before them).
 */
export async function makeServerCertificate(options: {
  authority: Issued;
  names: TlsNames;
  now: Date;
  random: RandomBytes;
}): Promise<Issued> {
  const { authority, now } = options;
  const privateKey = await newKey();
  const spki = publicDer(privateKey);
  const wanted = now.getTime() - BACKDATE_MS + SERVER_DAYS * DAY_MS;
  const certificate = assemble({
    issuer: subjectOf(authority.certificate),
    // No host name here: the names are in the subjectAltName, the only place where clients look since RFC 6125.
    subject: distinguishedName('Sonae server'),
    notBefore: new Date(now.getTime() - BACKDATE_MS),
    notAfter: new Date(Math.min(wanted, endOf(authority.certificate).getTime())),
    spki,
    random: options.random,
    signingKey: authority.privateKey,
    extensions: [
      extension(OID.basicConstraints, sequence(), true),
      extension(OID.keyUsage, bits(Buffer.of(0b1000_0000), 7), true), // digitalSignature
      extension(OID.extKeyUsage, sequence(oid(OID.serverAuth))),
      extension(OID.subjectKeyId, octets(keyId(spki))),
      extension(
        OID.authorityKeyId,
        sequence(implicit(0, keyId(authority.certificate.publicKey.export({ type: 'spki', format: 'der' })))),
      ),
      extension(
        OID.subjectAltName,
        sequence(...options.names.dns.map(dnsName), ...options.names.ip.map((ip) => implicit(7, ipBytes(ip)))),
      ),
    ],
  });
  return { certificate, privateKey };
}

/** End of validity; certificates count in whole seconds. */
export const endOf = (certificate: X509Certificate): Date => new Date(certificate.validTo);
export const startOf = (certificate: X509Certificate): Date => new Date(certificate.validFrom);

/** The names in the subjectAltName, in one spelling. */
export function namesIn(certificate: X509Certificate): TlsNames {
  const dns: string[] = [];
  const ip: string[] = [];
  const content = extensionOf(certificate, OID.subjectAltName);
  for (const { tag, content: name } of content ? elementsOf(content) : []) {
    if (tag === 0x82) dns.push(name.toString('latin1').toLowerCase());
    if (tag === 0x87) ip.push(ipText(name));
  }
  return { dns: dns.toSorted(), ip: ip.toSorted() };
}

/** What an authority of ours may speak for, read back from its certificate. */
export function permittedIn(authority: X509Certificate): Permitted {
  const dns: string[] = [];
  const ranges: string[] = [];
  const content = extensionOf(authority, OID.nameConstraints);
  const [subtrees] = content ? elementsOf(content) : [];
  for (const subtree of subtrees ? elementsOf(subtrees.content) : []) {
    const [base] = elementsOf(subtree.content);
    if (base?.tag === 0x82) dns.push(base.content.toString('latin1'));
    if (base?.tag === 0x87) ranges.push(rangeText(base.content));
  }
  return { dns, ranges };
}

export const keyFromDer = (der: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' });
export const keyToDer = (key: KeyObject): Buffer => key.export({ type: 'pkcs8', format: 'der' });

interface Parts {
  readonly issuer: Der;
  readonly subject: Der;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly spki: Buffer;
  readonly extensions: readonly Der[];
  readonly signingKey: KeyObject;
  readonly random: RandomBytes;
}

function assemble(parts: Parts): X509Certificate {
  const algorithm = sequence(oid(OID.ecdsaWithSha256));
  const serial = Buffer.from(parts.random(16)); // CA/Browser Forum BR §7.1: at least 64 random bits
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  const body = sequence(
    explicit(0, integer(Buffer.of(2))), // version 3
    integer(serial),
    algorithm,
    parts.issuer,
    sequence(time(parts.notBefore), time(parts.notAfter)),
    parts.subject,
    parts.spki,
    explicit(3, sequence(...parts.extensions)),
  );
  return new X509Certificate(sequence(body, algorithm, bits(sign('sha256', body, parts.signingKey))));
}

const extension = (id: string, value: Der, critical = false): Der =>
  sequence(oid(id), ...(critical ? [yes] : []), octets(value));
const dnsName = (name: string): Der => implicit(2, Buffer.from(name, 'latin1'));
const distinguishedName = (commonName: string): Der =>
  sequence(set(sequence(oid(OID.organization), utf8('Sonae'))), set(sequence(oid(OID.commonName), utf8(commonName))));

function nameConstraints(permitted: Permitted): Der {
  const subtrees = [
    ...permitted.dns.map(dnsName),
    ...permitted.ranges.map((range) => implicit(7, ipRangeBytes(range))),
  ];
  return sequence(explicit(0, Buffer.concat(subtrees.map((base) => sequence(base)))));
}

const publicDer = (key: KeyObject): Buffer => createPublicKey(key).export({ type: 'spki', format: 'der' });
/** Key identifier by RFC 7093 §2 method 1: the left 160 bits of SHA-256 over the public key's bits. */
function keyId(spki: Buffer): Buffer {
  const bitString = elementsOf(elementsOf(spki)[0]?.content ?? Buffer.alloc(0))[1]?.content ?? Buffer.alloc(0);
  return createHash('sha256').update(bitString.subarray(1)).digest().subarray(0, 20);
}

/** The fields of the signed part: version, serial, algorithm, issuer, validity, subject, key, extensions. */
function fieldsOf(certificate: X509Certificate): ReturnType<typeof elementsOf> {
  const whole = elementsOf(certificate.raw)[0]?.content ?? Buffer.alloc(0);
  return elementsOf(elementsOf(whole)[0]?.content ?? Buffer.alloc(0));
}

const subjectOf = (certificate: X509Certificate): Der =>
  tlv(0x30, fieldsOf(certificate)[5]?.content ?? Buffer.alloc(0));

/** Content of the sequence inside an extension, when it is there. */
function extensionOf(certificate: X509Certificate, id: string): Buffer | undefined {
  const block = fieldsOf(certificate).find(({ tag }) => tag === 0xa3);
  const wanted = oid(id).subarray(2);
  for (const { content } of block ? elementsOf(elementsOf(block.content)[0]?.content ?? Buffer.alloc(0)) : []) {
    const parts = elementsOf(content);
    if (parts[0]?.content.equals(wanted)) return elementsOf(parts.at(-1)?.content ?? Buffer.alloc(0))[0]?.content;
  }
  return undefined;
}

function ipText(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16));
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

function rangeText(bytes: Buffer): string {
  const half = bytes.length / 2;
  const ones = [...bytes.subarray(half)].reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
  return `${ipText(bytes.subarray(0, half))}/${ones}`;
}
