// SPDX-License-Identifier: Apache-2.0
/** Ways in from outside: remote desktop, remote-control tools, SSH, SMBv1. */
import { known, unknown } from '../../facts.ts';
import type { RemoteControlFact, RemoteDesktopFact, Smb1Fact, SshServerFact } from '../../facts.ts';
import { ALWAYS_THERE } from './ask-linux.ts';
import { REMOTE_TOOLS } from '../../remote-tools.ts';
import { byName, countOf, flagOf } from './rows.ts';
import type { Reader, Tale, Told } from './rows.ts';
import { compareVersions } from './versions.ts';
import { KEYS } from './windows-keys.ts';

/** fDenyTSConnections: 1 = nobody may connect, there on every Windows. UserAuthentication: 1 = network-level. */
export const windowsRemoteDesktop: Reader<RemoteDesktopFact> = (told) => {
  const value = (name: string, key: string): boolean | undefined =>
    flagOf(told.registry(KEYS.terminalPolicy, name) ?? told.registry(key, name));
  const denied = value('fDenyTSConnections', KEYS.terminal);
  if (denied === undefined) return unknown('unreadable', 'fDenyTSConnections');
  const port = told.dword(KEYS.rdp, 'PortNumber');
  return known({
    enabled: !denied,
    networkLevelAuth: value('UserAuthentication', KEYS.rdp) ?? null,
    ...(port === undefined || port < 1 || port > 65_535 ? {} : { port }),
  });
};

/** Screen sharing and remote management of a Mac know nothing like network-level authentication. */
export const macRemoteDesktop: Reader<RemoteDesktopFact> = (told) => {
  const states = ['screen_sharing', 'remote_management'].map((name) => flagOf(told.value('sharing', name)));
  if (states.includes(undefined)) return unknown('query_failed', 'sharing_preferences');
  return known({ enabled: states.includes(true), networkLevelAuth: null });
};

const systemdAnswered = (told: Tale): boolean => (countOf(told.value('units')) ?? 0) > 0;

export const linuxRemoteDesktop: Reader<RemoteDesktopFact> = (told) => {
  if (!systemdAnswered(told)) return unknown('query_failed', 'systemd_gave_no_units');
  return known({ enabled: told.all('unit').some(({ value }) => value === 'active'), networkLevelAuth: null });
};

const startsWith = (rows: readonly Told[], beginnings: readonly string[]): boolean =>
  rows.some(({ name }) => beginnings.some((beginning) => name.toLowerCase().startsWith(beginning)));

/** Tools that are installed or run; none of them is a real "none", as far as our list of tools goes. */
export const remoteControl: Reader<readonly RemoteControlFact[]> = (told) => {
  const installed = told.all('installed');
  const processes = told.all('process');
  const tables = ['installed', 'processes'].map((name) => rowsCounted(told, name));
  const facts = REMOTE_TOOLS.flatMap((tool): RemoteControlFact[] => {
    const running = startsWith(processes, tool.processes);
    return running || startsWith(installed, tool.installed) ? [{ name: tool.name, running }] : [];
  });
  if (facts.length === 0 && tables.includes(0)) return unknown('query_failed', 'no_program_listed');
  return known(byName(facts));
};

const rowsCounted = (told: Tale, table: string): number =>
  told.all('counted').reduce((sum, { name, value }) => sum + (name === table ? (countOf(value) ?? 0) : 0), 0);

type RootLogin = SshServerFact['rootLogin'];

/** sshd_config(5): the first value wins, and these are the defaults where none is set. */
const ROOT_LOGIN: Readonly<Record<string, RootLogin>> = {
  yes: 'yes',
  no: 'no',
  'prohibit-password': 'keys_only',
  'without-password': 'keys_only',
  'forced-commands-only': 'keys_only',
};

interface Setting {
  readonly label: string;
  readonly value: string;
  readonly inMatch: boolean;
}

/** Label and value of each line, in the order in which sshd reads them: included files stand where Include stands. */
function sshdSettings(told: Tale): readonly Setting[] | undefined {
  const main = '/etc/ssh/sshd_config';
  const parsed = new Set(
    told
      .all('parsed')
      .filter(({ value }) => (countOf(value) ?? 0) > 0)
      .map(({ name }) => name),
  );
  if (!parsed.has(main)) return undefined;
  const own = told
    .all('setting')
    .filter(({ more }) => more === main)
    .map(settingOf);
  const includesAt = own.findIndex(({ label }) => label === 'include');
  if (includesAt < 0) return own;
  // An Include of any other place, and a file that augeas could not read, may hold anything.
  const elsewhere = told
    .all('setting')
    .some(
      ({ name, value, more }) =>
        more === main &&
        /\/include(?:\[\d+\])?$/i.test(name) &&
        !/^(?:\/etc\/ssh\/)?sshd_config\.d\/\*\.conf$/.test(value.trim()),
    );
  const includes = told
    .all('include')
    .filter(({ value }) => value.trim() !== '0')
    .map(({ name }) => name)
    .toSorted();
  if (elsewhere || includes.some((path) => !parsed.has(path))) return undefined;
  const included = includes.flatMap((path) =>
    told
      .all('setting')
      .filter(({ more }) => more === path)
      .map(settingOf),
  );
  return [...own.slice(0, includesAt), ...included, ...own.slice(includesAt)];
}

const settingOf = ({ name, value }: Told): Setting => ({
  label: (name.split('/').at(-1) ?? '').replace(/\[\d+\]$/, '').toLowerCase(),
  value: value.trim().toLowerCase(),
  inMatch: /\/match(?:\[\d+\])?\//i.test(name),
});

/** A password asked for by keyboard-interactive is one too. A Match block may open it again for some. */
function passwordLogin(settings: readonly Setting[]): boolean {
  const labels = ['passwordauthentication', 'kbdinteractiveauthentication', 'challengeresponseauthentication'];
  if (settings.some(({ label, value, inMatch }) => inMatch && labels.includes(label) && value === 'yes')) return true;
  const first = (names: readonly string[]): string =>
    settings.find(({ label, inMatch }) => !inMatch && names.includes(label))?.value ?? 'yes';
  return first(['passwordauthentication']) !== 'no' || first(labels.slice(1)) !== 'no';
}

function rootLogin(settings: readonly Setting[]): RootLogin {
  const lines = settings.filter(({ label }) => label === 'permitrootlogin');
  if (lines.some(({ inMatch, value }) => inMatch && value === 'yes')) return 'yes';
  const first = lines.find(({ inMatch }) => !inMatch)?.value;
  return first === undefined ? 'keys_only' : (ROOT_LOGIN[first] ?? null);
}

function sshServer(told: Tale, running: boolean): SshServerFact {
  const settings = sshdSettings(told);
  return settings === undefined
    ? { running, passwordLogin: null, rootLogin: null }
    : { running, passwordLogin: passwordLogin(settings), rootLogin: rootLogin(settings) };
}

export const linuxSshServer: Reader<SshServerFact> = (told) => {
  if (!systemdAnswered(told)) return unknown('query_failed', 'systemd_gave_no_units');
  return known(
    sshServer(
      told,
      told.all('unit').some(({ value }) => value === 'active'),
    ),
  );
};

export const macSshServer: Reader<SshServerFact> = (told) => {
  const running = flagOf(told.value('sharing', 'remote_login'));
  return running === undefined ? unknown('query_failed', 'sharing_preferences') : known(sshServer(told, running));
};

/** The file with its settings cannot be read on Windows. EventLog runs everywhere: without it the list is not whole. */
export const windowsSshServer: Reader<SshServerFact> = (told) => {
  if (told.value('service', 'EventLog') === undefined) return unknown('query_failed', 'services');
  const running = told.value('service', 'sshd')?.trim().toUpperCase() === 'RUNNING';
  return known({ running, passwordLogin: null, rootLogin: null });
};

/**
 * Win32_OptionalFeature: 1 on, 2 off, 3 not there. A part counts only under its parent. Off in the registry (SMB1 = 0)
 * overrules the server, a driver that never starts (4) the client. Systems that do not list the feature have it built in.
 */
export const windowsSmb1: Reader<Smb1Fact> = (told) => {
  const parent = featureOf(told, 'SMB1Protocol');
  if (parent === undefined) return unknown('unreadable', 'feature_not_listed');
  if (!parent) return known({ server: false, client: false });
  const serverOff = told.registry(KEYS.smbServer, 'SMB1') === '0';
  const clientOff = told.registry(KEYS.smb1Client, 'Start') === '4';
  return known({
    server: !serverOff && (featureOf(told, 'SMB1Protocol-Server') ?? true),
    client: !clientOff && (featureOf(told, 'SMB1Protocol-Client') ?? true),
  });
};

function featureOf(told: Tale, name: string): boolean | undefined {
  const state = told.value('feature', name)?.trim();
  return state === '1' ? true : state === '2' || state === '3' ? false : undefined;
}

const OLD_PROTOCOLS = /^(?:core|coreplus|lanman[12]?|nt1)$/i;
const FIRST_WITHOUT_SMB1 = '4.11.0';

/** Samba as server; what the machine uses as a client is decided mount by mount. */
export const linuxSmb1: Reader<Smb1Fact> = (told) => {
  const files = new Set(told.all('file').map(({ name }) => name));
  if (!files.has(ALWAYS_THERE)) return unknown('query_failed', 'no_file_seen');
  if (!files.has('/usr/sbin/smbd')) return known({ server: false, client: null });
  const wasRead = files.has('/etc/samba/smb.conf') && (countOf(told.value('parsed')) ?? 0) > 0;
  if (!wasRead) return unknown('unreadable', 'smb_conf');
  const server = sambaTakesSmb1(told);
  return server === undefined ? unknown('unreadable', 'min_protocol') : known({ server, client: null });
};

function sambaTakesSmb1(told: Tale): boolean | undefined {
  const protocol = told.all('setting').at(-1)?.value.trim();
  if (protocol !== undefined) return OLD_PROTOCOLS.test(protocol) || (/^smb[23]/i.test(protocol) ? false : undefined);
  // "2:4.17.12+dfsg-0+deb12u1" → "4.17.12"
  const version = /^(?:\d+:)?(\d+\.\d+(?:\.\d+)?)/.exec(told.value('package') ?? '')?.[1];
  return version === undefined ? undefined : compareVersions(version, FIRST_WITHOUT_SMB1) < 0;
}
