// SPDX-License-Identifier: Apache-2.0
import { known, unknown } from '../../facts.ts';
import type { DiskFact, Platform, Reading } from '../../facts.ts';
import { KEPT_ROWS } from './limits.ts';
import { flagOf, hasSection, rowsOf, textOf } from './raw-inventory.ts';
import type { RawInventory, Row } from './raw-inventory.ts';

/**
 * Encryption of the fixed disks. What an absent ENCRYPT_STATUS means, from the agents' sources (both agents alike):
 * - Windows (Win32/Drives.pm): written for every volume that Win32_EncryptableVolume lists, "No" included. Absent =
 *   the query failed (not administrator, feature missing) → unknown, never "not encrypted".
 * - macOS (MacOS/Drives.pm): written only for "/" and only when `fdesetup` says "FileVault is On". Absent = off, or
 *   fdesetup refused, or conversion is under way → unknown.
 * - Linux (Linux/Drives.pm): written only when `dmsetup` and `cryptsetup` exist and see a mapping. Absent may be a
 *   plain disk, ZFS or hardware encryption, or missing tools → unknown. "Yes" is also written for every device-mapper
 *   volume on which `cryptsetup status` prints anything, plain LVM included ("type: n/a", no cipher): it counts only
 *   with a cipher.
 */
export function disksReading(raw: RawInventory, platform: Platform | undefined): Reading<readonly DiskFact[]> {
  if (!hasSection(raw, 'drives')) return unknown('not_reported_by_source', 'section_absent');
  const disks = rowsOf(raw, 'drives')
    .flatMap((drive) => diskOf(drive, platform) ?? [])
    .slice(0, KEPT_ROWS.disks)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  if (disks.length === 0) return unknown('unreadable', 'no_fixed_disk');
  if (disks.some((disk) => disk.encrypted !== 'unknown')) return known(disks);
  return platform === 'windows'
    ? unknown('query_failed', 'encryption_not_in_report')
    : unknown('not_reported_by_source', 'encryption_only_reported_when_seen');
}

function diskOf(drive: Row, platform: Platform | undefined): DiskFact | undefined {
  const letter = textOf(drive, 'letter', 64);
  if (letter !== undefined) return windowsDisk(drive, letter);
  return platform === 'windows' ? undefined : unixDisk(drive, platform);
}

/** Volumes without a letter (recovery, EFI) are never encrypted and hold nobody's data: left out. */
function windowsDisk(drive: Row, letter: string): DiskFact | undefined {
  const match = /^([A-Za-z]):\\?$/.exec(letter);
  if (match?.[1] === undefined || textOf(drive, 'type', 64) !== 'Local Disk') return undefined;
  const name = `${match[1].toUpperCase()}:`;
  const system = flagOf(drive, 'systemdrive') ?? name === 'C:';
  return { name, system, ...bitLocker(drive) };
}

function bitLocker(drive: Row): Pick<DiskFact, 'encrypted' | 'method'> {
  const status = textOf(drive, 'encrypt_status', 32)?.toLowerCase();
  const cipher = textOf(drive, 'encrypt_algo', 64);
  const ciphered = cipher !== undefined && !/^(?:none|unknown)$/i.test(cipher);
  const method = ciphered ? { method: `${textOf(drive, 'encrypt_name', 64) ?? 'BitLocker'} ${cipher}` } : {};
  if (status === 'yes') return { encrypted: 'yes', ...method };
  if (status === 'partially') return { encrypted: 'partial', ...method };
  // ProtectionStatus 0 with a cipher: encrypted, but the key lies open on the disk (suspended, or set up by the maker
  // and never activated). Win32_EncryptableVolume, GetProtectionStatus.
  if (status === 'no') return { encrypted: ciphered ? 'partial' : 'no', ...method };
  return { encrypted: 'unknown' };
}

/** File systems that are no disk of this machine, and the start partitions that cannot be encrypted. */
const NOT_A_DISK =
  /^(?:nfs\d?|cifs|smb\w*|afpfs|webdav|fuse\..*|fuseblk|sshfs|9p|squashfs|overlay|iso9660|udf|efivarfs|autofs|devfs|ramfs)$/i;
const START_MOUNT = /^\/(?:boot|efi|snap|run|sys|proc|dev)(?:\/|$)/;

function unixDisk(drive: Row, platform: Platform | undefined): DiskFact | undefined {
  const mount = textOf(drive, 'type', 255);
  if (mount === undefined || !mount.startsWith('/')) return undefined;
  if (NOT_A_DISK.test(textOf(drive, 'filesystem', 64) ?? '') || START_MOUNT.test(mount)) return undefined;
  // macOS: "/Volumes" holds images and other people's disks, "/System/Volumes" are parts of the one that "/" stands for.
  if (platform === 'macos' && mount !== '/') return undefined;
  return { name: mount, system: mount === '/', ...unixEncryption(drive) };
}

function unixEncryption(drive: Row): Pick<DiskFact, 'encrypted' | 'method'> {
  const status = textOf(drive, 'encrypt_status', 32)?.toLowerCase();
  const name = textOf(drive, 'encrypt_name', 64);
  const cipher = textOf(drive, 'encrypt_algo', 64);
  const seen = cipher !== undefined && name !== undefined && !/^n\/a$/i.test(name);
  if (!seen || status === undefined) return { encrypted: 'unknown' };
  const method = `${name} ${cipher}`;
  if (status === 'yes') return { encrypted: 'yes', method };
  return status === 'partially' ? { encrypted: 'partial', method } : { encrypted: 'unknown' };
}
