// SPDX-License-Identifier: Apache-2.0
/** People of a test installation, made through the real doors. */
import pg from 'pg';
import type { Role } from '../../src/kernel/contract.ts';
import type { Uuid } from '../../src/kernel/ids.ts';
import type { TestBrowser } from './browser.ts';
import type { TestDatabase } from './database.ts';
import type { TestServer } from './server.ts';

/** What these need of a server: the test listener or the whole product. */
export type PeopleServer = Pick<TestServer, 'identity' | 'origin' | 'browser'>;

/** Good enough for every measure, and nobody's. */
export const PASSWORD = 'yamaneko tabi suisei 47 hachimitsu';
export const OTHER_PASSWORD = 'kitakaze purin 93 ougon hashigo';

export interface Person {
  readonly browser: TestBrowser;
  readonly email: string;
}

export interface Installation extends Person {
  readonly orgId: Uuid;
}

export const SETUP = {
  organisation: { name: 'みどり商店', kana: 'みどりしょうてん', industry: 'wholesale_retail', sizeBand: '6-20' },
  administrator: { name: '管理 一', kana: 'かんり はじめ', email: 'kanri@example.jp', password: PASSWORD },
} as const;

/** The first organisation; its administrator (also executive and operator) is signed in. */
export async function setUp(server: PeopleServer): Promise<Installation> {
  const token = await server.identity.ensureSetupToken();
  const browser = server.browser();
  const reply = await browser.post('/api/v1/setup/complete', { token, ...SETUP });
  if (reply.status !== 201) throw new Error(`setup answered ${reply.status} ${JSON.stringify(reply.body)}`);
  await browser.refresh();
  return { browser, orgId: reply.body.orgId, email: SETUP.administrator.email };
}

export const linkToken = (link: string): string => link.slice(link.indexOf('#') + 1);

/** Another organisation with its administrator signed in. */
export async function secondOrganisation(server: PeopleServer, email = 'betsu@example.jp'): Promise<Installation> {
  const made = await server.identity.createOrganisation({
    organisation: { name: 'あお工務店', industry: 'construction', sizeBand: '1-5' },
    administrator: { name: '別 管理' },
    language: 'ja',
    origin: server.origin,
    actor: 'command_line',
  });
  const person = await accept(server, { link: made.link, email, name: '別 管理' });
  return { ...person, orgId: made.orgId };
}

/** Accepts an invitation with a new account. */
export async function accept(
  server: PeopleServer,
  { link, email, name }: { readonly link: string; readonly email: string; readonly name: string },
): Promise<Person> {
  const browser = server.browser();
  const body = { token: linkToken(link), name, kana: '', email, password: PASSWORD, language: 'ja' };
  const reply = await browser.post('/api/v1/invitation/accept', body);
  if (reply.status !== 201) throw new Error(`accept answered ${reply.status} ${JSON.stringify(reply.body)}`);
  await browser.refresh();
  return { browser, email };
}

/** Somebody new in the organisation of `by`, with these roles, signed in. */
export async function join(
  server: PeopleServer,
  by: Installation,
  { email, roles }: { readonly email: string; readonly roles: readonly Role[] },
): Promise<Person> {
  const path = `/api/v1/org/${by.orgId}/invitations`;
  const reply = await by.browser.post(path, { name: '新人 二', kana: '', roles, language: 'ja' });
  if (reply.status !== 201) throw new Error(`invite answered ${reply.status} ${JSON.stringify(reply.body)}`);
  return accept(server, { link: reply.body.link, email, name: '新人 二' });
}

/** Back to a fresh installation: faster than a new database for every test. */
export async function emptyInstallation(database: TestDatabase): Promise<void> {
  const client = new pg.Client(database.superuser);
  await client.connect();
  try {
    await client.query(
      'TRUNCATE identity_account, identity_org, identity_attempt, identity_provider_door, platform_installation CASCADE',
    );
  } finally {
    await client.end();
  }
}
