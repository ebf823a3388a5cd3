// SPDX-License-Identifier: Apache-2.0
/** How long a start takes on existing data, how much of it is the catalogue, and what the idle product holds in memory. */
import { setTimeout as wait } from 'node:timers/promises';
import { catalogLoad } from './catalog.ts';
import { atMost, forInformation, median } from './figures.ts';
import type { Figure } from './figures.ts';
import { cpuOf, memoryOf } from './processes.ts';
import { makeFolder, setUpOrganisation, startServer } from './server.ts';

const GROUP = 'start';
const STARTS = 5;
const IDLE_MS = 30_000;
const GOALS = { warmSeconds: 3, idleMb: 350 } as const;

interface Warm {
  readonly seconds: number;
  readonly cpu: number;
}

async function warmStart(folder: string, way: 'npm' | 'direct'): Promise<Warm> {
  const server = await startServer(folder, way);
  const { node, postgres } = cpuOf(server.processes());
  await server.stop();
  return { seconds: server.startMs / 1000, cpu: node + postgres };
}

async function idleMemory(folder: string): Promise<Figure[]> {
  const server = await startServer(folder, 'npm');
  try {
    await wait(IDLE_MS);
    const processes = server.processes();
    const all = memoryOf(processes);
    const postgres = memoryOf(processes.filter(({ isPostgres }) => isPostgres));
    return [
      atMost(GROUP, { id: 'idle_pss', value: all.pssMb, unit: 'MB' }, GOALS.idleMb),
      forInformation(GROUP, { id: 'idle_pss_postgres', value: postgres.pssMb, unit: 'MB' }),
      forInformation(GROUP, { id: 'idle_rss', value: all.rssMb, unit: 'MB' }),
      forInformation(GROUP, { id: 'idle_rss_postgres', value: postgres.rssMb, unit: 'MB' }),
    ];
  } finally {
    await server.stop();
  }
}

export async function start(): Promise<Figure[]> {
  const { folder, remove } = makeFolder();
  try {
    const first = await startServer(folder);
    await setUpOrganisation(first);
    await first.stop();
    const npm: Warm[] = [];
    const direct: Warm[] = [];
    for (let count = 0; count < STARTS; count += 1) {
      npm.push(await warmStart(folder, 'npm'));
      direct.push(await warmStart(folder, 'direct'));
    }
    return [
      atMost(GROUP, { id: 'warm', value: median(npm.map(({ seconds }) => seconds)), unit: 's' }, GOALS.warmSeconds),
      forInformation(GROUP, { id: 'warm_cpu', value: median(npm.map(({ cpu }) => cpu)), unit: 's' }),
      forInformation(GROUP, {
        id: 'warm_without_npm_start',
        value: median(direct.map(({ seconds }) => seconds)),
        unit: 's',
      }),
      forInformation(GROUP, { id: 'first', value: first.startMs / 1000, unit: 's' }),
      ...catalogLoad(),
      ...(await idleMemory(folder)),
    ];
  } finally {
    remove();
  }
}
