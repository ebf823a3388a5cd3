// SPDX-License-Identifier: Apache-2.0
/** Ways in from outside, and accounts: hosts made by hand in which one thing is different. */
import { expect, test } from 'vitest';
import { known, unknown } from '../../facts.ts';
import { SSHD_CONFIG, augeas, reg } from './hand-made-hosts.fake.ts';
import { factsOf, registryWith } from './read-host.fake.ts';
import type { Case } from './read-host.fake.ts';
import { KEYS } from './windows-keys.ts';

const CASES: readonly Case[] = [
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
      file: [{ path: '/etc/passwd' }, { path: '/usr/sbin/smbd' }, { path: '/etc/samba/smb.conf' }],
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
      file: [{ path: '/etc/passwd' }, { path: '/usr/sbin/smbd' }, { path: '/etc/samba/smb.conf' }],
      augeas: augeas('/etc/samba/smb.conf', ['target[1]/server min protocol', 'NT1']),
    },
    known({ server: true, client: null }),
  ],
  [
    'Samba whose settings cannot be read',
    'linux',
    'smb1',
    { file: [{ path: '/etc/passwd' }, { path: '/usr/sbin/smbd' }, { path: '/etc/samba/smb.conf' }], augeas: [] },
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
];

test.each(CASES.map((given) => ({ title: `${given[0]} (${given[1]} ${given[2]})`, given })))('$title', ({ given }) => {
  const [, platform, section, changes, expected, version] = given;
  expect(factsOf(platform, changes, version)[section]).toMatchObject(expected);
});
