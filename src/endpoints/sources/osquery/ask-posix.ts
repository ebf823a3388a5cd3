// SPDX-License-Identifier: Apache-2.0
/** What is asked of macOS and Linux alike. */
import { always, arm, list } from './ask.ts';
import type { Ask } from './ask.ts';
import { PROTECTION_PRODUCTS } from './protection-products.ts';

const os = (arch: string): string => `SELECT name, version, build, platform, ${arch} FROM os_version;`;

export const POSIX_OS: Ask = {
  section: 'os',
  variants: [
    { since: '4.4.0', sql: os('arch') },
    { since: '4.0.0', sql: os("'' AS arch") },
  ],
};

export const POSIX_NETWORK = always(
  'network',
  arm('card', 'interface, mac, interface', 'FROM interface_details'),
  arm('address', "interface, address, ''", 'FROM interface_addresses'),
);

const PROCESSES = [...new Set(PROTECTION_PRODUCTS.map(({ process }) => process))];

export const PROTECTION: readonly string[] = [
  arm('process', "name, '1', ''", `FROM processes WHERE name IN (${list(PROCESSES)}) GROUP BY name`),
  arm('file', "path, '1', ''", `FROM file WHERE path IN (${list(PROTECTION_PRODUCTS.map(({ place }) => place))})`),
];

const SSHD = '/etc/ssh/sshd_config';
const SSHD_LABELS = list([
  'PasswordAuthentication',
  'KbdInteractiveAuthentication',
  'ChallengeResponseAuthentication',
  'PermitRootLogin',
  'Include',
]);
/**
 * The settings of the SSH server as augeas reads them, and how many lines of each file it understood: a file of which
 * it understood none says nothing. Only these few settings leave the machine.
 */
export const SSHD_SETTINGS: readonly string[] = [
  arm(
    'setting',
    'node, value, path',
    `FROM augeas WHERE path = '${SSHD}' AND label COLLATE NOCASE IN (${SSHD_LABELS})`,
  ),
  arm('parsed', "path, count(*), ''", `FROM augeas WHERE path = '${SSHD}' GROUP BY path`),
  arm('include', "path, size, ''", `FROM file WHERE path LIKE '${SSHD}.d/%.conf'`),
  arm(
    'setting',
    'a.node, a.value, a.path',
    `FROM file AS f CROSS JOIN augeas AS a ON a.path = f.path WHERE f.path LIKE '${SSHD}.d/%.conf' AND a.label COLLATE NOCASE IN (${SSHD_LABELS})`,
  ),
  arm(
    'parsed',
    "a.path, count(*), ''",
    `FROM file AS f CROSS JOIN augeas AS a ON a.path = f.path WHERE f.path LIKE '${SSHD}.d/%.conf' GROUP BY a.path`,
  ),
];
