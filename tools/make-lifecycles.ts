// SPDX-License-Identifier: Apache-2.0
/**
 * Writes `catalog/products/lifecycles.json` from a copy of the endoflife.date API v1 answer `products/full`
 * (plain or gzip): `node tools/make-lifecycles.ts INPUT [OUTPUT]`. The same input always gives the same bytes.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';

const release = z.object({
  name: z.string(),
  codename: z.string().nullable(),
  releaseDate: z.string(),
  isLts: z.boolean(),
  isEol: z.boolean(),
  eolFrom: z.string().nullable(),
  eoesFrom: z.string().nullable(),
  latest: z.object({ name: z.string(), date: z.string().nullable() }).nullish(),
});
type Release = z.infer<typeof release>;
const dump = z.object({
  last_modified: z.iso.date(),
  result: z.array(z.object({ name: z.string(), releases: z.array(z.unknown()) })),
});

/** Which editions of Windows a suffix stands for on endoflife.date. */
const WINDOWS_EDITIONS: Readonly<Record<string, string>> = {
  w: ' (Home, Pro)',
  e: ' (Enterprise, Education)',
  'e-lts': ' (Enterprise LTSC)',
  'iot-lts': ' (IoT Enterprise LTSC)',
  iot: ' (IoT)',
};
const OLD_WINDOWS: Readonly<Record<string, string>> = { '6-sp2': 'Vista SP2', '5-sp3': 'XP SP3', '7-sp1': '7 SP1' };

function windowsLabel({ name }: Release): string {
  const old = OLD_WINDOWS[name];
  const parts = /^(1[01])-([0-9a-z]{4})(?:-(.+))?$/.exec(name);
  if (old !== undefined || !parts) return `Windows ${old ?? name}`;
  const [, family = '', version = '', edition] = parts;
  return `Windows ${family} ${version.toUpperCase()}${edition === undefined ? '' : (WINDOWS_EDITIONS[edition] ?? '')}`;
}

function serverLabel({ name }: Release): string {
  const channel = /^([0-9a-z]{4})-(sac|ac)$/.exec(name);
  if (channel)
    return `Windows Server ${(channel[1] ?? '').toUpperCase()} (${channel[2] === 'ac' ? 'Annual' : 'Semi-Annual'} Channel)`;
  return `Windows Server ${name
    .split('-')
    .map((part) => part.toUpperCase())
    .join(' ')}`;
}

const plain =
  (label: string) =>
  (r: Release): string =>
    `${label} ${r.name}`;
const withLts =
  (label: string) =>
  (r: Release): string =>
    `${label} ${r.name}${r.isLts ? ' LTS' : ''}`;
const withCodename =
  (label: string) =>
  (r: Release): string =>
    `${label} ${r.name}${r.codename ? ` (${r.codename})` : ''}`;

interface Product {
  readonly label: (release: Release) => string;
  /** `included`: updates go on from the usual place at no charge (Debian LTS). `enrolment`: a contract or sign-up is needed. */
  readonly extended?: 'included' | 'enrolment';
}

/** The operating systems a door can see; everything else has no life cycle here, and is answered "unknown". */
const PRODUCTS: Readonly<Record<string, Product>> = {
  windows: { label: windowsLabel, extended: 'enrolment' },
  'windows-server': { label: serverLabel, extended: 'enrolment' },
  macos: { label: withCodename('macOS') },
  ubuntu: { label: withLts('Ubuntu'), extended: 'enrolment' },
  debian: { label: withCodename('Debian'), extended: 'included' },
  rhel: { label: plain('Red Hat Enterprise Linux'), extended: 'enrolment' },
  'rocky-linux': { label: plain('Rocky Linux') },
  almalinux: { label: plain('AlmaLinux') },
  centos: { label: plain('CentOS Linux') },
  'centos-stream': { label: plain('CentOS Stream') },
  fedora: { label: plain('Fedora Linux') },
  opensuse: { label: plain('openSUSE Leap') },
  sles: { label: plain('SUSE Linux Enterprise Server'), extended: 'enrolment' },
  linuxmint: {
    label: (r) => (r.name.startsWith('lmde') ? r.name.toUpperCase().replace(/(\d)/, ' $1') : `Linux Mint ${r.name}`),
  },
  'amazon-linux': {
    label: (r) => (/^20(1\d)\./.test(r.name) ? `Amazon Linux AMI ${r.name}` : `Amazon Linux ${r.name}`),
  },
  'oracle-linux': { label: plain('Oracle Linux'), extended: 'enrolment' },
  'pop-os': { label: withLts('Pop!_OS') },
};

function supportEnd(product: string, r: Release): string | false {
  if (r.eolFrom !== null) return r.eolFrom;
  // "Ended, nobody knows when" has not occurred for these products; it needs a decision, not a default.
  if (r.isEol) throw new Error(`${product} ${r.name} has ended without a date`);
  return false;
}

/** Extended updates; a date that is not later than the ordinary end says nothing. */
function extendedOf(terms: Product['extended'], r: Release): Record<string, string> {
  if (terms === undefined || r.eoesFrom === null || r.eolFrom === null || r.eoesFrom <= r.eolFrom) return {};
  return { extended: r.eoesFrom, terms };
}

/** For Windows the data's "latest" is the build that names the cycle, not the newest patch. */
function latestOf(product: string, { latest }: Release): Record<string, string> {
  if (!latest) return {};
  if (product.startsWith('windows')) return { build: latest.name };
  return { latest: latest.name, ...(latest.date === null ? {} : { latestOn: latest.date }) };
}

function cycleOf(product: string, r: Release): Record<string, string | boolean> {
  const kind = PRODUCTS[product];
  if (!kind) throw new Error(`no such product: ${product}`);
  return {
    cycle: r.name,
    label: kind.label(r),
    released: r.releaseDate,
    end: supportEnd(product, r),
    ...extendedOf(kind.extended, r),
    ...latestOf(product, r),
  };
}

/** One line per cycle, so that a refresh reads as a list of changes. */
export function makeLifecycles(input: Buffer): string {
  const text =
    input[0] === 0x1f && input[1] === 0x8b ? gunzipSync(input, { maxOutputLength: 256 * 1024 * 1024 }) : input;
  const data = dump.parse(JSON.parse(text.toString('utf8')));
  const products = Object.keys(PRODUCTS).map((name) => {
    const found = data.result.find((product) => product.name === name);
    if (!found) throw new Error(`the input has no product "${name}"`);
    const cycles = found.releases.map((r) => `    ${JSON.stringify(cycleOf(name, release.parse(r)))}`);
    return `  ${JSON.stringify(name)}: [\n${cycles.join(',\n')}\n  ]`;
  });
  const about = {
    source: 'https://endoflife.date (API v1, products/full)',
    licence: 'MIT License. Copyright (c) endoflife.date contributors. The data is provided as is, without warranty.',
    dataDate: data.last_modified,
    madeBy: 'tools/make-lifecycles.ts',
  };
  return `{\n"about": ${JSON.stringify(about)},\n"products": {\n${products.join(',\n')}\n}\n}\n`;
}

if (import.meta.main) {
  const [input, output = 'catalog/products/lifecycles.json'] = process.argv.slice(2);
  if (input === undefined) throw new Error('usage: node tools/make-lifecycles.ts INPUT [OUTPUT]');
  writeFileSync(output, makeLifecycles(readFileSync(input)));
}
