// SPDX-License-Identifier: Apache-2.0
/**
 * What one process tells all others through PostgreSQL (LISTEN/NOTIFY), with the knowledge whether it is still heard.
 *
 * One connection listens. Each second it tells itself something: when that comes back, everything told before has come
 * too, because a connection hands notices over in the order of their commits. Whoever keeps something in memory on the
 * strength of notices asks `live()` first.
 */
import type pg from 'pg';
import { SECOND_MS, elapsedMs, systemClock } from '../../kernel/clock.ts';
import { newUuid } from '../../kernel/ids.ts';
import { sql } from './database.ts';
import type { Queries } from './database.ts';

/** Four missed seconds and a second for the way: what was told is obeyed within five (DESIGN §7.8). */
const TRUST_MS = 4 * SECOND_MS;
const BEAT_MS = SECOND_MS;
/** Not at once when trust ends: a process that was busy for some seconds finds its notices waiting, in order. */
const GIVE_UP_MS = 15 * SECOND_MS;
const BEAT = 'beat:';

export interface Notices {
  /** True while everything that was told longer than four seconds ago has certainly been heard. */
  live(): boolean;
  /** Another number after every gap in which something may have been missed. */
  epoch(): number;
  stop(): Promise<void>;
}

export interface NoticesOptions {
  readonly pool: pg.Pool;
  /** Lower-case letters and `_`. */
  readonly channel: 'sonae_osquery';
  readonly heard: (payload: string) => void;
  readonly onLost?: (error: unknown) => void;
}

/** Told when, and only when, the transaction commits. */
export async function tellAll(tx: Queries, channel: NoticesOptions['channel'], payload: string): Promise<void> {
  await tx.run(sql`SELECT pg_notify(${channel}, ${payload})`);
}

class Listener implements Notices {
  readonly #options: NoticesOptions;
  readonly #name = `${BEAT}${newUuid(systemClock)}:`;
  readonly #timer: NodeJS.Timeout;
  #client: pg.PoolClient | undefined;
  #connecting: Promise<void> | undefined;
  #epoch = 0;
  #beat = 0;
  /** When the beats that have not come back were sent. */
  readonly #sent = new Map<string, number>();
  #freshUntil = -Infinity;
  #stopped = false;

  constructor(options: NoticesOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#tick(), BEAT_MS);
    this.#timer.unref();
    this.#tick();
  }

  live(): boolean {
    return elapsedMs() < this.#freshUntil;
  }

  epoch(): number {
    return this.#epoch;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#connecting;
    this.#freshUntil = -Infinity;
    this.#drop(this.#client, new Error('stopped'));
  }

  #tick(): void {
    const client = this.#client;
    if (!client) {
      this.#connecting ??= this.#connect().finally(() => {
        this.#connecting = undefined;
      });
      return;
    }
    const now = elapsedMs();
    const [oldest = now] = this.#sent.values();
    // A connection that no longer answers would hold us up for ever (a half-open one notices nothing by itself).
    if (now - oldest > GIVE_UP_MS) return this.#lose(client, new Error('the notices do not come back'));
    this.#beat += 1;
    const payload = `${this.#name}${this.#beat}`;
    this.#sent.set(payload, now);
    client.query('SELECT pg_notify($1, $2)', [this.#options.channel, payload]).catch((error: unknown) => {
      this.#lose(client, error);
    });
  }

  async #connect(): Promise<void> {
    const client = await this.#options.pool.connect().catch((error: unknown) => {
      this.#options.onLost?.(error);
    });
    if (!client) return;
    try {
      client.on('notification', ({ payload }) => this.#hear(payload ?? ''));
      client.on('error', (error) => this.#lose(client, error));
      await client.query(`LISTEN ${this.#options.channel}`);
    } catch (error) {
      client.release(true);
      this.#options.onLost?.(error);
      return;
    }
    if (this.#stopped) return client.release(true);
    this.#client = client;
    this.#epoch += 1;
    this.#tick();
  }

  #hear(payload: string): void {
    if (!payload.startsWith(BEAT)) return this.#options.heard(payload);
    const sent = this.#sent.get(payload);
    if (sent === undefined) return;
    this.#sent.delete(payload);
    this.#freshUntil = sent + TRUST_MS;
  }

  #lose(client: pg.PoolClient, error: unknown): void {
    if (this.#client !== client) return;
    this.#drop(client, error instanceof Error ? error : new Error('connection lost'));
    if (!this.#stopped) this.#options.onLost?.(error);
  }

  #drop(client: pg.PoolClient | undefined, error: Error): void {
    if (!client) return;
    this.#client = undefined;
    // What was heard stays believed for its four seconds; after the next LISTEN the epoch is another one.
    this.#sent.clear();
    client.release(error);
  }
}

export function listenTo(options: NoticesOptions): Notices {
  return new Listener(options);
}
