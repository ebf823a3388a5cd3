// SPDX-License-Identifier: Apache-2.0
/** Whole hosts, made by hand, asked with our own queries through SQLite; and single sections that differ from them. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { known, unknown } from '../../facts.ts';
import type { Platform } from '../../facts.ts';
import type { AllFacts, AnySection as FactSection } from './later-facts.ts';
import { readAnswers } from './answers.ts';
import type { QueryAnswer, ReadAnswers } from './answers.ts';
import {
  MAC,
  PERSON,
  SID,
  SSHD_CONFIG,
  UBUNTU,
  WINDOWS_11,
  WINDOWS_REGISTRY,
  augeas,
  reg,
} from './hand-made-hosts.fake.ts';
import { FakeHost } from './osquery-host.fake.ts';
import type { HostTables } from './osquery-host.fake.ts';
import { queryName } from './queries.ts';
import { FIREWALL_PROFILES, KEYS, OFFICE_APPS, USER_KEYS } from './windows-keys.ts';

const NEWEST = '5.23.1';
const BASE = { windows: WINDOWS_11, macos: MAC, linux: UBUNTU } as const;
type Known = keyof typeof BASE;

function readHost(platform: Known, version: string, tables: HostTables): ReadAnswers {
  const host = new FakeHost({ platform, version }, tables);
  const read = readAnswers(host.host, host.answers());
  host.close();
  return read;
}
const factsOf = (platform: Known, changes: HostTables = {}, version = NEWEST): Partial<AllFacts> =>
  readHost(platform, version, { ...BASE[platform], ...changes }).facts;

/** The registry with other values; a value of undefined is taken away. */
const registryWith = (...values: readonly ReturnType<typeof reg>[]): HostTables => ({
  registry: [
    ...WINDOWS_REGISTRY.filter(
      (row) => !values.some((one) => one['key'] === row['key'] && one['name'] === row['name']),
    ),
    ...values,
  ],
});
const registryWithout = (...names: string[]): HostTables => ({
  registry: WINDOWS_REGISTRY.filter(({ name }) => !names.includes(String(name))),
});

describe('a Windows 11 computer', () => {
  const { facts, software, identity } = readHost('windows', NEWEST, WINDOWS_11);

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
    const read = readHost('windows', NEWEST, { ...WINDOWS_11, programs: rows });
    // One of them is an update of another program.
    const named = new Set(rows.map(({ name, version }) => `${name}\n${version}`));
    expect(read.software?.length).toBe(named.size - 1);
    expect(read.software?.some(({ name }) => name.includes('(KB'))).toBe(false);
    expect(read.software).toContainEqual({ name: 'Docker Desktop', version: '4.9.1', from: 'registry' });
  });
});

test('a Mac tells what macOS has', () => {
  const { facts, software, identity } = readHost('macos', NEWEST, MAC);
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
  const { facts, software, identity } = readHost('linux', NEWEST, UBUNTU);
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

type Case = readonly [string, Known, FactSection, HostTables, unknown, string?];
const { encrypted: _never, ...PLAIN_LV } = {
  path: '/',
  device: '/dev/mapper/vg-root',
  device_alias: '/dev/dm-1',
  type: 'ext4',
  encrypted: 0,
};

const CASES: readonly Case[] = [
  [
    'Windows Server keeps its name',
    'windows',
    'os',
    {
      os_version: [
        { name: 'Microsoft Windows Server 2022 Standard', version: '10.0.20348', build: '20348', platform: 'windows' },
      ],
    },
    {
      state: 'known',
      value: { name: 'Microsoft Windows Server 2022 Standard', edition: 'SERVER', build: '10.0.20348.4460' },
    },
  ],
  ['no row of os_version', 'windows', 'os', { os_version: [] }, unknown('query_failed', 'no_row')],
  [
    'Debian as it writes itself',
    'linux',
    'os',
    { os_version: [{ name: 'Debian GNU/Linux', version: '12 (bookworm)', platform: 'debian' }] },
    { value: { name: 'Debian GNU/Linux 12 (bookworm)', version: '12' } },
  ],
  [
    'CentOS, whose version holds its name',
    'linux',
    'os',
    { os_version: [{ name: 'CentOS Linux', version: 'CentOS Linux release 7.9.2009 (Core)', platform: 'rhel' }] },
    { value: { name: 'CentOS Linux release 7.9.2009 (Core)', version: '7.9.2009' } },
  ],
  [
    'no update at all: the lists did not answer',
    'windows',
    'updates',
    { patches: [], windows_update_history: [] },
    unknown('query_failed', 'no_update_listed'),
  ],
  [
    'updates without a day',
    'windows',
    'updates',
    { patches: [{ hotfix_id: 'KB5046633', installed_on: '01d7ab12cd34ef56' }], windows_update_history: [] },
    unknown('unreadable', 'updates_without_date'),
  ],
  [
    'an update of 2099 does not hide the real one',
    'windows',
    'updates',
    {
      patches: [
        { hotfix_id: 'KB5046633', installed_on: '1/2/2099' },
        { hotfix_id: 'KB5046634', installed_on: '1/2/2025' },
      ],
      windows_update_history: [],
    },
    known({ lastInstalledOn: '2025-01-02' }),
  ],
  ['before 5.4.0 without the history', 'windows', 'updates', {}, known({ lastInstalledOn: '2024-11-12' }), '5.3.0'],
  [
    'BitLocker suspended: the key lies open',
    'windows',
    'disks',
    {
      bitlocker_info: [
        {
          drive_letter: 'C:',
          protection_status: 0,
          conversion_status: 1,
          encryption_method: 'XTS_AES_128',
          lock_status: 0,
        },
      ],
    },
    {
      value: [
        { name: 'C:', encrypted: 'partial' },
        { name: 'E:', encrypted: 'unknown' },
      ],
    },
  ],
  [
    'BitLocker on its way',
    'windows',
    'disks',
    {
      bitlocker_info: [
        {
          drive_letter: 'C:',
          protection_status: 0,
          conversion_status: 2,
          encryption_method: 'XTS_AES_128',
          lock_status: 0,
        },
      ],
    },
    { value: [{ encrypted: 'partial' }, {}] },
  ],
  [
    'a locked volume is encrypted',
    'windows',
    'disks',
    {
      bitlocker_info: [
        {
          drive_letter: 'E:',
          protection_status: 2,
          conversion_status: -1,
          encryption_method: 'UNKNOWN',
          lock_status: 1,
        },
      ],
    },
    { value: [{ encrypted: 'unknown' }, { encrypted: 'yes' }] },
  ],
  ['no row of BitLocker', 'windows', 'disks', { bitlocker_info: [] }, unknown('query_failed', 'no_volume_listed')],
  [
    'a server without the feature is never asked about volumes',
    'windows',
    'disks',
    { windows_optional_features: [{ name: 'BitLocker', state: 2 }] },
    unknown('not_reported_by_source', 'bitlocker_not_installed'),
  ],
  [
    'a list of features that failed',
    'windows',
    'disks',
    { windows_optional_features: [] },
    unknown('query_failed', 'no_volume_listed'),
  ],
  ['osquery before 4.2.0 cannot tell', 'windows', 'disks', {}, unknown('agent_too_old', 'osquery 4.2.0'), '4.1.2'],
  [
    'FileVault is off',
    'macos',
    'disks',
    { disk_encryption: [{ name: '/dev/disk3s5', encrypted: 1, user_uuid: '', filevault_status: 'off' }] },
    known([{ name: '/', system: true, encrypted: 'no' }]),
  ],
  [
    'FileVault cannot be told',
    'macos',
    'disks',
    { disk_encryption: [{ name: '/dev/disk3s5', encrypted: 1, user_uuid: 'A', filevault_status: 'unknown' }] },
    unknown('query_failed', 'filevault_status_unknown'),
  ],
  ['a Mac’s disks before 4.7.0', 'macos', 'disks', {}, unknown('agent_too_old', 'osquery 4.7.0'), '4.6.0'],
  [
    'a logical volume that does not look encrypted',
    'linux',
    'disks',
    { mounts: [PLAIN_LV], disk_encryption: [{ name: '/dev/dm-1', encrypted: 0, type: '' }] },
    unknown('unreadable', 'encryption_cannot_be_seen'),
  ],
  [
    'a plain partition',
    'linux',
    'disks',
    {
      mounts: [{ path: '/', device: '/dev/nvme0n1p2', device_alias: '/dev/nvme0n1p2', type: 'ext4' }],
      disk_encryption: [{ name: '/dev/nvme0n1p2', encrypted: 0, type: '' }],
    },
    known([{ name: '/', system: true, encrypted: 'no' }]),
  ],
  [
    'without root nothing is said about disks',
    'linux',
    'disks',
    { disk_encryption: [] },
    unknown('unreadable', 'encryption_cannot_be_seen'),
  ],
  [
    'one profile off',
    'windows',
    'firewall',
    {
      ...registryWith(reg(FIREWALL_PROFILES[2].key, 'EnableFirewall', 0)),
      windows_security_center: [{ firewall: 'Poor', antivirus: 'Good' }],
    },
    { value: [{ enabled: true }, { enabled: true }, { name: 'public', enabled: false }] },
  ],
  [
    'group policy wins',
    'windows',
    'firewall',
    { ...registryWith(reg(FIREWALL_PROFILES[0].policy, 'EnableFirewall', 0)), windows_security_center: [] },
    { value: [{ name: 'domain', enabled: false }, {}, {}] },
  ],
  [
    'another firewall does the work',
    'windows',
    'firewall',
    registryWith(reg(FIREWALL_PROFILES[2].key, 'EnableFirewall', 0)),
    unknown('unreadable', 'another_firewall_registered'),
  ],
  [
    'profiles are not in the registry',
    'windows',
    'firewall',
    registryWithout('EnableFirewall'),
    unknown('unreadable', 'profiles_not_in_registry'),
  ],
  [
    'macOS 15 with an osquery that looks for the old file',
    'macos',
    'firewall',
    { alf: [] },
    unknown('query_failed', 'no_row'),
  ],
  [
    'a setting that is not in the file',
    'macos',
    'firewall',
    { alf: [{ global_state: -1 }] },
    unknown('unreadable', 'global_state'),
  ],
  [
    'macOS firewall off',
    'macos',
    'firewall',
    { alf: [{ global_state: 0 }] },
    known([{ name: 'application', enabled: false }]),
  ],
  [
    'ufw’s unit alone proves nothing',
    'linux',
    'firewall',
    { systemd_units: [{ id: 'ufw.service', load_state: 'loaded', active_state: 'active', sub_state: 'exited' }] },
    unknown('unreadable', 'off_is_not_certain'),
  ],
  [
    'a closed first chain',
    'linux',
    'firewall',
    { systemd_units: [], iptables: [{ chain: 'INPUT', policy: 'DROP' }] },
    known([{ name: 'iptables', enabled: true }]),
  ],
  ['Linux firewall before 4.7.0', 'linux', 'firewall', {}, unknown('agent_too_old', 'osquery 4.7.0'), '4.6.0'],
  [
    'Security Center is out of order',
    'windows',
    'antivirus',
    { windows_security_center: [{ firewall: 'Error', antivirus: 'Error' }] },
    unknown('query_failed', 'security_center_error'),
  ],
  [
    'no product on a client',
    'windows',
    'antivirus',
    { windows_security_products: [] },
    unknown('query_failed', 'no_product_listed'),
  ],
  [
    'a server with Defender',
    'windows',
    'antivirus',
    registryWith(
      reg(KEYS.version, 'InstallationType', 'Server'),
      reg(KEYS.defender, 'SignaturesLastUpdated', '0080d6fa6b49da01'),
    ),
    { state: 'known', value: [{ enabled: true, upToDate: null, definitionsOn: '2024-01-17' }] },
  ],
  [
    'a server without Defender',
    'windows',
    'antivirus',
    { ...registryWith(reg(KEYS.version, 'InstallationType', 'Server Core')), services: [] },
    unknown('not_reported_by_source', 'windows_server'),
  ],
  ['products before 4.1.0', 'windows', 'antivirus', {}, unknown('agent_too_old', 'osquery 4.1.0'), '4.0.2'],
  ['Gatekeeper gives no row', 'macos', 'antivirus', { gatekeeper: [] }, unknown('query_failed', 'gatekeeper')],
  [
    'no product that is known',
    'linux',
    'antivirus',
    { processes: [], file: [] },
    unknown('not_reported_by_source', 'no_known_product'),
  ],
  [
    'a list of administrators without the one Windows made',
    'windows',
    'administrators',
    { user_groups: [{ uid: 1001, gid: 544 }] },
    unknown('unreadable', 'no_builtin_administrator'),
  ],
  [
    'before 5.7.0 nothing is known of switched-off accounts',
    'windows',
    'administrators',
    {},
    { value: [{ name: 'Administrator', enabled: null }, {}] },
    '5.6.0',
  ],
  ['no member of admin', 'macos', 'administrators', { user_groups: [] }, unknown('query_failed', 'no_member_listed')],
  ['no root', 'linux', 'administrators', { users: [] }, unknown('unreadable', 'no_root')],
  ['no adapter', 'linux', 'network', { interface_details: [] }, unknown('query_failed', 'no_adapter_listed')],
  ['no system_info', 'linux', 'hardware', { system_info: [] }, unknown('query_failed', 'no_row')],
  [
    'a lock for the whole machine',
    'windows',
    'screenLock',
    registryWith(reg(KEYS.systemPolicy, 'InactivityTimeoutSecs', 900)),
    known({ enabled: true, afterSeconds: 900, asksPassword: true, scope: 'machine' }),
  ],
  [
    'a lock by device management, in minutes',
    'windows',
    'screenLock',
    registryWith(
      reg(KEYS.deviceLock, 'DevicePasswordEnabled', 0),
      reg(KEYS.deviceLock, 'MaxInactivityTimeDeviceLock', 10),
    ),
    { value: { afterSeconds: 600, scope: 'machine' } },
  ],
  [
    'a screen saver that asks for nothing',
    'windows',
    'screenLock',
    registryWith(reg(`HKEY_USERS\\${PERSON}\\${USER_KEYS.desktop}`, 'ScreenSaverIsSecure', '0')),
    known({ enabled: false, asksPassword: false, scope: 'user' }),
  ],
  [
    'policy wins over the person',
    'windows',
    'screenLock',
    registryWith(reg(`HKEY_USERS\\${PERSON}\\${USER_KEYS.desktopPolicy}`, 'ScreenSaveTimeOut', '300')),
    { value: { enabled: true, afterSeconds: 300 } },
  ],
  [
    'of two people the one without counts',
    'windows',
    'screenLock',
    { registry: [...WINDOWS_REGISTRY, { key: 'HKEY_USERS', name: `${SID}-1002`, type: 'subkey', data: '' }] },
    { value: { enabled: false } },
  ],
  [
    'nobody is signed in',
    'windows',
    'screenLock',
    { registry: WINDOWS_REGISTRY.filter(({ key }) => key !== 'HKEY_USERS') },
    unknown('unreadable', 'nobody_signed_in'),
  ],
  [
    'without anybody at the screen a Mac’s answer is not believed',
    'macos',
    'screenLock',
    { logged_in_users: [], managed_policies: [] },
    unknown('unreadable', 'nobody_signed_in'),
  ],
  [
    'a Mac without lock',
    'macos',
    'screenLock',
    { screenlock: [{ enabled: 0, grace_period: -1 }], managed_policies: [] },
    known({ enabled: false, asksPassword: false, scope: 'user' }),
  ],
  ['screenlock before 4.3.0', 'macos', 'screenLock', {}, unknown('agent_too_old', 'osquery 4.3.0'), '4.2.0'],
  [
    'updates switched off by policy',
    'windows',
    'autoUpdates',
    registryWith(reg(KEYS.updatePolicy, 'NoAutoUpdate', 1)),
    known({ enabled: false, by: 'Windows Update' }),
  ],
  [
    'updates that wait for a person',
    'windows',
    'autoUpdates',
    registryWith(reg(KEYS.updatePolicy, 'AUOptions', 3)),
    known({ enabled: false, by: 'Windows Update' }),
  ],
  [
    'the update service is disabled',
    'windows',
    'autoUpdates',
    { services: [{ name: 'wuauserv', status: 'STOPPED', start_type: 'DISABLED' }] },
    known({ enabled: false, by: 'Windows Update' }),
  ],
  [
    'a server without a setting',
    'windows',
    'autoUpdates',
    registryWith(reg(KEYS.version, 'InstallationType', 'Server')),
    unknown('unreadable', 'server_default'),
  ],
  ['no such service', 'windows', 'autoUpdates', { services: [] }, unknown('unreadable', 'update_service')],
  ['a Mac without the setting', 'macos', 'autoUpdates', { plist: [] }, unknown('unreadable', 'setting_absent')],
  [
    'a timer without the program that installs',
    'linux',
    'autoUpdates',
    { file: [{ path: '/usr/bin/apt-get', size: 1, ctime: 1 }] },
    known({ enabled: false, by: 'unattended-upgrades' }),
  ],
  [
    'the switch of unattended-upgrades is off',
    'linux',
    'autoUpdates',
    { augeas: augeas('/etc/apt/apt.conf.d/20auto-upgrades', ['APT/Periodic/Unattended-Upgrade', '0']) },
    known({ enabled: false, by: 'unattended-upgrades' }),
  ],
  ['the switch cannot be read', 'linux', 'autoUpdates', { augeas: [] }, unknown('unreadable', 'setting_absent')],
  [
    'dnf may only download',
    'linux',
    'autoUpdates',
    {
      file: [{ path: '/usr/bin/dnf', size: 1, ctime: 1 }],
      systemd_units: [
        { id: 'dnf-automatic.timer', load_state: 'loaded', active_state: 'active', sub_state: 'waiting' },
      ],
    },
    unknown('unreadable', 'may_only_download'),
  ],
  [
    'dnf that installs',
    'linux',
    'autoUpdates',
    {
      file: [],
      systemd_units: [
        { id: 'dnf-automatic-install.timer', load_state: 'loaded', active_state: 'active', sub_state: 'waiting' },
      ],
    },
    known({ enabled: true, by: 'dnf-automatic-install.timer' }),
  ],
  [
    'systemd does not answer',
    'linux',
    'autoUpdates',
    { systemd_units: [] },
    unknown('query_failed', 'systemd_gave_no_units'),
  ],
  [
    'remote desktop without network-level authentication',
    'windows',
    'remoteDesktop',
    registryWith(reg(KEYS.rdp, 'UserAuthentication', 0)),
    known({ enabled: true, networkLevelAuth: false, port: 3389 }),
  ],
  [
    'remote desktop off by policy',
    'windows',
    'remoteDesktop',
    registryWith(reg(KEYS.terminalPolicy, 'fDenyTSConnections', 1)),
    { value: { enabled: false } },
  ],
  [
    'the registry does not answer',
    'windows',
    'remoteDesktop',
    { registry: [] },
    unknown('unreadable', 'fDenyTSConnections'),
  ],
  [
    'screen sharing',
    'macos',
    'remoteDesktop',
    { sharing_preferences: [{ screen_sharing: 1, remote_login: 0, remote_management: 0 }] },
    known({ enabled: true, networkLevelAuth: null }),
  ],
  [
    'sharing_preferences gives no row',
    'macos',
    'remoteDesktop',
    { sharing_preferences: [] },
    unknown('query_failed', 'sharing_preferences'),
  ],
  [
    'xrdp runs',
    'linux',
    'remoteDesktop',
    { systemd_units: [{ id: 'xrdp.service', load_state: 'loaded', active_state: 'active', sub_state: 'running' }] },
    known({ enabled: true, networkLevelAuth: null }),
  ],
  [
    'SMBv1 on',
    'windows',
    'smb1',
    {
      windows_optional_features: [
        { name: 'SMB1Protocol', state: 1 },
        { name: 'SMB1Protocol-Client', state: 2 },
        { name: 'SMB1Protocol-Server', state: 1 },
      ],
    },
    known({ server: true, client: false }),
  ],
  [
    'SMBv1 server off in the registry',
    'windows',
    'smb1',
    {
      windows_optional_features: [{ name: 'SMB1Protocol', state: 1 }],
      ...registryWith(reg(KEYS.smbServer, 'SMB1', 0)),
    },
    known({ server: false, client: true }),
  ],
  [
    'the feature is not listed',
    'windows',
    'smb1',
    { windows_optional_features: [] },
    unknown('unreadable', 'feature_not_listed'),
  ],
  ['SMBv1 before 4.1.1', 'windows', 'smb1', {}, unknown('agent_too_old', 'osquery 4.1.1'), '4.1.0'],
  [
    'an old Samba',
    'linux',
    'smb1',
    {
      file: [{ path: '/usr/sbin/smbd' }, { path: '/etc/samba/smb.conf' }],
      augeas: augeas('/etc/samba/smb.conf', ['target[1]', 'global']),
      deb_packages: [
        {
          name: 'samba',
          version: '2:4.7.6+dfsg~ubuntu-0ubuntu2',
          arch: 'amd64',
          status: 'install ok installed',
          maintainer: '',
        },
      ],
    },
    known({ server: true, client: null }),
  ],
  [
    'a new Samba that is told to',
    'linux',
    'smb1',
    {
      file: [{ path: '/usr/sbin/smbd' }, { path: '/etc/samba/smb.conf' }],
      augeas: augeas('/etc/samba/smb.conf', ['target[1]/server min protocol', 'NT1']),
    },
    known({ server: true, client: null }),
  ],
  [
    'Samba whose settings cannot be read',
    'linux',
    'smb1',
    { file: [{ path: '/usr/sbin/smbd' }, { path: '/etc/samba/smb.conf' }], augeas: [] },
    unknown('unreadable', 'smb_conf'),
  ],
  [
    'the guest account is on',
    'windows',
    'localAccounts',
    { security_profile_info: [{ enable_admin_account: 0, enable_guest_account: 1 }] },
    { value: [{}, { name: 'Guest', kind: 'guest', enabled: true }, {}, {}] },
  ],
  [
    'before 5.7.0 the guest account is not known',
    'windows',
    'localAccounts',
    {},
    { value: [{ enabled: null }, { name: 'Guest', enabled: null }, {}, {}] },
    '5.6.0',
  ],
  ['no account listed', 'windows', 'localAccounts', { users: [] }, unknown('unreadable', 'no_account_listed')],
  [
    'a guest that management allows',
    'macos',
    'localAccounts',
    { managed_policies: [{ domain: 'com.apple.MCX', name: 'EnableGuestAccount', value: '1', username: '' }] },
    { value: [{ name: 'Guest', enabled: true }, {}, {}] },
  ],
  [
    'without root nothing is known of passwords',
    'linux',
    'localAccounts',
    { shadow: [] },
    { value: [{ emptyPassword: null }, { emptyPassword: null }] },
  ],
  [
    'a BIOS has no Secure Boot',
    'windows',
    'secureBoot',
    {
      ...registryWith(reg(KEYS.control, 'PEFirmwareType', 1)),
      ...{
        registry: [
          ...WINDOWS_REGISTRY.filter(({ name }) => name !== 'UEFISecureBootEnabled' && name !== 'PEFirmwareType'),
          reg(KEYS.control, 'PEFirmwareType', 1),
        ],
      },
      tpm_info: [],
    },
    known({ secureBoot: false, tpm: null }),
  ],
  [
    'a TPM that is not switched on',
    'windows',
    'secureBoot',
    { tpm_info: [{ activated: 0, enabled: 1, spec_version: '1.2, 2, 3' }] },
    { value: { tpm: 'present', tpmVersion: '1.2' } },
  ],
  ['before 5.0.0 without the TPM', 'windows', 'secureBoot', {}, known({ secureBoot: true, tpm: null }), '4.9.0'],
  [
    'nothing about Secure Boot',
    'windows',
    'secureBoot',
    { registry: [], tpm_info: [] },
    unknown('unreadable', 'secure_boot'),
  ],
  ['secureboot on a Mac before 5.8.0', 'macos', 'secureBoot', {}, unknown('agent_too_old', 'osquery 5.8.0'), '5.7.0'],
  ['neither EFI nor a TPM', 'linux', 'secureBoot', { secureboot: [], file: [] }, unknown('unreadable', 'secure_boot')],
  [
    'USB storage blocked',
    'windows',
    'removableMedia',
    registryWith(reg(KEYS.usbStorage, 'Start', 4), reg(KEYS.explorerPolicy, 'NoDriveTypeAutoRun', 145)),
    known({ autorunOff: false, usbStorageBlocked: true }),
  ],
  [
    'removable disks denied by policy',
    'windows',
    'removableMedia',
    registryWith(reg(KEYS.removableDisks, 'Deny_Read', 1), reg(KEYS.removableDisks, 'Deny_Write', 1)),
    { value: { usbStorageBlocked: true } },
  ],
  ['the registry is silent', 'windows', 'removableMedia', { registry: [] }, unknown('unreadable', 'usb_storage')],
  [
    'no Office',
    'windows',
    'officeMacros',
    { registry: WINDOWS_REGISTRY.filter(({ key }) => !OFFICE_APPS.some((app) => app.key === key)) },
    known([]),
  ],
  [
    'a silent registry is not "no Office"',
    'windows',
    'officeMacros',
    { registry: [] },
    unknown('unreadable', 'registry'),
  ],
  [
    'an older Office',
    'windows',
    'officeMacros',
    registryWith(reg(OFFICE_APPS[0].key, '(Default)', 'C:\\Program Files\\Microsoft Office\\Office15\\WINWORD.EXE')),
    { value: [{ app: 'word', level: null, fromInternetBlocked: null }, {}] },
  ],
  [
    'a password is enough',
    'linux',
    'sshServer',
    { augeas: augeas(SSHD_CONFIG, ['PermitRootLogin', 'yes']), file: [] },
    known({ running: true, passwordLogin: true, rootLogin: 'yes' }),
  ],
  [
    'keyboard-interactive asks for one too',
    'linux',
    'sshServer',
    { augeas: augeas(SSHD_CONFIG, ['PasswordAuthentication', 'no'], ['PermitRootLogin', 'no']), file: [] },
    known({ running: true, passwordLogin: true, rootLogin: 'no' }),
  ],
  [
    'a Match block opens it again',
    'linux',
    'sshServer',
    {
      augeas: augeas(
        SSHD_CONFIG,
        ['PasswordAuthentication', 'no'],
        ['KbdInteractiveAuthentication', 'no'],
        ['Match/Settings/PasswordAuthentication', 'yes'],
      ),
      file: [],
    },
    { value: { passwordLogin: true } },
  ],
  [
    'settings that cannot be read',
    'linux',
    'sshServer',
    { augeas: [] },
    known({ running: true, passwordLogin: null, rootLogin: null }),
  ],
  [
    'an included file that cannot be read may hold anything',
    'linux',
    'sshServer',
    { augeas: augeas(SSHD_CONFIG, ['Include', '/etc/ssh/sshd_config.d/*.conf'], ['PasswordAuthentication', 'no']) },
    known({ running: true, passwordLogin: null, rootLogin: null }),
  ],
  [
    'SSH does not run',
    'linux',
    'sshServer',
    { systemd_units: [{ id: 'x.service', load_state: 'loaded', active_state: 'active', sub_state: '' }] },
    { value: { running: false } },
  ],
  [
    'an SSH server on Windows',
    'windows',
    'sshServer',
    {
      services: [
        { name: 'sshd', status: 'RUNNING', start_type: 'AUTO_START' },
        { name: 'EventLog', status: 'RUNNING', start_type: 'AUTO_START' },
      ],
    },
    known({ running: true, passwordLogin: null, rootLogin: null }),
  ],
  ['services give no row', 'windows', 'sshServer', { services: [] }, unknown('query_failed', 'services')],
  [
    'time stands still',
    'windows',
    'timeSync',
    registryWith(reg(KEYS.time, 'Type', 'NoSync')),
    { value: { enabled: false } },
  ],
  [
    'nothing keeps the time',
    'linux',
    'timeSync',
    { systemd_units: [{ id: 'x.service', load_state: 'loaded', active_state: 'active', sub_state: '' }] },
    known({ enabled: false, synchronised: null }),
  ],
  [
    'chrony does not say whether it has the time',
    'linux',
    'timeSync',
    { systemd_units: [{ id: 'chrony.service', load_state: 'loaded', active_state: 'active', sub_state: 'running' }] },
    known({ enabled: true, synchronised: null, by: 'chrony' }),
  ],
  ['a Mac that does not say', 'macos', 'timeSync', { plist: [] }, unknown('unreadable', 'setting_absent')],
  [
    'Windows Update waits for a restart',
    'windows',
    'restart',
    { registry: [...WINDOWS_REGISTRY, { key: KEYS.update, name: 'RebootRequired', type: 'subkey', data: '' }] },
    { value: { pending: true, because: 'windows_update' } },
  ],
  [
    'the servicing stack waits',
    'windows',
    'restart',
    { registry: [...WINDOWS_REGISTRY, { key: KEYS.servicing, name: 'RebootPending', type: 'subkey', data: '' }] },
    { value: { pending: true, because: 'servicing' } },
  ],
  [
    'the mark of Debian and Ubuntu',
    'linux',
    'restart',
    { file: [{ path: '/run/reboot-required', ctime: 1 }] },
    { value: { pending: true, because: 'reboot-required' } },
  ],
  [
    'a kernel newer than the last start',
    'linux',
    'restart',
    { file: [{ path: '/boot/vmlinuz-6.1', ctime: 4_000_000_000 }] },
    { value: { pending: true, because: 'kernel' } },
  ],
  ['nobody would leave a mark', 'linux', 'restart', { file: [] }, unknown('not_reported_by_source', 'no_mark_is_kept')],
];

describe('one thing is different', () => {
  test.each(CASES)('%s (%s %s)', (...given) => {
    const [, platform, section, changes, expected, version] = given;
    const read = factsOf(platform, changes, version)[section];
    expect(read).toMatchObject(expected as object);
  });
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
