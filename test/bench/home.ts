// SPDX-License-Identifier: Apache-2.0
/** How quickly the pages of an organisation with 10,000 devices are answered. See README.md. */
import { Agent, request } from 'node:http';
import { runRound } from './agents.ts';
import { atMost, exactly, forInformation, percentile } from './figures.ts';
import type { Figure } from './figures.ts';
import { multiplyDevices } from './fleet-store.ts';
import { cpuOf } from './processes.ts';
import { makeFolder, setUpOrganisation, startServer } from './server.ts';
import type { BenchServer, Organisation } from './server.ts';

const GROUP = 'home';
const DEVICES = 10_000;
const REPORTING = 250;
const REQUESTS = 300;
const WARM_UP = 20;
const HOME_P95_MS = 50;

interface Asked {
  readonly agent: Agent;
  readonly cookie: string;
  readonly url: string;
}

/** Milliseconds until the whole answer is here. */
async function ask({ agent, cookie, url }: Asked): Promise<number> {
  const began = performance.now();
  return new Promise((done, failed) => {
    const sent = request(url, { agent, headers: { cookie } });
    sent.once('response', (response) => {
      response.resume();
      response.once('end', () => {
        if (response.statusCode === 200) done(performance.now() - began);
        else failed(new Error(`${url} answered ${response.statusCode}`));
      });
    });
    sent.once('error', failed);
    sent.end();
  });
}

interface Series {
  readonly id: string;
  readonly path: string;
  readonly concurrent: number;
}

async function measure(server: BenchServer, { browser, orgId }: Organisation, series: Series): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: series.concurrent });
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const asked: Asked = { agent, cookie, url: `${server.httpUrl}/api/v1/org/${orgId}${series.path}` };
  try {
    for (let count = 0; count < WARM_UP; count += 1) await ask(asked);
    let left = REQUESTS;
    const times: number[] = [];
    const worker = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        times.push(await ask(asked));
      }
    };
    await Promise.all(Array.from({ length: series.concurrent }, worker));
    return times;
  } finally {
    agent.destroy();
  }
}

/** `goal`: in milliseconds for the 95th percentile. */
export async function figuresOf(
  server: BenchServer,
  organisation: Organisation,
  series: Series & { readonly goal?: number; readonly group?: string },
): Promise<Figure[]> {
  const group = series.group ?? GROUP;
  const before = cpuOf(server.processes());
  const times = await measure(server, organisation, series);
  const after = cpuOf(server.processes());
  const cpu = ((after.node - before.node + after.postgres - before.postgres) * 1000) / (REQUESTS + WARM_UP);
  const p95 = { id: `${series.id}_p95`, value: percentile(times, 0.95), unit: 'ms' };
  return [
    series.goal === undefined ? forInformation(group, p95) : atMost(group, p95, series.goal),
    forInformation(group, { id: `${series.id}_p50`, value: percentile(times, 0.5), unit: 'ms' }),
    forInformation(group, { id: `${series.id}_cpu`, value: cpu, unit: 'ms' }),
  ];
}

export async function home(): Promise<Figure[]> {
  const { folder, remove } = makeFolder();
  const server = await startServer(folder);
  try {
    const organisation = await setUpOrganisation(server);
    await runRound(server, organisation, { machines: REPORTING, inFlight: 16, round: 0 });
    await multiplyDevices(async (text) => server.query(text), DEVICES / REPORTING - 1);
    const { body } = await organisation.browser.get(`/api/v1/org/${organisation.orgId}/devices?limit=1`);
    return [
      exactly(GROUP, { id: 'devices', value: Number(body.total), unit: 'devices' }, DEVICES),
      ...(await figuresOf(server, organisation, { id: 'home', path: '/home', concurrent: 1, goal: HOME_P95_MS })),
      ...(await figuresOf(server, organisation, { id: 'home_8_at_once', path: '/home', concurrent: 8 })),
      ...(await figuresOf(server, organisation, { id: 'devices_page', path: '/devices', concurrent: 1 })),
      ...(await figuresOf(server, organisation, {
        id: 'devices_search',
        path: '/devices?search=pc-0001',
        concurrent: 1,
      })),
    ];
  } finally {
    await server.stop();
    remove();
  }
}
