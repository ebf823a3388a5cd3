// SPDX-License-Identifier: Apache-2.0
/** A thousand machines report for the first time, and once more with nothing changed. See README.md. */
import { CHECK_IDS } from '../../src/endpoints/index.ts';
import { runRound } from './agents.ts';
import type { RoundResult } from './agents.ts';
import { atMost, exactly, forInformation, percentile } from './figures.ts';
import type { Figure } from './figures.ts';
import { makeMachine } from './machines.ts';
import { cpuOf } from './processes.ts';
import type { Cpu } from './processes.ts';
import { makeFolder, setUpOrganisation, startServer } from './server.ts';
import type { BenchServer } from './server.ts';

const GROUP = 'inventories';
const MACHINES = 1000;
const IN_FLIGHT = 32;
/** The machine this is measured on: what the load generator used is spread over its cores. */
const CORES = 2;
const GOALS = { first: 60, second: 25, p99: 1500 } as const;

interface Ran {
  readonly name: 'first' | 'second';
  readonly result: RoundResult;
  readonly cpu: Cpu;
}

function roundFigures({ name, result, cpu }: Ran): Figure[] {
  const wall = result.wallMs / 1000;
  const generator = result.cpuMs / 1000;
  const info = (id: string, value: number, unit: string): Figure =>
    forInformation(GROUP, { id: `${name}_${id}`, value, unit });
  return [
    atMost(GROUP, { id: `${name}_round`, value: wall - generator / CORES, unit: 's' }, GOALS[name]),
    atMost(GROUP, { id: `${name}_p99`, value: percentile(result.latencies, 0.99), unit: 'ms' }, GOALS.p99),
    info('p50', percentile(result.latencies, 0.5), 'ms'),
    info('max', Math.max(...result.latencies), 'ms'),
    info('wall', wall, 's'),
    info('generator_cpu', generator, 's'),
    info('node_cpu', cpu.node, 's'),
    info('postgres_cpu', cpu.postgres, 's'),
  ];
}

async function round(server: BenchServer, run: () => Promise<RoundResult>, name: Ran['name']): Promise<Ran> {
  const before = cpuOf(server.processes());
  const result = await run();
  const after = cpuOf(server.processes());
  return { name, result, cpu: { node: after.node - before.node, postgres: after.postgres - before.postgres } };
}

interface Kept {
  readonly devices: number;
  readonly verdicts: number;
  readonly quarantined: number;
  readonly confirmations: number;
  readonly twice: number;
}

/** What was acknowledged must be there: every device, each with exactly its own software, every verdict. */
async function kept(server: BenchServer, machines: number): Promise<Figure[]> {
  const [counted] = await server.query<Record<keyof Kept, string>>(`
    SELECT (SELECT count(*) FROM endpoints_device) AS devices,
           (SELECT count(*) FROM assess_verdict_current) AS verdicts,
           (SELECT count(*) FROM endpoints_quarantine) AS quarantined,
           (SELECT count(*) FROM assess_leaf WHERE kind = 'confirmation') AS confirmations,
           (SELECT count(*) FROM endpoints_report WHERE rounds = 2) AS twice`);
  const installed = await server.query<{ hostname: string; rows: string; named: string }>(`
    SELECT hostname, count(*) AS rows, count(software.software_key) AS named FROM endpoints_device
    JOIN endpoints_installed USING (org_id, device_id) LEFT JOIN endpoints_software software USING (org_id, software_key)
    GROUP BY hostname`);
  const rowsOf = new Map(installed.map(({ hostname, rows, named }) => [hostname, rows === named ? Number(rows) : -1]));
  const whole = Array.from({ length: machines }, (_, number) => makeMachine(number)).filter(
    ({ hostname, software }) => rowsOf.get(hostname) === software,
  );
  const count = (id: keyof Kept, goal: number, unit: string): Figure =>
    exactly(GROUP, { id: `kept_${id}`, value: Number(counted?.[id]), unit }, goal);
  return [
    count('devices', machines, 'devices'),
    exactly(GROUP, { id: 'kept_software', value: whole.length, unit: 'devices' }, machines),
    count('verdicts', machines * CHECK_IDS.length, 'verdicts'),
    count('twice', machines, 'devices'),
    count('confirmations', machines, 'leaves'),
    count('quarantined', 0, 'reports'),
  ];
}

export async function inventories(machines = MACHINES): Promise<Figure[]> {
  const { folder, remove } = makeFolder();
  const server = await startServer(folder);
  try {
    const organisation = await setUpOrganisation(server);
    const send = (number: number) => async (): Promise<RoundResult> =>
      runRound(server, organisation, { machines, inFlight: IN_FLIGHT, round: number });
    const first = await round(server, send(0), 'first');
    const second = await round(server, send(1), 'second');
    return [
      forInformation(GROUP, { id: 'xml_mean', value: first.result.xmlBytes / machines / 1000, unit: 'kB' }),
      forInformation(GROUP, { id: 'wire_mean', value: first.result.wireBytes / machines / 1000, unit: 'kB' }),
      ...roundFigures(first),
      ...roundFigures(second),
      ...(await kept(server, machines)),
    ];
  } finally {
    await server.stop();
    remove();
  }
}
