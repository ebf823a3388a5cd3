// SPDX-License-Identifier: Apache-2.0
import { ConnectionError, readError } from './api-error.ts';
import type { Api } from './api-types.ts';
import { reportAnswer, reportSilence } from './connection.ts';

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

/** The cookie the server sets for us to send back as a header, which another site cannot do. */
export function csrfToken(cookies: string): string | undefined {
  return /(?:^|;\s*)(?:__Host-)?sonae_csrf=([^;]+)/.exec(cookies)?.[1];
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

async function send(
  method: string,
  address: string,
  more: { readonly body: unknown; readonly signal: AbortSignal | undefined },
): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json' };
  const token = csrfToken(document.cookie);
  if (token && method !== 'GET') headers['x-sonae-csrf'] = token;
  if (more.body !== undefined) headers['content-type'] = 'application/json';
  try {
    return await fetch(address, {
      method,
      headers,
      credentials: 'same-origin',
      ...(more.body === undefined ? {} : { body: JSON.stringify(more.body) }),
      ...(more.signal ? { signal: more.signal } : {}),
    });
  } catch (cause) {
    if (more.signal?.aborted) throw cause;
    reportSilence();
    throw new ConnectionError('no answer', { cause });
  }
}

async function readBody(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined;
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

/** Fetches by the untyped parts; throws ApiError or ConnectionError. */
async function request(key: string, parts: Parts, signal: AbortSignal | undefined): Promise<unknown> {
  const [method = 'GET', path = ''] = key.split(' ');
  const response = await send(method, apiAddress(path, parts), { body: parts.body, signal });
  const body = await readBody(response);
  reportAnswer(response.status);
  if (!response.ok) throw readError(response.status, body);
  return body;
}

/**
 * Calls an operation: `api('GET /api/v1/org/:orgId/devices', { params: { orgId } })`.
 * The server validates what it sends by the same contract, so the answer is not checked again here.
 */
export function api<K extends ApiKey>(key: K, ...[input, signal]: ApiArguments<K>): Promise<ApiResponse<K>> {
  return request(key, input ?? {}, signal) as Promise<ApiResponse<K>>;
}
