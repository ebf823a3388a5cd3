// SPDX-License-Identifier: Apache-2.0
// The bootstrap in a folder of its own, with an npm that only notes what it was asked. Nothing is downloaded.
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const REAL = fileURLToPath(new URL('../..', import.meta.url));
const PINNED = `node-${process.platform}-${process.arch}`;
const LOCK = {
  name: 'x',
  lockfileVersion: 3,
  packages: { '': {}, 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } },
};

/** Says what it is asked, makes node_modules, or fails as npm does, by FAKE_NPM. */
const FAKE_NPM = `
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
appendFileSync(process.env.NPM_NOTES, process.cwd() + ' ' + process.version + ' ' + process.argv.slice(2, 4).join(' ') + '\\n');
rmSync('node_modules', { recursive: true, force: true });
mkdirSync('node_modules/a', { recursive: true });
if (process.env.FAKE_NPM === 'hang') await new Promise((resolve) => setTimeout(resolve, 60_000));
if (process.env.FAKE_NPM === 'offline') {
  console.error('npm error code ENOTFOUND\\nnpm error network request to https://packages.example/a failed, reason: getaddrinfo ENOTFOUND packages.example');
  process.exit(1);
}
`;

const PROGRAM = `
import { writeFileSync } from 'node:fs';
if (process.argv[2] === 'code') process.exitCode = 7;
if (process.argv[2] === 'wait') {
  const timer = setInterval(() => {}, 1000);
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => {
    writeFileSync(process.argv[3] ?? '', name);
    clearInterval(timer);
    process.exitCode = 3;
  });
}
process.stdout.write(JSON.stringify({ version: process.version, args: process.argv.slice(2) }) + '\\n');
`;

let root: string;
let children: ChildProcess[];

const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sonae boot '));
  children = [];
  cpSync(join(REAL, 'bin'), join(root, 'bin'), { recursive: true });
  cpSync(join(REAL, 'tools', 'bootstrap'), join(root, 'tools', 'bootstrap'), { recursive: true });
  put('package.json', '{"type":"module"}');
  put('package-lock.json', JSON.stringify(LOCK));
  put('src/cli/main.ts', PROGRAM);
  put('fake/npm-cli.js', FAKE_NPM);
  put('fake/package.json', '{"type":"module"}');
  // A pinned Node as `npm ci` would have left it: this very one.
  const runtimeLock = {
    lockfileVersion: 3,
    packages: { '': {}, [`node_modules/${PINNED}`]: { version: '24.0.0', optional: true } },
  };
  put('tools/runtime/package.json', JSON.stringify({ optionalDependencies: { [PINNED]: '24.0.0' } }));
  put('tools/runtime/package-lock.json', JSON.stringify(runtimeLock));
  put('tools/runtime/node_modules/.package-lock.json', JSON.stringify({ ...runtimeLock, packages: {} }));
  mkdirSync(join(root, 'tools', 'runtime', 'node_modules', PINNED, 'bin'), { recursive: true });
  symlinkSync(process.execPath, join(root, 'tools', 'runtime', 'node_modules', PINNED, 'bin', 'node'));
});

afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

function boot(args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, [join(root, 'bin', 'sonae.mjs'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: '/usr/bin:/bin',
      LANG: 'en_US.UTF-8',
      npm_execpath: join(root, 'fake', 'npm-cli.js'),
      NPM_NOTES: join(root, 'notes'),
      ...env,
    },
  });
  children.push(child);
  return child;
}

async function run(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ code: unknown; out: string; err: string }> {
  const child = boot(args, env);
  const said = { out: '', err: '' };
  child.stdout?.on('data', (chunk: Buffer) => (said.out += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (said.err += chunk.toString()));
  const [code] = await once(child, 'close');
  return { code, ...said };
}

const notes = (): string[] =>
  existsSync(join(root, 'notes')) ? readFileSync(join(root, 'notes'), 'utf8').trim().split('\n') : [];
const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await sleep(10);
};

describe.skipIf(process.platform !== 'linux')('the bootstrap', () => {
  it('installs once with the pinned Node, then says nothing more', async () => {
    const first = await run(['hello', '--flag']);
    expect(JSON.parse(first.out)).toEqual({ version: process.version, args: ['hello', '--flag'] });
    expect(first.err).toContain('(2/4): 1 packages');
    expect(notes()).toEqual([`${root} ${process.version} ci --ignore-scripts`]);
    const second = await run(['hello']);
    expect(second).toMatchObject({ code: 0, err: '' });
    expect(notes()).toHaveLength(1);
    expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).toBe(JSON.stringify(LOCK));
  });

  it('installs again when the lockfile changed, or when an install was cut off', async () => {
    await run(['hello']);
    put('package-lock.json', JSON.stringify({ ...LOCK, name: 'y' }));
    await run(['hello']);
    expect(notes()).toHaveLength(2);
    put('package-lock.json', JSON.stringify({ ...LOCK, name: 'z' }));
    const cut = boot(['hello'], { FAKE_NPM: 'hang' });
    await until(() => notes().length === 3 && existsSync(join(root, 'node_modules', 'a')));
    cut.kill('SIGKILL');
    await once(cut, 'exit');
    expect((await run(['hello'])).code).toBe(0);
    expect(notes()).toHaveLength(4);
  });

  it('accepts what somebody installed by hand, but only when it is the same', async () => {
    put('node_modules/.package-lock.json', JSON.stringify(LOCK));
    await run(['hello']);
    expect(notes()).toEqual([]);
    rmSync(join(root, 'node_modules'), { recursive: true });
    put('node_modules/.package-lock.json', JSON.stringify(LOCK).replace('1.0.0', '1.0.1'));
    await run(['hello']);
    expect(notes()).toHaveLength(1);
  });

  it('installs one at a time', async () => {
    const both = await Promise.all([run(['hello']), run(['hello'])]);
    expect(both.map((one) => one.code)).toEqual([0, 0]);
    expect(notes()).toHaveLength(1);
  });

  it('says in one line that there is no connection, and no npm', async () => {
    const offline = await run(['hello'], { FAKE_NPM: 'offline' });
    expect(offline.code).toBe(1);
    expect(offline.err.trim().split('\n')).toHaveLength(2);
    expect(offline.err).toContain('no connection to https://packages.example');
    const missing = await run(['hello'], { npm_execpath: '', PATH: join(root, 'fake'), LANG: 'ja_JP.UTF-8' });
    expect(missing.code).toBe(1);
    expect(missing.err).toContain('npm が見つかりません');
  });

  it('builds the screens for serve when their inputs changed or the result is gone, and for nothing else', async () => {
    put('src/web/page.ts', '1');
    put(
      'tools/build-web.ts',
      `import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
      mkdirSync('dist/web', { recursive: true }); writeFileSync('dist/web/index.html', ''); appendFileSync('builds', 'x');`,
    );
    const builds = (): number =>
      existsSync(join(root, 'builds')) ? readFileSync(join(root, 'builds'), 'utf8').length : 0;
    await run(['hello']);
    expect(builds()).toBe(0);
    await run(['serve']);
    await run(['serve']);
    expect(builds()).toBe(1);
    put('src/web/page.ts', '2');
    await run(['serve']);
    expect(builds()).toBe(2);
    put('src/assess/store.ts', 'not seen by the screens');
    await run(['serve']);
    expect(builds()).toBe(2);
    rmSync(join(root, 'dist'), { recursive: true });
    await run(['serve']);
    expect(builds()).toBe(3);
    put('tools/build-web.ts', 'process.exit(4)');
    expect((await run(['serve'])).code).toBe(1);
  });

  it('reads the catalogue before a start when a text of it changed, and says when it has a fault', async () => {
    put('catalog/controls/x.yaml', 'id: x');
    put(
      'tools/build-catalog.ts',
      `import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
      const text = readFileSync('catalog/controls/x.yaml', 'utf8');
      if (text.includes('fault')) { console.error('controls/x.yaml:1:1 fault'); process.exit(1); }
      mkdirSync('dist', { recursive: true }); writeFileSync('dist/catalog.json', text); appendFileSync('builds', 'x');`,
    );
    const builds = (): number => readFileSync(join(root, 'builds'), 'utf8').length;
    await run(['serve']);
    await run(['serve']);
    expect(builds()).toBe(1);
    put('catalog/controls/x.yaml', 'id: y');
    await run(['serve']);
    expect(builds()).toBe(2);
    put('catalog/controls/x.yaml', 'id: fault');
    const broken = await run(['serve']);
    expect(broken.code).toBe(1);
    expect(broken.err).toContain('controls/x.yaml:1:1 fault');
    expect(broken.err).toContain('catalogue of measures could not be read');
    put('catalog/controls/x.yaml', 'id: y');
    expect((await run(['serve'])).code).toBe(0);
  });
});

describe.skipIf(process.platform !== 'linux')('the program behind the bootstrap', () => {
  it('gives its exit code', async () => {
    expect((await run(['code'])).code).toBe(7);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('gets %s and may stop in its own time', async (signal) => {
    const child = boot(['wait', join(root, 'told')]);
    await once(child.stdout!, 'data');
    child.kill(signal);
    const [code] = await once(child, 'close');
    expect(code).toBe(3);
    expect(readFileSync(join(root, 'told'), 'utf8')).toBe(signal);
  });

  it('stops by itself when the bootstrap is killed with -9', async () => {
    const child = boot(['wait', join(root, 'told')]);
    await once(child.stdout!, 'data');
    child.kill('SIGKILL');
    await until(() => existsSync(join(root, 'told')) && readFileSync(join(root, 'told'), 'utf8') !== '');
    expect(readFileSync(join(root, 'told'), 'utf8')).toBe('SIGTERM');
  });
});
