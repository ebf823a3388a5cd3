// SPDX-License-Identifier: Apache-2.0
/** How long the real program takes to back up and to restore many rows, made set by set in real tables. */
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import pg from 'pg';
import { SECOND_MS } from '../../src/kernel/clock.ts';
import { readEmbeddedConnection, readSupervisorLogin } from '../../src/platform/postgres/embedded/index.ts';
import { newInstallation, setupToken, sonae } from '../operations/sonae-process.ts';
import type { Installation } from '../operations/sonae-process.ts';
import { openBrowser } from '../support/browser.ts';
import { SETUP } from '../support/people.ts';
import { multiplyRows } from './rows-store.ts';
import { atMost, exactly, forInformation } from './figures.ts';
import type { Figure } from './figures.ts';

const GROUP = 'endpoints';
/** The project's goal: 10 million rows in five minutes, each way. */
const GOAL = { rows: 10_000_000, seconds: 300 } as const;
const MIB = 1024 * 1024;

async function fill(place: Installation, rows: number): Promise<void> {
  const server = await place.start();
  try {
    const browser = openBrowser(place.origin);
    const reply = await browser.post('/api/v1/setup/complete', { token: setupToken(server), ...SETUP });
    const own = readEmbeddedConnection(place.dataDir);
    const login = readSupervisorLogin(place.dataDir);
    if (!own || !login) throw new Error('no database runs');
    const { host, port, database } = own;
    const client = new pg.Client({ host, port, database, user: login.user, password: login.password });
    await client.connect();
    try {
      await multiplyRows(client, String(reply.body.orgId), rows);
    } finally {
      await client.end();
    }
  } finally {
    server.child.kill('SIGTERM');
    await server.ended;
  }
}

async function timed(args: readonly string[]): Promise<{ seconds: number; rows: number }> {
  const begun = performance.now();
  const { code, stdout, stderr } = await sonae(args);
  if (code !== 0) throw new Error(stderr);
  const rows = Number((/(?:up|Restored) ([\d,]+) rows/.exec(stdout)?.[1] ?? '').replaceAll(',', ''));
  return { seconds: (performance.now() - begun) / SECOND_MS, rows };
}

/**
 * Figures of group `endpoints`. The goal shrinks with the rows, so that a smaller run says something too.
 * @param rows about so many; a database of 10 million takes 4 GB on the disk, and the restored one the same
 */
export async function backupAndRestore(rows: number = GOAL.rows): Promise<Figure[]> {
  const place = await newInstallation('sonae-bench-');
  try {
    await fill(place, rows);
    const key = `--master-key-file=${place.keyFile}`;
    const file = join(place.folder, 'bench.sonae-backup');
    const backup = await timed(['backup', `--data=${place.dataDir}`, key, '--to', file]);
    rmSync(place.dataDir, { recursive: true, force: true });
    const restore = await timed(['restore', file, `--data=${join(place.folder, 'restored')}`, key]);
    const goal = Math.max(10, (GOAL.seconds * rows) / GOAL.rows);
    return [
      atMost(GROUP, { id: 'backup', value: backup.seconds, unit: 's' }, goal),
      atMost(GROUP, { id: 'restore', value: restore.seconds, unit: 's' }, goal),
      exactly(GROUP, { id: 'restore_rows_lost', value: backup.rows - restore.rows, unit: 'rows' }, 0),
      forInformation(GROUP, { id: 'backup_rows', value: backup.rows, unit: 'rows' }),
      forInformation(GROUP, { id: 'backup_size', value: statSync(file).size / MIB, unit: 'MB' }),
    ];
  } finally {
    place.remove();
  }
}
