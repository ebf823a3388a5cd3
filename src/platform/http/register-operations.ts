// SPDX-License-Identifier: Apache-2.0
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { SafeError, notFound } from '../../kernel/errors.ts';
import { isUuid } from '../../kernel/ids.ts';
import type { Access, AnyOperation, Authenticator, Call, Caller, Routes, SignedIn } from './routes.ts';
import { seenFrom } from '../postgres/scope.ts';
import { Download, answerFor, callerOf } from './caller.ts';

const DEFAULT_BODY_LIMIT = 64 * 1024;
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

function parsed(schema: z.ZodType | undefined, value: unknown, place: string): unknown {
  if (!schema) return undefined;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const details = result.error.issues.slice(0, 20).map((issue) => ({
    field: [...(place === 'body' ? [] : [place]), ...issue.path.map(String)].join('.'),
    // A schema may name its own text key (`z.string().min(1, 'name_missing')`); else zod's code serves.
    reason: /^[a-z0-9_.]+$/.test(issue.message) ? issue.message : issue.code,
  }));
  throw new SafeError('invalid', 'invalid_input', { details });
}

/**
 * State-changing requests must come from our own pages: browsers send Origin or Sec-Fetch-Site,
 * which a foreign page cannot forge; a session besides needs its anti-forgery token.
 */
function refuseForeignOrigin(caller: Caller): void {
  const site = caller.header('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    throw new SafeError('forbidden', 'foreign_origin');
  const origin = caller.header('origin');
  if (origin !== undefined && origin !== caller.origin) throw new SafeError('forbidden', 'foreign_origin');
}

interface Permit {
  readonly session: SignedIn | undefined;
  readonly scope: unknown;
}

interface Door {
  readonly access: Access;
  readonly safe: boolean;
  readonly auth: Authenticator;
}

async function signedIn({ auth, safe }: Door, caller: Caller): Promise<SignedIn> {
  const session = await auth.session(caller);
  if (!session) throw new SafeError('unauthenticated', 'sign_in_needed');
  if (!safe && !auth.csrf(caller)) throw new SafeError('forbidden', 'csrf_token_wrong');
  return session;
}

/** Whoever administers an organisation's provider can sign in as its people: that opens no account as a whole. */
async function ownAccount(door: Door, caller: Caller): Promise<SignedIn> {
  const session = await signedIn(door, caller);
  const alsoByProvider = door.access.kind === 'account' && door.access.alsoByProvider === true;
  if (session.onlyOrg !== undefined && !alsoByProvider) throw new SafeError('forbidden', 'provider_session');
  return session;
}

async function permit(door: Door, caller: Caller, params: unknown): Promise<Permit> {
  const { access, safe, auth } = door;
  if (!safe && access.kind !== 'device') refuseForeignOrigin(caller);
  switch (access.kind) {
    case 'public':
      return { session: await auth.session(caller), scope: undefined };
    case 'device': {
      const scope = await auth.device(caller);
      if (!scope) throw new SafeError('unauthenticated', 'token_wrong');
      return { session: undefined, scope };
    }
    case 'account':
      return { session: await ownAccount(door, caller), scope: undefined };
    case 'operator': {
      const session = await signedIn(door, caller);
      if (!session.isOperator) throw notFound();
      return { session, scope: undefined };
    }
    case 'member':
      return memberPermit(door, caller, params);
  }
}

async function memberPermit(door: Door, caller: Caller, params: unknown): Promise<Permit> {
  const session = await signedIn(door, caller);
  const orgId = typeof params === 'object' && params !== null && 'orgId' in params ? String(params.orgId) : '';
  // Another organisation looks exactly like one that does not exist.
  const granted = isUuid(orgId) ? await door.auth.scope(session, orgId) : undefined;
  if (!granted) throw notFound('organisation_not_found');
  const allowed = door.access.kind === 'member' ? door.access.roles : [];
  if (!granted.roles.some((role) => allowed.includes(role))) throw new SafeError('forbidden', 'role_not_allowed');
  return { session, scope: seenFrom(granted.scope, caller.address) };
}

type LooseHandler = (call: Call<AnyOperation> & Permit) => Promise<unknown>;

interface Registration {
  readonly server: FastifyInstance;
  readonly auth: Authenticator;
  readonly operations: AnyOperation[];
}

/** What each running request was permitted; gone with the request. */
const permits = new WeakMap<FastifyRequest, Permit>();

function register(registration: Registration, described: AnyOperation, handler: LooseHandler): void {
  const { server, auth, operations } = registration;
  operations.push(described);
  const door: Door = { access: described.access, safe: SAFE_METHODS.has(described.method), auth };
  server.route({
    method: described.method,
    url: described.path,
    bodyLimit: described.bodyLimit ?? DEFAULT_BODY_LIMIT,
    // What machines send and we refuse is counted (server.ts).
    config: described.access.kind === 'device' ? { door: described.path.split('/').at(-1) ?? '' } : {},
    // Who may not call is told so before a byte of the body is read.
    onRequest: async (request) => {
      permits.set(request, await permit(door, callerOf(request), request.params));
    },
    handler: async (request: FastifyRequest, reply: FastifyReply) => {
      const caller = callerOf(request);
      const allowed = permits.get(request);
      if (!allowed) throw new Error('a request came to its handler without a permit');
      const call = {
        params: parsed(described.params, request.params, 'params'),
        query: parsed(described.query, request.query, 'query'),
        body: parsed(described.body, request.body, 'body'),
        caller,
        answer: answerFor(request, reply),
        ...allowed,
      };
      const result = await handler(call as Call<AnyOperation> & Permit);
      reply.header('cache-control', 'no-store').status(described.status ?? 200);
      if (result instanceof Download) return reply.type(result.contentType).send(result.body);
      // Parsing the answer drops every field the contract does not name.
      return described.status === 204 ? null : described.response.parse(result);
    },
  });
}

/** Gives modules the way to register; `operations` collects what was registered, for OpenAPI and tests. */
export function operationRoutes(registration: Registration): Routes {
  const add =
    (kind: Access['kind']) =>
    (described: AnyOperation, handler: unknown): void => {
      if (described.access.kind !== kind) {
        throw new Error(`${described.method} ${described.path} is for ${described.access.kind}, not ${kind}`);
      }
      register(registration, described, handler as LooseHandler);
    };
  return {
    open: add('public'),
    account: add('account'),
    member: add('member'),
    operator: add('operator'),
    device: add('device'),
    door: (open) => {
      void registration.server.register(async (scope) => open(scope));
    },
  };
}
