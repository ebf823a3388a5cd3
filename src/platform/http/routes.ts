// SPDX-License-Identifier: Apache-2.0
/** How a module offers its operations: each operation with its handler, by who may call it. */
import type { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import type { Access, Method, Operation, Role, StreamedAnswer } from '../../kernel/contract.ts';
import type { Language } from '../../kernel/language.ts';
import type { Uuid } from '../../kernel/ids.ts';
import type { Scope } from '../postgres/scope.ts';

/** A signed-in person. */
export interface SignedIn {
  readonly sessionId: Uuid;
  readonly accountId: Uuid;
  /** Never true where `onlyOrg` is set. */
  readonly isOperator: boolean;
  readonly language: Language;
  /** Set when an organisation's own sign-in provider vouched for the person: the session opens that organisation only. */
  readonly onlyOrg: Uuid | undefined;
}

export interface Caller {
  readonly requestId: string;
  readonly address: string;
  readonly userAgent: string;
  /** True when the request came over TLS, to us or to a trusted proxy. */
  readonly secure: boolean;
  readonly cookies: Readonly<Record<string, string | undefined>>;
  /** `https://sonae.example.jp:8443`, as the caller addressed us. */
  readonly origin: string;
  readonly header: (name: string) => string | undefined;
}

export interface CookieOptions {
  readonly maxAgeSeconds: number;
  readonly path?: string;
}

/** What a handler may do to the answer besides giving its body. */
export interface Answer {
  /** HttpOnly, SameSite=Lax, Secure where the request was secure. */
  setCookie(name: string, value: string, options: CookieOptions): void;
  clearCookie(name: string): void;
  header(name: string, value: string): void;
  /** For downloads: the handler returns what this returns. */
  stream(contentType: string, body: Readable): StreamedAnswer;
}

type AnyOperation = Operation<Method, string, z.ZodType, z.ZodType, z.ZodType, z.ZodType>;

export interface Call<O> {
  readonly params: O extends { params?: infer P extends z.ZodType } ? z.output<P> : undefined;
  readonly query: O extends { query?: infer Q extends z.ZodType } ? z.output<Q> : undefined;
  readonly body: O extends { body?: infer B extends z.ZodType } ? z.output<B> : undefined;
  readonly caller: Caller;
  readonly answer: Answer;
}

export type ResponseOf<O> =
  O extends Operation<Method, string, z.ZodType, z.ZodType, z.ZodType, infer R> ? z.input<R> : never;

type Handler<O, Extra> = (call: Call<O> & Extra) => Promise<ResponseOf<O>>;

export interface Routes {
  open<O extends AnyOperation>(described: O, handler: Handler<O, { session: SignedIn | undefined }>): void;
  account<O extends AnyOperation>(described: O, handler: Handler<O, { session: SignedIn }>): void;
  member<O extends AnyOperation>(described: O, handler: Handler<O, { session: SignedIn; scope: Scope }>): void;
  operator<O extends AnyOperation>(described: O, handler: Handler<O, { session: SignedIn }>): void;
  device<O extends AnyOperation>(described: O, handler: Handler<O, { scope: Scope }>): void;
  /** For doors that speak a protocol of their own; they check their callers themselves. */
  door(register: (server: FastifyInstance) => void | Promise<void>): void;
}

/** What the HTTP layer asks of those who know people and devices; given by `app`. */
export interface Authenticator {
  session(caller: Caller): Promise<SignedIn | undefined>;
  /** True when the request carries the session's own anti-forgery token. */
  csrf(caller: Caller): boolean;
  /** A scope when the person is a member of, or was granted access to, the organisation; with their roles. */
  scope(session: SignedIn, orgId: Uuid): Promise<{ scope: Scope; roles: readonly Role[] } | undefined>;
  /** A scope for a device's or collector's bearer token. */
  device(caller: Caller): Promise<Scope | undefined>;
}

export type { Access, AnyOperation };
