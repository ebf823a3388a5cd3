// SPDX-License-Identifier: Apache-2.0
import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eachLine, parseLogLine } from './log.ts';
import { parseAccounts, UNNAMED_ID } from './run-as.ts';
import { accessRules, configurationFile } from './settings.ts';

describe('log lines', () => {
  it.each([
    ['LOG:  database system is ready to accept connections', 'info', 'database system is ready to accept connections'],
    [
      'PANIC:  could not write to file "pg_wal/1": No space left on device',
      'error',
      'could not write to file "pg_wal/1": No space left on device',
    ],
    ['ERROR:  relation "a" does not exist', 'warn', 'relation "a" does not exist'],
    [
      'ERROR:  invalid input syntax for type date: "山田 090-0000-0000"',
      'warn',
      'invalid input syntax for type date: "…"',
    ],
    ['postgres: could not find the program', 'info', 'postgres: could not find the program'],
  ])('%s', (line, level, message) => {
    expect(parseLogLine(line)).toEqual({ level, message });
  });

  it('are whole however the bytes are cut', async () => {
    const lines = fc.array(fc.string({ minLength: 1 }).filter((line) => line.trim() !== '' && !/[\n\r]/.test(line)));
    await fc.assert(
      fc.asyncProperty(lines, fc.integer({ min: 1, max: 7 }), async (expected, size) => {
        const bytes = Buffer.from(expected.map((line) => `${line}\n`).join(''));
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
          bytes.subarray(index * size, (index + 1) * size),
        );
        const stream = Readable.from(chunks, { objectMode: false });
        const seen: string[] = [];
        eachLine(stream, (line) => seen.push(line));
        while (!stream.readableEnded && chunks.length > 0) await nextTurn();
        expect(seen).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });
});

describe('accounts', () => {
  it('are read from the local file; broken lines are left out', () => {
    const file =
      'root:x:0:0:root:/root:/bin/bash\n\n# comment\nsonae:x:998:997::/var/lib/sonae:/usr/sbin/nologin\nhalf:x:\n+::::::\n';
    expect(parseAccounts(file)).toEqual([
      { name: 'root', uid: 0, gid: 0 },
      { name: 'sonae', uid: 998, gid: 997 },
    ]);
  });

  it('the unnamed number lies where no package and no login gets one', () => {
    expect(UNNAMED_ID).toBeGreaterThanOrEqual(60706);
    expect(UNNAMED_ID).toBeLessThanOrEqual(61183);
  });
});

describe('files for PostgreSQL', () => {
  it('open no network and quote the socket folder', () => {
    const file = configurationFile(`/srv/it's, a "folder"`);
    expect(file).toContain("listen_addresses = ''");
    expect(file).toContain(`unix_socket_directories = '"/srv/it''s, a ""folder"""'`);
    expect(file).toContain("fsync = 'on'");
  });

  it('let the supervisor in without a password only while provisioning', () => {
    expect(accessRules('provisioning')).toMatch(/^local all sonae_supervisor trust$/m);
    expect(accessRules('normal')).not.toContain('trust');
    for (const phase of ['provisioning', 'normal'] as const) expect(accessRules(phase)).not.toMatch(/^host/m);
  });
});
