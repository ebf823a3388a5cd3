// SPDX-License-Identifier: Apache-2.0
/** Settings: hosts made by hand in which one thing is different. */
import { expect, test } from 'vitest';
import { known, unknown } from '../../facts.ts';
import { PERSON, SID, WINDOWS_REGISTRY, augeas, reg } from './hand-made-hosts.fake.ts';
import { factsOf, registryWith } from './read-host.fake.ts';
import type { Case } from './read-host.fake.ts';
import { KEYS, OFFICE_APPS, USER_KEYS } from './windows-keys.ts';

const CASES: readonly Case[] = [
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
    'a BIOS has no Secure Boot',
    'windows',
    'secureBoot',
    {
      registry: [
        ...WINDOWS_REGISTRY.filter(({ name }) => name !== 'UEFISecureBootEnabled' && name !== 'PEFirmwareType'),
        reg(KEYS.control, 'PEFirmwareType', 1),
      ],
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

test.each(CASES.map((given) => ({ title: `${given[0]} (${given[1]} ${given[2]})`, given })))('$title', ({ given }) => {
  const [, platform, section, changes, expected, version] = given;
  expect(factsOf(platform, changes, version)[section]).toMatchObject(expected);
});
