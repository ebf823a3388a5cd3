// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SETTINGS, SettingsError, readSettings, settingsDocument } from './settings.ts';
import type { RawSettings } from './settings.ts';
import { terminalLanguage } from './terminal-language.ts';

const context = { cwd: '/srv/sonae', home: '/home/a', configHome: '/home/a/.config' };
const read = (flags: RawSettings, environment: RawSettings = {}) => readSettings(flags, environment, context);

function refusal(flags: RawSettings, environment: RawSettings = {}): SettingsError {
  try {
    read(flags, environment);
  } catch (error) {
    if (error instanceof SettingsError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

test('the documentation is this table', () => {
  const file = join(import.meta.dirname, '../../../docs/settings.md');
  // To renew it: print settingsDocument() into the file.
  expect(readFileSync(file, 'utf8')).toBe(settingsDocument());
});

test('nothing given: the defaults, with folders made absolute', () => {
  expect(read({})).toMatchObject({
    dataDir: '/srv/sonae/.sonae',
    masterKeyFile: '/home/a/.config/sonae/master.key',
    port: 8420,
    tlsPort: 8443,
    tlsHost: '0.0.0.0',
    trustProxy: [],
    databaseUrl: undefined,
  });
});

test('a flag wins over the environment, and an empty variable is none', () => {
  expect(read({ port: '9000' }, { SONAE_PORT: '9001', SONAE_TLS_PORT: '9002' })).toMatchObject({
    port: 9000,
    tlsPort: 9002,
  });
  expect(read({}, { SONAE_PORT: '', SONAE_DISK_RESERVE_MB: '' })).toMatchObject({ port: 8420, diskReserveMb: 1024 });
});

describe('refuses', () => {
  test.each(['0', '65536', '-1', '80.5', '0x50', '1e3', ' ', '٨٠'])('port %j', (port) => {
    expect(refusal({ port }).text.en).toBe(`--port: give a whole number from 1 to 65535. It is "${port}" now.`);
  });

  test.each([
    'https://sonae.example.jp/app',
    'sonae.example.jp',
    'https://',
    'https://a:b@host',
    'ftp://host',
    'https://[::1',
  ])('public address %j', (url) => {
    expect(refusal({ 'public-url': url }).text.en).toMatch(/^--public-url: give an address like/);
  });

  test.each(['10.0.0.5/33', '10.0.0', '::1/129', 'proxy.example.jp', '10.0.0.5 10.0.0.6'])('proxy %j', (list) => {
    expect(refusal({ 'trust-proxy': list }).text.en).toMatch(/^--trust-proxy: give addresses/);
  });

  test('what nobody knows', () => {
    expect(refusal({ nope: 'x' }).text.ja).toBe(
      '--nope: このような設定はありません。一覧は「sonae settings」で見られます。',
    );
    expect(refusal({}, { SONAE_NOPE: 'x' }).message).toMatch(/^SONAE_NOPE: /);
    // The environment of a person holds much that is not ours.
    expect(() => read({}, { PATH: '/bin', MY_SONAE_X: '1' })).not.toThrow();
  });

  test('the master key on the command line, where every user can read it', () => {
    expect(refusal({ '': '0'.repeat(64) }).message).toMatch(/no such setting/);
    expect(refusal({ 'master-key': '0'.repeat(64) }).message).toMatch(/no such setting/);
  });

  test('half of a pair', () => {
    expect(refusal({ 'tls-key': 'key.pem' }).message).toBe('--tls-key: SONAE_TLS_CERT is needed as well.');
    const url = 'postgres://owner:x@db/sonae';
    expect(refusal({}, { SONAE_MIGRATION_DATABASE_URL: url }).message).toMatch(/DATABASE_URL is needed as well/);
  });
});

describe('takes', () => {
  test('an address with the slash that browsers add', () => {
    expect(read({ 'public-url': 'https://sonae.example.jp:8443/' }).publicUrl).toBe('https://sonae.example.jp:8443');
  });

  test.each([
    'postgresql://sonae:p%40ss@db.example.jp:5433/sonae?sslmode=verify-full',
    'postgres://sonae:x@/sonae?host=%2Frun%2Fpostgresql',
    'postgres:///sonae?host=/run/postgresql',
  ])('database %s', (url) => {
    expect(read({}, { DATABASE_URL: url }).databaseUrl).toBe(url);
  });

  test('networks of proxies', () => {
    expect(read({ 'trust-proxy': '10.0.0.5, 192.168.0.0/24,fd00::/8' }).trustProxy).toEqual([
      '10.0.0.5',
      '192.168.0.0/24',
      'fd00::/8',
    ]);
  });

  test('hosts of the private network, in lower case', () => {
    expect(read({ 'outbound-private-hosts': 'IdP.example.local, 10.0.0.9' }).outboundPrivateHosts).toEqual([
      'idp.example.local',
      '10.0.0.9',
    ]);
    expect(refusal({ 'outbound-private-hosts': 'https://idp' }).text.en).toMatch(
      /^--outbound-private-hosts: give host/,
    );
  });

  test('several master keys, as a rotation needs them', () => {
    const keys = `${'ab'.repeat(32)},${Buffer.alloc(32, 7).toString('base64')}`;
    expect(read({}, { SONAE_MASTER_KEY: keys }).masterKey).toBe(keys);
  });
});

test('no secret is ever in the line of a refusal', () => {
  const secrets = Object.values(SETTINGS).filter((setting) => 'secret' in setting);
  expect(secrets.length).toBeGreaterThan(3);
  fc.assert(
    fc.property(fc.constantFrom(...secrets), fc.stringMatching(/^[a-zA-Z0-9 :@/#%]{12,60}$/), ({ env }, value) => {
      try {
        read({}, { [env]: `zz${value}` });
      } catch (error) {
        if (!(error instanceof SettingsError)) throw error;
        expect(error.text.ja + error.text.en).not.toContain(value);
      }
    }),
  );
});

test('any text is either taken or refused with one line', () => {
  const flags = Object.values(SETTINGS).flatMap(({ flag }) => (flag === undefined ? [] : [flag]));
  fc.assert(
    fc.property(fc.constantFrom(...flags), fc.string({ maxLength: 40 }), (flag, value) => {
      try {
        read({ [flag]: value });
      } catch (error) {
        expect(error).toBeInstanceOf(SettingsError);
      }
    }),
  );
});

test('the language follows the locale, Japanese where none is chosen', () => {
  expect(terminalLanguage({})).toBe('ja');
  expect(terminalLanguage({ LANG: 'C.UTF-8' })).toBe('ja');
  expect(terminalLanguage({ LANG: 'en_US.UTF-8' })).toBe('en');
  expect(terminalLanguage({ LANG: 'en_US.UTF-8', LC_ALL: 'ja_JP.UTF-8' })).toBe('ja');
});
