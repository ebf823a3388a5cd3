// SPDX-License-Identifier: Apache-2.0
/**
 * osquery's TLS remote API (endpoints.md §1, §2). `node_invalid` makes an agent enrol anew, so it is said only about a key
 * that is really wrong or revoked, never for a fault of ours. An agent gets its 200 after the commit. The poll path
 * touches no database and no schema library: what it answers was written beforehand (docs/decisions/0014).
 */
import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { SafeError } from '../kernel/errors.ts';
import type { AttemptLimit } from '../platform/attempt-limit.ts';
import { answerBeforeRoutes, asSafeError } from '../platform/http/server.ts';
import { inflateBounded } from '../platform/inflate.ts';
import { createTurnstile } from '../platform/turnstile.ts';
import type { Turnstile } from '../platform/turnstile.ts';
import type { EndpointsContext } from './context.ts';
import type { Doorkeeper } from './credentials.ts';
import en from './en.json' with { type: 'json' };
import { pollShortcut } from './osquery-poll.ts';
import type { Caller } from './osquery-poll.ts';
import type { Agent, Agents } from './sources/osquery/agents.ts';
import type { BodyDecoder } from './sources/osquery/body-decoder.ts';
import { configFor, readAnswerFor } from './sources/osquery/config-answer.ts';
import { parseJson } from './sources/osquery/decode-body.ts';
import { enrolAgent } from './sources/osquery/enrol-agent.ts';
import { readEnrolment } from './sources/osquery/enrolment.ts';
import { hostOf } from './sources/osquery/host.ts';
import { OSQUERY_LIMITS as LIMITS } from './sources/osquery/limits.ts';
import { isObject } from './sources/osquery/normalise.ts';
import type { Loose } from './sources/osquery/normalise.ts';
import { keysNear, readBody } from './sources/osquery/read-body.ts';
import type { Body, Bulk } from './sources/osquery/read-body.ts';
import { noteTooMuch, takeAnswers } from './sources/osquery/take-answers.ts';
import { takeLog } from './sources/osquery/take-log.ts';

export interface OsqueryDoorNeeds {
  readonly context: EndpointsContext;
  readonly doorkeeper: Doorkeeper;
  readonly agents: Agents;
  readonly decoder: BodyDecoder;
  /** Wrong enrolment secrets and wrong keys, by address. */
  readonly wrongSecrets: AttemptLimit;
  readonly wrongKeys: AttemptLimit;
}

interface Door extends OsqueryDoorNeeds {
  /** How many rounds are written at once: people's pages must find a free database connection. */
  readonly rounds: Turnstile;
  readonly bulk: Bulk;
}

type Call = 'enroll' | 'config' | 'log' | 'read' | 'write' | 'carve' | 'block';

const LONG_NAMES: Readonly<Record<Call, string>> = {
  enroll: 'enroll',
  config: 'config',
  log: 'log',
  read: 'distributed/read',
  write: 'distributed/write',
  carve: 'carve/begin',
  block: 'carve/block',
};

/** The documented paths, their alias, and the short ones of other clients. */
export const OSQUERY_PATHS: readonly (readonly [string, Call])[] = [
  ...['/api/osquery', '/api/v1/osquery'].flatMap((prefix) =>
    Object.entries(LONG_NAMES).map(([call, name]) => [`${prefix}/${name}`, call as Call] as const),
  ),
  ...(['enroll', 'config', 'log', 'read', 'write'] as const).map((call) => [`/osq/${call}`, call] as const),
];

const SENTENCES: Readonly<Record<string, string>> = en;
const EMPTY = Buffer.from('{}');
const NOTHING_TO_ASK = Buffer.from('{"queries":{}}');
const SAME_CONFIG = Buffer.from('{"etag":"ok"}');
const JSON_TYPE = 'application/json; charset=utf-8';

const keyWrong = (): SafeError => new SafeError('unauthenticated', 'node_key_wrong');

async function agentWith(door: Door, key: string, caller: Caller): Promise<Agent> {
  const found = door.agents.find(key);
  if (!(found instanceof Promise)) return found;
  door.wrongKeys.refuseIfExceeded(caller.ip);
  const agent = await found;
  if (agent) return agent;
  door.wrongKeys.count(caller.ip);
  throw keyWrong();
}

/** Since osquery 5.23 the key comes in a header too, so that a stranger's megabytes need not be read. */
function headerKey(request: FastifyRequest): string | undefined {
  return /^NodeKey\s+(\S{1,200})$/i.exec(request.headers.authorization ?? '')?.[1];
}

/** Whose request this is by its header, before its body is read. */
const early = new WeakMap<FastifyRequest, Agent>();

/** Notes that the agent was heard, and which osquery it runs now: an update needs no new enrolment. */
function hear(door: Door, agent: Agent, caller: Caller): number {
  const now = door.context.platform.clock.now().getTime();
  door.agents.heard(agent, now);
  const userAgent = caller.headers['user-agent'] ?? '';
  if (userAgent !== agent.userAgent) {
    agent.userAgent = userAgent;
    const { version } = hostOf({ hostDetails: {}, userAgent });
    if (version !== '') agent.host = { platform: agent.host.platform, version };
  }
  return now;
}

function smallBodyOf(bytes: Buffer): { readonly key: string; readonly body: Loose } {
  const body = parseJson(bytes);
  if (!isObject(body) || typeof body['node_key'] !== 'string') throw new SafeError('invalid', 'request_not_understood');
  return { key: body['node_key'], body };
}

async function smallBody(door: Door, request: FastifyRequest): Promise<{ agent: Agent; body: Loose; now: number }> {
  const { key, body } = smallBodyOf(bodyOf(request).bytes);
  const agent = await agentWith(door, key, request);
  const announced = early.get(request);
  if (announced && announced !== agent) throw new SafeError('invalid', 'request_not_understood');
  return { agent, body, now: hear(door, agent, request) };
}

function bodyOf(request: FastifyRequest): Body {
  const body: unknown = request.body;
  if (!isBody(body) || body.bytes.length === 0) throw new SafeError('invalid', 'body_missing');
  return body;
}

const isBody = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && 'bytes' in value && Buffer.isBuffer(value.bytes);

function dueFor(door: Door, agent: Agent, now: number): Buffer {
  if (!door.agents.ask(agent, now)) return NOTHING_TO_ASK;
  const read = readAnswerFor(agent.host, (seconds) => door.agents.isDue(agent, seconds, now));
  return agent.wanted ? read.urgent : read.plain;
}

async function readDue(door: Door, request: FastifyRequest): Promise<Buffer> {
  const { agent, now } = await smallBody(door, request);
  return dueFor(door, agent, now);
}

/** What a poll is answered that came by the short way (osquery-poll.ts). */
async function pollAnswer(door: Door, bytes: Buffer, caller: Caller): Promise<Buffer> {
  const { key } = smallBodyOf(bytes);
  const agent = await agentWith(door, key, caller);
  return dueFor(door, agent, hear(door, agent, caller));
}

async function config(door: Door, request: FastifyRequest): Promise<Buffer> {
  const { agent, body } = await smallBody(door, request);
  const answer = configFor(agent.host);
  const { etag } = body;
  if (typeof etag !== 'string') return answer.plain;
  return etag === answer.etag ? SAME_CONFIG : answer.tagged;
}

async function enrol(door: Door, request: FastifyRequest): Promise<Buffer> {
  const { context, wrongSecrets } = door;
  wrongSecrets.refuseIfExceeded(request.ip);
  const client = (request.headers['user-agent'] ?? '').slice(0, 100) || 'osquery';
  const enrolment = readEnrolment(parseJson(bodyOf(request).bytes), client);
  const scope = await door.doorkeeper.enrolment(enrolment.secret);
  if (!scope) {
    wrongSecrets.count(request.ip);
    throw new SafeError('unauthenticated', 'enrol_secret_wrong');
  }
  context.requireSpace();
  const receivedAt = context.platform.clock.now();
  const key = await door.rounds.pass(async () => enrolAgent(context, scope, { enrolment, client, receivedAt }));
  return Buffer.from(JSON.stringify({ node_key: key, node_invalid: false }));
}

/** The body as it was before the agent packed it; a coding we do not know is told so. */
async function unpacked(request: FastifyRequest, body: Body): Promise<Buffer> {
  const coding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  const gzip = body.bytes[0] === 0x1f && body.bytes[1] === 0x8b;
  if (!gzip && coding !== 'identity' && coding !== 'gzip' && coding !== 'x-gzip')
    throw new SafeError('invalid', 'body_encoding_unknown');
  if (!gzip) return body.bytes;
  const bytes = await inflateBounded(body.bytes, 'gzip', {
    maxWireBytes: LIMITS.bulkBytes,
    maxBytes: LIMITS.bulkBytes,
    maxRatio: LIMITS.maxRatio,
  });
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

interface Bulky {
  readonly agent: Agent;
  readonly bytes: Buffer;
  /** The body was longer than what is taken in. */
  readonly cut: boolean;
}

/** Knows whose it is before the body is parsed; the parsed body's key must be the same agent's. */
async function bulkyBody(door: Door, request: FastifyRequest): Promise<Bulky> {
  const body = bodyOf(request);
  const announced = early.get(request);
  if (body.cut && announced) return { agent: announced, bytes: body.bytes, cut: true };
  const bytes = body.cut ? body.bytes : await unpackedFor(request, { body, announced });
  if (bytes === undefined) return { agent: announced ?? raise(), bytes: body.bytes, cut: true };
  const keys = keysNear(bytes);
  if (keys.length === 0) {
    if (body.cut) raise();
    if (bytes.length <= LIMITS.inlineBytes) parseJson(bytes);
    throw new SafeError('invalid', 'request_not_understood');
  }
  const agent = await firstKnown(door, request, keys);
  if (announced && announced !== agent) throw new SafeError('invalid', 'request_not_understood');
  return { agent, bytes, cut: body.cut };
}

function raise(): never {
  throw new SafeError('too_large', 'body_too_large');
}

/** undefined: too much inside, from an agent that is known by its header. */
async function unpackedFor(
  request: FastifyRequest,
  { body, announced }: { body: Body; announced: Agent | undefined },
): Promise<Buffer | undefined> {
  try {
    return await unpacked(request, body);
  } catch (error) {
    if (announced && error instanceof SafeError && error.kind === 'too_large') return undefined;
    throw error;
  }
}

/** A row may hold something called node_key too: the first that opens the door is taken, and compared after parsing. */
async function firstKnown(door: Door, request: FastifyRequest, keys: readonly string[]): Promise<Agent> {
  let refusal: unknown = keyWrong();
  for (const key of keys) {
    try {
      return await agentWith(door, key, request);
    } catch (error) {
      refusal = error;
      if (!(error instanceof SafeError) || error.code !== 'node_key_wrong') throw error;
    }
  }
  throw refusal;
}

async function takeBulky(door: Door, request: FastifyRequest, what: 'write' | 'log'): Promise<Buffer> {
  const { agent, bytes, cut } = await bulkyBody(door, request);
  const { context } = door;
  hear(door, agent, request);
  context.requireSpace();
  const receivedAt = context.platform.clock.now();
  const tooMuch = async (): Promise<Buffer> => {
    await door.rounds.pass(async () => noteTooMuch(door, agent, { what: 'bytes', receivedAt }));
    context.platform.metrics.reports.inc({ source: 'osquery', outcome: 'quarantined' });
    return EMPTY;
  };
  if (cut) return tooMuch();
  const decoded = await door.decoder.decode({ what, bytes }).catch((error: unknown) => {
    if (error instanceof SafeError && error.kind === 'too_large') return undefined;
    throw error;
  });
  if (!decoded) return tooMuch();
  const { nodeKey } = decoded.what === 'log' ? decoded.log : decoded.write;
  if (nodeKey === undefined) throw new SafeError('invalid', 'request_not_understood');
  if ((await agentWith(door, nodeKey, request)) !== agent) throw new SafeError('invalid', 'request_not_understood');
  const recorded = await door.rounds.pass(async () =>
    decoded.what === 'log'
      ? takeLog(door, agent, { log: decoded.log, receivedAt })
      : takeAnswers(door, agent, { write: decoded.write, receivedAt }),
  );
  if (recorded) context.platform.metrics.reports.inc({ source: 'osquery', outcome: recorded.outcome });
  return EMPTY;
}

async function refuseCarving(): Promise<never> {
  throw new SafeError('forbidden', 'carving_refused');
}

const HANDLERS: Readonly<Record<Call, (door: Door, request: FastifyRequest) => Promise<Buffer>>> = {
  enroll: enrol,
  config,
  read: readDue,
  log: async (door, request) => takeBulky(door, request, 'log'),
  write: async (door, request) => takeBulky(door, request, 'write'),
  carve: async (door, request) => {
    await smallBody(door, request);
    return refuseCarving();
  },
  block: refuseCarving,
};

interface Refused {
  readonly error: unknown;
  /** Of the request, for the log and for who asks us. */
  readonly id: string;
  readonly address: string;
}

/** osqueryd reads only the body, others only the status (endpoints.md §2): both say the same. */
function refusalOf(door: Door, { error, id, address }: Refused): { readonly safe: SafeError; readonly body: string } {
  const safe = asSafeError(error);
  const { metrics, log } = door.context.platform;
  metrics.refusals.inc({ door: 'osquery', code: safe.code });
  const cause = safe.cause instanceof Error ? safe.cause.message : undefined;
  const line = { id, reason: safe.code, door: 'osquery', address, ...(cause ? { cause } : {}) };
  if (safe.status >= 500) log.error(line, 'agent not served');
  else log.warn(line, 'agent refused');
  const told = `${SENTENCES[`error.${safe.code}`] ?? safe.code} (${id})`;
  const body = safe.code === 'node_key_wrong' ? { error: told, node_invalid: true } : { error: told };
  return { safe, body: JSON.stringify(body) };
}

async function refuse(
  door: Door,
  request: FastifyRequest,
  { error, reply }: { error: unknown; reply: FastifyReply },
): Promise<void> {
  const { safe, body } = refusalOf(door, { error, id: request.id, address: request.ip });
  if (safe.retryAfterSeconds !== undefined) reply.header('retry-after', String(safe.retryAfterSeconds));
  await reply.status(safe.status).header('cache-control', 'no-store').type(JSON_TYPE).send(body);
}

const BOUNDS: Readonly<Record<Call, { maxBytes: number; skimBytes: number }>> = {
  enroll: { maxBytes: LIMITS.enrolBytes, skimBytes: 0 },
  config: { maxBytes: LIMITS.pollBytes, skimBytes: 0 },
  read: { maxBytes: LIMITS.pollBytes, skimBytes: 0 },
  carve: { maxBytes: LIMITS.pollBytes, skimBytes: 0 },
  block: { maxBytes: 0, skimBytes: 0 },
  log: { maxBytes: LIMITS.bulkBytes, skimBytes: LIMITS.skimBytes },
  write: { maxBytes: LIMITS.bulkBytes, skimBytes: LIMITS.skimBytes },
};

/** More at once do not make it faster: they would wait for each other and for the processor. */
const AT_ONCE = 6;
const MAX_WAITING = 512;

async function beforeBody(door: Door, call: Call, request: FastifyRequest): Promise<void> {
  if (call === 'block') return refuseCarving();
  const key = headerKey(request);
  if (key !== undefined) early.set(request, await agentWith(door, key, request));
}

/** What large bodies give back once their answer has been sent, or nobody waits for it any more. */
const releases = new WeakMap<FastifyRequest, () => void>();

/** Made once for both listeners, so that bounds hold for the process. */
export function osqueryDoor(needs: OsqueryDoorNeeds): (server: FastifyInstance) => void {
  const door: Door = {
    ...needs,
    rounds: createTurnstile({ atOnce: AT_ONCE, maxWaiting: MAX_WAITING }),
    bulk: { inUse: 0 },
  };
  const calls = new Map<string, Call>(OSQUERY_PATHS);
  return (server) => {
    server.removeAllContentTypeParsers();
    // A logger for each request costs as much as the poll itself; what is refused is logged with its id all the same.
    server.setChildLoggerFactory((logger) => logger);
    server.addContentTypeParser('*', async (request: FastifyRequest, payload: Readable) => {
      const call = calls.get(request.routeOptions.url ?? '') ?? 'read';
      const bounds =
        request.headers['content-encoding'] === undefined ? BOUNDS[call] : { ...BOUNDS[call], skimBytes: 0 };
      return readBody(payload, bounds, {
        bulk: door.bulk,
        done: (release) => void releases.set(request, release),
      });
    });
    server.setErrorHandler(async (error, request, reply) => refuse(door, request, { error, reply }));
    for (const [url, call] of OSQUERY_PATHS) {
      server.route({
        method: 'POST',
        url,
        config: { answersMachines: true },
        onRequest: async (request, reply) => {
          if (call === 'log' || call === 'write') reply.raw.once('close', () => releases.get(request)?.());
          await beforeBody(door, call, request);
        },
        handler: async (request, reply) => {
          const answer = await HANDLERS[call](door, request);
          return reply.header('cache-control', 'no-store').type(JSON_TYPE).send(answer);
        },
      });
    }
    answerBeforeRoutes(
      server,
      pollShortcut({
        paths: new Set(OSQUERY_PATHS.filter(([, call]) => call === 'read').map(([url]) => url)),
        maxBytes: LIMITS.pollBytes,
        metrics: door.context.platform.metrics,
        answer: async (bytes, caller) => pollAnswer(door, bytes, caller),
        refusal: (refused) => refusalOf(door, refused),
      }),
    );
    // Some clients ask for it before every post of logs.
    server.get('/version', async () => ({ server: 'sonae' }));
  };
}
