// SPDX-License-Identifier: Apache-2.0
/**
 * The osquery tables and columns that we use, with the releases that have them. Tables: computed over all osquery
 * releases (the test compares them with that list). Columns: osquery's specs/*.table and CHANGELOG.md; one without a
 * release of its own is in every release from 4.0.0 on that has the table.
 */
import type { Platform } from '../../facts.ts';

type Letter = 'w' | 'm' | 'l';

export interface Table {
  /** First release that has it. */
  readonly since: string;
  readonly platforms: readonly Platform[];
  readonly columns: readonly string[];
  /** Columns that came later: name → first release. */
  readonly later: Readonly<Record<string, string>>;
  /** Columns of one platform only. */
  readonly only: Readonly<Record<string, Platform>>;
}

const PLATFORM_OF: Readonly<Record<Letter, Platform>> = { w: 'windows', m: 'macos', l: 'linux' };

interface More {
  readonly later?: Readonly<Record<string, string>>;
  readonly only?: Readonly<Record<string, Platform>>;
}

/** `first`: first release and platforms, "1.4.5 ml". */
function table(first: string, columns: string, more: More = {}): Table {
  const [since = '', letters = ''] = first.split(' ');
  const platforms = [...letters].flatMap((letter) =>
    letter === 'w' || letter === 'm' || letter === 'l' ? [PLATFORM_OF[letter]] : [],
  );
  return { since, platforms, columns: columns.split(' '), later: more.later ?? {}, only: more.only ?? {} };
}

/** The newest release the list was made from; a newer agent is taken to have everything that this one has. */
export const NEWEST_KNOWN = '5.23.1';

export const TABLES: Readonly<Record<string, Table>> = {
  alf: table('1.0.2 m', 'global_state'),
  apps: table('1.0.2 m', 'name bundle_short_version'),
  augeas: table('2.2.0 ml', 'node value label path'),
  bitlocker_info: table('3.2.0 w', 'drive_letter protection_status conversion_status encryption_method', {
    later: { lock_status: '4.2.0' }, // CHANGELOG 4.2.0, #6155
  }),
  deb_packages: table('1.3.0 l', 'name version arch', {
    later: { status: '4.3.0', maintainer: '4.4.0' }, // CHANGELOG 4.3.0, #6341; 4.4.0, #6442
  }),
  disk_encryption: table('1.4.5 ml', 'name encrypted type user_uuid', {
    later: { filevault_status: '4.7.0' }, // CHANGELOG 4.7.0, #6823
    only: { user_uuid: 'macos', filevault_status: 'macos' },
  }),
  file: table('1.2.0 wml', 'path size ctime'),
  gatekeeper: table('2.6.1 m', 'assessments_enabled'),
  groups: table('1.0.2 wml', 'gid groupname group_sid', { only: { group_sid: 'windows' } }),
  homebrew_packages: table('1.0.4 m', 'name version'),
  interface_addresses: table('1.0.2 wml', 'interface address'),
  interface_details: table('1.0.2 wml', 'interface mac description physical_adapter', {
    only: { description: 'windows', physical_adapter: 'windows' },
  }),
  iptables: table('1.4.6 l', 'chain policy'),
  logged_in_users: table('1.2.0 wml', 'user tty'),
  logical_drives: table('2.9.1 w', 'device_id description file_system boot_partition'),
  managed_policies: table('1.4.5 m', 'domain name value username'),
  mounts: table('1.0.4 ml', 'device device_alias path type'),
  os_version: table('1.4.3 wml', 'name version build platform', {
    later: { arch: '4.4.0' }, // CHANGELOG 4.4.0, #6444
  }),
  package_install_history: table('1.7.4 m', 'time name'),
  patches: table('2.2.0 w', 'hotfix_id installed_on'),
  plist: table('2.5.3 m', 'key subkey value path'),
  processes: table('1.0.2 wml', 'name'),
  programs: table('2.0.0 w', 'name version publisher install_date'),
  registry: table('2.0.0 w', 'key name type data'),
  rpm_packages: table('1.0.4 l', 'name version release arch', {
    later: { vendor: '4.4.0', install_time: '4.1.2' }, // CHANGELOG 4.4.0, #6443; 4.1.2, #6113
  }),
  screenlock: table('4.3.0 m', 'enabled grace_period'),
  secureboot: table('5.0.0 wml', 'secure_boot'),
  security_profile_info: table('5.7.0 w', 'enable_admin_account enable_guest_account'),
  services: table('2.1.0 w', 'name status start_type'),
  shadow: table('2.11.0 l', 'username password_status'),
  sharing_preferences: table('2.6.1 m', 'screen_sharing remote_login remote_management'),
  sudoers: table('2.2.0 ml', 'header rule_details'),
  system_info: table(
    '1.5.3 wml',
    'hostname uuid cpu_brand physical_memory hardware_vendor hardware_model hardware_serial computer_name',
  ),
  systemd_units: table('4.7.0 l', 'id load_state active_state sub_state'),
  tpm_info: table('5.0.0 w', 'activated enabled spec_version'),
  uptime: table('1.5.0 wml', 'total_seconds'),
  user_groups: table('1.4.6 wml', 'uid gid'),
  users: table('1.0.2 wml', 'uid gid username shell uuid type is_hidden', {
    only: { type: 'windows', is_hidden: 'macos' },
  }),
  windows_optional_features: table('4.1.1 w', 'name state'),
  windows_security_center: table('4.3.0 w', 'firewall antivirus'),
  windows_security_products: table('4.1.0 w', 'type name state signatures_up_to_date'),
  windows_update_history: table('5.4.0 w', 'date title operation result_code'),
};

/** secureboot came to macOS later than elsewhere (5.8.0; endpoints reference, section 4). */
const LATER_ON: Readonly<Record<string, Readonly<Partial<Record<Platform, string>>>>> = {
  secureboot: { macos: '5.8.0' },
};

/** First release that has the table on this platform; undefined when none has. */
export function tableSince(name: string, platform: Platform): string | undefined {
  const found = TABLES[name];
  if (!found?.platforms.includes(platform)) return undefined;
  return LATER_ON[name]?.[platform] ?? found.since;
}
