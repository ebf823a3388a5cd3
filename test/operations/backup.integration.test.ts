// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { checkBackupFile } from '../../src/platform/backup/file.ts';
import { startPostgres15 } from '../postgres15/start.ts';
import type { Postgres15 } from '../postgres15/start.ts';
import { openBrowser } from '../support/browser.ts';
import { PASSWORD, SETUP } from '../support/people.ts';
import { newInstallation, setupToken, sonae, spawnSonae, until } from './sonae-process.ts';
import type { Ended, Installation, SonaeProcess } from './sonae-process.ts';

// The real program, as a person uses it: backup beside a running server, restore into another place.
let postgres: Postgres15;
let place: Installation;
let running: SonaeProcess | undefined;

beforeAll(async () => {
  postgres = await startPostgres15();
});
afterAll(async () => postgres?.stop());
beforeEach(async () => {
  place = await newInstallation('sonae-backup-');
});
afterEach(async () => {
  await stop();
  place.remove();
});

async function stop(): Promise<void> {
  running?.child.kill('SIGTERM');
  await running?.ended;
  running = undefined;
}

/** Data folder and key of the installation that is backed up. */
const own = (): string[] => [`--data=${place.dataDir}`, `--master-key-file=${place.keyFile}`];
const backupFile = (): string => join(place.folder, 'one.sonae-backup');

async function well(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<string> {
  const ended = await sonae(args, { environment });
  expect([ended.stderr, ended.code]).toEqual(['', 0]);
  return ended.stdout;
}

/** A refusal is one line, and exit code 1. */
function line({ code, stderr, stdout }: Ended): string {
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  return stderr.trim();
}

interface Filled {
  readonly orgId: string;
  readonly deviceId: string;
  /** Devices by control, as the page of controls shows them. */
  readonly counts: readonly unknown[];
}

async function countsShown(browser: ReturnType<typeof openBrowser>, orgId: string): Promise<unknown[]> {
  const { body } = await browser.get(`/api/v1/org/${orgId}/controls`);
  return body.controls.flatMap(({ id, counts }: { id: string; counts: unknown }) => (counts ? [{ id, counts }] : []));
}

async function fill(): Promise<Filled> {
  running = await place.start();
  const browser = openBrowser(place.origin);
  const reply = await browser.post('/api/v1/setup/complete', { token: setupToken(running), ...SETUP });
  expect(reply.status).toBe(201);
  await browser.refresh();
  const orgId = String(reply.body.orgId);
  const { body } = await browser.post(`/api/v1/org/${orgId}/check-server`);
  const counts = await countsShown(browser, orgId);
  expect(JSON.stringify(counts)).toMatch(/"(pass|fail|unknown)":1/);
  return { orgId, deviceId: String(body.deviceId), counts };
}

interface Target {
  readonly data: string;
  readonly environment: Readonly<Record<string, string>>;
}

const ownDatabase = (name: string): Target => ({ data: join(place.folder, name), environment: {} });

/** A new database on PostgreSQL 15: one role that owns it, or two. */
async function external(name: string, roles: 'one' | 'two'): Promise<Target> {
  const database = `sonae_${randomBytes(4).toString('hex')}`;
  const client = new pg.Client({ connectionString: postgres.superuserUrl });
  await client.connect();
  try {
    for (const role of ['owner', 'app'])
      await client.query(
        `CREATE ROLE ${database}_${role} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB PASSWORD 'pw-${role}'`,
      );
    await client.query(`CREATE DATABASE ${database} OWNER ${database}_owner`);
  } finally {
    await client.end();
  }
  const url = (role: string): string => {
    const found = new URL(postgres.ownerUrl);
    found.username = `${database}_${role}`;
    found.password = `pw-${role}`;
    found.pathname = `/${database}`;
    return found.toString();
  };
  const environment: Record<string, string> =
    roles === 'one'
      ? { DATABASE_URL: url('owner') }
      : { DATABASE_URL: url('app'), SONAE_MIGRATION_DATABASE_URL: url('owner') };
  return { data: join(place.folder, name), environment };
}

const flagsOf = ({ data }: Target): string[] => [`--data=${data}`, `--master-key-file=${place.keyFile}`];

/** The restored product goes on: sign-in works anew, the device is there, the ledger says what happened. */
async function expectWhole(target: Target, { orgId, deviceId, counts }: Filled, epochs: number) {
  running = await place.start({ flags: flagsOf(target), environment: target.environment });
  expect(running.stdout()).not.toContain('/setup#');
  const browser = openBrowser(place.origin);
  expect((await browser.signIn(SETUP.administrator.email, PASSWORD)).status).toBe(200);
  const { body } = await browser.get(`/api/v1/org/${orgId}/devices`);
  expect(body.devices.map((device: { deviceId: string }) => device.deviceId)).toEqual([deviceId]);
  expect(await countsShown(browser, orgId)).toEqual(counts);
  const again = await browser.post(`/api/v1/org/${orgId}/check-server`);
  expect([again.status, again.body.deviceId]).toEqual([201, deviceId]);
  expect(await countsShown(browser, orgId)).toEqual(counts);
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const exported = await fetch(`${place.origin}/api/v1/org/${orgId}/ledger/export`, { headers: { cookie } });
  const file = join(place.folder, 'ledger.jsonl');
  writeFileSync(file, await exported.text());
  const report = await sonae(['verify', file]);
  expect([report.code, report.stdout]).toEqual([0, expect.stringContaining('Nothing is wrong.')]);
  expect(report.stdout.match(/begins with a restore from the backup of 20/g)?.length).toBe(epochs - 1);
  await stop();
}

describe('moving house', () => {
  test.each(['two', 'one'] as const)('own database → PostgreSQL 15 with %s role(s) → own database', async (roles) => {
    const filled = await fill();
    await well(['org', 'create', '--name', 'まだ誰もいない組織', ...own()]);
    const told = await well(['backup', '--to', backupFile(), ...own()]); // while it runs
    expect(told).toContain('The master key is NOT in it.');
    await stop();
    const away = await external('away', roles);
    const there = await well(['restore', backupFile(), ...flagsOf(away)], away.environment);
    expect(there).toContain('organisations: 2');
    await expectWhole(away, filled, 2);
    const second = join(place.folder, 'two.sonae-backup');
    await well(['backup', '--to', second, ...flagsOf(away)], away.environment); // while it stands still
    const back = ownDatabase('back');
    await well(['restore', second, ...flagsOf(back)]);
    await expectWhole(back, filled, 3);
  });

  test('to a machine without the key: with passphrase and --with-key', async () => {
    const filled = await fill();
    const passphrase = join(place.folder, 'passphrase');
    writeFileSync(passphrase, 'つきよの やまねこ 47 はちみつ\n');
    const asked = ['--passphrase-file', passphrase];
    expect(line(await sonae(['backup', '--with-key', ...own()]))).toContain('only into an encrypted backup');
    await well(['backup', '--to', backupFile(), '--with-key', ...asked, ...own()]);
    await stop();
    const target = ownDatabase('new');
    const newKey = join(place.folder, 'new.key');
    const to = [`--data=${target.data}`, `--master-key-file=${newKey}`];
    expect(line(await sonae(['restore', backupFile(), ...to]))).toContain('is encrypted');
    const wrong = join(place.folder, 'wrong');
    writeFileSync(wrong, 'tsukiyo no yamaneko\n');
    expect(line(await sonae(['restore', backupFile(), '--passphrase-file', wrong, ...to]))).toContain('does not open');
    expect(existsSync(target.data)).toBe(false);
    await well(['restore', backupFile(), ...asked, ...to]);
    expect(readFileSync(newKey, 'utf8')).toBe(readFileSync(place.keyFile, 'utf8'));
    await expectWhole(target, filled, 2);
  });
});

test('a restore is refused, in one line and before anything is touched', async () => {
  await fill();
  await well(['backup', '--to', backupFile(), ...own()]);
  await stop();
  const target = ownDatabase('new');
  const tried = async (file: string, ...flags: readonly string[]): Promise<string> =>
    line(await sonae(['restore', file, ...flagsOf(target), ...flags]));
  const whole = readFileSync(backupFile());
  const changed = Buffer.from(whole);
  const at = whole.indexOf('"identity_org"') + 200;
  changed[at] = (changed[at] ?? 0) ^ 1;
  const other = join(place.folder, 'other');
  writeFileSync(other, changed);
  expect(await tried(other)).toMatch(/is damaged \(table identity_\w+\)/);
  writeFileSync(other, whole.subarray(0, whole.length - 40));
  expect(await tried(other)).toContain('is cut off');
  writeFileSync(other, 'a picture of a cat');
  expect(await tried(other)).toContain('is not a backup of Sonae');
  expect(await tried(join(place.folder, 'nowhere'))).toContain('ENOENT');
  expect(await tried(backupFile(), `--master-key-file=${join(place.folder, 'no.key')}`)).toContain(
    'master key is needed',
  );
  const foreign = join(place.folder, 'foreign.key');
  writeFileSync(foreign, `sonae-key-1:${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
  expect(await tried(backupFile(), `--master-key-file=${foreign}`)).toContain('not the one that belongs');
  expect(existsSync(target.data)).toBe(false);
  expect(await tried(backupFile(), `--data=${place.dataDir}`)).toContain('is not empty');
});

test.each([100, 250, 400, 700])(
  'kill -9 of a backup after %i ms leaves no file that looks whole and is not',
  async (ms) => {
    await fill();
    const folder = join(place.folder, 'shelf');
    const begun = spawnSonae(['backup', '--to', `${folder}/`, ...own()]);
    await sleep(ms);
    begun.child.kill('SIGKILL');
    await begun.ended;
    const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.sonae-backup')) : [];
    for (const name of names)
      expect((await checkBackupFile(join(folder, name), undefined)).about.migrations.length).toBeGreaterThan(0);
    expect(names.length).toBeLessThanOrEqual(1);
  },
);

test('kill -9 of a restore leaves a place that does not start and is not restored into', async () => {
  await fill();
  await well(['backup', '--to', backupFile(), ...own()]);
  await stop();
  const target = ownDatabase('half');
  const begun = spawnSonae(['restore', backupFile(), ...flagsOf(target)]);
  const pidFile = join(target.data, 'postgres', '18', 'postmaster.pid');
  await until('the database of the restore', () => (existsSync(pidFile) ? true : undefined));
  begun.child.kill('SIGKILL');
  await begun.ended;
  const started = await sonae(['serve', ...place.flags, ...flagsOf(target)]);
  expect(started.stderr).toContain('was cut off, so it is not whole');
  expect(line(await sonae(['restore', backupFile(), ...flagsOf(target)]))).toContain('is not empty');
  process.kill(Number.parseInt(readFileSync(pidFile, 'utf8'), 10), 'SIGKILL');
});

test('an older program refuses the schema of a newer one', async () => {
  const target = await external('newer', 'one');
  const environment = target.environment;
  running = await place.start({ flags: flagsOf(target), environment });
  await stop();
  const client = new pg.Client({ connectionString: environment['DATABASE_URL'] });
  await client.connect();
  await client.query(
    `INSERT INTO platform_migration (name, sha256) VALUES ('9999_platform_later.sql', '${'0'.repeat(64)}')`,
  );
  await client.end();
  const started = await sonae(['serve', ...place.flags, ...flagsOf(target)], { environment });
  expect(started.code).toBe(1);
  expect(started.stderr).toContain('brought up to date by a newer Sonae');
});
