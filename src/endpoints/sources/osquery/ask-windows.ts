// SPDX-License-Identifier: Apache-2.0
/** What is asked of Windows. Meanings of registry values stand with their reading in `map-*.ts`. */
import {
  LOADED_USERS,
  NOW,
  SOFTWARE_INTERVAL_SECONDS,
  always,
  arm,
  list,
  registry,
  registryOfUsers,
  since,
} from './ask.ts';
import type { Ask } from './ask.ts';
import { RUNNING_TOOLS, counted, installedTools } from './ask-tools.ts';
import { FIREWALL_PROFILES, KEYS, OFFICE_APPS, USER_KEYS } from './windows-keys.ts';

const valueOf = (name: string): string =>
  `(SELECT data FROM registry WHERE key = '${KEYS.version}' AND name COLLATE NOCASE = '${name}' LIMIT 1)`;

const os = (arch: string): string =>
  `SELECT name, version, build, platform, ${arch}, ${valueOf('UBR')} AS revision, ${valueOf('DisplayVersion')} AS display_version FROM os_version;`;

const OS: Ask = {
  section: 'os',
  variants: [
    { since: '4.4.0', sql: os('arch') },
    { since: '4.0.0', sql: os("'' AS arch") },
  ],
};

const PATCHES = arm('patch', "hotfix_id, installed_on, ''", 'FROM patches');

/** `Succeeded` and `SucceededWithErrors`; the names are those of the table's own code. */
const HISTORY = arm(
  'update',
  "title, date, ''",
  "FROM windows_update_history WHERE operation = 'Installation' AND result_code LIKE 'Succeeded%' AND title LIKE '%Windows%(KB%'",
);

const UPDATES: Ask = {
  section: 'updates',
  variants: [since('5.4.0', 'updates', NOW, PATCHES, HISTORY), since('4.0.0', 'updates', NOW, PATCHES)],
};

/**
 * On Windows Server without the BitLocker feature asking `bitlocker_info` breaks the agent (endpoints reference,
 * section 4). CROSS JOIN keeps the order: without a row on the left the right table is never opened. The feature is
 * not in the list where Windows has it built in; an empty list means that the list itself failed.
 */
const DISKS: Ask = {
  section: 'disks',
  variants: [
    since(
      '4.2.0',
      'disks',
      arm('feature', "name, state, ''", "FROM windows_optional_features WHERE name = 'BitLocker'"),
      arm('drive', "device_id, file_system, boot_partition || '/' || description", 'FROM logical_drives'),
      arm(
        'volume',
        "v.drive_letter, v.protection_status || '/' || v.conversion_status || '/' || v.lock_status, v.encryption_method",
        "FROM (SELECT count(*) AS features, sum(name = 'BitLocker' AND state <> 1) AS missing FROM windows_optional_features) AS guard CROSS JOIN bitlocker_info AS v WHERE guard.features > 0 AND guard.missing = 0",
      ),
    ),
  ],
};

const PROFILE_VALUES = registry(
  FIREWALL_PROFILES.flatMap(({ key, policy }) => [key, policy]),
  ['EnableFirewall'],
);

const FIREWALL: Ask = {
  section: 'firewall',
  variants: [
    since(
      '4.3.0',
      'firewall',
      PROFILE_VALUES,
      arm('center', "'firewall', firewall, ''", 'FROM windows_security_center'),
    ),
    since('4.0.0', 'firewall', PROFILE_VALUES),
  ],
};

/** Windows Server has no Security Center, and before 5.1.0 asking there ended the agent (osquery #7401). */
const PRODUCTS = arm(
  'product',
  'p.name, p.state, p.signatures_up_to_date',
  `FROM registry AS r CROSS JOIN windows_security_products AS p WHERE r.key = '${KEYS.version}' AND r.name = 'InstallationType' AND r.data = 'Client' AND p.type = 'Antivirus'`,
);
const DEFENDER = [
  registry([KEYS.version], ['InstallationType']),
  arm('service', 'name, status, start_type', "FROM services WHERE name = 'WinDefend'"),
  registry([KEYS.defender], ['SignaturesLastUpdated']),
  registry([KEYS.defenderPolicy, KEYS.defenderRealTime], ['DisableRealtimeMonitoring']),
];

const ANTIVIRUS: Ask = {
  section: 'antivirus',
  variants: [
    since(
      '4.3.0',
      'antivirus',
      ...DEFENDER,
      PRODUCTS,
      arm('center', "'antivirus', antivirus, ''", 'FROM windows_security_center'),
    ),
    since('4.1.0', 'antivirus', ...DEFENDER, PRODUCTS),
  ],
};

/**
 * Local members of BUILTIN\Administrators. Group id and user id are the last part of the SID, which accounts of a
 * domain may share: those ("roaming") are no members by this table and are left out.
 */
const MEMBERS = arm(
  'member',
  'u.username, u.uuid, u.type',
  "FROM groups AS g CROSS JOIN user_groups AS m ON m.gid = g.gid CROSS JOIN users AS u ON u.uid = m.uid WHERE g.group_sid = 'S-1-5-32-544' AND u.type <> 'roaming'",
);
const profile = (column: string): string => arm('profile', `'${column}', ${column}, ''`, 'FROM security_profile_info');

const ADMINISTRATORS: Ask = {
  section: 'administrators',
  variants: [
    since('5.7.0', 'administrators', MEMBERS, profile('enable_admin_account')),
    since('4.0.0', 'administrators', MEMBERS),
  ],
};

const LOCAL_USERS = arm('user', 'username, uuid, type', "FROM users WHERE type = 'local'");
const LOCAL_ACCOUNTS: Ask = {
  section: 'localAccounts',
  variants: [
    since('5.7.0', 'localAccounts', LOCAL_USERS, profile('enable_guest_account'), profile('enable_admin_account')),
    since('4.0.0', 'localAccounts', LOCAL_USERS),
  ],
};

const NETWORK = always(
  'network',
  arm('card', 'interface, mac, description', 'FROM interface_details WHERE physical_adapter = 1'),
  arm('address', "interface, address, ''", 'FROM interface_addresses'),
);

const SOFTWARE: Ask = {
  section: 'software',
  intervalSeconds: SOFTWARE_INTERVAL_SECONDS,
  variants: [
    {
      since: '4.0.0',
      sql: "SELECT name, version, publisher, '' AS arch, 'registry' AS origin, install_date AS installed_on FROM programs;",
    },
  ],
};

const SCREEN_SAVER = ['ScreenSaveActive', 'ScreenSaverIsSecure', 'ScreenSaveTimeOut', 'SCRNSAVE.EXE'];
const SCREEN_LOCK = always(
  'screenLock',
  registry([KEYS.systemPolicy], ['InactivityTimeoutSecs']),
  registry([KEYS.deviceLock], ['DevicePasswordEnabled', 'MaxInactivityTimeDeviceLock']),
  LOADED_USERS,
  registryOfUsers(USER_KEYS.desktop, SCREEN_SAVER),
  registryOfUsers(USER_KEYS.desktopPolicy, SCREEN_SAVER),
);

const AUTO_UPDATES = always(
  'autoUpdates',
  registry([KEYS.version], ['InstallationType']),
  registry([KEYS.updatePolicy, KEYS.update], ['NoAutoUpdate', 'AUOptions']),
  arm('service', 'name, status, start_type', "FROM services WHERE name = 'wuauserv'"),
);

const REMOTE_DESKTOP = always(
  'remoteDesktop',
  registry([KEYS.terminal, KEYS.terminalPolicy], ['fDenyTSConnections']),
  registry([KEYS.rdp, KEYS.terminalPolicy], ['UserAuthentication']),
  registry([KEYS.rdp], ['PortNumber']),
);

const SMB1: Ask = {
  section: 'smb1',
  variants: [
    since(
      '4.1.1',
      'smb1',
      arm('feature', "name, state, ''", "FROM windows_optional_features WHERE name LIKE 'SMB1Protocol%'"),
      registry([KEYS.smbServer], ['SMB1']),
      registry([KEYS.smb1Client], ['Start']),
    ),
  ],
};

const REMOTE_CONTROL = always(
  'remoteControl',
  arm('installed', "name, version, ''", `FROM programs WHERE ${installedTools('name')}`),
  counted('installed', 'programs'),
  ...RUNNING_TOOLS,
);

const SECURE_BOOT_VALUES = [
  registry([KEYS.secureBoot], ['UEFISecureBootEnabled']),
  registry([KEYS.control], ['PEFirmwareType']),
];
const SECURE_BOOT: Ask = {
  section: 'secureBoot',
  variants: [
    since(
      '5.0.0',
      'secureBoot',
      ...SECURE_BOOT_VALUES,
      arm('tpm', 'spec_version, activated, enabled', 'FROM tpm_info'),
    ),
    since('4.0.0', 'secureBoot', ...SECURE_BOOT_VALUES),
  ],
};

const REMOVABLE_MEDIA = always(
  'removableMedia',
  registry([KEYS.explorerPolicy], ['NoDriveTypeAutoRun', 'NoAutorun']),
  registry([KEYS.usbStorage], ['Start']),
  registry([KEYS.removable], ['Deny_All']),
  registry([KEYS.removableDisks], ['Deny_Read', 'Deny_Write']),
);

const OFFICE_VALUES = ['VBAWarnings', 'blockcontentexecutionfrominternet'];
const OFFICE_MACROS = always(
  'officeMacros',
  registry([KEYS.version], ['InstallationType']),
  registry(
    OFFICE_APPS.map(({ key }) => key),
    ['(Default)'],
  ),
  LOADED_USERS,
  arm('user', 'username, uuid, type', 'FROM users'),
  registryOfUsers(`${USER_KEYS.office}\\%\\Security`, OFFICE_VALUES),
  registryOfUsers(`${USER_KEYS.officePolicy}\\%\\Security`, OFFICE_VALUES),
);

const SSH_SERVER = always(
  'sshServer',
  arm('service', 'name, status, start_type', `FROM services WHERE name IN (${list(['sshd', 'EventLog'])})`),
);

const TIME_SYNC = always(
  'timeSync',
  registry([KEYS.time], ['Type']),
  arm('service', 'name, status, start_type', "FROM services WHERE name = 'W32Time'"),
);

/** Names of files that wait to be renamed are nobody's business: only that there are some. */
const RESTART = always(
  'restart',
  NOW,
  arm('uptime', "'', total_seconds, ''", 'FROM uptime'),
  registry([KEYS.version], ['InstallationType']),
  registry([KEYS.update], ['RebootRequired']),
  registry([KEYS.servicing], ['RebootPending']),
  arm(
    'renames',
    "name, data <> '', ''",
    `FROM registry WHERE key = '${KEYS.session}' AND name COLLATE NOCASE = 'PendingFileRenameOperations'`,
  ),
);

export const WINDOWS_ASKS: readonly Ask[] = [
  OS,
  UPDATES,
  DISKS,
  FIREWALL,
  ANTIVIRUS,
  ADMINISTRATORS,
  NETWORK,
  SOFTWARE,
  SCREEN_LOCK,
  AUTO_UPDATES,
  REMOTE_DESKTOP,
  SMB1,
  REMOTE_CONTROL,
  LOCAL_ACCOUNTS,
  SECURE_BOOT,
  REMOVABLE_MEDIA,
  OFFICE_MACROS,
  SSH_SERVER,
  TIME_SYNC,
  RESTART,
];
