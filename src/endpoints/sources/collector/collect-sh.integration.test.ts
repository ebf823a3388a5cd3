// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';

import { isInstalled, linuxLaptop, mac, makeSandbox, runShell, SHELLS } from './collector-sandbox.fake.ts';
import type { Sandbox, ShellCall } from './collector-sandbox.fake.ts';
import { readCollectorReport } from './report.ts';
import type { CollectorReport } from './report.ts';

const TIMEOUT_MS = 60_000;
const boxes: Sandbox[] = [];
const keep = (box: Sandbox): Sandbox => {
  boxes.push(box);
  return box;
};
afterEach(() => {
  for (const box of boxes.splice(0)) box.remove();
});

async function collect(call: ShellCall): Promise<CollectorReport> {
  const result = await runShell(call);
  expect(result.stderr).toBe('');
  expect(result.status).toBe(0);
  // fatal: the script must never print bytes that are not UTF-8
  return readCollectorReport(new TextDecoder('utf-8', { fatal: true }).decode(result.stdout));
}
const timeless = (report: CollectorReport): unknown => ({ ...report, observedAt: undefined });
const valueOf = (reading: { state: string; value?: unknown }): unknown => reading.value ?? reading;

describe.each(SHELLS.map((shell) => ({ shell, label: shell.join(' ') })))('collect.sh under $label', ({ shell }) => {
  const absent = !isInstalled(shell[0]);

  it.skipIf(absent)(
    `looks at this very computer${absent ? ` (skipped: ${shell[0]} is not installed)` : ''}`,
    { timeout: TIMEOUT_MS },
    async () => {
      const report = await collect({ shell });
      expect(report.client).toBe('sonae-collect.sh/2');
      expect(report.facts.os.state).toBe('known');
      expect(report.facts.administrators).toMatchObject({
        state: 'known',
        value: expect.arrayContaining([expect.objectContaining({ name: 'root' })]),
      });
    },
  );

  it.skipIf(absent)(
    'tells the same of the same Linux laptop and Mac as the first shell does',
    { timeout: TIMEOUT_MS },
    async () => {
      for (const make of [linuxLaptop, mac]) {
        const { env } = keep(make());
        expect(timeless(await collect({ shell, env }))).toEqual(timeless(await collect({ env })));
      }
    },
  );
});

describe('collect.sh on a hand-made Linux laptop', () => {
  it('reads every section', async () => {
    const report = await collect({ env: keep(linuxLaptop()).env });
    expect(report.identity).toEqual({
      hostname: '経理のPC',
      macs: ['02:ab:cd:00:11:22'],
      agentId: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(report.identity.agentId).not.toBe('0123456789abcdef0123456789abcdef');
    const { os, updates, disks, firewall, antivirus, administrators, hardware, network } = report.facts;
    expect(valueOf(os)).toEqual({
      platform: 'linux',
      name: 'Ubuntu 24.04.1 LTS',
      version: '24.04',
      build: '6.1.0-18-amd64',
      arch: 'x86_64',
    });
    // the later "install" line is no update; a new dependency is no pending update
    expect(valueOf(updates)).toMatchObject({
      lastInstalledOn: '2026-11-02',
      pendingSecurity: 1,
      pendingTotal: 2,
      listRefreshedAt: expect.any(String),
    });
    expect(valueOf(disks)).toEqual([
      { name: '/', system: true, encrypted: 'yes', method: 'LUKS' },
      { name: '/srv', system: false, encrypted: 'partial', method: 'LUKS' },
      { name: '/home', system: false, encrypted: 'partial', method: 'LUKS' },
      { name: '/mnt/写真', system: false, encrypted: 'no' },
    ]);
    expect(valueOf(firewall)).toContainEqual({ name: 'ufw', enabled: true });
    expect(valueOf(antivirus)).toEqual([{ name: 'ClamAV', enabled: true, upToDate: null }]);
    expect(valueOf(administrators)).toEqual([
      { name: 'root', kind: 'user', builtin: true, enabled: null },
      { name: 'hanako', kind: 'user', builtin: false, enabled: true },
      { name: 'taro', kind: 'user', builtin: false, enabled: false },
      { name: 'kinta', kind: 'user', builtin: false, enabled: true },
      { name: 'desk', kind: 'group', builtin: false, enabled: null },
    ]);
    expect(valueOf(hardware)).toEqual({
      manufacturer: 'LENOVO',
      model: '21F8',
      memoryMb: 15885,
      cpu: 'Some CPU @ 2.00GHz',
    });
    expect(valueOf(network)).toEqual([{ name: 'wlp1s0', mac: '02:ab:cd:00:11:22', addresses: ['192.168.1.5'] }]);
    expect(report.software).toEqual([
      {
        name: 'bash',
        version: '5.2.21-2ubuntu4',
        arch: 'amd64',
        publisher: 'Ubuntu Developers',
        from: 'deb',
        installedOn: '2024-04-23',
      },
    ]);
  });

  it('says "unknown" where a tool fails or a right is missing, never "nothing found"', async () => {
    const box = keep(linuxLaptop());
    box.tool('lsblk', '', 1);
    box.tool('apt-get', 'E: broken', 100);
    box.tool('nft', '', 1);
    box.file('etc/ufw/ufw.conf', 'ENABLED=no\n');
    box.file('proc/42/comm', 'bash\n');
    const { disks, updates, firewall, antivirus } = (await collect({ env: box.env })).facts;
    expect(disks).toMatchObject({ state: 'unknown', reason: 'query_failed' });
    expect(valueOf(updates)).toEqual({ lastInstalledOn: '2026-11-02' });
    expect(firewall).toMatchObject({ state: 'unknown', reason: 'no_permission' });
    expect(antivirus).toMatchObject({ state: 'unknown', reason: 'not_reported_by_source' });
    box.tool('lsblk', 'something else entirely\n');
    expect((await collect({ env: box.env })).facts.disks).toMatchObject({
      state: 'known',
      value: [{ name: '/', encrypted: 'unknown' }],
    });
  });

  it('does not count pending updates when there are no package lists', async () => {
    const box = keep(makeSandbox());
    box.script('uname', `case "$1" in -s) echo Linux ;; -n) echo a ;; *) echo b ;; esac`);
    box.file('var/lib/dpkg/status', '');
    box.tool('dpkg-query', 'ii \tbase-files\t12\tall\tx\tdeb\t1713830400\n');
    box.tool('apt-get', '');
    const report = await collect({ env: box.env });
    expect(valueOf(report.facts.updates)).toEqual({ lastInstalledOn: '2024-04-23' });
    expect(report.facts.os).toMatchObject({ state: 'unknown', reason: 'unreadable' });
  });

  it.each([
    [
      'a policy that drops',
      'table inet f {\n chain i {\n  type filter hook input priority 0; policy drop;\n }\n}\n',
      true,
    ],
    [
      'an accepting policy and nothing else',
      'table inet f {\n chain i {\n  type filter hook input priority 0; policy accept;\n }\n}\n',
      false,
    ],
    [
      'drops only for what is passed on',
      'table ip n {\n chain i {\n  type filter hook input priority 0; policy accept;\n }\n chain fwd {\n  type filter hook forward priority 0; policy drop;\n  drop\n }\n}\n',
      false,
    ],
    [
      'a jump that cannot be judged',
      'table ip n {\n chain i {\n  type filter hook input priority 0; policy accept;\n  jump other\n }\n}\n',
      'unreadable',
    ],
  ])('judges nftables rules as root: %s', async (_what, rules, expected) => {
    const box = keep(makeSandbox());
    box.script('uname', `case "$1" in -s) echo Linux ;; -n) echo a ;; *) echo b ;; esac`);
    box.script('id', 'echo 0');
    box.tool('nft', rules);
    const { firewall } = (await collect({ env: box.env })).facts;
    if (expected === 'unreadable') expect(firewall).toMatchObject({ state: 'unknown', reason: 'unreadable' });
    else expect(valueOf(firewall)).toContainEqual({ name: 'nftables', enabled: expected });
  });
});

describe('collect.sh on a hand-made Mac', () => {
  it('reads every section', async () => {
    const report = await collect({ env: keep(mac()).env });
    expect(report.identity).toEqual({
      hostname: 'hanako.local',
      macs: ['f0:18:98:00:00:01'],
      biosUuid: '01234567-89AB-CDEF-0123-456789ABCDEF',
      serial: 'C02XX0XXXXXX',
    });
    const { os, updates, disks, firewall, antivirus, administrators, hardware, network } = report.facts;
    expect(valueOf(os)).toEqual({ platform: 'macos', name: 'macOS', version: '15.1', build: '24B83', arch: 'arm64' });
    expect(valueOf(updates)).toEqual({
      lastInstalledOn: '2026-10-30',
      pendingTotal: 2,
      listRefreshedAt: '2026-11-19T01:02:03Z',
    });
    expect(valueOf(disks)).toEqual([{ name: '/', system: true, encrypted: 'yes', method: 'FileVault' }]);
    expect(valueOf(firewall)).toEqual([{ name: 'application', enabled: true }]);
    expect(valueOf(antivirus)).toEqual([
      { name: 'XProtect', enabled: true, upToDate: null, definitionsOn: '2026-11-18' },
    ]);
    expect(valueOf(administrators)).toEqual([
      { name: 'root', kind: 'user', builtin: true, enabled: false },
      { name: 'hanako', kind: 'user', builtin: false, enabled: true },
    ]);
    expect(valueOf(hardware)).toMatchObject({
      manufacturer: 'Apple Inc.',
      model: 'Mac14,2',
      memoryMb: 16384,
      cpu: 'Apple M2',
    });
    expect(valueOf(network)).toEqual([{ name: 'en0', mac: 'f2:18:98:00:00:09', addresses: ['192.168.1.7'] }]);
    expect(report.software).toEqual([
      { name: 'Firefox', version: '131.0', from: 'app' },
      { name: 'git', version: '2.47.0', from: 'brew' },
    ]);
  });

  it.each([
    ['FileVault is Off.\n', { encrypted: 'no' }],
    ['FileVault is On.\nEncryption in progress: Percent completed = 12\n', { encrypted: 'partial' }],
  ])('FileVault: %j', async (answer, expected) => {
    const box = keep(mac());
    box.tool('fdesetup', answer);
    expect(valueOf((await collect({ env: box.env })).facts.disks)).toMatchObject([expected]);
  });
});

describe('collect.sh and hostile output', () => {
  const odd = Buffer.concat([
    Buffer.from('a"b\\c $(touch pwned) `touch pwned` \u001b[31m 日本'),
    Buffer.from([0xe6, 0x97, 0xff, 0xc0, 0x80]),
    Buffer.from("' ; {}"),
  ]);

  it('stays valid JSON and runs nothing', { timeout: TIMEOUT_MS }, async () => {
    const box = keep(linuxLaptop());
    box.file(
      'etc/os-release',
      Buffer.concat([Buffer.from('PRETTY_NAME='), odd, Buffer.from('\nVERSION_ID="12\\"3"\n')]),
    );
    box.script('uname', `case "$1" in -s) echo Linux ;; -n) printf 'pc\\n"two\\377' ;; *) printf '\\\\' ;; esac`);
    box.tool(
      'dpkg-query',
      Buffer.concat([
        Buffer.from('ii \t'),
        odd,
        Buffer.from('\t'),
        odd,
        Buffer.from(`\t\t${'x'.repeat(100_000)}\tdeb\t99999999999999\n\n\t\t\t\n`),
      ]),
    );
    box.file(
      'etc/passwd',
      Buffer.concat([Buffer.from('root:x:0:0::/:/bin/sh\n'), odd, Buffer.from(':x:0:0::/:/bin/sh\n:::::::\n')]),
    );
    box.file('proc/cpuinfo', Buffer.concat([Buffer.from('model name : '), odd, Buffer.from([0, 10])]));
    box.tool('ip', Buffer.concat([odd, Buffer.from('\n2: wlp1s0 inet "quoted"/24\n')]));
    for (const tool of ['apt-get', 'lsblk']) box.tool(tool, odd);
    for (const shell of SHELLS.filter(([program]) => isInstalled(program))) {
      const report = await collect({ shell, env: box.env });
      expect(report.facts.os).toMatchObject({ value: { version: '12"3', build: '\\' } });
      expect(report.identity.hostname).toBe('pc "two\uFFFD');
      expect(report.software?.[0]?.name).toContain('a"b\\c $(touch pwned) `touch pwned`  [31m 日本\uFFFD');
      expect(report.software?.[0]?.publisher).toHaveLength(200);
    }
    expect(existsSync('pwned') || existsSync(join(box.dir, 'pwned'))).toBe(false);
  });

  it('escapes any bytes as a decoder would read them', { timeout: TIMEOUT_MS }, async () => {
    const byte = fc
      .oneof(fc.integer({ min: 1, max: 255 }), fc.constantFrom(0xe0, 0xed, 0xa0, 0xf0, 0xf4, 0x90, 0x22, 0x5c))
      .filter((b) => b !== 9 && b !== 10);
    const unicode = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 40 })
      .map((text) => [...Buffer.from(text.toWellFormed())].filter((b) => b !== 0 && b !== 9 && b !== 10));
    const names = fc
      .sample(fc.oneof(fc.array(byte, { minLength: 1, maxLength: 40 }), unicode), { numRuns: 400, seed: 20 })
      .filter((name) => name.length > 0);
    const box = keep(linuxLaptop());
    box.tool(
      'dpkg-query',
      Buffer.concat(names.flatMap((name) => [Buffer.from('ii \t'), Buffer.from(name), Buffer.from('\t1\n')])),
    );
    const body: unknown = JSON.parse((await runShell({ env: box.env })).stdout.toString('utf8'));
    // how many U+FFFD stand for a broken run is left open by the standard
    const plain = (text: string): string => text.replaceAll(/\uFFFD+/g, '\uFFFD');
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    expect(body).toMatchObject({ software: { length: names.length } });
    const seen = (body as { software: { name: string }[] }).software.map((item) => plain(item.name));
    expect(seen).toEqual(names.map((name) => plain(decoder.decode(Buffer.from(name)))));
  });

  it('takes 5,000 packages and cuts at 10,000, saying how many there were', { timeout: TIMEOUT_MS }, async () => {
    const list = (n: number): string =>
      Array.from(
        { length: n },
        (_, i) => `ii \tpkg-${i}\t1.${i}\tamd64\tSomeone <s@example.jp>\tdeb\t1713830400\n`,
      ).join('');
    const box = keep(linuxLaptop());
    box.tool('dpkg-query', list(5000));
    const five = await collect({ env: box.env });
    expect(five.software).toHaveLength(5000);
    expect(five.software?.[4999]).toMatchObject({ name: 'pkg-4999', version: '1.4999' });
    box.tool('dpkg-query', list(10_001));
    const cut = await collect({ env: box.env });
    expect([cut.software?.length, cut.softwareTotal]).toEqual([10_000, 10_001]);
  });
});
