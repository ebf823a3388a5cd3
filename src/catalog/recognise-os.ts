// SPDX-License-Identifier: Apache-2.0
/**
 * Reads names, versions and builds as machines write them. Patterns match the whole name: a derivative that merely
 * contains "Ubuntu" or "Debian" has its own life cycle, and an unknown one is better than a wrong one.
 */
import type { LifecycleQuery, LifecycleTable } from './lifecycles.ts';
import { recogniseWindows } from './recognise-windows.ts';

export interface Recognised {
  readonly product: string;
  readonly cycle: string;
}

/** Longer names are not names of operating systems. */
const MAX_NAME = 120;

interface Family {
  readonly product: string;
  /** Whole name, lower case; group 1 is the version when the name carries one. */
  readonly name: RegExp;
  /** From a written version to the cycle; undefined when it is not one. */
  readonly cycle: (version: string) => string | undefined;
}

const group =
  (pattern: RegExp) =>
  (version: string): string | undefined =>
    pattern.exec(version)?.[1];
const major = group(/^(\d{1,2})(?:\.\d+)*$/);
const majorMinor = group(/^(\d{1,2}\.\d{1,2})(?:\.\d+)*$/);

/** "15 SP5", "15-SP5", "15.5" → "15.5"; "15" alone is the first release, "15.0". */
function suseCycle(version: string): string | undefined {
  const parts = /^(\d{2})(?:(?:[ -]sp|\.)(\d{1,2}))?$/.exec(version);
  return parts ? `${parts[1]}.${parts[2] ?? '0'}` : undefined;
}

/** macOS counts by its first number since 11, by two before; 10.16 is the old-style alias of 11 and up, so unknown. */
function macCycle(version: string): string | undefined {
  if (version.startsWith('10.')) return majorMinor(version) === '10.16' ? undefined : majorMinor(version);
  return major(version);
}

const FAMILIES: readonly Family[] = [
  { product: 'debian', name: /^debian(?: gnu\/linux)?(?: (\d+(?:\.\d+)*))?(?: \([a-z]+\))?$/, cycle: major },
  { product: 'ubuntu', name: /^ubuntu(?: (\d+\.\d+(?:\.\d+)?))?(?: lts)?(?: \([a-z ]+\))?$/, cycle: majorMinor },
  {
    product: 'rhel',
    name: /^red hat enterprise linux(?: server| workstation| client)?(?: release)?(?: (\d+(?:\.\d+)*))?(?: \([a-z]+\))?$/,
    cycle: major,
  },
  { product: 'rocky-linux', name: /^rocky linux(?: release)?(?: (\d+(?:\.\d+)*))?(?: \([a-z ]+\))?$/, cycle: major },
  {
    product: 'almalinux',
    name: /^almalinux(?: os)?(?: release)?(?: (\d+(?:\.\d+)*))?(?: \([a-z ]+\))?$/,
    cycle: major,
  },
  { product: 'centos-stream', name: /^centos stream(?: release)?(?: (\d+))?(?: \([a-z]+\))?$/, cycle: major },
  // "CentOS 8" without more may be Stream 8, which lived on for years: only the full name counts.
  { product: 'centos', name: /^centos linux(?: release)?(?: (\d+(?:\.\d+)*))?(?: \([a-z]+\))?$/, cycle: major },
  {
    product: 'fedora',
    name: /^fedora(?: linux)?(?: release)?(?: (\d+))?(?: \([a-z ]+\))?$/,
    cycle: group(/^(\d{1,3})$/),
  },
  { product: 'opensuse', name: /^opensuse leap(?: (\d+\.\d+))?$/, cycle: majorMinor },
  {
    product: 'sles',
    name: /^(?:suse linux enterprise server|sles)(?: (\d{2}(?:(?:[ -]sp|\.)\d{1,2})?))?$/,
    cycle: suseCycle,
  },
  {
    product: 'linuxmint',
    name: /^linux ?mint(?: (\d+(?:\.\d+)?))?(?: \([a-z]+\))?$/,
    cycle: group(/^(\d{2}(?:\.\d)?)$/),
  },
  {
    product: 'linuxmint',
    name: /^lmde(?: (\d))?(?: \([a-z]+\))?$/,
    cycle: (version) => (/^\d$/.test(version) ? `lmde${version}` : undefined),
  },
  {
    product: 'amazon-linux',
    name: /^amazon linux(?: ami)?(?: release)?(?: (\d+(?:\.\d+)*))?(?: \([a-z0-9 ]+\))?$/,
    cycle: (version) => /^(201\d\.\d\d)$/.exec(version)?.[1] ?? /^(2|20[23]\d)(?:\.\d+)*$/.exec(version)?.[1],
  },
  { product: 'oracle-linux', name: /^oracle linux(?: server)?(?: release)?(?: (\d+(?:\.\d+)*))?$/, cycle: major },
  { product: 'pop-os', name: /^pop!?_?os(?: (\d+\.\d+))?(?: lts)?$/, cycle: majorMinor },
];

const MACOS: Family = {
  product: 'macos',
  name: /^(?:apple )?(?:mac ?os x|macos|os x)(?: [a-z]+(?: [a-z]+)?)?(?: (\d+(?:\.\d+)*))?$/,
  cycle: macCycle,
};

const tidy = (value: string): string =>
  value.replaceAll(/[®™]/g, '').normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase();

/** A version field may repeat the name's words: "12 (bookworm)", "22.04.5 LTS (Jammy Jellyfish)". */
const tidyVersion = (value: string): string => tidy(value).replace(/(?: lts)?(?: \([a-z ]*\))?$/, '');

function recogniseIn(family: Family, name: string, version: string | undefined): Recognised | undefined {
  const match = family.name.exec(name);
  if (!match) return undefined;
  const written = [match[1], version].filter((v) => v !== undefined && v !== '');
  const cycles = new Set(written.map((v) => family.cycle(v ?? '')));
  const [cycle] = cycles;
  // Two different answers, or a version that cannot be read, is no answer.
  return cycles.size === 1 && cycle !== undefined ? { product: family.product, cycle } : undefined;
}

const tooLong = (os: LifecycleQuery): boolean =>
  [os.name, os.version, os.build].some((value) => (value?.length ?? 0) > MAX_NAME);

const FAMILIES_OF: ReadonlyMap<string, readonly Family[]> = new Map([
  ['linux', FAMILIES],
  ['macos', [MACOS]],
]);

export function recogniseOs(os: LifecycleQuery, table: LifecycleTable): Recognised | undefined {
  if (tooLong(os)) return undefined;
  const name = tidy(os.name);
  if (os.platform === 'windows') return recogniseWindows({ ...os, name }, table.builds);
  const version = os.version === undefined ? undefined : tidyVersion(os.version);
  for (const family of FAMILIES_OF.get(os.platform) ?? []) {
    const found = recogniseIn(family, name, version);
    if (found) return found;
  }
  return undefined;
}
