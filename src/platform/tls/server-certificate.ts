// SPDX-License-Identifier: Apache-2.0
/**
 * The HTTPS listener's certificate, made and renewed by the installation's own authority.
 *
 * `<data>/tls/`: `ca.pem` (give to clients), `ca.key.sealed`, `server.pem`, `server.key.sealed`. Both keys are sealed with
 * the master key, so a copy of the data folder alone cannot pose as the server. Call it at every start and daily.
 */
import { X509Certificate } from 'node:crypto';
import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DAY_MS } from '../../kernel/clock.ts';
import type { Clock } from '../../kernel/clock.ts';
import { secureRandom } from '../../kernel/ids.ts';
import type { RandomBytes } from '../../kernel/ids.ts';
import { writeWhole } from '../secrets/index.ts';
import type { SecretBox } from '../secrets/index.ts';
import {
  endOf,
  keyFromDer,
  keyToDer,
  makeAuthority,
  makeServerCertificate,
  namesIn,
  permittedIn,
  SERVER_DAYS,
  startOf,
} from './certificate.ts';
import type { Issued } from './certificate.ts';
import { TlsError } from './errors.ts';
import { normaliseNames, permittedFor, splitByPermission } from './names.ts';
import type { TlsNames } from './names.ts';

export const RENEW_WHEN_DAYS_LEFT = 30;
const CA_KEY = 'tls.ca_key';
const SERVER_KEY = 'tls.server_key';
const MAX_FILE_BYTES = 64 * 1024;

export interface ServerCertificate {
  /** The authority to hand out to clients; absent with an operator's certificate. */
  readonly caPem: string | undefined;
  /** Leaf first, then whatever the operator's file adds. */
  readonly certPem: string;
  readonly keyPem: string;
  /** SHA-256 of the authority, upper-case hex with colons, to read out over the telephone. */
  readonly caFingerprint256: string | undefined;
  readonly notAfter: Date;
  readonly names: TlsNames;
  /** Names that the authority may not speak for; they need `newAuthority` (and its distribution) to be served. */
  readonly uncovered: readonly string[];
  /** True when this call wrote a new server certificate: hand it to the listener (`server.setSecureContext`). */
  readonly renewed: boolean;
  /** End of the authority; from 397 days before it, server certificates get shorter and a new authority is due. */
  readonly caNotAfter: Date | undefined;
  readonly caRenewalDue: boolean;
}

export interface ServerCertificateOptions {
  readonly dataDir: string;
  readonly secretBox: SecretBox;
  readonly names: TlsNames;
  readonly clock: Clock;
  /** Replaces the authority (the old one is kept as `ca.pem.old`): every client must be given the new one. */
  readonly newAuthority?: boolean;
  readonly random?: RandomBytes;
}

/**
 * Gives a valid server certificate, making the authority at first start and renewing the server's when fewer than
 * 30 days are left or the names have changed.
 * @throws TlsError `authority_broken`; SecretError `wrong_key`, `tampered`, `malformed` for sealed keys.
 */
export async function ensureServerCertificate(options: ServerCertificateOptions): Promise<ServerCertificate> {
  const folder = join(options.dataDir, 'tls');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const names = normaliseNames(options.names);
  const files = { ...options, folder, random: options.random ?? secureRandom };
  const ca = await readOrMakeAuthority(files, names);
  const { covered, uncovered } = splitByPermission(names, permittedIn(ca));
  if (covered.dns.length + covered.ip.length === 0) {
    throw new TlsError(
      'authority_broken',
      "The certificate authority may speak for none of this machine's names: make a new one and give it to every client.",
    );
  }
  const kept = await readServer(files, ca);
  const now = options.clock.now();
  const server = kept && isStillGood(kept.certificate, covered, now) ? kept : await issueServer(files, ca, covered);
  return {
    caPem: ca.toString(),
    certPem: server.certificate.toString(),
    keyPem: server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    caFingerprint256: ca.fingerprint256,
    notAfter: endOf(server.certificate),
    names: namesIn(server.certificate),
    uncovered,
    renewed: server !== kept,
    caNotAfter: endOf(ca),
    caRenewalDue: endOf(ca).getTime() - now.getTime() < SERVER_DAYS * DAY_MS,
  };
}

type Files = ServerCertificateOptions & { readonly folder: string; readonly random: RandomBytes };

function isStillGood(certificate: X509Certificate, names: TlsNames, now: Date): boolean {
  const left = endOf(certificate).getTime() - now.getTime();
  const same = JSON.stringify(namesIn(certificate)) === JSON.stringify(normaliseNames(names));
  return same && left >= RENEW_WHEN_DAYS_LEFT * DAY_MS && startOf(certificate).getTime() <= now.getTime();
}

async function readOrMakeAuthority(files: Files, names: TlsNames): Promise<X509Certificate> {
  const pem = await readSmall(join(files.folder, 'ca.pem'));
  if (pem && !files.newAuthority) return parseCertificate(pem, 'ca.pem');
  if (!pem && !files.newAuthority && (await readSmall(join(files.folder, 'server.pem')))) {
    throw new TlsError(
      'authority_broken',
      `${join(files.folder, 'ca.pem')} is missing: restore it from your backup, or make a new authority and give it to every client.`,
    );
  }
  if (pem) {
    // From the moment the old authority's files are gone, a start after a crash simply makes the new one.
    await writeWhole(join(files.folder, 'ca.pem.old'), pem, 0o644);
    await rm(join(files.folder, 'server.pem'), { force: true });
    await rm(join(files.folder, 'ca.pem'), { force: true });
  }
  const made = await makeAuthority({ permitted: permittedFor(names), now: files.clock.now(), random: files.random });
  // The key first: an authority that anybody may have seen always has its key. A key without ca.pem was never in use.
  const sealed = files.secretBox.seal(CA_KEY, keyToDer(made.privateKey), made.certificate.fingerprint256);
  await writeWhole(join(files.folder, 'ca.key.sealed'), sealed);
  await writeWhole(join(files.folder, 'ca.pem'), made.certificate.toString(), 0o644);
  return made.certificate;
}

/** The authority's key is opened only while something is issued. */
async function openAuthority(files: Files, certificate: X509Certificate): Promise<Issued> {
  const path = join(files.folder, 'ca.key.sealed');
  const sealed = await readSmall(path);
  if (!sealed) {
    throw new TlsError(
      'authority_broken',
      `${path} is missing: restore it from your backup, or make a new authority and give it to every client.`,
    );
  }
  const privateKey = keyFromDer(files.secretBox.open(CA_KEY, sealed, certificate.fingerprint256));
  if (files.secretBox.needsReseal(sealed)) {
    await writeWhole(path, files.secretBox.seal(CA_KEY, keyToDer(privateKey), certificate.fingerprint256));
  }
  return { certificate, privateKey };
}

async function issueServer(files: Files, ca: X509Certificate, names: TlsNames): Promise<Issued> {
  if (endOf(ca).getTime() <= files.clock.now().getTime()) {
    throw new TlsError(
      'authority_broken',
      `The certificate authority ended on ${endOf(ca).toISOString().slice(0, 10)}: make a new one and give it to every client.`,
    );
  }
  const authority = await openAuthority(files, ca);
  const server = await makeServerCertificate({ authority, names, now: files.clock.now(), random: files.random });
  await writeWhole(join(files.folder, 'server.key.sealed'), sealServerKey(files.secretBox, server));
  await writeWhole(join(files.folder, 'server.pem'), server.certificate.toString(), 0o644);
  return server;
}

const sealServerKey = (box: SecretBox, { certificate, privateKey }: Issued): Uint8Array =>
  box.seal(SERVER_KEY, keyToDer(privateKey), certificate.fingerprint256);

/** The server's present certificate and key, or nothing when they are absent, damaged or another authority's: all are cured by a new one. */
async function readServer(files: Files, ca: X509Certificate): Promise<Issued | undefined> {
  const path = join(files.folder, 'server.key.sealed');
  const [pem, sealed] = [await readSmall(join(files.folder, 'server.pem')), await readSmall(path)];
  if (!pem || !sealed) return undefined;
  try {
    const certificate = new X509Certificate(pem);
    if (!certificate.verify(ca.publicKey)) return undefined;
    const privateKey = keyFromDer(files.secretBox.open(SERVER_KEY, sealed, certificate.fingerprint256));
    if (!certificate.checkPrivateKey(privateKey)) return undefined;
    if (files.secretBox.needsReseal(sealed))
      await writeWhole(path, sealServerKey(files.secretBox, { certificate, privateKey }));
    return { certificate, privateKey };
  } catch {
    return undefined;
  }
}

/** Seals both keys again with the newest master key. Call once after a rotation, before the old key is taken away. */
export async function resealTlsKeys(options: Omit<ServerCertificateOptions, 'names'>): Promise<void> {
  const files: Files = {
    ...options,
    names: { dns: [], ip: [] },
    folder: join(options.dataDir, 'tls'),
    random: options.random ?? secureRandom,
  };
  const pem = await readSmall(join(files.folder, 'ca.pem'));
  if (!pem) return;
  const ca = parseCertificate(pem, 'ca.pem');
  await openAuthority(files, ca);
  await readServer(files, ca);
}

function parseCertificate(pem: Buffer, name: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    throw new TlsError(
      'authority_broken',
      `tls/${name} in the data folder is damaged: restore it from your backup.`,
      error,
    );
  }
}

async function readSmall(file: string): Promise<Buffer | undefined> {
  try {
    if ((await stat(file)).size > MAX_FILE_BYTES)
      throw new TlsError('authority_broken', `${file} is too big to be a certificate or key.`);
    return await readFile(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
