// SPDX-License-Identifier: Apache-2.0
/**
 * Inventories of machines that do not exist, in the layout of a recorded FusionInventory agent 2.6 on Debian 12
 * (784 packages, 222 kB of XML, 17 kB on the wire; the Windows one follows the agent's Win32 modules). Machine `n` is
 * always the same; machines differ in identity, operating system, package set and versions.
 */
import { HOUR_MS } from '../../src/kernel/clock.ts';

export interface Machine {
  readonly hostname: string;
  readonly deviceId: string;
  /** Distinct software rows the product must hold of it. */
  readonly software: number;
  /** The agent's XML, `at` being the machine's clock; what else changes from day to day follows `round`. */
  inventory(round: number, at: Date): string;
  prolog(): string;
}

/** Small, fast and always the same (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Fields = Readonly<Record<string, string | number>>;

const fieldsOf = (fields: Fields): string =>
  Object.entries(fields)
    .map(([name, value]) => `      <${name}>${value}</${name}>\n`)
    .join('');
const section = (name: string, fields: Fields): string => `    <${name}>\n${fieldsOf(fields)}    </${name}>\n`;

const pad = (value: number, length: number): string => String(value).padStart(length, '0');
const hex = (value: number, length: number): string => value.toString(16).padStart(length, '0');

const STEMS = [
  'python3',
  'perl',
  'gcc',
  'ruby',
  'texlive',
  'systemd',
  'x11',
  'gnome',
  'xfce4',
  'lib',
  'libreoffice',
  'fonts',
  'node',
  'golang',
  'printer-driver',
  'firmware',
];
const TAILS = ['common', 'data', 'dev', 'utils', 'core', 'doc', 'bin', 'modules', 'plugins', 'extra'];
const POOL = 1100;
const PACKAGES = 784;
const PROGRAMS = 320;

/** Every package exists in three versions in the fleet: machines are not all updated on the same day. */
function linuxSoftware(number: number): Fields[] {
  const random = randomOf(number + 1);
  const skipped = Math.floor(random() * POOL);
  return Array.from({ length: PACKAGES }, (_, index) => {
    const which = (skipped + index) % POOL;
    const name = `${STEMS[which % STEMS.length]}-${TAILS[which % TAILS.length]}${which}`;
    const release = Math.floor(random() * 3);
    return {
      ARCH: which % 3 === 0 ? 'all' : 'amd64',
      FILESIZE: 40_960 + which * 1024,
      FROM: 'deb',
      NAME: name,
      PUBLISHER: 'Debian',
      SYSTEM_CATEGORY: which % 2 === 0 ? 'libs' : 'admin',
      VERSION: `${(which % 9) + 1}.${which % 30}.${which % 7}-${release + 1}+deb12u${release}`,
    };
  });
}

function windowsSoftware(number: number): Fields[] {
  const random = randomOf(number + 1);
  const programs = Array.from({ length: PROGRAMS }, (_, index) => {
    const which = (Math.floor(random() * 2) + index * 2) % (PROGRAMS * 2);
    const release = Math.floor(random() * 3);
    return {
      ARCH: which % 4 === 0 ? 'i586' : 'x86_64',
      FROM: 'registry',
      GUID: `{${hex(which * 7919, 8)}-0000-4000-8000-${hex(which, 12)}}`,
      INSTALLDATE: '03/02/2026',
      NAME: `業務ソフト ${which} (x64) ja-JP`,
      PUBLISHER: `開発元 ${which % 60}`,
      UNINSTALL_STRING: `MsiExec.exe /X{${hex(which * 7919, 8)}-0000-4000-8000-${hex(which, 12)}}`,
      VERSION: `${(which % 20) + 1}.${which % 10}.${release}.${which}`,
    };
  });
  return programs;
}

const debian = (number: number): { name: string; version: string; full: string; kernel: string } =>
  number % 4 === 2
    ? {
        name: 'Debian GNU/Linux',
        version: '10 (buster)',
        full: 'Debian GNU/Linux 10 (buster)',
        kernel: '4.19.0-21-amd64',
      }
    : {
        name: 'Debian GNU/Linux',
        version: '12 (bookworm)',
        full: 'Debian GNU/Linux 12 (bookworm)',
        kernel: '6.1.0-26-amd64',
      };

/** Local time of Japan, as agents write it. */
const local = (at: Date): string => new Date(at.getTime() + 9 * HOUR_MS).toISOString().slice(0, 19).replace('T', ' ');
const serialOf = (number: number): string => `SN${pad(number, 7)}`;
const uuidOf = (number: number): string => `4c4c4544-0042-3510-8052-${hex(number + 1, 12)}`;
const macOf = (number: number): string =>
  `a4:c3:f0:${hex(number >> 16, 2)}:${hex((number >> 8) & 255, 2)}:${hex(number & 255, 2)}`;
const addressOf = (number: number): string => `10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`;

interface Parts {
  readonly before: (round: number) => string;
  readonly after: string;
}

const TIMEZONE =
  '      <TIMEZONE>\n        <NAME>Asia/Tokyo</NAME>\n        <OFFSET>+0900</OFFSET>\n      </TIMEZONE>\n';

function networks(number: number): string {
  const own = {
    DRIVER: 'e1000e',
    IPADDRESS: addressOf(number),
    IPMASK: '255.255.255.0',
    MACADDR: macOf(number),
    SPEED: 1000,
    STATUS: 'Up',
    TYPE: 'ethernet',
    VIRTUALDEV: 0,
  };
  const loopback = {
    DESCRIPTION: 'lo',
    IPADDRESS: '127.0.0.1',
    IPMASK: '255.0.0.0',
    MACADDR: '00:00:00:00:00:00',
    STATUS: 'Up',
    TYPE: 'loopback',
    VIRTUALDEV: 1,
  };
  return section('NETWORKS', loopback) + section('NETWORKS', { DESCRIPTION: 'eth0', ...own });
}

/** What moves between two inventories of a machine on which nothing happened. */
const volatile = (number: number, round: number): { free: number; etime: number; boot: string; last: string } => ({
  free: 74_423 - round * 37 - (number % 50),
  etime: 1 + ((number + round) % 5),
  boot: `2026-11-${pad(1 + ((number + round) % 19), 2)} 08:${pad(number % 60, 2)}:31`,
  last: `Fri Nov 20 0${round % 10}:${pad(number % 60, 2)}:00`,
});

function linuxParts(number: number, hostname: string): Parts {
  const os = debian(number);
  const users = Array.from({ length: 24 }, (_, index) =>
    section('LOCAL_USERS', {
      HOME: `/home/user${index}`,
      ID: index === 0 ? 0 : 1000 + index,
      LOGIN: index === 0 ? 'root' : `user${index}`,
      NAME: `User ${index}`,
      SHELL: '/bin/bash',
    }),
  ).join('');
  const after =
    section('FIREWALL', { STATUS: number % 3 === 0 ? 'off' : 'on' }) +
    section('LOCAL_GROUPS', { ID: 27, MEMBER: 'user1', NAME: 'sudo' }) +
    users +
    networks(number) +
    linuxSoftware(number)
      .map((item) => section('SOFTWARES', item))
      .join('');
  const before = (round: number): string => {
    const { free, etime, boot, last } = volatile(number, round);
    return (
      section('BIOS', {
        BDATE: '08/15/2024',
        SMANUFACTURER: 'LENOVO',
        SMODEL: 'ThinkCentre M75q',
        SSN: serialOf(number),
      }) +
      section('CPUS', { ARCH: 'x86_64', CORE: 6, NAME: 'AMD Ryzen 5 PRO 5650GE', THREAD: 12 }) +
      section('DRIVES', { FILESYSTEM: 'ext4', FREE: free, TOTAL: 258_019, TYPE: '/', VOLUMN: '/dev/nvme0n1p2' }) +
      section('HARDWARE', {
        CHECKSUM: 131_071,
        DATELASTLOGGEDUSER: last,
        ETIME: etime,
        IPADDR: addressOf(number),
        LASTLOGGEDUSER: 'user1',
        MEMORY: 16_012,
        NAME: hostname,
        OSNAME: os.full,
        OSVERSION: os.kernel,
        UUID: uuidOf(number),
      }) +
      `    <OPERATINGSYSTEM>\n${fieldsOf({ ARCH: 'x86_64', BOOT_TIME: boot, FULL_NAME: os.full, KERNEL_NAME: 'linux', KERNEL_VERSION: os.kernel, NAME: os.name, VERSION: os.version })}${TIMEZONE}    </OPERATINGSYSTEM>\n`
    );
  };
  return { before, after };
}

function windowsParts(number: number, hostname: string): Parts {
  const updates = Array.from({ length: 20 }, (_, index) =>
    section('SOFTWARES', {
      FROM: 'WMI',
      INSTALLDATE: `${pad(1 + (index % 28), 2)}/10/2026`,
      NAME: `KB50${pad(44_000 + index * 61, 5)}`,
      RELEASE_TYPE: 'Security Update',
    }),
  ).join('');
  // The agent sends processes unless it is told not to; they are dropped on arrival, but they have to be carried.
  const processes = Array.from({ length: 330 }, (_, index) =>
    section('PROCESSES', {
      CMD: `C:\\Windows\\System32\\svchost.exe -k netsvcs -p -s Service${index}`,
      MEM: '',
      PID: 400 + index * 4,
      STARTED: '2026-11-20 08:01',
      USER: 'SYSTEM',
      VIRTUALMEMORY: 2_203_500_000 + index * 4096,
    }),
  ).join('');
  const after =
    section('FIREWALL', { PROFILE: 'PublicProfile', STATUS: number % 8 === 3 ? 'off' : 'on' }) +
    section('FIREWALL', { PROFILE: 'StandardProfile', STATUS: 'on' }) +
    section('LOCAL_GROUPS', { ID: 'S-1-5-32-544', NAME: 'Administrators' }) +
    section('LOCAL_USERS', { ID: 'S-1-5-21-1-2-3-1001', NAME: 'hanako' }) +
    networks(number) +
    updates +
    windowsSoftware(number)
      .map((item) => section('SOFTWARES', item))
      .join('') +
    processes;
  const before = (round: number): string => {
    const { free, etime, boot, last } = volatile(number, round);
    return (
      section('ANTIVIRUS', {
        COMPANY: 'Microsoft Corporation',
        ENABLED: 1,
        NAME: 'Windows Defender',
        UPTODATE: number % 5 === 0 ? 0 : 1,
        VERSION: '4.18.24090.11',
      }) +
      section('BIOS', { SMANUFACTURER: 'LENOVO', SMODEL: '20XX', SSN: serialOf(number) }) +
      section('CPUS', { NAME: 'Intel(R) Core(TM) i5-1135G7' }) +
      section('DRIVES', {
        DESCRIPTION: 'Local Fixed Disk',
        ENCRYPT_ALGO: 'XTS_AES_128',
        ENCRYPT_NAME: 'BitLocker',
        ENCRYPT_STATUS: 'Yes',
        FREE: free,
        LETTER: 'C:',
        SYSTEMDRIVE: 1,
        TYPE: 'Local Disk',
      }) +
      section('HARDWARE', {
        DATELASTLOGGEDUSER: last,
        ETIME: etime,
        LASTLOGGEDUSER: 'hanako',
        MEMORY: 16_188,
        NAME: hostname,
        UUID: uuidOf(number),
      }) +
      `    <OPERATINGSYSTEM>\n${fieldsOf({ ARCH: '64-bit', BOOT_TIME: boot, FULL_NAME: 'Microsoft Windows 11 Pro', KERNEL_NAME: 'MSWin32', KERNEL_VERSION: '10.0.26100', NAME: 'Windows', VERSION: '24H2' })}${TIMEZONE}    </OPERATINGSYSTEM>\n`
    );
  };
  return { before, after };
}

/** One in four runs Windows 11, one in four a Debian that is no longer supported, the rest Debian 12. */
export function makeMachine(number: number): Machine {
  const isWindows = number % 4 === 3;
  const hostname = `pc-${pad(number, 6)}`;
  const deviceId = `${hostname}-2026-04-01-09-00-${pad(number % 60, 2)}`;
  const { before, after } = isWindows ? windowsParts(number, hostname) : linuxParts(number, hostname);
  const request = (query: string, content: string): string =>
    `<?xml version="1.0" encoding="UTF-8" ?>\n<REQUEST>\n${content}  <DEVICEID>${deviceId}</DEVICEID>\n  <QUERY>${query}</QUERY>\n</REQUEST>\n`;
  return {
    hostname,
    deviceId,
    software: isWindows ? PROGRAMS : PACKAGES,
    prolog: () => request('PROLOG', '').replace('</QUERY>', '</QUERY>\n  <TOKEN>12345678</TOKEN>'),
    inventory: (round, at) =>
      request(
        'INVENTORY',
        `  <CONTENT>\n${section('ACCESSLOG', { LOGDATE: local(at) })}${before(round)}${after}    <VERSIONCLIENT>FusionInventory-Agent_v2.6-3</VERSIONCLIENT>\n  </CONTENT>\n`,
      ),
  };
}
