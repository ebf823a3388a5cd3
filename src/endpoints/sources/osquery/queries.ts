// SPDX-License-Identifier: Apache-2.0
/** What is asked of a host: one query for each section, chosen by its platform and osquery's version. */
import type { Platform } from '../../facts.ts';
import { HARDWARE } from './ask-anywhere.ts';
import { LINUX_ASKS } from './ask-linux.ts';
import { MACOS_ASKS } from './ask-macos.ts';
import { POSIX_OS } from './ask-posix.ts';
import { WINDOWS_ASKS } from './ask-windows.ts';
import type { Ask, AskedSection, Variant } from './ask.ts';
import type { OsqueryHost } from './host.ts';
import { compareVersions, hasSince } from './versions.ts';

export interface HostQuery {
  /** `sonae_` and at most 40 of a–z, 0–9, `_`. */
  readonly name: string;
  readonly sql: string;
  /** Asked first; the query runs only when this gives a row. Never fails, whatever tables the host has. */
  readonly discovery?: string;
  readonly intervalSeconds: number;
}

const HOUR_SECONDS = 3600;

export const ASKS: Readonly<Record<Platform, readonly Ask[]>> = {
  windows: [...WINDOWS_ASKS, HARDWARE],
  macos: [...MACOS_ASKS, HARDWARE],
  linux: [...LINUX_ASKS, HARDWARE],
  other: [POSIX_OS, HARDWARE],
};

/** `screenLock` → `sonae_screen_lock`. */
export const queryName = (section: AskedSection): string =>
  `sonae_${section.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;

/** The newest wording that this version of osquery understands; undefined when it is too old for all of them. */
export const variantFor = (ask: Ask, version: string): Variant | undefined =>
  ask.variants.find(({ since }) => hasSince(version, since));

/** The first release that can answer at all. */
export const askableSince = (ask: Ask): string => ask.variants.at(-1)?.since ?? '';

/** Releases from which on something else is asked, on any platform, oldest first. */
const BANDS: readonly string[] = [
  ...new Set(Object.values(ASKS).flatMap((asks) => asks.flatMap(({ variants }) => variants.map(({ since }) => since)))),
].toSorted(compareVersions);

const made = new Map<string, readonly HostQuery[]>();

/**
 * What is asked of this host, as distributed queries and as a snapshot pack. The same array for every host of a
 * platform and band of versions; there are few of them, so what is kept is bounded.
 */
export function queriesFor(host: OsqueryHost): readonly HostQuery[] {
  const band = host.version === '' ? '' : (BANDS.findLast((release) => hasSince(host.version, release)) ?? '0');
  const key = `${host.platform} ${band}`;
  const kept = made.get(key) ?? make(host.platform, band);
  made.set(key, kept);
  return kept;
}

const make = (platform: Platform, version: string): readonly HostQuery[] =>
  ASKS[platform].flatMap((ask) => {
    const variant = variantFor(ask, version);
    if (variant === undefined) return [];
    const { section, intervalSeconds = HOUR_SECONDS } = ask;
    return [{ name: queryName(section), sql: variant.sql, intervalSeconds }];
  });
