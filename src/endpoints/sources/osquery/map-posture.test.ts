// SPDX-License-Identifier: Apache-2.0
/** System, updates, disks, firewall, antivirus, administrators: hosts made by hand in which one thing is different. */
import { expect, test } from 'vitest';
import { known, unknown } from '../../facts.ts';
import { reg } from './hand-made-hosts.fake.ts';
import { factsOf, registryWith, registryWithout } from './read-host.fake.ts';
import type { Case } from './read-host.fake.ts';
import { FIREWALL_PROFILES, KEYS } from './windows-keys.ts';

const PLAIN_LV = { path: '/', device: '/dev/mapper/vg-root', device_alias: '/dev/dm-1', type: 'ext4' };

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
];

test.each(CASES.map((given) => ({ title: `${given[0]} (${given[1]} ${given[2]})`, given })))('$title', ({ given }) => {
  const [, platform, section, changes, expected, version] = given;
  expect(factsOf(platform, changes, version)[section]).toMatchObject(expected);
});
