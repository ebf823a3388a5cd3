// SPDX-License-Identifier: Apache-2.0
/**
 * The only way out. Nothing phones home: a module asks for an address by name, bounded in size and time, and an
 * installation that is offline, or a test, puts another one in its place. Every address is looked at in the moment of
 * connecting, so that a name cannot show a public one first and a private one afterwards (DNS rebinding).
 */
import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import { getCACertificates } from 'node:tls';
import { SECOND_MS } from '../kernel/clock.ts';
import { SafeError } from '../kernel/errors.ts';
import { isPublicAddress } from './public-address.ts';

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

export interface OutboundMessage {
  /** https only. */
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly maxBytes: number;
  readonly timeoutMs?: number;
}

export interface OutboundReply {
  /** Any status; redirects are given as they came, never followed. */
  readonly status: number;
  /** Lower-case names; the first value where a header came twice. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/**
 * Both throw SafeError `unavailable` `outbound_failed`, `too_large` `outbound_too_large`, `invalid` `outbound_not_https`,
 * `invalid` `outbound_address_refused` (an address inside a private network).
 */
export interface OutboundHttp {
  /** A document from a feed. */
  get(request: OutboundRequest): Promise<OutboundAnswer>;
  /** One exchange with a service that an organisation has named. */
  send(message: OutboundMessage): Promise<OutboundReply>;
}

export interface OutboundOptions {
  /** Hosts that may lie in a private network, by name or address: the operator of the server named them. */
  readonly privateHosts?: readonly string[];
  /** PEM certificates trusted besides Node's own. */
  readonly ca?: string;
  /** Instead of the system's name service; replaced in tests. */
  readonly lookup?: (hostname: string) => Promise<LookupAddress[]>;
}

const DEFAULT_TIMEOUT_MS = 60 * SECOND_MS;

const addressRefused = (): SafeError => new SafeError('invalid', 'outbound_address_refused');

type AllAddresses = (hostname: string) => Promise<LookupAddress[]>;
const systemLookup: AllAddresses = async (hostname) => lookup(hostname, { all: true });

/** Node's lookup, refused when one of the addresses of a name is not public. */
const guardedLookup = (resolve: AllAddresses): LookupFunction => {
  const answer: LookupFunction = (hostname, options, callback) => {
    const give = async (): Promise<() => void> => {
      try {
        const addresses = await publicOf(resolve, hostname);
        const [first] = addresses;
        return () => (options.all ? callback(null, addresses) : callback(null, first.address, first.family));
      } catch (error) {
        return () => callback(error instanceof Error ? error : new Error('no address'), '', 0);
      }
    };
    // Outside of the promise: what the caller throws is the caller's.
    void give().then(setImmediate);
  };
  return answer;
};

async function publicOf(resolve: AllAddresses, hostname: string): Promise<[LookupAddress, ...LookupAddress[]]> {
  const [first, ...others] = await resolve(hostname);
  if (!first) throw new Error('no address');
  if (![first, ...others].every(({ address }) => isPublicAddress(address))) throw addressRefused();
  return [first, ...others];
}

function checkedUrl(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'https:' || parsed.username !== '' || parsed.password !== '') {
    throw new SafeError('invalid', 'outbound_not_https');
  }
  return parsed;
}

/** Host without the brackets of an IPv6 address. */
const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '');

async function readBounded(response: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response) {
    size += part.length;
    if (size > maxBytes) throw new SafeError('too_large', 'outbound_too_large');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

async function begin(message: OutboundMessage, options: OutboundOptions): Promise<IncomingMessage> {
  const url = checkedUrl(message.url);
  const host = hostOf(url);
  const guarded = !(options.privateHosts ?? []).includes(host);
  // An address in the place of a name is never looked up.
  if (guarded && isIP(host) !== 0 && !isPublicAddress(host)) throw addressRefused();
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request = httpsRequest(
    url,
    {
      method: message.method,
      headers: { 'user-agent': 'sonae', ...message.headers },
      signal: AbortSignal.timeout(message.timeoutMs ?? DEFAULT_TIMEOUT_MS),
      // One exchange, one connection: what was looked at is what is used.
      agent: false,
      ...(guarded ? { lookup: guardedLookup(options.lookup ?? systemLookup) } : {}),
      ...(options.ca === undefined ? {} : { ca: [...getCACertificates('default'), options.ca] }),
    },
    resolve,
  );
  request.on('error', reject);
  request.end(message.body);
  return promise;
}

function headersOf(response: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) {
    const first = Array.isArray(value) ? value[0] : value;
    if (first !== undefined) headers[name] = first;
  }
  return headers;
}

export function systemOutbound(options: OutboundOptions = {}): OutboundHttp {
  const send = async (message: OutboundMessage): Promise<OutboundReply> => {
    try {
      const response = await begin(message, options);
      const body = await readBounded(response, message.maxBytes);
      return { status: response.statusCode ?? 0, headers: headersOf(response), body };
    } catch (cause) {
      if (cause instanceof SafeError) throw cause;
      throw new SafeError('unavailable', 'outbound_failed', { cause });
    }
  };
  return {
    send,
    get: async ({ etag, ...request }) => {
      const headers = etag === undefined ? {} : { 'if-none-match': etag };
      const { status, headers: answered, body } = await send({ ...request, method: 'GET', headers });
      if (status !== 200 && status !== 304) {
        throw new SafeError('unavailable', 'outbound_failed', { cause: new Error(`status ${status}`) });
      }
      return { status, body: status === 304 ? new Uint8Array() : body, etag: answered.etag };
    },
  };
}
