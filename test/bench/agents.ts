// SPDX-License-Identifier: Apache-2.0
/** A round of a fleet's agents against a server, driven by the load generator in a process of its own. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { BenchServer, Organisation } from './server.ts';

export interface Orders {
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly caPem: string;
  readonly machines: number;
  readonly inFlight: number;
  readonly round: number;
  /** How far the machines' clocks are ahead of now: a second round is a later inventory. */
  readonly aheadMs: number;
}

export interface RoundResult {
  readonly wallMs: number;
  /** Processor time of the load generator during the round. */
  readonly cpuMs: number;
  /** Milliseconds of every single request, TLS handshake included. */
  readonly latencies: readonly number[];
  readonly failures: readonly string[];
  readonly xmlBytes: number;
  readonly wireBytes: number;
}

export interface Round {
  readonly machines: number;
  readonly inFlight: number;
  readonly round: number;
}

export async function runRound(server: BenchServer, { agent }: Organisation, round: Round): Promise<RoundResult> {
  const child = fork(join(import.meta.dirname, 'agents-child.ts'), { serialization: 'advanced' });
  try {
    const orders: Orders = { ...agent, ...round, url: `${server.httpsUrl}/agent/glpi`, aheadMs: round.round * 60_000 };
    child.send(orders);
    await once(child, 'message');
    child.send('go');
    const [result] = (await once(child, 'message')) as [RoundResult];
    if (result.failures.length > 0) {
      throw new Error(`${result.failures.length} machines failed, such as: ${result.failures.slice(0, 3).join('; ')}`);
    }
    return result;
  } finally {
    child.kill();
  }
}
