// SPDX-License-Identifier: Apache-2.0
/** What a fictitious device says about itself on a day: all in order, except for its quirks. Collector report format 1. */

import { DAY_MS } from '../../kernel/clock.ts';

/** The systems of the demo's devices. */
export type DemoPlatform = 'windows' | 'macos' | 'linux';

const QUIRKS = [
  'oldWindows',
  'oldMac',
  'oldLinux',
  'notPatched',
  'noDiskEncryption',
  'noFirewall',
  'noAntivirus',
  'manyAdmins',
  'noScreenLock',
  'noAutoUpdates',
  'remoteDesktop',
  'smb1',
  'remoteTool',
  'guest',
  'noSecureBoot',
  'autorun',
  'macros',
  'sshPassword',
  'wrongClock',
  'restart',
  'noRights',
] as const;
export type Quirk = (typeof QUIRKS)[number];

interface Asked {
  readonly platform: DemoPlatform;
  readonly has: (quirk: Quirk) => boolean;
  readonly at: Date;
}

type Section =
  | { readonly state: 'known'; readonly value: unknown }
  | { readonly state: 'unknown'; readonly reason: string };
const known = (value: unknown): Section => ({ state: 'known', value });
const noRights: Section = { state: 'unknown', reason: 'no_permission' };

const dayBefore = (at: Date, days: number): string => new Date(at.getTime() - days * DAY_MS).toISOString().slice(0, 10);

function operatingSystem({ platform, has }: Asked): Section {
  if (platform === 'windows') {
    return has('oldWindows')
      ? known({ platform, name: 'Microsoft Windows 10 Pro', version: '22H2', build: '10.0.19045.5247', edition: 'W' })
      : known({ platform, name: 'Microsoft Windows 11 Pro', version: '25H2', build: '10.0.26200.7171', edition: 'W' });
  }
  if (platform === 'macos') {
    return has('oldMac')
      ? known({ platform, name: 'macOS', version: '12.7.6', build: '21H1320', arch: 'x86_64' })
      : known({ platform, name: 'macOS', version: '26.1', build: '25B78', arch: 'arm64' });
  }
  return has('oldLinux')
    ? known({ platform, name: 'Ubuntu 18.04.6 LTS', version: '18.04' })
    : known({ platform, name: 'Debian GNU/Linux 13 (trixie)', version: '13' });
}

function updates({ has, at }: Asked): Section {
  return has('notPatched')
    ? known({ lastInstalledOn: dayBefore(at, 75), pendingSecurity: 6, listRefreshedAt: at.toISOString() })
    : known({
        lastInstalledOn: dayBefore(at, at.getUTCDate() % 12),
        pendingSecurity: 0,
        listRefreshedAt: at.toISOString(),
      });
}

const DISK = {
  windows: { name: 'C:', method: 'BitLocker' },
  macos: { name: '/', method: 'FileVault' },
  linux: { name: '/', method: 'LUKS' },
} as const;

const WALLS = { windows: ['domain', 'private', 'public'], macos: ['application'], linux: ['nftables'] } as const;

function administrators({ platform, has }: Asked): Section {
  const builtin = {
    name: platform === 'windows' ? 'Administrator' : 'root',
    kind: 'user',
    builtin: true,
    enabled: false,
  };
  const people = has('manyAdmins') ? ['kanri', 'demo', 'kyouyuu', 'mukashi'] : ['kanri'];
  return known([builtin, ...people.map((name) => ({ name, kind: 'user', builtin: false, enabled: true }))]);
}

function antivirus({ platform, has, at }: Asked): Section {
  if (platform === 'linux') return { state: 'unknown', reason: 'not_reported_by_source' };
  const name = platform === 'windows' ? 'Windows Defender' : 'XProtect';
  const on = !has('noAntivirus');
  return known([{ name, enabled: on, upToDate: on, definitionsOn: dayBefore(at, on ? 0 : 21) }]);
}

function windowsOnly({ platform, has }: Asked): Record<string, Section> {
  if (platform !== 'windows') return {};
  return {
    remoteDesktop: known({ enabled: has('remoteDesktop'), networkLevelAuth: !has('remoteDesktop'), port: 3389 }),
    smb1: known({ server: has('smb1'), client: has('smb1') }),
    removableMedia: known({ autorunOff: !has('autorun'), usbStorageBlocked: false }),
    officeMacros: known(
      ['word', 'excel'].map((app) => ({
        app,
        user: 'demo',
        fromInternetBlocked: !has('macros'),
        level: has('macros') ? 'all_enabled' : 'signed_only',
      })),
    ),
  };
}

function sshServer({ platform, has }: Asked): Section {
  const running = platform === 'linux';
  return known({ running, passwordLogin: running && has('sshPassword'), rootLogin: has('sshPassword') ? 'yes' : 'no' });
}

function secureBoot({ platform, has }: Asked): Section {
  const off = has('noSecureBoot');
  return known({ secureBoot: !off, tpm: off || platform === 'macos' ? 'none' : 'ready', tpmVersion: off ? '' : '2.0' });
}

/** Sections of `facts` of one report. */
export function factsOn(asked: Asked): Record<string, Section> {
  const { platform, has, at } = asked;
  const disk = DISK[platform];
  const withRights: Record<string, Section> = {
    disks: known([{ ...disk, system: true, encrypted: has('noDiskEncryption') ? 'no' : 'yes' }]),
    secureBoot: secureBoot(asked),
    localAccounts: known([
      { name: 'Guest', kind: 'guest', enabled: has('guest'), emptyPassword: has('guest') },
      { name: 'demo', kind: 'ordinary', enabled: true, emptyPassword: false },
    ]),
  };
  const sections = has('noRights')
    ? Object.keys(withRights).map((name) => [name, noRights] as const)
    : Object.entries(withRights);
  return {
    os: operatingSystem(asked),
    updates: updates(asked),
    firewall: known(WALLS[platform].map((name) => ({ name, enabled: !has('noFirewall') }))),
    antivirus: antivirus(asked),
    administrators: administrators(asked),
    hardware: known({ manufacturer: 'Demo Works', model: 'Demo 14', memoryMb: 16_384 }),
    network: known([{ name: 'Ethernet', addresses: ['192.0.2.20'] }]),
    screenLock: known({
      enabled: !has('noScreenLock'),
      afterSeconds: has('noScreenLock') ? 0 : 600,
      asksPassword: true,
      scope: 'machine',
    }),
    autoUpdates: known({
      enabled: !has('noAutoUpdates'),
      by: platform === 'windows' ? 'Windows Update' : 'softwareupdate',
    }),
    remoteControl: known(has('remoteTool') ? [{ name: 'TeamViewer', running: true }] : []),
    sshServer: sshServer(asked),
    timeSync: known({ enabled: true, synchronised: true }),
    restart: known({
      pending: has('restart'),
      upSince: new Date(at.getTime() - (has('restart') ? 30 : 2) * DAY_MS).toISOString(),
    }),
    ...windowsOnly(asked),
    ...Object.fromEntries(sections),
  };
}
