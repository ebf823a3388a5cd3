// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeLifecycles } from '../../tools/make-lifecycles.ts';
import { findLifecycle, lifecycleDataDate, parseLifecycles, type LifecycleQuery } from './lifecycles.ts';

const root = join(import.meta.dirname, '../..');
const win = (name: string, build?: string, more: Partial<LifecycleQuery> = {}): LifecycleQuery => ({
  platform: 'windows',
  name,
  build,
  ...more,
});
const linux = (name: string, version?: string): LifecycleQuery => ({ platform: 'linux', name, version });
const mac = (name: string, version?: string): LifecycleQuery => ({ platform: 'macos', name, version });

type Row = readonly [LifecycleQuery, string, string | false];

const KNOWN: readonly Row[] = [
  [win('Microsoft Windows 11 Pro', '10.0.22631.4460'), 'windows/11-23h2-w', '2025-11-11'],
  [win('Microsoft Windows 11 Pro', '22631'), 'windows/11-23h2-w', '2025-11-11'],
  [win('Microsoft Windows 11 Home', '10.0.26100.2314'), 'windows/11-24h2-w', '2026-10-13'],
  [win('Microsoft Windows 11 Enterprise', '10.0.26100.2314'), 'windows/11-24h2-e', '2027-10-12'],
  [win('Microsoft Windows 11 Education', '10.0.22631.1'), 'windows/11-23h2-e', '2026-11-10'],
  [win('Microsoft Windows 11 Pro Education', '10.0.26200.6899'), 'windows/11-25h2-w', '2027-10-12'],
  [win('Microsoft Windows 11 Pro for Workstations', '10.0.26200'), 'windows/11-25h2-w', '2027-10-12'],
  [win('Microsoft Windows 11 Home Single Language', '10.0.26200'), 'windows/11-25h2-w', '2027-10-12'],
  [win('Microsoft Windows 11 Pro', undefined, { version: '25H2' }), 'windows/11-25h2-w', '2027-10-12'],
  [win('Microsoft Windows 11 Pro', undefined, { version: '10.0.26200' }), 'windows/11-25h2-w', '2027-10-12'],
  [win('Microsoft Windows 11 Enterprise LTSC', '10.0.26100.1742'), 'windows/11-24h2-e-lts', '2029-10-09'],
  [win('Microsoft Windows 11 IoT Enterprise LTSC', '10.0.26100.1742'), 'windows/11-24h2-iot-lts', '2034-10-10'],
  // The registry's ProductName stays "Windows 10" on Windows 11: the build decides.
  [win('Windows 10 Pro', '10.0.22631.4460'), 'windows/11-23h2-w', '2025-11-11'],
  // A name in another language, the edition given by the source.
  [win('Microsoft Windows 11 専門家', '10.0.26100.2314', { edition: 'W' }), 'windows/11-24h2-w', '2026-10-13'],
  [win('Microsoft Windows 10 Pro', '10.0.19045.5131'), 'windows/10-22h2', '2025-10-14'],
  [
    win('Microsoft Windows 10 Enterprise', '10.0.19045.5131', { edition: 'E', version: '22H2' }),
    'windows/10-22h2',
    '2025-10-14',
  ],
  [win('Windows 10', '10.0.19045'), 'windows/10-22h2', '2025-10-14'],
  [win('Microsoft Windows 10 Pro', '10.0.19041.1', { version: '2004' }), 'windows/10-2004', '2021-12-14'],
  [win('Microsoft Windows 10 Home', undefined, { version: '1909' }), 'windows/10-1909-w', '2021-05-11'],
  [win('Microsoft Windows 10 Enterprise LTSC', '10.0.17763.6532'), 'windows/10-1809-e-lts', '2029-01-09'],
  [
    win('Microsoft Windows 10 Enterprise', '10.0.19044.5131', { edition: 'LTSC' }),
    'windows/10-21h2-e-lts',
    '2027-01-12',
  ],
  [
    win('Microsoft Windows 10 IoT Enterprise LTSC', '10.0.19044.5131', { edition: 'LTSC' }),
    'windows/10-21h2-iot-lts',
    '2032-01-13',
  ],
  [win('Microsoft Windows 10 Enterprise 2016 LTSB', '10.0.14393.7428'), 'windows/10-1607-e-lts', '2026-10-13'],
  [win('Microsoft Windows 8.1 Pro', '6.3.9600'), 'windows/8.1', '2023-01-10'],
  [win('Microsoft Windows 7 Professional', '6.1.7601'), 'windows/7-sp1', '2020-01-14'],
  [win('Microsoft® Windows Vista™ Business', '6.0.6002'), 'windows/6-sp2', '2017-04-11'],
  [win('Microsoft Windows XP Professional', '5.1.2600'), 'windows/5-sp3', '2014-04-08'],
  [win('Microsoft Windows Server 2019 Standard', '10.0.17763.6532'), 'windows-server/2019', '2029-01-09'],
  [
    win('Microsoft Windows Server 2022 Datacenter Azure Edition', '10.0.20348.2849', { edition: 'SERVER' }),
    'windows-server/2022',
    '2031-10-14',
  ],
  [win('Windows Server 2025 Standard', '10.0.26100.2314'), 'windows-server/2025', '2034-11-14'],
  [win('Microsoft Windows Server 2012 R2 Standard', '6.3.9600'), 'windows-server/2012-r2', '2023-10-10'],
  [
    win('Microsoft Windows Server 2016 Essentials', undefined, { version: '1607' }),
    'windows-server/2016',
    '2027-01-12',
  ],
  [win('Microsoft Windows Server Datacenter', '10.0.25398.1'), 'windows-server/23h2-ac', '2026-05-12'],
  [linux('Debian GNU/Linux 12 (bookworm)', '12'), 'debian/12', '2026-07-11'],
  [linux('Debian GNU/Linux 12 (bookworm)', '12.11'), 'debian/12', '2026-07-11'],
  [linux('Debian GNU/Linux', '13 (trixie)'), 'debian/13', '2028-08-09'],
  [linux('Ubuntu 22.04.5 LTS', '22.04.5'), 'ubuntu/22.04', '2027-04-01'],
  [linux('Ubuntu', '24.04.1 LTS (Noble Numbat)'), 'ubuntu/24.04', '2029-05-31'],
  [linux('Ubuntu 26.04 LTS'), 'ubuntu/26.04', '2031-04-30'],
  [linux('Ubuntu 25.10', '25.10'), 'ubuntu/25.10', '2026-07-01'],
  [linux('Red Hat Enterprise Linux 9.4 (Plow)', '9.4'), 'rhel/9', '2032-05-31'],
  [linux('Red Hat Enterprise Linux Server 7.9 (Maipo)', '7.9'), 'rhel/7', '2024-06-30'],
  [linux('Rocky Linux 9.3 (Blue Onyx)', '9.3'), 'rocky-linux/9', '2032-05-31'],
  [linux('AlmaLinux 8.10 (Cerulean Leopard)', '8.10'), 'almalinux/8', '2029-05-31'],
  [linux('CentOS Linux 7 (Core)', '7'), 'centos/7', '2024-06-30'],
  [linux('CentOS Linux release 7.9.2009 (Core)', '7.9.2009'), 'centos/7', '2024-06-30'],
  [linux('CentOS Stream 9', '9'), 'centos-stream/9', '2027-05-31'],
  [linux('Fedora Linux 43 (Workstation Edition)', '43'), 'fedora/43', '2026-12-09'],
  [linux('openSUSE Leap 15.6', '15.6'), 'opensuse/15.6', '2026-04-30'],
  [linux('SUSE Linux Enterprise Server 15 SP7', '15.7'), 'sles/15.7', '2031-07-31'],
  [linux('Linux Mint 21.3', '21.3'), 'linuxmint/21.3', '2027-04-30'],
  [linux('LMDE 7 (gigi)', '7'), 'linuxmint/lmde7', false],
  [linux('Amazon Linux 2023.6.20241010', '2023'), 'amazon-linux/2023', '2029-06-30'],
  [linux('Amazon Linux 2', '2'), 'amazon-linux/2', '2026-06-30'],
  [linux('Oracle Linux Server 8.10', '8.10'), 'oracle-linux/8', '2029-07-31'],
  [linux('Pop!_OS 22.04 LTS', '22.04'), 'pop-os/22.04', '2027-04-25'],
  [mac('macOS', '15.1'), 'macos/15', false],
  [mac('macOS Sequoia', '15.7.9'), 'macos/15', false],
  [mac('macOS 26.1'), 'macos/26', false],
  [mac('Mac OS X', '10.15.7'), 'macos/10.15', '2026-02-02'],
  [mac('macOS', '13.7.8'), 'macos/13', '2025-09-15'],
];

const UNKNOWN: readonly (readonly [string, LifecycleQuery])[] = [
  ['build newer than the data (preview)', win('Microsoft Windows 11 Pro', '10.0.29000.1000')],
  ['edition decides and nobody says it', win('Microsoft Windows 11 専門家', '10.0.22631.4460')],
  ['LTSC may hide behind a bare name', win('Microsoft Windows 10', '10.0.19044.1')],
  [
    'edition of the source and of the name differ',
    win('Microsoft Windows 11 Enterprise', '10.0.26100', { edition: 'W' }),
  ],
  ['LTSC that does not say which', win('Windows 10', '10.0.19044', { edition: 'LTSC' })],
  ['IoT without LTSC', win('Microsoft Windows 10 IoT Enterprise', '10.0.17763.1')],
  ['Windows 11 SE has its own dates', win('Microsoft Windows 11 SE', '10.0.22631')],
  ['name and build differ the impossible way', win('Microsoft Windows 11 Pro', '10.0.19045')],
  ['build and version differ', win('Microsoft Windows 11 Pro', '10.0.22631', { version: '10.0.26100' })],
  ['unreadable build is not overruled', win('Microsoft Windows 11 Pro', 'unknown', { version: '23H2' })],
  ['old name on a new build', win('Microsoft Windows 7 Professional', '10.0.22631')],
  ['no version at all', win('Microsoft Windows 11 Pro')],
  ['server name on another server build', win('Microsoft Windows Server 2019 Standard', '10.0.20348')],
  ['server of unknown year on a shared build', win('Microsoft Windows Server Standard', '10.0.17763.1')],
  ['server only by edition', win('Windows', '10.0.17763', { edition: 'SERVER' })],
  ['Storage Server', win('Microsoft Windows Storage Server 2016 Standard', '10.0.14393')],
  ['Hyper-V Server', win('Microsoft Hyper-V Server 2019', '10.0.17763')],
  ['Windows name on Linux', { platform: 'linux', name: 'Microsoft Windows 11 Pro', build: '10.0.22631' }],
  ['Debian testing', linux('Debian GNU/Linux trixie/sid', 'trixie/sid')],
  ['Raspberry Pi OS is not in the data', linux('Raspbian GNU/Linux 11 (bullseye)', '11')],
  ['Kali', linux('Kali GNU/Linux Rolling', '2026.1')],
  ['derivative with the name inside', linux('Ubuntu Core 22', '22')],
  ['derivative with the name first', linux('Ubuntu Kylin 22.04', '22.04')],
  ['Tumbleweed', linux('openSUSE Tumbleweed', '20261101')],
  ['SLES for SAP', linux('SUSE Linux Enterprise Server for SAP Applications 15 SP5', '15.5')],
  ['CentOS 8: Linux or Stream?', linux('CentOS', '8')],
  ['name and version differ', linux('Debian GNU/Linux 12 (bookworm)', '11')],
  ['version that does not exist', linux('Ubuntu 22.05', '22.05')],
  ['newer than the data', linux('Fedora Linux 99', '99')],
  ['compatibility alias of macOS', mac('macOS', '10.16')],
  ['macOS newer than the data', mac('macOS', '27.0')],
  ['macOS without a version', mac('macOS')],
  ['iOS', mac('iOS', '15.1')],
  ['other platform', { platform: 'other', name: 'FreeBSD', version: '14.1' }],
  ['absurdly long', linux(`Ubuntu${' '.repeat(5000)}22.04`, '22.04')],
];

describe('findLifecycle', () => {
  it.each(KNOWN)('%j is %s until %s', (os, expected, end) => {
    const found = findLifecycle(os);
    expect(found && `${found.product}/${found.cycle}`).toBe(expected);
    expect(found?.endOfSupport).toBe(end);
  });

  it.each(UNKNOWN)('says nothing: %s', (_why, os) => {
    expect(findLifecycle(os)).toBeUndefined();
  });

  it('keeps extended updates apart from support, and says how one gets them', () => {
    expect(findLifecycle(win('Microsoft Windows 10 Pro', '10.0.19045'))).toMatchObject({
      label: 'Windows 10 22H2',
      endOfSupport: '2025-10-14',
      extendedSecurity: '2028-10-10',
      extendedTerms: 'enrolment',
    });
    expect(findLifecycle(linux('Debian GNU/Linux 12 (bookworm)', '12'))).toMatchObject({
      extendedSecurity: '2028-06-30',
      extendedTerms: 'included',
      latest: '12.15',
    });
    expect(findLifecycle(win('Microsoft Windows 11 Pro', '10.0.26200'))).not.toHaveProperty('extendedSecurity');
  });

  it('carries the newest minor version and the day of the data', () => {
    expect(findLifecycle(mac('macOS', '15.1'))).toMatchObject({
      latest: '15.7.9',
      latestOn: '2026-08-06',
      dataDate: '2026-08-22',
    });
    expect(lifecycleDataDate()).toBe('2026-08-22');
  });

  it('never answers for names it does not know', () => {
    const words = fc.constantFrom(
      'Linux',
      'OS',
      'Pro',
      'Server',
      '11',
      '12',
      'Enterprise',
      'GNU',
      'Sonae',
      'ｗindows',
      '\u0000',
      '版',
    );
    const name = fc.oneof(
      fc.string(),
      fc.array(words, { maxLength: 6 }).map((parts) => `X ${parts.join(' ')}`),
    );
    const query = fc.record({
      platform: fc.constantFrom('windows', 'macos', 'linux', 'other', 'constructor'),
      name: name.filter(
        (n) => !/^\s*(microsoft |apple )?(windows|mac|os x|debian|ubuntu|fedora|lmde|sles|pop)/i.test(n),
      ),
      version: fc.option(fc.oneof(fc.string(), fc.constantFrom('12', '22.04', '15.1', '10.0.22631')), {
        nil: undefined,
      }),
      build: fc.option(fc.oneof(fc.string(), fc.constantFrom('10.0.22631', '19045')), { nil: undefined }),
      edition: fc.constantFrom('W' as const, 'E' as const, 'LTSC' as const, 'SERVER' as const, undefined),
    });
    fc.assert(fc.property(query, (os) => findLifecycle(os) === undefined));
  });

  it('an answer is always a row of the data whose build the machine has', () => {
    const table = parseLifecycles(readFileSync(join(root, 'catalog/products/lifecycles.json'), 'utf8'));
    const build = fc.oneof(fc.integer({ min: 10_000, max: 30_000 }), fc.constantFrom(22_631, 26_100, 19_045, 17_763));
    const edition = fc.constantFrom(
      'Home',
      'Pro',
      'Enterprise',
      'Enterprise LTSC',
      'Education',
      'SE',
      'IoT Enterprise LTSC',
      '専門家',
    );
    fc.assert(
      fc.property(build, edition, fc.constantFrom('10', '11'), (number, word, family) => {
        const found = findLifecycle(win(`Microsoft Windows ${family} ${word}`, `10.0.${number}.1`), table);
        if (!found) return true;
        return table.builds.get('windows')?.get(`10.0.${number}`)?.includes(found.cycle) === true;
      }),
    );
  });
});

const dump = join(root, '../shared/data/vuln/endoflife-products-full.json.gz');
const release = {
  codename: null,
  releaseDate: '2025-01-01',
  isLts: false,
  isEol: false,
  eolFrom: null,
  eoesFrom: null,
};

describe('makeLifecycles', () => {
  it.skipIf(!existsSync(dump))(
    'gives exactly the shipped file from the development data (skipped where that data is absent)',
    () => {
      expect(makeLifecycles(readFileSync(dump))).toBe(
        readFileSync(join(root, 'catalog/products/lifecycles.json'), 'utf8'),
      );
    },
  );

  it('refuses input that lacks a product, and an end without a date (hand-made input)', () => {
    const input = (releases: unknown[]): Buffer =>
      Buffer.from(JSON.stringify({ last_modified: '2026-01-01', result: [{ name: 'windows', releases }] }));
    expect(() => makeLifecycles(input([{ name: '11-25h2-w', ...release }]))).toThrow('no product "windows-server"');
    expect(() => makeLifecycles(input([{ name: '12', ...release, isEol: true }]))).toThrow('ended without a date');
  });
});
