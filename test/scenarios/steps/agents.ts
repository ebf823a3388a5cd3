// SPDX-License-Identifier: Apache-2.0
/** Real clients over TLS: Debian's FusionInventory agent, and the collector as it is downloaded. */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { makeToken } from '../../../src/platform/tokens.ts';
import { asUuid } from '../../../src/kernel/ids.ts';
import { ensureFusionInventory, runFusionInventory } from '../../agents/fusioninventory.ts';
import type { Loose } from '../../support/browser.ts';
import { must } from '../../tenancy/fill.ts';
import { CannotBeTried, machineOf, read, rowsOf, step } from '../world.ts';
import type { Step, World } from '../world.ts';

const run = promisify(execFile);
const NOBODYS = asUuid('01a1f677-0000-7000-8000-000000000000');

/** As the person who sets up an agent gets it: by the plain loopback address. */
async function authority(world: World): Promise<string> {
  const { pem } = must(await world.admin.get('/api/v1/ca'));
  const file = join(world.folder, 'ca.pem');
  writeFileSync(file, pem);
  return file;
}

/** Two folders are two machines: a stranger's agent is another one than ours. */
async function runAgent(world: World, password: string, folder = 'agent'): Promise<void> {
  const agent = await ensureFusionInventory();
  if ('missing' in agent) throw new CannotBeTried(agent.missing);
  const result = await runFusionInventory({
    command: agent.command,
    server: `${world.product.httpsOrigin}/agent/glpi`,
    state: join(world.folder, folder),
    caFile: await authority(world),
    user: 'sonae',
    password,
  });
  world.state.output = result.output;
}

/** Over HTTPS with our authority, by a name that the certificate holds. */
function fetchText(world: World, path: string, ca: string): Promise<{ status: number; text: string }> {
  return new Promise((done, failed) => {
    const asked = request(world.product.httpsOrigin + path, { ca: readFileSync(ca) }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => done({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }));
    });
    asked.once('error', failed);
    asked.end();
  });
}

async function devicesBy(world: World, source: string): Promise<Loose[]> {
  const { devices } = await read(world, 'devices');
  const details = await Promise.all(
    devices.map(async (one: Loose) => (await read(world, `devices/${one.deviceId}`)).device),
  );
  return details.filter(({ sources }: Loose) => sources.some((spoken: Loose) => spoken.source === source));
}

export const AGENT_STEPS: readonly Step[] = [
  step(/^Debian’s agent runs with the organisation’s credential$/, async (world) => runAgent(world, world.state.enrol)),
  step(/^Debian’s agent runs with a credential that nobody gave it$/, async (world) => {
    const { token } = makeToken('enrol', { orgId: asUuid(world.orgId), subjectId: NOBODYS });
    await runAgent(world, token, 'stranger');
  }),
  step(/^the agent says (.+)$/, async (world, text = '') => {
    expect(world.state.output).toContain(text);
  }),
  step(/^the agent does not say (.+)$/, async (world, text = '') => {
    expect(world.state.output).not.toContain(text);
  }),
  step(
    /^there is a device by (\S+) with facts, at least (\d+) programs and verdicts$/,
    async (world, source = '', count = '') => {
      const [device, more] = await devicesBy(world, source);
      expect(more).toBeUndefined();
      expect(device.facts.map(({ section }: Loose) => section)).toEqual(
        expect.arrayContaining(['os', 'disks', 'network']),
      );
      expect(device.facts.find(({ section }: Loose) => section === 'os').reading).toMatchObject({
        state: 'known',
        value: { platform: 'linux' },
      });
      expect(device.softwareCount).toBeGreaterThanOrEqual(Number(count));
      const { verdicts } = await read(world, `subjects/${device.deviceId}/verdicts`);
      expect(verdicts).toHaveLength(18);
      expect(verdicts.find((one: Loose) => one.checkId === 'os_supported')).toMatchObject({ verdict: 'pass', source });
    },
  ),
  step(/^(\S+) tells of this computer: (.+)$/, async (world, source = '', sections = '') => {
    const [device] = await devicesBy(world, source);
    const told = device.facts.filter((fact: Loose) => fact.source === source && fact.reading.state === 'known');
    expect(told.map(({ section }: Loose) => section)).toEqual(expect.arrayContaining(sections.split(', ')));
  }),
  step(/^the administrator has this server checked$/, async (world) => {
    must(await world.admin.post(`${world.org}/check-server`, {}), 201);
  }),
  step(/^no environment variable and no process was stored$/, async (world) => {
    const rows = await rowsOf<{ text: string }>(world, `SELECT reading::text AS text FROM endpoints_fact`);
    expect(rows.length).toBeGreaterThan(0);
    const stored = rows.map(({ text }) => text).join('\n');
    // What every process here has: the search path, and the name of the shell that ran the agent.
    expect(stored).not.toContain(process.env['PATH'] ?? 'no path');
    expect(stored).not.toMatch(/"(?:envs|processes)"/i);
  }),

  step(/^the collector for (\S+) is downloaded$/, async (world, hostname = '') => {
    const ca = await authority(world);
    const { status, text } = await fetchText(world, `/collect/${machineOf(world, hostname).token}/sonae-check.sh`, ca);
    expect(status).toBe(200);
    expect(text).toContain('-----BEGIN CERTIFICATE-----');
    world.state.script = join(world.folder, 'sonae-check.sh');
    writeFileSync(world.state.script, text);
  }),
  step(/^the collector for (\S+) can no longer be downloaded$/, async (world, hostname = '') => {
    const { status, text } = await fetchText(
      world,
      `/collect/${machineOf(world, hostname).token}/sonae-check.sh`,
      await authority(world),
    );
    expect(status).toBe(404);
    expect(text).toContain('code_expired');
  }),
  step(/^the downloaded collector is run by (\S+)( and fails)?$/, async (world, shell = '', fails) => {
    // HOME: the collector may keep what it needs for the next run; nothing of this machine's own is touched.
    const environment = { ...process.env, HOME: world.folder, LC_ALL: 'C.UTF-8' };
    const ended = await run(shell, [world.state.script], { env: environment, timeout: 120_000 }).then(
      ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
      (error: unknown) => {
        const failed = error as { code?: number; stdout?: string; stderr?: string };
        return { code: failed.code ?? 1, output: `${failed.stdout ?? ''}${failed.stderr ?? ''}` };
      },
    );
    world.state.output = ended.output;
    expect(ended.code === 0, ended.output).toBe(fails === undefined);
  }),
  step(/^the first look at (\S+) shows (\d+) verdicts$/, async (world, hostname = '', count = '') => {
    const { look } = await read(world, `first-looks/${machineOf(world, hostname).lookId}`);
    expect(look.state).toBe('arrived');
    expect(look.verdicts).toHaveLength(Number(count));
  }),
];
