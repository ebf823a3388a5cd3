// SPDX-License-Identifier: Apache-2.0
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { createServer, connect } from 'node:net';
import type { Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { accountIds, isRoot } from '../debian.ts';
import { newInstallation, sonae, spawnSonae, statusOf } from './sonae-process.ts';
import type { Installation, SonaeProcess } from './sonae-process.ts';

let place: Installation;
let running: SonaeProcess | undefined;

beforeAll(async () => {
  place = await newInstallation();
  // The first start makes the database once for all tests here.
  running = await place.start();
});
afterEach(async () => {
  running?.child.kill('SIGKILL');
  await running?.ended;
  running = undefined;
});
afterAll(() => place.remove());

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');
const serve = async (...more: readonly string[]) => sonae(['serve', ...place.flags, ...more]);

test('greets with exactly one address and its token, and says who holds the data to a second start', async () => {
  const greeting = running?.stdout() ?? '';
  expect(greeting.match(/\/setup#/g)).toHaveLength(1);
  expect(greeting).toMatch(new RegExp(`http://127.0.0.1:${place.port}/setup#sonae_setup_\\w+`));
  const second = await sonae(['serve', '--data', place.dataDir, '--master-key-file', place.keyFile]);
  expect(second.code).toBe(1);
  expect(lines(second.stderr)).toEqual([
    expect.stringMatching(new RegExp(`already in use by Sonae process ${running?.pid} on .* since 20\\d\\d-`)),
  ]);
  running?.child.kill('SIGTERM');
  expect(await running?.ended).toMatchObject({ code: 0, signal: null });
});

describe('stops cleanly', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('on %s, with an idle and a busy connection open', async (signal) => {
    running = await place.start();
    const agent = new Agent({ keepAlive: true });
    const kept = new Promise<void>((resolve, reject) => {
      get(`${place.origin}/healthz`, { agent }, (response) => response.resume().once('end', resolve)).once(
        'error',
        reject,
      );
    });
    await kept;
    // A request whose body never comes: it holds its connection for as long as it is let.
    const busy = connect(place.port, '127.0.0.1');
    busy.on('error', () => {});
    busy.write(
      'POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{',
    );
    await statusOf(`${place.origin}/healthz`);
    running.child.kill(signal);
    const ended = await running.ended;
    agent.destroy();
    busy.destroy();
    expect(ended).toMatchObject({ code: 0, signal: null, stderr: '' });
    expect(ended.stdout).not.toContain('"level":"error"');
  });

  test('also when its data folder was taken away', async () => {
    const other = await newInstallation();
    const process = await other.start();
    rmSync(other.dataDir, { recursive: true, force: true });
    process.child.kill('SIGTERM');
    const ended = await process.ended;
    other.remove();
    expect(ended).toMatchObject({ code: 0, signal: null });
  });

  test('when asked in the middle of starting', async () => {
    running = spawnSonae(['serve', ...place.flags]);
    setTimeout(() => running?.child.kill('SIGINT'), 700);
    const ended = await running.ended;
    // Before the program can listen to signals, the signal itself ends it; the data must bear both.
    expect([0, null]).toContain(ended.code);
    expect(ended.stdout).not.toContain('Press Ctrl-C');
    running = await place.start();
    expect(await statusOf(`${place.origin}/readyz`)).toBe(200);
  });
});

describe('does not start, and says in one line why:', () => {
  let holder: Server | undefined;
  afterEach(() => void holder?.close());
  const hold = async (port: number): Promise<void> => {
    const server = createServer();
    holder = server;
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  };
  const toldIn = (stderr: string): string[] => lines(stderr).filter((line) => !line.startsWith('{'));

  test('the port is taken', async () => {
    await hold(place.port);
    const ended = await serve();
    expect(ended.code).toBe(1);
    expect(toldIn(ended.stderr)).toEqual([
      `Port ${place.port} is used by another program. Stop that one, or give another number with SONAE_PORT.`,
    ]);
  });

  test('the HTTPS port is taken, in Japanese', async () => {
    await hold(place.tlsPort);
    const ended = await sonae(['serve', ...place.flags], { environment: { LANG: 'ja_JP.UTF-8' } });
    expect(ended.code).toBe(1);
    expect(toldIn(ended.stderr)).toEqual([expect.stringContaining(`ポート ${place.tlsPort} は`)]);
    expect(ended.stderr).toContain('SONAE_TLS_PORT');
  });

  test('the address is not this computer’s', async () => {
    const ended = await serve('--tls-host', '192.0.2.99'); // RFC 5737: nobody's
    expect([ended.code, toldIn(ended.stderr)]).toEqual([1, [expect.stringMatching(/192\.0\.2\.99.*SONAE_TLS_HOST/)]]);
  });

  describe('the master key', () => {
    let kept = '';
    beforeAll(() => {
      kept = readFileSync(place.keyFile, 'utf8');
    });
    afterEach(() => {
      rmSync(place.keyFile, { recursive: true, force: true });
      writeFileSync(place.keyFile, kept, { mode: 0o600 });
    });
    const other = `sonae-key-1:${'0123456789abcdef'.repeat(4)}\n`;

    test.each<[string, () => void, readonly [RegExp, RegExp]]>([
      [
        'is another one',
        () => writeFileSync(place.keyFile, other),
        [/is not the one of the data folder/, /のものではありません/],
      ],
      ['is damaged', () => writeFileSync(place.keyFile, 'x'), [/damaged or no key/, /壊れている/]],
      ['is gone', () => rmSync(place.keyFile), [/is missing/, /がありません/]],
      ['is open to others', () => chmodSync(place.keyFile, 0o644), [/chmod 600/, /chmod 600/]],
    ])('%s', async (_name, spoil, [english, japanese]) => {
      spoil();
      const [one, two] = [
        await serve(),
        await sonae(['serve', ...place.flags], { environment: { LANG: 'ja_JP.UTF-8' } }),
      ];
      expect([one.code, two.code]).toEqual([1, 1]);
      expect(toldIn(one.stderr)).toEqual([expect.stringMatching(english)]);
      expect(toldIn(two.stderr)).toEqual([expect.stringMatching(japanese)]);
    });

    test('lies inside the data folder', async () => {
      const file = join(place.dataDir, 'master.key');
      const ended = await serve('--master-key-file', file);
      expect([ended.code, toldIn(ended.stderr)]).toEqual([1, [expect.stringMatching(/lies inside the data folder/)]]);
    });
  });

  test('the certificate is none', async () => {
    const file = join(place.folder, 'own.pem');
    writeFileSync(file, 'not a certificate', { mode: 0o600 });
    const ended = await serve('--tls-cert', file, '--tls-key', file);
    expect([ended.code, toldIn(ended.stderr)]).toEqual([
      1,
      [expect.stringMatching(/cannot be read\. Both must be PEM/)],
    ]);
  });

  test('the data folder is a file', async () => {
    const file = join(place.folder, 'file');
    writeFileSync(file, '');
    const ended = await serve('--data', join(file, 'data'));
    expect([ended.code, toldIn(ended.stderr)]).toEqual([
      1,
      [expect.stringMatching(/cannot be written \(ENOTDIR\).*SONAE_DATA/)],
    ]);
  });

  test('the data folder belongs to somebody else', async ({ skip }) => {
    const nobody = accountIds('nobody');
    if (!isRoot() || !nobody) return skip('only root can start as another user');
    const folder = join(place.folder, 'closed');
    mkdirSync(folder, { mode: 0o755 });
    chmodSync(place.folder, 0o755);
    const flags = ['--data', join(folder, 'data'), '--port', String(place.port), '--tls-port', String(place.tlsPort)];
    const ended = await sonae(['serve', ...flags], { ...nobody, cwd: '/' });
    expect(ended.code).toBe(1);
    expect(toldIn(ended.stderr)).toEqual([expect.stringMatching(/closed\/data cannot be written \(EACCES\)/)]);
  });
});
