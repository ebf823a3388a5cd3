// SPDX-License-Identifier: Apache-2.0
/** What is asked of Linux. */
import { POSIX_NETWORK, POSIX_OS, PROTECTION, SSHD_SETTINGS } from './ask-posix.ts';
import { RUNNING_TOOLS, counted, installedTools } from './ask-tools.ts';
import { NOW, SOFTWARE_INTERVAL_SECONDS, always, arm, list, since } from './ask.ts';
import type { Ask } from './ask.ts';

/** The units, and how many there are at all: none means that systemd did not answer. */
const units = (...ids: string[]): string[] => [
  arm('units', "'', count(*), ''", 'FROM systemd_units'),
  arm('unit', 'id, active_state, sub_state', `FROM systemd_units WHERE load_state = 'loaded' AND id IN (${list(ids)})`),
];
const files = (...paths: string[]): string =>
  arm('file', "path, '1', ctime", `FROM file WHERE path IN (${list(paths)})`);

/**
 * DISTINCT keeps osquery from being asked about single devices: then it would not look at what a device lies on
 * (tables/system/linux/disk_encryption.cpp), and would look anew for every mount.
 */
const DISKS = always(
  'disks',
  arm(
    'mount',
    "m.path, coalesce(d.encrypted, ''), m.type || ' ' || m.device || ' ' || coalesce(d.type, '')",
    "FROM mounts AS m LEFT JOIN (SELECT DISTINCT name, encrypted, type FROM disk_encryption) AS d ON d.name = m.device_alias WHERE m.device LIKE '/dev/%' OR m.path = '/'",
  ),
);

const FIREWALL: Ask = {
  section: 'firewall',
  variants: [
    since(
      '4.7.0',
      'firewall',
      ...units('firewalld.service', 'nftables.service', 'ufw.service'),
      arm('chain', "chain, policy, ''", "FROM iptables WHERE chain = 'INPUT' AND policy <> '' GROUP BY chain, policy"),
    ),
  ],
};

const ANTIVIRUS = always('antivirus', ...PROTECTION);

const ADMINISTRATORS = always(
  'administrators',
  arm('user', 'username, uid, shell', 'FROM users WHERE uid = 0'),
  arm(
    'member',
    'u.username, u.uid, u.shell',
    "FROM groups AS g CROSS JOIN user_groups AS m ON m.gid = g.gid CROSS JOIN users AS u ON u.uid = m.uid WHERE g.groupname IN ('sudo', 'wheel', 'admin')",
  ),
  arm('sudo', "header, rule_details, ''", "FROM sudoers WHERE rule_details LIKE '%ALL'"),
  arm('shadow', "username, password_status, ''", "FROM shadow WHERE username = 'root'"),
);

const RPM = (vendor: string): string =>
  `SELECT name, version || '-' || release, ${vendor}, arch, 'rpm', install_time FROM rpm_packages`;
const DEB = (maintainer: string): string =>
  `SELECT name, version, ${maintainer} AS publisher, arch, 'deb' AS origin, '' AS installed_on FROM deb_packages WHERE status LIKE '% ok installed'`;

/** Before 4.3.0 a removed package whose settings are still there cannot be told from an installed one. */
const SOFTWARE: Ask = {
  section: 'software',
  intervalSeconds: SOFTWARE_INTERVAL_SECONDS,
  variants: [
    { since: '4.4.0', sql: `${DEB('maintainer')} UNION ALL ${RPM('vendor')};` },
    { since: '4.3.0', sql: `${DEB("''")} UNION ALL ${RPM("''")};` },
  ],
};

export const UPDATE_TIMERS = ['dnf-automatic-install.timer', 'dnf-automatic.timer', 'dnf5-automatic.timer'];
const AUTO_UPDATES: Ask = {
  section: 'autoUpdates',
  variants: [
    since(
      '4.7.0',
      'autoUpdates',
      ...units(
        'apt-daily-upgrade.timer',
        'rpm-ostreed-automatic.timer',
        'transactional-update.timer',
        ...UPDATE_TIMERS,
      ),
      files('/usr/bin/apt-get', '/usr/bin/unattended-upgrade', '/usr/bin/dnf'),
      arm(
        'setting',
        'node, value, path',
        "FROM augeas WHERE path IN ('/etc/apt/apt.conf.d/10periodic', '/etc/apt/apt.conf.d/20auto-upgrades') AND label = 'Unattended-Upgrade'",
      ),
    ),
  ],
};

const REMOTE_DESKTOP: Ask = {
  section: 'remoteDesktop',
  variants: [since('4.7.0', 'remoteDesktop', ...units('xrdp.service', 'gnome-remote-desktop.service'))],
};

/** A file of every system: where it is not seen, no file was looked for. */
export const ALWAYS_THERE = '/etc/passwd';

/** Samba refuses SMBv1 since 4.11 unless it is told otherwise (samba.org, release notes of 4.11.0). */
const SMB1 = always(
  'smb1',
  files(ALWAYS_THERE, '/usr/sbin/smbd', '/etc/samba/smb.conf'),
  arm(
    'setting',
    'label, value, path',
    "FROM augeas WHERE path = '/etc/samba/smb.conf' AND label COLLATE NOCASE IN ('server min protocol', 'min protocol')",
  ),
  arm('parsed', "path, count(*), ''", "FROM augeas WHERE path = '/etc/samba/smb.conf' GROUP BY path"),
  arm('package', "name, version, ''", "FROM deb_packages WHERE name = 'samba'"),
  arm('package', "name, version, ''", "FROM rpm_packages WHERE name = 'samba'"),
);

const REMOTE_CONTROL = always(
  'remoteControl',
  arm('installed', "name, version, ''", `FROM deb_packages WHERE ${installedTools('name')}`),
  arm('installed', "name, version, ''", `FROM rpm_packages WHERE ${installedTools('name')}`),
  counted('installed', 'deb_packages'),
  counted('installed', 'rpm_packages'),
  ...RUNNING_TOOLS,
);

const PEOPLE = 'uid BETWEEN 1000 AND 59999';
/** Only whether a password is set is asked for, of people's accounts; before 4.6.0 "empty" was not told apart (#6696). */
const EMPTY = arm(
  'shadow',
  "username, password_status, ''",
  `FROM shadow WHERE username IN (SELECT username FROM users WHERE ${PEOPLE})`,
);
const ACCOUNTS = arm('user', 'username, uid, shell', `FROM users WHERE ${PEOPLE}`);
const LOCAL_ACCOUNTS: Ask = {
  section: 'localAccounts',
  variants: [
    since('4.6.0', 'localAccounts', counted('users', 'users'), ACCOUNTS, EMPTY),
    since('4.0.0', 'localAccounts', counted('users', 'users'), ACCOUNTS),
  ],
};

const SECURE_BOOT: Ask = {
  section: 'secureBoot',
  variants: [
    since(
      '5.0.0',
      'secureBoot',
      arm('secureboot', "'secure_boot', secure_boot, ''", 'FROM secureboot'),
      files('/dev/tpm0', '/dev/tpmrm0'),
    ),
  ],
};

const SSH_SERVER: Ask = {
  section: 'sshServer',
  variants: [
    since('4.7.0', 'sshServer', ...units('ssh.service', 'sshd.service', 'ssh.socket', 'sshd.socket'), ...SSHD_SETTINGS),
  ],
};

export const TIME_UNITS = [
  'chrony.service',
  'chronyd.service',
  'ntp.service',
  'ntpd.service',
  'ntpsec.service',
  'openntpd.service',
  'systemd-timesyncd.service',
];
const TIME_SYNC: Ask = {
  section: 'timeSync',
  variants: [since('4.7.0', 'timeSync', ...units(...TIME_UNITS), files('/run/systemd/timesync/synchronized'))],
};

/** Who writes the mark "restart required" on Debian and Ubuntu: without them its absence says nothing. */
export const RESTART_WRITERS = ['/etc/kernel/postinst.d/update-notifier', '/etc/kernel/postinst.d/unattended-upgrades'];
const RESTART = always(
  'restart',
  NOW,
  arm('uptime', "'', total_seconds, ''", 'FROM uptime'),
  files('/run/reboot-required', '/var/run/reboot-required', ...RESTART_WRITERS),
  arm('kernel', "path, ctime, ''", "FROM file WHERE path LIKE '/boot/vmlinuz-%'"),
);

export const LINUX_ASKS: readonly Ask[] = [
  POSIX_OS,
  DISKS,
  FIREWALL,
  ANTIVIRUS,
  ADMINISTRATORS,
  POSIX_NETWORK,
  SOFTWARE,
  AUTO_UPDATES,
  REMOTE_DESKTOP,
  SMB1,
  REMOTE_CONTROL,
  LOCAL_ACCOUNTS,
  SECURE_BOOT,
  SSH_SERVER,
  TIME_SYNC,
  RESTART,
];
