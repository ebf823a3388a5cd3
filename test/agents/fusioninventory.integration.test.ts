// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureFusionInventory, runFusionInventory, type Agent } from './fusioninventory.ts';

// The agent itself, against the smallest server that can talk to it: so that a failure of the product's own door
// is not a failure of this installation.
let agent: Agent;
let server: Server;
let folder = '';
const heard: { authorization: string | undefined; xml: string }[] = [];

beforeAll(async () => {
  agent = await ensureFusionInventory();
  folder = await mkdtemp(join(tmpdir(), 'sonae-agent-'));
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { authorization } = request.headers;
      heard.push({ authorization, xml: inflateSync(Buffer.concat(parts)).toString('utf8') });
      if (!authorization) return response.writeHead(401, { 'www-authenticate': 'Basic realm="test"' }).end();
      const reply = '<?xml version="1.0"?><REPLY><RESPONSE>SEND</RESPONSE><PROLOG_FREQ>1</PROLOG_FREQ></REPLY>';
      return response.writeHead(200, { 'content-type': 'application/xml' }).end(reply);
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
});

afterAll(async () => {
  server?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

const deviceId = (xml: string): string | undefined => /<DEVICEID>([^<]+)<\/DEVICEID>/.exec(xml)?.[1];

test('the real agent sends its inventory with the credential, from its own state folder', async (context) => {
  if ('missing' in agent) return context.skip(agent.missing);
  const result = await runFusionInventory({
    command: agent.command,
    server: `http://127.0.0.1:${(server.address() as AddressInfo).port}/agent/glpi`,
    state: join(folder, 'one'),
    user: 'org',
    password: 'secret',
    extra: ['--no-category=environment,process,software'],
  });
  expect(result.code, result.output).toBe(0);
  const known = heard.filter((one) => one.authorization === `Basic ${Buffer.from('org:secret').toString('base64')}`);
  expect(heard[0]?.authorization).toBeUndefined(); // it asks once without, then with the credential
  expect(known.map((one) => /<QUERY>(\w+)<\/QUERY>/.exec(one.xml)?.[1])).toEqual(
    expect.arrayContaining(['PROLOG', 'INVENTORY']),
  );
  expect(new Set(known.map((one) => deviceId(one.xml))).size).toBe(1);
  expect(known.at(-1)?.xml).not.toContain('<PROCESSES>');
}, 300_000);
