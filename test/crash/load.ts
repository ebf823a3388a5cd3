// SPDX-License-Identifier: Apache-2.0
/** People and machines that use the product through its doors until they are told to stop, and keep book of what they were promised. */
import { deflateSync } from 'node:zlib';
import { parseToken } from '../../src/platform/tokens.ts';
import { makeMachine } from '../bench/machines.ts';
import type { TestBrowser } from '../support/browser.ts';
import { enrolment, postOsquery } from '../support/osquery-agent.ts';
import type { Book, Kind } from './book.ts';
import type { Chance } from './random.ts';

export interface Installed {
  readonly origin: string;
  readonly orgId: string;
  readonly browser: TestBrowser;
  /** The enrolment secret of agents. */
  readonly secret: string;
  readonly agentUser: string;
  readonly controls: readonly string[];
  /** Two people who can hand tasks to each other. */
  readonly memberIds: readonly string[];
}

export interface Load {
  readonly installed: Installed;
  readonly book: Book;
  readonly chance: Chance;
  readonly stop: AbortSignal;
  readonly agents: CrashAgent[];
  /** Refusals that no crash explains; a campaign fails over them. */
  readonly complaints: string[];
}

interface CrashAgent {
  readonly hostname: string;
  readonly nodeKey: string;
  /** Batches without an answer; an agent sends them again. */
  readonly unsent: Loose[][];
}

type Loose = Record<string, unknown>;

const MAX_AGENTS = 25;
const MACHINES = 30;

let marks = 0;
/** Unlike any other, also across campaigns on one database. */
const newMark = (kind: Kind): string => `${kind}-${process.pid}-${Date.now().toString(36)}-${(marks += 1)}`;

/** What an answer promises: 2xx is a promise; 503 and a lost connection are none; anything else is a fault of ours. */
async function ask(
  load: Load,
  what: string,
  send: () => Promise<{ status: number; body?: unknown }>,
): Promise<boolean> {
  try {
    const { status, body } = await send();
    if (status >= 200 && status < 300) return true;
    if (status !== 503) load.complaints.push(`${what} was answered ${status} ${JSON.stringify(body).slice(0, 300)}`);
    return false;
  } catch {
    return false;
  }
}

async function write(
  load: Load,
  kind: Kind,
  send: (mark: string) => Promise<{ status: number; body?: unknown }>,
): Promise<void> {
  const mark = newMark(kind);
  load.book.unsure(kind, mark);
  if (await ask(load, kind, async () => send(mark))) load.book.promised(kind, mark);
}

const VALUES = [4, 2, 0, -1, null] as const;

async function declare(load: Load): Promise<void> {
  const { chance, installed } = load;
  const control = installed.controls[chance.between(0, installed.controls.length - 1)] ?? '';
  const value = chance.oneOf(VALUES);
  const path = `/api/v1/org/${installed.orgId}/controls/${control}/declaration`;
  await write(load, 'declaration', async (mark) => installed.browser.put(path, { value, note: mark }));
}

async function makeCredential(load: Load): Promise<void> {
  const { browser, orgId } = load.installed;
  await write(load, 'credential', async (mark) => browser.post(`/api/v1/org/${orgId}/credentials`, { label: mark }));
}

async function invite(load: Load): Promise<void> {
  const { browser, orgId } = load.installed;
  await write(load, 'invitation', async (mark) =>
    browser.post(`/api/v1/org/${orgId}/invitations`, { name: mark, kana: '', roles: ['teleworker'], language: 'ja' }),
  );
}

async function handOn(load: Load): Promise<void> {
  const { browser, orgId, memberIds } = load.installed;
  const { chance } = load;
  const mark = newMark('hand_on');
  const toMemberId = memberIds[chance.between(0, memberIds.length - 1)];
  await ask(load, 'hand_on', async () => {
    const tasks = await browser.get(`/api/v1/org/${orgId}/tasks?limit=20`);
    if (tasks.status !== 200 || tasks.body.tasks.length === 0) return tasks;
    const { taskId } = tasks.body.tasks[chance.between(0, tasks.body.tasks.length - 1)];
    load.book.unsure('hand_on', mark);
    const body = { reason: 'not_my_device', note: mark, toMemberId };
    const reply = await browser.post(`/api/v1/org/${orgId}/tasks/${taskId}/hand-on`, body);
    if (reply.status === 200) load.book.promised('hand_on', mark);
    // It is theirs already, or it was closed meanwhile.
    return [400, 404, 409].includes(reply.status) ? { status: 200 } : reply;
  });
}

async function seal(load: Load): Promise<void> {
  const { browser, orgId } = load.installed;
  await ask(load, 'seal', async () => browser.post(`/api/v1/org/${orgId}/ledger/seal`));
}

async function checkServer(load: Load): Promise<void> {
  const { browser, orgId } = load.installed;
  await ask(load, 'check-server', async () => browser.post(`/api/v1/org/${orgId}/check-server`));
}

async function backUp(load: Load): Promise<void> {
  await load.installed.browser.post('/api/v1/operate/backups').catch(() => undefined);
}

/** Reads as a browser does; choosing the task of the day writes. */
async function lookHome(load: Load): Promise<void> {
  const { browser, orgId } = load.installed;
  await ask(load, 'home', async () => browser.get(`/api/v1/org/${orgId}/home`));
}

async function people(load: Load): Promise<void> {
  const { chance, stop } = load;
  while (!stop.aborted) {
    const dice = chance.next();
    if (dice < 0.6) await declare(load);
    else if (dice < 0.7) await makeCredential(load);
    else if (dice < 0.78) await invite(load);
    else if (dice < 0.83) await handOn(load);
    else if (dice < 0.84) await seal(load);
    else if (dice < 0.86) await checkServer(load);
    else if (dice < 0.863) await backUp(load);
    else await lookHome(load);
  }
}

async function enrolOne(load: Load): Promise<void> {
  const { installed, agents, book } = load;
  const hostname = newMark('node');
  const hex = Buffer.from(hostname).toString('hex').slice(-12);
  const uuid = `7c3c1d2e-0b4f-4c6d-8e7a-${hex.padStart(12, '0')}`;
  const body = enrolment(installed.secret, { hostname, uuid, instanceId: hostname });
  await ask(load, 'enroll', async () => {
    const reply = await postOsquery(installed, '/api/osquery/enroll', { body });
    const nodeKey: unknown = reply.body.node_key;
    const nodeId = typeof nodeKey === 'string' ? parseToken(nodeKey)?.subjectId : undefined;
    if (reply.status === 200 && typeof nodeKey === 'string' && nodeId) {
      book.promised('node', nodeId);
      agents.push({ hostname, nodeKey, unsent: [] });
    }
    return reply;
  });
}

function statusLine({ hostname }: CrashAgent, message: string): Loose {
  const unixTime = Math.floor(Date.now() / 1000);
  return { hostIdentifier: hostname, calendarTime: new Date().toUTCString(), unixTime, severity: 0, line: 1, message };
}

/** The batch that was not answered comes again, word for word, until it is. */
async function log(load: Load, agent: CrashAgent): Promise<void> {
  const batch = agent.unsent[0] ?? [1, 2, 3].map(() => statusLine(agent, newMark('line')));
  const marked = batch.map(({ message }) => String(message));
  for (const mark of marked) load.book.unsure('line', mark);
  const done = await ask(load, 'log', async () =>
    postOsquery(load.installed, '/api/osquery/log', {
      body: { node_key: agent.nodeKey, log_type: 'status', data: batch },
    }),
  );
  if (done) {
    agent.unsent.shift();
    for (const mark of marked) load.book.promised('line', mark);
  } else if (agent.unsent.length === 0) agent.unsent.push(batch);
}

/** A snapshot of the operating system: evidence, verdicts, findings and tasks come from it, another each time. */
async function tellOs(load: Load, agent: CrashAgent): Promise<void> {
  const major = load.chance.oneOf(['18.04', '20.04', '22.04', '24.04']);
  const row = { name: 'Ubuntu', version: `${major}.1 LTS`, build: '', platform: 'ubuntu', arch: 'x86_64' };
  const unixTime = Math.floor(Date.now() / 1000);
  const line = {
    name: 'pack_sonae_sonae_os',
    hostIdentifier: agent.hostname,
    calendarTime: new Date().toUTCString(),
    unixTime,
    epoch: 0,
    counter: 0,
    numerics: false,
    action: 'snapshot',
    snapshot: [row],
  };
  await ask(load, 'snapshot', async () =>
    postOsquery(load.installed, '/api/osquery/log', {
      body: { node_key: agent.nodeKey, log_type: 'result', data: [line] },
    }),
  );
}

async function poll(load: Load, { nodeKey }: CrashAgent): Promise<void> {
  await ask(load, 'poll', async () =>
    postOsquery(load.installed, '/api/osquery/distributed/read', { body: { node_key: nodeKey } }),
  );
}

async function osquery(load: Load): Promise<void> {
  const { chance, stop, agents } = load;
  while (!stop.aborted) {
    const agent = agents[chance.between(0, Math.max(0, agents.length - 1))];
    const dice = chance.next();
    if (!agent || (agents.length < MAX_AGENTS && dice < 0.08)) await enrolOne(load);
    else if (dice < 0.5) await log(load, agent);
    else if (dice < 0.75) await tellOs(load, agent);
    else await poll(load, agent);
  }
}

let round = 0;
async function inventories(load: Load): Promise<void> {
  const { installed, book, chance, stop } = load;
  const authorization = `Basic ${Buffer.from(`${installed.agentUser}:${installed.secret}`).toString('base64')}`;
  while (!stop.aborted) {
    const machine = makeMachine(chance.between(0, MACHINES - 1));
    round += 1;
    const body = new Uint8Array(deflateSync(Buffer.from(machine.inventory(round, new Date()), 'utf8')));
    const headers = {
      authorization,
      'content-type': 'application/x-compress-zlib',
      'user-agent': 'FusionInventory-Agent_v2.6-3',
    };
    const done = await ask(load, 'inventory', async () => {
      const { status } = await fetch(`${installed.origin}/agent/glpi`, { method: 'POST', headers, body });
      return { status };
    });
    if (done) book.promised('inventory', machine.hostname);
  }
}

/** Ends once `stop` is told and every request has been answered or lost. */
export async function use(load: Load): Promise<void> {
  await Promise.all([people(load), people(load), osquery(load), osquery(load), osquery(load), inventories(load)]);
}
