// SPDX-License-Identifier: Apache-2.0
import { execFile, execFileSync } from 'node:child_process';
import { randomBytes, X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, unlink, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS, manualClock } from '../../kernel/clock.ts';
import type { ManualClock } from '../../kernel/clock.ts';
import { secureRandom } from '../../kernel/ids.ts';
import { createSecretBox } from '../secrets/index.ts';
import { endOf, keyToDer, makeAuthority, makeServerCertificate, permittedIn } from './certificate.ts';
import { ensureServerCertificate, listenerOptions, loadOperatorCertificate, resealTlsKeys, TlsError } from './index.ts';
import type { ServerCertificate } from './index.ts';
import { permittedFor } from './names.ts';

const run = promisify(execFile);
const tool = (...command: [string, ...string[]]): boolean => {
  try {
    execFileSync(command[0], command.slice(1), { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};
const hasOpenssl = tool('openssl', 'version');
const hasPerlSsl = tool('perl', '-MIO::Socket::SSL', '-e', '1');
const hasGnutls = tool('certtool', '--version');

const NAMES = { dns: ['localhost', 'srv01.local', 'sonae.example.co.jp'], ip: ['127.0.0.1', '::1', '192.168.1.5'] };
const masterKey = randomBytes(32);
const secretBox = createSecretBox({ masterKeys: [masterKey] });
// Other programs compare with the machine's own clock, so the tests that run them start from it.
const START = new Date(Math.floor(performance.timeOrigin));

let dataDir: string;
let clock: ManualClock;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'sonae tls '));
  clock = manualClock(START);
});
afterEach(async () => {
  await rm(dataDir, { recursive: true, force: true });
});
const ensure = (more: Partial<Parameters<typeof ensureServerCertificate>[0]> = {}): Promise<ServerCertificate> =>
  ensureServerCertificate({ dataDir, secretBox, names: NAMES, clock, ...more });

/** A real handshake on loopback; answers with the client's error code, or 'ok'. */
async function handshake(
  certificate: ServerCertificate,
  options: { ca: string; servername?: string; host?: string },
): Promise<string> {
  const server = tls.createServer(listenerOptions(certificate), (socket) => socket.end());
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  try {
    return await new Promise<string>((done) => {
      const name = options.servername ?? 'localhost';
      const client = tls.connect({
        port,
        host: '127.0.0.1',
        ca: options.ca,
        ...(options.host === undefined ? { servername: name } : {}),
        checkServerIdentity: (_host, peer) => tls.checkServerIdentity(options.host ?? name, peer),
      });
      client.on('secureConnect', () => (client.destroy(), done('ok')));
      client.on('error', (error) =>
        done('code' in error && error.code !== 'UNSPECIFIED' ? String(error.code) : error.message),
      );
    });
  } finally {
    await new Promise((done) => server.close(done));
  }
}

const codeOf = async (running: Promise<unknown>): Promise<string> => {
  const error: unknown = await running.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof TlsError) expect(error.message).not.toMatch(/\n/);
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
};

describe('server certificate', () => {
  it('is accepted by a client that knows only our authority, for each of its names', async () => {
    const made = await ensure();
    for (const servername of ['localhost', 'srv01.local', 'sonae.example.co.jp']) {
      expect(await handshake(made, { ca: made.caPem ?? '', servername })).toBe('ok');
    }
    for (const host of ['127.0.0.1', '192.168.1.5', '::1'])
      expect(await handshake(made, { ca: made.caPem ?? '', host })).toBe('ok');
    expect(await handshake(made, { ca: made.caPem ?? '', servername: 'other.example.co.jp' })).toBe(
      'ERR_TLS_CERT_ALTNAME_INVALID',
    );
  });

  it('has what Windows, Apple and Chrome ask for', async () => {
    const made = await ensure();
    const leaf = new X509Certificate(made.certPem);
    const ca = new X509Certificate(made.caPem ?? '');
    expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect(leaf.ca).toBe(false);
    expect(ca.ca).toBe(true);
    expect(ca.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect(leaf.checkIssued(ca)).toBe(true);
    const days = (endOf(leaf).getTime() - new Date(leaf.validFrom).getTime()) / DAY_MS;
    expect(days).toBe(397);
    expect(leaf.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
    expect(made.caFingerprint256).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    expect(leaf.serialNumber).not.toBe(ca.serialNumber);
    expect(endOf(ca).getUTCFullYear()).toBe(START.getUTCFullYear() + 10);
    expect(permittedIn(ca)).toEqual(permittedFor({ dns: NAMES.dns.toSorted(), ip: NAMES.ip }));
  });

  it('keeps its private keys sealed and its folder closed', async () => {
    const made = await ensure();
    const folder = join(dataDir, 'tls');
    expect((await readdir(folder)).toSorted()).toEqual(['ca.key.sealed', 'ca.pem', 'server.key.sealed', 'server.pem']);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, 'server.key.sealed'))).mode & 0o777).toBe(0o600);
    const raw = Buffer.from(made.keyPem.split('\n').slice(1, -2).join(''), 'base64');
    for (const name of await readdir(folder))
      expect((await readFile(join(folder, name))).includes(raw.subarray(40, 60))).toBe(false);
  });

  it('stays the same until 30 days are left, then is renewed under the same authority', async () => {
    const first = await ensure();
    expect(first.renewed).toBe(true);
    clock.set(new Date(first.notAfter.getTime() - 30 * DAY_MS));
    const second = await ensure();
    expect(second).toMatchObject({ certPem: first.certPem, keyPem: first.keyPem, renewed: false });
    clock.advance(1000);
    const third = await ensure();
    expect(third.renewed).toBe(true);
    expect(third.caPem).toBe(first.caPem);
    expect(third.keyPem).not.toBe(first.keyPem);
    expect(third.notAfter.getTime()).toBeGreaterThan(first.notAfter.getTime() + 300 * DAY_MS);
  });

  it('is renewed when the names change, but says so when the authority may not speak for one', async () => {
    const first = await ensure();
    const moved = await ensure({
      names: { dns: [...NAMES.dns, 'new.example.com'], ip: ['192.168.1.6', '203.0.113.9'] },
    });
    expect(moved.renewed).toBe(true);
    expect(moved.caPem).toBe(first.caPem);
    expect(moved.uncovered).toEqual(['new.example.com', '203.0.113.9']);
    expect(moved.names).toEqual({ dns: NAMES.dns.toSorted(), ip: ['192.168.1.6'] });
    const again = await ensure({
      names: { dns: [...NAMES.dns, 'new.example.com'], ip: ['203.0.113.9', '192.168.1.6'] },
    });
    expect(again.renewed).toBe(false);
    const anew = await ensure({ names: { dns: ['new.example.com'], ip: ['203.0.113.9'] }, newAuthority: true });
    expect(anew.uncovered).toEqual([]);
    expect(anew.caPem).not.toBe(first.caPem);
    expect(await readFile(join(dataDir, 'tls', 'ca.pem.old'), 'utf8')).toBe(first.caPem);
    expect(await handshake(anew, { ca: anew.caPem ?? '', servername: 'new.example.com' })).toBe('ok');
    expect(await handshake(anew, { ca: first.caPem ?? '', servername: 'new.example.com' })).not.toBe('ok');
  });

  it('never outlives its authority, and warns in time', async () => {
    const first = await ensure();
    expect(first.caRenewalDue).toBe(false);
    clock.set(new Date((first.caNotAfter?.getTime() ?? 0) - 100 * DAY_MS));
    const late = await ensure();
    expect(late.notAfter).toEqual(first.caNotAfter);
    expect(late.caRenewalDue).toBe(true);
    clock.advance(101 * DAY_MS);
    expect(await codeOf(ensure())).toBe('authority_broken');
  });

  it('survives a crash between any two files, and a damaged or foreign server file', async () => {
    const first = await ensure();
    for (const lost of ['server.pem', 'server.key.sealed']) {
      await unlink(join(dataDir, 'tls', lost));
      expect(await ensure()).toMatchObject({ renewed: true, caPem: first.caPem });
    }
    await writeFile(join(dataDir, 'tls', 'server.pem'), 'rubbish');
    expect((await ensure()).renewed).toBe(true);
    await writeFile(join(dataDir, 'tls', 'server.pem'), first.certPem);
    expect((await ensure()).renewed).toBe(true);
    expect((await ensure()).renewed).toBe(false);
  });

  it('never replaces an authority that was in use', async () => {
    const first = await ensure();
    const folder = join(dataDir, 'tls');
    await unlink(join(folder, 'ca.pem'));
    expect(await codeOf(ensure())).toBe('authority_broken');
    await writeFile(join(folder, 'ca.pem'), first.caPem ?? '');
    await unlink(join(folder, 'ca.key.sealed'));
    expect((await ensure()).renewed).toBe(false); // the key is needed only to issue
    expect(await codeOf(ensure({ names: { dns: ['localhost'], ip: [] } }))).toBe('authority_broken');
  });

  it('cannot be issued with the wrong master key, and moves to a new one', async () => {
    const first = await ensure();
    const wrong = createSecretBox({ masterKeys: [randomBytes(32)] });
    expect(await codeOf(ensure({ secretBox: wrong }))).toBe('wrong_key');
    const newKey = randomBytes(32);
    await resealTlsKeys({ dataDir, clock, secretBox: createSecretBox({ masterKeys: [masterKey, newKey] }) });
    const onlyNew = createSecretBox({ masterKeys: [newKey] });
    expect(await ensure({ secretBox: onlyNew })).toMatchObject({ certPem: first.certPem, renewed: false });
    expect(await ensure({ secretBox: onlyNew, names: { dns: ['localhost'], ip: [] } })).toMatchObject({
      renewed: true,
      caPem: first.caPem,
    });
  });
});

describe('name constraints', () => {
  it('make clients refuse what our authority might be tricked into signing', async () => {
    const permitted = permittedFor(NAMES);
    const authority = await makeAuthority({ permitted, now: START, random: secureRandom });
    const ca = authority.certificate.toString();
    const signed = async (names: { dns: string[]; ip: string[] }): Promise<ServerCertificate> => {
      const made = await makeServerCertificate({ authority, names, now: START, random: secureRandom });
      const keyPem = made.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
      return { ...(await ensure()), certPem: made.certificate.toString(), keyPem };
    };
    expect(await handshake(await signed({ dns: ['localhost'], ip: [] }), { ca })).toBe('ok');
    expect(
      await handshake(await signed({ dns: ['www.example.com'], ip: [] }), { ca, servername: 'www.example.com' }),
    ).toBe('permitted subtree violation');
    expect(await handshake(await signed({ dns: ['localhost', 'www.example.com'], ip: [] }), { ca })).toBe(
      'permitted subtree violation',
    );
    expect(await handshake(await signed({ dns: ['localhost'], ip: ['8.8.8.8'] }), { ca })).toBe(
      'permitted subtree violation',
    );
  });
});

describe('other programs', () => {
  const files = async (): Promise<{ ca: string; leaf: string; made: ServerCertificate }> => {
    const made = await ensure();
    return { made, ca: join(dataDir, 'tls', 'ca.pem'), leaf: join(dataDir, 'tls', 'server.pem') };
  };

  it.skipIf(!hasOpenssl)('openssl verify -x509_strict accepts it, and refuses a name outside', async () => {
    const { ca, leaf } = await files();
    const good = await run('openssl', [
      'verify',
      '-x509_strict',
      '-purpose',
      'sslserver',
      '-verify_hostname',
      'srv01.local',
      '-CAfile',
      ca,
      leaf,
    ]);
    expect(good.stdout).toContain('OK');
    const text = (await run('openssl', ['x509', '-in', ca, '-noout', '-text'])).stdout;
    expect(text).toMatch(/Name Constraints: critical\s+Permitted:/);
    expect(text).toMatch(/CA:TRUE, pathlen:0/);
    const authority = await makeAuthority({ permitted: permittedFor(NAMES), now: START, random: secureRandom });
    const outside = await makeServerCertificate({
      authority,
      names: { dns: ['www.example.com'], ip: [] },
      now: START,
      random: secureRandom,
    });
    await writeFile(join(dataDir, 'ca2.pem'), authority.certificate.toString());
    await writeFile(join(dataDir, 'out.pem'), outside.certificate.toString());
    const bad = run('openssl', [
      'verify',
      '-x509_strict',
      '-CAfile',
      join(dataDir, 'ca2.pem'),
      join(dataDir, 'out.pem'),
    ]);
    await expect(bad).rejects.toMatchObject({ stderr: expect.stringContaining('permitted subtree violation') });
  });

  it.skipIf(!hasGnutls)('GnuTLS accepts it', async () => {
    const { ca, leaf } = await files();
    const { stdout } = await run('certtool', [
      '--verify',
      '--verify-hostname=srv01.local',
      '--verify-profile=medium',
      `--load-ca-certificate=${ca}`,
      `--infile=${leaf}`,
    ]);
    expect(stdout).toMatch(/verified\. The certificate is trusted/i);
  });

  it.skipIf(!hasPerlSsl)('Perl (IO::Socket::SSL, as fusioninventory-agent uses it) accepts it', async () => {
    const { ca, made } = await files();
    const server = tls.createServer(listenerOptions(made), (socket) => socket.end('hello'));
    server.on('tlsClientError', () => undefined);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const script = `my $s = IO::Socket::SSL->new(PeerAddr=>'127.0.0.1', PeerPort=>$ARGV[0], SSL_ca_file=>$ARGV[1],
      SSL_verify_mode=>IO::Socket::SSL::SSL_VERIFY_PEER(), SSL_verifycn_name=>$ARGV[2], SSL_verifycn_scheme=>'http') or die $IO::Socket::SSL::SSL_ERROR; print <$s>;`;
    const port = String((server.address() as AddressInfo).port);
    try {
      for (const name of ['localhost', '127.0.0.1', 'sonae.example.co.jp']) {
        const { stdout } = await run('perl', ['-MIO::Socket::SSL', '-e', script, port, ca, name]);
        expect(stdout).toBe('hello');
      }
      await expect(run('perl', ['-MIO::Socket::SSL', '-e', script, port, ca, 'www.example.com'])).rejects.toThrow(
        /hostname verification failed/,
      );
    } finally {
      server.close();
    }
  });
});

describe("operator's own certificate", () => {
  const write = async (name: string, content: string, mode = 0o600): Promise<string> => {
    const file = join(dataDir, name);
    await writeFile(file, content, { mode });
    return file;
  };

  it('is taken when sound and refused in one line when not', async () => {
    const made = await ensure();
    const other = await ensure({ newAuthority: true });
    const certFile = await write('cert.pem', made.certPem + (made.caPem ?? ''));
    const keyFile = await write('key.pem', made.keyPem);
    const load = (more: Partial<Parameters<typeof loadOperatorCertificate>[0]> = {}) =>
      loadOperatorCertificate({ certFile, keyFile, clock, host: 'sonae.example.co.jp', ...more });
    const loaded = await load();
    expect(loaded).toMatchObject({ caPem: undefined, keyPem: made.keyPem, notAfter: made.notAfter });
    expect(await handshake(loaded, { ca: made.caPem ?? '' })).toBe('ok');
    expect((await load({ host: '[::1]' })).renewed).toBe(false);
    expect(await codeOf(load({ host: 'www.example.com' }))).toBe('wrong_name');
    expect(await codeOf(load({ keyFile: await write('other.pem', other.keyPem) }))).toBe('key_mismatch');
    expect(await codeOf(load({ keyFile: await write('loose.pem', made.keyPem, 0o644) }))).toBe('permissions');
    expect(await codeOf(load({ keyFile: certFile }))).toBe('unreadable');
    expect(await codeOf(load({ certFile: keyFile }))).toBe('unreadable');
    expect(await codeOf(load({ certFile: join(dataDir, 'none.pem') }))).toBe('unreadable');
    expect(
      await codeOf(load({ certFile: await write('bad.pem', made.certPem.replace(/\n.{10}/, '\nAAAAAAAAAA')) })),
    ).toBe('unreadable');
    clock.set(new Date(made.notAfter.getTime()));
    expect(await codeOf(load())).toBe('expired');
    clock.set(new Date(START.getTime() - 2 * DAY_MS));
    expect(await codeOf(load())).toBe('not_yet_valid');
  });

  it('may not be an authority', async () => {
    const authority = await makeAuthority({ permitted: permittedFor(NAMES), now: START, random: secureRandom });
    const keyPem = `-----BEGIN PRIVATE KEY-----\n${keyToDer(authority.privateKey).toString('base64')}\n-----END PRIVATE KEY-----\n`;
    const certFile = await write('cert.pem', authority.certificate.toString());
    expect(await codeOf(loadOperatorCertificate({ certFile, keyFile: await write('key.pem', keyPem), clock }))).toBe(
      'not_for_servers',
    );
  });
});
