// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PLATFORMS } from '../../facts.ts';
import type { FactSection, Facts, Reading } from '../../facts.ts';
import { isoDate, machineClockOf, newestUntil } from './dates.ts';
import { decodeMessage } from './decode-message.ts';
import { KNOWS } from './knows.ts';
import type { GlpiReport } from './map-report.ts';
import { isPlaceholderSerial, isPlaceholderUuid, usableMac } from './placeholders.ts';

const RECEIVED = Date.parse('2026-11-20T12:00:00Z');
function reportFrom(body: string | Buffer): GlpiReport {
  const message = decodeMessage({
    body: Buffer.from(body),
    contentType: undefined,
    contentEncoding: undefined,
    agentId: undefined,
    userAgent: 'agent/1',
    receivedAtMs: RECEIVED,
  });
  if (message.kind !== 'inventory') throw new Error(`not an inventory: ${message.kind}`);
  return message.report;
}
const fixture = (name: string): GlpiReport => reportFrom(readFileSync(new URL(`./fixtures/${name}`, import.meta.url)));
const linux = (content: object): GlpiReport =>
  reportFrom(
    JSON.stringify({
      deviceid: 'd',
      content: {
        operatingsystem: { kernel_name: 'linux', full_name: 'Ubuntu 24.04', version: '24.04.1 LTS (Noble Numbat)' },
        ...content,
      },
    }),
  );
const windows = (content: object): GlpiReport =>
  reportFrom(
    JSON.stringify({
      deviceid: 'd',
      content: { operatingsystem: { kernel_name: 'MSWin32', full_name: 'Microsoft Windows 11 Pro' }, ...content },
    }),
  );
function valueOf<T>(reading: Reading<T> | undefined): T {
  if (reading?.state !== 'known') throw new Error(`not known: ${JSON.stringify(reading)}`);
  return reading.value;
}

describe('a Windows PC, FusionInventory (hand-made from the agent’s sources)', () => {
  const report = fixture('windows-fusioninventory-2.6.xml');

  it('gives identity, clock and tag', () => {
    expect(report.identity).toEqual({
      biosUuid: '4c4c4544-0042-3510-8052-b4c04f4e3432',
      serial: 'PF3ABCDE',
      deviceId: 'PC-01-2025-04-01-09-00-00',
      macs: ['a4:c3:f0:12:34:56'],
      hostname: 'PC-01',
    });
    expect(report.tag).toBe('head-office');
    // 09:00 in Tokyo is midnight UTC.
    expect(report.observedAt.toISOString()).toBe('2026-11-20T00:00:00.000Z');
  });

  it('names the release by the build, because the agent reads a frozen value', () => {
    expect(valueOf(report.facts.os)).toEqual({
      platform: 'windows',
      name: 'Microsoft Windows 11 Pro',
      version: '23H2',
      build: '10.0.22631',
      edition: 'W',
      arch: '64-bit',
    });
  });

  it('tells encrypted, open, suspended and left-out volumes apart', () => {
    expect(valueOf(report.facts.disks)).toEqual([
      { name: 'C:', system: true, encrypted: 'yes', method: 'BitLocker XTS_AES_128' },
      { name: 'D:', system: false, encrypted: 'no' },
      { name: 'E:', system: false, encrypted: 'partial', method: 'BitLocker AES_256' },
    ]);
  });

  it('gives firewall profiles once, antivirus state, and no administrators', () => {
    expect(valueOf(report.facts.firewall)).toEqual([
      { name: 'domain', enabled: true },
      { name: 'private', enabled: true },
      { name: 'public', enabled: false },
    ]);
    expect(valueOf(report.facts.antivirus)).toEqual([{ name: 'Windows Defender', enabled: true, upToDate: false }]);
    expect(report.facts.administrators).toEqual({
      state: 'unknown',
      reason: 'not_reported_by_source',
      detail: 'members_not_listed',
    });
  });

  it('takes updates out of the programs, ignoring a date in the far future', () => {
    expect(valueOf(report.facts.updates)).toEqual({ lastInstalledOn: '2026-11-13' });
    expect(report.software).toEqual([
      {
        name: '7-Zip 24.09 & friends',
        version: '3.10',
        publisher: 'Igor Pavlov',
        arch: 'x86_64',
        from: 'registry',
        installedOn: '2026-02-03',
      },
      { name: '勘定奉行', version: '007', from: 'registry' },
    ]);
  });

  it('drops variables and processes before they are read', () => {
    expect(JSON.stringify(report)).not.toContain('hunter2');
  });
});

describe('a Windows server, GLPI Agent (hand-made)', () => {
  const report = fixture('windows-server-glpi.json');

  it('uses no placeholder as identity or name', () => {
    expect(report.identity).toEqual({
      deviceId: 'SRV-2026-01-05-08-00-00',
      macs: ['b0:7b:25:00:11:22'],
      hostname: 'SRV',
    });
    expect(valueOf(report.facts.hardware)).toEqual({ model: 'PowerEdge T150', memoryMb: 32000 });
  });

  it('puts build and revision together', () => {
    expect(valueOf(report.facts.os)).toMatchObject({ version: '21H2', build: '10.0.20348.2849', edition: 'SERVER' });
  });

  it('says unknown where a server has nothing to say', () => {
    expect(report.facts.antivirus).toEqual({
      state: 'unknown',
      reason: 'not_reported_by_source',
      detail: 'windows_server',
    });
    expect(report.facts.disks).toEqual({
      state: 'unknown',
      reason: 'query_failed',
      detail: 'encryption_not_in_report',
    });
    expect(report.software).toEqual([
      { name: 'Numbered', version: '3.10', from: 'registry' },
      { name: 'Zabbix', version: '3.10', from: 'registry' },
    ]);
  });
});

describe('a Mac, GLPI Agent (hand-made)', () => {
  const report = fixture('macos-glpi.json');
  it('knows FileVault, version and build; does not believe a firewall that is off', () => {
    expect(valueOf(report.facts.os)).toEqual({
      platform: 'macos',
      name: 'macOS',
      version: '15.1',
      build: '24B83',
      arch: 'arm64',
    });
    expect(valueOf(report.facts.disks)).toEqual([
      { name: '/', system: true, encrypted: 'yes', method: 'FileVault 2 XTS_AES_128' },
    ]);
    expect(report.facts.firewall).toMatchObject({ state: 'unknown', reason: 'unreadable' });
    expect(report.facts.administrators).toMatchObject({ state: 'unknown' });
    expect(report.facts.updates).toMatchObject({ state: 'unknown' });
    expect(valueOf(report.facts.antivirus)).toEqual([
      { name: 'Microsoft Defender', enabled: true, upToDate: true, definitionsOn: '2026-11-19' },
    ]);
    expect(report.software).toEqual([{ name: 'Safari', version: '18.1', publisher: '18.1, Copyright', from: 'app' }]);
  });
});

describe('what absence means', () => {
  const drive = { type: '/', volumn: '/dev/mapper/vg-root', filesystem: 'ext4' };

  it('LUKS with a cipher is encryption; a device-mapper "Yes" without one is not', () => {
    const luks = { ...drive, encrypt_status: 'Yes', encrypt_name: 'LUKS2', encrypt_algo: 'aes-xts-plain64' };
    const home = { type: '/home', volumn: '/dev/sda3', filesystem: 'ext4' };
    expect(valueOf(linux({ drives: [home, luks] }).facts.disks)).toEqual([
      { name: '/', system: true, encrypted: 'yes', method: 'LUKS2 aes-xts-plain64' },
      { name: '/home', system: false, encrypted: 'unknown' },
    ]);
    const plainLvm = { ...drive, encrypt_status: 'Yes', encrypt_name: 'n/a' };
    expect(linux({ drives: [plainLvm] }).facts.disks).toMatchObject({ state: 'unknown' });
    expect(linux({ drives: [drive] }).facts.disks).toMatchObject({ state: 'unknown' });
  });

  it('start partitions, network shares and images are no disks', () => {
    const others = ['/boot', '/boot/efi', '/snap/core/1'].map((type) => ({ ...drive, type }));
    const share = { type: '/mnt/nas', volumn: 'nas:/x', filesystem: 'nfs4' };
    expect(linux({ drives: [...others, share] }).facts.disks).toEqual({
      state: 'unknown',
      reason: 'unreadable',
      detail: 'no_fixed_disk',
    });
  });

  it('a firewall that is on counts, one that is off is unknown, on Linux', () => {
    expect(valueOf(linux({ firewalls: [{ description: 'ufw', status: 'on' }] }).facts.firewall)).toEqual([
      { name: 'ufw', enabled: true },
    ]);
    expect(linux({ firewalls: [{ description: 'firewalld', status: 'off' }] }).facts.firewall).toMatchObject({
      state: 'unknown',
    });
    expect(linux({}).facts.firewall).toMatchObject({ state: 'unknown', detail: 'section_absent' });
  });

  it('a Windows client without products or updates is a failed query', () => {
    expect(windows({ softwares: [{ name: 'x' }] }).facts).toMatchObject({
      antivirus: { state: 'unknown', reason: 'query_failed' },
      updates: { state: 'unknown', reason: 'query_failed' },
    });
    expect(windows({ softwares: [{ name: 'KB5046633', from: 'WMI' }] }).facts.updates).toMatchObject({
      reason: 'unreadable',
    });
  });

  it('updates that products register are neither programs nor system updates', () => {
    const office = {
      name: 'Security Update for Microsoft Office 2016 (KB4484103)',
      release_type: 'Security Update',
      install_date: '2026-11-01',
    };
    const report = windows({ softwares: [office, { name: 'Update Manager', release_type: 'Update' }] });
    expect(report.software?.map((item) => item.name)).toEqual(['Update Manager']);
    expect(report.facts.updates).toMatchObject({ state: 'unknown', reason: 'unreadable' });
  });

  it('everybody with uid 0 and every member of sudo, wheel, admin administers Linux', () => {
    const local_users = [
      { id: '0', login: 'root', shell: '/usr/sbin/nologin' },
      { id: '0', login: 'toor', shell: '/bin/sh' },
      { id: '1000', login: 'hanako', shell: '/bin/bash' },
    ];
    const local_groups = [
      { id: '27', name: 'sudo', members: ['hanako', 'hanako'] },
      { id: '4', name: 'adm', members: ['syslog'] },
    ];
    expect(valueOf(linux({ local_users, local_groups }).facts.administrators)).toEqual([
      { name: 'hanako', kind: 'user', builtin: false, enabled: null },
      { name: 'root', kind: 'user', builtin: true, enabled: false },
      { name: 'toor', kind: 'user', builtin: false, enabled: null },
    ]);
  });

  it('Windows administrators are taken when an agent does list them, by SID or by name', () => {
    const local_users = [{ id: 'S-1-5-21-1-2-3-500', login: '社長' }];
    const local_groups = [
      { id: 'S-1-5-32-544', name: 'Administratoren', members: ['社長', 'taro'] },
      { id: 'S-1-5-32-545', name: 'Administrators', members: ['x'] },
    ];
    expect(valueOf(windows({ local_users, local_groups }).facts.administrators)).toEqual([
      { name: 'taro', kind: 'user', builtin: false, enabled: null },
      { name: '社長', kind: 'user', builtin: true, enabled: null },
    ]);
  });

  it('a recorded partial inventory (trimmed) brings its drives and nothing else', () => {
    const report = fixture('linux-glpi-1.12-partial.json');
    expect(report).toMatchObject({
      partial: true,
      software: undefined,
      client: 'GLPI-Agent_v1.12-dev',
      source: 'glpi',
    });
    expect(Object.keys(report.facts)).toEqual(['disks']);
    // It names no time zone, so the time of arrival counts.
    expect(report.observedAt.getTime()).toBe(RECEIVED);
    expect(report.machineClock?.at.toISOString()).toBe('2026-11-20T21:43:28.000Z');
  });

  it('a partial inventory speaks only of what it holds', () => {
    const partial = (content: object): GlpiReport =>
      reportFrom(JSON.stringify({ deviceid: 'd', partial: true, content }));
    const base = { bios: { ssn: '' }, hardware: { name: 'vm', memory: 1 } };
    expect(partial(base)).toMatchObject({ partial: true, facts: {}, software: undefined });
    expect(Object.keys(partial({ ...base, firewalls: [{ profile: 'PublicProfile', status: 'on' }] }).facts)).toEqual([
      'firewall',
    ]);
    const kb = partial({
      ...base,
      softwares: [
        { name: 'KB5046633', from: 'WMI', install_date: '2026-11-13' },
        { name: 'a', version: '1' },
      ],
    });
    expect(kb.facts).toEqual({
      updates: { state: 'known', value: { lastInstalledOn: '2026-11-13' } },
      remoteControl: { state: 'known', value: [] },
    });
    expect(kb.software).toEqual([{ name: 'a', version: '1' }]);
    expect(partial({ ...base, softwares: [{ name: 'a', version: '1', from: 'deb' }] }).facts).toEqual({
      remoteControl: { state: 'known', value: [] },
    });
    const groups = { local_groups: [{ name: 'sudo', members: ['x'] }] };
    expect(partial({ ...base, ...groups }).facts).toEqual({});
    const users = { local_users: [{ id: '0', login: 'root', home: '/root' }] };
    expect(Object.keys(partial({ ...base, ...groups, ...users }).facts)).toEqual(['administrators']);
  });

  it('values are trimmed, cleaned, bounded, sorted and without doubles', () => {
    const softwares = [
      { name: ' b\u0007 ', version: '1'.repeat(500) },
      { name: 'a'.repeat(400), version: '2', publisher: '\ud800x' },
      { name: 'b', version: '1'.repeat(500) },
      { name: '', version: '1' },
      { version: '1' },
    ];
    const items = linux({ softwares }).software ?? [];
    expect(items.map((item) => [item.name.length, item.version.length])).toEqual([
      [255, 1],
      [1, 128],
    ]);
    expect(items[0]?.publisher?.isWellFormed()).toBe(true);
  });

  it('editions decide by the caption', () => {
    const edition = (full_name: string): unknown =>
      valueOf(windows({ operatingsystem: { kernel_name: 'MSWin32', full_name } }).facts.os).edition;
    expect(edition('Microsoft Windows 11 Pro Education')).toBe('W');
    expect(edition('Microsoft Windows 10 Home')).toBe('W');
    expect(edition('Microsoft Windows 11 Enterprise')).toBe('E');
    expect(edition('Microsoft Windows 11 Education')).toBe('E');
    expect(edition('Microsoft Windows 10 Enterprise LTSC')).toBe('LTSC');
    expect(edition('Microsoft Windows 11 专业版')).toBeUndefined();
  });
});

describe('dates and clocks', () => {
  it('reads both date forms and nothing that does not exist', () => {
    expect([
      isoDate('13/11/2026'),
      isoDate('2026-11-13 01:02:03'),
      isoDate('1970-01-01'),
      isoDate('31/02/2026'),
      isoDate('11/13/2026'),
      isoDate('x'),
    ]).toEqual(['2026-11-13', '2026-11-13', undefined, undefined, undefined, undefined]);
    expect(newestUntil(['2026-11-01', '2027-01-01'], new Date(RECEIVED))).toBe('2026-11-01');
  });

  it('knows how far a clock without zone can be off', () => {
    const hours = 3_600_000;
    expect(machineClockOf('2026-11-20 21:00:00', '+0900')).toEqual({
      at: new Date('2026-11-20T12:00:00Z'),
      toleranceMs: 0,
    });
    expect(machineClockOf('2026-11-20T21:00:00-03:30', undefined)).toEqual({
      at: new Date('2026-11-21T00:30:00Z'),
      toleranceMs: 0,
    });
    expect(machineClockOf('2026-11-20 21:00:00', undefined)).toEqual({
      at: new Date('2026-11-20T21:00:00Z'),
      toleranceMs: 14 * hours,
    });
    expect(machineClockOf('2026-11-20 21:00:00', '+9900')?.toleranceMs).toBe(14 * hours);
    expect(machineClockOf('2026-02-31 21:00:00', '+0900')).toBeUndefined();
    expect(machineClockOf('Tue May 20 00:00:00', '+0900')).toBeUndefined();
    const ahead = linux({ accesslog: { logdate: '2031-01-01 00:00:00' } });
    expect(ahead.observedAt.getTime()).toBe(RECEIVED);
    expect(ahead.machineClock?.at.getUTCFullYear()).toBe(2031);
  });
});

describe('placeholders', () => {
  it.each([
    '',
    ' ',
    '0',
    '00000000',
    'To be filled by O.E.M.',
    'Default string',
    'None',
    'FFFFFFFF',
    '........',
    '-',
    'System Serial Number',
    'N/A',
  ])('serial %j identifies nothing', (serial) => expect(isPlaceholderSerial(serial)).toBe(true));
  it.each(['VMware-56 4d 4f 3c', 'PF3ABCDE', 'C02ABCDEFGH1', '5CG1234XYZ', '1112222'])(
    'serial %j identifies a machine',
    (serial) => expect(isPlaceholderSerial(serial)).toBe(false),
  );
  it.each([
    '00000000-0000-0000-0000-000000000000',
    'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
    '03000200-0400-0500-0006-000700080009',
    'x',
    '',
  ])('uuid %j identifies nothing', (uuid) => expect(isPlaceholderUuid(uuid)).toBe(true));
  it('real UUIDs and addresses pass, shared ones do not', () => {
    expect(isPlaceholderUuid('{4C4C4544-0042-3510-8052-B4C04F4E3432}')).toBe(false);
    expect(usableMac('A4-C3-F0-12-34-56')).toBe('a4:c3:f0:12:34:56');
    for (const mac of [
      '00:00:00:00:00:00',
      '01:00:5e:00:00:01',
      '00:50:56:C0:00:01',
      '0a:00:27:00:00:10',
      '02:42:ac:11:00:02',
      'a4c3f0123456',
    ]) {
      expect(usableMac(mac)).toBeUndefined();
    }
  });
});

describe('the table of what is known', () => {
  it('names only what its platform can be known by, and every fixture agrees', () => {
    const knownSections = (facts: Partial<Facts>): string[] =>
      Object.entries(facts)
        .filter(([, reading]) => reading.state === 'known')
        .map(([section]) => section);
    for (const name of [
      'windows-fusioninventory-2.6.xml',
      'windows-server-glpi.json',
      'macos-glpi.json',
      'linux-fusioninventory-2.6.xml',
      'linux-glpi-1.12.json',
    ]) {
      const report = fixture(name);
      const allowed: readonly FactSection[] = KNOWS[report.source][valueOf(report.facts.os).platform];
      expect(allowed).toEqual(expect.arrayContaining(knownSections(report.facts)));
    }
    const windowsKnown = knownSections(fixture('windows-fusioninventory-2.6.xml').facts);
    expect(windowsKnown.toSorted()).toEqual(KNOWS.fusioninventory.windows.toSorted());
    expect(Object.keys(KNOWS.glpi)).toEqual([...PLATFORMS]);
  });
});
