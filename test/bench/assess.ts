// SPDX-License-Identifier: Apache-2.0
/** How quickly the result of a self-diagnosis is answered with the whole catalogue and 10,000 devices. See README.md. */
import { runRound } from './agents.ts';
import { exactly, forInformation } from './figures.ts';
import type { Figure } from './figures.ts';
import { multiplyDevices } from './fleet-store.ts';
import { figuresOf } from './home.ts';
import { makeFolder, setUpOrganisation, startServer } from './server.ts';
import type { Organisation } from './server.ts';

const GROUP = 'assess';
const DEVICES = 10_000;
const REPORTING = 250;
const QUESTIONS = 25;
const RESULT_P95_MS = 50;

interface Started {
  readonly diagnosisId: string;
  readonly siteId: string;
}

function expectStatus({ status, body }: { status: number; body: unknown }, wanted: number): void {
  if (status !== wanted) throw new Error(`answered ${status}: ${JSON.stringify(body)}`);
}

async function start({ browser, orgId }: Organisation): Promise<Started> {
  const started = await browser.post(`/api/v1/org/${orgId}/diagnoses`, {});
  expectStatus(started, 201);
  return started.body;
}

/** Every kind of answer, so that there is something to choose from. */
async function answerAll({ browser, orgId }: Organisation, { diagnosisId, siteId }: Started): Promise<void> {
  const values = [4, 2, 0, -1];
  for (let no = 1; no <= QUESTIONS; no += 1) {
    const path = `/api/v1/org/${orgId}/diagnoses/${diagnosisId}/sites/${siteId}/answers/${no}`;
    expectStatus(await browser.put(path, { value: values[no % values.length] }), 200);
  }
}

async function finish({ browser, orgId }: Organisation, { diagnosisId }: Started): Promise<void> {
  const path = `/api/v1/org/${orgId}/diagnoses/${diagnosisId}/finish`;
  const preview = await browser.get(path);
  expectStatus(preview, 200);
  const controls = preview.body.controls.map(({ controlId }: { controlId: string }) => controlId);
  expectStatus(await browser.post(path, { controls, seenAt: preview.body.seenAt }), 200);
}

export async function assess(): Promise<Figure[]> {
  const { folder, remove } = makeFolder();
  const server = await startServer(folder);
  try {
    const organisation = await setUpOrganisation(server);
    const { browser, orgId } = organisation;
    await runRound(server, organisation, { machines: REPORTING, inFlight: 16, round: 0 });
    await multiplyDevices(async (text) => server.query(text), DEVICES / REPORTING - 1);
    const first = await start(organisation);
    await answerAll(organisation, first);
    await finish(organisation, first);
    const second = await start(organisation);
    const devices = await browser.get(`/api/v1/org/${orgId}/devices?limit=1`);
    const controls = await browser.get(`/api/v1/org/${orgId}/controls`);
    const result = `/diagnoses/${first.diagnosisId}/result`;
    const questions = `/diagnoses/${second.diagnosisId}/sites/${second.siteId}`;
    const series = { group: GROUP, concurrent: 1 };
    return [
      exactly(GROUP, { id: 'devices', value: Number(devices.body.total), unit: 'devices' }, DEVICES),
      forInformation(GROUP, { id: 'controls', value: controls.body.controls.length, unit: 'controls' }),
      ...(await figuresOf(server, organisation, { ...series, id: 'result', path: result, goal: RESULT_P95_MS })),
      ...(await figuresOf(server, organisation, { ...series, id: 'questions', path: questions })),
      ...(await figuresOf(server, organisation, { ...series, id: 'home', path: '/home' })),
    ];
  } finally {
    await server.stop();
    remove();
  }
}
