// SPDX-License-Identifier: Apache-2.0
import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { Clock } from '../../kernel/clock.ts';
import { endOf, namesIn, startOf } from './certificate.ts';
import { TlsError } from './errors.ts';
import { normaliseIp } from './names.ts';
import type { ServerCertificate } from './server-certificate.ts';

const MAX_FILE_BYTES = 256 * 1024;
const PEM_BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';

/**
 * Reads the operator's own certificate (PEM, leaf first, then intermediates) and key (PEM without a passphrase).
 * @throws TlsError with one line that says which file is wrong and why.
 */
export async function loadOperatorCertificate(options: {
  readonly certFile: string;
  readonly keyFile: string;
  /** Host of the public URL, when there is one: the certificate must name it. */
  readonly host?: string | undefined;
  readonly clock: Clock;
}): Promise<ServerCertificate> {
  const { certFile, keyFile } = options;
  const blocks = (await readText(certFile)).match(PEM_BLOCK) ?? [];
  const leaf = parse(certFile, blocks[0]);
  for (const block of blocks.slice(1)) parse(certFile, block);
  const keyPem = await readText(keyFile, true);
  const key = parseKey(keyFile, keyPem);
  if (!leaf.checkPrivateKey(key)) {
    throw new TlsError(
      'key_mismatch',
      `The key ${keyFile} does not belong to the first certificate in ${certFile} (the server's own certificate must come first).`,
    );
  }
  checkUse(certFile, leaf);
  checkTime(certFile, leaf, options.clock.now());
  if (options.host !== undefined) checkHost(certFile, leaf, options.host);
  return {
    caPem: undefined,
    certPem: `${blocks.join('\n')}\n`,
    keyPem,
    caFingerprint256: undefined,
    notAfter: endOf(leaf),
    names: namesIn(leaf),
    uncovered: [],
    renewed: false,
    caNotAfter: undefined,
    caRenewalDue: false,
  };
}

function parse(file: string, pem: string | undefined): X509Certificate {
  try {
    if (pem === undefined) throw new TypeError('no certificate block');
    return new X509Certificate(pem);
  } catch (error) {
    throw new TlsError('unreadable', `${file} holds no readable certificate in PEM form.`, error);
  }
}

function parseKey(file: string, pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    throw new TlsError(
      'unreadable',
      `${file} holds no readable private key in PEM form (a key with a passphrase cannot be used).`,
      error,
    );
  }
}

function checkUse(file: string, leaf: X509Certificate): void {
  const uses: readonly string[] | undefined = leaf.keyUsage; // Node names the extended key usages so
  if (leaf.ca || (uses !== undefined && !uses.includes(SERVER_AUTH))) {
    throw new TlsError('not_for_servers', `The first certificate in ${file} is not a server certificate.`);
  }
}

function checkTime(file: string, leaf: X509Certificate, now: Date): void {
  if (endOf(leaf).getTime() <= now.getTime()) {
    throw new TlsError('expired', `The certificate in ${file} expired on ${endOf(leaf).toISOString().slice(0, 10)}.`);
  }
  if (startOf(leaf).getTime() > now.getTime()) {
    throw new TlsError(
      'not_yet_valid',
      `The certificate in ${file} is valid only from ${startOf(leaf).toISOString().slice(0, 10)}; is this machine's clock right?`,
    );
  }
}

function checkHost(file: string, leaf: X509Certificate, host: string): void {
  const ip = normaliseIp(host);
  const named = ip ? leaf.checkIP(ip) : leaf.checkHost(host, { subject: 'never' });
  if (!named)
    throw new TlsError('wrong_name', `The certificate in ${file} does not name ${host}, the host of the public URL.`);
}

async function readText(file: string, secret = false): Promise<string> {
  try {
    const info = await stat(file);
    if (info.size > MAX_FILE_BYTES) throw new RangeError('too big');
    if (secret && process.platform !== 'win32' && (info.mode & 0o007) !== 0) {
      throw new TlsError(
        'permissions',
        `The key ${file} can be read by every user of this machine. Run: chmod 600 '${file}'`,
      );
    }
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof TlsError) throw error;
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new TlsError('unreadable', `${file} cannot be read (${reason}).`, error);
  }
}
