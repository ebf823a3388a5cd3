// SPDX-License-Identifier: Apache-2.0
/** One fastify per listener, both with the same routes; what differs is TLS and the trust in a proxy. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TlsOptions } from 'node:tls';
import cookie from '@fastify/cookie';
import { LogController, fastify } from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ErrorBody } from '../../kernel/contract.ts';
import { SafeError } from '../../kernel/errors.ts';
import { maskTokens } from '../log.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Name of a machines' door, such as `collect`: what it refuses is counted under it. */
    door?: string;
    /** No browser shows these answers, and they come a thousand a second: without the headers that are for pages. */
    answersMachines?: boolean;
  }
}

export interface ListenerOptions {
  readonly log: Log;
  readonly metrics: Metrics;
  /** Addresses (CIDR) of proxies whose forwarded headers are believed; none by default. */
  readonly trustProxy: readonly string[];
  readonly tls?: TlsOptions;
  /**
   * Host names this listener answers to; undefined = any. On plain loopback HTTP a foreign name means that a page
   * elsewhere pointed its own name at this machine (DNS rebinding) to get inside.
   */
  readonly hostNames?: readonly string[];
}

/** Nothing but our own files runs in a page (OWASP ASVS 5.0, V3.4). */
const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
} as const;

const ID_SIGNS = '23456789abcdefghjkmnpqrstuvwxyz';
const ID_LENGTH = 10;
/** Drawn for some hundred requests at once: one by one they were 6 % of what a poll costs. */
let drawn = Buffer.alloc(0);
let used = 0;

/** Ids people can read out on the telephone: 10 letters and digits without look-alikes. */
export function newRequestId(): string {
  if (used + ID_LENGTH > drawn.length) {
    drawn = randomBytes(400 * ID_LENGTH);
    used = 0;
  }
  let id = '';
  for (const end = used + ID_LENGTH; used < end; used += 1) id += ID_SIGNS.charAt((drawn[used] ?? 0) % ID_SIGNS.length);
  return id;
}

const FASTIFY_CODES: Readonly<Record<string, readonly [SafeError['kind'], string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['too_large', 'body_too_large'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['invalid', 'media_type_not_accepted'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['invalid', 'json_broken'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['invalid', 'body_missing'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['invalid', 'content_length_wrong'],
  FST_ERR_NOT_FOUND: ['not_found', 'not_found'],
};

/** Turns anything thrown into one of the safe kinds; what we do not know stays opaque. */
export function asSafeError(error: unknown): SafeError {
  if (error instanceof SafeError) return error;
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  const mapped = FASTIFY_CODES[code];
  if (mapped) return new SafeError(mapped[0], mapped[1], { cause: error });
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status >= 400 && status < 500) return new SafeError('invalid', 'request_not_understood', { cause: error });
  return new SafeError('internal', 'internal', { cause: error });
}

export function errorBody(error: SafeError, requestId: string): ErrorBody {
  return {
    error: {
      kind: error.kind,
      code: error.code,
      id: requestId,
      details: error.details,
      ...(error.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: error.retryAfterSeconds }),
    },
  };
}

function logFailure(request: FastifyRequest, error: SafeError): void {
  const cause = error.cause ?? error;
  const line = {
    id: request.id,
    // Not `code`: that name is for one-time codes and never logged.
    reason: error.code,
    method: request.method,
    route: request.routeOptions.url ?? 'unknown',
    address: request.ip,
    ...(error.status >= 500 && cause instanceof Error ? { error: maskTokens(cause.stack ?? cause.message) } : {}),
  };
  if (error.status >= 500) request.log.error(line, 'request failed');
  else request.log[request.routeOptions.config.door === undefined ? 'info' : 'warn'](line, 'request refused');
}

async function answerFailure(safe: SafeError, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  logFailure(request, safe);
  if (safe.retryAfterSeconds !== undefined) reply.header('retry-after', String(safe.retryAfterSeconds));
  await reply
    .status(safe.status)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(errorBody(safe, request.id));
}

/** A body in another character set would be taken in with holes in it; a byte order mark does no harm. */
function readUtf8(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch (cause) {
    throw new SafeError('invalid', 'wrong_charset', { cause });
  }
}

function parseJsonStrictly(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error');
  server.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      void parse(request, readUtf8(body), done);
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  });
}

/** What stands on every answer. */
function markAnswer(request: FastifyRequest, reply: FastifyReply, secure: boolean): void {
  reply.header('x-request-id', request.id);
  if (request.routeOptions.config.answersMachines) {
    reply.header('x-content-type-options', 'nosniff');
    return;
  }
  reply.headers(SECURITY_HEADERS);
  // For "localhost" it would push the plain listener on the same name out of the browser's reach.
  if (secure && request.hostname !== 'localhost') reply.header('strict-transport-security', 'max-age=31536000');
}

/** Returns true when it answers the request itself. */
export type BeforeRoutes = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * Lets `first` take requests before the framework sees them, on a listener that believes no proxy and answers to any
 * name: it knows neither addresses that were forwarded nor host names. Nothing is taken once the listener closes.
 */
export function answerBeforeRoutes(server: FastifyInstance, first: BeforeRoutes): void {
  const node = server.server;
  if (!shortcutsAllowed.has(node)) return;
  const routed = node.listeners('request');
  node.removeAllListeners('request');
  node.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (node.listening && first(request, response)) return;
    for (const listener of routed) listener.call(node, request, response);
  });
}

const shortcutsAllowed = new WeakSet<object>();

export async function createListener(options: ListenerOptions): Promise<FastifyInstance> {
  const { metrics, tls } = options;
  const shared = {
    loggerInstance: options.log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: newRequestId,
    trustProxy: options.trustProxy.length > 0 ? [...options.trustProxy] : false,
    bodyLimit: 64 * 1024,
    requestTimeout: 60_000,
    keepAliveTimeout: 75_000,
    forceCloseConnections: 'idle' as const,
    routerOptions: { ignoreTrailingSlash: false, maxParamLength: 300 },
    // An address that cannot be decoded comes to no route and no hook.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply): void => {
      markAnswer(request, reply, tls !== undefined);
      void answerFailure(asSafeError(error), request, reply);
    },
  };
  const server: FastifyInstance = tls
    ? (fastify({ ...shared, https: { ...tls, minVersion: 'TLSv1.2' } }) as unknown as FastifyInstance)
    : (fastify(shared) as unknown as FastifyInstance);
  if (options.trustProxy.length === 0 && options.hostNames === undefined) shortcutsAllowed.add(server.server);
  await server.register(cookie);
  parseJsonStrictly(server);
  server.setErrorHandler(async (error, request, reply) => {
    const safe = asSafeError(error);
    const { door } = request.routeOptions.config;
    // A machine that knocks without anything to show is no refused input (glpi-door.ts).
    const asking = safe.status === 401 && request.headers.authorization === undefined;
    if (door !== undefined && !asking) metrics.refusals.inc({ door, code: safe.code });
    await answerFailure(safe, request, reply);
  });
  const { hostNames } = options;
  server.addHook('onRequest', async (request, reply) => {
    markAnswer(request, reply, tls !== undefined);
    if (hostNames && !hostNames.includes(request.hostname)) throw new SafeError('invalid', 'host_not_ours');
  });
  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    metrics.requests.inc({ method: request.method, route, status: String(reply.statusCode) });
    metrics.duration.observe({ route }, reply.elapsedTime / 1000);
  });
  return server;
}
