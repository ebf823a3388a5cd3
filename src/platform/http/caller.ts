// SPDX-License-Identifier: Apache-2.0
import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Answer, Caller } from './routes.ts';

const headerText = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;

const socketIsTls = (request: FastifyRequest): boolean =>
  'encrypted' in request.raw.socket && request.raw.socket.encrypted === true;

export function callerOf(request: FastifyRequest): Caller {
  // Behind a trusted proxy fastify answers `protocol` and `host` from the forwarded headers.
  const secure = socketIsTls(request) || request.protocol === 'https';
  return {
    requestId: request.id,
    address: request.ip,
    userAgent: (request.headers['user-agent'] ?? '').slice(0, 300),
    secure,
    cookies: request.cookies,
    origin: `${secure ? 'https' : 'http'}://${request.host}`,
    header: (name) => headerText(request.headers[name]),
  };
}

/** A body that is sent as it comes, past the contract's response schema. */
export class Download {
  readonly contentType: string;
  readonly body: Readable;

  constructor(contentType: string, body: Readable) {
    this.contentType = contentType;
    this.body = body;
  }
}

export function answerFor(request: FastifyRequest, reply: FastifyReply): Answer {
  const { secure } = callerOf(request);
  const base = { httpOnly: true, sameSite: 'lax' as const, secure, path: '/' };
  return {
    setCookie: (name, value, { maxAgeSeconds, path }) => {
      reply.setCookie(name, value, { ...base, maxAge: maxAgeSeconds, ...(path === undefined ? {} : { path }) });
    },
    clearCookie: (name) => {
      reply.clearCookie(name, base);
    },
    header: (name, value) => {
      reply.header(name, value);
    },
    stream: (contentType, body) => new Download(contentType, body),
  };
}
