// SPDX-License-Identifier: Apache-2.0
/**
 * The only way out. Nothing phones home: a module asks for an address by name, bounded in size and time, and an
 * installation that is offline, or a test, puts another one in its place.
 */
import { SECOND_MS } from '../kernel/clock.ts';
import { SafeError } from '../kernel/errors.ts';

export interface OutboundRequest {
  /** https only. */
  readonly url: string;
  readonly maxBytes: number;
  readonly timeoutMs?: number;
  /** Asked for with If-None-Match: an unchanged document costs nothing. */
  readonly etag?: string;
}

export interface OutboundAnswer {
  /** 200, or 304 when the document of `etag` still stands. */
  readonly status: number;
  readonly body: Uint8Array;
  readonly etag: string | undefined;
}

export interface OutboundHttp {
  /** @throws SafeError `unavailable` `outbound_failed`, `too_large` `outbound_too_large`, `invalid` `outbound_not_https` */
  get(request: OutboundRequest): Promise<OutboundAnswer>;
}

const DEFAULT_TIMEOUT_MS = 60 * SECOND_MS;

async function readBounded(response: Response, maxBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  const body: AsyncIterable<Uint8Array> | null = response.body;
  for await (const part of body ?? []) {
    size += part.length;
    if (size > maxBytes) throw new SafeError('too_large', 'outbound_too_large');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** `fetcher` is Node's own outside tests. Redirects are not followed: a feed that moves is a decision of ours. */
export function systemOutbound(fetcher: typeof fetch = fetch): OutboundHttp {
  return {
    get: async ({ url, maxBytes, timeoutMs, etag }) => {
      if (new URL(url).protocol !== 'https:') throw new SafeError('invalid', 'outbound_not_https');
      try {
        const response = await fetcher(url, {
          redirect: 'error',
          signal: AbortSignal.timeout(timeoutMs ?? DEFAULT_TIMEOUT_MS),
          headers: { 'user-agent': 'sonae', ...(etag === undefined ? {} : { 'if-none-match': etag }) },
        });
        if (response.status !== 200 && response.status !== 304) throw new Error(`status ${response.status}`);
        const body = response.status === 304 ? new Uint8Array() : await readBounded(response, maxBytes);
        return { status: response.status, body, etag: response.headers.get('etag') ?? undefined };
      } catch (cause) {
        if (cause instanceof SafeError) throw cause;
        throw new SafeError('unavailable', 'outbound_failed', { cause });
      }
    },
  };
}
