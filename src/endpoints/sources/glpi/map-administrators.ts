// SPDX-License-Identifier: Apache-2.0
import { known, unknown } from '../../facts.ts';
import type { AdministratorFact, Platform, Reading } from '../../facts.ts';
import { KEPT_LENGTH, KEPT_ROWS } from './limits.ts';
import { hasSection, listOf, rowsOf, textOf } from './raw-inventory.ts';
import type { RawInventory, Row } from './raw-inventory.ts';

/** Groups whose members may become root: Debian/Ubuntu, Red Hat/SUSE/Arch, old Ubuntu. */
const LINUX_GROUPS: ReadonlySet<string> = new Set(['sudo', 'wheel', 'admin']);
/** BUILTIN\Administrators in the languages seen here; the SID decides where it is given. */
const WINDOWS_GROUP = /^(?:Administrators|Administratoren|Administrateurs|Administradores|管理者)$/i;
const ADMINISTRATORS_SID = 'S-1-5-32-544';

/**
 * Who administers the machine.
 * - Windows: both agents list groups without their members (Win32/Users.pm) → unknown, unless members do come.
 * - macOS: both read /etc/passwd and /etc/group, where Directory Services keeps nobody (Generic/Users.pm) → unknown.
 * - Linux: root, everybody else with uid 0, and the members of sudo, wheel, admin. Groups without listed members are
 *   not sent, so an absent group has none. Not visible: lines of /etc/sudoers for single people, directory accounts.
 */
export function administratorsReading(
  raw: RawInventory,
  platform: Platform | undefined,
): Reading<readonly AdministratorFact[]> {
  if (platform === 'windows') return windowsAdministrators(raw);
  if (platform !== 'linux') return unknown('not_reported_by_source');
  if (!hasSection(raw, 'local_users')) return unknown('not_reported_by_source', 'section_absent');
  const users = new Map(rowsOf(raw, 'local_users').map((user) => [loginOf(user), user]));
  const found = new Map<string, AdministratorFact>();
  for (const [login, user] of users) {
    if (login !== undefined && textOf(user, 'id', 32) === '0') found.set(login, factOf(login, user));
  }
  for (const group of rowsOf(raw, 'local_groups')) {
    if (!LINUX_GROUPS.has(textOf(group, 'name', KEPT_LENGTH.name) ?? '')) continue;
    for (const member of listOf(group, 'members', KEPT_LENGTH.name))
      found.set(member, factOf(member, users.get(member)));
  }
  return found.size === 0 ? unknown('unreadable', 'no_root') : known(sorted(found));
}

const loginOf = (user: Row): string | undefined => textOf(user, 'login', KEPT_LENGTH.name);

const sorted = (found: ReadonlyMap<string, AdministratorFact>): readonly AdministratorFact[] =>
  [...found.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)).slice(0, KEPT_ROWS.administrators);

/** Whether a password is locked is not in the report: an account counts as off only when its shell lets nobody in. */
function factOf(name: string, user: Row | undefined): AdministratorFact {
  const shell = textOf(user, 'shell', KEPT_LENGTH.name) ?? '';
  const enabled = /\/(?:nologin|false)$/.test(shell) ? false : null;
  return { name, kind: 'user', builtin: name === 'root', enabled };
}

function windowsAdministrators(raw: RawInventory): Reading<readonly AdministratorFact[]> {
  const found = new Map<string, AdministratorFact>();
  for (const group of rowsOf(raw, 'local_groups')) {
    const sid = textOf(group, 'id', 64);
    const named = WINDOWS_GROUP.test(textOf(group, 'name', KEPT_LENGTH.name) ?? '');
    if (sid === undefined ? !named : sid !== ADMINISTRATORS_SID) continue;
    for (const name of listOf(group, 'members', KEPT_LENGTH.name)) {
      found.set(name, { name, kind: 'user', builtin: isBuiltinAccount(raw, name), enabled: null });
    }
  }
  return found.size === 0 ? unknown('not_reported_by_source', 'members_not_listed') : known(sorted(found));
}

/** RID 500 is the account that Windows made itself, whatever it is called. */
const isBuiltinAccount = (raw: RawInventory, name: string): boolean =>
  rowsOf(raw, 'local_users').some(
    (user) =>
      (textOf(user, 'name') ?? loginOf(user)) === name && /^S-1-5-21-.*-500$/.test(textOf(user, 'id', 128) ?? ''),
  );
