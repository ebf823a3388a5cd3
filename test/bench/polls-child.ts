// SPDX-License-Identifier: Apache-2.0
/** Agents that poll, in a process of their own: an open loop at a steady rate, or as fast as answers come. */
import { agentTls, PollConnection } from './poll-connection.ts';

export interface PollOrders {
  readonly host: string;
  readonly port: number;
  readonly caPem: string;
  readonly path: string;
  readonly nodeKeys: readonly string[];
  readonly connections: number;
  /** Share of polls that come over a new connection with a full handshake: agents that were moved, woken, restarted. */
  readonly freshShare: number;
  readonly seconds: number;
  /** Polls a second; null: each connection polls again as soon as it was answered. */
  readonly perSecond: number | null;
}

export interface PollResult {
  readonly sent: number;
  readonly answered: number;
  /** Answers that are not what an agent may get from a healthy server, and connections that were lost. */
  readonly wrong: readonly string[];
  readonly wrongCount: number;
  readonly handshakes: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Milliseconds from the moment a poll was due (not from when it could be sent) until its answer. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Latencies by tenth of a millisecond, up to ten seconds: a million polls need no million numbers. */
const BUCKETS = 100_000;
const PER_MS = 10;
const KEPT_COMPLAINTS = 5;
const TICK_MS = 4;

class Polls {
  readonly #orders: PollOrders;
  readonly #idle: PollConnection[];
  readonly #all: readonly PollConnection[];
  readonly #latencies = new Uint32Array(BUCKETS);
  readonly #wrong: string[] = [];
  #wrongCount = 0;
  #max = 0;
  #sent = 0;
  #answered = 0;
  #next = 0;

  constructor(orders: PollOrders) {
    this.#orders = orders;
    const { host, port, caPem, connections } = orders;
    const place = { host, port, tls: agentTls(caPem) };
    this.#all = Array.from({ length: connections }, () => new PollConnection(place));
    this.#idle = [...this.#all];
  }

  async connect(): Promise<void> {
    const queue = [...this.#all];
    const worker = async (): Promise<void> => {
      for (let next = queue.pop(); next; next = queue.pop()) await next.open();
    };
    await Promise.all(Array.from({ length: 32 }, worker));
  }

  async #poll(connection: PollConnection, due: number): Promise<void> {
    const { nodeKeys, freshShare, path } = this.#orders;
    const key = nodeKeys[this.#next % nodeKeys.length] ?? '';
    this.#next += 1;
    this.#sent += 1;
    try {
      if (Math.random() < freshShare) connection.close();
      const { status, body } = await connection.post(path, `{"node_key":"${key}"}`);
      if (status !== 200 || !body.startsWith('{"queries":')) this.#complain(`${status} ${body.slice(0, 200)}`);
      else this.#keep(performance.now() - due);
    } catch (error) {
      this.#complain(String(error));
    }
  }

  #complain(text: string): void {
    this.#wrongCount += 1;
    if (this.#wrong.length < KEPT_COMPLAINTS) this.#wrong.push(text);
  }

  #keep(ms: number): void {
    this.#answered += 1;
    this.#max = Math.max(this.#max, ms);
    const bucket = Math.min(BUCKETS - 1, Math.floor(ms * PER_MS));
    this.#latencies[bucket] = (this.#latencies[bucket] ?? 0) + 1;
  }

  /** Polls fall due whatever the server does; one that finds no free connection waits, and its waiting counts. */
  async #steady(perSecond: number, began: number): Promise<void> {
    const end = began + this.#orders.seconds * 1000;
    const running = new Set<Promise<void>>();
    const late: number[] = [];
    const send = (due: number): void => {
      const connection = this.#idle.pop();
      if (!connection) {
        late.push(due);
        return;
      }
      const polled = this.#poll(connection, due).then(() => {
        running.delete(polled);
        this.#idle.unshift(connection);
        const waiting = late.shift();
        if (waiting !== undefined) send(waiting);
      });
      running.add(polled);
    };
    let due = 0;
    while (performance.now() < end) {
      const until = Math.floor(((performance.now() - began) / 1000) * perSecond);
      for (; due < until; due += 1) send(began + (due / perSecond) * 1000);
      await new Promise((done) => setTimeout(done, TICK_MS));
    }
    while (running.size > 0 || late.length > 0) await Promise.all(running);
  }

  async #asFastAsAnswered(began: number): Promise<void> {
    const end = began + this.#orders.seconds * 1000;
    const worker = async (connection: PollConnection): Promise<void> => {
      while (performance.now() < end) await this.#poll(connection, performance.now());
    };
    await Promise.all(this.#all.map(worker));
  }

  #percentile(share: number): number {
    let left = Math.ceil(this.#answered * share);
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      left -= this.#latencies[bucket] ?? 0;
      if (left <= 0) return (bucket + 1) / PER_MS;
    }
    return Number.NaN;
  }

  async run(): Promise<PollResult> {
    const cpuBefore = process.cpuUsage();
    const handshakesBefore = this.#handshakes();
    const began = performance.now();
    const { perSecond } = this.#orders;
    await (perSecond === null ? this.#asFastAsAnswered(began) : this.#steady(perSecond, began));
    const { user, system } = process.cpuUsage(cpuBefore);
    const result = {
      sent: this.#sent,
      answered: this.#answered,
      wrong: this.#wrong,
      wrongCount: this.#wrongCount,
      handshakes: this.#handshakes() - handshakesBefore,
      seconds: (performance.now() - began) / 1000,
      cpuSeconds: (user + system) / 1e6,
      p50: this.#percentile(0.5),
      p99: this.#percentile(0.99),
      max: this.#max,
    };
    for (const connection of this.#all) connection.close();
    return result;
  }

  #handshakes(): number {
    return this.#all.reduce((sum, { handshakes }) => sum + handshakes, 0);
  }
}

process.once('message', (orders: PollOrders) => {
  const polls = new Polls(orders);
  void polls.connect().then(() => {
    process.send?.('ready');
    process.once('message', () => {
      void polls.run().then((result) => process.send?.(result, () => process.disconnect()));
    });
  });
});
