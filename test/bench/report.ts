// SPDX-License-Identifier: Apache-2.0
/** How long the monthly papers take, from the request to the last byte. See README.md. */
import { runRound } from './agents.ts';
import { atMost, exactly, forInformation, percentile } from './figures.ts';
import type { Figure } from './figures.ts';
import { multiplyDevices } from './fleet-store.ts';
import { makeFolder, setUpOrganisation, startServer } from './server.ts';
import type { BenchServer, Organisation } from './server.ts';

const GROUP = 'report';
const DEVICES = 500;
const REPORTING = 50;
/** The product makes thirty papers for one organisation in ten minutes. */
const PAPERS = 9;
const FULL_MS = 3000;

interface Made {
  readonly ms: number;
  readonly bytes: number;
  readonly pages: number;
}

async function paper(server: BenchServer, { browser, orgId }: Organisation, path: string): Promise<Made> {
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const began = performance.now();
  const response = await fetch(`${server.httpUrl}/api/v1/org/${orgId}/reports/${path}?language=ja`, {
    headers: { cookie },
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  const ms = performance.now() - began;
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}: ${bytes.toString('utf8')}`);
  return { ms, bytes: bytes.length, pages: bytes.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0 };
}

async function several(server: BenchServer, organisation: Organisation, path: string): Promise<Made[]> {
  const made: Made[] = [];
  for (let count = 0; count < PAPERS; count += 1) made.push(await paper(server, organisation, path));
  return made;
}

export async function report(): Promise<Figure[]> {
  const { folder, remove } = makeFolder();
  const server = await startServer(folder);
  try {
    const organisation = await setUpOrganisation(server);
    await runRound(server, organisation, { machines: REPORTING, inFlight: 16, round: 0 });
    await multiplyDevices(async (text) => server.query(text), DEVICES / REPORTING - 1);
    const base = `/api/v1/org/${organisation.orgId}`;
    const { body: devices } = await organisation.browser.get(`${base}/devices?limit=1`);
    const { body: controls } = await organisation.browser.get(`${base}/controls`);
    const { body: reports } = await organisation.browser.get(`${base}/reports`);
    const month: string = reports.months[0].month;
    const first = await paper(server, organisation, `${month}.pdf`);
    const monthly = await several(server, organisation, `${month}.pdf`);
    const full = await several(server, organisation, `${month}/full.pdf`);
    const worst = (made: readonly Made[]): number =>
      percentile(
        made.map(({ ms }) => ms),
        1,
      );
    return [
      exactly(GROUP, { id: 'devices', value: Number(devices.total), unit: 'devices' }, DEVICES),
      forInformation(GROUP, { id: 'controls', value: controls.controls.length, unit: 'controls' }),
      forInformation(GROUP, { id: 'first_paper', value: first.ms, unit: 'ms' }),
      forInformation(GROUP, {
        id: 'month_median',
        value: percentile(
          monthly.map(({ ms }) => ms),
          0.5,
        ),
        unit: 'ms',
      }),
      forInformation(GROUP, { id: 'month_slowest', value: worst(monthly), unit: 'ms' }),
      exactly(GROUP, { id: 'month_pages', value: monthly[0]?.pages ?? 0, unit: 'pages' }, 1),
      forInformation(GROUP, {
        id: 'full_median',
        value: percentile(
          full.map(({ ms }) => ms),
          0.5,
        ),
        unit: 'ms',
      }),
      atMost(GROUP, { id: 'full_slowest', value: worst(full), unit: 'ms' }, FULL_MS),
      forInformation(GROUP, { id: 'full_pages', value: full[0]?.pages ?? 0, unit: 'pages' }),
      forInformation(GROUP, { id: 'full_size', value: (full[0]?.bytes ?? 0) / 1000, unit: 'kB' }),
    ];
  } finally {
    await server.stop();
    remove();
  }
}
