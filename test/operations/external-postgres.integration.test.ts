// SPDX-License-Identifier: Apache-2.0
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startPostgres15 } from '../postgres15/start.ts';
import type { Postgres15 } from '../postgres15/start.ts';
import { openBrowser } from '../support/browser.ts';
import { SETUP } from '../support/people.ts';
import { newInstallation, setupToken, sonae } from './sonae-process.ts';
import type { Ended, Installation, SonaeProcess } from './sonae-process.ts';

// The whole product on a PostgreSQL that somebody else runs: Debian's 15, the oldest that is accepted.
let postgres: Postgres15;
let place: Installation;
let running: SonaeProcess | undefined;

beforeAll(async () => {
  postgres = await startPostgres15();
});
afterAll(async () => postgres?.stop());
beforeEach(async () => {
  place = await newInstallation();
});
afterEach(async () => {
  running?.child.kill('SIGTERM');
  await running?.ended;
  running = undefined;
  place.remove();
});

async function asSuperuser(...statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: postgres.superuserUrl });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** The given address as another user of another database. */
function address(user: string, database: string): string {
  const url = new URL(postgres.ownerUrl);
  url.username = user;
  url.password = `pw-${user}`;
  url.pathname = `/${database}`;
  return url.toString();
}

interface Fresh {
  readonly ownerUrl: string;
  readonly appUrl: string;
}

/** An empty database with an owner and a second role that may only connect, as a careful operator makes them. */
async function freshDatabase(): Promise<Fresh> {
  const name = `sonae_${randomBytes(4).toString('hex')}`;
  const role = (user: string): string =>
    `CREATE ROLE ${user} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD 'pw-${user}'`;
  await asSuperuser(role(`${name}_owner`), role(`${name}_app`), `CREATE DATABASE ${name} OWNER ${name}_owner`);
  return { ownerUrl: address(`${name}_owner`, name), appUrl: address(`${name}_app`, name) };
}

async function expectUse(started: SonaeProcess): Promise<void> {
  const browser = openBrowser(place.origin);
  const reply = await browser.post('/api/v1/setup/complete', { token: setupToken(started), ...SETUP });
  expect(reply.status).toBe(201);
  await browser.refresh();
  const path = `/api/v1/org/${reply.body.orgId}`;
  const { body, status } = await browser.post(`${path}/check-server`);
  expect(status, JSON.stringify(body) + started.stdout()).toBe(201);
  const { body: list } = await browser.get(`${path}/devices`);
  expect(list.devices.map((device: { deviceId: string }) => device.deviceId)).toEqual([body.deviceId]);
}

async function expectTwoStarts(environment: Readonly<Record<string, string>>): Promise<void> {
  running = await place.start({ environment });
  await expectUse(running);
  running.child.kill('SIGTERM');
  expect(await running.ended).toMatchObject({ code: 0, signal: null });
  running = await place.start({ environment });
  expect(running.stdout()).not.toContain('/setup#');
  expect((await openBrowser(place.origin).signIn(SETUP.administrator.email, SETUP.administrator.password)).status).toBe(
    200,
  );
}

describe('the whole product runs on PostgreSQL 15', () => {
  test('with one role that owns the database', async () => {
    const { ownerUrl } = await freshDatabase();
    await expectTwoStarts({ DATABASE_URL: ownerUrl });
  });

  test('with a second role for the product', async () => {
    const { ownerUrl, appUrl } = await freshDatabase();
    await expectTwoStarts({ DATABASE_URL: appUrl, SONAE_MIGRATION_DATABASE_URL: ownerUrl });
  });
});

const toldIn = ({ stderr }: Ended): string[] =>
  stderr.split('\n').filter((line) => line !== '' && !line.startsWith('{'));

describe('one clear line when the database', () => {
  let fresh: Fresh;
  let listening: Server | undefined;
  beforeAll(async () => {
    fresh = await freshDatabase();
  });
  afterEach(() => {
    listening?.close();
    listening = undefined;
  });

  async function refusal(environment: Readonly<Record<string, string>>): Promise<string> {
    const ended = await sonae(['serve', ...place.flags], { environment });
    expect(ended.code).toBe(1);
    expect(toldIn(ended)).toHaveLength(1);
    expect(ended.stderr + ended.stdout).not.toMatch(/pw-|hunter2/);
    return ended.stderr.trim();
  }

  test('is not there', async () => {
    const url = 'postgres://sonae:hunter2@127.0.0.1:1/sonae';
    expect(await refusal({ DATABASE_URL: url })).toBe(
      'The database 127.0.0.1:1 cannot be reached (ECONNREFUSED). Check that it runs and that DATABASE_URL is right.',
    );
    expect(await refusal({ DATABASE_URL: url, LANG: 'ja_JP.UTF-8' })).toMatch(/つながりません.*DATABASE_URL/);
  });

  test('refuses the password', async () => {
    const url = fresh.ownerUrl.replace(/:[^:@/]+@/, ':hunter2@');
    expect(await refusal({ DATABASE_URL: url })).toMatch(/refused the user "sonae_\w+_owner".*DATABASE_URL/);
    expect(await refusal({ DATABASE_URL: fresh.appUrl, SONAE_MIGRATION_DATABASE_URL: url })).toMatch(
      /in SONAE_MIGRATION_DATABASE_URL\.$/,
    );
  });

  test('does not exist', async () => {
    const url = new URL(fresh.ownerUrl);
    url.pathname = '/nothing_here';
    expect(await refusal({ DATABASE_URL: url.toString() })).toMatch(/has no database "nothing_here"/);
  });

  test('is given to a superuser, or to a role above row-level security, or to one that can become such', async () => {
    await asSuperuser(
      `CREATE ROLE above LOGIN BYPASSRLS PASSWORD 'pw-above'`,
      `CREATE ROLE climber LOGIN PASSWORD 'pw-climber' IN ROLE above`,
    );
    const strong = /could bypass row-level security.*NOSUPERUSER NOBYPASSRLS/;
    expect(await refusal({ DATABASE_URL: postgres.superuserUrl })).toMatch(strong);
    expect(await refusal({ DATABASE_URL: address('above', 'sonae') })).toMatch(strong);
    expect(await refusal({ DATABASE_URL: address('climber', 'sonae') })).toMatch(strong);
  });

  test('lets its role make no tables', async () => {
    expect(await refusal({ DATABASE_URL: fresh.appUrl })).toMatch(/may not make tables.*SONAE_MIGRATION_DATABASE_URL/);
  });

  /** Answers the first message of a connection with the given bytes, and keeps what it was. */
  async function answering(reply: (message: Buffer) => Buffer): Promise<{ port: number; heard: Buffer[] }> {
    const heard: Buffer[] = [];
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', (message: Buffer) => {
        heard.push(message);
        socket.write(reply(message));
      });
    });
    listening = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { port: (server.address() as AddressInfo).port, heard };
  }

  test('is asked for TLS and has none', async () => {
    const { port, heard } = await answering(() => Buffer.from('N')); // "not willing to perform SSL"
    const url = `postgres://sonae:hunter2@127.0.0.1:${port}/sonae?sslmode=verify-full`;
    expect(await refusal({ DATABASE_URL: url })).toMatch(
      /cannot be reached \(The server does not support SSL connections\)/,
    );
    // SSLRequest (PostgreSQL protocol, 55.7), and nothing after it: no password in the clear.
    expect(heard).toEqual([Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])]);
  });

  test('is too old', async () => {
    // A hand-made server of four messages: it lets everybody in and answers any question with a row of version 14.
    const message = (kind: string, body: Buffer): Buffer => {
      const head = Buffer.alloc(5);
      head.write(kind);
      head.writeInt32BE(body.length + 4, 1);
      return Buffer.concat([head, body]);
    };
    const text = (value: string): Buffer => {
      const length = Buffer.alloc(4);
      length.writeInt32BE(value.length);
      return Buffer.concat([length, Buffer.from(value)]);
    };
    const column = (name: string, type: number): Buffer => {
      const rest = Buffer.alloc(18);
      rest.writeInt32BE(type, 6);
      rest.writeInt32BE(-1, 12);
      return Buffer.concat([Buffer.from(`${name}\0`), rest]);
    };
    const idle = message('Z', Buffer.from('I'));
    const row = [text('sonae'), text('140012'), text('f')];
    const columns = [column('name', 25), column('version', 23), column('free', 16)];
    const answer = Buffer.concat([
      message('T', Buffer.concat([Buffer.from([0, 3]), ...columns])),
      message('D', Buffer.concat([Buffer.from([0, 3]), ...row])),
      message('C', Buffer.from('SELECT 1\0')),
      idle,
    ]);
    const { port } = await answering((asked) => {
      if (asked[0] === 0) return Buffer.concat([message('R', Buffer.alloc(4)), idle]); // the start message has no kind
      return asked.toString('latin1', 0, 1) === 'Q' ? answer : Buffer.alloc(0);
    });
    expect(await refusal({ DATABASE_URL: `postgres://sonae:hunter2@127.0.0.1:${port}/sonae` })).toBe(
      'PostgreSQL 15 or newer is needed; this server is 14.',
    );
  });
});
