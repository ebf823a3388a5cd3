// SPDX-License-Identifier: Apache-2.0
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readEmbeddedConnection } from '../../src/platform/postgres/embedded/index.ts';
import { openBrowser } from '../support/browser.ts';
import { SETUP } from '../support/people.ts';
import { newInstallation, setupToken, sonae, until } from './sonae-process.ts';
import type { Installation, SonaeProcess } from './sonae-process.ts';

// The schedule's own jobs in the real program, begun by hand because nobody waits for two in the morning.
let place: Installation;
let running: SonaeProcess | undefined;
beforeEach(async () => {
  place = await newInstallation('sonae-keep-');
});
afterEach(async () => {
  running?.child.kill('SIGTERM');
  await running?.ended;
  running = undefined;
  place.remove();
});

async function ask<Row extends object>(text: string, orgId?: string): Promise<Row[]> {
  const own = readEmbeddedConnection(place.dataDir);
  if (!own) throw new Error('no database runs');
  const client = new pg.Client({ ...own, user: own.appUser, password: own.appPassword });
  await client.connect();
  try {
    if (orgId !== undefined) await client.query(`SET sonae.org_id = '${orgId}'`);
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

interface Run {
  readonly outcome: string;
  readonly reason: string | null;
  readonly second_place: string;
}

async function begun(job: string, kind: 'backup' | 'drill', runs: number): Promise<Run | undefined> {
  await ask(`SELECT graphile_worker.add_job('${job}')`);
  const look = async (): Promise<Run[] | undefined> => {
    const rows = await ask<Run>(
      `SELECT outcome, reason, second_place FROM platform_backup_run WHERE kind = '${kind}' ORDER BY started_at DESC`,
    );
    return rows.length >= runs ? rows : undefined;
  };
  return (await until(`the ${job}`, look))[0];
}

test('backup, second place, drill, and what people see when the backup is damaged', async () => {
  const second = join(place.folder, 'nas');
  const passphrase = join(place.folder, 'passphrase');
  writeFileSync(passphrase, 'kitakaze purin 93 ougon\n');
  const environment = { SONAE_BACKUP_SECOND: second, SONAE_BACKUP_PASSPHRASE_FILE: passphrase };
  running = await place.start({ environment });
  const browser = openBrowser(place.origin);
  const reply = await browser.post('/api/v1/setup/complete', { token: setupToken(running), ...SETUP });
  await browser.refresh();
  const orgId = String(reply.body.orgId);
  expect((await browser.post(`/api/v1/org/${orgId}/check-server`)).status).toBe(201);

  expect(await begun('platform.backup', 'backup', 1)).toMatchObject({ outcome: 'done', second_place: 'verified' });
  const shelf = join(place.dataDir, 'backups');
  const [name = ''] = readdirSync(shelf);
  expect(readFileSync(join(second, name)).equals(readFileSync(join(shelf, name)))).toBe(true);

  expect(await begun('platform.restore_drill', 'drill', 1)).toMatchObject({ outcome: 'done', reason: null });
  expect(existsSync(join(place.dataDir, 'drill'))).toBe(false);
  const [leaf] = await until('the proof in the ledger', async () => {
    const rows = await ask<{ payload: string }>(
      `SELECT payload FROM assess_leaf JOIN assess_leaf_payload USING (org_id, leaf_id) WHERE kind = 'drill'`,
      orgId,
    );
    return rows.length > 0 ? rows : undefined;
  });
  expect(JSON.parse(leaf?.payload ?? '')).toMatchObject({ what: 'own_backup_restored', source: 'server' });

  const told = await sonae(['backups', `--data=${place.dataDir}`, `--master-key-file=${place.keyFile}`]);
  expect(told.stdout).toMatch(/MB\s+encrypted\s+\S*\.sonae-backup\n/);
  expect(told.stdout).toContain('was read back');
  expect(told.stdout).toMatch(/Last trial restore .*went well/);

  const notices = async (): Promise<string[]> => (await browser.get(`/api/v1/org/${orgId}/home`)).body.notices;
  expect(await notices()).toEqual([]);
  const bytes = readFileSync(join(shelf, name));
  bytes[bytes.length - 100] = (bytes[bytes.length - 100] ?? 0) ^ 1;
  writeFileSync(join(shelf, name), bytes);
  expect(await begun('platform.restore_drill', 'drill', 2)).toMatchObject({
    outcome: 'failed',
    reason: 'backup_damaged',
  });
  await until('the notice', async () => ((await notices()).includes('drill_failing') ? true : undefined));
});

test('a folder that cannot be written is told, and nothing is deleted', async () => {
  const file = join(place.folder, 'a-file');
  writeFileSync(file, '');
  mkdirSync(place.dataDir, { recursive: true });
  running = await place.start({ environment: { SONAE_BACKUP_FOLDER: join(file, 'backups') } });
  expect(await begun('platform.backup', 'backup', 1)).toMatchObject({
    outcome: 'failed',
    reason: 'backup_file_failed',
  });
  expect(running.child.exitCode).toBeNull();
});
