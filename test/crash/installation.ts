// SPDX-License-Identifier: Apache-2.0
/** A real installation with an organisation in it, and the views on it that a campaign needs. */
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import pg from 'pg';
import { verifyLedger } from '../../src/assess/index.ts';
import { readEmbeddedConnection, readSupervisorLogin } from '../../src/platform/postgres/embedded/index.ts';
import { newInstallation, setupToken, statusOf, until } from '../operations/sonae-process.ts';
import type { Installation, SonaeProcess } from '../operations/sonae-process.ts';
import { openBrowser } from '../support/browser.ts';
import { PASSWORD, SETUP } from '../support/people.ts';
import type { Installed } from './load.ts';

export interface Place {
  readonly installation: Installation;
  readonly installed: Installed;
}

const must = (what: string, { status, body }: { status: number; body: unknown }): void => {
  if (status >= 300) throw new Error(`${what} was answered ${status} ${JSON.stringify(body)}`);
};

/** Started, set up, and running. */
export async function newPlace(): Promise<Place & { readonly running: SonaeProcess }> {
  const installation = await newInstallation('sonae-crash-');
  const running = await installation.start();
  const browser = openBrowser(installation.origin);
  const made = await browser.post('/api/v1/setup/complete', { token: setupToken(running), ...SETUP });
  must('setup', made);
  await browser.refresh();
  const org = `/api/v1/org/${made.body.orgId}`;
  const asked = await browser.post(`${org}/invitations`, {
    name: 'b',
    kana: '',
    roles: ['teleworker'],
    language: 'ja',
  });
  must('an invitation', asked);
  const colleague = { name: 'b', kana: '', email: 'b@example.jp', password: PASSWORD, language: 'ja' };
  const token = String(asked.body.link).split('#')[1];
  must('joining', await openBrowser(installation.origin).post('/api/v1/invitation/accept', { token, ...colleague }));
  must('a credential', await browser.post(`${org}/credentials`, { label: 'first' }));
  const agents = await browser.get(`${org}/agent-setup`);
  const controls = await browser.get(`${org}/controls`);
  const members = await browser.get(`${org}/members`);
  return {
    installation,
    running,
    installed: {
      origin: installation.origin,
      orgId: String(made.body.orgId),
      browser,
      secret: String(agents.body.credentials[0].secret),
      agentUser: String(agents.body.user),
      controls: controls.body.controls.map((control: { id: string }) => control.id),
      memberIds: members.body.members.map((member: { memberId: string }) => member.memberId),
    },
  };
}

export const ready = async ({ installation }: Place): Promise<unknown> =>
  until('readiness', async () => ((await statusOf(`${installation.origin}/readyz`)) === 200 ? true : undefined));

/** Sees every row. */
export async function asSuperuser<T>({ installation }: Place, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const login = readSupervisorLogin(installation.dataDir);
  const place = readEmbeddedConnection(installation.dataDir);
  if (!login || !place) throw new Error('the database cannot be reached');
  const { host, port, database } = place;
  const client = new pg.Client({ host, port, database, ...login });
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The whole ledger by its export, as `sonae verify` looks at it. */
export async function ledgerFaults({ installed }: Place): Promise<readonly string[]> {
  const { browser, orgId, origin } = installed;
  const about = await browser.get(`/api/v1/org/${orgId}/ledger`);
  must('the ledger', about);
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const exported = await fetch(`${origin}/api/v1/org/${orgId}/ledger/export`, { headers: { cookie } });
  if (exported.status !== 200 || !exported.body) throw new Error(`the export was answered ${exported.status}`);
  const lines = createInterface({
    input: Readable.fromWeb(exported.body as Parameters<typeof Readable.fromWeb>[0]),
    crlfDelay: Infinity,
  });
  const report = await verifyLedger(lines, about.body.publicKey);
  return report.faults.map((fault) => `the ledger: ${JSON.stringify(fault)}`);
}
