// SPDX-License-Identifier: Apache-2.0
import { ApiError, ConnectionError, readError } from './api-error.ts';
import type { Api } from './api-types.ts';
import { reportAnswer, reportSilence } from './connection.ts';
import { csrfToken, learnCsrfToken } from './csrf.ts';

export type ApiKey = keyof Api & string;
export type ApiResponse<K extends ApiKey> = Api[K]['response'];

/** Parts an operation does not have may be left out; those it has must be given. */
type Optional<Name extends string, Value> = undefined extends Value
  ? { readonly [N in Name]?: Value }
  : { readonly [N in Name]: Value };
export type ApiInput<K extends ApiKey> = Optional<'params', Api[K]['params']> &
  Optional<'query', Api[K]['query']> &
  Optional<'body', Api[K]['body']>;
/** The second argument may be missing when nothing in it is needed. */
export type ApiArguments<K extends ApiKey> =
  Partial<ApiInput<K>> extends ApiInput<K>
    ? [input?: ApiInput<K>, signal?: AbortSignal]
    : [input: ApiInput<K>, signal?: AbortSignal];

interface Parts {
  readonly params?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
}

const entries = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];

/** `/api/v1/org/:orgId/devices` + params + query → address. A missing parameter is a mistake of ours and throws. */
export function apiAddress(path: string, { params, query }: Parts): string {
  const given = new Map(entries(params));
  const filled = path.replaceAll(/:(\w+)/g, (_, name: string) => {
    const value = given.get(name);
    if (typeof value !== 'string' && typeof value !== 'number') throw new Error(`${path}: no value for :${name}`);
    return encodeURIComponent(value);
  });
  const search = new URLSearchParams();
  for (const [name, value] of entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null) search.append(name, String(one));
    }
  }
  const tail = search.toString();
  return tail ? `${filled}?${tail}` : filled;
}

interface Sending {
  readonly body: unknown;
  readonly signal: AbortSignal | undefined;
}

function headersFor(method: string, body: unknown): Record<string, string> {
  const token = method === 'GET' ? undefined : csrfToken();
  return {
    accept: 'application/json',
    ...(token === undefined ? {} : { 'x-sonae-csrf': token }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
}

async function send(method: string, address: string, { body, signal }: Sending): Promise<Response> {
  try {
    return await fetch(address, {
      method,
      headers: headersFor(method, body),
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    reportSilence();
    throw new ConnectionError('no answer', { cause });
  }
}

/** Nothing (204) is null, as the contracts say; what is no JSON is nothing we can use. */
async function readBody(response: Response): Promise<unknown> {
  if (response.status === 204) return null;
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

async function once(method: string, address: string, sending: Sending): Promise<unknown> {
  const response = await send(method, address, sending);
  const body = await readBody(response);
  reportAnswer(response.status);
  if (!response.ok) throw readError(response.status, body);
  learnCsrfToken(body);
  return body;
}

const SESSION = '/api/v1/session';

/** Fetches by the untyped parts; throws ApiError or ConnectionError. */
async function request(key: string, parts: Parts, signal: AbortSignal | undefined): Promise<unknown> {
  const [method = 'GET', path = ''] = key.split(' ');
  const address = apiAddress(path, parts);
  const sending = { body: parts.body, signal };
  try {
    return await once(method, address, sending);
  } catch (error) {
    // Renewed in another tab, or not learnt yet: ask who we are, then try this one time more. The server refused
    // before doing anything, so nothing is done twice.
    if (!(error instanceof ApiError) || error.code !== 'csrf_token_wrong') throw error;
    await once('GET', SESSION, { body: undefined, signal });
    return once(method, address, sending);
  }
}

/**
 * Calls an operation: `api('GET /api/v1/org/:orgId/devices', { params: { orgId } })`.
 * The server validates what it sends by the same contract, so the answer is not checked again here.
 */
export function api<K extends ApiKey>(key: K, ...[input, signal]: ApiArguments<K>): Promise<ApiResponse<K>> {
  return request(key, input ?? {}, signal) as Promise<ApiResponse<K>>;
}
