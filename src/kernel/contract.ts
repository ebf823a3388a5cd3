// SPDX-License-Identifier: Apache-2.0
/**
 * Operations as data: one description serves the server (validation, access), the typed client of
 * the web app and the OpenAPI document. A module lists its operations in `contract.ts`.
 */
import type { z } from 'zod';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export const ROLES = ['executive', 'administrator', 'teleworker', 'watcher', 'responder'] as const;
/** Roles of people in an organisation, and of operator staff who were granted access to it. */
export type Role = (typeof ROLES)[number];

export const MEMBER_ROLES = ['executive', 'administrator', 'teleworker'] as const satisfies readonly Role[];
export const OPERATOR_ROLES = ['watcher', 'responder'] as const satisfies readonly Role[];

/** Who may call an operation. `member` operations have `:orgId` in their path. */
export type Access =
  | { readonly kind: 'public' }
  | {
      readonly kind: 'account';
      /** Also for sessions that an organisation's own sign-in provider opened. */
      readonly alsoByProvider?: boolean;
    }
  | { readonly kind: 'member'; readonly roles: readonly Role[] }
  | { readonly kind: 'operator' }
  | { readonly kind: 'device' };

export const PUBLIC: Access = { kind: 'public' };
export const ACCOUNT: Access = { kind: 'account' };
/** What concerns this session or nobody in particular. */
export const ANY_SESSION: Access = { kind: 'account', alsoByProvider: true };
export const OPERATOR: Access = { kind: 'operator' };
export const DEVICE: Access = { kind: 'device' };
export const members = (...roles: Role[]): Access => ({ kind: 'member', roles });
/** Everyone of the organisation, and its watchers. */
export const ANY_MEMBER: Access = members(...ROLES);
/** The organisation’s own people, not its watchers. */
export const OWN_PEOPLE: Access = members('executive', 'administrator', 'teleworker');
/** Those who run security in the organisation. */
export const MANAGERS: Access = members('executive', 'administrator');
export const ADMINISTRATORS: Access = members('administrator');

type Shape = z.ZodType;

export interface Operation<
  M extends Method = Method,
  P extends string = string,
  Params extends Shape = Shape,
  Query extends Shape = Shape,
  Body extends Shape = Shape,
  Response extends Shape = Shape,
> {
  readonly method: M;
  /** `/api/v1/org/:orgId/devices/:deviceId` */
  readonly path: P;
  readonly summary: string;
  readonly access: Access;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  readonly response: Response;
  /** Status of success; 200 unless told. */
  readonly status?: 200 | 201 | 202 | 204;
  /** Largest accepted body in bytes; 64 KiB unless told. */
  readonly bodyLimit?: number;
}

export function operation<
  const M extends Method,
  const P extends string,
  Response extends Shape,
  Params extends Shape = z.ZodUndefined,
  Query extends Shape = z.ZodUndefined,
  Body extends Shape = z.ZodUndefined,
>(described: Operation<M, P, Params, Query, Body, Response>): Operation<M, P, Params, Query, Body, Response> {
  return described;
}

/** What a caller gives: `GET /api/v1/x` → `{params, query, body}` before parsing. */
export type CallOf<O> =
  O extends Operation<Method, string, infer Params, infer Query, infer Body, infer Response>
    ? {
        params: z.input<Params>;
        query: z.input<Query>;
        body: z.input<Body>;
        response: z.output<Response>;
      }
    : never;

type AnyOperation = Operation<Method, string, Shape, Shape, Shape, Shape>;

/** `{ 'GET /api/v1/home': {params, query, body, response}, … }` for the typed client. */
export type ApiOf<Operations extends Readonly<Record<string, AnyOperation>>> = {
  [K in keyof Operations as `${Operations[K]['method']} ${Operations[K]['path']}`]: CallOf<Operations[K]>;
};

/** Marks an operation that answers with a stream (a download) instead of one JSON body. */
export interface StreamedAnswer {
  readonly contentType: string;
}

export interface ErrorBody {
  readonly error: {
    readonly kind: string;
    readonly code: string;
    /** Quote this to whoever helps; the log holds the same id. */
    readonly id: string;
    readonly details: readonly { readonly field: string; readonly reason: string }[];
    readonly retryAfterSeconds?: number;
  };
}
