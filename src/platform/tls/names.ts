// SPDX-License-Identifier: Apache-2.0
import { isIP, isIPv4 } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';
import { domainToASCII } from 'node:url';
import { inRanges, ipBytes } from './der.ts';

export interface TlsNames {
  /** Host names, lower case, without a trailing dot. */
  readonly dns: readonly string[];
  readonly ip: readonly string[];
}

/**
 * Addresses for which the certificate authority may always speak: loopback, private networks (RFC 1918) and unique
 * local IPv6 (RFC 4193). They mean nothing outside the organisation's own network, and an office's server changes
 * its private address more often than its name.
 */
export const PRIVATE_RANGES: readonly string[] = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '127.0.0.0/8',
  'fc00::/7',
  '::1/128',
];

const MAX_NAMES = 64;
const LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;

/** A host name as certificates want it (LDH labels, punycode), or nothing when it cannot be one. */
export function normaliseHostName(name: string): string | undefined {
  const ascii = domainToASCII(name.trim().replace(/\.$/, '')).toLowerCase();
  const fits =
    ascii !== '' && ascii.length <= 253 && isIP(ascii) === 0 && ascii.split('.').every((label) => LABEL.test(label));
  return fits ? ascii : undefined;
}

/** One spelling per address, or nothing (also for addresses with a zone such as `fe80::1%eth0`). */
export function normaliseIp(address: string): string | undefined {
  const bare = address.trim().replace(/^\[(.*)\]$/, '$1');
  if (isIP(bare) === 0 || bare.includes('%')) return undefined;
  return isIPv4(bare) ? bare : new URL(`http://[${bare}]`).hostname.slice(1, -1);
}

/** Valid, one spelling each, sorted, at most 64 of each; what cannot be a name is left out. */
export function normaliseNames(names: TlsNames): TlsNames {
  const tidy = (list: readonly string[], fix: (one: string) => string | undefined): string[] =>
    [...new Set(list.map(fix).filter((one) => one !== undefined))].toSorted().slice(0, MAX_NAMES);
  return { dns: tidy(names.dns, normaliseHostName), ip: tidy(names.ip, normaliseIp) };
}

/**
 * The names by which this machine is reached: its host name (also as `.local`, which Windows 10+, macOS and Avahi
 * resolve on the office network), localhost, the public URL's host, and its private addresses. Public addresses of
 * interfaces are left out on purpose: home and office lines change them, and IPv6 privacy addresses change daily.
 * To use one, put it into the public URL.
 */
export function namesOfMachine(machine: {
  readonly hostname: string;
  /** As from `os.networkInterfaces()`. */
  readonly interfaces: Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;
  readonly publicUrl?: string | undefined;
}): TlsNames {
  const short = machine.hostname.split('.')[0] ?? '';
  const dns = ['localhost', `${short}.local`, ...(mayBeTopLevelDomain(machine.hostname) ? [] : [machine.hostname])];
  const ip = ['127.0.0.1', '::1'];
  for (const addresses of Object.values(machine.interfaces)) {
    for (const { address } of addresses ?? []) {
      const known = normaliseIp(address);
      if (known && inRanges(known, PRIVATE_RANGES)) ip.push(known);
    }
  }
  const host = machine.publicUrl === undefined ? undefined : URL.parse(machine.publicUrl)?.hostname;
  if (host) (normaliseIp(host) ? ip : dns).push(host);
  return normaliseNames({ dns, ip });
}

/**
 * A DNS name constraint covers everything below the name as well. An authority for a machine called "dev" or "cloud"
 * could therefore speak for every site under those top-level domains. Real ones are letters only or begin with `xn--`
 * (RFC 3696 §2), so a one-word host name is taken only when it has a digit or hyphen (`srv01`, `desktop-4f3k`);
 * the others are reached as `<name>.local`.
 */
function mayBeTopLevelDomain(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/\.$/, '');
  return !name.includes('.') && (/^[^0-9-]*$/.test(name) || name.startsWith('xn--'));
}

/** What a certificate authority may speak for: DNS suffixes and address ranges. */
export interface Permitted {
  readonly dns: readonly string[];
  readonly ranges: readonly string[];
}

export function permittedFor(names: TlsNames): Permitted {
  const extra = names.ip
    .filter((address) => !inRanges(address, PRIVATE_RANGES))
    .map((address) => `${address}/${ipBytes(address).length * 8}`);
  return { dns: names.dns, ranges: [...PRIVATE_RANGES, ...extra] };
}

/** Splits names by whether the authority may speak for them; a DNS entry covers itself and everything below it. */
export function splitByPermission(names: TlsNames, permitted: Permitted): { covered: TlsNames; uncovered: string[] } {
  const dnsFits = (name: string): boolean =>
    permitted.dns.some((suffix) => name === suffix || name.endsWith(`.${suffix}`));
  const ipFits = (address: string): boolean => inRanges(address, permitted.ranges);
  return {
    covered: { dns: names.dns.filter(dnsFits), ip: names.ip.filter(ipFits) },
    uncovered: [...names.dns.filter((name) => !dnsFits(name)), ...names.ip.filter((address) => !ipFits(address))],
  };
}
