// SPDX-License-Identifier: Apache-2.0
// The rendered script and `sonae check` deliver over real TLS to a server with our own CA.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { systemClock } from '../../../kernel/clock.ts';
import { collectThisComputer, sendReport } from './check-this-computer.ts';
import { isInstalled, linuxLaptop, runShell } from './collector-sandbox.fake.ts';
import type { Sandbox } from './collector-sandbox.fake.ts';
import { renderCollector } from './render-collector.ts';
import { readCollectorReport } from './report.ts';
import { makeTestAuthority } from './test-authority.fake.ts';
import type { TestAuthority } from './test-authority.fake.ts';

const TOKEN = 'snc_one-hour-code-1';
const received: { url: string; token: string; type: string; body: string }[] = [];
let authority: TestAuthority;
let stranger: TestAuthority;
let server: Server;
let origin = '';
let box: Sandbox;

beforeAll(async () => {
  authority = await makeTestAuthority(systemClock.now());
  stranger = await makeTestAuthority(systemClock.now());
  server = createServer({ key: authority.keyPem, cert: authority.certPem }, (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      const { authorization = '', 'content-type': type = '' } = request.headers;
      received.push({ url: `${request.method} ${request.url}`, token: authorization, type, body });
      response.writeHead(authorization === `Bearer ${TOKEN}` ? 202 : 401).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  origin = `https://localhost:${address.port}`;
  box = linuxLaptop();
});
afterAll(() => {
  server.close();
  box.remove();
});

const runRendered = async (more: { caPem?: string; token?: string; only?: string }) => {
  received.length = 0;
  const { only, ...settings } = more;
  const file = renderCollector('sh', {
    serverUrl: origin,
    token: TOKEN,
    caPem: authority.caPem,
    language: 'ja',
    ...settings,
  });
  const script = join(box.dir, file.fileName);
  // a computer without curl
  const text = file.body.toString('utf8');
  writeFileSync(script, only === 'wget' ? text.replace('if has curl;', 'if has no-such-program;') : text);
  return runShell({ shell: ['dash'], script, args: [], env: box.env });
};

describe.skipIf(!isInstalled('dash'))('the rendered collect.sh', () => {
  // BusyBox wget checks no certificates, so it is not used; without curl there must be GNU wget
  it.each(['curl', 'wget'])('delivers with %s and explains itself in Japanese', async (program) => {
    if (!isInstalled(program)) return;
    const result = await runRendered({ only: program });
    expect([result.status, result.stderr]).toEqual([0, expect.stringContaining('届きました')]);
    expect(result.stderr).toContain('見ないもの');
    expect(result.stdout.toString()).toBe('');
    expect(received).toMatchObject([
      { url: 'POST /api/v1/collect', token: `Bearer ${TOKEN}`, type: 'application/json' },
    ]);
    expect(readCollectorReport(received[0]?.body ?? '').identity.hostname).toBe('経理のPC');
  });

  it.each(['curl', 'wget'])('sends nothing with %s to a server of another authority', async (program) => {
    if (!isInstalled(program)) return;
    const result = await runRendered({ only: program, caPem: stranger.caPem });
    expect([result.status, received.length]).toEqual([1, 0]);
    expect(result.stderr).toContain('サーバーにつながりませんでした');
  });

  it('says that the code has expired', async () => {
    const result = await runRendered({ token: 'snc_yesterday' });
    expect([result.status, result.stderr]).toEqual([1, expect.stringContaining('コードの期限')]);
  });

  it('never puts the token on a command line', async () => {
    const log = join(box.dir, 'arguments');
    box.script('curl', `printf '%s\\n' "$@" >'${log}'; cat >>'${log}.stdin'`);
    await runRendered({});
    box.unscript('curl');
    expect(readFileSync(log, 'utf8')).not.toContain(TOKEN);
    expect(readFileSync(`${log}.stdin`, 'utf8')).toContain(TOKEN);
  });
});

describe('collect.sh by hand', () => {
  it('needs an address and a code, or --out or --print', async () => {
    for (const args of [[], ['--server', origin], ['--what'], ['--out']]) {
      expect((await runShell({ args })).status).toBe(2);
    }
    const plain = await runShell({ args: ['--server', 'http://example.jp', '--token', 'abc'], env: box.env });
    expect([plain.status, plain.stderr]).toEqual([2, expect.stringContaining('must start with https://')]);
    const quoted = await runShell({ args: ['--server', origin, '--token', 'a"b'], env: box.env });
    expect([quoted.status, quoted.stderr]).toEqual([2, expect.stringContaining('wrong form')]);
  });

  it('writes a file to carry by hand and leaves nothing else behind', async () => {
    const file = join(box.dir, 'carry.json');
    const result = await runShell({ args: ['--out', file], env: box.env });
    expect([result.status, result.stdout.length]).toEqual([0, 0]);
    expect(readCollectorReport(readFileSync(file, 'utf8')).facts.os.state).toBe('known');
    expect(readdirSync(box.dir).filter((name) => name.startsWith('sonae.'))).toEqual([]);
  });
});

describe('sendReport', () => {
  it('delivers what this computer says, trusting only the given authority', async () => {
    received.length = 0;
    const report = await collectThisComputer();
    const to = { server: origin, token: TOKEN, report };
    await expect(sendReport({ ...to, caPem: authority.caPem })).resolves.toEqual({ status: 202, answer: '{}' });
    expect(readCollectorReport(received[0]?.body ?? '')).toEqual(report);
    await expect(sendReport({ ...to, caPem: stranger.caPem })).rejects.toThrow(/certificate/);
    await expect(sendReport(to)).rejects.toThrow(/certificate/);
    await expect(sendReport({ ...to, server: 'http://example.jp' })).rejects.toThrow(TypeError);
    expect(received).toHaveLength(1);
  });
});
