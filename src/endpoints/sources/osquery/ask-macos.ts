// SPDX-License-Identifier: Apache-2.0
/** What is asked of macOS. */
import { POSIX_NETWORK, POSIX_OS, PROTECTION, SSHD_SETTINGS } from './ask-posix.ts';
import { RUNNING_TOOLS, counted, installedTools } from './ask-tools.ts';
import { NOW, SOFTWARE_INTERVAL_SECONDS, always, arm, list, since } from './ask.ts';
import type { Ask } from './ask.ts';

/** Preferences of the whole machine; `name` is the key. */
const plist = (path: string, keys: readonly string[]): string =>
  arm('plist', "key, value, ''", `FROM plist WHERE path = '${path}' AND key IN (${list(keys)}) AND subkey = ''`);
/** What the organisation's management has laid down. */
const policy = (domain: string, names: readonly string[]): string =>
  arm(
    'policy',
    'name, value, username',
    `FROM managed_policies WHERE domain = '${domain}' AND name IN (${list(names)})`,
  );

const UPDATE_PLIST = '/Library/Preferences/com.apple.SoftwareUpdate.plist';
const UPDATES = always(
  'updates',
  NOW,
  arm(
    'installed',
    "name, time, ''",
    "FROM package_install_history WHERE name LIKE 'macOS%' OR name LIKE 'OS X%' OR name LIKE 'Security Update%' OR name LIKE 'Rapid Security%'",
  ),
  plist(UPDATE_PLIST, ['LastSuccessfulDate', 'LastUpdatesAvailable']),
);

const DISKS: Ask = {
  section: 'disks',
  variants: [
    since(
      '4.7.0',
      'disks',
      arm('disk', 'name, filevault_status, user_uuid', 'FROM disk_encryption'),
      arm('mount', "device, path, ''", "FROM mounts WHERE path IN ('/', '/System/Volumes/Data')"),
    ),
  ],
};

const FIREWALL = always('firewall', arm('alf', "'global_state', global_state, ''", 'FROM alf'));

const ANTIVIRUS = always(
  'antivirus',
  arm('gatekeeper', "'assessments_enabled', assessments_enabled, ''", 'FROM gatekeeper'),
  arm('xprotect', "name, time, ''", "FROM package_install_history WHERE name LIKE 'XProtect%'"),
  ...PROTECTION,
);

/** The group admin has the number 80 on every Mac. */
const ADMINISTRATORS = always(
  'administrators',
  arm(
    'member',
    'u.username, u.uid, u.shell',
    'FROM user_groups AS m CROSS JOIN users AS u ON u.uid = m.uid WHERE m.gid = 80',
  ),
);

const SOFTWARE: Ask = {
  section: 'software',
  intervalSeconds: SOFTWARE_INTERVAL_SECONDS,
  variants: [
    {
      since: '4.0.0',
      sql: "SELECT name, bundle_short_version AS version, '' AS publisher, '' AS arch, 'app' AS origin, '' AS installed_on FROM apps UNION ALL SELECT name, version, '', '', 'brew', '' FROM homebrew_packages;",
    },
  ],
};

/** `screenlock` answers for the person at the screen; without one it says "on", so it is asked who sits there. */
const SCREEN_LOCK: Ask = {
  section: 'screenLock',
  variants: [
    since(
      '4.3.0',
      'screenLock',
      arm('console', "tty, count(*), ''", "FROM logged_in_users WHERE tty = 'console' GROUP BY tty"),
      arm('screenlock', "'enabled', enabled, grace_period", 'FROM screenlock'),
      policy('com.apple.screensaver', ['askForPassword', 'askForPasswordDelay', 'idleTime', 'loginWindowIdleTime']),
    ),
  ],
};

const UPDATE_KEYS = ['AutomaticallyInstallMacOSUpdates', 'AutomaticCheckEnabled', 'AutomaticDownload'];
const AUTO_UPDATES = always(
  'autoUpdates',
  plist(UPDATE_PLIST, UPDATE_KEYS),
  policy('com.apple.SoftwareUpdate', UPDATE_KEYS),
);

const sharing = (column: string): string => arm('sharing', `'${column}', ${column}, ''`, 'FROM sharing_preferences');
const REMOTE_DESKTOP = always('remoteDesktop', sharing('screen_sharing'), sharing('remote_management'));

const REMOTE_CONTROL = always(
  'remoteControl',
  arm('installed', "name, bundle_short_version, ''", `FROM apps WHERE ${installedTools('name')}`),
  counted('installed', 'apps'),
  ...RUNNING_TOOLS,
);

const LOCAL_ACCOUNTS = always(
  'localAccounts',
  arm('user', 'username, uid, shell', 'FROM users WHERE (uid >= 501 AND is_hidden = 0) OR uid = 201'),
  plist('/Library/Preferences/com.apple.loginwindow.plist', ['GuestEnabled']),
  policy('com.apple.MCX', ['DisableGuestAccount', 'EnableGuestAccount']),
);

const SECURE_BOOT: Ask = {
  section: 'secureBoot',
  variants: [since('5.8.0', 'secureBoot', arm('secureboot', "'secure_boot', secure_boot, ''", 'FROM secureboot'))],
};

const SSH_SERVER = always('sshServer', sharing('remote_login'), ...SSHD_SETTINGS);

const TIME_SYNC = always(
  'timeSync',
  plist('/private/var/db/timed/com.apple.timed.plist', ['TMAutomaticTimeOnlyEnabled']),
);

export const MACOS_ASKS: readonly Ask[] = [
  POSIX_OS,
  UPDATES,
  DISKS,
  FIREWALL,
  ANTIVIRUS,
  ADMINISTRATORS,
  POSIX_NETWORK,
  SOFTWARE,
  SCREEN_LOCK,
  AUTO_UPDATES,
  REMOTE_DESKTOP,
  REMOTE_CONTROL,
  LOCAL_ACCOUNTS,
  SECURE_BOOT,
  SSH_SERVER,
  TIME_SYNC,
];
