// SPDX-License-Identifier: Apache-2.0
/** What kind of host an agent runs on: decides what it is asked and how its silence is read. */
import type { Platform } from '../../facts.ts';

export interface OsqueryHost {
  readonly platform: Platform;
  /** osquery's own version, "5.12.1"; "" when unknown. */
  readonly version: string;
}

/** What an agent says about itself when it enrols; table and column names are osquery's. */
export interface HostDetails {
  readonly platformType?: string;
  readonly hostDetails: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly userAgent: string;
}

/** Bits of osquery's PlatformType (osquery/core/system.h): POSIX 1, Windows 2, BSD 4, Linux 8, Apple 16. */
const BITS: readonly (readonly [number, Platform])[] = [
  [2, 'windows'],
  [16, 'macos'],
  [8, 'linux'],
];

function platformOfMask(mask: string | undefined): Platform | undefined {
  if (mask === undefined || !/^\d{1,4}$/.test(mask)) return undefined;
  const bits = Number(mask);
  return BITS.find(([bit]) => (bits & bit) === bit)?.[1];
}

/** `os_version.platform` is "windows", "darwin", or the distribution's id ("ubuntu", "rhel"). */
function platformOfOs(os: Readonly<Record<string, string>> | undefined): Platform | undefined {
  const words = [os?.['platform'], os?.['platform_like'], os?.['name']].join(' ').toLowerCase();
  if (/\bwindows\b/.test(words)) return 'windows';
  if (/\b(?:darwin|mac ?os)\b/.test(words)) return 'macos';
  return /\b(?:linux|ubuntu|debian|rhel|centos|fedora|amzn|arch|gentoo|suse|sles|opensuse[\w-]*)\b/.test(words)
    ? 'linux'
    : undefined;
}

/** "5.12.1" from "osquery/5.12.1-13-gabc"; "" when there is none. */
const versionIn = (text: string | undefined): string =>
  /(?:^|\/)(\d{1,3}\.\d{1,3}\.\d{1,4})/.exec(text ?? '')?.[1] ?? '';

export function hostOf(details: HostDetails): OsqueryHost {
  const { hostDetails, platformType, userAgent } = details;
  const info = hostDetails['osquery_info'];
  const platform =
    platformOfMask(platformType) ?? platformOfMask(info?.['platform_mask']) ?? platformOfOs(hostDetails['os_version']);
  const version = versionIn(info?.['version']);
  return {
    platform: platform ?? 'other',
    version: version === '' && /^osqueryd?\//i.test(userAgent) ? versionIn(userAgent) : version,
  };
}
