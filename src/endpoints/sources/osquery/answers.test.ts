// SPDX-License-Identifier: Apache-2.0
/** Whole hosts, made by hand, asked with our own queries through SQLite. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { known, unknown } from '../../facts.ts';
import type { Platform } from '../../facts.ts';
import { readAnswers } from './answers.ts';
import type { QueryAnswer } from './answers.ts';
import { KNOWS } from './knows.ts';
import type { FactSection } from '../../facts.ts';
import { queryName } from './queries.ts';
import { readHost } from './read-host.fake.ts';

describe('a Windows 11 computer', () => {
  const { facts, software, identity } = readHost('windows');

  test('tells every section', () => {
    expect(facts).toEqual({
      os: known({
        platform: 'windows',
        name: 'Microsoft Windows 11 Pro',
        version: '23H2',
        build: '10.0.22631.4460',
        edition: 'W',
        arch: '64-bit',
      }),
      updates: known({ lastInstalledOn: '2024-12-11' }),
      disks: known([
        { name: 'C:', system: true, encrypted: 'yes', method: 'BitLocker XTS_AES_128' },
        { name: 'E:', system: false, encrypted: 'no' },
      ]),
      firewall: known(['domain', 'private', 'public'].map((name) => ({ name, enabled: true }))),
      antivirus: known([{ name: 'Microsoft Defender Antivirus', enabled: true, upToDate: true }]),
      administrators: known([
        { name: 'Administrator', kind: 'user', builtin: true, enabled: false },
        { name: 'hanako', kind: 'user', builtin: false, enabled: null },
      ]),
      hardware: known({
        manufacturer: 'Dell Inc.',
        model: 'Latitude 5440',
        serial: 'BR5RVD3',
        biosUuid: '4c4c4544-0042-3510-8052-b4c04f564433',
        memoryMb: 16_384,
        cpu: 'Intel(R) Core(TM) i5',
      }),
      network: known([{ name: 'Intel(R) Wi-Fi 6E AX211', mac: '00:1b:21:0a:0b:0c', addresses: ['192.168.1.20'] }]),
      screenLock: known({ enabled: true, afterSeconds: 600, asksPassword: true, scope: 'user' }),
      autoUpdates: known({ enabled: true, by: 'Windows Update' }),
      remoteDesktop: known({ enabled: true, networkLevelAuth: true, port: 3389 }),
      smb1: known({ server: false, client: false }),
      remoteControl: known([
        { name: 'AnyDesk', running: true },
        { name: 'TeamViewer', running: false },
      ]),
      localAccounts: known([
        { name: 'Administrator', kind: 'ordinary', enabled: false, emptyPassword: null },
        { name: 'Guest', kind: 'guest', enabled: false, emptyPassword: null },
        { name: 'hanako', kind: 'ordinary', enabled: null, emptyPassword: null },
        { name: 'taro', kind: 'ordinary', enabled: null, emptyPassword: null },
      ]),
      secureBoot: known({ secureBoot: true, tpm: 'ready', tpmVersion: '2.0' }),
      removableMedia: known({ autorunOff: true, usbStorageBlocked: false }),
      officeMacros: known([
        { app: 'word', user: 'hanako', fromInternetBlocked: true, level: 'off' },
        { app: 'excel', user: 'hanako', fromInternetBlocked: null, level: 'ask' },
      ]),
      sshServer: known({ running: false, passwordLogin: null, rootLogin: null }),
      timeSync: known({ enabled: true, synchronised: null, by: 'W32Time' }),
      restart: { state: 'known', value: { pending: false, upSince: expect.stringMatching(/T\d\d:\d0:00Z$/) } },
    });
  });

  test('lists its programs without updates, and says who it is', () => {
    expect(software).toEqual([
      { name: '7-Zip 24.08 (x64)', version: '24.08', publisher: 'Igor Pavlov', from: 'registry' },
      { name: 'TeamViewer', version: '15.60.3', publisher: 'TeamViewer', from: 'registry', installedOn: '2026-09-01' },
    ]);
    expect(identity).toEqual({
      hostname: 'PC-01',
      serial: 'BR5RVD3',
      biosUuid: '4c4c4544-0042-3510-8052-b4c04f564433',
      macs: ['00:1b:21:0a:0b:0c'],
    });
  });

  const programs = join(import.meta.dirname, '../../../../../shared/data/endpoints/windows-11-programs.json');
  test.skipIf(!existsSync(programs))('takes the programs of a recorded one', () => {
    const rows = JSON.parse(readFileSync(programs, 'utf8')) as { name: string; version: string }[];
    const read = readHost('windows', { programs: rows });
    // One of them is an update of another program.
    const named = new Set(rows.map(({ name, version }) => `${name}\n${version}`));
    expect(read.software?.length).toBe(named.size - 1);
    expect(read.software?.some(({ name }) => name.includes('(KB'))).toBe(false);
    expect(read.software).toContainEqual({ name: 'Docker Desktop', version: '4.9.1', from: 'registry' });
  });
});

test('a Mac tells what macOS has', () => {
  const { facts, software, identity } = readHost('macos');
  expect(facts).toEqual({
    os: known({ platform: 'macos', name: 'macOS', version: '15.1', build: '24B83', arch: 'arm64' }),
    updates: known({ lastInstalledOn: '2025-10-30', pendingTotal: 1, listRefreshedAt: '2026-11-20T01:02:03Z' }),
    disks: known([{ name: '/', system: true, encrypted: 'yes', method: 'FileVault' }]),
    firewall: known([{ name: 'application', enabled: true }]),
    antivirus: known([{ name: 'XProtect', enabled: true, upToDate: null, definitionsOn: '2025-11-10' }]),
    administrators: known([
      { name: 'hanako', kind: 'user', builtin: false, enabled: true },
      { name: 'root', kind: 'user', builtin: true, enabled: null },
    ]),
    hardware: known({
      manufacturer: 'Apple Inc.',
      model: 'Mac14,2',
      serial: 'D02R835DG8WK',
      biosUuid: '26725fc9-dadc-4048-987d-f852382a022e',
      memoryMb: 16_384,
      cpu: 'Apple M2',
    }),
    network: known([
      { name: 'en0', mac: 'f8:2d:88:93:56:5c', addresses: ['192.168.1.3'] },
      { name: 'en1', mac: '82:2d:88:93:56:5c', addresses: [] },
    ]),
    screenLock: known({ enabled: true, afterSeconds: 305, asksPassword: true, scope: 'machine' }),
    autoUpdates: known({ enabled: true, by: 'softwareupdate' }),
    remoteDesktop: known({ enabled: false, networkLevelAuth: null }),
    smb1: unknown('not_reported_by_source'),
    remoteControl: known([{ name: 'RustDesk', running: false }]),
    localAccounts: known([
      { name: 'Guest', kind: 'guest', enabled: null, emptyPassword: true },
      { name: 'hanako', kind: 'ordinary', enabled: true, emptyPassword: null },
      { name: 'kiosk', kind: 'ordinary', enabled: false, emptyPassword: null },
    ]),
    secureBoot: known({ secureBoot: true, tpm: null }),
    removableMedia: unknown('not_reported_by_source'),
    officeMacros: unknown('not_reported_by_source'),
    sshServer: known({ running: true, passwordLogin: false, rootLogin: 'keys_only' }),
    timeSync: known({ enabled: true, synchronised: null, by: 'timed' }),
    restart: unknown('not_reported_by_source'),
  });
  expect(software).toEqual([
    { name: 'RustDesk', version: '1.3.2', from: 'app' },
    { name: 'Safari', version: '18.1', from: 'app' },
    { name: 'wget', version: '1.24.5', from: 'brew' },
  ]);
  expect(identity.macs).toEqual(['f8:2d:88:93:56:5c']);
});

test('an Ubuntu server tells what Linux has', () => {
  const { facts, software, identity } = readHost('linux');
  expect(facts).toEqual({
    os: known({ platform: 'linux', name: 'Ubuntu 22.04.2 LTS', version: '22.04.2', arch: 'x86_64' }),
    updates: unknown('not_reported_by_source'),
    disks: known([
      { name: '/', system: true, encrypted: 'yes', method: 'LUKS2-aes-xts-plain64' },
      { name: '/srv', system: false, encrypted: 'no' },
    ]),
    firewall: known([{ name: 'firewalld', enabled: true }]),
    antivirus: known([
      { name: 'ClamAV', enabled: true, upToDate: null },
      { name: 'ESET', enabled: false, upToDate: null },
    ]),
    administrators: known([
      { name: 'deploy', kind: 'user', builtin: false, enabled: null },
      { name: 'hanako', kind: 'user', builtin: false, enabled: true },
      { name: 'it', kind: 'group', builtin: false, enabled: null },
      { name: 'root', kind: 'user', builtin: true, enabled: false },
    ]),
    hardware: known({ memoryMb: 1999, cpu: 'AMD EPYC' }),
    network: known([{ name: 'enp1s0', mac: '52:54:00:12:34:56', addresses: ['10.0.0.5'] }]),
    screenLock: unknown('not_reported_by_source'),
    autoUpdates: known({ enabled: true, by: 'unattended-upgrades' }),
    remoteDesktop: known({ enabled: false, networkLevelAuth: null }),
    smb1: known({ server: false, client: null }),
    remoteControl: known([]),
    localAccounts: known([
      { name: 'hanako', kind: 'ordinary', enabled: true, emptyPassword: false },
      { name: 'taro', kind: 'ordinary', enabled: true, emptyPassword: true },
    ]),
    secureBoot: known({ secureBoot: false, tpm: 'present', tpmVersion: '2.0' }),
    removableMedia: unknown('not_reported_by_source'),
    officeMacros: known([]),
    sshServer: known({ running: true, passwordLogin: false, rootLogin: 'keys_only' }),
    timeSync: known({ enabled: true, synchronised: true, by: 'systemd-timesyncd' }),
    restart: { state: 'known', value: { pending: false, upSince: expect.any(String) } },
  });
  expect(software).toEqual([
    { name: 'openssl', version: '3.0.2-0ubuntu1.18', publisher: 'Ubuntu Developers', arch: 'amd64', from: 'deb' },
  ]);
  // Numbers that firmware makers leave in place do not identify; an address given by software neither.
  expect(identity).toEqual({ hostname: 'ubuntu-01', macs: [] });
});

test.each(['windows', 'macos', 'linux'] as const)('%s: all that can be known was told by these hosts', (platform) => {
  const { facts } = readHost(platform);
  for (const section of KNOWS.osquery[platform]) expect(facts[section]?.state, section).toBe('known');
});

describe('answers that are no answers', () => {
  const host = { platform: 'windows', version: '5.12.1' } as const;
  const one = (section: FactSection, answer: QueryAnswer, version = '5.12.1') =>
    readAnswers({ ...host, version }, new Map([[queryName(section), answer]])).facts;

  test('failed and denylisted read unknown with their reasons', () => {
    expect(one('disks', { state: 'failed', message: 'no such table: bitlocker_info' })).toEqual({
      disks: unknown('query_failed', 'no such table: bitlocker_info'),
    });
    expect(one('disks', { state: 'failed' })).toEqual({ disks: unknown('query_failed') });
    expect(one('firewall', { state: 'denylisted' })).toEqual({ firewall: unknown('denylisted') });
  });

  test('of an agent of unknown version a missing table means that it is too old', () => {
    const failed = { state: 'failed', message: 'no such table: bitlocker_info' } as const;
    expect(one('disks', failed, '')).toEqual({ disks: unknown('agent_too_old', 'no such table: bitlocker_info') });
  });

  test('rows of anything else are not read', () => {
    const foreign = unknown('unreadable', 'not_the_rows_asked_for');
    expect(one('disks', { state: 'rows', rows: [{ foo: 'bar' }] })).toEqual({ disks: foreign });
    expect(one('remoteControl', { state: 'rows', rows: [] })).toEqual({ remoteControl: foreign });
    expect(one('os', { state: 'rows', rows: [{ foo: 'bar' }] }).os).toEqual(foreign);
    expect(one('hardware', { state: 'rows', rows: [{ foo: 'bar' }] }).hardware).toEqual(foreign);
  });

  test('only what was answered is read; names that were not asked are left alone', () => {
    const rows = [{ what: 'asked', name: 'timeSync', value: '1', more: '' }];
    expect(Object.keys(one('timeSync', { state: 'rows', rows }))).toEqual(['timeSync']);
    expect(readAnswers(host, new Map([['fleet_detail_query_os', { state: 'rows', rows }]]))).toEqual({
      facts: {},
      software: undefined,
      identity: {},
    });
  });

  test('software that was not listed is no empty list', () => {
    const software = (rows: Record<string, string>[]) =>
      readAnswers(host, new Map([['sonae_software', { state: 'rows', rows } as const]])).software;
    expect(software([])).toBeUndefined();
    expect(software([{ foo: 'bar' }])).toBeUndefined();
    expect(software([{ name: 'a', version: '1', origin: 'registry' }])).toHaveLength(1);
  });

  test.each<Platform>(['windows', 'macos', 'linux', 'other'])(
    '%s: what can never be told says so in each round',
    (platform) => {
      const os: QueryAnswer = { state: 'rows', rows: [{ name: 'X', version: '1' }] };
      const { facts } = readAnswers({ platform, version: '4.0.0' }, new Map([['sonae_os', os]]));
      const reasons = Object.values(facts).map((read) => (read.state === 'known' ? 'known' : read.reason));
      expect(new Set(reasons).has('query_failed')).toBe(false);
      if (platform === 'other') expect(reasons.filter((reason) => reason === 'not_reported_by_source').length).toBe(18);
    },
  );
});
