// SPDX-License-Identifier: Apache-2.0
// A collector's own key: asked for, stored, used and given up, over real TLS against a server with answers made by hand.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { systemClock } from '../../../kernel/clock.ts';
import { newUuid } from '../../../kernel/ids.ts';
import { makeToken } from '../../../platform/tokens.ts';
import { runCheckCommand } from './check-command.ts';
import { isInstalled, linuxLaptop, runShell, SHELLS } from './collector-sandbox.fake.ts';
import type { Sandbox, ShellResult } from './collector-sandbox.fake.ts';
import { draftKeyFile, parseKeyFile } from './key-file.ts';
import { readCollectorReport } from './report.ts';
import { makeTestAuthority } from './test-authority.fake.ts';
import type { TestAuthority } from './test-authority.fake.ts';

const token = (kind: 'dev' | 'code'): string =>
  makeToken(kind, { orgId: newUuid(systemClock), subjectId: newUuid(systemClock) }).token;
const CODE = token('code');
const KEY = token('dev');
const SUMMARY = { ja: '○ OSの更新: よい "今日" C:\\new\n× ディスク', en: '○ Updates: fine "today" C:\\new\n× Disk' };
const good = (deviceKey: string | null): string =>
  JSON.stringify({ deviceId: newUuid(systemClock), deviceKey, results: [{ title: SUMMARY }], summary: SUMMARY });

let authority: TestAuthority;
let server: Server;
let origin = '';
let ca = '';
let box: Sandbox;
/** Answers by token; anything else is refused. */
const answers = new Map<string, { status?: number; body: string | Buffer }>();
const asked: { token: string; keep: string; body: string }[] = [];

beforeAll(async () => {
  authority = await makeTestAuthority(systemClock.now());
  server = createServer({ key: authority.keyPem, cert: authority.certPem }, (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      const given = (request.headers.authorization ?? '').replace('Bearer ', '');
      asked.push({ token: given, keep: String(request.headers['sonae-keep']), body });
      const answer = answers.get(given);
      response.writeHead(answer === undefined ? 401 : (answer.status ?? 201)).end(answer?.body ?? '{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  origin = `https://localhost:${address.port}`;
});
afterAll(() => server.close());
beforeEach(() => {
  box = linuxLaptop();
  ca = join(box.dir, 'ca.pem');
  writeFileSync(ca, authority.caPem);
  mkdirSync(join(box.dir, 'home'));
  asked.length = 0;
  answers.clear();
  answers.set(CODE, { body: good(KEY) });
  answers.set(KEY, { body: good(null) });
});
afterEach(() => box.remove());

type Shell = readonly [string, ...string[]];
const FIRST_SHELL: Shell = ['dash'];
const file = (name = 'key'): string => join(box.dir, 'home', name);
const underCode = (): string[] => ['--server', origin, '--token', CODE, '--ca', ca];
const run = (
  args: readonly string[],
  { shell = FIRST_SHELL, env = {} }: { shell?: Shell; env?: Record<string, string> } = {},
): Promise<ShellResult> => runShell({ shell, args, env: { ...box.env, ...env } });

async function check(args: readonly string[]): Promise<{ code: number; error: string }> {
  const lines: string[] = [];
  const text = readFileSync(new URL('fixtures/windows-11.report.json', import.meta.url), 'utf8');
  const collect = async () => readCollectorReport(text);
  const error = (line: string): void => void lines.push(line);
  const code = await runCheckCommand(args, { language: 'en', out: () => {}, error, collect });
  return { code, error: lines.join('\n') };
}

describe.each(SHELLS.map((shell) => ({ shell, label: shell.join(' ') })))(
  'collect.sh --keep under $label',
  ({ shell }) => {
    const absent = !isInstalled(shell[0]);

    it.skipIf(absent)('stores the key for its owner only, and needs nothing else the next time', async () => {
      const first = await run([...underCode(), '--keep', file("it's 50% mine")], { shell });
      expect([first.status, first.stderr]).toEqual([0, expect.stringContaining('Stored a key')]);
      expect(first.stderr).toContain('○ Updates: fine "today" C:\\new\n× Disk\n');
      expect(first.stderr).toContain(`--keep '${file(String.raw`it'\''s 50\% mine`)}' >/dev/null`);
      const kept = file("it's 50% mine");
      expect(statSync(kept).mode & 0o777).toBe(0o600);
      expect(parseKeyFile(readFileSync(kept, 'utf8'))).toEqual({
        server: origin,
        key: KEY,
        caPem: authority.caPem.trim(),
      });
      expect(readdirSync(join(box.dir, 'home'))).toEqual(["it's 50% mine"]);

      const second = await run(['--keep', kept], { shell, env: { LANG: 'ja_JP.UTF-8' } });
      expect([second.status, second.stderr]).toEqual([
        0,
        expect.stringContaining('○ OSの更新: よい "今日" C:\\new\n× ディスク\n'),
      ]);
      expect(second.stderr).not.toContain('crontab');
      expect(asked.map(({ token: used, keep }) => [used, keep])).toEqual([
        [CODE, 'yes'],
        [KEY, 'yes'],
      ]);
      expect(readCollectorReport(asked[1]?.body ?? '').identity.hostname).toBe('経理のPC');
    });

    it.skipIf(absent)('says that a key was revoked, and takes a new code in its place', async () => {
      await run([...underCode(), '--keep', file()], { shell });
      answers.delete(KEY);
      const refused = await run(['--keep', file()], { shell });
      expect([refused.status, refused.stderr]).toEqual([
        1,
        expect.stringContaining('no longer works. Make a new code'),
      ]);
      const next = token('dev');
      answers.set(CODE, { body: good(next) });
      expect((await run([...underCode(), '--keep', file()], { shell })).status).toBe(0);
      expect(asked.slice(-2).map(({ token: used }) => used)).toEqual([KEY, CODE]);
      expect(readFileSync(file(), 'utf8')).toContain(`\nkey=${next}\n`);
      expect(statSync(file()).mode & 0o777).toBe(0o600);
    });
  },
);

describe.skipIf(!isInstalled('dash'))('collect.sh with answers', () => {
  it('stores nothing and asks for no key without --keep', async () => {
    const before = readdirSync(box.dir);
    expect((await run(underCode(), { env: { HOME: file() } })).status).toBe(0);
    expect(asked).toMatchObject([{ keep: 'no' }]);
    expect([readdirSync(join(box.dir, 'home')), readdirSync(box.dir)]).toEqual([[], before]);
  });

  const withKey = (deviceKey: unknown): string => JSON.stringify({ deviceKey, summary: SUMMARY });
  const hostile: [string, string | Buffer][] = [
    ['a command for a key', withKey("sonae_dev_$(touch pwned)';touch pwned;'`touch pwned`")],
    ['a command behind a key', withKey(`${KEY}$(touch pwned)`)],
    ['a key of another alphabet', withKey(KEY.replace(/.$/, 'u'))],
    ['a line behind a key', withKey(`${KEY}\nserver=https://other.example`)],
    ['a key of another kind', withKey(CODE)],
    ['a key that is a list', withKey([KEY])],
    ['a key inside a text', JSON.stringify({ note: `"deviceKey":"${KEY}"`, summary: SUMMARY })],
    ['no JSON', '<html>deviceKey</html>'],
    ['JSON that ends too early', withKey(KEY).slice(0, 60)],
    ['nothing', ''],
    ['bytes of every kind', Buffer.from(Array.from({ length: 4096 }, (_, i) => i % 256))],
    ['5 MB before the key', `{"x":"${'A'.repeat(5 * 1024 * 1024)}","deviceKey":"${KEY}"}`],
    ['5 MB of brackets', '['.repeat(5 * 1024 * 1024)],
  ];
  it.each(hostile)('is not harmed by %s', async (_what, body) => {
    answers.set(CODE, { body });
    const result = await run([...underCode(), '--keep', file()]);
    expect([result.status, result.stderr]).toEqual([1, expect.stringContaining('gave no key')]);
    expect(result.stderr).toContain('Delivered');
    expect([readdirSync(join(box.dir, 'home')), existsSync('pwned'), existsSync(join(box.dir, 'pwned'))]).toEqual([
      [],
      false,
      false,
    ]);
  });

  it('prints what the server says as text that commands no terminal', async () => {
    const summary = { ja: '', en: 'a\u001b[31mred\u009b2J\u0007 $(touch pwned) `x` %s%n\r\n"summary":{"en":"no"}\\' };
    answers.set(CODE, { body: JSON.stringify({ deviceKey: null, summary }).replace('red', String.raw`red\u001b[0m`) });
    const { stderr, status } = await run(underCode());
    expect(status).toBe(0);
    expect(stderr).toContain('$(touch pwned) `x` %s%n');
    expect(stderr).toContain('\n"summary":{"en":"no"}\\\n');
    expect(stderr.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
    expect(existsSync('pwned')).toBe(false);
  });

  it.skipIf(!isInstalled('wget'))('does the same with wget where there is no curl', async () => {
    const script = join(box.dir, 'collect.sh');
    const text = readFileSync(new URL('collect.sh', import.meta.url), 'utf8');
    writeFileSync(script, text.replace('if has curl;', 'if has no-such-program;'));
    const wget = (args: readonly string[]): Promise<ShellResult> =>
      runShell({ shell: ['dash'], script, args, env: box.env });
    expect((await wget([...underCode(), '--keep', file()])).status).toBe(0);
    expect((await wget(['--keep', file()])).status).toBe(0);
    expect(asked.map(({ token: used }) => used)).toEqual([CODE, KEY]);
    answers.set(KEY, { body: 'x'.repeat(5 * 1024 * 1024) });
    expect((await wget(['--keep', file()])).status).toBe(0);
    answers.delete(KEY);
    expect((await wget(['--keep', file()])).stderr).toContain('no longer works');
  });

  it('believes no file that others can write or read, that is no key file, or that is no file', async () => {
    const put = (name: string, text: string, mode = 0o600): void => {
      writeFileSync(file(name), text);
      chmodSync(file(name), mode);
    };
    const right = `server=${origin}\nkey=${KEY}\n${authority.caPem}`;
    put('open', right, 0o640);
    put('bashrc', 'alias ll="ls -l"\n');
    put('empty', '');
    put('plain', right.replace('https', 'ftp'));
    put('long', `key=${KEY}$(touch pwned)\nserver=${origin}\n`);
    mkdirSync(file('folder'), { mode: 0o700 });
    symlinkSync('/no/such', file('dangling'));
    for (const name of ['open', 'bashrc', 'empty', 'plain', 'long', 'folder', 'dangling']) {
      const before = name === 'folder' || name === 'dangling' ? '' : readFileSync(file(name), 'utf8');
      const result = await run([...underCode(), '--keep', file(name)]);
      expect([name, result.status, asked.length]).toEqual([name, 2, 0]);
      const node = await check([...underCode(), '--keep', file(name)]);
      expect([name, node.code > 0, asked.length]).toEqual([name, true, 0]);
      if (before !== '') expect(readFileSync(file(name), 'utf8')).toBe(before);
    }
  });

  it('asks for no key that it could not store', async () => {
    const result = await run([...underCode(), '--keep', join(box.dir, 'no', 'such', 'key')]);
    expect([result.status, result.stderr, asked.length]).toEqual([2, expect.stringContaining('Cannot write'), 0]);
    expect((await check([...underCode(), '--keep', join(box.dir, 'no', 'such', 'key')])).code).toBe(1);
    expect(asked).toHaveLength(0);
  });
});

describe('sonae check --keep', () => {
  it('stores, uses and gives up the key, and goes on with a file of collect.sh', async () => {
    const first = await check([...underCode(), '--keep', file()]);
    expect([first.code, first.error]).toEqual([0, expect.stringContaining('○ Updates: fine "today" C:\\new\n× Disk')]);
    expect(first.error).toMatch(/^0 12 \* \* \* '.+' 'check' '--keep' '.+\/home\/key' >\/dev\/null 2>&1$/m);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect((await check(['--keep', file()])).code).toBe(0);
    expect((await run(['--keep', file()])).status).toBe(0);
    expect((await run([...underCode(), '--keep', file('of-sh')])).status).toBe(0);
    expect((await check(['--keep', file('of-sh')])).code).toBe(0);
    expect(asked.map(({ token: used }) => used)).toEqual([CODE, KEY, KEY, CODE, KEY]);
    answers.delete(KEY);
    expect(await check(['--keep', file()])).toMatchObject({
      code: 1,
      error: expect.stringContaining('Make a new code'),
    });
    expect(readdirSync(join(box.dir, 'home')).toSorted()).toEqual(['key', 'of-sh']);
  });

  it('stores nothing and asks for no key without --keep, and needs a code the first time', async () => {
    expect((await check(underCode())).code).toBe(0);
    expect([asked[0]?.keep, readdirSync(join(box.dir, 'home'))]).toEqual(['no', []]);
    expect((await check(['--keep', file()])).code).toBe(2);
  });

  it.each([
    'null',
    '[]',
    '"x"',
    '',
    '{"deviceKey":{"a":1},"summary":7}',
    `{"deviceKey":"${'x'.repeat(500)}"}`,
    '['.repeat(60_000),
    'y'.repeat(5e6),
  ])('is not harmed by unfit answer %#', async (body) => {
    answers.set(CODE, { body });
    const result = await check([...underCode(), '--keep', file()]);
    expect([result.code, result.error]).toEqual([1, expect.stringContaining('gave no key')]);
    expect(readdirSync(join(box.dir, 'home'))).toEqual([]);
  });

  it('closes the file to others on Windows before the key is in it', async () => {
    const calls: { file: string; args: readonly string[]; size: number }[] = [];
    const runCommand = async (program: string, args: readonly string[]) => {
      const [draft] = readdirSync(join(box.dir, 'home'));
      calls.push({ file: program, args, size: statSync(file(draft)).size });
      return { exitCode: 0, stdout: '"pc\\hanako","S-1-5-21-1-2-3-1001"\r\n', stderr: '' };
    };
    const draft = await draftKeyFile(file(), { run: runCommand, platform: 'win32' });
    await draft.save({ server: origin, key: KEY });
    await draft.discard();
    expect(calls).toMatchObject([
      { file: 'whoami.exe', size: 0 },
      {
        file: 'icacls.exe',
        size: 0,
        args: [expect.any(String), '/inheritance:r', '/grant:r', '*S-1-5-21-1-2-3-1001:F'],
      },
    ]);
    expect(readFileSync(file(), 'utf8')).toContain(KEY);
    const failing = async () => ({ exitCode: 1, stdout: '', stderr: '' });
    await expect(draftKeyFile(file('two'), { run: failing, platform: 'win32' })).rejects.toMatchObject({
      fault: 'unwritable',
    });
    expect(readdirSync(join(box.dir, 'home'))).toEqual(['key']);
  });
});
