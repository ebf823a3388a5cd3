// SPDX-License-Identifier: Apache-2.0
/** Whole hosts as tables, written by hand after osquery's table specifications: no such machine was at hand. */
import type { HostTables } from './osquery-host.fake.ts';
import { FIREWALL_PROFILES, KEYS, OFFICE_APPS, USER_KEYS } from './windows-keys.ts';

type Rows = HostTables[string];

/** One registry value; a number becomes REG_DWORD as osquery writes it. */
export const reg = (key: string, name: string, data: string | number): Rows[number] => ({
  key,
  name,
  type: typeof data === 'number' ? 'REG_DWORD' : 'REG_SZ',
  data: `${data}`,
});

export const SID = 'S-1-5-21-1111111111-2222222222-3333333333';
export const PERSON = `${SID}-1001`;
const desktop = `HKEY_USERS\\${PERSON}\\${USER_KEYS.desktop}`;

export const WINDOWS_REGISTRY: Rows = [
  reg(KEYS.version, 'UBR', 4460),
  reg(KEYS.version, 'DisplayVersion', '23H2'),
  reg(KEYS.version, 'InstallationType', 'Client'),
  ...FIREWALL_PROFILES.map(({ key }) => reg(key, 'EnableFirewall', 1)),
  { key: 'HKEY_USERS', name: PERSON, type: 'subkey', data: '' },
  { key: 'HKEY_USERS', name: `${PERSON}_Classes`, type: 'subkey', data: '' },
  { key: 'HKEY_USERS', name: 'S-1-5-18', type: 'subkey', data: '' },
  reg(desktop, 'ScreenSaveActive', '1'),
  reg(desktop, 'ScreenSaverIsSecure', '1'),
  reg(desktop, 'ScreenSaveTimeOut', '600'),
  reg(desktop, 'SCRNSAVE.EXE', 'C:\\Windows\\system32\\scrnsave.scr'),
  reg(KEYS.terminal, 'fDenyTSConnections', 0),
  reg(KEYS.rdp, 'UserAuthentication', 1),
  reg(KEYS.rdp, 'PortNumber', 3389),
  reg(KEYS.smb1Client, 'Start', 2),
  reg(KEYS.usbStorage, 'Start', 3),
  reg(KEYS.explorerPolicy, 'NoDriveTypeAutoRun', 255),
  reg(KEYS.secureBoot, 'UEFISecureBootEnabled', 1),
  reg(KEYS.control, 'PEFirmwareType', 2),
  reg(KEYS.time, 'Type', 'NTP'),
  ...OFFICE_APPS.slice(0, 2).map(({ key }) =>
    reg(key, '(Default)', 'C:\\Program Files\\Microsoft Office\\Root\\Office16\\WINWORD.EXE'),
  ),
  reg(`HKEY_USERS\\${PERSON}\\${USER_KEYS.officePolicy}\\Word\\Security`, 'VBAWarnings', 4),
  reg(`HKEY_USERS\\${PERSON}\\${USER_KEYS.office}\\Word\\Security`, 'VBAWarnings', 1),
  reg(`HKEY_USERS\\${PERSON}\\${USER_KEYS.officePolicy}\\Word\\Security`, 'blockcontentexecutionfrominternet', 1),
  reg(KEYS.session, 'PendingFileRenameOperations', 'a,b'),
];

const EPOCH_DAY = 86_400;
export const WINDOWS_11: HostTables = {
  os_version: [
    {
      name: 'Microsoft Windows 11 Pro',
      version: '10.0.22631',
      build: '22631',
      platform: 'windows',
      arch: '64-bit',
    },
  ],
  registry: WINDOWS_REGISTRY,
  patches: [
    { hotfix_id: 'KB5046633', installed_on: '11/12/2024' },
    { hotfix_id: 'KB5044033', installed_on: '' },
  ],
  windows_update_history: [
    {
      title: '2024-12 Cumulative Update for Windows 11 Version 23H2 for x64-based Systems (KB5048685)',
      date: Date.parse('2024-12-11T03:00:00Z') / 1000,
      operation: 'Installation',
      result_code: 'Succeeded',
    },
    {
      title: 'Security Intelligence Update for Microsoft Defender Antivirus on Windows - KB2267602 (KB2267602)',
      date: Date.parse('2025-01-20T03:00:00Z') / 1000,
      operation: 'Installation',
      result_code: 'Succeeded',
    },
    {
      title: '2025-01 Cumulative Update for Windows 11 (KB5050021)',
      date: Date.parse('2025-01-15T03:00:00Z') / 1000,
      operation: 'Installation',
      result_code: 'Failed',
    },
  ],
  windows_optional_features: [
    { name: 'SMB1Protocol', state: 2 },
    { name: 'NetFx3', state: 1 },
  ],
  logical_drives: [
    { device_id: 'C:', description: 'Local Fixed Disk', file_system: 'NTFS', boot_partition: 1 },
    { device_id: 'D:', description: 'Removable Disk', file_system: 'NTFS', boot_partition: 0 },
    { device_id: 'E:', description: 'ローカル固定ディスク', file_system: 'NTFS', boot_partition: 0 },
  ],
  bitlocker_info: [
    {
      drive_letter: 'C:',
      protection_status: 1,
      conversion_status: 1,
      encryption_method: 'XTS_AES_128',
      lock_status: 0,
    },
    { drive_letter: 'D:', protection_status: 0, conversion_status: 0, encryption_method: 'None', lock_status: 0 },
    { drive_letter: 'E:', protection_status: 0, conversion_status: 0, encryption_method: 'None', lock_status: 0 },
  ],
  windows_security_center: [{ firewall: 'Good', antivirus: 'Good' }],
  windows_security_products: [
    { type: 'Antivirus', name: 'Microsoft Defender Antivirus', state: 'On', signatures_up_to_date: 1 },
    { type: 'Firewall', name: 'Windows Firewall', state: 'On', signatures_up_to_date: 1 },
  ],
  services: [
    { name: 'WinDefend', status: 'RUNNING', start_type: 'AUTO_START' },
    { name: 'wuauserv', status: 'STOPPED', start_type: 'DEMAND_START' },
    { name: 'W32Time', status: 'STOPPED', start_type: 'DEMAND_START' },
    { name: 'EventLog', status: 'RUNNING', start_type: 'AUTO_START' },
  ],
  groups: [
    { gid: 544, groupname: 'Administrators', group_sid: 'S-1-5-32-544' },
    { gid: 545, groupname: 'Users', group_sid: 'S-1-5-32-545' },
  ],
  user_groups: [
    { uid: 500, gid: 544 },
    { uid: 1001, gid: 544 },
    { uid: 1002, gid: 545 },
  ],
  users: [
    { uid: 500, gid: 544, username: 'Administrator', uuid: `${SID}-500`, type: 'local' },
    { uid: 501, gid: 546, username: 'Guest', uuid: `${SID}-501`, type: 'local' },
    { uid: 503, gid: 581, username: 'DefaultAccount', uuid: `${SID}-503`, type: 'local' },
    { uid: 1001, gid: 544, username: 'hanako', uuid: PERSON, type: 'local' },
    { uid: 1002, gid: 545, username: 'taro', uuid: `${SID}-1002`, type: 'local' },
    { uid: 1001, gid: 513, username: 'someone', uuid: 'S-1-5-21-9-9-9-1001', type: 'roaming' },
    { uid: 18, gid: 18, username: 'SYSTEM', uuid: 'S-1-5-18', type: 'special' },
  ],
  security_profile_info: [{ enable_admin_account: 0, enable_guest_account: 0 }],
  system_info: [
    {
      hostname: 'PC-01',
      computer_name: 'PC-01',
      uuid: '4C4C4544-0042-3510-8052-B4C04F564433',
      cpu_brand: 'Intel(R) Core(TM) i5\u0000\u0000',
      physical_memory: '17179869184',
      hardware_vendor: 'Dell Inc.',
      hardware_model: 'Latitude 5440',
      hardware_serial: 'BR5RVD3',
    },
  ],
  interface_details: [
    { interface: '12', mac: '00:1b:21:0a:0b:0c', description: 'Intel(R) Wi-Fi 6E AX211', physical_adapter: 1 },
    { interface: '7', mac: '00:15:5d:01:02:03', description: 'Hyper-V Virtual Ethernet', physical_adapter: 0 },
  ],
  interface_addresses: [
    { interface: '12', address: '192.168.1.20' },
    { interface: '12', address: 'fe80::1%12' },
    { interface: '7', address: '172.20.0.1' },
  ],
  programs: [
    { name: 'TeamViewer', version: '15.60.3', publisher: 'TeamViewer', install_date: '20260901' },
    { name: '7-Zip 24.08 (x64)', version: '24.08', publisher: 'Igor Pavlov', install_date: '' },
    { name: 'Security Update for Microsoft Office 2016 (KB5002700)', version: '', publisher: '', install_date: '' },
  ],
  processes: [{ name: 'explorer.exe' }, { name: 'AnyDesk.exe' }, { name: 'AnyDesk.exe' }],
  tpm_info: [{ activated: 1, enabled: 1, spec_version: '2.0, 0, 1.38' }],
  uptime: [{ total_seconds: 3 * EPOCH_DAY }],
};

const policies = (domain: string, values: Readonly<Record<string, string>>): Rows =>
  Object.entries(values).map(([name, value]) => ({ domain, name, value, username: '' }));
const plist = (path: string, values: Readonly<Record<string, string>>): Rows =>
  Object.entries(values).map(([key, value]) => ({ path, key, value, subkey: '' }));

export const SSHD_CONFIG = '/etc/ssh/sshd_config';
export const augeas = (path: string, ...lines: readonly (readonly [string, string])[]): Rows =>
  lines.map(([label, value]) => ({
    path,
    node: `/files${path}/${label}`,
    label:
      label
        .split('/')
        .at(-1)
        ?.replace(/\[\d+\]$/, '') ?? '',
    value,
  }));

export const MAC: HostTables = {
  os_version: [{ name: 'macOS', version: '15.1', build: '24B83', platform: 'darwin', arch: 'arm64' }],
  package_install_history: [
    { name: 'macOS 15.1', time: Date.parse('2025-10-30T00:00:00Z') / 1000 },
    { name: 'XProtectPlistConfigData', time: Date.parse('2025-11-10T00:00:00Z') / 1000 },
    { name: 'Keynote', time: Date.parse('2025-11-15T00:00:00Z') / 1000 },
  ],
  plist: [
    ...plist('/Library/Preferences/com.apple.SoftwareUpdate.plist', {
      LastSuccessfulDate: '2026-11-20 01:02:03 +0000',
      LastUpdatesAvailable: '1',
      AutomaticallyInstallMacOSUpdates: '1',
    }),
    ...plist('/private/var/db/timed/com.apple.timed.plist', { TMAutomaticTimeOnlyEnabled: '1' }),
  ],
  managed_policies: policies('com.apple.screensaver', { idleTime: '300', askForPassword: '1' }),
  disk_encryption: [
    { name: '/dev/disk3s5', encrypted: 1, type: 'APFS Encryption', user_uuid: 'A', filevault_status: 'on' },
    { name: '/dev/disk5s1', encrypted: 0, type: '', user_uuid: '', filevault_status: 'off' },
  ],
  mounts: [{ device: '/dev/disk3s5', device_alias: '/dev/disk3s5', path: '/System/Volumes/Data', type: 'apfs' }],
  alf: [{ global_state: 2 }],
  gatekeeper: [{ assessments_enabled: 1 }],
  users: [
    { uid: 0, gid: 0, username: 'root', shell: '/bin/sh', uuid: '', is_hidden: 0 },
    { uid: 501, gid: 20, username: 'hanako', shell: '/bin/zsh', uuid: 'A', is_hidden: 0 },
    { uid: 502, gid: 20, username: 'kiosk', shell: '/usr/bin/false', uuid: 'B', is_hidden: 0 },
    { uid: 201, gid: 201, username: 'Guest', shell: '/bin/bash', uuid: 'C', is_hidden: 0 },
    { uid: 248, gid: 248, username: '_mbsetupuser', shell: '/bin/bash', uuid: 'D', is_hidden: 0 },
  ],
  user_groups: [
    { uid: 0, gid: 80 },
    { uid: 501, gid: 80 },
    { uid: 248, gid: 80 },
  ],
  system_info: [
    {
      hostname: 'mac-01.local',
      computer_name: 'mac-01',
      uuid: '26725FC9-DADC-4048-987D-F852382A022E',
      cpu_brand: 'Apple M2',
      physical_memory: '17179869184',
      hardware_vendor: 'Apple Inc.',
      hardware_model: 'Mac14,2',
      hardware_serial: 'D02R835DG8WK',
    },
  ],
  interface_details: [
    { interface: 'lo0', mac: '00:00:00:00:00:00' },
    { interface: 'en0', mac: 'f8:2d:88:93:56:5c' },
    { interface: 'en1', mac: '82:2d:88:93:56:5c' },
    { interface: 'utun0', mac: '' },
  ],
  interface_addresses: [
    { interface: 'en0', address: '192.168.1.3' },
    { interface: 'en0', address: 'fe80::8cb:112d:ff51:1e5d%en0' },
  ],
  apps: [
    { name: 'Safari.app', bundle_short_version: '18.1' },
    { name: 'RustDesk.app', bundle_short_version: '1.3.2' },
  ],
  homebrew_packages: [{ name: 'wget', version: '1.24.5' }],
  logged_in_users: [{ user: 'hanako', tty: 'console' }],
  screenlock: [{ enabled: 1, grace_period: 5 }],
  sharing_preferences: [{ screen_sharing: 0, remote_login: 1, remote_management: 0 }],
  augeas: augeas(SSHD_CONFIG, ['PasswordAuthentication', 'no'], ['KbdInteractiveAuthentication', 'no']),
  secureboot: [{ secure_boot: 1 }],
  processes: [{ name: 'launchd' }],
};

const unit = (id: string, active: string, sub: string): Rows[number] => ({
  id,
  load_state: 'loaded',
  active_state: active,
  sub_state: sub,
});

export const UBUNTU: HostTables = {
  os_version: [
    { name: 'Ubuntu', version: '22.04.2 LTS (Jammy Jellyfish)', build: '', platform: 'ubuntu', arch: 'x86_64' },
  ],
  mounts: [
    { device: '/dev/mapper/vg-root', device_alias: '/dev/dm-1', path: '/', type: 'ext4' },
    { device: '/dev/sda2', device_alias: '/dev/sda2', path: '/boot', type: 'ext4' },
    { device: '/dev/sdb1', device_alias: '/dev/sdb1', path: '/srv', type: 'xfs' },
    { device: '/dev/loop3', device_alias: '/dev/loop3', path: '/snap/core/1', type: 'squashfs' },
    { device: 'proc', device_alias: 'proc', path: '/proc', type: 'proc' },
  ],
  disk_encryption: [
    { name: '/dev/dm-1', encrypted: 1, type: 'LUKS2-aes-xts-plain64' },
    { name: '/dev/sda2', encrypted: 0, type: '' },
    { name: '/dev/sdb1', encrypted: 0, type: '' },
  ],
  systemd_units: [
    unit('firewalld.service', 'active', 'running'),
    unit('apt-daily-upgrade.timer', 'active', 'waiting'),
    unit('ssh.service', 'active', 'running'),
    unit('systemd-timesyncd.service', 'active', 'running'),
  ],
  augeas: [
    ...augeas('/etc/apt/apt.conf.d/20auto-upgrades', ['APT/Periodic/Unattended-Upgrade', '1']),
    ...augeas(
      SSHD_CONFIG,
      ['Include', '/etc/ssh/sshd_config.d/*.conf'],
      ['PasswordAuthentication', 'yes'],
      ['#comment', 'x'],
    ),
    ...augeas(
      `${SSHD_CONFIG}.d/50-cloud-init.conf`,
      ['PasswordAuthentication', 'no'],
      ['KbdInteractiveAuthentication', 'no'],
    ),
  ],
  file: [
    { path: '/etc/passwd', size: 1, ctime: 1 },
    { path: '/usr/bin/apt-get', size: 1, ctime: 1 },
    { path: '/usr/bin/unattended-upgrade', size: 1, ctime: 1 },
    { path: '/etc/kernel/postinst.d/update-notifier', size: 1, ctime: 1 },
    { path: '/boot/vmlinuz-5.15.0-60-generic', size: 1, ctime: 1_700_000_000 },
    { path: `${SSHD_CONFIG}.d/50-cloud-init.conf`, size: 60, ctime: 1 },
    { path: '/run/systemd/timesync/synchronized', size: 0, ctime: 1 },
    { path: '/dev/tpmrm0', size: 0, ctime: 1 },
    { path: '/opt/eset', size: 1, ctime: 1 },
  ],
  processes: [{ name: 'systemd' }, { name: 'clamd' }],
  users: [
    { uid: 0, gid: 0, username: 'root', shell: '/bin/bash' },
    { uid: 33, gid: 33, username: 'www-data', shell: '/usr/sbin/nologin' },
    { uid: 1000, gid: 1000, username: 'hanako', shell: '/bin/bash' },
    { uid: 1001, gid: 1001, username: 'taro', shell: '/bin/bash' },
    { uid: 1002, gid: 1002, username: 'backup2', shell: '/usr/sbin/nologin' },
  ],
  groups: [
    { gid: 27, groupname: 'sudo' },
    { gid: 1000, groupname: 'hanako' },
  ],
  user_groups: [{ uid: 1000, gid: 27 }],
  sudoers: [
    { header: 'Defaults', rule_details: 'env_reset' },
    { header: 'root', rule_details: 'ALL=(ALL:ALL) ALL' },
    { header: '%sudo', rule_details: 'ALL=(ALL:ALL) ALL' },
    { header: '%it', rule_details: 'ALL=(ALL) NOPASSWD: ALL' },
    { header: 'deploy', rule_details: 'ALL=(ALL) ALL' },
    { header: 'printer', rule_details: 'ALL=(ALL) /usr/bin/lpadmin -d ALL' },
  ],
  shadow: [
    { username: 'root', password_status: 'locked' },
    { username: 'hanako', password_status: 'active' },
    { username: 'taro', password_status: 'empty' },
  ],
  system_info: [
    {
      hostname: 'ubuntu-01',
      computer_name: 'ubuntu-01',
      uuid: '11111111-2222-3333-4444-555555555555',
      cpu_brand: 'AMD EPYC',
      physical_memory: '2095869952',
      hardware_vendor: '',
      hardware_model: '',
      hardware_serial: '',
    },
  ],
  interface_details: [
    { interface: 'lo', mac: '00:00:00:00:00:00' },
    { interface: 'enp1s0', mac: '52:54:00:12:34:56' },
    { interface: 'docker0', mac: '02:42:ac:11:00:02' },
  ],
  interface_addresses: [{ interface: 'enp1s0', address: '10.0.0.5' }],
  deb_packages: [
    {
      name: 'openssl',
      version: '3.0.2-0ubuntu1.18',
      arch: 'amd64',
      status: 'install ok installed',
      maintainer: 'Ubuntu Developers <ubuntu-devel-discuss@lists.ubuntu.com>',
    },
    { name: 'gone', version: '1.0', arch: 'all', status: 'deinstall ok config-files', maintainer: 'x' },
  ],
  secureboot: [{ secure_boot: 0 }],
  uptime: [{ total_seconds: EPOCH_DAY }],
};
