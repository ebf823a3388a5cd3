// SPDX-License-Identifier: Apache-2.0
/**
 * SCIM 2.0 (RFC 7644) for an organisation's own directory. The bearer token names the organisation; every answer, errors
 * too, is in SCIM's own shapes. What a directory may do is told in `sync-person.ts`.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { SafeError, notFound } from '../../kernel/errors.ts';
import type { AttemptLimit } from '../../platform/attempt-limit.ts';
import { callerOf } from '../../platform/http/caller.ts';
import { asSafeError } from '../../platform/http/server.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import { makeScope, seenFrom } from '../../platform/postgres/scope.ts';
import type { Scope } from '../../platform/postgres/scope.ts';
import { parseToken, sameHash } from '../../platform/tokens.ts';
import type { Context } from '../context.ts';
import { linkOrigin } from '../context.ts';
import * as store from './directory-store.ts';
import { listGroups, listPeople } from './find-people.ts';
import type { ListQuery } from './find-people.ts';
import * as people from './people-of-directory.ts';
import { resourceTypes, schemas, serviceProviderConfig } from './scim-discovery.ts';
import { URN, groupResource, patchInput, userResource } from './scim-shapes.ts';
import type { PatchOperation } from './scim-shapes.ts';

export const SCIM_PATH = '/scim/v2';
const BODY_LIMIT = 512 * 1024;
const MAX_PAGE = 200;
const DEFAULT_PAGE = 100;

export interface ScimNeeds {
  readonly context: Context;
  readonly wrongTokens: AttemptLimit;
}

const scopes = new WeakMap<FastifyRequest, Scope>();

/** Looked up with every request: a revoked token stops at once. */
async function authenticate({ context, wrongTokens }: ScimNeeds, request: FastifyRequest): Promise<Scope> {
  wrongTokens.refuseIfExceeded(request.ip);
  const bearer = /^Bearer (\S{1,200})$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const token = parseToken(bearer);
  if (token?.kind === 'scim') {
    const scope = makeScope(token.orgId, { kind: 'credential', credentialId: token.subjectId });
    const known = await context.db.scoped(scope, async (tx) => {
      const row = await store.readToken(tx, token.subjectId);
      if (!row || row.revoked_at !== null || !sameHash(row.secret_hash, token.hash)) return false;
      await store.touchToken(tx, row.token_id, context.clock.now());
      return true;
    });
    if (known) return seenFrom(scope, request.ip);
  }
  if (bearer !== '') wrongTokens.count(request.ip);
  throw new SafeError('unauthenticated', 'directory_token_wrong');
}

/** RFC 7644 §3.12: keywords for what is wrong, where it has one. */
const SCIM_TYPE: Readonly<Record<string, string>> = {
  scim_name_taken: 'uniqueness',
  scim_filter_refused: 'invalidFilter',
  scim_value_refused: 'invalidValue',
  scim_patch_refused: 'invalidPath',
  scim_too_many: 'tooMany',
};

const DETAIL: Readonly<Record<string, string>> = {
  last_administrator: 'This person is the last administrator. Make another person administrator first.',
  scim_name_taken: 'This name is taken.',
  scim_filter_refused: 'The filter cannot be read or is too long.',
  scim_too_many: 'No more entries can be taken in.',
  scim_not_found: 'There is no such resource.',
  directory_token_wrong: 'The token is wrong or was revoked.',
};

async function refuse(request: FastifyRequest, reply: FastifyReply, error: unknown): Promise<void> {
  const safe = asSafeError(error);
  const cause = safe.cause instanceof Error ? safe.cause.stack : undefined;
  const line = { id: request.id, reason: safe.code, route: request.routeOptions.url, address: request.ip };
  if (safe.status >= 500) request.log.error({ ...line, error: cause }, 'request failed');
  else request.log.info(line, 'request refused');
  if (safe.retryAfterSeconds !== undefined) reply.header('retry-after', String(safe.retryAfterSeconds));
  if (safe.status === 401) reply.header('www-authenticate', 'Bearer realm="Sonae"');
  const scimType = SCIM_TYPE[safe.code];
  await reply
    .status(safe.status)
    .type('application/scim+json; charset=utf-8')
    .send(
      JSON.stringify({
        schemas: [URN.error],
        status: String(safe.status),
        ...(scimType === undefined ? {} : { scimType }),
        detail: `${DETAIL[safe.code] ?? (safe.status >= 500 ? 'Please try again later.' : safe.message)} (${request.id})`,
      }),
    );
}

const queryText = (request: FastifyRequest, name: string): string | undefined => {
  const { query } = request;
  if (typeof query !== 'object' || query === null) return undefined;
  const found: unknown = Object.entries(query).find(([key]) => key === name)?.[1];
  return typeof found === 'string' ? found : undefined;
};

const idOf = (request: FastifyRequest): string => {
  const { params } = request;
  return typeof params === 'object' && params !== null && 'id' in params ? String(params.id) : '';
};

const whole = (text: string | undefined, otherwise: number): number => {
  const number = Number(text ?? otherwise);
  return Number.isInteger(number) ? number : otherwise;
};

function listQuery(request: FastifyRequest): ListQuery {
  return {
    filter: queryText(request, 'filter'),
    // Less than one counts as one, a negative count as none (RFC 7644 §3.4.2.4).
    startIndex: Math.max(1, whole(queryText(request, 'startIndex'), 1)),
    count: Math.min(MAX_PAGE, Math.max(0, whole(queryText(request, 'count'), DEFAULT_PAGE))),
    withoutMembers: (queryText(request, 'excludedAttributes') ?? '').split(',').includes('members'),
  };
}

function operationsOf(body: unknown): readonly PatchOperation[] {
  const read = patchInput.safeParse(body);
  if (!read.success) throw new SafeError('invalid', 'scim_value_refused', { message: 'not a PatchOp request' });
  return read.data.Operations;
}

interface Call {
  readonly tx: ScopedTx;
  readonly request: FastifyRequest;
  readonly syncing: { readonly context: Context; readonly origin: string; readonly base: string };
}

interface Given {
  readonly status?: number;
  readonly body: object | undefined;
}

type Handler = (call: Call) => Promise<Given>;

const userAnswer = async (call: Call, row: store.PersonRow, status = 200): Promise<Given> => ({
  status,
  body: userResource(row, call.syncing),
});

const groupAnswer = async ({ tx, syncing }: Call, row: store.GroupRow, status = 200): Promise<Given> => ({
  status,
  body: groupResource(row, { ...syncing, members: await store.peopleOfGroup(tx, row.group_id) }),
});

const found = <Item extends { readonly id: string }>(all: readonly Item[], id: string): Given => {
  const item = all.find((one) => one.id === id);
  if (!item) throw notFound('scim_not_found');
  return { body: item };
};

const listed = (resources: readonly object[]): Given => ({
  body: {
    schemas: [URN.list],
    totalResults: resources.length,
    startIndex: 1,
    itemsPerPage: resources.length,
    Resources: resources,
  },
});

const HANDLERS: Readonly<Record<string, Handler>> = {
  'GET /ServiceProviderConfig': async ({ syncing }) => ({ body: serviceProviderConfig(syncing) }),
  'GET /ResourceTypes': async ({ syncing }) => listed(resourceTypes(syncing)),
  'GET /ResourceTypes/:id': async ({ request, syncing }) => found(resourceTypes(syncing), idOf(request)),
  'GET /Schemas': async ({ syncing }) => listed(schemas(syncing)),
  'GET /Schemas/:id': async ({ request, syncing }) => found(schemas(syncing), idOf(request)),
  'GET /Users': async ({ tx, request, syncing }) => ({ body: await listPeople(tx, listQuery(request), syncing) }),
  'POST /Users': async (call) =>
    userAnswer(call, await people.createPerson(call.tx, call.syncing, call.request.body), 201),
  'GET /Users/:id': async (call) => userAnswer(call, await people.existingPerson(call.tx, idOf(call.request))),
  'PUT /Users/:id': async (call) => {
    const change = { id: idOf(call.request), given: call.request.body };
    return userAnswer(call, await people.replacePerson(call.tx, call.syncing, change));
  },
  'PATCH /Users/:id': async (call) => {
    const change = { id: idOf(call.request), given: operationsOf(call.request.body) };
    return userAnswer(call, await people.patchPerson(call.tx, call.syncing, change));
  },
  'DELETE /Users/:id': async ({ tx, request, syncing }) => {
    await people.removePerson(tx, syncing, idOf(request));
    return { status: 204, body: undefined };
  },
  'GET /Groups': async ({ tx, request, syncing }) => ({ body: await listGroups(tx, listQuery(request), syncing) }),
  'POST /Groups': async (call) =>
    groupAnswer(call, await people.createGroup(call.tx, call.syncing, call.request.body), 201),
  'GET /Groups/:id': async (call) => {
    const group = await people.existingGroup(call.tx, idOf(call.request));
    if (!listQuery(call.request).withoutMembers) return groupAnswer(call, group);
    return { body: groupResource(group, { ...call.syncing, members: undefined }) };
  },
  'PUT /Groups/:id': async (call) => {
    const change = { id: idOf(call.request), given: call.request.body };
    return groupAnswer(call, await people.replaceGroup(call.tx, call.syncing, change));
  },
  'PATCH /Groups/:id': async (call) => {
    const change = { id: idOf(call.request), given: operationsOf(call.request.body) };
    return groupAnswer(call, await people.patchGroup(call.tx, call.syncing, change));
  },
  'DELETE /Groups/:id': async ({ tx, request, syncing }) => {
    await people.removeGroup(tx, syncing, idOf(request));
    return { status: 204, body: undefined };
  },
};

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

async function serve({ context }: ScimNeeds, { request, reply }: Exchange, handler: Handler) {
  const scope = scopes.get(request);
  if (!scope) throw new Error('a request came to its handler without a scope');
  const origin = linkOrigin(context, callerOf(request));
  const syncing = { context, origin, base: `${origin}${SCIM_PATH}` };
  const { status = 200, body } = await context.db.scoped(scope, async (tx) => handler({ tx, request, syncing }));
  reply.header('cache-control', 'no-store').status(status);
  if (body === undefined) return reply.send();
  return reply.type('application/scim+json; charset=utf-8').send(JSON.stringify(body));
}

/** The same strictness as our own API, under SCIM's own media type too (RFC 7644 §3.1). */
function takeScimJson(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error');
  server.addContentTypeParser('application/scim+json', { parseAs: 'string' }, (request, body, done) => {
    void parse(request, typeof body === 'string' ? body : body.toString('utf8'), done);
  });
}

export function scimDoor(needs: ScimNeeds): (server: FastifyInstance) => void {
  return (server) => {
    takeScimJson(server);
    server.setErrorHandler(async (error, request, reply) => refuse(request, reply, error));
    for (const [name, handler] of Object.entries(HANDLERS)) {
      const [method = '', path = ''] = name.split(' ');
      server.route({
        method,
        url: `${SCIM_PATH}${path}`,
        bodyLimit: BODY_LIMIT,
        config: { door: 'scim' },
        onRequest: async (request) => {
          scopes.set(request, await authenticate(needs, request));
        },
        handler: async (request, reply) => serve(needs, { request, reply }, handler),
      });
    }
  };
}
