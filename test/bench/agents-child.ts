// SPDX-License-Identifier: Apache-2.0
/** The load generator: a process of its own, so that what it costs can be told apart from what the server costs. */
import { Agent, request } from 'node:https';
import { deflateSync, inflateSync } from 'node:zlib';
import { makeMachine } from './machines.ts';
import type { Orders, RoundResult } from './agents.ts';

interface Conversation {
  readonly hostname: string;
  readonly prolog: Buffer;
  readonly inventory: Buffer;
}

interface Reply {
  readonly status: number;
  readonly body: Buffer;
}

interface Post {
  readonly agent: Agent;
  readonly body: Buffer;
  readonly authorization?: string;
}

async function post(url: string, { agent, body, authorization }: Post): Promise<Reply> {
  return new Promise((done, failed) => {
    const sent = request(url, {
      agent,
      method: 'POST',
      timeout: 60_000,
      headers: {
        'user-agent': 'FusionInventory-Agent_v2.6-3',
        'content-type': 'application/x-compress-zlib',
        'content-length': body.length,
        ...(authorization === undefined ? {} : { authorization }),
      },
    });
    sent.once('response', (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.once('end', () => done({ status: response.statusCode ?? 0, body: Buffer.concat(parts) }));
      response.once('error', failed);
    });
    sent.once('timeout', () => sent.destroy(new Error('no answer for a minute')));
    sent.once('error', failed);
    sent.end(body);
  });
}

/** What an agent of a machine does once a day: asks without the credential, asks with it, sends its inventory. */
async function converse(orders: Orders, conversation: Conversation, latencies: number[]): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: orders.caPem });
  const authorization = `Basic ${Buffer.from(`${orders.user}:${orders.password}`).toString('base64')}`;
  const step = async (what: string, expected: number, rest: Omit<Post, 'agent'>): Promise<Reply> => {
    const began = performance.now();
    const reply = await post(orders.url, { agent, ...rest });
    latencies.push(performance.now() - began);
    if (reply.status !== expected)
      throw new Error(`${conversation.hostname} ${what}: ${reply.status}, not ${expected}`);
    return reply;
  };
  try {
    await step('first call', 401, { body: conversation.prolog });
    const prolog = await step('prolog', 200, { body: conversation.prolog, authorization });
    if (!inflateSync(prolog.body).includes('SEND')) throw new Error(`${conversation.hostname} was not asked to send`);
    await step('inventory', 200, { body: conversation.inventory, authorization });
  } finally {
    agent.destroy();
  }
}

function prepare({ machines, round, aheadMs }: Orders): { conversations: Conversation[]; xmlBytes: number } {
  const at = new Date(Date.now() + aheadMs);
  let xmlBytes = 0;
  const conversations = Array.from({ length: machines }, (_, number) => {
    const machine = makeMachine(number);
    const xml = Buffer.from(machine.inventory(round, at), 'utf8');
    xmlBytes += xml.length;
    return { hostname: machine.hostname, prolog: deflateSync(machine.prolog()), inventory: deflateSync(xml) };
  });
  return { conversations, xmlBytes };
}

async function run(
  orders: Orders,
  conversations: readonly Conversation[],
): Promise<Omit<RoundResult, 'xmlBytes' | 'wireBytes'>> {
  const latencies: number[] = [];
  const failures: string[] = [];
  const waiting = [...conversations];
  const cpuBefore = process.cpuUsage();
  const began = performance.now();
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      await converse(orders, next, latencies).catch((error: unknown) => failures.push(String(error)));
    }
  };
  await Promise.all(Array.from({ length: orders.inFlight }, worker));
  const wallMs = performance.now() - began;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { wallMs, cpuMs: (user + system) / 1000, latencies, failures };
}

process.once('message', (orders: Orders) => {
  const { conversations, xmlBytes } = prepare(orders);
  process.send?.('ready');
  process.once('message', () => {
    void run(orders, conversations).then((result) => {
      const wireBytes = conversations.reduce((sum, { inventory }) => sum + inventory.length, 0);
      process.send?.({ ...result, xmlBytes, wireBytes } satisfies RoundResult, () => process.disconnect());
    });
  });
});
