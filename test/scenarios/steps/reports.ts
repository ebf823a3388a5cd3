// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, inflateSync } from 'node:zlib';
import { expect } from 'vitest';
import { DAY_MS } from '../../../src/kernel/clock.ts';
import type { Loose } from '../../support/browser.ts';
import { collectorReport } from '../../support/collector-report.ts';
import { collect, must } from '../../tenancy/fill.ts';
import { machineOf, memberOf, read, step } from '../world.ts';
import type { Machine, Step, World } from '../world.ts';

const FIXTURES = join(import.meta.dirname, '../../../src/endpoints/sources/glpi/fixtures');
const known = <T>(value: T): { state: 'known'; value: T } => ({ state: 'known', value });

/** What can be said of a machine, in words. */
const STATES: readonly (readonly [RegExp, (machine: Machine, ...places: string[]) => void])[] = [
  [
    /^an? (un)?encrypted disk (\S+)$/,
    (machine, un, name = '') => {
      machine.facts = { ...machine.facts, disks: known([{ name, system: true, encrypted: un ? 'no' : 'yes' }]) };
    },
  ],
  [
    /^its firewall (on|off)$/,
    (machine, state) => {
      machine.facts = { ...machine.facts, firewall: known([{ name: 'private', enabled: state === 'on' }]) };
    },
  ],
  [
    /^(\d+) administrators$/,
    (machine, count) => {
      const people = Array.from({ length: Number(count) }, (_one, at) => ({
        name: `person${at + 1}`,
        kind: 'user' as const,
        builtin: false,
        enabled: true,
      }));
      machine.facts = { ...machine.facts, administrators: known(people) };
    },
  ],
  [
    /^no right to look at its disks$/,
    (machine) => {
      machine.facts = { ...machine.facts, disks: { state: 'unknown', reason: 'no_permission' } };
    },
  ],
  [
    /^its clock (\d+) days ahead$/,
    (machine, days) => {
      machine.clockOffDays = Number(days);
    },
  ],
  [
    /^its clock right$/,
    (machine) => {
      machine.clockOffDays = 0;
    },
  ],
  [
    /^the agent id (\S+) and hardware of its own$/,
    (machine, id) => {
      machine.agentId = id;
      machine.biosUuid = `bios-${machine.hostname}-${id}`;
      machine.mac = `02:00:00:00:00:${String(machine.hostname.length).padStart(2, '0')}`;
    },
  ],
];

function describeMachine(machine: Machine, words: string): void {
  for (const [says, change] of STATES) {
    const found = says.exec(words);
    if (found) return change(machine, ...found.slice(1));
  }
  throw new Error(`nothing is known about "${words}"`);
}

async function deliver(world: World, machine: Machine, fresh: boolean): Promise<void> {
  const { clock } = world.product;
  const observedAt = new Date(clock.now().getTime() + machine.clockOffDays * DAY_MS).toISOString();
  const { hostname, biosUuid, agentId, mac, facts } = machine;
  if (fresh || !machine.last) {
    machine.last = collectorReport({
      hostname,
      observedAt,
      facts,
      ...(biosUuid === undefined ? {} : { biosUuid }),
      ...(agentId === undefined ? {} : { agentId }),
      ...(mac === undefined ? {} : { mac }),
    });
  }
  const reply = await collect(world.product, machine.token ?? '', machine.last);
  world.state.reply = reply;
  if (reply.status === 201 && reply.body.deviceKey) machine.token = reply.body.deviceKey;
}

export async function knock(
  world: World,
  request: { secret: string; body: Uint8Array; headers: Record<string, string> },
): Promise<void> {
  const authorization = `Basic ${Buffer.from(`sonae:${request.secret}`).toString('base64')}`;
  const response = await fetch(`${world.product.origin}/agent/glpi`, {
    method: 'POST',
    headers: { ...request.headers, authorization },
    body: Buffer.from(request.body),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  const text = (bytes[0] === 0x78 ? inflateSync(bytes) : bytes).toString('utf8');
  world.state.reply = { status: response.status, body: text };
}

const AGENT_ID = '6b84be52-e52b-11f1-9a24-c9f81412b99c';

/** One message of a GLPI agent's recorded conversation, trimmed; see the fixtures' README. */
async function speakGlpi(world: World, what: string): Promise<void> {
  const headers = {
    'content-type': 'application/x-compress-zlib',
    'user-agent': 'GLPI-Agent_v1.12-dev',
    'glpi-agent-id': AGENT_ID,
  };
  const said: Readonly<Record<string, () => string | Buffer>> = {
    PROLOG: () =>
      `<?xml version="1.0" encoding="UTF-8" ?>\n<REQUEST>\n  <DEVICEID>vm-2026-11-20-21-43-27</DEVICEID>\n  <QUERY>PROLOG</QUERY>\n</REQUEST>\n`,
    contact: () =>
      JSON.stringify({
        action: 'contact',
        deviceid: 'vm-2026-11-20-21-43-27',
        name: 'GLPI-Agent',
        version: '1.12-dev',
      }),
    'full inventory': () => readFileSync(join(FIXTURES, 'linux-glpi-1.12.json')),
    'partial inventory': () => readFileSync(join(FIXTURES, 'linux-glpi-1.12-partial.json')),
  };
  const body = said[what]?.();
  if (body === undefined) throw new Error(`no agent says "${what}"`);
  await knock(world, { secret: world.state.enrol, body: deflateSync(body), headers });
}

/** The same conversation as it was recorded, byte for byte. Without the recordings nothing is said and nothing claimed. */
async function replay(world: World): Promise<void> {
  const folder = join(import.meta.dirname, '../../../../shared/data/endpoints/glpi-agent-1.12-json');
  for (const name of ['01-PROLOG', '02-inventory', '03-contact', '04-PROLOG', '05-inventory']) {
    let raw: Buffer;
    let recorded: { headers: Record<string, string> };
    try {
      raw = readFileSync(join(folder, `${name}.raw.bin`));
      recorded = JSON.parse(readFileSync(join(folder, `${name}.headers.json`), 'utf8'));
    } catch {
      return;
    }
    const { 'content-type': type = '', 'user-agent': agent = '', 'glpi-agent-id': id } = recorded.headers;
    const headers = { 'content-type': type, 'user-agent': agent, ...(id === undefined ? {} : { 'glpi-agent-id': id }) };
    await knock(world, { secret: world.state.enrol, body: raw, headers });
    expect(world.state.reply.status, name).toBe(200);
  }
}

export const REPORT_STEPS: readonly Step[] = [
  step(/^(\S+) begins a first look at (\S+)$/, async (world, name = '', hostname = '') => {
    const look = must(await memberOf(world, name).browser.post(`${world.org}/first-looks`, { kind: 'sh' }), 201);
    const machine = machineOf(world, hostname);
    machine.token = look.code;
    machine.lookId = look.lookId;
  }),
  step(/^(\S+) now has (.+)$/, async (world, hostname = '', words = '') => {
    describeMachine(machineOf(world, hostname), words);
  }),
  step(/^(\S+) reports$/, async (world, hostname = '') => {
    await deliver(world, machineOf(world, hostname), true);
    expect(world.state.reply).toMatchObject({ status: 201 });
  }),
  step(/^the same report of (\S+) arrives again$/, async (world, hostname = '') => {
    await deliver(world, machineOf(world, hostname), false);
    expect(world.state.reply).toMatchObject({ status: 201 });
  }),
  step(/^(\S+) tries to report and is answered (\d+)(?: (\S+))?$/, async (world, ...places) => {
    const [hostname = '', status = '', code = ''] = places;
    await deliver(world, machineOf(world, hostname), true);
    expect(world.state.reply.status).toBe(Number(status));
    if (code) expect(world.state.reply.body.error.code).toBe(code);
  }),
  step(/^the first look at (\S+) by (\S+) is (waiting|arrived|expired)$/, async (world, ...places) => {
    const [hostname = '', name = '', state = ''] = places;
    const path = `${world.org}/first-looks/${machineOf(world, hostname).lookId}`;
    expect(must(await memberOf(world, name).browser.get(path)).look.state).toBe(state);
  }),
  step(/^the organisation makes a credential for agents$/, async (world) => {
    must(await world.admin.post(`${world.org}/credentials`, { label: 'agents' }), 201);
    world.state.enrol = (await read(world, 'agent-setup')).credentials[0].secret;
  }),
  step(/^the GLPI agent sends its (.+)$/, async (world, what = '') => {
    await speakGlpi(world, what);
    expect(world.state.reply.status).toBe(200);
  }),
  step(/^the agent is answered (.+)$/, async (world, text = '') => {
    expect(world.state.reply.body).toContain(text);
  }),
  step(/^the whole recorded conversation of the GLPI agent is repeated$/, replay),

  step(/^(\S+) knows (\d+) programs?$/, async (world, hostname = '', count = '') => {
    const { devices } = await read(world, `devices?search=${hostname}`);
    const { device } = await read(world, `devices/${devices[0].deviceId}`);
    expect(device.softwareCount).toBe(Number(count));
  }),
  step(/^(\S+) has spoken through (.+)$/, async (world, hostname = '', sources = '') => {
    const { devices } = await read(world, `devices?search=${hostname}`);
    expect(devices, 'one device').toHaveLength(1);
    const { device } = await read(world, `devices/${devices[0].deviceId}`);
    expect(device.sources.map(({ source }: Loose) => source).toSorted()).toEqual(sources.split(', ').toSorted());
  }),
  step(/^(\S+) takes the identity that the GLPI agent told$/, async (world, hostname = '') => {
    const inventory: { content: { hardware: { uuid?: string } } } = JSON.parse(
      readFileSync(join(FIXTURES, 'linux-glpi-1.12.json'), 'utf8'),
    );
    const machine = machineOf(world, hostname);
    machine.agentId = AGENT_ID;
    machine.biosUuid = inventory.content.hardware.uuid;
  }),
];
