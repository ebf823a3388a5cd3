// SPDX-License-Identifier: Apache-2.0
/**
 * The door of GLPI and FusionInventory agents. Each call comes first without the credential (endpoints.md §6), so only
 * *wrong* credentials count against the limit. An agent gets its 200 after the commit; while the database is away it
 * gets 503 and comes again, it is never told to enrol anew.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { SafeError } from '../kernel/errors.ts';
import { asSafeError } from '../platform/http/server.ts';
import type { AttemptLimit } from '../platform/attempt-limit.ts';
import { createTurnstile } from '../platform/turnstile.ts';
import type { Turnstile } from '../platform/turnstile.ts';
import type { Scope } from '../platform/postgres/scope.ts';
import type { EndpointsContext } from './context.ts';
import type { Doorkeeper } from './credentials.ts';
import { learnSoftware } from './learn-software.ts';
import { recordReport } from './record-report.ts';
import { answerTo, refusal } from './sources/glpi/answers.ts';
import type { AgentAnswer } from './sources/glpi/answers.ts';
import type { AgentMessage, AgentRequest } from './sources/glpi/decode-message.ts';
import { GLPI_LIMITS } from './sources/glpi/limits.ts';
import en from './en.json' with { type: 'json' };
import glpiEn from './sources/glpi/en.json' with { type: 'json' };

/** Ours, and the addresses agents of existing installations are set to. */
export const GLPI_PATHS = [
  '/agent/glpi',
  '/plugins/fusioninventory/',
  '/plugins/fusioninventory',
  '/plugins/glpiinventory/',
  '/front/inventory.php',
] as const;

export interface GlpiDoorNeeds {
  readonly context: EndpointsContext;
  readonly doorkeeper: Doorkeeper;
  readonly wrongCredentials: AttemptLimit;
}

interface GlpiDoor extends GlpiDoorNeeds {
  /** How many inventories are written at once: people's pages must find a free database connection. */
  readonly inventories: Turnstile;
}

const header = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);

function basicPassword(request: FastifyRequest): string | undefined {
  const encoded = /^Basic ([A-Za-z0-9+/=]{1,1000})$/i.exec(request.headers.authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? '' : text.slice(colon + 1);
}

async function authenticate({ doorkeeper, wrongCredentials }: GlpiDoor, request: FastifyRequest): Promise<Scope> {
  if (request.headers.authorization === undefined) throw new SafeError('unauthenticated', 'agent_credential_missing');
  wrongCredentials.refuseIfExceeded(request.ip);
  const scope = await doorkeeper.enrolment(basicPassword(request) ?? '');
  if (scope) return scope;
  wrongCredentials.count(request.ip);
  throw new SafeError('unauthenticated', 'agent_credential_wrong');
}

async function takeInventory(
  { context, inventories }: GlpiDoor,
  scope: Scope,
  { message, receivedAt }: { message: Extract<AgentMessage, { kind: 'inventory' }>; receivedAt: Date },
): Promise<void> {
  context.requireSpace();
  if (message.report.software) await learnSoftware(context, scope, message.report.software);
  const recorded = await inventories.pass(async () =>
    context.platform.db.scoped(scope, async (tx) => recordReport(tx, context, { report: message.report, receivedAt })),
  );
  context.platform.metrics.reports.inc({ source: message.report.source, outcome: recorded.outcome });
}

function agentRequest(request: FastifyRequest, body: Uint8Array, receivedAt: Date): AgentRequest {
  return {
    body,
    contentType: request.headers['content-type'],
    contentEncoding: header(request.headers['content-encoding']),
    agentId: header(request.headers['glpi-agent-id']),
    userAgent: request.headers['user-agent'],
    receivedAtMs: receivedAt.getTime(),
  };
}

async function send(reply: FastifyReply, status: number, answer: AgentAnswer): Promise<void> {
  await reply
    .status(status)
    .header('cache-control', 'no-store')
    .type(answer.contentType)
    .send(Buffer.from(answer.body));
}

/** Agents write their logs in English, whatever the language of the people. */
const SENTENCES: Readonly<Record<string, string>> = { ...glpiEn, ...en };
const sentence = (code: string): string => SENTENCES[`error.${code}`] ?? code;

/**
 * Nothing after the realm: FusionInventory 2.6 reads it with `/^Basic realm="(.*)"/`, greedily, and with
 * `charset="UTF-8"` behind it (RFC 7617 §2.1) it would look for its credential under a wrong name.
 */
const CHALLENGE = 'Basic realm="Sonae"';

/** The reason in the agent's own protocol, so that it stands in the agent's log. */
async function refuse(
  door: GlpiDoor,
  request: FastifyRequest,
  { error, reply }: { error: unknown; reply: FastifyReply },
): Promise<void> {
  const safe = asSafeError(error);
  const { metrics, log } = door.context.platform;
  // Every well-behaved agent asks once without its credential: that is no refused input.
  const asking = safe.code === 'agent_credential_missing';
  if (!asking) metrics.refusals.inc({ door: 'glpi', code: safe.code });
  const cause = safe.cause instanceof Error ? safe.cause.message : undefined;
  // Not `code`: that name is for one-time codes and never logged.
  const line = { id: request.id, reason: safe.code, door: 'glpi', address: request.ip, ...(cause ? { cause } : {}) };
  if (safe.status >= 500) log.error(line, 'agent not served');
  else if (!asking) log.warn(line, 'agent refused');
  if (safe.status === 401) reply.header('www-authenticate', CHALLENGE);
  if (safe.retryAfterSeconds !== undefined) reply.header('retry-after', String(safe.retryAfterSeconds));
  const json =
    (request.headers['content-type'] ?? '').includes('json') || request.headers['glpi-agent-id'] !== undefined;
  await send(reply, safe.status, refusal(json ? 'json' : 'xml', `${sentence(safe.code)} (${request.id})`));
}

/** Whom each running request may write for; gone with the request. */
const scopes = new WeakMap<FastifyRequest, Scope>();

async function serve(door: GlpiDoor, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  try {
    const scope = scopes.get(request);
    if (!scope) throw new Error('a request came to its handler without a scope');
    const receivedAt = door.context.platform.clock.now();
    const body: unknown = request.body;
    if (!(body instanceof Uint8Array) || body.length === 0) throw new SafeError('invalid', 'body_missing');
    const message = await door.context.decoder.decode(agentRequest(request, body, receivedAt));
    if (message.kind === 'inventory') await takeInventory(door, scope, { message, receivedAt });
    await send(reply, 200, answerTo(message));
  } catch (error) {
    await refuse(door, request, { error, reply });
  }
}

/** More at once do not make it faster: they would wait for each other and for the processor. */
const AT_ONCE = 6;
const MAX_WAITING = 256;

export function glpiDoor(needs: GlpiDoorNeeds): (server: FastifyInstance) => void {
  const door: GlpiDoor = { ...needs, inventories: createTurnstile({ atOnce: AT_ONCE, maxWaiting: MAX_WAITING }) };
  return (server) => {
    // Agents name their bodies in many ways; the bytes tell what they are (see inflate.ts).
    server.removeAllContentTypeParsers();
    server.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: GLPI_LIMITS.maxWireBytes },
      (_request, body, done) => {
        done(null, body);
      },
    );
    server.setErrorHandler(async (error, request, reply) => refuse(door, request, { error, reply }));
    for (const url of GLPI_PATHS) {
      server.route({
        method: 'POST',
        url,
        bodyLimit: GLPI_LIMITS.maxWireBytes,
        // Before the body is read: the megabytes of a stranger, with a wrong credential or with none, cost nothing.
        onRequest: async (request) => {
          scopes.set(request, await authenticate(door, request));
        },
        handler: async (request, reply) => serve(door, request, reply),
      });
    }
  };
}
