// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import type { TestBrowser } from '../support/browser.ts';
import { PASSWORD, SETUP } from '../support/people.ts';
import { newInstallation, setupToken, sonae, spawnSonae, statusOf, until } from './sonae-process.ts';
import type { Installation, SonaeProcess } from './sonae-process.ts';

// Kill -9 of either process, or of both, at any moment: the next start (or PostgreSQL's supervisor) makes it good.
let place: Installation;
let running: SonaeProcess | undefined;

beforeEach(async () => {
  place = await newInstallation();
});
afterEach(async () => {
  running?.child.kill('SIGTERM');
  await running?.ended;
  running = undefined;
  place.remove();
});

const postgresPid = (): number =>
  Number.parseInt(readFileSync(join(place.dataDir, 'postgres', '18', 'postmaster.pid'), 'utf8'), 10);
const ready = async (): Promise<true> =>
  until('readiness', async () => ((await statusOf(`${place.origin}/readyz`)) === 200 ? true : undefined));

function isGone(pid: number): true | undefined {
  try {
    process.kill(pid, 0);
    return undefined;
  } catch {
    return true;
  }
}

async function setUp(): Promise<{ browser: TestBrowser; orgId: string }> {
  if (!running) throw new Error('nothing runs');
  const browser = openBrowser(place.origin);
  const reply = await browser.post('/api/v1/setup/complete', { token: setupToken(running), ...SETUP });
  expect(reply.status).toBe(201);
  await browser.refresh();
  return { browser, orgId: String(reply.body.orgId) };
}

const devicesIn = async (browser: TestBrowser, orgId: string) => browser.get(`/api/v1/org/${orgId}/devices`);

async function killNode(): Promise<void> {
  running?.child.kill('SIGKILL');
  await running?.ended;
  running = undefined;
}

describe('what was acknowledged is there after', () => {
  test.each(['node', 'both'] as const)('kill -9 of %s', async (who) => {
    running = await place.start();
    const { browser, orgId } = await setUp();
    // The server looks at itself and answers after its report is committed.
    const taken = await browser.post(`/api/v1/org/${orgId}/check-server`);
    expect(taken.status).toBeLessThan(300);
    const postgres = postgresPid();
    running.child.kill('SIGKILL');
    if (who === 'both') process.kill(postgres, 'SIGKILL');
    await running.ended;
    running = await place.start();
    expect(running.stdout()).not.toContain('/setup#'); // it is set up already
    await ready();
    const { body } = await devicesIn(browser, orgId); // the session lives on as well
    expect(body.devices.map((device: { deviceId: string }) => device.deviceId)).toEqual([taken.body.deviceId]);
    expect((await openBrowser(place.origin).signIn(SETUP.administrator.email, PASSWORD)).status).toBe(200);
  });
});

test('kill -9 of PostgreSQL: 503 meanwhile, then everything goes on by itself', async () => {
  running = await place.start();
  const { browser, orgId } = await setUp();
  const before = postgresPid();
  // Stopped first, so that requests are sure to meet a database that does not answer.
  process.kill(before, 'SIGKILL');
  const seen = new Set<number | undefined>();
  await until('an answer while the database is away or back', async () => {
    const { status, headers } = await devicesIn(browser, orgId);
    seen.add(status);
    if (status === 503) expect(headers.get('retry-after')).toMatch(/^\d+$/);
    return status === 200 && isGone(before) ? true : undefined;
  });
  for (const status of seen) expect([200, 503]).toContain(status);
  await ready();
  expect(postgresPid()).not.toBe(before);
  expect(running.child.exitCode).toBeNull();
  // The job worker came back with it: a new request of the hour is taken and run.
  const metrics = async (): Promise<string> => (await fetch(`${place.origin}/metrics`)).text();
  expect(await metrics()).toContain('sonae_jobs_total');
  running.child.kill('SIGTERM');
  expect(await running.ended).toMatchObject({ code: 0, signal: null });
});

test.each([150, 500, 900, 1400, 2500])('a first start killed after %i ms is made good by the next', async (ms) => {
  running = spawnSonae(['serve', ...place.flags]);
  await sleep(ms);
  await killNode();
  running = await place.start();
  await ready();
  expect((await setUp()).orgId).toMatch(/^[0-9a-f-]{36}$/);
});

describe('commands on the server', () => {
  const links = async (...args: readonly string[]): Promise<string> => {
    const ended = await sonae([...args, '--data', place.dataDir, '--master-key-file', place.keyFile]);
    expect([ended.code, ended.stderr]).toEqual([0, '']);
    const link = /https?:\/\/\S+/.exec(ended.stdout)?.[0];
    expect(link).toMatch(new RegExp(`^${place.origin}/`)); // where it really listens, not the default port
    return link?.split('#')[1] ?? '';
  };

  test('make links that work, beside a running Sonae and without one', async () => {
    running = await place.start();
    const { email } = SETUP.administrator;
    const { orgId } = await setUp();
    const beside = await links('account', 'reset', '--email', email);
    const looked = async (token: string) => openBrowser(place.origin).post('/api/v1/reset/look', { token });
    expect((await looked(beside)).status).toBe(200);
    const invitation = await links('org', 'create', '--name', 'もうひとつの組織', '--size', '1-5');
    running.child.kill('SIGTERM');
    await running.ended;
    const without = await links('account', 'reset', '--email', email.toUpperCase());
    const unknown = await sonae(['account', 'reset', '--email', 'dare@example.jp', ...place.flags.slice(0, 2)]);
    expect([unknown.code, unknown.stderr.trim()]).toEqual([1, 'There is no account with this e-mail address.']);
    running = await place.start();
    const browser = openBrowser(place.origin);
    const seen = await browser.post('/api/v1/invitation/look', { token: invitation });
    expect([seen.status, JSON.stringify(seen.body)]).toEqual([200, expect.stringContaining('もうひとつの組織')]);
    expect(JSON.stringify(seen.body)).not.toContain(orgId);
    // The newer link has ended the older one.
    expect((await looked(without)).status).toBe(200);
    expect((await looked(beside)).status).toBe(404);
  });
});
