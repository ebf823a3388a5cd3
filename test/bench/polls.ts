// SPDX-License-Identifier: Apache-2.0
/** What 100,000 osquery agents that ask every minute cost the server. See README.md. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { SECOND_MS } from '../../src/kernel/clock.ts';
import { atLeast, atMost, exactly, forInformation } from './figures.ts';
import type { Figure } from './figures.ts';
import { agentTls, PollConnection } from './poll-connection.ts';
import type { PollOrders, PollResult } from './polls-child.ts';
import { addPollingDevices, heardSince } from './polls-store.ts';
import type { PollingDevice } from './polls-store.ts';
import { cpuOf, stolenSeconds } from './processes.ts';
import { makeFolder, setUpOrganisation, startServer } from './server.ts';
import type { BenchServer, Organisation } from './server.ts';

const GROUP = 'endpoints';
const PATH = '/api/osquery/distributed/read';
/** The project's goals for two cores. */
const GOAL = { cpuMs: 0.3, perSecond: 1700, p99Ms: 100, revokedSeconds: 5 } as const;
const CONNECTIONS = 2000;
const FRESH_SHARE = 0.05;
/** When each agent was last heard is written every half minute; a little later all of a run must be there. */
const WRITTEN_AFTER_MS = 35_000;

export interface PollBench {
  readonly devices: number;
  /** How long the steady rate is kept. */
  readonly seconds: number;
}

const WHOLE: PollBench = { devices: 100_000, seconds: 600 };

interface Bench {
  readonly server: BenchServer;
  readonly organisation: Organisation;
}

interface Run {
  readonly devices: readonly PollingDevice[];
  readonly seconds: number;
  readonly perSecond: number | null;
}

interface Measured extends PollResult {
  /** Processor seconds of the server meanwhile. */
  readonly node: number;
  readonly postgres: number;
}

async function run({ server, organisation }: Bench, { devices, seconds, perSecond }: Run): Promise<Measured> {
  const child = fork(join(import.meta.dirname, 'polls-child.ts'), { serialization: 'advanced' });
  try {
    const { hostname, port } = new URL(server.httpsUrl);
    const orders: PollOrders = {
      host: hostname,
      port: Number(port),
      caPem: organisation.agent.caPem,
      path: PATH,
      nodeKeys: devices.map(({ nodeKey }) => nodeKey),
      connections: CONNECTIONS,
      freshShare: FRESH_SHARE,
      seconds,
      perSecond,
    };
    child.send(orders);
    await once(child, 'message');
    const before = cpuOf(server.processes());
    child.send('go');
    const [result] = (await once(child, 'message')) as [PollResult];
    const after = cpuOf(server.processes());
    if (result.wrongCount > 0)
      process.stderr.write(`${result.wrongCount} polls went wrong: ${result.wrong.join('; ')}\n`);
    return { ...result, node: after.node - before.node, postgres: after.postgres - before.postgres };
  } finally {
    child.kill();
  }
}

/** Seconds from a person's click until a remembered key is refused. */
async function revocation({ server, organisation }: Bench, { deviceId, nodeKey }: PollingDevice): Promise<number> {
  const { hostname, port } = new URL(server.httpsUrl);
  const agent = new PollConnection({ host: hostname, port: Number(port), tls: agentTls(organisation.agent.caPem) });
  const body = JSON.stringify({ node_key: nodeKey });
  try {
    const before = await agent.post(PATH, body);
    if (!before.body.startsWith('{"queries":')) throw new Error(`the key did not work before: ${before.body}`);
    const began = performance.now();
    const { browser, orgId } = organisation;
    const ended = await browser.delete(`/api/v1/org/${orgId}/devices/${deviceId}/keys`);
    if (ended.status >= 300) throw new Error(`ending the keys answered ${ended.status}`);
    while (!(await agent.post(PATH, body)).body.includes('"node_invalid":true')) {
      if (performance.now() - began > 60 * SECOND_MS) return Number.POSITIVE_INFINITY;
      await new Promise((done) => setTimeout(done, 5));
    }
    return (performance.now() - began) / SECOND_MS;
  } finally {
    agent.close();
  }
}

const cpuPerPoll = ({ node, postgres, answered }: Measured): number => ((node + postgres) * SECOND_MS) / answered;
const lost = ({ sent, answered }: PollResult): number => sent - answered;

async function steady(bench: Bench, devices: readonly PollingDevice[], seconds: number): Promise<Figure[]> {
  const [someone, ...polling] = devices;
  if (!someone) return [];
  const beganAt = new Date();
  const stolenBefore = stolenSeconds();
  const running = run(bench, { devices: polling, seconds, perSecond: GOAL.perSecond });
  const revokedAfter = await revocation(bench, someone);
  const measured = await running;
  const stolen = stolenSeconds() - stolenBefore;
  await new Promise((done) => setTimeout(done, WRITTEN_AFTER_MS));
  const heard = await heardSince(async (text) => bench.server.query(text), bench.organisation.orgId, beganAt);
  return [
    atMost(GROUP, { id: 'poll_cpu', value: cpuPerPoll(measured), unit: 'ms' }, GOAL.cpuMs),
    forInformation(GROUP, { id: 'poll_node_cpu', value: (measured.node * SECOND_MS) / measured.answered, unit: 'ms' }),
    forInformation(GROUP, {
      id: 'poll_generator_cpu',
      value: (measured.cpuSeconds * SECOND_MS) / measured.sent,
      unit: 'ms',
    }),
    atLeast(GROUP, { id: 'polls', value: measured.answered / measured.seconds, unit: '1/s' }, GOAL.perSecond * 0.999),
    forInformation(GROUP, { id: 'polls_answered', value: measured.answered, unit: 'polls' }),
    forInformation(GROUP, { id: 'polls_seconds', value: measured.seconds, unit: 's' }),
    forInformation(GROUP, { id: 'polls_fresh_connections', value: measured.handshakes, unit: 'handshakes' }),
    atMost(GROUP, { id: 'polls_p99', value: measured.p99, unit: 'ms' }, GOAL.p99Ms),
    forInformation(GROUP, { id: 'polls_p50', value: measured.p50, unit: 'ms' }),
    forInformation(GROUP, { id: 'polls_max', value: measured.max, unit: 'ms' }),
    forInformation(GROUP, { id: 'polls_stolen', value: stolen, unit: 's' }),
    exactly(GROUP, { id: 'polls_lost', value: lost(measured), unit: 'polls' }, 0),
    exactly(GROUP, { id: 'agents_heard', value: heard - 1, unit: 'agents' }, polling.length),
    atMost(GROUP, { id: 'revoked_after', value: revokedAfter, unit: 's' }, GOAL.revokedSeconds),
  ];
}

/** The steady rate finds the agents remembered, as a server that has run for some minutes does; before it, they are not. */
export async function polls({ devices: count, seconds }: PollBench = WHOLE): Promise<Figure[]> {
  const { folder, remove } = makeFolder();
  const server = await startServer(folder);
  try {
    const organisation = await setUpOrganisation(server);
    const bench = { server, organisation };
    const devices = await addPollingDevices(async (text) => server.query(text), organisation.orgId, count);
    const rememberSeconds = Math.ceil((count / GOAL.perSecond) * 1.05);
    const first = await run(bench, { devices, seconds: rememberSeconds, perSecond: GOAL.perSecond });
    const figures = await steady(bench, devices, seconds);
    const full = await run(bench, { devices: devices.slice(1), seconds: Math.min(30, seconds), perSecond: null });
    return [
      forInformation(GROUP, { id: 'after_restart_p99', value: first.p99, unit: 'ms' }),
      exactly(GROUP, { id: 'after_restart_lost', value: lost(first), unit: 'polls' }, 0),
      ...figures,
      forInformation(GROUP, { id: 'saturation', value: full.answered / full.seconds, unit: '1/s' }),
      forInformation(GROUP, { id: 'saturation_p99', value: full.p99, unit: 'ms' }),
      exactly(GROUP, { id: 'saturation_lost', value: lost(full), unit: 'polls' }, 0),
    ];
  } finally {
    await server.stop();
    remove();
  }
}
