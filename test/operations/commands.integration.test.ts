// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sonae } from './sonae-process.ts';

// Commands that need no server: each is the real program, so that exit codes and streams are the real ones.
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sonae-commands-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');

describe('help', () => {
  test('lists the commands in the language of the terminal', async () => {
    const [english, japanese] = await Promise.all([
      sonae(['--help']),
      sonae(['help'], { environment: { LANG: 'ja_JP.UTF-8' } }),
    ]);
    expect([english.code, japanese.code]).toEqual([0, 0]);
    expect(english.stdout).toMatch(/Usage: sonae/);
    expect(japanese.stdout).toMatch(/使い方: sonae/);
    for (const name of ['serve', 'check', 'verify', 'account reset', 'org create', 'settings'])
      expect(english.stdout).toContain(name);
    expect(lines(japanese.stdout)).toHaveLength(lines(english.stdout).length);
  });

  test('of one command names its options, and starts nothing', async () => {
    const [serve, reset] = await Promise.all([sonae(['serve', '--help']), sonae(['account', 'reset', '--help'])]);
    expect([serve.code, serve.stderr]).toEqual([0, '']);
    expect(serve.stdout).toMatch(/--tls-port +HTTPS/);
    expect(serve.stdout).not.toContain('--master-key '); // it would be readable by every user of the machine
    expect(reset.stdout).toMatch(/--email .*\(needed\)/);
  });

  test('answers an unknown command with what there is, and exit code 2', async () => {
    const { code, stderr, stdout } = await sonae(['sevre']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^There is no command "sevre"/);
    expect(stderr).toContain('serve');
  });
});

describe('wrong use', () => {
  test.each([
    [['serve', '--prot', '8420'], 2, /no option --prot/],
    [['serve', '--port'], 2, /--port needs a value/],
    [['serve', 'now'], 2, /"now" is one word too many/],
    [['serve', '--=0000'], 2, /no option --/],
    [['account', 'reset'], 2, /--email is needed/],
    [['account', 'reset', '--email', 'a@example.jp', '--clear-two-step=no'], 2, /--clear-two-step takes no value/],
    [['org', 'create', '--name', 'x', '--size', 'huge'], 2, /--size needs one of: 1-5/],
    [['verify'], 2, /<exported file> is needed/],
    [['verify', '/nowhere/export.ndjson'], 2, /cannot be read \(ENOENT\)/],
  ])('%j is told in one line', async (args, code, line) => {
    const ended = await sonae(args);
    expect(ended.code).toBe(code);
    expect(lines(ended.stderr)).toHaveLength(1);
    expect(ended.stderr).toMatch(line);
  });

  test('a data folder that is none is not made into one', async () => {
    const data = join(folder, 'mistyped');
    const ended = await sonae(['org', 'create', '--name', 'x', '--data', data]);
    expect(ended.code).toBe(1);
    expect(lines(ended.stderr)).toEqual([expect.stringContaining(`There are no data of Sonae in ${data}`)]);
  });
});

describe('wrong settings', () => {
  test.each([
    [{ SONAE_PORT: 'abc' }, /^SONAE_PORT: give a whole number from 1 to 65535\. It is "abc" now\.$/],
    [{ SONAE_PRT: '1' }, /^SONAE_PRT: there is no such setting/],
    [{ SONAE_PORT: '8443' }, /^SONAE_TLS_PORT: SONAE_PORT has the same number/],
    [{ SONAE_TLS_CERT: '/x.pem' }, /^SONAE_TLS_CERT: SONAE_TLS_KEY is needed as well/],
    [{ SONAE_TRUST_PROXY: '10.0.0.300' }, /^SONAE_TRUST_PROXY: give addresses/],
  ])('%j is one line and exit code 1', async (environment, line) => {
    const ended = await sonae(['serve'], { environment, cwd: folder });
    expect([ended.code, ended.stdout]).toEqual([1, '']);
    expect(lines(ended.stderr)).toHaveLength(1);
    expect(ended.stderr.trim()).toMatch(line);
  });

  test.each([
    { DATABASE_URL: 'postgres://sonae:hunter2 x@db/sonae' },
    { SONAE_MASTER_KEY: 'hunter2' },
    { SONAE_SMTP_URL: 'http://user:hunter2@mail' },
  ])('a secret is not shown: %j', async (environment) => {
    for (const LANG of ['en_US.UTF-8', 'ja_JP.UTF-8']) {
      const ended = await sonae(['serve'], { environment: { ...environment, LANG }, cwd: folder });
      expect(ended.code).toBe(1);
      expect(lines(ended.stderr)).toHaveLength(1);
      expect(ended.stderr + ended.stdout).not.toContain('hunter2');
      expect(ended.stderr).toMatch(new RegExp(`^${Object.keys(environment)[0] ?? ''}: `));
    }
  });
});

test('settings prints the table of the documentation', async () => {
  const { code, stdout } = await sonae(['settings'], { environment: { LANG: 'ja_JP.UTF-8' } });
  expect(code).toBe(0);
  expect(stdout).toContain('| `SONAE_PORT` | `--port` | `8420` |');
  expect(stdout).not.toContain(process.cwd());
});

test('check looks at this computer and prints JSON when asked', async () => {
  const { code, stdout } = await sonae(['check', '--json']);
  expect(code).toBe(0);
  expect(Object.keys(JSON.parse(stdout) as object).length).toBeGreaterThan(2);
});

test('verify tells a file that is no export', async () => {
  const file = join(folder, 'not-an-export.ndjson');
  writeFileSync(file, 'hello\n');
  const [plain, json] = await Promise.all([sonae(['verify', file]), sonae(['verify', file, '--json'])]);
  expect([plain.code, json.code]).toEqual([1, 1]);
  expect(plain.stdout).toMatch(/places do not agree/);
  expect(JSON.parse(json.stdout)).toMatchObject({ ok: false });
});

test('version is the one of the package', async () => {
  const { code, stdout } = await sonae(['--version']);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
});
