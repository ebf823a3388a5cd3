// SPDX-License-Identifier: Apache-2.0
/**
 * PostgreSQL refuses to run as root. Started by root, it runs as an unprivileged user instead: the owner of
 * the data folder if that is not root, else the account `sonae`, else a number that needs no account.
 */
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { readOrUndefined } from '../../process-identity.ts';

export interface RunAs {
  readonly uid: number;
  readonly gid: number;
  /** True when we are root and must change to this user; false when it is who we already are. */
  readonly drop: boolean;
  /** initdb looks its user up by name; a bare number has none. */
  readonly hasAccount: boolean;
}

export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/**
 * In 60706–61183, which systemd's "Users, Groups, UIDs and GIDs on systemd Systems" lists as unused
 * and Debian Policy §9.2.2 gives to no package.
 */
export const UNNAMED_ID = 60842;

/** Accounts of the local file; enough here, since a missing one only means using the unnamed number. */
export function parseAccounts(passwd: string): Account[] {
  return passwd.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    const account = { name: name ?? '', uid: Number(uid), gid: Number(gid) };
    return name && Number.isInteger(account.uid) && Number.isInteger(account.gid) && uid && gid ? [account] : [];
  });
}

const localAccounts = (): Account[] => parseAccounts(readOrUndefined('/etc/passwd') ?? '');

export function chooseRunAs(dataDir: string): RunAs {
  const uid = process.getuid?.() ?? -1;
  const gid = process.getgid?.() ?? -1;
  if (uid !== 0) return { uid, gid, drop: false, hasAccount: true };
  const owner = statSync(dataDir);
  const accounts = localAccounts();
  if (owner.uid !== 0) {
    const account = accounts.find((candidate) => candidate.uid === owner.uid);
    return { uid: owner.uid, gid: account?.gid ?? owner.gid, drop: true, hasAccount: account !== undefined };
  }
  const own = accounts.find((candidate) => candidate.name === 'sonae' && candidate.uid !== 0);
  return own === undefined
    ? { uid: UNNAMED_ID, gid: UNNAMED_ID, drop: true, hasAccount: false }
    : { uid: own.uid, gid: own.gid, drop: true, hasAccount: true };
}

/** An unprivileged account with a name, borrowed for the second that initdb runs. */
export function borrowedAccount(): Account | undefined {
  const accounts = localAccounts();
  return ['nobody', 'daemon'].map((name) => accounts.find((one) => one.name === name && one.uid !== 0)).find(Boolean);
}

/** Whether that user may read (and enter) `path`, judged by the plain permission bits of it and of all folders above. */
export function canRead(runAs: RunAs, path: string): boolean {
  if (!runAs.drop) return true;
  try {
    if (!bitsAllow(runAs, path, statSync(path).isDirectory() ? 0o5 : 0o4)) return false;
    for (let folder = dirname(path); ; folder = dirname(folder)) {
      if (!bitsAllow(runAs, folder, 0o1)) return false;
      if (folder === dirname(folder)) return true;
    }
  } catch {
    return false;
  }
}

function bitsAllow(runAs: RunAs, path: string, wanted: number): boolean {
  const stat = statSync(path);
  const shift = stat.uid === runAs.uid ? 6 : stat.gid === runAs.gid ? 3 : 0;
  return ((stat.mode >> shift) & wanted) === wanted;
}
