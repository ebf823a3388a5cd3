// SPDX-License-Identifier: Apache-2.0
/** The same machine tells the same facts through osquery and through a GLPI agent, and its system is recognised. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { findLifecycle } from '../../../catalog/index.ts';
import { softwareKey } from '../../software-key.ts';
import { decodeMessage } from '../glpi/decode-message.ts';
import type { GlpiReport } from '../glpi/map-report.ts';
import { reg } from './hand-made-hosts.fake.ts';
import type { HostTables } from './osquery-host.fake.ts';
import { readHost, registryWith } from './read-host.fake.ts';
import { KEYS } from './windows-keys.ts';

const SHARED = join(import.meta.dirname, '../../../../../shared/data');

function glpi(body: Buffer): GlpiReport {
  const message = decodeMessage({
    body,
    contentType: undefined,
    contentEncoding: undefined,
    agentId: undefined,
    userAgent: 'agent/1',
    receivedAtMs: Date.parse('2026-11-20T12:00:00Z'),
  });
  if (message.kind !== 'inventory') throw new Error(message.kind);
  return message.report;
}
const fixture = (name: string): GlpiReport => glpi(readFileSync(join(import.meta.dirname, '../glpi/fixtures', name)));

describe('the same machine', () => {
  test('a Windows server: system and firewall', () => {
    const { facts } = fixture('windows-server-glpi.json');
    const read = readHost('windows', {
      ...registryWith(
        reg(KEYS.version, 'UBR', 2849),
        reg(KEYS.version, 'DisplayVersion', '21H2'),
        reg(KEYS.version, 'InstallationType', 'Server'),
      ),
      os_version: [
        { name: 'Microsoft Windows Server 2022 Standard', version: '10.0.20348', build: '20348', platform: 'windows' },
      ],
      windows_optional_features: [{ name: 'BitLocker', state: 2 }],
    });
    expect(read.facts.os).toEqual(facts.os);
    expect(read.facts.firewall).toEqual(facts.firewall);
    expect(read.facts.disks?.state).toBe(facts.disks?.state);
  });

  test('a recorded Debian: system', () => {
    const read = readHost('linux', {
      os_version: [{ name: 'Debian GNU/Linux', version: '12 (bookworm)', platform: 'debian', arch: 'x86_64' }],
    });
    const { os } = fixture('linux-glpi-1.12.json').facts;
    if (os?.state !== 'known') throw new Error('the system is not known');
    // GLPI reads the point release (12.11) from /etc/debian_version, which osquery does not look at.
    expect(read.facts.os).toEqual({ state: 'known', value: { ...os.value, version: '12' } });
  });

  test('programs have the same key, so that nothing is installed anew when the agent changes', () => {
    const programs = [
      { name: '7-Zip 24.08 (x64)', version: '24.08' },
      { name: 'Git', version: '2.37.1' },
      { name: 'IIS Express Application Compatibility Database for x64', version: '' },
      { name: 'Update for Windows 10 for x64-based Systems (KB5001716)', version: '8.94.0.0' },
    ];
    const content = {
      operatingsystem: { kernel_name: 'MSWin32', full_name: 'Microsoft Windows 11 Pro' },
      softwares: programs.map((one) => ({
        ...one,
        from: 'registry',
        release_type: one.name.includes('(KB') ? 'Update' : '',
      })),
    };
    const byGlpi = glpi(Buffer.from(JSON.stringify({ deviceid: 'd', content }))).software ?? [];
    const byOsquery = readHost('windows', { programs }).software ?? [];
    expect(byOsquery.map(softwareKey)).toEqual(byGlpi.map(softwareKey));
    expect(byOsquery).toHaveLength(3);
  });
});

describe('its system is recognised', () => {
  const host = (name: string, version: string, more: HostTables = {}): HostTables => ({
    os_version: [{ name, version, platform: 'x' }],
    ...more,
  });
  test.each([
    ['windows', 'Windows 11 Pro, 23H2', host('Microsoft Windows 11 Pro', '10.0.22631'), 'windows'],
    [
      'windows',
      'Windows Server 2022',
      host('Microsoft Windows Server 2022 Datacenter', '10.0.20348'),
      'windows-server',
    ],
    ['macos', 'macOS 15', host('macOS', '15.1'), 'macos'],
    ['macos', 'Mac OS X 10.14', host('Mac OS X', '10.14.6'), 'macos'],
    ['linux', 'Ubuntu 22.04', host('Ubuntu', '22.04.2 LTS (Jammy Jellyfish)'), 'ubuntu'],
    ['linux', 'Ubuntu 18.04, as in a recorded enrolment', host('Ubuntu', '18.04.2 LTS (Bionic Beaver)'), 'ubuntu'],
    ['linux', 'Debian 12', host('Debian GNU/Linux', '12 (bookworm)'), 'debian'],
    ['linux', 'Rocky 9', host('Rocky Linux', '9.3 (Blue Onyx)'), 'rocky-linux'],
    ['linux', 'AlmaLinux 9', host('AlmaLinux', '9.3 (Shamrock Pampas Cat)'), 'almalinux'],
    ['linux', 'Red Hat 8', host('Red Hat Enterprise Linux', '8.9 (Ootpa)'), 'rhel'],
    ['linux', 'CentOS 7', host('CentOS Linux', 'CentOS Linux release 7.9.2009 (Core)'), 'centos'],
    ['linux', 'Fedora', host('Fedora Linux', '41 (Workstation Edition)'), 'fedora'],
  ] as const)('%s: %s', (...given) => {
    const [platform, , tables, product] = given;
    const { os } = readHost(platform, tables).facts;
    if (os?.state !== 'known') throw new Error('the system is not known');
    expect(findLifecycle(os.value)?.product).toBe(product);
  });
});

const packages = join(SHARED, 'vuln/oval-hosts/ubuntu-2204-packages.json.gz');
test.skipIf(!existsSync(packages))('a recorded list of Ubuntu packages comes through whole', () => {
  const list = JSON.parse(gunzipSync(readFileSync(packages)).toString()) as {
    name: string;
    version: string;
    arch?: string;
  }[];
  expect(list.length).toBeGreaterThan(100);
  const rows = list.map(({ name, version, arch = 'amd64' }) => ({
    name,
    version,
    arch,
    status: 'install ok installed',
    maintainer: 'Ubuntu Developers <x@example.invalid>',
  }));
  const read = readHost('linux', { deb_packages: rows }).software ?? [];
  const named = (items: readonly { name: string; version: string }[]): Set<string> =>
    new Set(items.map(({ name, version }) => `${name} ${version}`));
  expect(named(read)).toEqual(named(list));
});
