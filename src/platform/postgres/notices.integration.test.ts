// SPDX-License-Identifier: Apache-2.0
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestDatabase } from '../../../test/support/database.ts';
import type { TestDatabase } from '../../../test/support/database.ts';
import { listenTo, tellAll } from './notices.ts';
import type { Notices } from './notices.ts';

const CHANNEL = 'sonae_osquery';
let database: TestDatabase;
let notices: Notices;
const heard: string[] = [];

beforeAll(async () => {
  database = await startTestDatabase({ maxConnections: 3 });
  notices = listenTo({ pool: database.db.pool, channel: CHANNEL, heard: (payload) => void heard.push(payload) });
});
afterAll(async () => {
  await notices?.stop();
  await database?.stop();
});

const soon = { timeout: 5000, interval: 20 };

test('what is told is heard after the commit, and not after a rollback', async () => {
  await expect.poll(() => notices.live(), soon).toBe(true);
  const tell = async (text: string, fail: boolean) =>
    database.db.global(async (tx) => {
      await tellAll(tx, CHANNEL, text);
      if (fail) throw new Error('taken back');
    });
  await expect(tell('never', true)).rejects.toThrow('taken back');
  await tell('one', false);
  await expect.poll(() => heard, soon).toEqual(['one']);
});

test('a lost connection is replaced, and the epoch tells of the gap', async () => {
  await expect.poll(() => notices.live(), soon).toBe(true);
  const before = notices.epoch();
  const above = new pg.Client(database.superuser);
  await above.connect();
  await above.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                     WHERE datname = current_database() AND query LIKE '%pg_notify%' AND pid <> pg_backend_pid()`);
  await above.end();
  await expect.poll(() => notices.epoch(), soon).toBeGreaterThan(before);
  await expect.poll(() => notices.live(), soon).toBe(true);
});

test('who has stopped is believed no more', async () => {
  const other = listenTo({ pool: database.db.pool, channel: CHANNEL, heard: () => {} });
  await expect.poll(() => other.live(), soon).toBe(true);
  await other.stop();
  expect(other.live()).toBe(false);
});
