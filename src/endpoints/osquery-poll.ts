// SPDX-License-Identifier: Apache-2.0
/**
 * The short way for polls. Nearly all requests of a fleet are polls with nothing to answer, and half of what one costs is
 * the router, the hooks and the reply of the framework. An ordinary poll is therefore read and answered on Node's own
 * request; whatever is unusual about it before its body has been read goes the long way, which knows all of the protocol.
 */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { elapsedMs, SECOND_MS } from '../kernel/clock.ts';
import { SafeError } from '../kernel/errors.ts';
import { newRequestId } from '../platform/http/server.ts';
import type { BeforeRoutes } from '../platform/http/server.ts';
import type { Metrics } from '../platform/metrics.ts';

/** Whoever asks, by either way in. */
export interface Caller {
  readonly ip: string;
  readonly headers: IncomingHttpHeaders;
}

export interface PollShortcut {
  readonly paths: ReadonlySet<string>;
  readonly maxBytes: number;
  readonly metrics: Metrics;
  readonly answer: (bytes: Buffer, caller: Caller) => Promise<Buffer>;
  readonly refusal: (refused: { readonly error: unknown; readonly id: string; readonly address: string }) => {
    readonly safe: SafeError;
    readonly body: string;
  };
}

const HEADERS = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
} as const;

/** No coding, no key in a header, a length that is told and small. */
function isOrdinary({ method, url, headers }: IncomingMessage, { paths, maxBytes }: PollShortcut): boolean {
  if (method !== 'POST' || url === undefined || !paths.has(url)) return false;
  const { authorization, expect } = headers;
  if (authorization !== undefined || expect !== undefined || headers['content-encoding'] !== undefined) return false;
  const length = headers['content-length'];
  return length !== undefined && Number(length) > 0 && Number(length) <= maxBytes;
}

/** The parser of HTTP gives no byte more than the length that was told. */
function bodyOf(request: IncomingMessage): Promise<Buffer> {
  return new Promise((done, failed) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => void chunks.push(chunk));
    request.once('end', () => done(chunks[0] && chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
    const cut = (cause?: Error): void => failed(new SafeError('invalid', 'body_truncated', { cause }));
    request.once('error', cut);
    request.once('close', () => {
      if (!request.readableEnded) cut();
    });
  });
}

async function answerPoll(shortcut: PollShortcut, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const began = elapsedMs();
  const { metrics, answer, refusal } = shortcut;
  const caller = { ip: request.socket.remoteAddress ?? '', headers: request.headers };
  const route = request.url ?? '';
  try {
    const body = await answer(await bodyOf(request), caller);
    response.writeHead(200, { ...HEADERS, 'content-length': body.length }).end(body);
  } catch (error) {
    const id = newRequestId();
    const { safe, body } = refusal({ error, id, address: caller.ip });
    const later = safe.retryAfterSeconds === undefined ? {} : { 'retry-after': String(safe.retryAfterSeconds) };
    const length = Buffer.byteLength(body);
    response.writeHead(safe.status, { ...HEADERS, ...later, 'x-request-id': id, 'content-length': length }).end(body);
  }
  metrics.requests.inc({ method: 'POST', route, status: String(response.statusCode) });
  metrics.duration.observe({ route }, (elapsedMs() - began) / SECOND_MS);
}

export function pollShortcut(shortcut: PollShortcut): BeforeRoutes {
  return (request, response) => {
    if (!isOrdinary(request, shortcut)) return false;
    void answerPoll(shortcut, request, response);
    return true;
  };
}
