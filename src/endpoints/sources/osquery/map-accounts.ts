// SPDX-License-Identifier: Apache-2.0
import { known, unknown } from '../../facts.ts';
import type { AdministratorFact } from '../../facts.ts';
import type { LocalAccountFact } from '../../facts.ts';
import { byName, countOf, flagOf, textOf } from './rows.ts';
import type { Reader, Tale, Told } from './rows.ts';

const MAX_ACCOUNTS = 256;

/** Last part of a local account's SID; 500 and 501 are Administrator and Guest, whatever they are called. */
const ridOf = (sid: string): number | undefined => {
  const rid = /^S-1-5-21-\d+-\d+-\d+-(\d{1,10})$/.exec(sid.trim())?.[1];
  return rid === undefined ? undefined : Number(rid);
};
const ADMINISTRATOR = 500;
const GUEST = 501;
/** Made by Windows for itself (DefaultAccount, WDAGUtilityAccount): nobody signs in with them. */
const FIRST_PERSON = 1000;

function named(rows: readonly Told[]): readonly (Told & { readonly shown: string })[] {
  const seen = new Map<string, Told & { readonly shown: string }>();
  for (const row of rows) {
    const shown = textOf(row.name);
    if (shown !== undefined && seen.size < MAX_ACCOUNTS && !seen.has(shown)) seen.set(shown, { ...row, shown });
  }
  return [...seen.values()];
}

/**
 * Local members of the group. Whether an account is switched off stands in no table but for the built-in one
 * (security_profile_info); people and groups of a domain are not visible. The built-in account is always a member:
 * without it the list is not whole.
 */
export const windowsAdministrators: Reader<readonly AdministratorFact[]> = (told) => {
  const builtinOn = flagOf(told.value('profile', 'enable_admin_account')) ?? null;
  const facts = named(told.all('member')).map(({ shown, value }): AdministratorFact => {
    const builtin = ridOf(value) === ADMINISTRATOR;
    return { name: shown, kind: 'user', builtin, enabled: builtin ? builtinOn : null };
  });
  return facts.some(({ builtin }) => builtin)
    ? known(byName(facts))
    : unknown('unreadable', 'no_builtin_administrator');
};

const mayNotSignIn = (shell: string): boolean => /\/(?:nologin|false)$/.test(shell.trim());

/** root is always in the group admin; its own account is off unless somebody switched it on, which is not visible. */
export const macAdministrators: Reader<readonly AdministratorFact[]> = (told) => {
  const facts = named(told.all('member'))
    .filter(({ shown }) => !shown.startsWith('_'))
    .map(({ shown, value, more }): AdministratorFact => {
      const builtin = value.trim() === '0';
      return { name: shown, kind: 'user', builtin, enabled: builtin ? null : !mayNotSignIn(more) };
    });
  return facts.length === 0 ? unknown('query_failed', 'no_member_listed') : known(byName(facts));
};

/**
 * root and everybody else with uid 0, the members of sudo, wheel and admin, and lines of sudoers that allow everything.
 * A locked password of root means that nobody signs in as root; others may come in by key.
 */
export const linuxAdministrators: Reader<readonly AdministratorFact[]> = (told) => {
  const people = named([...told.all('user'), ...told.all('member')]);
  if (!people.some(({ value }) => value.trim() === '0')) return unknown('unreadable', 'no_root');
  const status = told.value('shadow', 'root');
  const facts = people.map(({ shown, value, more }): AdministratorFact => {
    const root = value.trim() === '0';
    const enabled = mayNotSignIn(more) ? false : root ? passwordOf(shown, status) : true;
    return { name: shown, kind: 'user', builtin: shown === 'root', enabled };
  });
  const known_ = new Set(facts.map(({ name }) => name));
  return known(
    byName([...facts, ...allowedBySudo(told).filter(({ name }) => !known_.has(name))].slice(0, MAX_ACCOUNTS)),
  );
};

function passwordOf(name: string, status: string | undefined): boolean | null {
  if (name !== 'root' || status === undefined) return null;
  return status === 'active' || status === 'empty';
}

/** sudoers(5): who may run ALL commands. Aliases are not followed; the groups above are counted by their members. */
function allowedBySudo(told: Tale): AdministratorFact[] {
  return named(
    told.all('sudo').filter(({ value }) => /=\s*(?:\([^)]*\))?\s*(?:[A-Z_]+:\s*)*ALL$/.test(value.trim())),
  ).flatMap(({ shown }): AdministratorFact[] => {
    if (/_Alias$|^Defaults|^ALL$|^%?(?:sudo|wheel|admin|root)$/.test(shown)) return [];
    const group = shown.startsWith('%');
    return [{ name: group ? shown.slice(1) : shown, kind: group ? 'group' : 'user', builtin: false, enabled: null }];
  });
}

/** Whether a password is empty cannot be seen from outside; whether Guest is on comes from the security policy. */
export const windowsAccounts: Reader<readonly LocalAccountFact[]> = (told) => {
  const rows = named(told.all('user'));
  const stateOf = (column: string): boolean | null => flagOf(told.value('profile', column)) ?? null;
  const facts = rows.flatMap(({ shown, value }): LocalAccountFact[] => {
    const rid = ridOf(value);
    if (rid === GUEST)
      return [{ name: shown, kind: 'guest', enabled: stateOf('enable_guest_account'), emptyPassword: null }];
    if (rid === ADMINISTRATOR) {
      return [{ name: shown, kind: 'ordinary', enabled: stateOf('enable_admin_account'), emptyPassword: null }];
    }
    if (rid === undefined || rid < FIRST_PERSON) return [];
    return [{ name: shown, kind: 'ordinary', enabled: null, emptyPassword: null }];
  });
  return facts.length === 0 ? unknown('unreadable', 'no_account_listed') : known(byName(facts));
};

/** The guest of a Mac exists only while it is allowed, or was once; management may forbid it. */
export const macAccounts: Reader<readonly LocalAccountFact[]> = (told) => {
  const rows = named(told.all('user'));
  if (rows.length === 0) return unknown('unreadable', 'no_account_listed');
  const policy =
    flagOf(told.value('policy', 'EnableGuestAccount')) ?? inverted(told.value('policy', 'DisableGuestAccount'));
  const guestOn = policy ?? flagOf(told.value('plist', 'GuestEnabled')) ?? null;
  const facts = rows.map(({ shown, value, more }): LocalAccountFact => {
    const isGuest = value.trim() === '201';
    if (isGuest) return { name: shown, kind: 'guest', enabled: guestOn, emptyPassword: true };
    return { name: shown, kind: 'ordinary', enabled: !mayNotSignIn(more), emptyPassword: null };
  });
  return known(byName(facts));
};

const inverted = (text: string | undefined): boolean | undefined => {
  const flag = flagOf(text);
  return flag === undefined ? undefined : !flag;
};

/** Without root /etc/shadow gives no rows: then nothing is known of passwords. A locked one is not empty. */
export const linuxAccounts: Reader<readonly LocalAccountFact[]> = (told) => {
  const facts = named(told.all('user'))
    .filter(({ more }) => !mayNotSignIn(more))
    .map(({ shown }): LocalAccountFact => {
      const status = told
        .all('shadow')
        .find(({ name }) => name === shown)
        ?.value.trim();
      const emptyPassword = status === undefined || status === '' ? null : status === 'empty';
      return { name: shown, kind: 'ordinary', enabled: true, emptyPassword };
    });
  // A server may have none but root, but never no user at all.
  if ((countOf(told.value('counted', 'users')) ?? 0) === 0) return unknown('query_failed', 'no_account_listed');
  return known(byName(facts));
};
