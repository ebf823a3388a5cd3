// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { manualClock } from '../kernel/clock.ts';
import { secureRandom } from '../kernel/ids.ts';
import type { DataLock } from './data-lock.ts';
import { acquireDataLock, readDataLockHolder } from './data-lock.ts';
import { processStartMark } from './process-identity.ts';

const clock = manualClock(new Date('2026-04-01T00:00:00Z'));
let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'sonae lock '));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const acquire = (): DataLock => acquireDataLock({ dataDir, clock, random: secureRandom });
const lockFile = (): string => join(dataDir, 'sonae.lock');
const leave = (change: Record<string, unknown>): void => {
  const holder = {
    pid: process.pid,
    host: hostname(),
    since: '2026-03-01T00:00:00.000Z',
    startMark: processStartMark(process.pid) ?? '',
  };
  writeFileSync(lockFile(), JSON.stringify({ ...holder, ...change }));
};

describe('the lock of a data folder', () => {
  it('is refused to a second start in one line that says who, since when and where', () => {
    const lock = acquire();
    expect(() => acquire()).toThrow(expect.objectContaining({ code: 'data_in_use' }));
    let text = { ja: '', en: '' };
    try {
      acquire();
    } catch (error) {
      text = (error as { text: typeof text }).text;
    }
    for (const line of Object.values(text)) {
      for (const part of [String(process.pid), hostname(), '2026-04-01T00:00:00.000Z', dataDir])
        expect(line).toContain(part);
      expect(line).not.toMatch(/[{}\n]/);
    }
    expect(readDataLockHolder(dataDir)).toEqual(lock.holder);
  });

  it('is free again after release, and leaves nothing behind', () => {
    const lock = acquire();
    lock.release();
    lock.release();
    expect(readdirSync(dataDir)).toEqual([]);
    acquire().release();
  });

  it('is taken over from a process that is gone', () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    leave({ pid });
    expect(readDataLockHolder(dataDir)).toBeUndefined();
    expect(acquire().holder.pid).toBe(process.pid);
    expect(readdirSync(dataDir)).toEqual(['sonae.lock']);
  });

  it.skipIf(processStartMark(process.pid) === undefined)(
    'is taken over when the number now belongs to another process',
    () => {
      leave({ pid: process.ppid, startMark: 'some-earlier-boot:1' });
      expect(acquire().holder.pid).toBe(process.pid);
    },
  );

  it.each(['', '{', '[]', '{"pid":-1}', '{"pid":"1","host":"x","since":"y","startMark":"z"}', '\0'.repeat(50)])(
    'is taken over when the file is damaged: %j',
    (text) => {
      writeFileSync(lockFile(), text);
      expect(acquire().holder.pid).toBe(process.pid);
    },
  );

  it('held on another computer is believed, and the file to delete is named', () => {
    leave({ host: 'other-host' });
    expect(() => acquire()).toThrow(
      expect.objectContaining({ code: 'data_in_use_elsewhere', message: expect.stringContaining(lockFile()) }),
    );
  });

  it('is not removed by a release that comes after somebody else took over', () => {
    const lock = acquire();
    leave({ since: '2026-05-01T00:00:00.000Z' });
    lock.release();
    expect(readFileSync(lockFile(), 'utf8')).toContain('2026-05-01');
  });
});

describe.skipIf(process.platform !== 'linux')('the start mark', () => {
  it('is the same for one process, differs between two, and is missing for none', () => {
    expect(processStartMark(process.pid)).toBe(processStartMark(process.pid));
    expect(processStartMark(1)).not.toBe(processStartMark(process.pid));
    expect(processStartMark(spawnSync(process.execPath, ['--version']).pid)).toBeUndefined();
  });
});
