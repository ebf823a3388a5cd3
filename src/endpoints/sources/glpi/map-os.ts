// SPDX-License-Identifier: Apache-2.0
import { known, unknown } from '../../facts.ts';
import type { OsFact, Platform, Reading } from '../../facts.ts';
import { KEPT_LENGTH } from './limits.ts';
import { firstOf, rowsOf, textOf } from './raw-inventory.ts';
import type { RawInventory, Row } from './raw-inventory.ts';

/**
 * The platform; undefined when a partial inventory gives no sign of it.
 * KERNEL_NAME is Perl's `$OSNAME` ("linux", "MSWin32", "darwin"; Generic.pm), NAME the agent's word for the system.
 */
export function platformOf(raw: RawInventory): Platform | undefined {
  const os = firstOf(raw, 'operatingsystem');
  if (os !== undefined) return platformOfNames(os);
  return platformOfTraces(raw);
}

function platformOfNames(os: Row): Platform {
  const kernel = textOf(os, 'kernel_name', 64)?.toLowerCase();
  const names = [textOf(os, 'name'), textOf(os, 'full_name')].join(' ').toLowerCase();
  const byKernel = kernel === undefined ? undefined : platformOfKernel(kernel);
  if (byKernel === 'linux' && names.includes('android')) return 'other';
  return byKernel ?? platformOfWords(names);
}

function platformOfKernel(kernel: string): Platform {
  if (kernel === 'linux') return 'linux';
  if (kernel === 'darwin') return 'macos';
  return /^(?:mswin32|win32|windows|cygwin)$/.test(kernel) ? 'windows' : 'other';
}

function platformOfWords(names: string): Platform {
  if (names.includes('windows')) return 'windows';
  if (/mac\s?os|os x/.test(names)) return 'macos';
  return /linux|debian|ubuntu|fedora|centos|red hat|rocky|alma|suse/.test(names) ? 'linux' : 'other';
}

/** What only one platform writes: drive letters, SIDs, root's home, device names. */
function platformOfTraces(raw: RawInventory): Platform | undefined {
  const drives = rowsOf(raw, 'drives');
  if (drives.some((drive) => textOf(drive, 'letter') !== undefined)) return 'windows';
  if (rowsOf(raw, 'local_groups').some((group) => textOf(group, 'id')?.startsWith('S-1-') === true)) return 'windows';
  if (rowsOf(raw, 'softwares').some((item) => textOf(item, 'from', 16) === 'registry')) return 'windows';
  const perl = textOf(firstOf(raw, 'versionprovider'), 'perl_exe') ?? '';
  if (/^[A-Za-z]:\\/.test(perl)) return 'windows';
  const rootHome = rowsOf(raw, 'local_users').find((user) => textOf(user, 'id') === '0');
  if (rootHome !== undefined) return textOf(rootHome, 'home') === '/var/root' ? 'macos' : 'linux';
  const devices = drives.map((drive) => textOf(drive, 'volumn') ?? '');
  if (devices.some((device) => /^\/dev\/disk\d/.test(device))) return 'macos';
  return devices.some((device) => /^\/dev\/(?:[shv]d[a-z]|nvme|mmcblk|mapper\/|dm-|md\d|xvd)/.test(device))
    ? 'linux'
    : undefined;
}

export function osReading(raw: RawInventory): Reading<OsFact> {
  const os = firstOf(raw, 'operatingsystem');
  if (os === undefined) return unknown('not_reported_by_source', 'section_absent');
  const platform = platformOfNames(os);
  const name = textOf(os, 'full_name', KEPT_LENGTH.name) ?? textOf(os, 'name', KEPT_LENGTH.name);
  if (name === undefined) return unknown('unreadable', 'no_name');
  const arch = textOf(os, 'arch', KEPT_LENGTH.short);
  return known({ platform, name, ...versionOf(platform, name, os), ...(arch === undefined ? {} : { arch }) });
}

type Version = Pick<OsFact, 'version' | 'build' | 'edition'>;

function versionOf(platform: Platform, name: string, os: Row): Version {
  const version = textOf(os, 'version', KEPT_LENGTH.version);
  if (platform === 'windows') return windowsVersion(name, version, os);
  if (version === undefined) return {};
  if (platform === 'macos') {
    // "15.1 (24B83)", from system_profiler.
    const match = /^([\d.]+)(?:\s*\(([0-9A-Za-z]+)\))?/.exec(version);
    if (match?.[1] === undefined) return { version };
    return match[2] === undefined ? { version: match[1] } : { version: match[1], build: match[2] };
  }
  // "22.04.3 LTS (Jammy Jellyfish)" → "22.04.3"; "bookworm/sid" stays.
  return { version: /^\d+(?:\.\d+)*/.exec(version)?.[0] ?? version };
}

/**
 * Builds whose marketing version FusionInventory cannot see: it reads ReleaseId, which Microsoft froze at "2009"
 * (Win32/OS.pm; learn.microsoft.com, Windows 10 and Windows 11 release information).
 */
const VERSION_OF_BUILD: Readonly<Record<string, string>> = {
  '19042': '20H2',
  '19043': '21H1',
  '19044': '21H2',
  '19045': '22H2',
  '20348': '21H2',
  '22000': '21H2',
  '22621': '22H2',
  '22631': '23H2',
  '26100': '24H2',
  '26200': '25H2',
};

function windowsVersion(name: string, reported: string | undefined, os: Row): Version {
  const kernel = textOf(os, 'kernel_version', KEPT_LENGTH.short) ?? '';
  const number = /^\d+\.\d+\.(\d+)/.exec(kernel)?.[1];
  const version = reported === '2009' ? VERSION_OF_BUILD[number ?? ''] : reported;
  const edition = editionOf(name);
  return {
    ...(version === undefined ? {} : { version }),
    ...(kernel === '' ? {} : { build: `${kernel}${revisionOf(os, number)}` }),
    ...(edition === undefined ? {} : { edition }),
  };
}

/** ".4460": GLPI Agent puts build and revision ("22631.4460") where service packs used to be. */
function revisionOf(os: Row, build: string | undefined): string {
  const match = /^(\d+)(\.\d+)$/.exec(textOf(os, 'service_pack', KEPT_LENGTH.short) ?? '');
  return match?.[1] !== undefined && match[1] === build ? (match[2] ?? '') : '';
}

/**
 * The life-cycle class by the caption, "Microsoft Windows 11 Pro". Pro Education and Pro for Workstations follow
 * Home and Pro (learn.microsoft.com/lifecycle). A caption in another language may name none: then undefined.
 */
function editionOf(name: string): OsFact['edition'] {
  if (/\bserver\b/i.test(name)) return 'SERVER';
  if (/\bLTS[CB]\b/i.test(name)) return 'LTSC';
  if (/\b(?:pro|professional|home|SE)\b/i.test(name)) return 'W';
  return /\b(?:enterprise|education)\b/i.test(name) ? 'E' : undefined;
}
