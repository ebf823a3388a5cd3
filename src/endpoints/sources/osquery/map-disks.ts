// SPDX-License-Identifier: Apache-2.0
import { known, unknown } from '../../facts.ts';
import type { DiskFact } from '../../facts.ts';
import { byName, textOf } from './rows.ts';
import type { Reader, Told } from './rows.ts';

const MAX_DISKS = 64;
type Encryption = Pick<DiskFact, 'encrypted' | 'method'>;

const letterOf = (text: string): string | undefined => /^([A-Za-z]):\\?$/.exec(text.trim())?.[1]?.toUpperCase();

/** Sticks and cards come and go. The description is in the language of the system; FAT is on no fixed Windows volume. */
const isRemovable = ({ value, more }: Told): boolean =>
  /^(?:fat|fat32|exfat|cdfs|udf)$/i.test(value.trim()) ||
  /removable|cd-rom|network|リムーバブル|ネットワーク/i.test(more);

/**
 * `bitlocker_info` lists what Win32_EncryptableVolume knows. No row for a drive, or none at all, is no answer: not an
 * administrator's agent, or the feature is not installed (a server). It is never "not encrypted".
 */
export const windowsDisks: Reader<readonly DiskFact[]> = (told) => {
  const volumes = new Map(
    told.all('volume').flatMap((row) => {
      const letter = letterOf(row.name);
      return letter === undefined ? [] : [[letter, row] as const];
    }),
  );
  if (volumes.size === 0) return noVolumes(told.all('feature'));
  const drives = told.all('drive').filter((drive) => !isRemovable(drive));
  const disks = drives.slice(0, MAX_DISKS).flatMap((drive): DiskFact[] => {
    const letter = letterOf(drive.name);
    if (letter === undefined) return [];
    const volume = volumes.get(letter);
    const system = drive.more.startsWith('1/');
    return [{ name: `${letter}:`, system, ...(volume === undefined ? { encrypted: 'unknown' } : bitLocker(volume)) }];
  });
  if (disks.length === 0) return unknown('unreadable', 'no_fixed_disk');
  return disks.every(({ encrypted }) => encrypted === 'unknown')
    ? unknown('query_failed', 'encryption_not_in_report')
    : known(byName(disks));
};

const noVolumes = (features: readonly Told[]): ReturnType<typeof unknown> =>
  features.some(({ value }) => value !== '1')
    ? unknown('not_reported_by_source', 'bitlocker_not_installed')
    : unknown('query_failed', 'no_volume_listed');

/**
 * Protection 0 off, 1 on, 2 cannot be told; conversion 0 decrypted, 1 encrypted, 2–5 on the way; lock 1 locked
 * (Win32_EncryptableVolume). Off with a cipher: encrypted, but the key lies open on the disk.
 */
function bitLocker({ value, more }: Told): Encryption {
  const [protection, conversion, lock] = value.split('/');
  const cipher = textOf(more, 64);
  const ciphered = cipher !== undefined && !/^(?:none|unknown)$/i.test(cipher);
  const method = ciphered ? { method: `BitLocker ${cipher}` } : {};
  if (protection === '1')
    return { encrypted: conversion === '1' ? 'yes' : inBetween(conversion, 'partial'), ...method };
  if (protection === '0') {
    if (conversion === '0' && !ciphered) return { encrypted: 'no' };
    return { encrypted: conversion === '1' || ciphered ? 'partial' : inBetween(conversion, 'partial'), ...method };
  }
  return { encrypted: protection === '2' && lock === '1' ? 'yes' : 'unknown', ...method };
}

const inBetween = (conversion: string | undefined, state: 'partial'): DiskFact['encrypted'] =>
  /^[2-5]$/.test(conversion ?? '') ? state : 'unknown';

/** FileVault protects the volume that holds people's data; `encrypted` alone is also 1 without it on newer Macs. */
export const macDisks: Reader<readonly DiskFact[]> = (told) => {
  const devices = new Set(told.all('mount').map(({ name }) => name));
  const mounted = told.all('disk').filter(({ name }) => devices.has(name));
  const owned = mounted.length > 0 ? mounted : told.all('disk').filter(({ more }) => more !== '');
  const states = new Set(owned.map(({ value }) => value.trim().toLowerCase()));
  if (states.has('on')) return known([{ name: '/', system: true, encrypted: 'yes', method: 'FileVault' }]);
  if (states.has('off')) return known([{ name: '/', system: true, encrypted: 'no' }]);
  return unknown('query_failed', 'filevault_status_unknown');
};

/** File systems that are no disk of this machine, and the start partitions that cannot be encrypted. */
const NOT_A_DISK = /^(?:nfs\d?|cifs|smb\w*|fuse\S*|9p|squashfs|iso9660|udf|vfat|devtmpfs|tmpfs|autofs)$/i;
const START_MOUNT = /^\/(?:boot|efi|snap|run|sys|proc|dev|var\/snap|media|mnt)(?:\/|$)/;
/** A partition or whole disk: a file system lying right on it is not behind dm-crypt, whatever else is unknown. */
const PLAIN_DEVICE = /^\/dev\/(?:[shv]d[a-z]+\d*|xvd[a-z]+\d*|nvme\d+n\d+(?:p\d+)?|mmcblk\d+(?:p\d+)?)$/;

/**
 * "1" comes from libcryptsetup. "0" is believed of plain devices only: for logical volumes and RAID osquery looks no
 * further than one level down. Without root there are no rows, so no "1" and no "0".
 */
export const linuxDisks: Reader<readonly DiskFact[]> = (told) => {
  const found = new Map<string, DiskFact>();
  for (const mount of told.all('mount')) {
    const disk = linuxDisk(mount);
    if (disk !== undefined && found.size < MAX_DISKS && !found.has(disk.name)) found.set(disk.name, disk);
  }
  const disks = byName([...found.values()]);
  if (disks.length === 0) return unknown('unreadable', 'no_fixed_disk');
  return disks.every(({ encrypted }) => encrypted === 'unknown')
    ? unknown('unreadable', 'encryption_cannot_be_seen')
    : known(disks);
};

/** Only `/dev` devices were asked for, and "/" whatever it lies on. */
const isDisk = (mount: string, type: string, device: string): boolean =>
  mount.startsWith('/') &&
  !NOT_A_DISK.test(type) &&
  !START_MOUNT.test(mount) &&
  !/^\/dev\/(?:loop|sr|zram)\d/.test(device);

function linuxDisk({ name, value, more }: Told): DiskFact | undefined {
  const [type = '', device = '', ...cipher] = more.split(' ');
  const mount = textOf(name);
  if (mount === undefined || !isDisk(mount, type, device)) return undefined;
  const disk = { name: mount, system: mount === '/' };
  if (value !== '1') return { ...disk, encrypted: value === '0' && PLAIN_DEVICE.test(device) ? 'no' : 'unknown' };
  const method = textOf(cipher.join(' '), 64);
  return { ...disk, encrypted: 'yes', ...(method === undefined ? {} : { method }) };
}
