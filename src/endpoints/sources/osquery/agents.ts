// SPDX-License-Identifier: Apache-2.0
/**
 * The agents that poll, kept in memory: whose a key is, when its next questions are due, when it was last heard.
 * A poll of a remembered agent touches no database (DESIGN §7.8). What is remembered counts only while notices of
 * revocation are certainly heard; otherwise each key is looked up again.
 */
import { hash } from 'node:crypto';
import { HOUR_MS, MINUTE_MS } from '../../../kernel/clock.ts';
import type { Clock } from '../../../kernel/clock.ts';
import { asUuid } from '../../../kernel/ids.ts';
import type { Uuid } from '../../../kernel/ids.ts';
import type { Database } from '../../../platform/postgres/database.ts';
import { makeScope } from '../../../platform/postgres/scope.ts';
import type { Scope } from '../../../platform/postgres/scope.ts';
import { parseToken, sameHash } from '../../../platform/tokens.ts';
import type { OsqueryHost } from './host.ts';
import { NodeLookups } from './node-lookups.ts';
import type { NodeRow } from './node-store.ts';
import { upsertSeen } from './seen-store.ts';

/** One osquery agent. Mutable parts are changed here only. */
export interface Agent {
  readonly nodeId: string;
  readonly deviceId: Uuid;
  readonly scope: Scope;
  readonly hostname: string;
  /** Names it may give itself in its log lines, in lower case. */
  readonly names: ReadonlySet<string>;
  host: OsqueryHost;
  userAgent: string;
  answeredAt: number | undefined;
  /** A person, or we after an enrolment, wait for the answers. */
  wanted: boolean;
  /** When questions are handed out next. */
  dueAt: number;
  /** When questions were handed out that have not been answered. */
  askedAt: number | undefined;
  tries: number;
  seenAt: number;
  unsaved: boolean;
  epoch: number;
}

/** Whether what is remembered may be believed; see `platform/postgres/notices.ts`. */
export interface Trust {
  live(): boolean;
  epoch(): number;
}

const NO_TRUST: Trust = { live: () => false, epoch: () => 0 };

/** An agent takes about 1 kB. Beyond this the longest remembered is forgotten and looked up at its next poll. */
const MAX_AGENTS = 150_000;
/** endpoints.md §3: details hourly, spread by ±10 % so that a thousand agents started together do not stay together. */
const ROUND_MS = HOUR_MS;
const JITTER = 0.1;
/** Questions without an answer are handed out again after two minutes, then after twice as long each time. */
const FIRST_RETRY_MS = 2 * MINUTE_MS;
/** Ten times as many at once held the event loop, and with it every poll, for a quarter of a second. */
const FLUSH_ROWS = 1000;

/** 0…1, the same in every process for the same agent and round. */
function spread(nodeId: string, answeredAt: number): number {
  return Number.parseInt(hash('sha256', `${nodeId}:${answeredAt}`, 'hex').slice(0, 8), 16) / 0xffff_ffff;
}

const nextRound = (nodeId: string, answeredAt: number): number =>
  answeredAt + ROUND_MS * (1 - JITTER + 2 * JITTER * spread(nodeId, answeredAt));

function freshAgent(orgId: Uuid, row: NodeRow): Agent {
  const deviceId = asUuid(row.device_id);
  return {
    nodeId: row.node_id,
    deviceId,
    scope: makeScope(orgId, { kind: 'device', deviceId }),
    hostname: row.hostname,
    names: new Set(row.names),
    host: { platform: row.platform, version: row.agent_version },
    userAgent: '',
    answeredAt: undefined,
    wanted: false,
    dueAt: 0,
    askedAt: undefined,
    tries: 0,
    seenAt: 0,
    unsaved: false,
    epoch: -1,
  };
}

export class Agents {
  readonly #db: Pick<Database, 'scoped' | 'ingest'>;
  readonly #clock: Clock;
  #trust: Trust = NO_TRUST;
  readonly #byKey = new Map<string, Agent>();
  readonly #keyOf = new Map<string, string>();
  readonly #lookups = new Map<string, Promise<Agent | undefined>>();
  #unsaved: Agent[] = [];
  /** Changes with every notice: what was read before it may be out of date. */
  #notices = 0;
  readonly #stored: NodeLookups<{ readonly epoch: number; readonly notices: number }>;

  constructor({ db, clock }: { db: Pick<Database, 'scoped' | 'ingest'>; clock: Clock }) {
    this.#db = db;
    this.#clock = clock;
    this.#stored = new NodeLookups(db, () => ({ epoch: this.#trust.epoch(), notices: this.#notices }));
  }

  believe(trust: Trust): void {
    this.#trust = trust;
  }

  /** For metrics and tests. */
  get size(): number {
    return this.#byKey.size;
  }

  /**
   * Whose key this is; undefined when it is wrong, revoked, or its device is retired. Answers at once when the agent is
   * remembered. Throws (`unavailable`) when that cannot be found out.
   */
  find(key: string): Agent | Promise<Agent | undefined> {
    const digest = hash('sha256', key, 'base64');
    const agent = this.#byKey.get(digest);
    if (agent !== undefined && agent.epoch === this.#trust.epoch() && this.#trust.live()) return agent;
    return this.#lookUp(key, digest);
  }

  /** Notes that the agent was heard; written by the next `flush`. */
  heard(agent: Agent, now: number): void {
    agent.seenAt = now;
    if (agent.unsaved) return;
    agent.unsaved = true;
    this.#unsaved.push(agent);
  }

  /** True when the agent is to be asked now; it is then asked again after a while if no answer comes. */
  ask(agent: Agent, now: number): boolean {
    if (now < agent.dueAt) return false;
    agent.askedAt = now;
    agent.dueAt = now + Math.min(FIRST_RETRY_MS * 2 ** agent.tries, ROUND_MS);
    agent.tries = Math.min(agent.tries + 1, 10);
    return true;
  }

  /**
   * Whether a question of this interval belongs into the round that is asked now. A longer interval than a round's is
   * divided into periods that begin at another time for each agent; the first round of a period asks.
   */
  isDue(agent: Agent, intervalSeconds: number, now: number): boolean {
    const interval = intervalSeconds * 1000;
    if (agent.answeredAt === undefined || agent.wanted || interval <= ROUND_MS * 1.5) return true;
    const shift = interval * spread(agent.nodeId, 0);
    return Math.floor((now + shift) / interval) !== Math.floor((agent.answeredAt + shift) / interval);
  }

  /** True when answers of this agent are expected: questions are out, here or (after a restart) were due anyway. */
  expects(agent: Agent, now: number): boolean {
    return agent.askedAt !== undefined || now >= agent.dueAt;
  }

  answered(agent: Agent, at: number): void {
    if (agent.answeredAt !== undefined && at < agent.answeredAt) return;
    agent.answeredAt = at;
    agent.askedAt = undefined;
    agent.wanted = false;
    agent.tries = 0;
    agent.dueAt = nextRound(agent.nodeId, at);
  }

  /** A notice of any process: `forget:<device>`, `wanted:<device>`, `answered:<device>:<ms>`. */
  notice(payload: string): void {
    const [what, deviceId = '', ms] = payload.split(':');
    // That another process took answers makes at most one question too many; the others must not be missed.
    if (what !== 'answered') this.#notices += 1;
    const key = this.#keyOf.get(deviceId);
    const agent = key === undefined ? undefined : this.#byKey.get(key);
    if (key === undefined || !agent) return;
    if (what === 'forget') this.#forget(key, agent);
    if (what === 'wanted') {
      agent.wanted = true;
      agent.dueAt = 0;
    }
    if (what === 'answered' && Number(ms) > (agent.answeredAt ?? 0)) this.answered(agent, Number(ms));
  }

  /** Writes when agents were heard, some thousands in one statement. What could not be written is written next time. */
  async flush(): Promise<number> {
    const batch = this.#unsaved;
    this.#unsaved = [];
    // Whoever is heard while we write is noted anew.
    for (const agent of batch) agent.unsaved = false;
    let written = 0;
    try {
      while (written < batch.length) {
        const some = batch.slice(written, written + FLUSH_ROWS);
        const rows = some.map(({ scope, deviceId, seenAt }) => ({
          orgId: scope.orgId,
          deviceId,
          at: new Date(seenAt),
        }));
        await this.#db.ingest('osquery_seen', async (queries) => upsertSeen(queries, uniqueDevices(rows)));
        written += some.length;
      }
    } catch (error) {
      for (const agent of batch.slice(written)) this.heard(agent, agent.seenAt);
      throw error;
    }
    return written;
  }

  #forget(key: string, agent: Agent): void {
    this.#byKey.delete(key);
    if (this.#keyOf.get(agent.deviceId) === key) this.#keyOf.delete(agent.deviceId);
  }

  /** Polls that come together with one key make one query. */
  #lookUp(key: string, digest: string): Promise<Agent | undefined> {
    const running = this.#lookups.get(digest);
    if (running) return running;
    const asked = this.#read(key, digest).finally(() => this.#lookups.delete(digest));
    this.#lookups.set(digest, asked);
    return asked;
  }

  async #read(key: string, digest: string): Promise<Agent | undefined> {
    const token = parseToken(key);
    if (token?.kind !== 'node') return undefined;
    const { row, stamp } = await this.#stored.read(token.orgId, token.subjectId);
    const held = this.#byKey.get(digest);
    if (!row || !sameHash(row.secret_hash, token.hash)) {
      if (held) this.#forget(digest, held);
      return undefined;
    }
    const agent = held ?? freshAgent(token.orgId, row);
    this.#refresh(agent, row);
    // A notice that came while we read may have been about this very key: then it is read again at the next poll.
    agent.epoch = stamp.notices === this.#notices ? stamp.epoch : -1;
    this.#remember(digest, agent);
    return agent;
  }

  #refresh(agent: Agent, row: NodeRow): void {
    const answered = row.answered_at?.getTime();
    if (answered !== undefined && answered > (agent.answeredAt ?? 0)) this.answered(agent, answered);
    if ((row.wanted_at !== null || answered === undefined) && !agent.wanted) {
      agent.wanted = true;
      agent.dueAt = 0;
    }
    if (agent.seenAt === 0) agent.seenAt = this.#clock.now().getTime();
  }

  #remember(digest: string, agent: Agent): void {
    if (this.#byKey.has(digest)) return;
    // A notice about a device finds one key: an older one, ended by a new enrolment, must not stay behind it.
    const older = this.#keyOf.get(agent.deviceId);
    if (older !== undefined) this.#byKey.delete(older);
    const [oldest] = this.#byKey;
    if (oldest && this.#byKey.size >= MAX_AGENTS) this.#forget(...oldest);
    this.#byKey.set(digest, agent);
    this.#keyOf.set(agent.deviceId, digest);
  }
}

/** One statement may write a row once: a device that enrolled anew is there with its old and its new key. */
function uniqueDevices<Row extends { readonly deviceId: string; readonly at: Date }>(rows: readonly Row[]): Row[] {
  const newest = new Map<string, Row>();
  for (const row of rows) {
    const held = newest.get(row.deviceId);
    if (!held || held.at < row.at) newest.set(row.deviceId, row);
  }
  return [...newest.values()];
}
